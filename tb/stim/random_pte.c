// Entry values. Each is a pure function of (seed, generation, address, variant): an entry takes few
// values, so what a DUT can know stays bounded, and no table of values is needed.
#include "tb/stim/random_internal.h"

enum {
  RV_V = 1 << 0,
  RV_R = 1 << 1,
  RV_W = 1 << 2,
  RV_X = 1 << 3,
  RV_U = 1 << 4,
  RV_G = 1 << 5,
  RV_A = 1 << 6,
  RV_D = 1 << 7,
  RV_RSW_SHIFT = 8,
  RV_PPN_SHIFT = 10,
  RV_RESERVED_SHIFT = 54, // 58:54, whatever the extensions
  RV_RSW60_SHIFT = 59,    // 60:59, free with Svrsw60t59b
  RV_PBMT_SHIFT = 61,
  RV_N_SHIFT = 63,

  X86_P = 1 << 0,
  X86_W = 1 << 1,
  X86_U = 1 << 2,
  X86_PWT = 1 << 3,
  X86_PCD = 1 << 4,
  X86_A = 1 << 5,
  X86_D = 1 << 6,
  X86_PS = 1 << 7, // PAT in a 4 KiB leaf
  X86_G = 1 << 8,
  X86_IGNORED_SHIFT = 9,    // 11:9
  X86_PAT_LARGE = 1 << 12,  // PAT of a large leaf
  X86_LARGE_SHIFT = 13,     // lowest reserved bit of a large leaf
  X86_IGNORED52_SHIFT = 52, // 58:52; in PAE 62:52 are reserved
  X86_PSE36_SHIFT = 13,     // 20:13 of a 4 MiB leaf: bits 39:32 of its address
  X86_PSE36_RESERVED = 1 << 21,
  X86_PKEY_SHIFT = 59, // 62:59
  X86_XD_SHIFT = 63
};

// Where an entry stands, and its own stream of random numbers.
struct place {
  const struct random_run *r;
  struct rng rng;
  uint64_t addr;
  unsigned variant;
  uint8_t level;
  bool kernel;
};

static uint64_t bit_if(struct place *p, unsigned percent, uint64_t mask) {
  return random_percent(&p->rng, percent) ? mask : 0;
}

static uint64_t listed(struct place *p, unsigned level, bool kernel) {
  const struct random_run *r = p->r;
  unsigned n = r->listed_count[level][kernel];
  return r->table[r->listed[level][kernel][rng_below(&p->rng, n)]].pa >> 12;
}

// The page number a pointer holds: mostly a table of the next level.
static uint64_t target(struct place *p) {
  const struct random_run *r = p->r;
  unsigned level = p->level ? p->level - 1u : 0; // a pointer at level 0 is illegal anyway
  unsigned roll = (unsigned)rng_below(&p->rng, 100);
  if (roll < 90) return listed(p, level, p->kernel);
  if (roll < 93) return listed(p, level, !p->kernel);
  if (roll < 95) return p->addr >> 12;            // self-map
  if (roll < 96) return listed(p, r->top, false); // a root: a loop
  if (roll < 99) return r->missing[rng_below(&p->rng, RANDOM_MISSING)];
  unsigned bits = r->tables_of == FORMAT_X86_2L ? 32 : r->format->pa_bits;
  if (r->config.pa_bits && r->config.pa_bits < bits) bits = r->config.pa_bits;
  return rng_next(&p->rng) >> (64 - (bits - 12)); // anywhere, also beyond what exists
}

// The page number a leaf holds, aligned for its level.
static uint64_t frame(struct place *p) {
  return p->r->frame[rng_below(&p->rng, RANDOM_FRAMES)] & ~0ull << p->r->format->index_bits * p->level;
}

static uint64_t riscv_leaf(struct place *p, uint64_t ppn) {
  static const uint8_t rwx[] = {7, 7, 7, 7, 7, 7, 7, 7, 3, 3, 1, 5, 5, 4};
  uint64_t v = RV_V | (uint64_t)rwx[rng_below(&p->rng, sizeof rwx)] << 1 | ppn << RV_PPN_SHIFT;
  v |= bit_if(p, p->kernel ? 10 : 82, RV_U) | bit_if(p, p->kernel ? 60 : 2, RV_G);
  v |= bit_if(p, 75, RV_A) | bit_if(p, 60, RV_D);
  v |= bit_if(p, 15, 1ull << RV_RSW_SHIFT) | bit_if(p, 15, 2ull << RV_RSW_SHIFT);
  if (random_percent(&p->rng, 12)) v |= (1 + rng_below(&p->rng, 2)) << RV_PBMT_SHIFT;
  return v;
}

static uint64_t riscv_pointer(struct place *p) {
  uint64_t v = RV_V | target(p) << RV_PPN_SHIFT | bit_if(p, p->kernel ? 10 : 1, RV_G);
  return v | bit_if(p, 10, 1ull << RV_RSW_SHIFT) | bit_if(p, 10, 2ull << RV_RSW_SHIFT);
}

// One class of fault in an otherwise good entry (priv 12.3.2 steps 3 to 6, and the reserved bits of
// 12.4 to 12.5).
static uint64_t riscv_broken(struct place *p) {
  bool pointer = p->level && random_percent(&p->rng, 50);
  uint64_t v = pointer ? riscv_pointer(p) : riscv_leaf(p, frame(p));
  switch (rng_below(&p->rng, 11)) {
  case 0:
    return 0;
  case 1:
  case 2:
    return v & ~(uint64_t)RV_V; // all other bits are free
  case 3:
    return v | 1ull << (RV_RESERVED_SHIFT + rng_below(&p->rng, 5));
  case 4:
    return v | 1ull << (RV_RSW60_SHIFT + rng_below(&p->rng, 2));
  case 5:
    return (v & ~(uint64_t)RV_R) | RV_W; // with X or without
  case 6:
    return riscv_pointer(p) |
           (p->level ? RV_U << 2 * rng_below(&p->rng, 2) : 0); // U or A; at level 0 no more is needed
  case 7:
    return riscv_pointer(p) | (p->level ? RV_D : 0);
  case 8:
    if (p->level) // misaligned
      return riscv_leaf(p, frame(p) | 1ull << rng_below(&p->rng, (unsigned)p->r->format->index_bits * p->level));
    return v | 3ull << RV_PBMT_SHIFT;
  case 9:
    return v | (pointer ? 1 + rng_below(&p->rng, 3) : 3) << RV_PBMT_SHIFT;
  default:
    return v | 1ull << RV_N_SHIFT; // pointer, superpage, or nearly always a malformed group
  }
}

// An entry of the group of 16: mostly all hold one well-formed NAPOT leaf (priv 12.4.5), else
// neighbours of their own.
static uint64_t riscv_grouped(struct place *p) {
  unsigned slot = p->addr >> 3 & 15;
  unsigned roll = (unsigned)rng_below(&p->rng, 100);
  uint64_t base = frame(p) & ~15ull;
  uint64_t v = riscv_leaf(p, 0);
  unsigned odd = (unsigned)rng_below(&p->rng, 16);
  if (roll < 60 || (roll < 70 && slot != odd)) return v | 1ull << RV_N_SHIFT | (base | 8) << RV_PPN_SHIFT;
  if (roll < 75) return v | 1ull << RV_N_SHIFT | (base | odd) << RV_PPN_SHIFT;
  return v | (base | slot) << RV_PPN_SHIFT;
}

static uint64_t x86_ignored(struct place *p) {
  uint64_t v = bit_if(p, 10, 1ull << (X86_IGNORED_SHIFT + rng_below(&p->rng, 3)));
  if (!p->r->format->keys) return v; // the other formats of the table have them reserved, or have no such bits
  return v | bit_if(p, 10, 1ull << (X86_IGNORED52_SHIFT + rng_below(&p->rng, 7)));
}

// Where a leaf keeps its page: in a 4 MiB one bits 39:32 lie below the others (PSE-36).
static uint64_t x86_page(struct place *p) {
  uint64_t pa = frame(p) << 12;
  unsigned width = p->r->pa_bits < 40 ? p->r->pa_bits : 40;
  if (p->r->tables_of != FORMAT_X86_2L) return pa;
  if (!p->level) return (uint32_t)pa;
  return (uint32_t)pa | (pa & ((1ull << width) - 1)) >> 32 << X86_PSE36_SHIFT;
}

static uint64_t x86_leaf(struct place *p) {
  uint64_t v = X86_P | x86_page(p) | x86_ignored(p);
  v |= bit_if(p, 85, X86_W) | bit_if(p, p->kernel ? 10 : 82, X86_U) | bit_if(p, p->kernel ? 60 : 2, X86_G);
  v |= bit_if(p, 75, X86_A) | bit_if(p, 60, X86_D) | bit_if(p, 15, X86_PWT) | bit_if(p, 15, X86_PCD);
  if (p->r->format->keys && random_percent(&p->rng, 50)) v |= rng_below(&p->rng, 16) << X86_PKEY_SHIFT;
  v |= p->level ? X86_PS | bit_if(p, 20, X86_PAT_LARGE) : bit_if(p, 20, X86_PS);
  return v | bit_if(p, 12, 1ull << X86_XD_SHIFT);
}

static uint64_t x86_pointer(struct place *p) {
  uint64_t v = X86_P | target(p) << 12 | x86_ignored(p) | bit_if(p, 96, X86_W) | bit_if(p, p->kernel ? 60 : 96, X86_U);
  v |= bit_if(p, 80, X86_A) | bit_if(p, 20, X86_D) | bit_if(p, 20, X86_G) | bit_if(p, 10, X86_PWT) |
       bit_if(p, 10, X86_PCD);
  if (p->r->format->keys && random_percent(&p->rng, 10)) v |= rng_below(&p->rng, 16) << X86_PKEY_SHIFT; // ignored here
  return v | bit_if(p, 3, 1ull << X86_XD_SHIFT);
}

// Four of them are loaded together, so few may be broken. The first ones that a run loads are good.
static uint64_t x86_pdpte(struct place *p) {
  static const uint8_t reserved[] = {1, 2, 5, 6, 7, 8, X86_XD_SHIFT};
  const struct random_run *r = p->r;
  uint64_t v = X86_P | target(p) << 12 | bit_if(p, 10, X86_PWT) | bit_if(p, 10, X86_PCD);
  v |= bit_if(p, 10, 1ull << (X86_IGNORED_SHIFT + rng_below(&p->rng, 3)));
  v &= (1ull << r->pa_bits) - 1;
  unsigned roll = (unsigned)rng_below(&p->rng, 100), bit = (unsigned)rng_below(&p->rng, sizeof reserved + 1);
  if (roll < 12) return v & ~(uint64_t)X86_P;
  bool first = p->variant == 0 && r->generation == 0 && random_index(r, p->addr) < 4;
  if (roll >= 14 || first) return v;
  return v | 1ull << (bit < sizeof reserved ? reserved[bit] : r->pa_bits);
}

// Bit 21 of a 4 MiB leaf, and those that name address bits beyond MAXPHYADDR; the others are free
// (SDM3 4.3).
static uint64_t x86_broken_2l(struct place *p) {
  unsigned width = p->r->pa_bits < 40 ? p->r->pa_bits : 40;
  uint64_t v = x86_leaf(p);
  unsigned roll = (unsigned)rng_below(&p->rng, 4);
  if (!p->level || roll < 2) return roll == 0 ? 0 : v & ~(uint64_t)X86_P;
  if (roll == 2 || width == 40) return v | X86_PSE36_RESERVED;
  return v | 1ull << (X86_PSE36_SHIFT + width - 32 + rng_below(&p->rng, 40 - width));
}

static uint64_t x86_broken(struct place *p) {
  bool leaf_legal = p->r->format->leaf_levels >> p->level & 1;
  bool pointer = p->level && (!leaf_legal || random_percent(&p->rng, 50));
  uint64_t v = pointer ? x86_pointer(p) : x86_leaf(p);
  unsigned above = p->r->pa_bits < 52 ? p->r->pa_bits + (unsigned)rng_below(&p->rng, 52u - p->r->pa_bits) : 51;
  switch (rng_below(&p->rng, 8)) {
  case 0:
    return 0;
  case 1:
  case 2:
    return v & ~(uint64_t)X86_P;
  case 3:
  case 4:
    return v | 1ull << above; // reserved unless MAXPHYADDR is larger just now
  case 5:
    if (p->r->pae && random_percent(&p->rng, 60)) return v | 1ull << (X86_IGNORED52_SHIFT + rng_below(&p->rng, 11));
    return v | 1ull << X86_XD_SHIFT; // reserved while NXE=0
  default:
    if (!leaf_legal) return v | X86_PS; // PS at the two upper levels
    if (!p->level) return v | 1ull << above;
    return x86_leaf(p) | 1ull << (X86_LARGE_SHIFT + rng_below(&p->rng, 9u * p->level - 1)); // misaligned
  }
}

bool random_pte_grouped(const struct random_run *r, uint64_t addr) {
  const struct random_table *t = random_table_at(r, addr);
  return r->riscv && r->entries == 512 && t && t->level == 0 && (addr >> 7 & 31) == r->napot_group;
}

static uint64_t choose(struct place *p) {
  const struct random_run *r = p->r;
  unsigned roll = (unsigned)rng_below(&p->rng, 100);
  unsigned pointers = p->level == 0 ? 0 : p->level >= 3 ? 92 : 74;
  unsigned good = p->level == 0 ? 86 : p->level >= 3 ? 96 : 94;
  if (!(r->format->leaf_levels >> p->level & 1)) pointers = good;
  if (roll < pointers) return r->riscv ? riscv_pointer(p) : x86_pointer(p);
  if (roll < good) return r->riscv ? riscv_leaf(p, frame(p)) : x86_leaf(p);
  if (r->riscv) return riscv_broken(p);
  return r->tables_of == FORMAT_X86_2L ? x86_broken_2l(p) : x86_broken(p);
}

uint64_t random_pte(const struct random_run *r, uint64_t addr, unsigned variant) {
  const struct random_table *t = random_table_at(r, addr);
  bool grouped = random_pte_grouped(r, addr);
  struct place p = {.r = r, .addr = addr, .variant = variant, .level = t->level, .kernel = t->kernel};
  bool pdpte = random_is_pdpte(r, t->level);
  uint64_t key = grouped ? addr & ~127ull : addr;
  // The upper half of the addresses: every root has the same pointers there.
  if (t->level == r->top && (pdpte ? (random_index(r, addr) & 3) == 3 : random_index(r, addr) >= r->entries / 2)) {
    p.kernel = true;
    key = pdpte ? 3 : addr & 4095;
  }
  struct rng mix = {.state = r->config.seed ^ key};
  p.rng.state = rng_next(&mix) + variant * 0xd1342543de82ef95u + r->generation * 0xaf251af3b0f025b5u;
  if (grouped) return riscv_grouped(&p);
  if (pdpte) return x86_pdpte(&p);
  uint64_t value = choose(&p);
  return r->format->entry_bytes == 4 ? (uint32_t)value : value; // what has no place in 4 bytes is as if it were 0
}

uint64_t random_pte_ignored(const struct random_run *r, struct rng *g, uint64_t value) {
  if (r->riscv) return value ^ 1ull << (RV_RSW_SHIFT + rng_below(g, 2));
  bool low = !r->format->keys || rng_chance(g, 1, 2);
  return value ^ 1ull << (low ? X86_IGNORED_SHIFT + rng_below(g, 3) : X86_IGNORED52_SHIFT + rng_below(g, 7));
}

static bool riscv_is_pointer(uint64_t value) {
  return !(value & (RV_R | RV_W | RV_X));
}

uint64_t random_pte_a(const struct random_run *r, uint8_t level, uint64_t value) {
  if (!r->riscv) return random_is_pdpte(r, level) ? 0 : X86_A;
  return riscv_is_pointer(value) ? 0 : RV_A;
}
uint64_t random_pte_d(const struct random_run *r, uint8_t level, uint64_t value) {
  if (!r->riscv) return random_is_pdpte(r, level) ? 0 : X86_D;
  return riscv_is_pointer(value) ? 0 : RV_D;
}

bool random_pte_leaf(const struct random_run *r, uint8_t level, uint64_t value) {
  struct regime regime = r->regime;
  regime.format = r->tables_of;
  struct pte_meaning m = decode(&regime, level, value);
  return m.present && m.malformed == REASON_OK && m.leaf;
}
