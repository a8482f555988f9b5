// One candidate's run, and whether it fails as the file did.
#ifndef TB_SHRINK_TRY_H
#define TB_SHRINK_TRY_H

#include "tb/engine/known.h"
#include "tb/run/shrink.h"
#include "tb/run/shrink_plan.h"

struct shrink_write {
  uint64_t clock, pa, value;
  uint8_t bytes;
};
// What a run did, for those who want to know. All zero: nothing yet; op_clock is the caller's.
struct shrink_watch {
  uint64_t *op_clock;         // by index of the file's lines: when each was done
  size_t reached;             // lines done
  struct shrink_write *write; // stores, and updates by the hardware, in order
  size_t writes, write_room;
  struct known reads; // addresses of entries that the DUT has read
  bool no_memory;
};
void shrink_watch_free(struct shrink_watch *w);

struct shrink_runner {
  const struct job *job;
  const struct dut_ops *dut;
  struct profile profile;
  char signature[160]; // of the failure that is looked for
  uint64_t margin;     // clocks that a run may take after its last line
  unsigned tries, most;
  uint64_t clocks;
  FILE *progress;
};
// Runs the file in memory. 0 or an exit code. `watch` may be NULL.
int shrink_runner_run(struct shrink_runner *r, struct txn *t, struct shrink_watch *watch, struct verdict *v,
                      struct lw_error *e);
// What must be equal for two failures to be the same: class, kind, port, an assertion's words, the
// field that an expectation is about.
void shrink_signature(const struct verdict *v, char *text, size_t size);
// Does the plan still fail alike? false too when there are no tries left.
bool shrink_fails(struct shrink_runner *r, const struct shrink_plan *p, const struct txn *source);
#endif
