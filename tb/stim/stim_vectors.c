#include "tb/stim/stim_vectors.h"

#include <stdio.h>
#include <stdlib.h>

#include "golden/pae.h"

enum { QUEUE = 4 * VECTORS_PTES };
// What is being done for the line in hand, in this order.
enum stage {
  AT_LINE,    // the next line is read
  AT_PLACE,   // PAE, LOAD=0: memory holds the registers' values, to be loaded from there
  AT_PLACED,  // ... the load is under way
  AT_FILL,    // the line's memory; then the regime is written
  AT_LOADED,  // PAE, LOAD=1: the line's own load is under way
  AT_FENCE,   // everything is forgotten
  AT_REWRITE, // what the line stores between load and access; then the request
  AT_ANSWER,
  AT_AGAIN // the same request once more, which a TLB may answer
};

struct word {
  uint64_t addr, value;
  uint8_t bytes;
};
struct stim_vectors {
  struct stim stim;
  struct vectors_file *file;
  struct stim_vectors_tally *tally;
  enum vectors_machine machine;
  unsigned long only;
  char path[128];
  enum stage stage;
  bool mapped;  // the DUT's memory is the lines'
  bool offered; // the fence of this stage
  bool again;   // the answer that is awaited is the second
  uint64_t fences_done, loads;
  unsigned queued, sent; // stores to come
  struct word queue[QUEUE];
  unsigned words; // that are not zero in memory, or were not
  struct word word[QUEUE];
  struct vectors_case c;
  struct vectors_result result; // as seen on the port
};

// --- memory --------------------------------------------------------------------------------------
static unsigned entry_bytes(const struct stim_vectors *s) {
  return format_get(s->c.regime.format)->entry_bytes;
}

static bool put(struct stim_vectors *s, uint64_t addr, uint64_t value, unsigned bytes) {
  struct word w = {addr, value, (uint8_t)bytes};
  if (s->queued == QUEUE || s->words == QUEUE) return false;
  s->queue[s->queued++] = w;
  s->word[s->words++] = w;
  return true;
}

// Every address that is not listed reads as 0: what the last line left is taken away.
static void clear(struct stim_vectors *s) {
  s->queued = s->sent = 0;
  for (unsigned i = 0; i < s->words; i++) {
    s->queue[s->queued] = s->word[i];
    s->queue[s->queued++].value = 0;
  }
  s->words = 0;
}

static bool put_list(struct stim_vectors *s, const struct vectors_list *list) {
  bool room = true;
  for (unsigned i = 0; room && i < list->count; i++)
    room = put(s, list->pte[i].addr, list->pte[i].value, entry_bytes(s));
  return room;
}

static bool too_much(struct stim_vectors *s, struct lw_error *e) {
  return lw_fail(e, LW_INPUT, "%s:%lu: too many entries in one line", s->path, s->c.number);
}

// Stores what is queued; true when all is in memory by the end of this clock.
static bool send(struct stim_vectors *s, struct stim_clock *out) {
  while (s->sent < s->queued && out->stores < STIM_STORES) {
    const struct word *w = &s->queue[s->sent++];
    out->store[out->stores].pa = w->addr;
    out->store[out->stores].value = w->value;
    out->store[out->stores++].bytes = w->bytes;
  }
  return s->sent == s->queued;
}

// --- lines ---------------------------------------------------------------------------------------
static bool skipped(struct stim_vectors *s) {
  const struct vectors_case *c = &s->c;
  bool shadow = c->req.access > ACCESS_FETCH;
  bool unloadable =
      c->regime.format == FORMAT_X86_PAE && !c->load && !pae_load_allowed(c->regime.pdpte, c->regime.pa_bits);
  if (!shadow && !unloadable) return false;
  s->tally->skipped[shadow ? VECTORS_SHADOW_STACK : VECTORS_UNLOADABLE]++;
  return true;
}

// 1: a line to run is in hand; 0: there is none; -1: `e` says why.
static int next_line(struct stim_vectors *s, struct lw_error *e) {
  int got;
  while ((got = vectors_next(s->file, &s->c, e)) > 0) {
    if (vectors_machine(&s->c) != s->machine || (s->only && s->only != s->c.number)) continue;
    s->tally->lines++;
    if (!skipped(s)) break;
  }
  return got;
}

static int begin_line(struct stim_vectors *s, struct stim_clock *out, struct lw_error *e) {
  int got = next_line(s, e);
  if (got < 0) return LW_INPUT;
  bool room = true;
  clear(s);
  if (got == 0) {
    out->end = true;
    return LW_PASS;
  }
  s->offered = s->again = false;
  s->stage = AT_FILL;
  if (s->c.regime.format == FORMAT_X86_PAE && !s->c.load) {
    s->stage = AT_PLACE;
    for (unsigned i = 0; i < 4; i++)
      room = room && put(s, s->c.regime.root_pa + 8ull * i, s->c.regime.pdpte[i], 8);
  } else {
    room = put_list(s, &s->c.before);
  }
  return room ? LW_PASS : too_much(s, e);
}

static void write_regime(struct stim_vectors *s, const struct stim_view *view, struct stim_clock *out, bool load) {
  out->regime = true;
  out->regime_load = load;
  out->regime_new = s->c.regime;
  out->regime_new.flags &= 0xffff; // CET changes nothing for the accesses that are run
  s->loads = view->loads;
}

static void offer_fence(struct stim_vectors *s, const struct stim_view *view, struct stim_clock *out) {
  if (!s->offered) {
    out->fence = s->offered = true;
    out->fence_new = (struct fence){.globals = true, .structures = true};
    s->fences_done = view->fences_done;
  } else if (view->fences_done != s->fences_done) {
    s->stage = AT_REWRITE;
    s->queued = s->sent = 0;
  }
}

static void offer_request(struct stim_vectors *s, struct stim_clock *out) {
  out->request = true;
  out->id = (uint8_t)(s->tally->lines % 64);
  out->req = s->c.req;
  s->stage = AT_ANSWER;
}

// The lines of one machine share a memory.
static void map(struct stim_vectors *s, struct stim_clock *out) {
  const struct vectors_case *c = &s->c;
  s->mapped = out->map = true;
  out->map_new = (struct stim_map){.zero_holes = true, .regions = c->areas};
  for (unsigned i = 0; i < c->areas; i++)
    out->map_new.region[i] = (struct memport_region){
        .base = c->area[i].base, .end = c->area[i].end, .read = true, .write = c->area[i].write};
}

// Whatever is in memory at the end of a clock is there for what is offered on it.
static int act(struct stim_vectors *s, const struct stim_view *view, struct stim_clock *out, struct lw_error *e) {
  switch (s->stage) {
  case AT_LINE: // begun by now
    return LW_PASS;
  case AT_PLACE:
    if (!send(s, out)) return LW_PASS;
    write_regime(s, view, out, true);
    s->stage = AT_PLACED;
    return LW_PASS;
  case AT_PLACED:
    if (view->loads == s->loads) return LW_PASS;
    clear(s);
    s->stage = AT_FILL;
    return put_list(s, &s->c.before) ? LW_PASS : too_much(s, e);
  case AT_FILL:
    if (!send(s, out)) return LW_PASS;
    if (s->c.load || s->c.regime.format != FORMAT_X86_PAE) write_regime(s, view, out, s->c.load);
    s->stage = s->c.load ? AT_LOADED : AT_FENCE;
    return LW_PASS;
  case AT_LOADED:
    if (view->loads != s->loads) s->stage = view->load_fault ? AT_LINE : AT_FENCE;
    return LW_PASS;
  case AT_FENCE:
    offer_fence(s, view, out);
    return s->stage != AT_REWRITE || put_list(s, &s->c.rewrites) ? LW_PASS : too_much(s, e);
  case AT_REWRITE:
    if (!send(s, out)) return LW_PASS;
    s->result.reads = s->result.changed.count = 0;
    s->again = false;
    offer_request(s, out);
    return LW_PASS;
  case AT_AGAIN:
    s->again = true;
    offer_request(s, out);
    return LW_PASS;
  case AT_ANSWER:
    return LW_PASS;
  }
  return LW_PASS;
}

static int vectors_clock(void *ctx, const struct stim_view *view, struct stim_clock *out, struct lw_error *e) {
  struct stim_vectors *s = ctx;
  if (s->stage == AT_LINE) {
    int code = begin_line(s, out, e);
    if (code != LW_PASS || out->end) return code;
    if (!s->mapped) map(s, out);
  }
  return act(s, view, out, e);
}

// --- what came of it -----------------------------------------------------------------------------
static void note(void *ctx, const struct event *event) {
  struct stim_vectors *s = ctx;
  const struct memport_event *m = &event->u.mem;
  if (s->stage != AT_ANSWER) return;
  if (event->kind == EVENT_READ && !m->error) vectors_note_read(&s->result, m->addr);
  if (event->kind == EVENT_CAS && m->ok) vectors_set(&s->result.changed, m->addr, m->desired);
}

struct sink stim_vectors_sink(struct stim *stim) {
  return (struct sink){.ctx = stim->ctx, .event = note};
}

static bool judge(struct stim_vectors *s, struct stim_complaint *complaint) {
  struct vectors_case *c = &s->c;
  if (vectors_judge(c, &s->result, VECTORS_BETWEEN)) return true;
  snprintf(complaint->what, sizeof complaint->what, s->again ? "%s, asked again" : "%s", c->field);
  snprintf(complaint->expected, sizeof complaint->expected, "%s", c->wanted);
  snprintf(complaint->got, sizeof complaint->got, "%s", c->got);
  snprintf(complaint->where, sizeof complaint->where, "%s:%lu%s%.24s", s->path, c->number, *c->label ? " " : "",
           c->label);
  return false;
}

static bool vectors_answered(void *ctx, uint64_t clock, uint8_t id, const struct request *req,
                             const struct answer *answer, struct stim_complaint *complaint) {
  struct stim_vectors *s = ctx;
  (void)clock;
  (void)id;
  (void)req;
  if (s->stage != AT_ANSWER) return true; // an answer nobody asked for is the engine's to report
  s->result.load_refused = false;
  s->result.answer = *answer;
  s->result.level = VECTORS_NO_LEVEL;
  complaint->nothing_known = s->again; // a line counts once
  s->stage = s->again ? AT_LINE : AT_AGAIN;
  bool fine = judge(s, complaint);
  s->tally->equal += fine && s->again;
  return fine;
}

// A load that ends well is judged by what the access then finds.
static bool vectors_loaded(void *ctx, uint64_t clock, uint8_t fault, struct stim_complaint *complaint) {
  struct stim_vectors *s = ctx;
  (void)clock;
  complaint->nothing_known = s->stage == AT_PLACED;
  if (s->stage != AT_LOADED) return true;
  s->result.load_refused = fault == REGIME_GENERAL_PROTECTION;
  bool as_expected = s->result.load_refused == s->c.expected.load_refused;
  complaint->nothing_known = as_expected && !s->result.load_refused; // the access is counted
  if (as_expected && !s->result.load_refused) return true;
  bool fine = judge(s, complaint);
  s->tally->equal += fine;
  return fine;
}

static bool vectors_finish(void *ctx, struct stim_complaint *c) {
  struct stim_vectors *s = ctx;
  const struct stim_vectors_tally *t = s->tally;
  uint64_t accounted = t->equal;
  for (unsigned i = 0; i < VECTORS_SKIPS; i++)
    accounted += t->skipped[i];
  if (t->equal && accounted == t->lines) return true;
  snprintf(c->what, sizeof c->what, "every line run and judged, and not none");
  snprintf(c->expected, sizeof c->expected, "%llu lines", (unsigned long long)t->lines);
  snprintf(c->got, sizeof c->got, "%llu run, %llu not for the RTL", (unsigned long long)t->equal,
           (unsigned long long)(accounted - t->equal));
  snprintf(c->where, sizeof c->where, "%s", s->path);
  return false;
}

static void close_stim(void *ctx) {
  struct stim_vectors *s = ctx;
  vectors_close(s->file);
  free(s);
}

struct stim *stim_vectors_open(const char *path, enum vectors_machine machine, unsigned long only,
                               struct stim_vectors_tally *tally, struct lw_error *e) {
  struct stim_vectors *s = calloc(1, sizeof *s);
  if (!s) {
    lw_fail(e, LW_INPUT, "%s: out of memory", path);
    return NULL;
  }
  s->file = vectors_open(path, e);
  if (!s->file) {
    free(s);
    return NULL;
  }
  *tally = (struct stim_vectors_tally){0};
  s->tally = tally;
  s->machine = machine;
  s->only = only;
  s->stage = AT_LINE;
  snprintf(s->path, sizeof s->path, "%s", path);
  s->stim = (struct stim){.ctx = s,
                          .name = "vectors",
                          .clock = vectors_clock,
                          .answered = vectors_answered,
                          .loaded = vectors_loaded,
                          .finish = vectors_finish,
                          .close = close_stim};
  return &s->stim;
}
