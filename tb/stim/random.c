// Random runs: opening, the clock, requests. All choices come from one seed and from what the view
// shows, so a run repeats on any host; on most clocks there is nothing to do and `wake` says so.
#include "tb/stim/random.h"

#include <inttypes.h>
#include <stdlib.h>

#include "tb/stim/kind.h"
#include "tb/stim/random_internal.h"

enum {
  REBUILD_EVERY = 5000, // requests between two changes of features, about
  MEMORY_EVERY = 1500,  // ... between two changes of the memory's behaviour
  MAP_EVERY = 3000,     // ... between two changes of what is allowed where
  MOVE_EVERY = 400,     // ... between two moves of the hot addresses
  EDITS_MOST = 64,      // without a fence of everything: with more too many answers are legal
  REPLACE_EVERY = 48,   // ... between two new addresses
  PAIRS = 1 << 13       // of values that golden keeps
};

// --- requests ------------------------------------------------------------------------------------

// Addresses at the edges of what is canonical, and one bit beside a good one.
static uint64_t unusual(struct random_run *r, const struct format *f, uint64_t va) {
  unsigned width = f->va_bits, roll = (unsigned)rng_below(&r->rng, 100);
  uint64_t edge = 1ull << (width - 1); // the first address above the lower half
  if (roll < 30) return va ^ 1ull << (width + rng_below(&r->rng, 64 - width));
  if (roll < 35) return rng_next(&r->rng);
  if (roll < 55) return edge - 1 + rng_below(&r->rng, 2);
  if (roll < 75) return -edge - 1 + rng_below(&r->rng, 2);
  if (roll < 80) return -rng_below(&r->rng, 2);
  return random_canonical(f, va ^ 1ull << (12 + rng_below(&r->rng, width - 12)));
}

static uint64_t choose_va(struct random_run *r) {
  uint64_t va;
  if (r->focus && random_percent(&r->rng, 60)) {
    va = r->focus_va;
    r->focus--;
  } else
    va = random_tables_pick(r);
  unsigned roll = (unsigned)rng_below(&r->rng, 100);
  if (roll < 15) va &= ~4095ull;
  if (roll >= 85) va |= 4095;
  const struct format *f = format_get(r->regime.format);
  if (!random_percent(&r->rng, 2)) va = random_canonical(f, va); // of another format in 2 of 100
  if (roll == 50 || roll == 51 || roll == 52) va = unusual(r, f, va);
  if (roll >= 15 && roll < 50) va ^= rng_below(&r->rng, 4096);
  return va;
}

static struct request make_request(struct random_run *r) {
  struct request q = {.va = choose_va(r)};
  if (r->xlen == 32) q.va = (uint32_t)q.va;
  r->last_va = q.va;
  unsigned roll = (unsigned)rng_below(&r->rng, 100);
  q.access = roll < 45 ? ACCESS_LOAD : roll < 80 ? ACCESS_STORE : ACCESS_FETCH;
  bool upper = q.va >> (r->format->va_bits - 1) & 1;
  q.priv = random_percent(&r->rng, upper ? 88 : 40) ? PRIV_SUPERVISOR : PRIV_USER;
  if (!r->riscv && q.priv == PRIV_SUPERVISOR && q.access != ACCESS_FETCH) q.implicit = random_percent(&r->rng, 12);
  return q;
}

static uint8_t choose_id(struct random_run *r, uint64_t ids_free) {
  unsigned from = (unsigned)rng_below(&r->rng, 64);
  uint64_t turned = ids_free >> from | ids_free << (-from & 63);
  return (uint8_t)((from + (unsigned)__builtin_ctzll(turned)) & 63);
}

// Bursts of requests on successive clocks, gaps between them.
static void pace(struct random_run *r, uint64_t clock) {
  r->request_at = clock + 1;
  if (r->burst) {
    r->burst--;
    return;
  }
  r->burst = (unsigned)rng_below(&r->rng, 24);
  r->window = 1 + (unsigned)rng_below(&r->rng, 8);
  if (random_percent(&r->rng, 30)) r->request_at += rng_below(&r->rng, random_percent(&r->rng, 20) ? 100 : 12);
}

// --- what else happens ---------------------------------------------------------------------------

static void change_pool(struct random_run *r, const struct stim_view *view) {
  if (rng_chance(&r->rng, 1, MOVE_EVERY)) {
    r->hot = (unsigned)rng_below(&r->rng, r->pool);
    r->quiet = random_percent(&r->rng, 20);
    r->hot_size = r->quiet ? r->pool : 6 + (unsigned)rng_below(&r->rng, 58);
  }
  if (rng_chance(&r->rng, 1, REPLACE_EVERY)) {
    uint64_t at = rng_below(&r->rng, r->pool); // a draw a statement: C leaves the order within one open
    r->va[at] = random_tables_address(r, view->ram);
  }
}

// Beside each request.
static void software(struct random_run *r, const struct stim_view *view, struct stim_clock *out) {
  if (random_percent(&r->rng, r->quiet ? 2 : 13)) random_edit(r, view);
  if (random_percent(&r->rng, r->quiet ? 1 : 8)) {
    struct fence f = random_fence_any(r);
    random_fence_plan(r, view->clock + rng_below(&r->rng, 4), &f);
  }
  if (r->edits > EDITS_MOST) {
    struct fence full = random_fence_full();
    random_fence_plan(r, view->clock, &full);
  }
  if (random_percent(&r->rng, r->quiet ? 3 : 7)) random_regime_change(r, view, out);
  if (rng_chance(&r->rng, 1, MEMORY_EVERY)) random_memory_change(r, out);
  if (rng_chance(&r->rng, 1, MAP_EVERY)) random_memory_change_map(r, out);
  change_pool(r, view);
}

static void offer(struct random_run *r, const struct stim_view *view, struct stim_clock *out) {
  software(r, view, out);
  out->request = true;
  out->id = choose_id(r, view->ids_free);
  r->open |= 1ull << out->id;
  r->offered_at[out->id] = view->clock;
  out->req = make_request(r);
  r->made++;
  pace(r, view->clock);
}

// --- the clock -----------------------------------------------------------------------------------

static bool idle(const struct random_run *r, const struct stim_view *view) {
  return !view->in_flight && !view->request_waiting && !view->fence_waiting && !view->fence_running &&
         !view->regime_busy && !r->loading && !r->fences && !r->stores;
}

static void settle(struct random_run *r, const struct stim_view *view) {
  struct fence full = random_fence_full();
  random_fence_plan(r, view->clock + 1, &full);
  r->fences_done = view->fences_done;
  r->phase = RANDOM_SETTLE;
}

// Nothing in flight, the regime written, a full fence, and only when it is done the next request. A
// load of PDPTEs comes before the fence; if it fails the old regime stays, and that is fine too.
static void rebuild(struct random_run *r, const struct stim_view *view, struct stim_clock *out) {
  random_wake(r, view->clock + 1);
  if (!idle(r, view)) return;
  if (r->phase == RANDOM_DRAIN) {
    random_regime_rebuild(r, view, out);
    r->phase = RANDOM_LOAD;
  } else if (r->phase == RANDOM_LOAD)
    settle(r, view);
  else if (view->fences_done != r->fences_done)
    r->phase = RANDOM_RUN;
}

static void next_request(struct random_run *r, const struct stim_view *view, struct stim_clock *out) {
  if (r->made == r->config.transactions) {
    out->end = idle(r, view);
    random_wake(r, view->clock + 1);
  } else if (view->clock < r->request_at)
    random_wake(r, r->request_at);
  else if (view->request_waiting || view->in_flight >= r->window)
    random_wake(r, view->clock + 1);
  else {
    if (r->made >= r->rebuild_at) {
      r->phase = RANDOM_DRAIN;
      r->rebuild_at = r->made + 1 + rng_below(&r->rng, 2 * REBUILD_EVERY);
    } else
      offer(r, view, out);
    random_wake(r, r->request_at > view->clock ? r->request_at : view->clock + 1);
  }
}

static int random_clock(void *ctx, const struct stim_view *view, struct stim_clock *out, struct lw_error *e) {
  struct random_run *r = ctx;
  (void)e;
  if (view->reads != r->reads) {
    r->reads = view->reads;
    random_edit_race(r, view);
  }
  if (view->loads != r->loads) random_regime_loaded(r, view);
  if (view->clock < r->wake) return LW_PASS;
  r->wake = UINT64_MAX;
  if (!r->started) {
    r->started = true;
    random_regime_write(r, out, r->pae);
    r->request_at = view->clock + 1;
  }
  if (r->phase == RANDOM_RUN)
    next_request(r, view, out);
  else
    rebuild(r, view, out);
  if (out->request || r->error_now.set) random_memory_errors(r, view, out);
  random_edit_play(r, view, out);
  random_fence_play(r, view, out);
  return LW_PASS;
}

// --- what came back ------------------------------------------------------------------------------

// An alias: another virtual page was answered with this physical page too.
static bool alias(struct random_run *r, uint64_t pa, uint64_t va) {
  uint64_t page = (pa >> 12) + 1, va_page = va >> 12; // 0 is "none yet"
  unsigned slot = (unsigned)((page * 0x9e3779b97f4a7c15u) >> 55) % RANDOM_SEEN;
  bool other = r->seen[slot].page == page && r->seen[slot].va_page != va_page;
  r->seen[slot].page = page;
  r->seen[slot].va_page = va_page;
  return other;
}

static bool random_answered(void *ctx, uint64_t clock, uint8_t id, const struct request *req,
                            const struct answer *answer, struct stim_complaint *c) {
  struct random_run *r = ctx;
  (void)clock;
  r->open &= ~(1ull << id);
  c->nothing_known = true;
  if (answer->kind != ANSWER_OK) return true;
  r->tally->alias_answers += alias(r, answer->pa, req->va);
  r->tally->global_answers += answer->global;
  r->tally->napot_answers += r->riscv && answer->shift == 16;
  return true;
}

// --- opening -------------------------------------------------------------------------------------

// The family that the main format is of, and what its tables are made for.
static void choose_family(struct random_run *r) {
  enum format_id main = r->config.format;
  r->riscv = format_get(main)->arch == ARCH_RISCV;
  r->pae = main == FORMAT_X86_PAE;
  r->mixed = random_percent(&r->rng, 50) && !(r->config.formats && r->config.formats == 1u << main);
  r->xlen = main == FORMAT_SV32 || (main == FORMAT_BARE && random_percent(&r->rng, 30)) ? 32 : 0;
  r->tables_of = main;
  if (main == FORMAT_BARE) r->mixed = true;
  if (r->xlen == 32)
    r->tables_of = FORMAT_SV32;
  else if (r->mixed && r->riscv)
    r->tables_of = FORMAT_SV57;
  else if (r->mixed && main == FORMAT_X86_4L)
    r->tables_of = FORMAT_X86_5L;
  r->format = format_get(r->tables_of);
  r->top = r->format->levels - 1;
  r->entries = (uint16_t)(4096 / r->format->entry_bytes);
  r->pa_bits = r->xlen == 32 ? 34 : r->riscv ? 56 : (uint8_t)(36 + rng_below(&r->rng, 17));
  if (r->config.pa_bits && r->config.pa_bits < r->pa_bits) r->pa_bits = r->config.pa_bits;
  r->pcide = !r->riscv && r->format->levels >= 4 && !random_percent(&r->rng, 10);
}

static int prepare(struct random_run *r, struct lw_error *e) {
  struct rng mix = {.state = r->config.seed + 0x632be59bd9b4e019u * r->config.format};
  r->rng.state = rng_next(&mix); // neighbouring seeds and formats have nothing in common
  choose_family(r);
  int code = random_tables_build(r, e);
  if (code) return code;
  random_regime_first(r);
  r->first_regime = r->regime;
  r->pool = 64 + (unsigned)rng_below(&r->rng, RANDOM_POOL - 64 + 1);
  for (unsigned i = 0; i < r->pool; i++)
    r->va[i] = random_tables_address(r, NULL);
  r->hot_size = 32;
  random_memory_first(r);
  r->window = 1;
  r->rebuild_at = 1 + rng_below(&r->rng, 2 * REBUILD_EVERY);
  return 0;
}

void random_tally_add(struct random_tally *to, const struct random_tally *from) {
#define TALLY(member) to->member += from->member;
#include "tb/stim/random_tally.def"
}

struct random_run *random_open(const struct random_config *config, struct random_tally *tally, struct lw_error *e) {
  const struct format *format = format_get(config->format);
  if (!format || format->mode == FORMAT_NO_MODE) {
    lw_fail(e, LW_USAGE, "random: format %s is not one that the MMU runs", format ? format->name : "unknown");
    return NULL;
  }
  struct random_run *r = calloc(1, sizeof *r);
  if (!r) {
    lw_fail(e, LW_INPUT, "random: out of memory");
    return NULL;
  }
  *tally = (struct random_tally){0};
  r->config = *config;
  r->tally = tally;
  if (prepare(r, e)) {
    random_close(r);
    return NULL;
  }
  r->stim = (struct stim){.ctx = r, .name = "random", .clock = random_clock, .answered = random_answered};
  return r;
}

const struct ram_image *random_image(const struct random_run *r) {
  return &r->image;
}
const struct regime *random_regime(const struct random_run *r) {
  return &r->first_regime;
}
const struct stim_memory *random_memory(const struct random_run *r) {
  return &r->first_memory;
}
const struct stim_map *random_map(const struct random_run *r) {
  return &r->first_map;
}
uint8_t random_xlen(const struct random_run *r) {
  return r->xlen;
}
struct stim *random_stim(struct random_run *r) {
  return &r->stim;
}

void random_close(struct random_run *r) {
  if (!r) return;
  free(r->page);
  free(r);
}

// --- a kind of stimulus --------------------------------------------------------------------------

static bool random_asked(const struct stim_asked *a) {
  return a->transactions != 0;
}

static const char *random_take(const struct stim_asked *a, struct stim_spec *s) {
  s->of.random.format = a->format;
  s->of.random.transactions = a->transactions;
  return NULL;
}

static int random_open_kind(const struct stim_spec *spec, const struct stim_for *who, struct stim_opened *o,
                            struct lw_error *e) {
  enum format_id format = spec->of.random.format;
  struct random_config config = {.format = format,
                                 .seed = who->seed,
                                 .transactions = spec->of.random.transactions,
                                 .formats = who->profile->formats};
  const char *unfit = profile_unfit(who->profile, format);
  if (unfit) return lw_fail(e, LW_INPUT, "%s: %s", format_get(format)->name, unfit);
  if (who->fitted) config.pa_bits = who->profile->pa_bits;
  struct random_run *r = o->own[0] = random_open(&config, &who->tally->random, e);
  if (!r) return e->code;
  o->image = &r->image;
  o->regime = r->first_regime;
  o->memory = r->first_memory;
  o->map = r->first_map;
  o->config.xlen = r->xlen;
  o->count_every = 1;
  o->golden_pairs = PAIRS;
  o->stim = &r->stim;
  return LW_PASS;
}

static void random_close_kind(struct stim_opened *o) {
  random_close(o->own[0]);
}

static void random_again(const struct stim_spec *s, FILE *out) {
  fprintf(out, "run --random %" PRIu64 " --format %s", s->of.random.transactions,
          format_get(s->of.random.format)->name);
}

static void random_tell(const char *name, const struct stim_spec *spec, const union stim_tally *tally,
                        const struct run_stats *s, FILE *out) {
  (void)spec;
  fprintf(out,
          "%s: %" PRIu64 " stores without a fence, %" PRIu64 " fences during walks, %" PRIu64
          " failed compare-and-swaps, %" PRIu64 " answers legal only as stale, %" PRIu64 " through aliases, %" PRIu64
          " global, %" PRIu64 " NAPOT, %" PRIu64 " superpages, %" PRIu64 " refused PTE accesses\n",
          name, s->stores_unfenced, s->fences_in_walk, s->cas_failed, s->stale_only, tally->random.alias_answers,
          s->globals, s->napot, s->superpages, s->port_errors);
}

const struct stim_kind kind_random = {.option = "random",
                                      .asked = random_asked,
                                      .take = random_take,
                                      .open = random_open_kind,
                                      .close = random_close_kind,
                                      .again = random_again,
                                      .tell = random_tell};
