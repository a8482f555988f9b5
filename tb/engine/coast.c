// A DUT after its failure. A waveform that ends with the failing clock does not show what becomes
// of it, so the DUT goes on for some clocks: nothing new is asked of it and nobody judges it,
// memory answers and answers are taken.
#include "tb/engine/run.h"

// What a broken DUT may ask of its port that the port does not have.
static bool sane(const struct lane *l) {
  const struct mmu_out *out = &l->out;
  return !out->mem_req_valid || (out->mem_req_id < MEMPORT_IDS && !l->port.slot[out->mem_req_id].busy);
}

static void edge(struct run *r) {
  if (run_twin_ticks(r)) csim_tick(r->twin, &r->lane[LANE_TWIN].in);
  run_follow(r, SINK_EDGE);
  r->guard.inside = 1;
  r->dut->tick(r->handle); // what its assertions say now is of no interest
  r->guard.inside = 0;
}

// What was accepted on this clock is not offered on the next.
static void withdraw(struct run *r) {
  struct mmu_in *in = &r->lane[LANE_DUT].in;
  const struct mmu_out *out = &r->lane[LANE_DUT].out;
  in->regime_valid = 0;
  if (in->req_valid && out->req_ready) in->req_valid = 0;
  if (in->fence_valid && out->fence_ready) r->view.fence_waiting = false;
}

static void coast_clock(struct run *r) {
  if (r->stage == CLOCK_NEW) (void)clock_settle(r); // nothing is found any more
  if (r->stage == CLOCK_SETTLED) {
    if (sane(&r->lane[LANE_DUT])) clock_take_mem(r);
    edge(r);
  }
  withdraw(r);
  r->clock++;
  r->stage = CLOCK_NEW;
}

void coast_run(struct run *r, uint64_t last) {
  while (r->shown && r->clock <= last)
    coast_clock(r);
}
