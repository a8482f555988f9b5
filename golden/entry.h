// What a TLB entry means: when it answers, what a fence takes from it. The array that holds entries
// is csim's.
#ifndef GOLDEN_ENTRY_H
#define GOLDEN_ENTRY_H

#include "golden/walk.h"

struct tlb_entry {
  uint64_t vpn; // va >> 12, VA width bits (sign bits cut), low bits below `shift` kept as filled
  uint64_t ppn; // base pa >> 12
  enum format_id format;
  uint16_t asid;
  uint8_t shift; // 12 16 21 22 30 39 48
  uint8_t perm, type, pkey;
  bool global, dirty;
};

struct tlb_entry entry_from_walk(const struct regime *regime, const struct request *req,
                                 const struct walk_record *record);
// Same format, same page, and the ASID equal or the entry global. `va`: as walk_va gives it.
bool entry_matches(const struct tlb_entry *e, const struct regime *regime, uint64_t va);
// Could both match one address? (format equal, pages overlap, ASIDs equal or either global)
bool entry_overlaps(const struct tlb_entry *a, const struct tlb_entry *b);
// Does the fence take the entry: va inside the page (or no va), and (asid_valid ? (global ? globals
// : asid equal)
//                                                                           : (globals || !global)).
bool entry_fenced(const struct tlb_entry *e, const struct fence *f);
// The answer a hit gives with the use-time state of `regime`. false: the entry cannot answer (a
// store and D=0: walk again).
bool entry_answer(const struct tlb_entry *e, const struct regime *regime, const struct request *req,
                  struct answer *out);

#endif
