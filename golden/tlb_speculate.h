// What a walk for no request may do, where the profile allows speculation.
#ifndef GOLDEN_TLB_SPECULATE_H
#define GOLDEN_TLB_SPECULATE_H

#include "golden/tlb_search.h"

// An access to memory that is to be explained.
struct target {
  bool update;
  uint64_t addr;
  unsigned bytes;
  uint64_t expected, desired; // of an update
};
bool tlb_speculate_explains(struct gtlb *g, const struct gtlb_query *query, const struct target *target);

#endif
