#include "tb/report/trail.h"

#include <stdlib.h>

static void make_note(struct trail *t, const struct event *e) {
  const struct memport_event *m = &e->u.mem;
  struct trail_note n = {.clock = e->clock, .kind = (uint8_t)e->kind, .bytes = 8};
  if (e->kind == EVENT_FENCE_DONE) {
    n.u.fence = e->u.fence;
  } else if (e->kind == EVENT_STORE) {
    n.bytes = e->u.store.bytes;
    n.u.word.addr = e->u.store.pa;
    n.u.word.value = e->u.store.value;
  } else {
    n.bytes = m->narrow ? 4 : 8;
    n.u.word.addr = m->addr;
    n.u.word.value = e->kind == EVENT_CAS ? m->desired : m->data;
  }
  t->note[t->notes++ % TRAIL_NOTES] = n;
}

static bool noted(const struct event *e) {
  if (e->kind == EVENT_READ) return !e->u.mem.error;
  if (e->kind == EVENT_CAS) return e->u.mem.ok && !e->u.mem.error;
  return e->kind == EVENT_STORE || e->kind == EVENT_FENCE_DONE;
}

static void trail_event(void *ctx, const struct event *e) {
  struct trail *t = ctx;
  if (e->kind == EVENT_OFFER || e->kind == EVENT_FENCE_OFFER) return;
  t->ring[t->count++ % TRAIL_EVENTS] = *e;
  if (!noted(e)) return;
  if (!t->note) t->note = malloc(TRAIL_NOTES * sizeof *t->note);
  if (t->note) make_note(t, e);
}

struct sink trail_sink(struct trail *t) {
  return (struct sink){.ctx = t, .event = trail_event};
}

void trail_close(struct trail *t) {
  free(t->note);
  t->note = NULL;
  t->notes = 0;
}

const struct event *trail_get(const struct trail *t, unsigned i) {
  uint64_t kept = t->count < TRAIL_EVENTS ? t->count : TRAIL_EVENTS;
  return i < kept ? &t->ring[(t->count - kept + i) % TRAIL_EVENTS] : NULL;
}

const struct trail_note *trail_note_get(const struct trail *t, uint64_t i) {
  uint64_t kept = t->notes < TRAIL_NOTES ? t->notes : TRAIL_NOTES;
  return i < kept ? &t->note[(t->notes - kept + i) % TRAIL_NOTES] : NULL;
}

// Did this note leave the value at the address, or find it there?
static bool concerns(const struct trail_note *n, uint64_t addr, uint64_t value) {
  if (n->kind == EVENT_FENCE_DONE || n->u.word.addr != addr) return false;
  return n->bytes == 4 ? (uint32_t)n->u.word.value == (uint32_t)value : n->u.word.value == value;
}

struct trail_origin trail_origin_of(const struct trail *t, uint64_t addr, uint64_t value, uint64_t clock) {
  struct trail_origin o = {.by = ORIGIN_START};
  const struct trail_note *n = trail_note_get(t, 0);
  if (t->notes > TRAIL_NOTES && n) {
    o.by = ORIGIN_BEFORE;
    o.written = n->clock;
  }
  for (uint64_t i = 0; (n = trail_note_get(t, i)) && n->clock <= clock; i++) {
    if (!concerns(n, addr, value)) continue;
    if (n->kind != EVENT_READ) {
      o.by = n->kind == EVENT_STORE ? ORIGIN_STORE : ORIGIN_UPDATE;
      o.written = n->clock;
    }
    if (n->kind == EVENT_STORE) continue;
    if (!o.read) o.first_read = n->clock;
    o.read = true;
    o.last_read = n->clock;
  }
  return o;
}
