// What the cubes share: where tables lie, and the stimulus that asks for cell after cell.
#include "tb/stim/cube.h"

#include <stdio.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "golden/walk.h"
#include "tb/stim/kind.h"

enum { IN_FLIGHT = 8, IDS = 64, RISCV_TABLES = 0x100000, SETTLE_CLOCKS = 3 };

bool cube_has(enum format_id format) {
  const struct format *f = format_get(format);
  return f && f->levels && f->mode != FORMAT_NO_MODE;
}

uint64_t cube_table(enum format_id format, unsigned level) {
  if (format_get(format)->arch == ARCH_RISCV) return RISCV_TABLES + (uint64_t)level * 0x1000;
  if (format == FORMAT_X86_PAE && level == 2) return 0x8000; // four registers
  return (uint64_t)(level + 1) << (format == FORMAT_X86_2L ? 22 : 30);
}

uint64_t cube_address(enum format_id format) {
  const struct format *f = format_get(format);
  uint64_t va = 0x123;
  for (unsigned level = 0; level < f->levels; level++)
    va |= (uint64_t)(format == FORMAT_X86_PAE && level == 2 ? 2 : 2 * level + 5) << (12 + level * f->index_bits);
  return va;
}

uint64_t cube_slot(enum format_id format, unsigned level) {
  const struct format *f = format_get(format);
  uint64_t index = cube_address(format) >> (12 + level * f->index_bits) & ((UINT64_C(1) << f->index_bits) - 1);
  return cube_table(format, level) + index * f->entry_bytes;
}

void cube_put(struct cube_cell *c, uint64_t addr, uint64_t value) {
  c->word[c->words++] = (struct cube_word){addr, value};
}

struct regime cube_regime(enum format_id format) {
  const struct format *f = format_get(format);
  struct regime r = {.format = format, .root_pa = cube_table(format, f->levels - 1u), .asid = 1, .pa_bits = 46};
  if (f->arch == ARCH_RISCV) {
    r.flags = RV_SVADU | RV_SVNAPOT | RV_SVPBMT | RV_PBMTE;
    r.pa_bits = format == FORMAT_SV32 ? 34 : 56;
  }
  for (unsigned i = 0; i < 4 && format == FORMAT_X86_PAE; i++)
    r.pdpte[i] = cube_table(format, 1) | 1;
  return r;
}

// --- memory as walk() sees it --------------------------------------------------------------------
struct memory {
  unsigned words;
  struct cube_word word[CUBE_WORDS];
};

static struct cube_word *find(struct memory *m, uint64_t addr) {
  for (unsigned i = 0; i < m->words; i++)
    if (m->word[i].addr == addr) return &m->word[i];
  return NULL;
}
static enum phys_status memory_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  const struct cube_word *w = find(ctx, addr);
  (void)bytes;
  *value = w ? w->value : 0;
  return PHYS_OK;
}
static enum phys_status memory_update(void *ctx, struct phys_swap *swap) {
  struct cube_word *w = find(ctx, swap->addr);
  swap->old = w ? w->value : 0;
  swap->ok = w && swap->old == swap->expected;
  if (swap->ok) w->value = swap->desired;
  return PHYS_OK;
}

// --- the stimulus --------------------------------------------------------------------------------
enum stage { AT_NEXT, AT_TABLES, AT_LOAD, AT_FENCE, AT_ASK };
struct pending {
  bool prime, second;
  uint64_t cell;
  struct answer answer; // walk()'s
};
struct stim_cube {
  struct stim stim;
  struct cube cube;
  struct cube_tally *tally;
  enum stage stage;
  bool second, primed; // the second pass; the TLB holds the entry
  bool loaded, regime_known;
  uint64_t next, fences_done;
  struct cube_cell cell, filler; // in hand
  struct regime regime;          // written last
  struct memory now, after;      // what the DUT's writes have left, and what walk()'s would
  bool stray;                    // it wrote somewhere else
  uint64_t reads;                // since the request
  struct pending pending[IDS];
};

static bool one_by_one(const struct stim_cube *s) {
  return s->second || s->cube.run == 1;
}

static uint64_t run_of(const struct stim_cube *s) {
  return s->second ? s->cube.again : s->cube.run;
}

static struct walk_record walk_of(const struct cube_cell *cell, struct memory *m) {
  m->words = cell->words;
  memcpy(m->word, cell->word, sizeof m->word);
  struct phys phys = {m, memory_read, memory_update};
  return walk(&cell->regime, &cell->req, &phys, AD_EAGER);
}

// Is the run that begins here made again: does something let its first access fill the TLB?
static bool fills(struct stim_cube *s) {
  struct memory m;
  return s->cube.prime(&s->cube, s->next, &s->filler) && walk_of(&s->filler, &m).reason == REASON_OK;
}

// The next cell of this pass; false: there is none.
static bool choose(struct stim_cube *s) {
  while (s->second && s->next < s->cube.cells && s->next % s->cube.again == 0 && !fills(s))
    s->next += s->cube.again;
  return s->next < s->cube.cells;
}

static void begin(struct stim_cube *s) {
  s->cube.cell(&s->cube, s->next, &s->cell);
  bool first = s->next % run_of(s) == 0;
  s->stage = first ? AT_TABLES : AT_ASK;
  if (first) s->primed = false;
}

static bool next_cell(struct stim_cube *s) {
  bool more = choose(s);
  if (!more && !s->second) {
    s->second = true;
    s->next = 0;
    more = choose(s);
  }
  if (more) begin(s);
  return more;
}

static void put_tables(struct stim_cube *s, struct stim_clock *out) {
  unsigned bytes = format_get(s->cube.format)->entry_bytes;
  for (unsigned i = 0; i < s->cell.words && i < STIM_STORES; i++) {
    out->store[out->stores].pa = s->cell.word[i].addr;
    out->store[out->stores].value = s->cell.word[i].value;
    out->store[out->stores++].bytes = (uint8_t)bytes;
  }
  s->now.words = s->cell.words;
  memcpy(s->now.word, s->cell.word, sizeof s->now.word);
}

static bool same_regime(const struct regime *a, const struct regime *b) {
  return a->flags == b->flags && a->pkru == b->pkru && a->pkrs == b->pkrs;
}

static void write_regime(struct stim_cube *s, const struct regime *r, struct stim_clock *out) {
  out->regime = true;
  out->regime_new = s->regime = *r;
  s->regime_known = true;
}

// Tables, regime, and a fence of everything; PAE's registers are loaded once.
static void start_run(struct stim_cube *s, const struct stim_view *view, struct stim_clock *out) {
  put_tables(s, out);
  write_regime(s, &s->cell.regime, out);
  s->stage = AT_FENCE;
  s->fences_done = view->fences_done;
  if (s->cube.format == FORMAT_X86_PAE && !s->loaded) {
    s->loaded = out->regime_load = true;
    s->stage = AT_LOAD;
    return;
  }
  out->fence = true;
  out->fence_new = (struct fence){.globals = true, .structures = true};
}

static void ask(struct stim_cube *s, const struct stim_view *view, struct stim_clock *out) {
  bool prime = s->second && !s->primed;
  const struct cube_cell *cell = prime ? &s->filler : &s->cell;
  if (!same_regime(&cell->regime, &s->regime)) {
    write_regime(s, &cell->regime, out); // in force when the request is offered
    return;
  }
  struct pending *p = &s->pending[__builtin_ctzll(view->ids_free)];
  *p =
      (struct pending){.prime = prime, .second = s->second, .cell = s->next, .answer = walk_of(cell, &s->after).answer};
  out->request = true;
  out->id = (uint8_t)(p - s->pending);
  out->req = cell->req;
  s->reads = 0;
  s->primed = s->second;
  if (prime) return;
  s->tally->cells += !s->second;
  s->next++;
  s->stage = AT_NEXT;
}

// A page fault of x86 drops the entry some clocks after its answer: what fills it again must come
// later.
static bool settled(const struct stim_cube *s, const struct stim_view *view) {
  if (!one_by_one(s)) return s->stage == AT_ASK ? view->in_flight < IN_FLIGHT : !view->in_flight;
  return !view->in_flight && view->clock >= view->last_answered_clock + SETTLE_CLOCKS;
}

static int cube_clock(void *ctx, const struct stim_view *view, struct stim_clock *out, struct lw_error *e) {
  struct stim_cube *s = ctx;
  (void)e;
  if (view->request_waiting || view->fence_waiting || view->regime_busy) return LW_PASS;
  if (s->stage == AT_NEXT && !next_cell(s)) {
    out->end = true;
    return LW_PASS;
  }
  if (!settled(s, view)) return LW_PASS;
  if (s->stage == AT_LOAD) s->stage = AT_TABLES; // loaded: the run starts as any other
  if (s->stage == AT_TABLES) {
    start_run(s, view, out);
    return LW_PASS;
  }
  if (s->stage == AT_FENCE && view->fences_done == s->fences_done) return LW_PASS;
  s->stage = AT_ASK;
  ask(s, view, out);
  return LW_PASS;
}

// --- what came of it -----------------------------------------------------------------------------
static void watch(void *ctx, const struct event *event) {
  struct stim_cube *s = ctx;
  const struct memport_event *m = &event->u.mem;
  s->reads += event->kind == EVENT_READ;
  if (event->kind != EVENT_CAS || !m->ok) return;
  struct cube_word *w = find(&s->now, m->addr);
  if (w)
    w->value = m->desired;
  else
    s->stray = true;
}

struct sink cube_sink(struct stim *stim) {
  return (struct sink){.ctx = stim->ctx, .event = watch};
}

static bool same_answer(const struct answer *a, const struct answer *b) {
  return a->kind == b->kind && a->code == b->code && a->pa == b->pa && a->shift == b->shift && a->perm == b->perm &&
         a->type == b->type && a->global == b->global;
}

static const struct cube_word *other_entry(const struct stim_cube *s) {
  for (unsigned i = 0; i < s->after.words; i++)
    if (s->after.word[i].value != s->now.word[i].value) return &s->after.word[i];
  return NULL;
}

static bool wrong(struct stim_cube *s, const struct pending *p, const struct answer *answer, struct stim_complaint *c) {
  const struct cube_word *entry = other_entry(s);
  s->cube.text(&s->cube, p->cell, c->where, sizeof c->where);
  if (!same_answer(answer, &p->answer)) {
    snprintf(c->what, sizeof c->what, "%s", p->prime ? "access that fills the TLB" : "answer of the cell");
    answer_print(&p->answer, c->expected, sizeof c->expected);
    answer_print(answer, c->got, sizeof c->got);
  } else {
    snprintf(c->what, sizeof c->what, "entries after the access");
    if (entry) {
      snprintf(c->expected, sizeof c->expected, "0x%llx at 0x%llx", (unsigned long long)entry->value,
               (unsigned long long)entry->addr);
      snprintf(c->got, sizeof c->got, "0x%llx", (unsigned long long)find(&s->now, entry->addr)->value);
    } else
      snprintf(c->got, sizeof c->got, "a write to another address");
  }
  return false;
}

static bool cube_answered(void *ctx, uint64_t clock, uint8_t id, const struct request *req, const struct answer *answer,
                          struct stim_complaint *c) {
  struct stim_cube *s = ctx;
  const struct pending *p = &s->pending[id % IDS];
  (void)clock;
  (void)req;
  if (!same_answer(answer, &p->answer) || s->stray || other_entry(s)) return wrong(s, p, answer, c);
  if (answer->kind == ANSWER_PAGE_FAULT && format_get(s->cube.format)->arch == ARCH_X86) s->primed = false;
  c->nothing_known = p->prime;
  if (p->prime) return true;
  s->tally->equal += !p->second;
  s->tally->again += p->second;
  s->tally->hits += p->second && s->reads == 0;
  return true;
}

static bool cube_finish(void *ctx, struct stim_complaint *c) {
  struct stim_cube *s = ctx;
  const struct cube_tally *t = s->tally;
  if (t->cells == s->cube.cells && t->equal == s->cube.cells) return true;
  snprintf(c->what, sizeof c->what, "every cell asked and answered");
  snprintf(c->expected, sizeof c->expected, "%llu", (unsigned long long)s->cube.cells);
  snprintf(c->got, sizeof c->got, "%llu, %llu", (unsigned long long)t->cells, (unsigned long long)t->equal);
  snprintf(c->where, sizeof c->where, "%s", format_get(s->cube.format)->name);
  return false;
}

struct stim *cube_open(enum format_id format, struct cube_tally *tally, struct lw_error *e) {
  struct stim_cube *s = calloc(1, sizeof *s);
  if (!s) {
    lw_fail(e, LW_INPUT, "out of memory");
    return NULL;
  }
  *tally = (struct cube_tally){0};
  s->tally = tally;
  s->cube = format_get(format)->arch == ARCH_RISCV ? cube_riscv(format) : cube_x86(format);
  s->stim = (struct stim){
      .ctx = s, .name = "cube", .clock = cube_clock, .answered = cube_answered, .finish = cube_finish, .close = free};
  return &s->stim;
}

// --- a kind of stimulus, for a command of its own ------------------------------------------------

static int cube_open_kind(const struct stim_spec *spec, const struct stim_for *who, struct stim_opened *o,
                          struct lw_error *e) {
  o->regime = cube_regime(spec->of.cube.format);
  o->memory = (struct stim_memory){.port = {.seed = who->seed, .latency_min = 1, .latency_max = 1}};
  o->map = (struct stim_map){.zero_holes = true};
  o->stim = cube_open(spec->of.cube.format, &who->tally->cube, e);
  if (!o->stim) return e->code;
  o->sink = cube_sink(o->stim);
  return LW_PASS;
}

static void cube_close_kind(struct stim_opened *o) {
  if (o->stim) o->stim->close(o->stim->ctx);
}

static void cube_again(const struct stim_spec *s, FILE *out) {
  fprintf(out, "cube --format %s", format_get(s->of.cube.format)->name);
}

static void cube_tell(const char *name, const struct stim_spec *spec, const union stim_tally *tally,
                      const struct run_stats *stats, FILE *out) {
  const struct cube_tally *t = &tally->cube;
  (void)spec;
  fprintf(out,
          "%s: %" PRIu64 " cells, each once, %" PRIu64 " equal in %.1f s; %" PRIu64 " once more after a fill, %" PRIu64
          " of them from the TLB\n",
          name, t->cells, t->equal, stats->seconds, t->again, t->hits);
}

const struct stim_kind kind_cube = {
    .open = cube_open_kind, .close = cube_close_kind, .again = cube_again, .tell = cube_tell};
