// What may be kept between requests, as data (tlb_rules.c), and which rule a value falls under.
#ifndef GOLDEN_TLB_RULES_H
#define GOLDEN_TLB_RULES_H

#include "golden/tlb_store.h"

// What an entry meant when it was read may differ from what it means now: flags of the regime that
// change the meaning, and take effect at the latest with a fence of everything (priv 3.1.6.5,
// 12.1.11; SDM3 4.10.4.1).
struct setting {
  uint32_t flag;
  uint32_t exists;  // RISC-V: only with this extension; 0: always
  uint32_t instead; // the flag that stands for the value the regime no longer has: `flag` itself, or another one
};
extern const struct setting tlb_settings[2][SETTINGS]; // by enum arch

uint32_t tlb_rules_mask(enum arch arch, const struct gtlb_profile *profile);
static inline bool tlb_rules_keep(const struct gtlb *g, enum gtlb_kept kept) {
  return g->keeps >> kept & 1;
}
enum gtlb_kept tlb_rules_of(const struct regime *regime, uint8_t level, const struct value *v);

#endif
