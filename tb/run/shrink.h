// Reduces a failing transaction file to a small one that fails alike: fewer lines that act, fewer
// table entries, simpler values. Every candidate is a run in this process; what is kept depends on
// the file and the options only.
#ifndef TB_SHRINK_H
#define TB_SHRINK_H

#include <stdbool.h>
#include <stdio.h>

#include "tb/run/job.h"

struct shrink_options {
  struct job job;     // STIM_TXN: file, DUT, planted bug, checks
  const char *output; // the reduced file
  unsigned tries;     // candidates at most
  FILE *progress;     // may be NULL
};
struct shrink_result {
  size_t lines_before, lines_after; // that act: req fence store regime memory ..., not at wait drain end
  size_t entries_after;             // table entries that are not zero
  unsigned tries;
  uint64_t clocks;        // simulated in all candidates
  bool exhausted;         // `tries` ended the search: what is written fails, but may not be minimal
  struct verdict verdict; // of the reduced file
};
// 0; LW_INPUT when the file is bad, or the run does not fail; LW_LIMIT when the written file does
// not fail as its parts did. A line in `e`.
int shrink_run(const struct shrink_options *options, struct shrink_result *result, struct lw_error *e);

#endif
