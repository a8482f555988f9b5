// The state of one run, shared by engine.c (start, loop, end), clock.c (one clock), offer.c (what
// the stimulus asks for), pdpte_load.c (PAE's load), the checkers (checker.h) and failure.c (how a
// run ends).
#ifndef TB_RUN_H
#define TB_RUN_H

#include <string.h>

#include "csim/csim.h"
#include "tb/engine/checker.h"
#include "tb/engine/checkpoint.h"
#include "tb/engine/compare.h"
#include "tb/engine/flight.h"
#include "tb/engine/golden.h"
#include "tb/engine/guard.h"
#include "tb/engine/lane.h"
#include "tb/engine/pdpte_load.h"
#include "tb/engine/tally.h"
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
  struct guard guard;
  const struct profile *profile;
  struct checkers checkers;
  struct account account; // of the last finding
  struct golden *golden;  // the checker's state; NULL: golden is off
  struct flights flights;
  struct tally tally;
  uint64_t worked; // clocks so far on which the DUT waited neither for memory nor for its answer to be taken nor fenced

  uint64_t clock;
  struct stim_view view;
  struct stim_clock asked;
  struct stim_memory memory;
  struct regime regime, regime_next; // in force, and from the next clock on
  bool regime_set, regime_pending;
  uint64_t pdpte[4]; // PAE's registers, as the last good load left them
  struct pdpte_load pdpte_load;
  struct request request; // waiting at the port
  uint8_t request_id;
  uint64_t request_since, fence_since;
  struct fence fence; // waiting at the port ...
  bool sinval;        // ... and whether it is a SINVAL.VMA
  struct run_fence {
    struct fence fence;
    bool sinval;
  } running[RUN_FENCES], fenced;        // accepted, not done, in order; the one that is done on this clock
  unsigned fences_running, outstanding; // PTE accesses accepted and not answered
  bool ended;                           // the stimulus has
  bool over;
  bool finished; // no clock comes any more: what is found now is of none of them
  enum { CLOCK_NEW, CLOCK_SETTLED, CLOCK_TICKED } stage; // how far this clock is

  struct {
    uint8_t id;
    struct answer answer;
  } response;             // taken on this clock
  struct mmu_probe state; // of the DUT, after the edge
  bool state_differs;     // from the twin's
  struct mmu_out held;    // what was offered on the last clock and not taken: must be the same on this one
  bool rsp_held, mem_held;
  uint64_t moved;     // the last clock on which anything did
  uint64_t grace_end; // after a timing difference: until when golden may find more; 0: none so far
  uint64_t grace_start;

  bool followed;       // by a sink, clock by clock ...
  bool shown;          // ... that has something open
  uint64_t checkpoint; // the clock of the next; UINT64_MAX: none
  // A woken copy of the run: what it is asked, and the configuration that follows from it.
  bool woken;
  struct checkpoint_order order;
  struct engine_config order_config;
  struct sink order_sinks[ENGINE_SINKS + 1];
  struct wave order_wave;
};

// One clock: stimulus, wires, comparison, events, edge.
void clock_run(struct run *r);
// Its parts that a run which is over still needs (coast.c).
struct finding clock_settle(struct run *r);
void clock_take_mem(struct run *r);
// On clock `checkpoint`, before it begins (wake.c).
void wake_checkpoint(struct run *r);
// What the DUT does after its failure, for the eye only: until `last` is behind it.
void coast_run(struct run *r, uint64_t last);
// Asks the stimulus about this clock and applies what it says to memory and inputs.
struct finding offer_run(struct run *r);

// The one place that makes a verdict of a finding, and decides whether the run is over. True: it
// goes on for a while.
bool failure_conclude(struct run *r, struct finding f);
// Fills the request, the regime and the golden walk of `id` into the verdict; with an answer also
// what golden says of it.
void failure_describe(const struct run *r, uint8_t id, const struct answer *answer, struct verdict *v);
// What the engine itself finds.
struct finding failure_health(struct run *r, enum dut_health health);
struct finding failure_crash(struct run *r);
struct finding failure_hang(struct run *r);
// The grace after a timing difference is over.
void failure_grace(struct run *r);

extern const struct checker check_twin;
// What holds between two clocks: true, or a checked program ends (golden/invariant.h).
bool run_is_whole(const struct run *r);
// Asks the checkers about this moment.
static inline struct finding run_ask(struct run *r, enum moment moment) {
  const struct checkers *all = &r->checkers;
  if (!all->wants[moment]) return finding_none();
  if (all->wants[moment] > 1) return checkers_ask(r, moment);
  return all->asked[moment][0].ask(r, all->asked[moment][0].self); // as on every clock
}
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
  return r->config->sink_count != 0;
}
// Tells the sinks, each what it asks for. When the run is over only those hear that follow it.
static inline void run_emit(const struct run *r, const struct event *e) {
  for (unsigned i = 0; i < r->config->sink_count; i++) {
    const struct sink *s = &r->config->sinks[i];
    if (s->event && (!r->over || s->follow)) s->event(s->ctx, e);
  }
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
void run_tell_turn(struct run *r, enum sink_turn turn);
static inline void run_follow(struct run *r, enum sink_turn turn) {
  if (__builtin_expect(r->followed, 0)) run_tell_turn(r, turn);
}

#endif
