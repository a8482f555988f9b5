// One clock of a run. The order of its steps is the order of golden/tlb.h's phases.
#include <inttypes.h>
#include <string.h>

#include "csim/wires.h"
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
bool clock_settle(struct run *r) {
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
  if (health == DUT_FINE || r->over) return true;
  failure_health(r, health);
  return false;
}

static void compare(struct run *r) {
  struct difference d;
  if (!r->twin_on) return;
  r->stats->wires_compared++;
  if (!compare_outputs(&r->lane[LANE_TWIN].out, &r->lane[LANE_DUT].out, &d)) failure_twin(r, VERDICT_WIRE, &d);
}

// --- port rules ----------------------------------------------------------------------------------

static bool broken(struct run *r, const char *port, const char *expected, uint64_t got) {
  struct verdict *v = failure_start(r, VERDICT_PROTOCOL, port);
  snprintf(v->expected, sizeof v->expected, "%s", expected);
  snprintf(v->got, sizeof v->got, "0x%" PRIx64, got);
  failure_end(r);
  return false;
}

static bool obeys_mem(struct run *r, const struct mmu_out *out) {
  if (out->mem_req_id >= MEMPORT_IDS) return broken(r, "mem_req_id_o", "a walker id below 4", out->mem_req_id);
  if (r->lane[LANE_DUT].port.slot[out->mem_req_id].busy)
    return broken(r, "mem_req_id_o", "one access outstanding per id", out->mem_req_id);
  if (out->mem_req_op > MEM_CAS) return broken(r, "mem_req_op_o", "0 (read) or 1 (compare-and-swap)", out->mem_req_op);
  if (out->mem_req_addr & (out->mem_req_narrow ? 3 : 7) || out->mem_req_addr >> 56)
    return broken(r, "mem_req_addr_o", "an address of 56 bits, aligned to 8 bytes or, narrow, to 4", out->mem_req_addr);
  if (out->mem_req_narrow && (out->mem_req_expected | out->mem_req_desired) >> 32)
    return broken(r, "mem_req_desired_o", "32 bits in a narrow access", out->mem_req_desired);
  return true;
}

static bool obeys_rules(struct run *r, const struct mmu_out *out) {
  if (r->rsp_held && !compare_same(PORT_RSP, &r->held, out))
    return broken(r, "rsp_valid_o", "the answer held until it is taken", out->rsp_valid);
  if (r->mem_held && !compare_same(PORT_MEM_REQ, &r->held, out))
    return broken(r, "mem_req_valid_o", "the PTE access held until it is taken", out->mem_req_valid);
  return load_obeys(r, out) && (!out->mem_req_valid || obeys_mem(r, out));
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

static bool do_sample(struct run *r) {
  const struct memport_event *m = &r->lane[LANE_DUT].sampled;
  if (!m->valid) return true;
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
  return !load_sample(r, m) || check_sample(&r->check, r->clock, m);
}

static bool do_fences(struct run *r, const struct mmu_out *out, bool walking) {
  if (r->lane[LANE_DUT].in.fence_valid && out->fence_ready) {
    r->running[r->fences_running].sinval = r->sinval;
    r->running[r->fences_running++].fence = r->fence;
    r->view.fence_waiting = false;
    r->stats->fences++;
    r->stats->fences_in_walk += walking;
    note_time(r, HANDSHAKE_FENCE, 0);
    r->moved = r->clock;
    if (run_listens(r))
      run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_FENCE, .id = r->sinval, .u.fence = r->fence});
  }
  if (!out->fence_done) return true;
  if (!r->fences_running) return broken(r, "fence_done_o", "a fence that is running", 1);
  struct fence done = r->running[0].fence;
  bool sinval = r->running[0].sinval;
  memmove(r->running, r->running + 1, --r->fences_running * sizeof *r->running);
  r->view.fences_done++;
  note_time(r, HANDSHAKE_FENCE, 1);
  r->moved = r->clock;
  if (run_listens(r))
    run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_FENCE_DONE, .id = sinval, .u.fence = done});
  return sinval ? check_sinval_done(&r->check, r->clock, &done) : check_fence_done(&r->check, r->clock, &done);
}

static bool do_request(struct run *r, const struct mmu_out *out) {
  struct mmu_in *in = &r->lane[LANE_DUT].in;
  if (!in->req_valid || !out->req_ready) return true;
  if (!r->regime_set) return broken(r, "req_ready_o", "no request accepted before a regime is in force", 1);
  if (run_listens(r))
    run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_REQUEST, .id = r->request_id, .u.req = r->request});
  check_request(&r->check, r->clock, r->request_id, &r->request, &r->regime);
  note_time(r, HANDSHAKE_REQUEST, r->request_id);
  r->view.request_waiting = false;
  r->view.accepted++;
  r->view.in_flight++;
  r->view.last_accepted_clock = r->moved = r->clock;
  return true;
}

static bool ask_outside(struct run *r, uint8_t id, const struct request *req, const struct answer *answer) {
  if (!r->stim->answered) return true;
  struct stim_complaint c;
  c.nothing_known = false;
  c.unseen = 0;
  bool fine = r->stim->answered(r->stim->ctx, r->clock, id, req, answer, &c);
  r->stats->outside_checked += !c.nothing_known;
  if (fine) return true;
  struct verdict *v = failure_start(r, VERDICT_EXPECT, "rsp_o");
  snprintf(v->expected, sizeof v->expected, "%s", c.expected);
  snprintf(v->got, sizeof v->got, "%s", c.got);
  snprintf(v->text, sizeof v->text, "%s: %s", c.where, c.what);
  check_describe(&r->check, r->clock, id, answer);
  failure_end(r);
  return false;
}

static bool do_response(struct run *r, const struct mmu_out *out) {
  if (!out->rsp_valid || !r->lane[LANE_DUT].in.rsp_ready) return true;
  uint8_t id = out->rsp_id;
  if (id >= CHECK_IDS || !(r->check.in_flight >> id & 1))
    return broken(r, "rsp_id_o", "the id of a request in flight", id);
  struct answer answer = wires_answer(out);
  const struct flight *f = &r->check.flight[id];
  if (run_listens(r))
    run_emit(r, &(struct event){.clock = r->clock,
                                .kind = EVENT_RESPONSE,
                                .id = id,
                                .u.response = {.req = f->req, .answer = answer, .accepted = f->accepted}});
  uint64_t word = (uint64_t)id << 56 | (uint64_t)out->rsp_kind << 48 | (uint64_t)out->rsp_code << 40 |
                  (uint64_t)out->rsp_shift << 32 | (uint64_t)out->rsp_perm << 24 | (uint64_t)out->rsp_type << 16 |
                  out->rsp_global;
  r->stats->digest = digest(digest(r->stats->digest, word), out->rsp_pa);
  note_time(r, HANDSHAKE_RESPONSE, id);
  r->view.in_flight--;
  r->view.answered++;
  r->view.last_answered_clock = r->moved = r->clock;
  r->view.last_answered_id = id;
  // The outside is asked first: what it knows does not depend on the golden model.
  return ask_outside(r, id, &f->req, &answer) && check_response(&r->check, r->clock, id, &answer);
}

static bool too_many_walks(struct run *r) {
  unsigned most = r->check.profile->walks;
  if (r->outstanding < most) return false;
  struct verdict *v = failure_start(r, VERDICT_PROTOCOL, "mem_req_valid_o");
  snprintf(v->expected, sizeof v->expected, "at most %u PTE accesses at a time: the profile says walks=%u", most, most);
  snprintf(v->got, sizeof v->got, "%u", r->outstanding + 1);
  return true;
}

static bool new_offer(struct run *r, const struct mmu_out *out) {
  return !out->mem_req_valid || r->mem_held || (!too_many_walks(r) && load_offer(r, out));
}

static bool handshakes(struct run *r) {
  const struct mmu_out *out = &r->lane[LANE_DUT].out;
  bool walking = r->outstanding != 0;
  if (!obeys_rules(r, out)) return false;
  bool fine = do_sample(r) && new_offer(r, out) && load_end(r, out) && do_fences(r, out, walking) &&
              do_request(r, out) && do_response(r, out);
  if (!fine && !r->over) failure_end(r);
  return fine;
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
  r->check.own += !r->outstanding && !r->mem_held && !r->rsp_held && !r->fences_running;
  r->view.walking = r->outstanding != 0;
  r->view.fence_running = r->fences_running != 0;
  if (run_twin_ticks(r))
    memport_accept(&r->lane[LANE_TWIN].port, r->clock, &r->lane[LANE_TWIN].out, r->lane[LANE_TWIN].in.mem_req_ready);
}

static bool edge(struct run *r) {
  // The twin first: a waveform shows its state on this clock beside the DUT's.
  if (run_twin_ticks(r)) csim_tick(r->twin, &r->lane[LANE_TWIN].in);
  if (r->wave.on) wave_show(r);
  r->guard.inside = 1;
  enum dut_health health = r->dut->tick(r->handle);
  r->guard.inside = 0;
  r->stage = CLOCK_TICKED;
  if (health != DUT_FINE) {
    failure_health(r, health);
    return false;
  }
  bool asked = run_shows_probe(r);
  if (!(r->twin_on || asked) || !r->dut->probe) return true;
  struct mmu_probe dut, twin;
  struct difference d;
  r->guard.inside = 1;
  r->dut->probe(r->handle, &dut);
  r->guard.inside = 0;
  if (asked) run_show_probe(r, &dut);
  if (!r->twin_on) return true;
  csim_probe(r->twin, &twin);
  r->stats->probes_compared++;
  r->wave.state_differs = !compare_probe(&twin, &dut, &d);
  if (!r->wave.state_differs) return true;
  failure_twin(r, VERDICT_STATE, &d);
  return false;
}

// Profile request=held: valid falls, the rest stands until the answer.
static void withdraw_request(struct run *r) {
  struct mmu_in *in = &r->lane[LANE_DUT].in;
  bool held = r->check.profile->held;
  if (!in->req_valid && !held) return;
  in->req_valid = 0;
  if (!held || !r->view.in_flight) wires_clear(in, PORT_REQ);
}

void clock_run(struct run *r) {
  // A regime written on the last clock is in force from this one on, and the root it replaces was
  // until now: a fence done on the clock of the write has not taken that root from requests which
  // may still use it.
  if (r->regime_pending) {
    r->regime = r->regime_next;
    r->regime_set = true;
    r->regime_pending = false;
    if (!check_regime(&r->check, r->clock, &r->regime)) {
      failure_end(r);
      return;
    }
  }
  offer_run(r);
  if (r->over || !clock_settle(r)) return;
  compare(r);
  if (r->over || !handshakes(r)) return;
  clock_take_mem(r);
  if (!edge(r)) return;
  if (!r->view.request_waiting) withdraw_request(r);
  r->clock++;
  r->stage = CLOCK_NEW;
}
