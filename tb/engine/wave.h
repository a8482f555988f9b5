// The engine's side of a waveform: when a dump is open, and what is shown beside the DUT.
#ifndef TB_WAVE_H
#define TB_WAVE_H

#include "tb/engine/event.h"
#include "tb/dut/wave_golden.h"

struct run;
struct run_wave {
  bool on;         // a dump is open
  uint64_t turn;   // the clock at which the next one opens, or this one closes; UINT64_MAX: none
  unsigned seen;   // of config->wave_toggles
  unsigned opened; // dumps so far
  struct wave_golden golden;
};

// Can the DUT do what the configuration asks? An exit code with a line in r->error otherwise.
int wave_check(struct run *r);
// Before the first clock.
void wave_begin(struct run *r);
// At the start of the clock `turn`.
void wave_turn(struct run *r);
// Follows config->wave_toggles. The second dump of `a.fst` is `a.2.fst`.
void wave_watch(struct run *r);
void wave_end(struct run *r);

// An event of this clock, and all of this clock just before its edge: only while a dump is open.
void wave_note(struct run *r, const struct event *e);
void wave_show(struct run *r);

#endif
