// The player: does the lines of a .txn file in order, on as few clocks as the ports allow.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tb/text/names.h"
#include "tb/txn/txn_ops.h"

// Each tries one line on this clock: true when it is done, false when it must wait for a later
// clock.

static bool do_memory(const struct txn_op *op, struct stim_clock *out) {
  if (out->memory) return false;
  out->memory = true;
  out->memory_new = op->u.memory;
  return true;
}

static bool do_error(const struct txn_op *op, struct stim_clock *out) {
  if (out->errors == STIM_ERRORS) return false;
  out->error[out->errors].addr = op->u.error.addr;
  out->error[out->errors++].on = op->u.error.on;
  return true;
}

static bool do_map(const struct txn *t, const struct txn_op *op, struct stim_clock *out) {
  if (out->map) return false;
  out->map = true;
  out->map_new = t->map[op->u.map];
  return true;
}

static bool do_store(const struct txn_op *op, struct stim_clock *out) {
  if (out->stores == STIM_STORES) return false;
  out->store[out->stores].pa = op->u.store.pa;
  out->store[out->stores].bytes = op->u.store.bytes;
  out->store[out->stores++].value = op->u.store.value;
  return true;
}

static bool do_regime(struct txn *t, const struct txn_op *op, const struct stim_view *view, struct stim_clock *out) {
  if (out->regime || view->regime_busy) return false;
  out->regime = true;
  out->regime_load = op->load;
  out->regime_new = op->u.regime;
  if (op->load) t->op_of_load = (size_t)(op - t->op) + 1;
  return true;
}

static bool do_request(struct txn *t, const struct txn_op *op, const struct stim_view *view, struct stim_clock *out) {
  if (out->request || view->request_waiting || !(view->ids_free >> op->id & 1)) return false;
  out->request = true;
  out->id = op->id;
  out->req = op->u.req;
  t->offered_id = op->id;
  t->in_flight[op->id] = true;
  t->op_of_id[op->id] = (size_t)(op - t->op) + 1;
  return true;
}

static bool do_fence(const struct txn_op *op, const struct stim_view *view, struct stim_clock *out) {
  if (out->fence || view->fence_waiting) return false;
  out->fence = true;
  out->sinval = op->verb == TXN_SINVAL;
  out->fence_new = op->u.fence;
  return true;
}

// Waits until all fences are done. Nothing but a fence of this very clock may come after it.
static bool do_inval_ir(const struct stim_view *view, struct stim_clock *out) {
  if (out->fence || out->inval_ir || view->fence_waiting || view->fence_running) return false;
  out->inval_ir = true;
  return true;
}

static bool do_wait(struct txn *t, const struct txn_op *op, const struct stim_view *view) {
  if (!t->waiting) {
    t->waiting = true;
    t->wait_until = view->clock + op->u.clocks;
  }
  if (view->clock < t->wait_until) return false;
  t->waiting = false;
  return true;
}

static bool accepted(const struct txn *t, uint8_t id, const struct stim_view *view, const struct stim_clock *out) {
  return !(t->offered_id == id && (out->request || view->request_waiting));
}

static bool drained(const struct stim_view *view, const struct stim_clock *out) {
  return !out->request && !out->fence && !out->regime_load && !view->regime_busy && !view->request_waiting &&
         !view->fence_waiting && !view->fence_running && !view->in_flight;
}

static bool do_op(struct txn *t, const struct txn_op *op, const struct stim_view *view, struct stim_clock *out) {
  switch ((enum txn_verb)op->verb) {
  case TXN_MEMORY:
    return do_memory(op, out);
  case TXN_ERROR:
    return do_error(op, out);
  case TXN_REGIME:
    return do_regime(t, op, view, out);
  case TXN_MAP:
    return do_map(t, op, out);
  case TXN_STORE:
    return do_store(op, out);
  case TXN_REQUEST:
    return do_request(t, op, view, out);
  case TXN_FENCE:
  case TXN_SINVAL:
    return do_fence(op, view, out);
  case TXN_INVAL_IR:
    return do_inval_ir(view, out);
  case TXN_AT:
    return view->clock >= op->u.clocks;
  case TXN_WAIT:
    return do_wait(t, op, view);
  case TXN_DRAIN:
    return drained(view, out);
  case TXN_ACCEPTED:
    return accepted(t, op->id, view, out);
  case TXN_ANSWERED:
    return !t->in_flight[op->id];
  case TXN_LOADED:
    return !out->regime_load && !view->regime_busy;
  case TXN_END:
    return out->end = true;
  }
  return true;
}

// On one clock stores come first, then what is offered, then the regime: a request accepted on the
// clock of a regime write still takes the old one. A line whose place in that order has passed
// waits for the next clock, so that lines take effect in the order they stand.
static unsigned place(const struct txn_op *op) {
  switch ((enum txn_verb)op->verb) {
  case TXN_REQUEST:
  case TXN_FENCE:
  case TXN_SINVAL:
  case TXN_INVAL_IR:
    return 1;
  case TXN_REGIME:
    return 2;
  default:
    return 0;
  }
}

static int txn_clock(void *ctx, const struct stim_view *view, struct stim_clock *out, struct lw_error *e) {
  struct txn *t = ctx;
  (void)e;
  for (unsigned reached = 0; t->at < t->ops; t->at++) {
    const struct txn_op *op = &t->op[t->at];
    bool takes_place = op->verb <= TXN_LAST_ACT;
    if (takes_place && place(op) < reached) return 0;
    if (!do_op(t, op, view, out)) return 0;
    if (takes_place) reached = place(op);
  }
  out->end = true;
  return 0;
}

static bool complain(const struct txn *t, const struct txn_expect *x, const struct request *req,
                     struct stim_complaint *c, const char *what) {
  snprintf(c->what, sizeof c->what, "%s against the expect line", what);
  snprintf(c->where, sizeof c->where, "%.100s:%u va 0x%" PRIx64, t->path, x->line, req->va);
  return false;
}

static bool check_kind(const struct txn *t, const struct txn_expect *x, const struct request *req,
                       const struct answer *a, struct stim_complaint *c) {
  if (a->kind == x->answer.kind || (a->kind && stim_same_fault(c->unseen, a->kind, 0, x->answer.kind, 0))) return true;
  snprintf(c->expected, sizeof c->expected, "%s", names_kind(x->answer.kind)->phrase);
  snprintf(c->got, sizeof c->got, "%s code %u pa 0x%" PRIx64, names_kind(a->kind)->phrase, a->code, a->pa);
  return complain(t, x, req, c, "kind");
}

static bool txn_answered(void *ctx, uint64_t clock, uint8_t id, const struct request *req, const struct answer *a,
                         struct stim_complaint *c) {
  struct txn *t = ctx;
  (void)clock;
  if (id >= TXN_IDS || !t->in_flight[id]) return true; // an answer nobody asked for is the engine's to report
  t->in_flight[id] = false;
  uint32_t expect = t->op[t->op_of_id[id] - 1].expect;
  c->nothing_known = !expect;
  if (!expect) return true;
  const struct txn_expect *x = &t->expect[expect - 1];
  const struct answer *b = &x->answer;
  const struct {
    const char *name;
    bool told; // by the line, and by the answer
    uint64_t expected, got;
  } field[] = {{"code", !(c->unseen & (GTLB_UNSEEN_CODE | GTLB_UNSEEN_KIND)), b->code, a->code},
               {"pa", x->has_pa, b->pa, a->pa},
               {"shift", x->has_shift && !(c->unseen & GTLB_UNSEEN_SHIFT), b->shift, a->shift},
               {"perm", x->has_perm && !(c->unseen & GTLB_UNSEEN_PERM), b->perm, a->perm},
               {"type", x->has_type && !(c->unseen & GTLB_UNSEEN_TYPE), b->type, a->type},
               {"global", x->has_global && !(c->unseen & GTLB_UNSEEN_GLOBAL), b->global, a->global}};
  if (!check_kind(t, x, req, a, c)) return false;
  for (unsigned i = 0; i < sizeof field / sizeof *field; i++) {
    if (!field[i].told || field[i].expected == field[i].got) continue;
    snprintf(c->expected, sizeof c->expected, "%s=0x%" PRIx64, field[i].name, field[i].expected);
    snprintf(c->got, sizeof c->got, "%s=0x%" PRIx64, field[i].name, field[i].got);
    return complain(t, x, req, c, field[i].name);
  }
  return true;
}

static bool txn_loaded(void *ctx, uint64_t clock, uint8_t fault, struct stim_complaint *c) {
  struct txn *t = ctx;
  (void)clock;
  uint32_t expect = t->op_of_load ? t->op[t->op_of_load - 1].expect : 0;
  c->nothing_known = !expect;
  if (!expect || t->expect[expect - 1].load_fault == fault) return true;
  const struct txn_expect *x = &t->expect[expect - 1];
  snprintf(c->what, sizeof c->what, "load of PDPTEs against the expect line");
  snprintf(c->expected, sizeof c->expected, "%s", names_load_end(x->load_fault)->phrase);
  snprintf(c->got, sizeof c->got, "%s", names_load_end(fault)->phrase);
  snprintf(c->where, sizeof c->where, "%.100s:%u", t->path, x->line);
  return false;
}

void txn_play(struct txn *t) {
  t->at = 0;
  t->waiting = false;
  t->op_of_load = 0;
  memset(t->in_flight, 0, sizeof t->in_flight);
  t->stim = (struct stim){.ctx = t, .name = "txn", .clock = txn_clock, .answered = txn_answered, .loaded = txn_loaded};
}
