// A lane without a clocked DUT: runs a stimulus to its end, answering each request on the clock
// after its offer by a golden walk over a copy-on-write RAM. Enough to test what a stimulus asks
// and how it judges; the lockstep runs test the rest.
#ifndef TESTS_TB_PLAY_H
#define TESTS_TB_PLAY_H

#include "csim/ram.h"
#include "golden/walk.h"
#include "tb/engine/stim.h"

struct play {
  uint64_t clocks, requests, fences, stores, regimes, complaints, most_in_flight;
  struct stim_complaint first; // complaint
  bool finished;               // finish() was content
  // Changes an answer before the stimulus sees it; NULL: none.
  void (*spoil)(struct play *p, const struct request *req, struct answer *answer);
  // Each clock as the stimulus made it; NULL: none.
  void (*watch)(struct play *p, uint64_t clock, const struct stim_clock *now);
  uint64_t note[8]; // the callbacks' own
};

// 0, or the exit code that the stimulus gave.
int play_run(struct play *p, const struct ram_image *image, struct stim *stim, struct lw_error *e);

#endif
