// Maps: page tables laid out for an address, and what software makes of them later.
#include "tests/legality/world.h"

#include <stdio.h>
#include <string.h>

const struct shape *layout_shape(const char *name) {
  static const struct shape shapes[] = {
      {"bare", LW_RISCV, 0, 9, 8},  {"sv32", LW_RISCV, 2, 10, 4}, {"sv39", LW_RISCV, 3, 9, 8},
      {"sv48", LW_RISCV, 4, 9, 8},  {"sv57", LW_RISCV, 5, 9, 8},  {"x86-2l", LW_X86, 2, 10, 4},
      {"x86-pae", LW_X86, 3, 9, 8}, {"x86-4l", LW_X86, 4, 9, 8},  {"x86-5l", LW_X86, 5, 9, 8},
  };
  for (unsigned i = 0; i < sizeof shapes / sizeof *shapes; i++)
    if (strcmp(shapes[i].name, name) == 0) return &shapes[i];
  return NULL;
}

unsigned layout_shift(const struct shape *s, unsigned level) {
  return 12 + s->index_bits * level;
}

static uint64_t table_fresh(struct world *w) {
  uint64_t base = w->arch == LW_X86 ? 0x100000 : 0x80000000;
  return base + 0x1000 * (uint64_t)w->fresh_tables++;
}

bool layout_root(struct world *w, const char *name, uint64_t *out) {
  if (words_number(name, out)) return true;
  for (unsigned i = 0; i < w->roots; i++)
    if (strcmp(w->root[i].name, name) == 0) return *out = w->root[i].addr, true;
  if (w->roots == ROOTS || strlen(name) >= sizeof w->root[0].name) return world_broken(w, "root '%s'", name);
  strcpy(w->root[w->roots].name, name);
  *out = w->root[w->roots++].addr = table_fresh(w);
  return true;
}

struct map *layout_find(struct world *w, const char *name, size_t length) {
  for (unsigned i = 0; i < w->maps; i++)
    if (strlen(w->map[i].name) == length && strncmp(w->map[i].name, name, length) == 0) return &w->map[i];
  return NULL;
}

// The table of `level` on the way of `va` from `root`; a new one where there is none or `anew`.
static bool table_of(struct world *w, uint64_t root, uint64_t va, unsigned level, bool anew, uint64_t *out) {
  if (level + 1 == w->shape->levels) return *out = root, true;
  uint64_t prefix = va >> layout_shift(w->shape, level + 1);
  struct placed *t = w->table, *end = w->table + w->tables;
  while (t < end && (t->root != root || t->level != level || t->prefix != prefix))
    t++;
  if (t == end) {
    if (w->tables == TABLES) return world_broken(w, "more than %d tables", TABLES);
    *t = (struct placed){root, prefix, table_fresh(w), level};
    w->tables++;
  } else if (anew) {
    t->addr = table_fresh(w);
  }
  return *out = t->addr, true;
}

uint64_t layout_sibling(const struct shape *s, uint64_t in, uint64_t va, unsigned level) {
  bool pdpte = s->arch == LW_X86 && s->levels == 3 && level == 2;
  uint64_t index = (va >> layout_shift(s, level)) & (pdpte ? 3 : (UINT64_C(1) << s->index_bits) - 1);
  return (in & ~UINT64_C(0xfff)) + index * s->bytes;
}

// Maps that share an entry have what is written there.
static void entry_share(struct world *w, const struct entry *e) {
  for (struct map *m = w->map; m < w->map + w->maps; m++) {
    struct version *v = &m->version[m->versions - 1];
    for (unsigned i = v->leaf; m->versions && i < v->shape->levels; i++)
      if (v->level[i].addr == e->addr) v->level[i].pte = e->pte;
  }
}

// Writes what differs from memory, the leaf first as software would.
static bool version_store(struct world *w, const struct map *m, const struct version *v) {
  for (unsigned level = v->leaf; level < w->shape->levels; level++) {
    const struct entry *e = &v->level[level];
    uint64_t value = pte_encode(w, &e->pte, level), addr = e->addr;
    entry_share(w, e);
    unsigned copies = m->group && level == 0 ? 16 : 1;
    if (copies == 16) addr &= ~(uint64_t)(16 * w->shape->bytes - 1);
    for (unsigned i = 0; i < copies; i++, addr += w->shape->bytes)
      if (world_read(w, addr) != value && !world_store(w, addr, value)) return false;
  }
  return true;
}

static struct version *version_add(struct world *w, struct map *m) {
  if (m->versions == VERSIONS) return world_broken(w, "%s: more than %d versions", m->name, VERSIONS), NULL;
  struct version *v = &m->version[m->versions++];
  if (m->versions > 1)
    *v = v[-1];
  else
    v->shape = w->shape;
  return v;
}

// From `level` down to the leaf. `anew`: the entry at `level` stays where it is, the tables below
// it are new ones.
static bool path_lay(struct world *w, struct map *m, struct version *v, uint64_t root, unsigned level, bool anew) {
  for (unsigned i = level + 1; i-- > v->leaf;) {
    uint64_t table = v->level[i].addr;
    if ((i < level || !anew) && !table_of(w, root, m->va, i, anew, &table)) return false;
    v->level[i] = (struct entry){layout_sibling(w->shape, table, m->va, i), pte_fresh(w, i == v->leaf)};
    if (i < level) v->level[i + 1].pte.pa = table;
  }
  return true;
}

static bool size_read(struct world *w, const char *word, unsigned *level, bool *napot, bool *group) {
  static const char *const wide[] = {"4k", "2m", "1g", "512g", "256t", NULL}, *const narrow[] = {"4k", "4m", NULL};
  *group = word && strcmp(word, "64k") == 0;
  *napot = *group || (word && strcmp(word, "napot") == 0);
  int at = *napot ? 0 : word ? words_find(w->shape->index_bits == 9 ? wide : narrow, word) : -1;
  if (at < 0 || (unsigned)at >= w->shape->levels) return world_broken(w, "'%s' is no size here", word ? word : "");
  *level = (unsigned)at;
  return true;
}

static bool bits_read(struct world *w, struct words *words, struct version *v) {
  while (words_peek(words))
    if (!pte_take(w, words, v)) return false;
  return true;
}

bool layout_map(struct world *w, struct words *words) {
  const char *name = words_next(words), *size = words_next(words);
  bool napot;
  if (!w->shape) return world_broken(w, "no regime");
  if (!name || strlen(name) >= sizeof w->map[0].name || w->maps == MAPS) return world_broken(w, "no room for a map");
  if (layout_find(w, name, strlen(name))) return world_broken(w, "map %s stands twice", name);
  struct map *m = &w->map[w->maps++];
  *m = (struct map){.versions = 0};
  strcpy(m->name, name);
  struct version *v = version_add(w, m);
  uint64_t root = w->regime.root;
  if (!size_read(w, size, &v->leaf, &napot, &m->group)) return false;
  if (!words_take_pair(words, "va", &m->va)) return world_broken(w, "map: va=, then bits");
  if (words_peek(words) && strncmp(words_peek(words), "root=", 5) == 0 && !layout_root(w, words_next(words) + 5, &root))
    return false;
  if (!path_lay(w, m, v, root, w->shape->levels - 1, false)) return false;
  v->level[v->leaf].pte.n = napot;
  // A pointer that another map shares keeps its bits.
  for (unsigned i = v->leaf + 1; i < w->shape->levels; i++)
    for (struct map *o = w->map; o < m; o++) {
      const struct version *last = &o->version[o->versions - 1];
      if (i > last->leaf && last->level[i].addr == v->level[i].addr) v->level[i].pte = last->level[i].pte;
    }
  return bits_read(w, words, v) && version_store(w, m, v);
}

static struct map *named(struct world *w, struct words *words) {
  const char *name = words_next(words);
  struct map *m = name ? layout_find(w, name, strlen(name)) : NULL;
  if (!m) world_broken(w, "no map '%s'", name ? name : "");
  return m;
}

bool layout_set(struct world *w, struct words *words) {
  struct map *m = named(w, words);
  struct version *v = m ? version_add(w, m) : NULL;
  return v && bits_read(w, words, v) && version_store(w, m, v);
}

static bool level_read(struct world *w, struct words *words, unsigned *out) {
  const char *word = words_next(words);
  uint64_t level;
  if (!word || !words_number(word, &level) || level >= w->shape->levels)
    return world_broken(w, "'%s' is no level here", word ? word : "");
  *out = (unsigned)level;
  return true;
}

bool layout_swing(struct world *w, struct words *words) {
  struct map *m = named(w, words);
  struct version *v = m ? version_add(w, m) : NULL;
  unsigned level = 0;
  if (!v || !level_read(w, words, &level)) return false;
  if (level == 0) return world_broken(w, "level 0 is no pointer");
  const struct version *before = v - 1;
  uint64_t root = before->level[w->shape->levels - 1].addr & ~UINT64_C(0xfff);
  struct entry pointer = before->level[level];
  if (before->leaf >= level) v->leaf = 0;
  if (!path_lay(w, m, v, root, level, true)) return false;
  uint64_t table = v->level[level].pte.pa;
  if (!pointer.pte.leaf) v->level[level].pte = pointer.pte;
  v->level[level].pte.pa = table;
  v->level[level].addr = pointer.addr;
  return bits_read(w, words, v) && version_store(w, m, v);
}

bool layout_lift(struct world *w, struct words *words) {
  struct map *m = named(w, words);
  struct version *v = m ? version_add(w, m) : NULL;
  unsigned level = 0;
  if (!v || !level_read(w, words, &level)) return false;
  if (level <= v->leaf) return world_broken(w, "level %u is no pointer", level);
  v->leaf = level;
  v->level[level].pte = pte_fresh(w, true);
  return bits_read(w, words, v) && version_store(w, m, v);
}

bool layout_address(struct world *w, const char *word, uint64_t *va, const struct map **map) {
  uint64_t offset = 0;
  *map = NULL;
  if (words_number(word, va)) return true;
  size_t length = strcspn(word, "+");
  if (word[length] == '+' && !words_number(word + length + 1, &offset)) return world_broken(w, "'%s'", word);
  *map = layout_find(w, word, length);
  if (!*map) return world_broken(w, "no map '%s'", word);
  return *va = (*map)->va + offset, true;
}

bool layout_entry(struct world *w, const char *word, uint64_t *addr, uint64_t *value) {
  char text[80], *dot, *at;
  uint64_t level, version, offset = 0;
  if (strlen(word) >= sizeof text) return world_broken(w, "'%s'", word);
  strcpy(text, word);
  if (!(dot = strrchr(text, '.')) || !words_number(dot + 1, &level) || level >= LEVELS)
    return world_broken(w, "'%s' is no entry: NAME.LEVEL", word);
  *dot = '\0';
  char *plus = strchr(text, '+');
  if (plus) *plus = '\0';
  if (plus && !words_number(plus + 1, &offset)) return world_broken(w, "'%s'", word);
  if ((at = strchr(text, '@'))) *at = '\0';
  const struct map *m = layout_find(w, text, strlen(text));
  if (!m) return world_broken(w, "no map '%s'", text);
  version = m->versions - 1;
  if (at && (!words_number(at + 1, &version) || version >= m->versions)) return world_broken(w, "'%s'", word);
  const struct version *v = &m->version[version];
  if (level < v->leaf || level >= v->shape->levels) return world_broken(w, "'%s': no such level", word);
  const struct entry *e = &v->level[level];
  *addr = plus ? layout_sibling(v->shape, e->addr, m->va + offset, (unsigned)level) : e->addr;
  *value = at ? pte_encode(w, &e->pte, (unsigned)level) : world_read(w, *addr);
  return true;
}
