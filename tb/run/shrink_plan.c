#include "tb/run/shrink_plan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tb/text/names.h"

static void *copy_of(const void *from, size_t bytes) {
  void *to = malloc(bytes ? bytes : 1);
  if (to && bytes) memcpy(to, from, bytes);
  return to;
}

bool plan_copy(struct shrink_plan *to, const struct shrink_plan *from) {
  *to = *from;
  to->item = copy_of(from->item, from->items * sizeof *from->item);
  const struct ram_image pages = page_list_image(&from->pages);
  if (page_list_copy(&to->pages, &pages) && to->item) return true;
  plan_free(to);
  return false;
}

void plan_free(struct shrink_plan *p) {
  free(p->item);
  page_list_free(&p->pages);
  memset(p, 0, sizeof *p);
}

bool plan_write(struct shrink_plan *p, uint64_t pa, uint64_t value, unsigned bytes) {
  if (!page_list_add(&p->pages, pa)) return false;
  page_list_write(&p->pages, pa, value, bytes);
  return true;
}

void plan_remove(struct shrink_plan *p, size_t first, size_t count) {
  memmove(p->item + first, p->item + first + count, (p->items - first - count) * sizeof *p->item);
  p->items -= count;
}

size_t plan_entries(const struct shrink_plan *p) {
  size_t n = 0;
  for (size_t i = 0; i < p->pages.pages; i++)
    for (unsigned w = 0; w < 512; w++)
      n += p->pages.page[i][w] != 0;
  return n;
}

// --- as a file in memory -------------------------------------------------------------------------
static void add_timing(const struct shrink_plan *p, size_t i, struct txn_op *op, size_t *ops) {
  if (i == 0 || p->style == STYLE_ASAP) return;
  if (p->style == STYLE_CLOCKS && p->item[i].clock == p->item[i - 1].clock) return;
  op[*ops] = (struct txn_op){.verb = p->style == STYLE_DRAIN ? TXN_DRAIN : TXN_AT};
  if (p->style == STYLE_CLOCKS) op[*ops].u.clocks = p->item[i].clock - p->item[0].clock;
  ++*ops;
}

bool plan_txn(const struct shrink_plan *p, const struct txn *from, struct txn *out) {
  *out = *from;
  out->memory = p->memory;
  out->first_regime = p->item[0].op.u.regime;
  out->image = page_list_image(&p->pages);
  out->op = malloc((2 * p->items + 1) * sizeof *out->op);
  if (!out->op) return false;
  out->ops = 0;
  for (size_t i = 0; i < p->items; i++) {
    add_timing(p, i, out->op, &out->ops);
    out->op[out->ops++] = p->item[i].op;
  }
  out->op[out->ops++] = (struct txn_op){.verb = TXN_END};
  txn_play(out);
  return true;
}

void plan_txn_free(struct txn *t) {
  free(t->op);
}

// --- as a file: the recorder writes it -----------------------------------------------------------
static struct event event_of(const struct txn_op *op, uint64_t clock) {
  struct event e = {.clock = clock, .id = op->id};
  switch ((enum txn_verb)op->verb) {
  case TXN_MEMORY:
    e.kind = EVENT_MEMORY;
    e.u.memory = op->u.memory;
    break;
  case TXN_ERROR:
    e.kind = EVENT_ERROR;
    e.u.error.addr = op->u.error.addr;
    e.u.error.on = op->u.error.on;
    break;
  case TXN_STORE:
    e.kind = EVENT_STORE;
    e.u.store.pa = op->u.store.pa;
    e.u.store.value = op->u.store.value;
    e.u.store.bytes = op->u.store.bytes;
    break;
  case TXN_REGIME:
    e.kind = EVENT_REGIME;
    e.u.regime = op->u.regime;
    e.id = op->load;
    break;
  case TXN_REQUEST:
    e.kind = EVENT_OFFER;
    e.u.req = op->u.req;
    break;
  case TXN_FENCE:
  case TXN_SINVAL:
    e.kind = EVENT_FENCE_OFFER;
    e.id = op->verb == TXN_SINVAL;
    e.u.fence = op->u.fence;
    break;
  case TXN_INVAL_IR:
    e.kind = EVENT_INVAL_IR;
    break;
  default:
    e.kind = EVENT_END;
  }
  return e;
}

static void record_map(const struct sink *sink, const struct stim_map *map, uint64_t clock) {
  struct event e = {.clock = clock, .kind = EVENT_MAP};
  e.u.map.zero_holes = map->zero_holes;
  e.u.map.regions = (uint8_t)map->regions;
  do {
    if (map->regions) e.u.map.region = map->region[e.u.map.index];
    sink->event(sink->ctx, &e);
  } while (++e.u.map.index < map->regions);
}

static void write_expect(struct txn_recorder *r, uint8_t id, bool load, const struct txn_expect *x) {
  const struct answer *a = &x->answer;
  char line[200], rights[NAMES_RIGHTS];
  if (load) {
    snprintf(line, sizeof line, "expect load %s", names_load_end(x->load_fault)->brief);
    txn_record_line(r, line);
    return;
  }
  if (a->kind != ANSWER_OK) {
    snprintf(line, sizeof line, "expect %u fault=%u %s", id, a->code, names_kind(a->kind)->brief);
    txn_record_line(r, line);
    return;
  }
  int n = snprintf(line, sizeof line, "expect %u ok", id);
  if (x->has_pa) n += snprintf(line + n, sizeof line - n, " pa=0x%" PRIx64, a->pa);
  if (x->has_shift) n += snprintf(line + n, sizeof line - n, " shift=%u", a->shift);
  if (x->has_perm) n += snprintf(line + n, sizeof line - n, " perm=%s", names_rights(a->perm, rights));
  if (x->has_type) n += snprintf(line + n, sizeof line - n, " type=%u", a->type);
  if (x->has_global) snprintf(line + n, sizeof line - n, " global=%d", a->global);
  txn_record_line(r, line);
}

int plan_write_file(const struct shrink_plan *p, const struct txn *from, const char *path, const char *comment,
                    struct lw_error *e) {
  const struct ram_image image = page_list_image(&p->pages);
  const struct txn_begin begin = {.image = &image,
                                  .config = from->config,
                                  .seed = from->seed,
                                  .memory = p->memory,
                                  .map = from->first_map,
                                  .comment = comment};
  struct txn_recorder *r = txn_record_open(path, &begin, e);
  if (!r) return e->code;
  struct sink sink = txn_record_sink(r);
  uint64_t last = 0;
  for (size_t i = 0; i < p->items; i++) {
    const struct shrink_item *item = &p->item[i];
    uint64_t clock = p->style == STYLE_CLOCKS ? item->clock - p->item[0].clock : 0;
    if (i && p->style == STYLE_DRAIN) txn_record_line(r, "drain");
    if (item->op.verb == TXN_MAP)
      record_map(&sink, &from->map[item->op.u.map], clock);
    else {
      struct event event = event_of(&item->op, clock);
      sink.event(sink.ctx, &event);
    }
    txn_record_line(r, NULL);
    if (item->op.expect) write_expect(r, item->op.id, item->op.load, &from->expect[item->op.expect - 1]);
    last = clock;
  }
  struct event end = {.clock = last, .kind = EVENT_END};
  sink.event(sink.ctx, &end);
  return txn_record_close(r, true, e);
}
