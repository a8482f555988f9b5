// 256 low bytes x access x privilege x SUM x MXR x ADUE at each level. A byte that makes a pointer
// leads to a leaf one level below that allows everything to the supervisor; any other entry is an
// aligned page.
#include <stdio.h>

#include "tb/stim/cube.h"

#define BIT(n) (UINT64_C(1) << (n))
enum { PTE_V = 1, PTE_R = 2, PTE_W = 4, PTE_X = 8, PTE_U = 16, PTE_A = 64, PTE_D = 128, GOOD_LEAF = 0xcf };
enum { ACCESSES = 3, PRIVS = 2, SETTINGS = 8, VALUES = 256, PER_VALUE = ACCESSES * PRIVS * SETTINGS };

struct digits {
  unsigned level, value, setting, access, priv;
};
static struct digits digits_of(uint64_t i) {
  struct digits d;
  d.priv = i % PRIVS;
  d.access = i / PRIVS % ACCESSES;
  d.setting = i / (PRIVS * ACCESSES) % SETTINGS;
  d.value = i / PER_VALUE % VALUES;
  d.level = (unsigned)(i / (PER_VALUE * VALUES));
  return d;
}

static uint64_t entry(uint64_t pa, uint64_t low) {
  return pa >> 12 << 10 | low;
}
// The page that a leaf of this level maps: not 0. The good leaf below a pointer maps another.
static uint64_t page(const struct format *f, unsigned level) {
  return BIT(12 + level * f->index_bits) << (level < f->levels - 1u);
}

static uint64_t entry_at(enum format_id format, const struct digits *d, unsigned level) {
  const struct format *f = format_get(format);
  bool pointer = !(d->value & (PTE_R | PTE_W | PTE_X));
  if (level > d->level) return entry(cube_table(format, level - 1), PTE_V);
  if (level == d->level) return entry(pointer && level ? cube_table(format, level - 1) : page(f, level), d->value);
  return level + 1 == d->level ? entry(3 * page(f, level), GOOD_LEAF) : 0;
}

static void riscv_cell(const struct cube *c, uint64_t i, struct cube_cell *out) {
  struct digits d = digits_of(i);
  out->regime = cube_regime(c->format);
  out->regime.flags |= (d.setting & 1 ? RV_SUM : 0) | (d.setting & 2 ? RV_MXR : 0) | (d.setting & 4 ? RV_ADUE : 0);
  out->req =
      (struct request){.va = cube_address(c->format), .access = (enum access)d.access, .priv = (enum priv)d.priv};
  out->words = 0;
  for (unsigned level = format_get(c->format)->levels; level-- > 0;)
    cube_put(out, cube_slot(c->format, level), entry_at(c->format, &d, level));
}

// A leaf with A and D: no access changes it, so the TLB answers alone. Its own R or X lets the
// first one in.
static bool riscv_prime(const struct cube *c, uint64_t i, struct cube_cell *prime) {
  struct digits d = digits_of(i);
  bool leaf = d.value & (PTE_R | PTE_X) && (d.value & (PTE_R | PTE_W)) != PTE_W;
  if (!leaf || ~d.value & (PTE_V | PTE_A | PTE_D)) return false;
  riscv_cell(c, i, prime);
  prime->req.priv = d.value & PTE_U ? PRIV_USER : PRIV_SUPERVISOR;
  prime->req.access = d.value & PTE_R ? ACCESS_LOAD : ACCESS_FETCH;
  return true;
}

static void riscv_text(const struct cube *c, uint64_t i, char *text, size_t size) {
  struct digits d = digits_of(i);
  snprintf(text, size, "%s level %u, low byte 0x%02x, sum=%u mxr=%u adue=%u", format_get(c->format)->name, d.level,
           d.value, d.setting & 1, d.setting >> 1 & 1, d.setting >> 2);
}

struct cube cube_riscv(enum format_id format) {
  return (struct cube){.format = format,
                       .cells = (uint64_t)format_get(format)->levels * VALUES * PER_VALUE,
                       .run = 1,
                       .again = PER_VALUE,
                       .cell = riscv_cell,
                       .prime = riscv_prime,
                       .text = riscv_text};
}
