// P, R/W, U/S, PS and XD of a leaf level's entry and of the one above it; what the tables' meaning
// depends on (NXE, in two-level paging PSE); WP, SMEP, SMAP, AC; protection keys of user and
// supervisor pages; access, privilege, implicit accesses. A and D are set, so that no access
// changes anything.
#include <stdio.h>

#include "tb/stim/cube.h"

#define BIT(n) (UINT64_C(1) << (n))
enum { PTE_P = 1, PTE_RW = 2, PTE_US = 4, PTE_A = 0x20, PTE_D = 0x40, PTE_PS = 0x80, GOOD = PTE_P | PTE_RW | PTE_US };
enum { ACCESSES = 8, KEYS = 7, USES = 16, BITS = 5, LEAF_KEY = 5, POINTER_KEY = 9 };

// How many combinations a digit has in a format.
struct shape {
  unsigned levels; // of leaves: those that have an entry of the tables above them
  unsigned bits;   // of an entry
  unsigned tables; // settings that change what entries mean
  unsigned keys;
};
static struct shape shape_of(enum format_id format) {
  const struct format *f = format_get(format);
  bool wide = format == FORMAT_X86_4L || format == FORMAT_X86_5L;
  bool narrow = format == FORMAT_X86_2L;
  return (struct shape){.levels = wide ? f->levels - 1u : 1,
                        .bits = narrow ? BITS - 1 : BITS, // no XD
                        .tables = narrow ? 4 : 2,
                        .keys = wide ? KEYS : 2}; // without long mode: off, and on to no effect
}

struct digits {
  unsigned level, leaf, above, tables, use, key, access;
};
static struct digits digits_of(enum format_id format, uint64_t i) {
  struct shape s = shape_of(format);
  struct digits d;
  d.access = i % ACCESSES, i /= ACCESSES;
  d.key = i % s.keys, i /= s.keys;
  d.use = i % USES, i /= USES;
  d.tables = i % s.tables, i /= s.tables;
  d.leaf = i % (1u << s.bits), i /= 1u << s.bits;
  d.above = i % (1u << s.bits), i /= 1u << s.bits;
  d.level = (unsigned)i;
  return d;
}

static uint64_t spread(unsigned bits) {
  return (bits & 1 ? PTE_P : 0) | (bits & 2 ? PTE_RW : 0) | (bits & 4 ? PTE_US : 0) | (bits & 8 ? PTE_PS : 0) |
         (bits & 16 ? BIT(63) : 0);
}

static uint64_t entry_at(enum format_id format, const struct digits *d, unsigned level) {
  bool wide = format == FORMAT_X86_4L || format == FORMAT_X86_5L;
  uint64_t low = level == d->level ? spread(d->leaf) : level == d->level + 1 ? spread(d->above) : GOOD;
  bool leaf = level == 0 || low & PTE_PS;
  uint64_t key = wide ? (uint64_t)(leaf ? LEAF_KEY : POINTER_KEY) << 59 : 0;
  uint64_t leads = level ? cube_table(format, level - 1) : UINT64_C(0x7000);
  return low | leads | key | PTE_A | PTE_D;
}

// 0: keys are off. 1..3: PKRU refuses loads and stores, stores, both; 4..6: PKRS. What an off
// register or another key refuses must not matter.
static void set_keys(struct regime *r, unsigned key) {
  const uint32_t mask = 3u << 2 * LEAF_KEY;
  r->pkru = r->pkrs = UINT32_MAX;
  if (key == 0) return;
  r->flags |= X86_PKE | X86_PKS;
  r->pkru = ~mask | (key <= 3 ? key : 0) << 2 * LEAF_KEY;
  r->pkrs = ~mask | (key > 3 ? key - 3 : 0) << 2 * LEAF_KEY;
}

// In modes without keys key 1 is a wall: everything on, everything refused.
static void set_regime(enum format_id format, const struct digits *d, struct regime *r) {
  static const uint32_t use[] = {X86_WP, X86_SMEP, X86_SMAP, X86_AC};
  bool wide = shape_of(format).keys == KEYS;
  *r = cube_regime(format);
  r->flags |= (d->tables & 1 ? X86_NXE : 0) | (d->tables & 2 ? X86_PSE : 0);
  for (unsigned i = 0; i < 4; i++)
    r->flags |= d->use >> i & 1 ? use[i] : 0;
  if (wide)
    set_keys(r, d->key);
  else if (d->key) {
    r->flags |= X86_PKE | X86_PKS;
    r->pkru = r->pkrs = UINT32_MAX;
  }
}

static void x86_cell(const struct cube *c, uint64_t i, struct cube_cell *out) {
  struct digits d = digits_of(c->format, i);
  set_regime(c->format, &d, &out->regime);
  out->req = (struct request){.va = cube_address(c->format),
                              .access = (enum access)(d.access % 3),
                              .priv = d.access < 3 ? PRIV_USER : PRIV_SUPERVISOR,
                              .implicit = d.access >= 6}; // loads and stores
  out->words = 0;
  unsigned levels = format_get(c->format)->levels;
  if (c->format == FORMAT_X86_PAE) {
    levels--;
    for (unsigned p = 0; p < 4; p++)
      cube_put(out, out->regime.root_pa + 8ull * p, out->regime.pdpte[p]);
  }
  for (unsigned level = levels; level-- > 0;)
    cube_put(out, cube_slot(c->format, level), entry_at(c->format, &d, level));
}

// Where entries are there and well-formed, a supervisor's load is allowed with everything off.
static bool x86_prime(const struct cube *c, uint64_t i, struct cube_cell *prime) {
  x86_cell(c, i, prime);
  prime->regime.flags &= X86_NXE | X86_PSE | X86_PGE;
  prime->req.access = ACCESS_LOAD;
  prime->req.priv = PRIV_SUPERVISOR;
  prime->req.implicit = false;
  return true;
}

static void x86_text(const struct cube *c, uint64_t i, char *text, size_t size) {
  struct digits d = digits_of(c->format, i);
  snprintf(text, size, "%s level %u 0x%llx below 0x%llx, cell %llu", format_get(c->format)->name, d.level,
           (unsigned long long)entry_at(c->format, &d, d.level),
           (unsigned long long)entry_at(c->format, &d, d.level + 1), (unsigned long long)i);
}

struct cube cube_x86(enum format_id format) {
  struct shape s = shape_of(format);
  uint64_t run = (uint64_t)USES * s.keys * ACCESSES;
  return (struct cube){.format = format,
                       .cells = run * s.tables * s.levels << 2 * s.bits,
                       .run = run,
                       .again = run,
                       .cell = x86_cell,
                       .prime = x86_prime,
                       .text = x86_text};
}
