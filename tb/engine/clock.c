// One clock of a run. The order of its steps is the order of golden/tlb.h's phases.
#include <string.h>

#include "csim/wires.h"
#include "golden/invariant.h"
#include "tb/engine/run.h"

static void put_fence(struct run *r) {
  struct mmu_in *in = &r->lane[LANE_DUT].in;
  // More fences than the queue holds wait outside the port.
  if (r->view.fence_waiting && r->fences_running < RUN_FENCES)
    wires_put_fence(in, &r->fence);
  else
    wires_clear(in, PORT_FENCE);
}

// Inputs of both lanes, then the outputs. The memories answer for themselves.
struct finding clock_settle(struct run *r) {
  struct lane *dut = &r->lane[LANE_DUT], *twin = &r->lane[LANE_TWIN];
  if (r->view.fence_waiting || dut->in.fence_valid) put_fence(r);
  dut->in.rsp_ready = lane_rsp_ready(&r->memory, r->clock);
  if (run_twin_ticks(r)) {
    twin->in = dut->in;
    memport_drive(&twin->port, r->clock, &twin->in, &twin->sampled);
    csim_outputs(r->twin, &twin->out);
  }
  memport_drive(&dut->port, r->clock, &dut->in, &dut->sampled);
  r->guard.inside = 1;
  enum dut_health health = r->dut->settle(r->handle, &dut->in, &dut->out);
  r->guard.inside = 0;
  r->stage = CLOCK_SETTLED;
  if (!r->over) run_show_wires(r);
  return health == DUT_FINE || r->over ? finding_none() : failure_health(r, health);
}

// What the outputs say, apart from what they make happen.
static struct finding look(struct run *r, const struct mmu_out *out) {
  struct finding f = finding_none();
  if (r->rsp_held || r->mem_held) f = run_ask(r, AT_HELD);
  if (f.kind == VERDICT_PASS && (r->pdpte_load.active || out->regime_busy | out->regime_done | out->regime_fault))
    f = run_ask(r, AT_LOAD_PORT);
  if (f.kind == VERDICT_PASS && out->mem_req_valid) f = run_ask(r, AT_ACCESS);
  return f;
}

// --- handshakes ----------------------------------------------------------------------------------

static void emit_mem(struct run *r, enum event_kind kind, const struct memport_event *m) {
  if (run_listens(r)) run_emit(r, &(struct event){.clock = r->clock, .kind = kind, .u.mem = *m});
}

static uint64_t digest(uint64_t h, uint64_t value) {
  h = (h ^ value) * 0x9e3779b97f4a7c15u;
  return h ^ h >> 29;
}

// Two runs in which these digests are equal did the same on the same clocks.
enum handshake {
  HANDSHAKE_SAMPLE = 0x100,
  HANDSHAKE_FENCE = 0x200,
  HANDSHAKE_REQUEST = 0x300,
  HANDSHAKE_RESPONSE = 0x400
};
static void note_time(struct run *r, enum handshake what, uint8_t id) {
  r->stats->timing = digest(r->stats->timing, r->clock << 16 | (unsigned)what | id);
}

static struct finding do_sample(struct run *r) {
  const struct memport_event *m = &r->lane[LANE_DUT].sampled;
  if (!m->valid) return finding_none();
  r->outstanding--;
  r->moved = r->clock;
  note_time(r, HANDSHAKE_SAMPLE, m->id);
  r->stats->timing = digest(digest(r->stats->timing, m->addr), m->data);
  if (m->op == MEM_READ) {
    r->view.reads++;
    r->view.last_read_addr = m->addr;
    r->view.last_read_value = m->data;
  }
  emit_mem(r, m->op == MEM_CAS ? EVENT_CAS : EVENT_READ, m);
  if (!pdpte_load_sample(r)) return finding_none();
  struct finding f = tally_sample(r);
  return f.kind == VERDICT_PASS ? run_ask(r, AT_SAMPLE) : f;
}

static struct finding do_offer(struct run *r, const struct mmu_out *out) {
  return out->mem_req_valid && !r->mem_held ? run_ask(r, AT_OFFER) : finding_none();
}

static struct finding do_loaded(struct run *r, const struct mmu_out *out) {
  if (!out->regime_done) return finding_none();
  struct finding f = run_ask(r, AT_LOADED);
  if (f.kind == VERDICT_PASS) pdpte_load_end(r);
  return f;
}

static void accept_fence(struct run *r, bool walking) {
  r->running[r->fences_running++] = (struct run_fence){r->fence, r->sinval};
  r->view.fence_waiting = false;
  r->stats->fences++;
  r->stats->fences_in_walk += walking;
  note_time(r, HANDSHAKE_FENCE, 0);
  r->moved = r->clock;
  if (run_listens(r))
    run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_FENCE, .id = r->sinval, .u.fence = r->fence});
}

static struct finding do_fences(struct run *r, const struct mmu_out *out, bool walking) {
  if (r->lane[LANE_DUT].in.fence_valid && out->fence_ready) accept_fence(r, walking);
  if (!out->fence_done) return finding_none();
  if (!r->fences_running) return finding_broken(r, "fence_done_o", "a fence that is running", 1);
  r->fenced = r->running[0];
  memmove(r->running, r->running + 1, --r->fences_running * sizeof *r->running);
  r->view.fences_done++;
  note_time(r, HANDSHAKE_FENCE, 1);
  r->moved = r->clock;
  if (run_listens(r))
    run_emit(r, &(struct event){
                    .clock = r->clock, .kind = EVENT_FENCE_DONE, .id = r->fenced.sinval, .u.fence = r->fenced.fence});
  if (!r->fenced.sinval) tally_fence(r);
  return run_ask(r, AT_FENCE_DONE);
}

static struct finding do_request(struct run *r, const struct mmu_out *out) {
  if (!r->lane[LANE_DUT].in.req_valid || !out->req_ready) return finding_none();
  if (!r->regime_set) return finding_broken(r, "req_ready_o", "no request accepted before a regime is in force", 1);
  uint8_t id = r->request_id;
  if (run_listens(r))
    run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_REQUEST, .id = id, .u.req = r->request});
  r->flights.flight[id] = (struct flight){r->request, r->regime, r->clock, r->worked};
  r->flights.in_flight |= 1ull << id;
  r->stats->requests++;
  note_time(r, HANDSHAKE_REQUEST, id);
  r->view.request_waiting = false;
  r->view.accepted++;
  r->view.in_flight++;
  r->view.last_accepted_clock = r->moved = r->clock;
  return run_ask(r, AT_REQUEST);
}

static void note_response(struct run *r, const struct mmu_out *out) {
  uint8_t id = r->response.id;
  const struct flight *f = &r->flights.flight[id];
  if (run_listens(r))
    run_emit(r, &(struct event){.clock = r->clock,
                                .kind = EVENT_RESPONSE,
                                .id = id,
                                .u.response = {.req = f->req, .answer = r->response.answer, .accepted = f->accepted}});
  uint64_t word = (uint64_t)id << 56 | (uint64_t)out->rsp_kind << 48 | (uint64_t)out->rsp_code << 40 |
                  (uint64_t)out->rsp_shift << 32 | (uint64_t)out->rsp_perm << 24 | (uint64_t)out->rsp_type << 16 |
                  out->rsp_global;
  r->stats->digest = digest(digest(r->stats->digest, word), out->rsp_pa);
  note_time(r, HANDSHAKE_RESPONSE, id);
  r->view.in_flight--;
  r->view.answered++;
  r->view.last_answered_clock = r->moved = r->clock;
  r->view.last_answered_id = id;
}

static struct finding do_response(struct run *r, const struct mmu_out *out) {
  if (!out->rsp_valid || !r->lane[LANE_DUT].in.rsp_ready) return finding_none();
  uint8_t id = out->rsp_id;
  if (!flight_is(&r->flights, id)) return finding_broken(r, "rsp_id_o", "the id of a request in flight", id);
  r->response.id = id;
  r->response.answer = wires_answer(out);
  note_response(r, out);
  struct finding f = run_ask(r, AT_RESPONSE);
  if (f.kind != VERDICT_PASS) return f;
  tally_response(r);
  r->flights.in_flight &= ~(1ull << id);
  return finding_none();
}

static struct finding handshakes(struct run *r) {
  const struct mmu_out *out = &r->lane[LANE_DUT].out;
  bool walking = r->outstanding != 0;
  struct finding f = look(r, out);
  if (f.kind == VERDICT_PASS) f = do_sample(r);
  if (f.kind == VERDICT_PASS) f = do_offer(r, out);
  if (f.kind == VERDICT_PASS) f = do_loaded(r, out);
  if (f.kind == VERDICT_PASS) f = do_fences(r, out, walking);
  if (f.kind == VERDICT_PASS) f = do_request(r, out);
  if (f.kind == VERDICT_PASS) f = do_response(r, out);
  return f;
}

// --- the edge ------------------------------------------------------------------------------------

void clock_take_mem(struct run *r) {
  struct lane *l = &r->lane[LANE_DUT];
  if (l->out.mem_req_valid && l->in.mem_req_ready) {
    memport_accept(&l->port, r->clock, &l->out, true);
    r->outstanding++;
    r->moved = r->clock;
    const struct memport_event asked = memport_asked(&l->out);
    emit_mem(r, EVENT_MEM_REQ, &asked);
  }
  r->rsp_held = l->out.rsp_valid && !l->in.rsp_ready;
  r->mem_held = l->out.mem_req_valid && !l->in.mem_req_ready;
  if (r->rsp_held || r->mem_held) r->held = l->out;
  r->worked += !r->outstanding && !r->mem_held && !r->rsp_held && !r->fences_running;
  r->view.walking = r->outstanding != 0;
  r->view.fence_running = r->fences_running != 0;
  if (run_twin_ticks(r))
    memport_accept(&r->lane[LANE_TWIN].port, r->clock, &r->lane[LANE_TWIN].out, r->lane[LANE_TWIN].in.mem_req_ready);
}

static struct finding edge(struct run *r) {
  // The twin first: a waveform shows its state on this clock beside the DUT's.
  if (run_twin_ticks(r)) csim_tick(r->twin, &r->lane[LANE_TWIN].in);
  run_follow(r, SINK_EDGE);
  r->guard.inside = 1;
  enum dut_health health = r->dut->tick(r->handle);
  r->guard.inside = 0;
  r->stage = CLOCK_TICKED;
  if (health != DUT_FINE) return failure_health(r, health);
  bool asked = run_shows_probe(r);
  if (!(r->checkers.wants[AT_STATE] || asked) || !r->dut->probe) return finding_none();
  r->guard.inside = 1;
  r->dut->probe(r->handle, &r->state);
  r->guard.inside = 0;
  if (asked) run_show_probe(r, &r->state);
  return run_ask(r, AT_STATE);
}

// Profile request=held: valid falls, the rest stands until the answer.
static void withdraw_request(struct run *r) {
  struct mmu_in *in = &r->lane[LANE_DUT].in;
  bool held = r->profile->held;
  if (!in->req_valid && !held) return;
  in->req_valid = 0;
  if (!held || !r->view.in_flight) wires_clear(in, PORT_REQ);
}

static struct finding begin(struct run *r) {
  // A regime written on the last clock is in force from this one on, and the root it replaces was
  // until now: a fence done on the clock of the write has not taken that root from requests which
  // may still use it.
  struct finding f = finding_none();
  if (r->regime_pending) {
    r->regime = r->regime_next;
    r->regime_set = true;
    r->regime_pending = false;
    f = run_ask(r, AT_REGIME);
  }
  if (f.kind == VERDICT_PASS) f = offer_run(r);
  if (f.kind == VERDICT_PASS) f = clock_settle(r);
  return f;
}

// What a finding makes of the run is failure.c's to say: after a timing difference it goes on.
static bool goes_on(struct run *r, struct finding f) {
  return f.kind == VERDICT_PASS || failure_conclude(r, f);
}

void clock_run(struct run *r) {
  if (!goes_on(r, begin(r)) || !goes_on(r, run_ask(r, AT_OUTPUTS)) || !goes_on(r, handshakes(r))) return;
  clock_take_mem(r);
  if (!goes_on(r, edge(r))) return;
  if (!r->view.request_waiting) withdraw_request(r);
  r->clock++;
  r->stage = CLOCK_NEW;
  INVARIANT(run_is_whole(r));
}
