// What the stimulus asks for on a clock: judged (a stimulus reads files), applied to memory and put
// on the inputs.
#include <inttypes.h>

#include "csim/wires.h"
#include "tb/engine/regime_fit.h"
#include "tb/engine/run.h"

static struct finding bad(struct run *r, const char *what, uint64_t value) {
  struct finding f = finding_of(r, VERDICT_BAD_INPUT, r->stim->name);
  finding_say(f, "stimulus %s, clock %" PRIu64 ": %s (0x%" PRIx64 ")", r->stim->name, r->clock, what, value);
  return f;
}

static struct finding limit(struct run *r, const char *what, uint64_t value) {
  return finding_limit(r, "memory", "%s (0x%" PRIx64 ")", what, value);
}

static struct finding set_memory(struct run *r, const struct stim_memory *m) {
  if (!m->port.latency_min || m->port.latency_min > m->port.latency_max || m->port.latency_max > 4096)
    return bad(r, "latency must be 1..4096 clocks, the least first", m->port.latency_min);
  r->memory = *m;
  for (int i = 0; i < LANES; i++)
    if (r->lane[i].ram) memport_configure(&r->lane[i].port, &m->port);
  if (run_listens(r)) run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_MEMORY, .u.memory = *m});
  return finding_none();
}

static struct finding set_error(struct run *r, uint64_t addr, bool on) {
  if (addr & 7) return bad(r, "an address that answers error is not 8-byte aligned", addr);
  for (int i = 0; i < LANES; i++)
    if (r->lane[i].ram && !memport_error(&r->lane[i].port, addr, on))
      return limit(r, "too many addresses answer error at once", addr);
  if (run_listens(r))
    run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_ERROR, .u.error = {.addr = addr, .on = on}});
  return finding_none();
}

static void emit_map(struct run *r, const struct stim_map *m) {
  struct event e = {.clock = r->clock, .kind = EVENT_MAP};
  unsigned i = 0;
  e.u.map.zero_holes = m->zero_holes;
  e.u.map.regions = (uint8_t)m->regions;
  do {
    e.u.map.index = (uint8_t)i;
    if (m->regions) e.u.map.region = m->region[i];
    run_emit(r, &e);
  } while (++i < m->regions);
}

static struct finding set_map(struct run *r, const struct stim_map *m) {
  if (m->regions > MEMPORT_REGIONS) return bad(r, "too many regions of memory", m->regions);
  for (unsigned i = 0; i < m->regions; i++)
    if (m->region[i].base >= m->region[i].end) return bad(r, "an empty region of memory", m->region[i].base);
  for (int i = 0; i < LANES; i++)
    if (r->lane[i].ram) lane_map(&r->lane[i], m);
  if (run_listens(r)) emit_map(r, m);
  return finding_none();
}

static struct finding store(struct run *r, uint64_t pa, unsigned bytes, uint64_t value) {
  if (bytes != 4 && bytes != 8) return bad(r, "a store of neither 4 nor 8 bytes", bytes);
  if (pa & (bytes - 1) || pa >> 56) return bad(r, "a store that is not aligned or beyond 56 bits", pa);
  if (bytes == 4 && value >> 32) return bad(r, "a store of 4 bytes of a value that needs more", value);
  for (int i = 0; i < LANES; i++)
    if (r->lane[i].ram && lane_store(&r->lane[i], pa, bytes, value) != RAM_OK)
      return limit(r, "more pages change than the run has room for", pa);
  tally_store(r, pa, bytes);
  if (run_listens(r))
    run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_STORE, .u.store = {pa, value, (uint8_t)bytes}});
  return finding_none();
}

static struct finding set_regime(struct run *r, const struct regime *g, bool load) {
  const char *unfit = regime_unfit(&r->config->options.config, g, load);
  if (unfit) return bad(r, unfit, g->root_pa);
  if (r->pdpte_load.active) return bad(r, "a regime is written during a load of PDPTEs", g->root_pa);
  wires_put_regime(&r->lane[LANE_DUT].in, g, load);
  if (load)
    pdpte_load_begin(r, g);
  else
    run_set_regime(r, g);
  r->stats->regimes++;
  if (run_listens(r)) run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_REGIME, .id = load, .u.regime = *g});
  return finding_none();
}

static struct finding offer_request(struct run *r, uint8_t id, const struct request *q) {
  if (r->view.request_waiting) return bad(r, "a request is offered while another waits", id);
  if (id >= FLIGHTS || !(r->view.ids_free >> id & 1)) return bad(r, "a request id that is not free", id);
  if ((unsigned)q->access > ACCESS_FETCH || (unsigned)q->priv > PRIV_SUPERVISOR)
    return bad(r, "no such access", q->access);
  if (r->config->options.config.xlen == 32 && q->va >> 32) return bad(r, "an address beyond 32 bits on RV32", q->va);
  wires_put_request(&r->lane[LANE_DUT].in, id, q);
  r->request = *q;
  r->request_id = id;
  r->request_since = r->clock;
  r->view.request_waiting = true;
  if (run_listens(r)) run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_OFFER, .id = id, .u.req = *q});
  return finding_none();
}

static struct finding offer_fence(struct run *r, const struct fence *f, bool sinval) {
  if (r->view.fence_waiting) return bad(r, "a fence is offered while another waits", f->va);
  if (r->config->options.config.xlen == 32 && f->va >> 32) return bad(r, "a fence beyond 32 bits on RV32", f->va);
  if (sinval && r->config->options.config.arch != ARCH_RISCV) return bad(r, "SINVAL.VMA is RISC-V's", f->va);
  r->fence = *f;
  r->sinval = sinval;
  r->fence_since = r->clock;
  r->view.fence_waiting = true;
  if (run_listens(r))
    run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_FENCE_OFFER, .id = sinval, .u.fence = *f});
  return finding_none();
}

static struct finding inval_ir(struct run *r) {
  if (r->view.fence_waiting || r->fences_running) return bad(r, "SFENCE.INVAL.IR while a fence is under way", 0);
  if (run_listens(r)) run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_INVAL_IR});
  tally_fence(r);
  return run_ask(r, AT_INVAL_IR);
}

// What is told to memory comes first, then what is put on the inputs.
static struct finding apply_memory(struct run *r, const struct stim_clock *a) {
  struct finding f = finding_none();
  if (a->errors > STIM_ERRORS || a->stores > STIM_STORES) return bad(r, "too much for one clock", a->stores);
  if (a->memory) f = set_memory(r, &a->memory_new);
  if (f.kind == VERDICT_PASS && a->map) f = set_map(r, &a->map_new);
  for (unsigned i = 0; f.kind == VERDICT_PASS && i < a->errors; i++)
    f = set_error(r, a->error[i].addr, a->error[i].on);
  for (unsigned i = 0; f.kind == VERDICT_PASS && i < a->stores; i++)
    f = store(r, a->store[i].pa, a->store[i].bytes, a->store[i].value);
  return f;
}

static struct finding apply(struct run *r, const struct stim_clock *a) {
  struct finding f = apply_memory(r, a);
  if (f.kind == VERDICT_PASS && a->regime) f = set_regime(r, &a->regime_new, a->regime_load);
  if (f.kind == VERDICT_PASS && a->request) f = offer_request(r, a->id, &a->req);
  if (f.kind == VERDICT_PASS && a->inval_ir) f = inval_ir(r);
  if (f.kind == VERDICT_PASS && a->fence) f = offer_fence(r, &a->fence_new, a->sinval);
  if (f.kind == VERDICT_PASS && a->end) {
    r->ended = true;
    if (run_listens(r)) run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_END});
  }
  return f;
}

static struct finding cannot_go_on(struct run *r) {
  struct finding f = finding_of(r, VERDICT_BAD_INPUT, r->stim->name);
  finding_say(f, "%s", r->error->text);
  return f;
}

struct finding offer_run(struct run *r) {
  r->lane[LANE_DUT].in.regime_valid = r->lane[LANE_DUT].in.regime_load = 0;
  if (r->ended) return finding_none();
  struct stim_view *view = &r->view;
  view->clock = r->clock;
  view->regime_busy = r->pdpte_load.active;
  view->ids_free = ~(r->flights.in_flight | (view->request_waiting ? 1ull << r->request_id : 0));
  struct stim_clock *a = &r->asked;
  a->memory = a->map = a->regime = a->regime_load = a->request = a->end = false;
  a->fence = a->sinval = a->inval_ir = false;
  a->errors = a->stores = 0;
  for (unsigned i = 0; i < STIM_STORES; i++)
    a->store[i].bytes = 8;
  if (r->stim->clock(r->stim->ctx, view, a, r->error) != LW_PASS) return cannot_go_on(r);
  return apply(r, a);
}
