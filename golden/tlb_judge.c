// The questions: is this answer legal, does a legal walk read here, does one ask for this update.
#include "golden/invariant.h"
#include "golden/tlb_speculate.h"

// P7: an answer as the DUT can tell it, what it does not is 0.
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

// W21: where only a pointer has G, hardware may tell either.
static bool is_open(const struct regime *regime, const struct walk_record *r) {
  if (!r->answer.global || !gtlb_traits[TRAIT_LEAF_G].holds[format_get(regime->format)->arch]) return false;
  return !decode(regime, r->level, r->step[r->steps - 1].value).global;
}

static struct answer not_global(const struct walk_record *r) {
  struct answer a = r->answer;
  a.global = false;
  return a;
}

static bool gives(const struct gtlb *g, const struct regime *regime, const struct walk_record *r,
                  const struct answer *answer) {
  if (answer_equal(g, &r->answer, answer)) return true;
  const struct answer other = not_global(r);
  return is_open(regime, r) && answer_equal(g, &other, answer);
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
  if (out->answers == ANSWERS) { // B7
    g->met[BOUND_ANSWERS]++;
    return;
  }
  g->answer[out->answers++] = *a;
  if (out->shown < GTLB_SHOWN) // B8
    out->answer[out->shown++] = *a;
  else
    g->met[BOUND_SHOWN]++;
}

static void note_answers(const struct search *s, struct gtlb_finding *out, const struct walk_record *r) {
  note_answer(s->g, out, &r->answer);
  if (!is_open(&s->scope.regime, r)) return;
  const struct answer other = not_global(r);
  note_answer(s->g, out, &other);
}

// Does memory still hold what the walk used, below the root now in force?
static bool is_current(const struct search *s, const struct phys *memory) {
  if (!memory) return true;
  if (!s->scope.in_force) return false;
  unsigned bytes = format_get(s->scope.regime.format)->entry_bytes;
  for (unsigned d = 0; d < s->path.depths; d++) {
    const struct value *v = path_value(&s->path, d);
    uint64_t now = 0;
    enum phys_status status = memory->read(memory->ctx, value_addr(v), bytes, &now);
    if (value_kind(v) == VALUE_READ ? status != PHYS_OK || now != v->value : status != PHYS_ERROR) return false;
  }
  return true;
}

static bool judge_walk(struct search *s, const struct walk_record *r) {
  struct judging *j = s->ask.ctx;
  struct gtlb_finding *out = j->out;
  if (s->walks == 1) out->walk = *r;
  if (!has_answer(r) || !tlb_window_whole(&s->scope, &s->path, r)) return false;
  note_answers(s, out, r);
  if (!gives(s->g, &s->scope.regime, r, j->answer)) return false;
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
static bool memory_gives(const struct gtlb *g, const struct gtlb_query *q, const struct phys *memory,
                         const struct answer *answer) {
  const struct phys now = {.ctx = memory->ctx, .read = memory->read};
  const struct regime regime = tlb_search_regime(g, q->regime);
  const struct walk_record r = walk(&regime, q->req, &now, AD_EAGER);
  return gives(g, &regime, &r, answer);
}

static bool judge_forgotten(struct search *s, const struct walk_record *r) {
  struct judging *j = s->ask.ctx;
  if (!has_answer(r) || !gives(s->g, &s->scope.regime, r, j->answer)) return false;
  if (!tlb_window_whole(&s->scope, &s->path, r)) return false;
  j->out->forgotten = true;
  j->out->forgotten_walk = *r;
  return true;
}

void gtlb_judge(struct gtlb *g, const struct gtlb_query *q, const struct answer *answer, const struct phys *memory,
                bool count, struct gtlb_finding *out) {
  out->status = g->full ? GTLB_FULL : GTLB_OK;
  out->legal = out->stale_only = out->forgotten = false;
  out->answers = out->shown = 0;
  struct judging j = {answer, memory, count, out};
  struct search s;
  tlb_search_run(&s, g, &(struct question){.query = q, .order = AD_LAZY, .walk = judge_walk, .ctx = &j});
  if (g->full) out->status = GTLB_FULL;
  // A match stands, whatever was not searched; only what was to be counted, or might yet have been
  // legal, is open.
  if (s.bounded && (count || !out->legal)) out->status = out->status ? out->status : GTLB_TOO_MANY_WALKS;
  if (s.bounded) out->stale_only = false;
  if (out->stale_only && memory_gives(g, q, memory, answer)) out->stale_only = false;
  INVARIANT(out->shown <= out->answers && (!out->legal || out->answers > 0));
  INVARIANT(out->legal || !out->stale_only);
  if (out->legal) return;
  const struct question forgotten = {
      .query = q, .forgotten = true, .order = AD_LAZY, .walk = judge_forgotten, .ctx = &j};
  tlb_search_run(&s, g, &forgotten);
}

// --- accesses to memory --------------------------------------------------------------------------
static bool reads_target(struct search *s, uint64_t addr, unsigned bytes) {
  const struct target *t = s->ask.ctx;
  unsigned depths = s->path.depths;
  s->over = addr == t->addr && bytes == t->bytes && tlb_window_partial(&s->scope, &s->path, depths);
  return s->over || scope_level(&s->scope, depths) == 0;
}

// K7, P9
static void updates_target(struct search *s, const struct phys_swap *swap) {
  const struct target *t = s->ask.ctx;
  const struct path *p = &s->path;
  if (swap->addr != t->addr || swap->bytes != t->bytes) return;
  if (swap->expected != t->expected || swap->desired != t->desired) return;
  uint8_t level = scope_level(&s->scope, p->depths - 1);
  bool leaf = decode(&s->scope.regime, level, path_value(p, p->depths - 1)->value).leaf;
  s->over = leaf ? tlb_window_whole(&s->scope, p, NULL) : tlb_window_partial(&s->scope, p, p->depths);
}

static bool explained(struct gtlb *g, const struct question *ask) {
  struct search s;
  tlb_search_run(&s, g, ask);
  if (s.over) return true;
  if (s.bounded || !g->profile.speculation) return s.bounded;
  return tlb_speculate_explains(g, ask->query, ask->ctx);
}

bool gtlb_explains_read(struct gtlb *g, const struct gtlb_query *q, uint64_t addr, unsigned bytes) {
  struct target target = {.addr = addr, .bytes = bytes};
  return explained(g, &(struct question){.query = q, .order = AD_LAZY, .read = reads_target, .ctx = &target});
}

bool gtlb_explains_cas(struct gtlb *g, const struct gtlb_query *q, uint64_t addr, unsigned bytes, uint64_t expected,
                       uint64_t desired) {
  struct target target = {.update = true, .addr = addr, .bytes = bytes, .expected = expected, .desired = desired};
  return explained(g,
                   &(struct question){.query = q, .order = g->profile.order, .update = updates_target, .ctx = &target});
}
