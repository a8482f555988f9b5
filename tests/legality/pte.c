// Entries as bits, from their names.
#include "tests/legality/world.h"

#include <string.h>

struct bit {
  const char *name;
  unsigned riscv, x86; // the lowest bit's place; 99: there is none
  unsigned width;
};
static const struct bit bits[] = {
    {"v", 0, 0, 1},     {"r", 1, 99, 1},   {"w", 2, 1, 1},    {"x", 3, 63, 1},   {"u", 4, 2, 1},
    {"g", 5, 8, 1},     {"a", 6, 5, 1},    {"d", 7, 6, 1},    {"n", 63, 99, 1},  {"pbmt", 61, 99, 2},
    {"key", 99, 59, 4}, {"pat", 99, 7, 1}, {"pcd", 99, 4, 1}, {"pwt", 99, 3, 1},
};
enum { BITS = sizeof bits / sizeof *bits };

static uint8_t *field(struct pte *p, unsigned i) {
  uint8_t *const fields[BITS] = {&p->v, &p->r, &p->w,    &p->x,   &p->u,   &p->g,   &p->a,
                                 &p->d, &p->n, &p->pbmt, &p->key, &p->pat, &p->pcd, &p->pwt};
  return fields[i];
}

struct pte pte_fresh(const struct world *w, bool leaf) {
  struct pte p = {.leaf = leaf, .v = 1};
  bool x86 = w->arch == LW_X86;
  if (leaf || x86) p.w = p.u = p.a = p.x = 1;
  if (leaf) p.r = p.d = 1;
  return p;
}

uint64_t pte_encode(const struct world *w, const struct pte *from, unsigned level) {
  struct pte p = *from;
  bool x86 = w->arch == LW_X86, wide = w->shape->bytes == 8;
  uint64_t value = x86 ? p.pa : p.pa >> 12 << 10;
  if (p.n) value = (value & ~(UINT64_C(0xf) << 10)) | UINT64_C(8) << 10;
  if (x86) p.x = !p.x && wide; // XD
  if (x86 && p.leaf && level > 0) value |= UINT64_C(0x80) | (uint64_t)p.pat << 12, p.pat = 0;
  // The PDPTEs of PAE have P, PWT and PCD alone (SDM3 4.4.1).
  if (x86 && level == 2 && w->shape->levels == 3) p.w = p.u = p.x = p.a = 0;
  for (unsigned i = 0; i < BITS; i++) {
    unsigned at = x86 ? bits[i].x86 : bits[i].riscv;
    if (at < w->shape->bytes * 8) value |= (uint64_t)*field(&p, i) << at;
  }
  return value ^ p.set;
}

uint64_t pte_bits(const struct world *w, const char *name) {
  for (unsigned i = 0; i < BITS; i++)
    if (strcmp(bits[i].name, name) == 0) {
      unsigned at = w->arch == LW_X86 ? bits[i].x86 : bits[i].riscv;
      return at < 64 ? UINT64_C(1) << at : 0;
    }
  return 0;
}

// KEY or KEY with a digit, the level; without one the leaf is meant.
static bool key_cut(const char *word, size_t *length, unsigned *level, const struct version *v) {
  const char *equals = strchr(word, '=');
  if (!equals || equals == word) return false;
  *length = (size_t)(equals - word);
  *level = v->leaf;
  if (equals[-1] >= '0' && equals[-1] < '0' + LEVELS) *level = (unsigned)(equals[-1] - '0'), *length -= 1;
  return true;
}

bool pte_take(struct world *w, struct words *words, struct version *v) {
  const char *word = words_peek(words);
  size_t length;
  unsigned level;
  uint64_t value;
  if (!word || !key_cut(word, &length, &level, v)) return world_broken(w, "'%s' sets nothing", word ? word : "");
  if (level < v->leaf || level >= w->shape->levels) return world_broken(w, "'%s': no such level", word);
  if (!words_number(strchr(word, '=') + 1, &value)) return world_broken(w, "'%s': no number", word);
  struct pte *p = &v->level[level].pte;
  words_next(words);
  if (length == 2 && strncmp(word, "pa", 2) == 0) return p->pa = value, true;
  if (length == 3 && strncmp(word, "xor", 3) == 0) return p->set = value, true;
  for (unsigned i = 0; i < BITS; i++)
    if (strlen(bits[i].name) == length && strncmp(bits[i].name, word, length) == 0) {
      if (value >> bits[i].width) return world_broken(w, "'%s': %u bits", word, bits[i].width);
      return *field(p, i) = (uint8_t)value, true;
    }
  return world_broken(w, "'%s': no such bit", word);
}
