// How the PTE memory of a random run behaves: latency and readiness, what is allowed where,
// addresses that answer error.
#include "tb/stim/random_internal.h"

static struct stim_memory choose_memory(struct random_run *r) {
  static const uint16_t latency[][2] = {{1, 1}, {1, 3}, {1, 6}, {2, 4}, {3, 3}, {1, 12}, {6, 16}};
  static const uint8_t pressure[] = {0, 0, 0, 0, 1, 3}, rsp_pressure[] = {0, 0, 0, 0, 1, 4};
  unsigned i = (unsigned)rng_below(&r->rng, sizeof latency / sizeof latency[0]);
  struct stim_memory m = {.port = {.seed = r->config.seed, .latency_min = latency[i][0], .latency_max = latency[i][1]}};
  m.port.backpressure = pressure[rng_below(&r->rng, sizeof pressure)];
  m.rsp_backpressure = rsp_pressure[rng_below(&r->rng, sizeof rsp_pressure)];
  if (random_percent(&r->rng, 3)) m.port.latency_max = 60; // seldom, for it is slow
  return m;
}

// --- what is allowed where: PMP, PMA, the end of memory ------------------------------------------

enum { PA_END_SHIFT = 56 };

// A table that walks may read and not update, or part of one that they may not touch: aligned to 4
// bytes only, for an access that a region holds in part fails (priv 3.7.1.3).
static struct memport_region choose_region(struct random_run *r) {
  const struct random_table *t = &r->table[rng_below(&r->rng, r->tables)];
  struct memport_region g = {.base = t->pa, .end = t->pa + 4096, .read = true};
  if (random_percent(&r->rng, 30)) {
    g.base += 4 * rng_below(&r->rng, 1024);
    g.end = g.base + 4 * (1 + rng_below(&r->rng, 16));
    g.read = random_percent(&r->rng, 50);
  }
  return g;
}

static struct stim_map choose_map(struct random_run *r) {
  struct stim_map m = {.zero_holes = r->first_map.zero_holes};
  if (random_percent(&r->rng, 50)) return m;
  unsigned n = 1 + (unsigned)rng_below(&r->rng, 3);
  for (unsigned i = 0; i < n; i++)
    m.region[m.regions++] = choose_region(r);
  m.region[m.regions++] = (struct memport_region){.end = 1ull << PA_END_SHIFT, .read = true, .write = true};
  return m;
}

void random_memory_first(struct random_run *r) {
  r->memory = r->first_memory = choose_memory(r);
  r->first_map.zero_holes = random_percent(&r->rng, 15);
  r->map = r->first_map = choose_map(r);
}

void random_memory_change(struct random_run *r, struct stim_clock *out) {
  r->memory = choose_memory(r);
  out->memory = true;
  out->memory_new = r->memory;
}

// Without a fence: what a refusal may have left behind is stale until one.
void random_memory_change_map(struct random_run *r, struct stim_clock *out) {
  r->map = choose_map(r);
  out->map = true;
  out->map_new = r->map;
  r->tally->map_changes++;
}

// --- errors --------------------------------------------------------------------------------------

static void start_error(struct random_run *r, uint64_t addr, struct stim_clock *out) {
  addr &= ~7ull;
  if (r->errors == RANDOM_ERRORS || out->errors == STIM_ERRORS) return;
  for (unsigned i = 0; i < r->errors; i++)
    if (r->error[i].addr == addr) return;
  r->error[r->errors].addr = addr;
  r->error[r->errors++].until = r->made + 2 + rng_below(&r->rng, 30);
  out->error[out->errors].addr = addr;
  out->error[out->errors++].on = true;
  r->tally->error_injections++;
}

// Ends those whose time is over; starts what a race asked for, or now and then one on the path of
// an address in use.
void random_memory_errors(struct random_run *r, const struct stim_view *view, struct stim_clock *out) {
  unsigned left = 0;
  for (unsigned i = 0; i < r->errors; i++) {
    if (r->error[i].until > r->made || out->errors == STIM_ERRORS)
      r->error[left++] = r->error[i];
    else {
      out->error[out->errors].addr = r->error[i].addr;
      out->error[out->errors++].on = false;
    }
  }
  r->errors = left;
  if (r->error_now.set) {
    r->error_now.set = false;
    start_error(r, r->error_now.addr, out);
  } else if (rng_chance(&r->rng, 1, 400)) {
    uint64_t va = random_canonical(format_get(r->regime.format), random_tables_pick(r));
    struct walk_record w = random_tables_walk(r, view->ram, &r->regime, va);
    bool pdpte = r->pae && random_percent(&r->rng, 20); // the next load of the registers finds it
    if (!w.steps && !pdpte) return;
    uint64_t of_load = r->context[rng_below(&r->rng, r->contexts)].root_pa;
    of_load += 8 * rng_below(&r->rng, 4);
    start_error(r, pdpte ? of_load : w.step[rng_below(&r->rng, w.steps)].addr, out);
    r->focus_va = va;
    r->focus = 4;
  }
}
