// The golden model's result of a line.
#include "golden/pae.h"
#include "tb/input/vectors_case.h"

struct memory {
  const struct vectors_case *c;
  struct vectors_list now;
};

static bool granted(const struct vectors_case *c, uint64_t addr, bool write) {
  if (c->areas == 0) return true;
  for (unsigned i = 0; i < c->areas; i++)
    if (addr >= c->area[i].base && addr < c->area[i].end) return !write || c->area[i].write;
  return false;
}

static enum phys_status memory_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  struct memory *m = ctx;
  (void)bytes; // entries of a line have one size
  if (!granted(m->c, addr, false)) return PHYS_ERROR;
  const struct vectors_pte *pte = vectors_find(&m->now, addr);
  *value = pte ? pte->value : 0;
  return PHYS_OK;
}

static enum phys_status memory_update(void *ctx, struct phys_swap *swap) {
  struct memory *m = ctx;
  if (!granted(m->c, swap->addr, true)) return PHYS_ERROR;
  if (memory_read(ctx, swap->addr, swap->bytes, &swap->old) != PHYS_OK) return PHYS_ERROR;
  swap->ok = swap->old == swap->expected && vectors_set(&m->now, swap->addr, swap->desired);
  return PHYS_OK;
}

static void run_load(struct memory *m, struct regime *regime, struct vectors_result *r) {
  for (unsigned i = 0; i < 4; i++)
    memory_read(m, regime->root_pa + UINT64_C(8) * i, 8, &regime->pdpte[i]);
  r->load_refused = !pae_load_allowed(regime->pdpte, regime->pa_bits);
}

static void note_record(const struct walk_record *record, struct vectors_result *r) {
  r->answer = record->answer;
  r->level = record->steps ? record->level : -1;
  for (unsigned i = 0; i < record->steps; i++)
    if (record->step[i].event == STEP_READ) vectors_note_read(r, record->step[i].addr);
}

void vectors_golden(const struct vectors_case *c, enum ad_order order, struct vectors_result *r,
                    struct walk_record *record) {
  struct memory m = {.c = c, .now = c->before};
  struct regime regime = c->regime;
  struct phys phys = {.ctx = &m, .read = memory_read, .update = memory_update};
  record->steps = 0;
  r->load_refused = false;
  r->reads = r->changed.count = 0;
  if (c->load) run_load(&m, &regime, r);
  if (r->load_refused) return;
  for (unsigned i = 0; i < c->rewrites.count; i++)
    vectors_set(&m.now, c->rewrites.pte[i].addr, c->rewrites.pte[i].value);
  struct vectors_list start = m.now;
  *record = walk(&regime, &c->req, &phys, order);
  note_record(record, r);
  for (unsigned i = 0; i < m.now.count; i++) {
    const struct vectors_pte *was = vectors_find(&start, m.now.pte[i].addr);
    if ((was ? was->value : 0) != m.now.pte[i].value) r->changed.pte[r->changed.count++] = m.now.pte[i];
  }
}
