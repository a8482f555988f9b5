// The state of one run, shared by engine.c (start, loop, end), clock.c (one clock), offer.c (what
// the stimulus asks for), load.c (PAE's load) and failure.c (how a run ends).
#ifndef TB_RUN_H
#define TB_RUN_H

#include <string.h>

#include "csim/csim.h"
#include "tb/engine/check.h"
#include "tb/engine/checkpoint.h"
#include "tb/engine/compare.h"
#include "tb/engine/guard.h"
#include "tb/engine/load.h"
#include "tb/engine/wave.h"

enum { RUN_FENCES = 4, RUN_GRACE_CLOCKS = 2000, RUN_HANG_CLOCKS = 20000, RUN_SLOW_FACTOR = 64 };
enum { LANE_DUT, LANE_TWIN, LANES };

struct run {
  const struct engine_config *config;
  struct stim *stim;
  struct lw_error *error;
  struct verdict *verdict;
  struct run_stats *stats;
  const struct dut_ops *dut;
  void *handle;
  struct csim *twin; // NULL: none ...
  bool twin_on;      // compared; no more since a timing difference ...
  bool twin_shown;   // ... but it goes on for the waveform
  struct lane lane[LANES];
  struct check check;
  struct guard guard;

  uint64_t clock;
  struct stim_view view;
  struct stim_clock asked;
  struct stim_memory memory;
  struct regime regime, regime_next; // in force, and from the next clock on
  bool regime_set, regime_pending;
  uint64_t pdpte[4]; // PAE's registers, as the last good load left them
  struct load load;
  struct request request; // waiting at the port
  uint8_t request_id;
  uint64_t request_since, fence_since;
  struct fence fence; // waiting at the port ...
  bool sinval;        // ... and whether it is a SINVAL.VMA
  struct {
    struct fence fence;
    bool sinval;
  } running[RUN_FENCES];                // accepted, not done, in order
  unsigned fences_running, outstanding; // PTE accesses accepted and not answered
  bool ended;                           // the stimulus has
  bool over;
  enum { CLOCK_NEW, CLOCK_SETTLED, CLOCK_TICKED } stage; // how far this clock is

  struct mmu_out held; // what was offered on the last clock and not taken: must be the same on this one
  bool rsp_held, mem_held;
  uint64_t moved;     // the last clock on which anything did
  uint64_t grace_end; // after a timing difference: until when golden may find more; 0: none so far
  uint64_t grace_start;
  struct verdict second; // what it found

  struct run_wave wave;
  uint64_t checkpoint; // the clock of the next; UINT64_MAX: none
  // A woken copy of the run: what it is asked, and the configuration that follows from it.
  bool woken;
  struct checkpoint_order order;
  struct engine_config order_config;
};

// One clock: stimulus, wires, comparison, events, edge.
void clock_run(struct run *r);
// Its parts that a run which is over still needs (coast.c).
bool clock_settle(struct run *r);
void clock_take_mem(struct run *r);
// On clock `checkpoint`, before it begins (replay.c).
void replay_checkpoint(struct run *r);
// What the DUT does after its failure, for the eye only: until `last` is behind it.
void coast_run(struct run *r, uint64_t last);
// Asks the stimulus about this clock and applies what it says to memory and inputs.
void offer_run(struct run *r);

// Ends the run with the failure that `check_fail` and its like have written to check.verdict.
void failure_end(struct run *r);
// Starts a failure of the engine's own: the caller adds text.
struct verdict *failure_start(struct run *r, enum verdict_kind kind, const char *port);
// The DUT differs from its twin.
void failure_twin(struct run *r, enum verdict_kind kind, const struct difference *d);
void failure_health(struct run *r, enum dut_health health);
void failure_crash(struct run *r);
void failure_hang(struct run *r);
// The grace after a timing difference is over.
void failure_grace(struct run *r);

// `regime` is in force from the next clock on, over the PDPTE registers as they are.
static inline void run_set_regime(struct run *r, const struct regime *regime) {
  r->regime_next = *regime;
  memcpy(r->regime_next.pdpte, r->pdpte, sizeof r->pdpte);
  r->regime_pending = true;
}
static inline bool run_twin_ticks(const struct run *r) {
  return r->twin_on || r->twin_shown;
}
static inline bool run_listens(const struct run *r) {
  return r->config->sink_count != 0 || r->wave.on;
}
static inline void run_show_wires(const struct run *r) {
  for (unsigned i = 0; i < r->config->sink_count; i++)
    if (r->config->sinks[i].wires)
      r->config->sinks[i].wires(r->config->sinks[i].ctx, r->clock, &r->lane[LANE_DUT].in, &r->lane[LANE_DUT].out);
}
static inline bool run_shows_probe(const struct run *r) {
  for (unsigned i = 0; i < r->config->sink_count; i++)
    if (r->config->sinks[i].probe) return true;
  return false;
}
static inline void run_show_probe(const struct run *r, const struct mmu_probe *state) {
  for (unsigned i = 0; i < r->config->sink_count; i++)
    if (r->config->sinks[i].probe) r->config->sinks[i].probe(r->config->sinks[i].ctx, r->clock, state);
}
static inline void run_emit(struct run *r, const struct event *e) {
  if (r->wave.on) wave_note(r, e);
  if (r->over) return;
  for (unsigned i = 0; i < r->config->sink_count; i++)
    r->config->sinks[i].event(r->config->sinks[i].ctx, e);
}

#endif
