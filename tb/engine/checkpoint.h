// Checkpoints of a run: at some clocks the process copies itself by fork(), and the copy sleeps.
// After a failure the newest copy from before the wanted window is woken and runs on from there
// with its waveform open. So model, twin, memories, golden TLB, stimulus and engine are restored
// together and bit for bit, whatever they consist of, and a DUT needs no code for it - only that
// all its state lies in the process (dut_ops.forks).
#ifndef TB_CHECKPOINT_H
#define TB_CHECKPOINT_H

#include <limits.h>
#include <sys/types.h>

#include "tb/engine/engine.h"

// What a woken copy does.
struct checkpoint_order {
  char wave[PATH_MAX];
  uint64_t wave_from, wave_to;
  uint64_t stop_at;       // ends before this clock; 0: when the run is over
  struct verdict verdict; // of the run that it repeats
};
// What becomes of it.
struct checkpoint_report {
  bool done; // false: it died
  struct verdict verdict;
  struct run_stats stats;
};

enum { CHECKPOINTS = 2, CHECKPOINT_EVERY = 1 << 19, CHECKPOINT_GROWTH = 64 };
struct checkpoints {
  uint64_t every; // clocks from one to the next, at least ...
  bool grow;      // ... and a CHECKPOINT_GROWTH-th of the run so far
  uint64_t next;  // clock of the next
  unsigned kept, taken;
  struct {
    pid_t pid;
    int wake; // a pipe: the order; its end without one ends the copy
    uint64_t clock;
  } copy[CHECKPOINTS];              // oldest first
  struct checkpoint_report *report; // in memory shared with the copies
};

// `every` 0: automatic, and far enough apart that one of those kept lies before a window of
// `before` clocks. False: no memory; there will be none.
bool checkpoints_open(struct checkpoints *c, uint64_t every, uint64_t before);
void checkpoints_close(struct checkpoints *c);
// On clock `next`, before it begins. False in the run itself, at once. True in a copy, when it has
// been woken.
bool checkpoint_take(struct checkpoints *c, uint64_t clock, struct checkpoint_order *order);
// The end of a woken copy.
_Noreturn void checkpoint_finish(struct checkpoints *c, const struct verdict *verdict, const struct run_stats *stats);

// The newest clock at or before `clock` that there is a copy of; false: none.
bool checkpoint_before(const struct checkpoints *c, uint64_t clock, uint64_t *from);
// Wakes that copy and waits for its end.
void checkpoint_wake(struct checkpoints *c, const struct checkpoint_order *order, struct checkpoint_report *report);

#endif
