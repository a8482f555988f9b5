// Software's stores into tables, with and without fences; stores raced against a walk under way.
#include "tb/stim/random_internal.h"

enum { GROUP_ENTRIES = 16, RACE_SPREAD_CLOCKS = 6, PATIENCE_CLOCKS = 200 };

static bool somebody_waits(const struct random_run *r, uint64_t clock) {
  for (uint64_t open = r->open; open; open &= open - 1)
    if (clock - r->offered_at[__builtin_ctzll(open)] > PATIENCE_CLOCKS) return true;
  return false;
}

static void plan_store(struct random_run *r, uint64_t at, uint64_t pa, uint64_t value) {
  if (r->stores == RANDOM_STORES) return;
  r->edits++;
  r->store[r->stores++] = (struct random_store){.at = at, .pa = pa, .value = value};
  random_wake(r, at);
}

// Takes effect in the order planned; what does not fit into one clock comes on the next.
void random_edit_play(struct random_run *r, const struct stim_view *view, struct stim_clock *out) {
  unsigned left = 0;
  for (unsigned i = 0; i < r->stores; i++) {
    const struct random_store *s = &r->store[i];
    if (s->at <= view->clock && out->stores < STIM_STORES) {
      out->store[out->stores].pa = s->pa;
      out->store[out->stores].bytes = r->format->entry_bytes;
      out->store[out->stores++].value = s->value;
    } else {
      random_wake(r, s->at > view->clock ? s->at : view->clock + 1);
      r->store[left++] = *s;
    }
  }
  r->stores = left;
}

// --- new values ----------------------------------------------------------------------------------

static uint64_t variant(struct random_run *r, uint64_t addr) {
  return random_pte(r, addr, (unsigned)rng_below(&r->rng, RANDOM_VARIANTS));
}

// A large page mostly becomes another large page: what a pointer replaces is seldom restored, for
// edits aim at leaves.
static uint64_t edited_leaf(struct random_run *r, const struct walk_step *s) {
  uint64_t value = variant(r, s->addr);
  bool large = s->level > 0 && random_pte_leaf(r, s->level, s->value);
  for (unsigned tries = 0; tries < 3 && large && !random_pte_leaf(r, s->level, value); tries++)
    value = variant(r, s->addr);
  return value;
}

static uint64_t edited(struct random_run *r, const struct walk_step *s) {
  uint64_t value = s->value;
  uint64_t a = random_pte_a(r, s->level, value), d = random_pte_d(r, s->level, value);
  unsigned roll = (unsigned)rng_below(&r->rng, 100);
  if (!(value & 1)) return value && roll < 75 ? value | 1 : variant(r, s->addr);
  if (roll < 25) return value & ~(a | d);
  if (roll < 38) return value & ~d;
  if (roll < 42) return random_pte_ignored(r, &r->rng, value);
  if (roll < 48) return value & ~1ull;
  return edited_leaf(r, s);
}

// What another hart may do to an entry while a walk holds its value.
static uint64_t raced(struct random_run *r, uint8_t level, uint64_t addr, uint64_t value) {
  uint64_t a = random_pte_a(r, level, value), d = random_pte_d(r, level, value);
  if (!a && !r->riscv) return variant(r, addr); // a PDPTE
  unsigned roll = (unsigned)rng_below(&r->rng, 100);
  if (roll < 40) return random_pte_ignored(r, &r->rng, value);
  if (roll < 60) return value & a ? value & ~a : value | a;
  if (roll < 70) return value & d ? value & ~d : value | a | d;
  if (roll < 74) return value & ~1ull;
  return variant(r, addr);
}

// --- edits ---------------------------------------------------------------------------------------

// All 16 of a group get values of one variant, in ascending order.
static void plan_group(struct random_run *r, uint64_t at, uint64_t addr) {
  if (r->stores + GROUP_ENTRIES > RANDOM_STORES) return;
  unsigned v = (unsigned)rng_below(&r->rng, RANDOM_VARIANTS);
  for (unsigned i = 0; i < GROUP_ENTRIES; i++) {
    uint64_t entry = (addr & ~127ull) + i * 8; // NAPOT: 8-byte entries
    plan_store(r, at, entry, random_pte(r, entry, v));
  }
}

// An entry on the path of `va`: the last in most cases, seldom one that no run of tables uses.
static const struct walk_step *choose_step(struct random_run *r, const struct walk_record *w) {
  const struct walk_step *read[WALK_MAX_STEPS];
  unsigned n = 0;
  for (unsigned i = 0; i < w->steps; i++)
    if (w->step[i].event == STEP_READ) read[n++] = &w->step[i];
  if (!n) return NULL;
  const struct walk_step *s = read[random_percent(&r->rng, 80) ? n - 1 : rng_below(&r->rng, n)];
  const struct random_table *t = random_table_at(r, s->addr);
  return t && r->used[t->level][random_index(r, s->addr)] ? s : NULL;
}

// Two-level paging over PAE's tables, for a while.
static bool excursion(const struct random_run *r) {
  return r->pae && r->regime.format != r->tables_of;
}

// The registers do not see it before the next load (SDM3 4.4.1).
static void edit_pdpte(struct random_run *r, const struct stim_view *view) {
  uint64_t addr = r->context[rng_below(&r->rng, r->contexts)].root_pa;
  addr += 8 * rng_below(&r->rng, 4);
  if (!random_table_at(r, addr)) return;
  plan_store(r, view->clock, addr, variant(r, addr));
  r->tally->pdpte_edits++;
}

void random_edit(struct random_run *r, const struct stim_view *view) {
  uint64_t va = random_percent(&r->rng, 50) ? r->last_va : random_tables_pick(r);
  struct regime regime = r->regime;
  if (somebody_waits(r, view->clock)) return;
  if (r->pae && random_percent(&r->rng, 10)) edit_pdpte(r, view);
  if (excursion(r)) regime.format = r->tables_of; // the tables are still edited as what they are
  if (regime.format == FORMAT_BARE || random_percent(&r->rng, 15)) {
    const struct random_context *c = &r->context[rng_below(&r->rng, r->contexts)];
    regime.root_pa = c->root_pa;
    if (r->riscv) regime.format = c->format;
  }
  va = random_canonical(format_get(regime.format), va);
  struct walk_record w = random_tables_walk(r, view->ram, &regime, va);
  const struct walk_step *s = choose_step(r, &w);
  if (!s) return;
  if (random_pte_grouped(r, s->addr) && random_percent(&r->rng, 25))
    plan_group(r, view->clock, s->addr);
  else
    plan_store(r, view->clock, s->addr, edited(r, s));
  r->focus_va = va;
  r->focus = 1 + (unsigned)rng_below(&r->rng, 6);
  if (!random_percent(&r->rng, 50)) return;
  bool pointer = !(s->value & 1) || !random_pte_leaf(r, s->level, s->value);
  struct fence f = random_fence_aimed(r, va, pointer && s->level > 0);
  random_fence_plan(r, view->clock + rng_below(&r->rng, random_percent(&r->rng, 50) ? 4 : 60), &f);
}

// --- races ---------------------------------------------------------------------------------------

// An entry whose A or D is clear is about to be updated by hardware: those are aimed at most.
void random_edit_race(struct random_run *r, const struct stim_view *view) {
  uint64_t addr = view->last_read_addr, value = view->last_read_value;
  const struct random_table *t = random_table_at(r, addr);
  if (!t || excursion(r)) return;
  uint64_t a = random_pte_a(r, t->level, value), d = random_pte_d(r, t->level, value);
  bool present = value & 1;
  unsigned percent = !present ? 1 : !a ? 1 : !(value & a) ? (r->riscv ? 40 : 16) : !(value & d) ? 8 : 1;
  if (r->phase != RANDOM_RUN || !random_percent(&r->rng, percent)) return;
  if (!r->used[t->level][random_index(r, addr)] || somebody_waits(r, view->clock)) return;
  uint64_t at = view->clock + rng_below(&r->rng, r->memory.port.latency_max + RACE_SPREAD_CLOCKS);
  r->tally->races_aimed++;
  if (random_percent(&r->rng, 3) && !r->error_now.set) { // refuse the update instead
    r->error_now.addr = addr;
    r->error_now.set = true;
    random_wake(r, view->clock);
    return;
  }
  plan_store(r, at, addr, raced(r, t->level, addr, value));
}
