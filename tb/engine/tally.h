// What a run counts of accesses, stores and answers, whoever judges them.
#ifndef TB_TALLY_H
#define TB_TALLY_H

#include "tb/engine/finding.h"
#include "tb/engine/known.h"

struct run;
struct tally {
  struct known known; // addresses of entries that the DUT has read
  uint64_t unfenced;  // stores to known entries since the last fence that no answer has followed yet
};

void tally_store(struct run *r, uint64_t pa, unsigned bytes); // 4 or 8
// A PTE access that may be a walk's: lane.sampled. It finds that memory is short, or nothing.
struct finding tally_sample(struct run *r);
void tally_fence(struct run *r); // done, and it counts
// run.response was judged and is right.
void tally_response(struct run *r);

#endif
