#include "tb/run/shrink_reduce.h"

#include <stdlib.h>
#include <string.h>

struct reduction {
  struct shrink_runner *r;
  const struct txn *source;
  struct shrink_plan *p;
};

// `changed` replaces the plan if it still fails; else it is dropped.
static bool adopt(struct reduction *d, struct shrink_plan *changed) {
  bool fails = shrink_fails(d->r, changed, d->source);
  if (fails) {
    struct shrink_plan old = *d->p;
    *d->p = *changed;
    *changed = old;
  }
  plan_free(changed);
  return fails;
}

// --- lines: ever smaller ranges (ddmin), the last first ------------------------------------------
static bool drop_lines(struct reduction *d, size_t first, size_t count) {
  struct shrink_plan c;
  if (!plan_copy(&c, d->p)) return false;
  plan_remove(&c, first, count);
  return adopt(d, &c);
}

static bool drop_ranges(struct reduction *d) {
  bool any = false;
  for (size_t chunk = d->p->items / 2; chunk; chunk = chunk > 1 ? (chunk + 1) / 2 : 0) {
    for (size_t end = d->p->items; end > 1;) {
      size_t first = end > chunk + 1 ? end - chunk : 1;
      any |= drop_lines(d, first, end - first);
      end = first;
    }
  }
  return any;
}

// Two lines that are only needed for each other.
static bool drop_pairs(struct reduction *d) {
  enum { FEW = 14 };
  if (d->p->items > FEW) return false;
  for (size_t i = 1; i < d->p->items; i++)
    for (size_t j = i + 1; j < d->p->items; j++) {
      struct shrink_plan c;
      if (!plan_copy(&c, d->p)) return false;
      plan_remove(&c, j, 1);
      plan_remove(&c, i, 1);
      if (adopt(d, &c)) return true;
    }
  return false;
}

// A store or a setting that may as well be there from the start; a regime that may be the first.
static bool hoist(struct shrink_plan *c, size_t i) {
  struct txn_op op = c->item[i].op;
  if (op.verb == TXN_STORE) {
    if (!plan_write(c, op.u.store.pa, op.u.store.value, 8)) return false;
  } else if (op.verb == TXN_MEMORY) {
    c->memory = op.u.memory;
  } else if (op.verb == TXN_REGIME) {
    c->item[0].op = op;
  } else {
    return false;
  }
  plan_remove(c, i, 1);
  return true;
}

static bool hoist_lines(struct reduction *d) {
  bool any = false;
  for (size_t i = d->p->items; i-- > 1;) {
    struct shrink_plan c;
    if (!plan_copy(&c, d->p)) return any;
    if (hoist(&c, i))
      any |= adopt(d, &c);
    else
      plan_free(&c);
  }
  return any;
}

// --- tables --------------------------------------------------------------------------------------
// What the failing run never read decides nothing: the same run without it is the same.
static void drop_unread(struct reduction *d) {
  struct shrink_watch watch = {.reached = 0};
  struct verdict v;
  struct lw_error e;
  struct txn t;
  struct shrink_plan c;
  if (!plan_copy(&c, d->p)) return;
  if (!plan_txn(&c, d->source, &t)) {
    plan_free(&c);
    return;
  }
  int code = shrink_runner_run(d->r, &t, &watch, &v, &e);
  plan_txn_free(&t);
  for (size_t i = c.pages.pages; i-- > 0 && code == LW_PASS && !watch.no_memory;) {
    bool used = false;
    for (unsigned w = 0; w < 512; w++)
      if (known_number(&watch.reads, c.pages.pa[i] + 8 * w))
        used = true;
      else
        c.pages.page[i][w] = 0;
    if (!used) page_list_remove(&c.pages, i);
  }
  shrink_watch_free(&watch);
  adopt(d, &c);
}

static bool drop_entries(struct reduction *d) {
  bool any = false;
  for (size_t i = d->p->pages.pages; i-- > 0;)
    for (unsigned w = 0; i < d->p->pages.pages && w < 512; w++) {
      struct shrink_plan c;
      if (!d->p->pages.page[i][w] || !plan_copy(&c, d->p)) continue;
      c.pages.page[i][w] = 0;
      any |= adopt(d, &c);
    }
  return any;
}

// --- timing --------------------------------------------------------------------------------------
static bool set_style(struct reduction *d, enum shrink_style style) {
  struct shrink_plan c;
  if (d->p->style <= style || !plan_copy(&c, d->p)) return false;
  c.style = style;
  return adopt(d, &c);
}

static bool set_gap(struct reduction *d, size_t i, uint64_t gap) {
  struct shrink_plan c;
  if (!plan_copy(&c, d->p)) return false;
  uint64_t by = c.item[i].clock - c.item[i - 1].clock - gap;
  for (size_t k = i; k < c.items; k++)
    c.item[k].clock -= by;
  return adopt(d, &c);
}

static void close_gaps(struct reduction *d) {
  for (size_t i = 1; i < d->p->items && d->p->style == STYLE_CLOCKS; i++) {
    uint64_t gap = d->p->item[i].clock - d->p->item[i - 1].clock;
    if (!gap || set_gap(d, i, 0)) continue;
    while (gap > 1 && set_gap(d, i, gap / 2))
      gap /= 2;
  }
}

static bool set_memory(struct reduction *d, uint32_t least, uint32_t most, bool pressure) {
  struct shrink_plan c;
  struct stim_memory m = d->p->memory;
  m.port.latency_min = least;
  m.port.latency_max = most;
  if (!pressure) m.port.backpressure = m.rsp_backpressure = 0;
  if (!memcmp(&m, &d->p->memory, sizeof m) || !plan_copy(&c, d->p)) return false;
  c.memory = m;
  return adopt(d, &c);
}

static void simplify_timing(struct reduction *d) {
  const struct memport_config *m = &d->p->memory.port;
  if (!set_style(d, STYLE_ASAP)) set_style(d, STYLE_DRAIN);
  if (!set_memory(d, 4, 4, false)) set_memory(d, m->latency_min, m->latency_max, false);
  if (m->latency_min != m->latency_max && !set_memory(d, m->latency_min, m->latency_min, true))
    set_memory(d, m->latency_max, m->latency_max, true);
  close_gaps(d);
}

// --- values --------------------------------------------------------------------------------------
static bool set_op(struct reduction *d, size_t i, const struct txn_op *op) {
  struct shrink_plan c;
  if (!memcmp(op, &d->p->item[i].op, sizeof *op) || !plan_copy(&c, d->p)) return false;
  c.item[i].op = *op;
  return adopt(d, &c);
}

static void simplify_request(struct reduction *d, size_t i) {
  struct txn_op op = d->p->item[i].op;
  op.u.req.va &= ~UINT64_C(0xfff);
  set_op(d, i, &op);
  op = d->p->item[i].op;
  op.u.req.access = ACCESS_LOAD;
  set_op(d, i, &op);
  op = d->p->item[i].op;
  op.u.req.implicit = false;
  set_op(d, i, &op);
}

static void simplify_regime(struct reduction *d, size_t i) {
  struct txn_op op = d->p->item[i].op;
  op.u.regime.asid = 0;
  set_op(d, i, &op);
  for (unsigned bit = 0; bit < 16; bit++) {
    op = d->p->item[i].op;
    op.u.regime.flags &= ~(1u << bit);
    set_op(d, i, &op);
  }
  op = d->p->item[i].op;
  op.u.regime.pkru = 0;
  set_op(d, i, &op);
}

// Ids in the order they stand.
static void simplify_ids(struct reduction *d) {
  struct shrink_plan c;
  uint8_t next = 0;
  if (!plan_copy(&c, d->p)) return;
  for (size_t i = 0; i < c.items; i++)
    if (c.item[i].op.verb == TXN_REQUEST) c.item[i].op.id = next++ % TXN_IDS;
  adopt(d, &c);
}

static void simplify_values(struct reduction *d) {
  simplify_ids(d);
  for (size_t i = 0; i < d->p->items; i++)
    if (d->p->item[i].op.verb == TXN_REQUEST)
      simplify_request(d, i);
    else if (d->p->item[i].op.verb == TXN_REGIME)
      simplify_regime(d, i);
}

void reduce_plan(struct shrink_runner *r, const struct txn *source, struct shrink_plan *p) {
  enum { ROUNDS = 6, MANY = 2000 };
  struct reduction d = {r, source, p};
  drop_unread(&d);
  for (unsigned round = 0; round < ROUNDS; round++) {
    size_t before = p->items;
    drop_ranges(&d);
    drop_unread(&d);
    hoist_lines(&d);
    if (p->items < MANY) simplify_timing(&d);
    drop_pairs(&d);
    if (p->items == before && round) break;
  }
  drop_unread(&d);
  drop_entries(&d);
  simplify_values(&d);
  drop_ranges(&d);
  drop_unread(&d);
}
