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
  to->page_room = from->pages;
  to->item = copy_of(from->item, from->items * sizeof *from->item);
  to->page_pa = copy_of(from->page_pa, from->pages * sizeof *from->page_pa);
  to->page = copy_of(from->page, from->pages * sizeof *from->page);
  if (to->item && to->page_pa && to->page) return true;
  plan_free(to);
  return false;
}

void plan_free(struct shrink_plan *p) {
  free(p->item);
  free(p->page_pa);
  free(p->page);
  memset(p, 0, sizeof *p);
}

bool plan_take_image(struct shrink_plan *p, const struct ram_image *image) {
  p->pages = p->page_room = image->pages;
  p->page_pa = copy_of(image->page_pa, image->pages * sizeof *image->page_pa);
  p->page = copy_of(image->page, image->pages * sizeof *image->page);
  return p->page_pa && p->page;
}

static size_t page_place(const struct shrink_plan *p, uint64_t pa) {
  size_t low = 0, high = p->pages;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (p->page_pa[middle] < pa)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static bool add_page(struct shrink_plan *p, size_t at, uint64_t pa) {
  if (p->pages == p->page_room) {
    size_t room = p->page_room ? 2 * p->page_room : 16;
    uint64_t *pas = realloc(p->page_pa, room * sizeof *pas);
    if (pas) p->page_pa = pas;
    uint64_t(*pages)[512] = realloc(p->page, room * sizeof *pages);
    if (pages) p->page = pages;
    if (!pas || !pages) return false;
    p->page_room = room;
  }
  memmove(p->page_pa + at + 1, p->page_pa + at, (p->pages - at) * sizeof *p->page_pa);
  memmove(p->page + at + 1, p->page + at, (p->pages - at) * sizeof *p->page);
  p->page_pa[at] = pa;
  memset(p->page[at], 0, sizeof p->page[at]);
  p->pages++;
  return true;
}

bool plan_write(struct shrink_plan *p, uint64_t pa, uint64_t value, unsigned bytes) {
  uint64_t page = pa & ~(uint64_t)0xfff;
  size_t at = page_place(p, page);
  if ((at == p->pages || p->page_pa[at] != page) && !add_page(p, at, page)) return false;
  memcpy((char *)p->page[at] + (pa & 0xfff), &value, bytes == 4 ? 4 : 8); // little-endian, as all our memories are
  return true;
}

const uint64_t *plan_word(const struct shrink_plan *p, uint64_t pa) {
  size_t at = page_place(p, pa & ~(uint64_t)0xfff);
  return at < p->pages && p->page_pa[at] == (pa & ~(uint64_t)0xfff) ? &p->page[at][(pa & 0xfff) / 8] : NULL;
}

void plan_remove(struct shrink_plan *p, size_t first, size_t count) {
  memmove(p->item + first, p->item + first + count, (p->items - first - count) * sizeof *p->item);
  p->items -= count;
}

void plan_remove_page(struct shrink_plan *p, size_t index) {
  size_t rest = p->pages - index - 1;
  memmove(p->page_pa + index, p->page_pa + index + 1, rest * sizeof *p->page_pa);
  memmove(p->page + index, p->page + index + 1, rest * sizeof *p->page);
  p->pages--;
}

size_t plan_entries(const struct shrink_plan *p) {
  size_t n = 0;
  for (size_t i = 0; i < p->pages; i++)
    for (unsigned w = 0; w < 512; w++)
      n += p->page[i][w] != 0;
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
  out->image = (struct ram_image){p->pages, p->page_pa, (const uint64_t(*)[512])p->page};
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
  const struct ram_image image = {p->pages, p->page_pa, (const uint64_t(*)[512])p->page};
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
