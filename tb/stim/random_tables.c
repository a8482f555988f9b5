// Where the tables of a random run lie, what they start with, and the addresses that are asked for.
#include <stdlib.h>
#include <string.h>

#include "tb/stim/random_internal.h"

enum { COMPACT_PAGES = 1024, TABLES_MIN = 24 }; // half of the tables lie within 4 MiB, the others anywhere

static bool taken(const struct random_run *r, uint64_t ppn) {
  for (unsigned i = 0; i < r->tables; i++)
    if (r->table[i].pa >> 12 == ppn) return true;
  return false;
}

static uint64_t anywhere(struct random_run *r) {
  return rng_next(&r->rng) >> (64 - (r->pa_bits - 12));
}

// Where a table may lie: the two-level format has addresses of 32 bits, and so has CR3 in PAE (SDM3
// 4.3, 4.4.1).
static uint64_t place_for_table(struct random_run *r, uint8_t level) {
  bool low = !r->riscv && (r->top == 1 || random_is_pdpte(r, level));
  return low ? rng_next(&r->rng) >> (64 - 20) : anywhere(r);
}

static void add_table(struct random_run *r, uint64_t compact, uint8_t level, bool kernel) {
  uint64_t ppn;
  do
    ppn = rng_chance(&r->rng, 1, 2) ? compact + rng_below(&r->rng, COMPACT_PAGES) : place_for_table(r, level);
  while (taken(r, ppn));
  r->table[r->tables++] = (struct random_table){.pa = ppn << 12, .level = level, .kernel = kernel};
}

static int by_address(const void *a, const void *b) {
  uint64_t x = ((const struct random_table *)a)->pa, y = ((const struct random_table *)b)->pa;
  return x < y ? -1 : x > y;
}

// Two to four roots; below them more tables the lower the level; a third of each level is the
// kernel's.
static void place_tables(struct random_run *r) {
  unsigned total = TABLES_MIN + (unsigned)rng_below(&r->rng, RANDOM_TABLES - TABLES_MIN + 1);
  unsigned roots = 2 + (unsigned)rng_below(&r->rng, 3), weights = 0;
  uint64_t compact = place_for_table(r, r->top) & ~(uint64_t)(COMPACT_PAGES - 1);
  for (unsigned i = 0; i < roots; i++)
    add_table(r, compact, r->top, false);
  for (unsigned level = 0; level < r->top; level++)
    weights += r->top - level;
  unsigned rest = total - roots;
  for (unsigned level = 0; level < r->top; level++) {
    unsigned n = rest * (r->top - level) / weights;
    for (unsigned i = 0; i < (n < 2 ? 2 : n); i++)
      add_table(r, compact, (uint8_t)level, i % 3 == 0);
  }
  qsort(r->table, r->tables, sizeof r->table[0], by_address);
  for (unsigned i = 0; i < r->tables; i++) {
    const struct random_table *t = &r->table[i];
    r->listed[t->level][t->kernel][r->listed_count[t->level][t->kernel]++] = (uint8_t)i;
    r->table_pa[i] = t->pa;
  }
}

static void place_pages(struct random_run *r) {
  for (unsigned i = 0; i < RANDOM_FRAMES; i++)
    r->frame[i] = anywhere(r);
  for (unsigned i = 0; i < RANDOM_MISSING; i++) {
    do
      r->missing[i] = place_for_table(r, 0);
    while (taken(r, r->missing[i]));
  }
}

static void use_index(struct random_run *r, unsigned level, unsigned index) {
  if (r->used[level][index]) return;
  r->used[level][index] = true;
  r->index[level][r->index_count[level]++] = (uint16_t)index;
}

// First and last, both sides of the sign bit's change, and pairs that differ in one bit: a tag that
// lacks it is found.
static void choose_indices(struct random_run *r) {
  unsigned last = r->entries - 1u, half = r->entries / 2u;
  for (unsigned level = 0; level <= r->top; level++) {
    if (random_is_pdpte(r, (uint8_t)level)) continue;
    use_index(r, level, 0);
    use_index(r, level, last);
    if (level == r->top || (r->mixed && level >= 2)) {
      use_index(r, level, half - 1);
      use_index(r, level, half);
    }
    for (unsigned i = 0; i < 2; i++) {
      unsigned index = (unsigned)rng_below(&r->rng, r->entries);
      use_index(r, level, index);
      use_index(r, level, index ^ 1u << rng_below(&r->rng, r->format->index_bits));
    }
  }
  r->napot_group = (uint16_t)(1 + rng_below(&r->rng, 30));
  if (!r->riscv || r->entries != 512) return;
  for (unsigned i = 0; i < 4; i++)
    use_index(r, 0, r->napot_group * 16u + (unsigned)rng_below(&r->rng, 16));
  for (unsigned i = 0; i < 16; i++)
    r->used[0][r->napot_group * 16 + i] = true; // written, whether in index[] or not
}

// PAE: an address chooses one of four entries; which four of the page, CR3 says.
static void choose_fours(struct random_run *r) {
  if (!r->pae) return;
  for (unsigned i = 0; i < RANDOM_FOURS; i++) {
    r->four[i] = i ? (uint8_t)rng_below(&r->rng, 128) : 0;
    for (unsigned k = 0; k < 4; k++)
      r->used[2][r->four[i] * 4 + k] = true;
  }
  for (uint16_t k = 0; k < 4; k++)
    r->index[2][r->index_count[2]++] = k;
}

static void put_entry(uint64_t page[512], unsigned index, unsigned bytes, uint64_t value) {
  memcpy((char *)page + (size_t)index * bytes, &value, bytes); // little-endian, as all our hosts are
}

static void fill_tables(struct random_run *r) {
  unsigned bytes = r->format->entry_bytes;
  for (unsigned i = 0; i < r->tables; i++)
    for (unsigned index = 0; index < r->entries; index++)
      if (r->used[r->table[i].level][index])
        put_entry(r->page[i], index, bytes, random_pte(r, r->table[i].pa + index * bytes, 0));
}

int random_tables_build(struct random_run *r, struct lw_error *e) {
  place_tables(r);
  place_pages(r);
  choose_indices(r);
  choose_fours(r);
  r->page = calloc(r->tables, sizeof *r->page);
  if (!r->page) return lw_fail(e, LW_INPUT, "random: out of memory");
  r->image = (struct ram_image){.pages = r->tables, .page_pa = r->table_pa, .page = (const uint64_t(*)[512])r->page};
  fill_tables(r);
  return 0;
}

const struct random_table *random_table_at(const struct random_run *r, uint64_t addr) {
  const size_t at = ram_image_place(&r->image, addr);
  return at < r->tables && r->table[at].pa == (addr & ~4095ull) ? &r->table[at] : NULL;
}

struct memory {
  const struct random_run *r;
  const struct ram *ram;
};

static enum phys_status memory_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  const struct memory *m = ctx;
  uint64_t word;
  if (m->ram) {
    if (ram_read(m->ram, addr & ~7ull, &word) != RAM_OK) return PHYS_ERROR;
  } else {
    const struct random_table *t = random_table_at(m->r, addr);
    if (!t) return PHYS_ERROR;
    word = m->r->page[t - m->r->table][addr >> 3 & 511];
  }
  *value = bytes == 4 ? (uint32_t)(word >> (addr & 4) * 8) : word;
  return PHYS_OK;
}

struct walk_record random_tables_walk(const struct random_run *r, const struct ram *ram, const struct regime *regime,
                                      uint64_t va) {
  struct memory memory = {.r = r, .ram = ram};
  struct phys phys = {.ctx = &memory, .read = memory_read};
  struct request req = {.va = va, .access = ACCESS_LOAD, .priv = PRIV_SUPERVISOR};
  struct regime now = *regime;
  // What the registers hold is not known here; what memory holds now will do.
  for (unsigned i = 0; i < 4 && now.format == FORMAT_X86_PAE; i++)
    if (memory_read(&memory, now.root_pa + 8 * i, 8, &now.pdpte[i]) != PHYS_OK) now.pdpte[i] = 0;
  return walk(&now, &req, &phys, AD_EAGER);
}

static uint64_t compose(struct random_run *r) {
  uint64_t va = rng_below(&r->rng, 4096);
  for (unsigned level = 0; level <= r->top; level++)
    va |= (uint64_t)r->index[level][rng_below(&r->rng, r->index_count[level])] << (12 + r->format->index_bits * level);
  return random_canonical(r->format, va);
}

// Mostly an address that is mapped at present, and less often the deeper tables' faults than their
// number would give.
uint64_t random_tables_address(struct random_run *r, const struct ram *ram) {
  uint64_t va = compose(r);
  for (unsigned tries = 0; tries < 8; tries++) {
    const struct regime *now = &r->regime;
    uint64_t here = random_canonical(format_get(now->format), va);
    enum reason reason = random_tables_walk(r, ram, now, here).reason;
    bool mapped = reason == REASON_OK || (reason >= REASON_PERM_READ && reason <= REASON_D_CLEAR);
    if (mapped || random_percent(&r->rng, 8)) break;
    va = compose(r);
  }
  return va;
}

uint64_t random_tables_pick(struct random_run *r) {
  if (random_percent(&r->rng, 6)) return r->va[rng_below(&r->rng, r->pool)];
  uint64_t a = rng_below(&r->rng, r->hot_size), b = rng_below(&r->rng, r->hot_size); // the smaller: some are hotter
  return r->va[(r->hot + (a < b ? a : b)) % r->pool];
}
