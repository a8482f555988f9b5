// What the other files ask of the rules (rules.h).
#ifndef GOLDEN_TLB_RULES_H
#define GOLDEN_TLB_RULES_H

#include "golden/tlb_store.h"

// Sets what of the rules is asked for often.
void tlb_rules_open(struct gtlb *g);
// May it be kept at all from one request to the next, by its rule and the profile?
static inline bool tlb_rules_keep(const struct gtlb *g, enum gtlb_kept kept) {
  return g->keeps >> kept & 1;
}
static inline const struct gtlb_rule *tlb_rules_get(const struct gtlb *g, enum gtlb_kept kept) {
  return &gtlb_rules[g->arch][kept];
}
// Of a value read at that level, whatever address it was read for.
enum gtlb_kept tlb_rules_of(const struct regime *regime, uint8_t level, const struct value *v);
// Does the rule count for such a fence?
bool tlb_rules_fence(const struct gtlb_fence_rule *rule, const struct fence *fence);

#endif
