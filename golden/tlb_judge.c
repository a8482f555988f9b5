// The questions: is this answer legal, does a legal walk read here, does one ask for this update.
#include "golden/tlb_internal.h"

// An answer as the DUT can tell it: what it does not is 0.
static struct answer told(uint8_t unseen, const struct answer *a) {
  struct answer t = *a;
  if (unseen & GTLB_UNSEEN_SHIFT) t.shift = 0;
  if (unseen & GTLB_UNSEEN_PERM) t.perm = 0;
  if (unseen & GTLB_UNSEEN_TYPE) t.type = 0;
  if (unseen & GTLB_UNSEEN_GLOBAL) t.global = false;
  if (unseen & (GTLB_UNSEEN_CODE | GTLB_UNSEEN_KIND)) t.code = 0;
  if (unseen & GTLB_UNSEEN_KIND && t.kind != ANSWER_OK) t.kind = ANSWER_PAGE_FAULT;
  return t;
}

static bool same(const struct answer *a, const struct answer *b) {
  return a->kind == b->kind && a->code == b->code && a->pa == b->pa && a->shift == b->shift && a->perm == b->perm &&
         a->type == b->type && a->global == b->global;
}

static bool answer_equal(const struct gtlb *g, const struct answer *a, const struct answer *b) {
  const uint8_t unseen = g->profile.unseen;
  if (!unseen) return same(a, b);
  const struct answer left = told(unseen, a), right = told(unseen, b);
  return same(&left, &right);
}

static bool has_answer(const struct walk_record *r) {
  return r->reason != REASON_STOPPED;
}

// What gtlb_judge carries through a search.
struct judging {
  const struct answer *answer;
  const struct phys *memory;
  bool count;
  struct gtlb_finding *out;
};

static void note_answer(struct gtlb *g, struct gtlb_finding *out, const struct answer *a) {
  for (unsigned i = 0; i < out->answers; i++)
    if (answer_equal(g, &g->answer[i], a)) return;
  if (out->answers == ANSWERS) return;
  g->answer[out->answers++] = *a;
  if (out->shown < GTLB_SHOWN) out->answer[out->shown++] = *a;
}

// Does memory still hold what the walk used, below the root now in force?
static bool is_current(const struct search *s, const struct phys *memory) {
  if (!memory) return true;
  if (!s->own) return false;
  unsigned bytes = format_get(s->regime.format)->entry_bytes;
  for (unsigned d = 0; d < s->depths; d++) {
    const struct value *v = search_value(s, d);
    uint64_t now = 0;
    enum phys_status status = memory->read(memory->ctx, value_addr(v), bytes, &now);
    if (value_kind(v) == VALUE_READ ? status != PHYS_OK || now != v->value : status != PHYS_ERROR) return false;
  }
  return true;
}

static bool judge_walk(struct search *s, const struct walk_record *r) {
  struct judging *j = s->ctx;
  struct gtlb_finding *out = j->out;
  if (s->walks == 1) out->walk = *r;
  if (!has_answer(r) || !tlb_window_whole(s, r)) return false;
  note_answer(s->g, out, &r->answer);
  if (!answer_equal(s->g, &r->answer, j->answer)) return false;
  bool current = is_current(s, j->memory);
  if (!out->legal || (current && out->stale_only)) {
    if (s->walks > 1) out->walk = *r;
    out->stale_only = !current;
  }
  out->legal = true;
  return current && !j->count;
}

// What memory gives once A and D are written. Values may differ from memory in bits that do not
// show (A, D, those for software): then the answer is not stale.
static bool memory_gives(const struct search *s, const struct phys *memory, const struct answer *answer) {
  const struct phys now = {.ctx = memory->ctx, .read = memory->read};
  const struct regime regime = tlb_search_regime(s->g, s->q->regime);
  const struct walk_record r = walk(&regime, s->q->req, &now, AD_EAGER);
  return answer_equal(s->g, &r.answer, answer);
}

static bool judge_forgotten(struct search *s, const struct walk_record *r) {
  struct judging *j = s->ctx;
  if (!has_answer(r) || !answer_equal(s->g, &r->answer, j->answer) || !tlb_window_whole(s, r)) return false;
  j->out->forgotten = true;
  j->out->forgotten_walk = *r;
  return true;
}

static void search_begin(struct search *s, struct gtlb *g, const struct gtlb_query *q, enum search_mode mode) {
  s->g = g;
  s->q = q;
  s->mode = mode;
  s->order = AD_LAZY;
  s->visit = NULL;
  s->found = s->bounded = s->foreign = s->speculating = false;
  s->walks = 0;
  if (q->hidden) tlb_store_room(g);
}

void gtlb_judge(struct gtlb *g, const struct gtlb_query *q, const struct answer *answer, const struct phys *memory,
                bool count, struct gtlb_finding *out) {
  out->status = g->full ? GTLB_FULL : GTLB_OK;
  out->legal = out->stale_only = out->forgotten = false;
  out->answers = out->shown = 0;
  struct judging j = {answer, memory, count, out};
  struct search s;
  search_begin(&s, g, q, SEARCH_LEGAL);
  s.visit = judge_walk;
  s.ctx = &j;
  tlb_search_run(&s);
  if (g->full) out->status = GTLB_FULL;
  // A match stands, whatever was not searched; only what was to be counted, or might yet have been
  // legal, is open.
  if (s.bounded && (count || !out->legal)) out->status = out->status ? out->status : GTLB_TOO_MANY_WALKS;
  if (s.bounded) out->stale_only = false;
  if (out->stale_only && memory_gives(&s, memory, answer)) out->stale_only = false;
  if (out->legal) return;
  search_begin(&s, g, q, SEARCH_FORGOTTEN);
  s.visit = judge_forgotten;
  tlb_search_run(&s);
}

static bool explained(struct search *s) {
  tlb_search_run(s);
  if (s->found) return true;
  s->g->bounded += s->bounded;
  if (s->bounded || !s->g->profile.speculation) return s->bounded;
  s->speculating = true;
  tlb_search_run(s);
  return s->found;
}

bool gtlb_explains_read(struct gtlb *g, const struct gtlb_query *q, uint64_t addr, unsigned bytes) {
  struct search s;
  search_begin(&s, g, q, SEARCH_READ);
  s.target.addr = addr;
  s.target.bytes = bytes;
  return explained(&s);
}

bool gtlb_explains_cas(struct gtlb *g, const struct gtlb_query *q, uint64_t addr, unsigned bytes, uint64_t expected,
                       uint64_t desired) {
  struct search s;
  search_begin(&s, g, q, SEARCH_CAS);
  s.order = g->profile.order;
  s.target.addr = addr;
  s.target.bytes = bytes;
  s.target.expected = expected;
  s.target.desired = desired;
  return explained(&s);
}
