// What the stimulus asks for on a clock: judged (a stimulus reads files), applied to memory and put on the inputs.
#include <inttypes.h>

#include "tb/run.h"

static bool bad(struct run *r, const char *what, uint64_t value) {
  struct verdict *v = failure_start(r, VERDICT_BAD_INPUT, r->stim->name);
  snprintf(v->text, sizeof v->text, "stimulus %s, clock %" PRIu64 ": %s (0x%" PRIx64 ")", r->stim->name, r->clock, what,
           value);
  failure_end(r);
  return false;
}

static bool limit(struct run *r, const char *what, uint64_t value) {
  struct verdict *v = failure_start(r, VERDICT_LIMIT, "memory");
  snprintf(v->text, sizeof v->text, "%s (0x%" PRIx64 ")", what, value);
  failure_end(r);
  return false;
}

static bool set_memory(struct run *r, const struct stim_memory *m) {
  if (!m->port.latency_min || m->port.latency_min > m->port.latency_max || m->port.latency_max > 4096)
    return bad(r, "latency must be 1..4096 clocks, the least first", m->port.latency_min);
  r->memory = *m;
  for (int i = 0; i < LANES; i++)
    if (r->lane[i].ram) memport_configure(&r->lane[i].port, &m->port);
  if (run_listens(r)) run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_MEMORY, .u.memory = *m});
  return true;
}

static bool set_error(struct run *r, uint64_t addr, bool on) {
  if (addr & 7) return bad(r, "an address that answers error is not 8-byte aligned", addr);
  for (int i = 0; i < LANES; i++)
    if (r->lane[i].ram && !memport_error(&r->lane[i].port, addr, on))
      return limit(r, "too many addresses answer error at once", addr);
  if (run_listens(r))
    run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_ERROR, .u.error = {.addr = addr, .on = on}});
  return true;
}

static bool store(struct run *r, uint64_t pa, uint64_t value) {
  if (pa & 7 || pa >> 56) return bad(r, "a store that is not 8-byte aligned or beyond 56 bits", pa);
  for (int i = 0; i < LANES; i++)
    if (r->lane[i].ram && lane_store(&r->lane[i], pa, value) != RAM_OK)
      return limit(r, "more pages change than the run has room for", pa);
  check_store(&r->check, pa);
  if (run_listens(r))
    run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_STORE, .u.store = {.pa = pa, .value = value}});
  return true;
}

// The modes that the MMU of rtl/README.md runs.
static bool runs(enum format_id f, enum arch arch) {
  return arch == ARCH_RISCV ? f == FORMAT_SV39 || f == FORMAT_SV48 || f == FORMAT_SV57
                            : f == FORMAT_X86_4L || f == FORMAT_X86_5L;
}

static bool set_regime(struct run *r, const struct regime *g) {
  if (!runs(g->format, r->config->options.config.arch)) return bad(r, "a regime this MMU does not run", g->format);
  if (g->root_pa & 0xfff || g->root_pa >> 56)
    return bad(r, "a root that is not 4 KiB aligned or beyond 56 bits", g->root_pa);
  if (g->flags > 0xff || g->pa_bits < 32 || g->pa_bits > 56)
    return bad(r, "regime flags or width out of range", g->flags);
  struct mmu_in *in = &r->lane[LANE_DUT].in;
  in->regime_valid = 1;
  in->regime_levels = format_get(g->format)->levels;
  in->regime_root_ppn = g->root_pa >> 12;
  in->regime_asid = g->asid;
  in->regime_flags = (uint8_t)g->flags;
  in->regime_pa_bits = g->pa_bits;
  in->regime_pkru = g->pkru;
  r->regime_next = *g;
  r->regime_pending = true;
  r->stats->regimes++;
  if (run_listens(r)) run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_REGIME, .u.regime = *g});
  return true;
}

static bool offer_request(struct run *r, uint8_t id, const struct request *q) {
  if (r->view.request_waiting) return bad(r, "a request is offered while another waits", id);
  if (id >= CHECK_IDS || !(r->view.ids_free >> id & 1)) return bad(r, "a request id that is not free", id);
  if ((unsigned)q->access > ACCESS_FETCH || (unsigned)q->priv > PRIV_SUPERVISOR)
    return bad(r, "no such access", q->access);
  struct mmu_in *in = &r->lane[LANE_DUT].in;
  in->req_valid = 1;
  in->req_id = id;
  in->req_access = q->access;
  in->req_priv = q->priv;
  in->req_implicit = q->implicit;
  in->req_va = q->va;
  r->request = *q;
  r->request_id = id;
  r->request_since = r->clock;
  r->view.request_waiting = true;
  if (run_listens(r)) run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_OFFER, .id = id, .u.req = *q});
  return true;
}

static bool offer_fence(struct run *r, const struct fence *f) {
  if (r->view.fence_waiting) return bad(r, "a fence is offered while another waits", f->va);
  r->fence = *f;
  r->fence_since = r->clock;
  r->view.fence_waiting = true;
  if (run_listens(r)) run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_FENCE_OFFER, .u.fence = *f});
  return true;
}

static bool apply(struct run *r) {
  const struct stim_clock *a = &r->asked;
  if (a->errors > STIM_ERRORS || a->stores > STIM_STORES) return bad(r, "too much for one clock", a->stores);
  if (a->memory && !set_memory(r, &a->memory_new)) return false;
  for (unsigned i = 0; i < a->errors; i++)
    if (!set_error(r, a->error[i].addr, a->error[i].on)) return false;
  for (unsigned i = 0; i < a->stores; i++)
    if (!store(r, a->store[i].pa, a->store[i].value)) return false;
  if (a->regime && !set_regime(r, &a->regime_new)) return false;
  if (a->request && !offer_request(r, a->id, &a->req)) return false;
  if (a->fence && !offer_fence(r, &a->fence_new)) return false;
  if (a->end) {
    r->ended = true;
    if (run_listens(r)) run_emit(r, &(struct event){.clock = r->clock, .kind = EVENT_END});
  }
  return true;
}

void offer_run(struct run *r) {
  r->lane[LANE_DUT].in.regime_valid = 0;
  if (r->ended) return;
  struct stim_view *view = &r->view;
  view->clock = r->clock;
  view->ids_free = ~(r->check.in_flight | (view->request_waiting ? 1ull << r->request_id : 0));
  struct stim_clock *a = &r->asked;
  a->memory = a->regime = a->request = a->fence = a->end = false;
  a->errors = a->stores = 0;
  if (r->stim->clock(r->stim->ctx, view, a, r->error) != LW_PASS) {
    struct verdict *v = failure_start(r, VERDICT_BAD_INPUT, r->stim->name);
    snprintf(v->text, sizeof v->text, "%s", r->error->text);
    failure_end(r);
    return;
  }
  apply(r);
}
