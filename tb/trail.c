#include "tb/trail.h"

static void trail_event(void *ctx, const struct event *e) {
  struct trail *t = ctx;
  if (e->kind == EVENT_OFFER || e->kind == EVENT_FENCE_OFFER) return;
  t->ring[t->count++ % TRAIL_EVENTS] = *e;
}

struct sink trail_sink(struct trail *t) {
  return (struct sink){.ctx = t, .event = trail_event};
}

const struct event *trail_get(const struct trail *t, unsigned i) {
  uint64_t kept = t->count < TRAIL_EVENTS ? t->count : TRAIL_EVENTS;
  return i < kept ? &t->ring[(t->count - kept + i) % TRAIL_EVENTS] : NULL;
}
