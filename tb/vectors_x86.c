// id mode FLAGS access maxphy pkru cr3 va | before | kind err pa psize w u nx g pat | lazy | eager | raw answers and
// tags
#include "tb/vectors_case.h"

#include <stdio.h>
#include <string.h>

enum { X86_ACCESSED = 0x20 };

struct expected {
  long kind;
  uint64_t err, pa, psize;
  long w, u, nx, g, pat;
};

// WP PSE SMEP SMAP PKE PGE NXE USER AC
static void read_flags(struct vectors_fields *f) {
  static const uint32_t bit[] = {X86_WP, X86_PSE, X86_SMEP, X86_SMAP, X86_PKE, X86_PGE, X86_NXE, 0, X86_AC};
  enum { FLAGS = 9, USER = 7 };
  struct vectors_case *c = f->c;
  const char *word = vectors_word(f);
  if (!word || strlen(word) != FLAGS || strspn(word, "01") != FLAGS) {
    if (!c->bad) c->bad = "FLAGS are not nine times 0 or 1";
    return;
  }
  for (unsigned i = 0; i < FLAGS; i++)
    c->regime.flags |= word[i] == '1' ? bit[i] : 0;
  c->req.priv = word[USER] == '1' ? PRIV_USER : PRIV_SUPERVISOR;
}

static void read_case(struct vectors_case *c, char **group) {
  static const enum access access[] = {ACCESS_LOAD, ACCESS_STORE, ACCESS_FETCH};
  struct vectors_fields f = {c, group[0]};
  vectors_dec(&f, "bad id", 0, 999999999);
  long mode = vectors_dec(&f, "bad mode", 0, 5);
  c->regime.format = mode == 5 ? FORMAT_X86_5L : mode == 4 ? FORMAT_X86_4L : FORMAT_X86_2L;
  if (mode != 0 && mode < 4 && !c->bad) c->bad = "mode is not 0, 4 or 5";
  read_flags(&f);
  c->req.access = access[vectors_dec(&f, "access is not 0, 1 or 2", 0, 2)];
  c->regime.pa_bits = vectors_dec(&f, "maxphy is not 32..52", 32, 52);
  c->regime.pkru = vectors_hex(&f, "bad pkru", UINT32_MAX);
  c->regime.root_pa = vectors_hex(&f, "bad cr3", UINT64_MAX) & ~UINT64_C(0xfff);
  c->req.va = vectors_hex(&f, "bad va", UINT64_MAX);
  vectors_end(&f);
  c->memory.no_access = c->memory.read_only = c->memory.nothing = UINT64_MAX;
  f = (struct vectors_fields){c, group[1]};
  vectors_load(&f, mode == 0 ? 4 : 8);
}

static void read_expected(struct vectors_case *c, char *group, struct expected *e) {
  struct vectors_fields f = {c, group};
  e->kind = vectors_dec(&f, "kind is not 0, 1 or 2", 0, 2);
  e->err = vectors_hex(&f, "bad err", 0x3f);
  e->pa = vectors_hex(&f, "bad pa", UINT64_MAX);
  e->psize = vectors_hex(&f, "bad psize", UINT64_C(1) << 30);
  e->w = vectors_dec(&f, "bad w", -1, 1);
  e->u = vectors_dec(&f, "bad u", -1, 1);
  e->nx = vectors_dec(&f, "bad nx", -1, 1);
  e->g = vectors_dec(&f, "bad g", -1, 1);
  e->pat = vectors_dec(&f, "bad pat", -1, 7);
  vectors_end(&f);
}

static void compare_answer(struct vectors_case *c, const struct expected *e) {
  const struct answer *a = &c->record.answer;
  static const long kind[] = {[ANSWER_OK] = 0,
                              [ANSWER_PAGE_FAULT] = 1,
                              [ANSWER_GENERAL_PROTECTION] = 2,
                              [ANSWER_ACCESS_FAULT] = 9,
                              [ANSWER_BUS_ERROR] = 9};
  bool ok = a->kind == ANSWER_OK;
  vectors_same(c, "kind", e->kind, kind[a->kind]);
  vectors_same(c, "err", e->err, a->code);
  vectors_same(c, "pa", e->pa, a->pa);
  // The file has -1 in the fields of a page that was not found, but 0 in its size.
  vectors_same(c, "psize", e->psize, ok ? UINT64_C(1) << a->shift : 0);
  vectors_same(c, "w", e->w, ok ? !!(a->perm & PERM_W) : -1);
  vectors_same(c, "u", e->u, ok ? !!(a->perm & PERM_U) : -1);
  vectors_same(c, "nx", e->nx, ok ? !(a->perm & PERM_X) : -1);
  vectors_same(c, "g", e->g, ok ? a->global : -1);
  vectors_same(c, "pat", e->pat, ok ? a->type : -1);
}

static struct vectors_pte *find_changed(struct vectors_memory *m, uint64_t addr) {
  for (unsigned i = 0; i < m->count; i++)
    if (m->pte[i].addr == addr && m->pte[i].value != m->pte[i].before) return &m->pte[i];
  return NULL;
}

static void read_changes(struct vectors_case *c, char *group, struct vectors_memory *changes) {
  unsigned bytes = format_get(c->regime.format)->entry_bytes;
  struct vectors_fields f = {c, group};
  changes->count = 0;
  while (changes->count < VECTORS_PTES && vectors_pair(&f, bytes, &changes->pte[changes->count]))
    changes->count++;
  vectors_end(&f);
}

// Exactly the changes listed. With `leaf_a` (a defect of the program that gave the line) one of them may be the A bit
// in the leaf of a walk that faulted: that one must not be in our memory.
static void compare_changes(struct vectors_case *c, const struct vectors_memory *listed, const char *name,
                            bool leaf_a) {
  const struct walk_step *last = c->record.steps ? &c->record.step[c->record.steps - 1] : NULL;
  unsigned ours = 0, theirs = 0;
  for (unsigned i = 0; i < c->memory.count; i++)
    ours += c->memory.pte[i].value != c->memory.pte[i].before;
  for (unsigned i = 0; i < listed->count; i++) {
    const struct vectors_pte *want = &listed->pte[i];
    const struct vectors_pte *have = find_changed(&c->memory, want->addr);
    bool defect = leaf_a && last && want->addr == last->addr && want->value == (last->value | X86_ACCESSED);
    theirs += !defect;
    vectors_same(c, name, defect ? 0 : want->value, have ? have->value : 0);
  }
  vectors_same(c, name, theirs, ours);
}

static void run(struct vectors_case *c, enum ad_order order) {
  struct phys phys = vectors_phys(&c->memory);
  for (unsigned i = 0; i < c->memory.count; i++)
    c->memory.pte[i].value = c->memory.pte[i].before;
  c->record = walk(&c->regime, &c->req, &phys, order);
}

enum vectors_outcome vectors_x86(struct vectors_case *c, char **group) {
  struct expected e;
  struct vectors_memory lazy, eager;
  read_case(c, group);
  read_expected(c, group[2], &e);
  read_changes(c, group[3], &lazy);
  read_changes(c, group[4], &eager);
  if (c->bad) return VECTORS_BAD;
  if (!format_get(c->regime.format)->complete) return VECTORS_NOT_COVERED;
  run(c, AD_LAZY);
  compare_answer(c, &e);
  compare_changes(c, &lazy, "entries changed, lazy", false);
  if (c->field) return VECTORS_FAIL;
  run(c, AD_EAGER);
  compare_answer(c, &e);
  compare_changes(c, &eager, "entries changed, eager", strstr(group[5], "QEMU_A_ON_FAULTING_1G_LEAF"));
  return c->field ? VECTORS_FAIL : VECTORS_PASS;
}
