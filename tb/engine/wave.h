// A waveform as a sink: when a dump is open, and what is shown in it beside the DUT.
#ifndef TB_WAVE_H
#define TB_WAVE_H

#include "tb/dut/wave_golden.h"
#include "tb/engine/engine.h"

struct wave {
  const char *path;              // FST. The second dump of `a.fst` is `a.2.fst`
  uint64_t from, to;             // shows these clocks, both included; to 0: until the run is over
  const struct verdict *verdict; // of a run that this one repeats: its clock is marked; NULL: unknown
  const volatile unsigned
      *toggles; // counted up from outside: the open dump is closed, or a further one opened; or NULL
  // The sink's own.
  bool on;         // a dump is open
  uint64_t turn;   // the clock at which the next one opens, or this one closes; UINT64_MAX: none
  unsigned seen;   // of *toggles
  unsigned opened; // dumps so far
  struct wave_golden golden;
};

// Has the DUT a waveform, and can the file be written? Leaves it empty. 0, or an exit code with a
// line in `e`.
int wave_check(const char *path, const struct dut_ops *dut, struct lw_error *e);
// `*w` is the caller's, with what is shown in its first fields and 0 in the others.
struct sink wave_sink(struct wave *w);

// An event of this clock, and all of it just before its edge: only while a dump is open.
void wave_note(struct wave *w, const struct event *e);
void wave_show(struct wave *w, struct run *r);

#endif
