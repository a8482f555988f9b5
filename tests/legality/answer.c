// The answer that a question asks about, made from the names of the bits that were laid out.
#include "tests/legality/world.h"

#include <string.h>

enum { CODE_P = 1, CODE_W = 2, CODE_U = 4, CODE_RSVD = 8, CODE_I = 16, CODE_PK = 32, CODE_SS = 64 };

static bool writes(const struct lw_request *q) {
  return q->access == LW_STORE || q->access == LW_SS_STORE;
}

// RISC-V: the cause of a page or an access fault. x86: `cause` is P, RSVD, PK as the line says
// them.
static uint32_t fault_code(const struct world *w, const struct lw_request *q, bool access_fault, uint32_t cause) {
  if (w->arch == LW_RISCV) {
    uint32_t of_page = writes(q) ? 15 : q->access == LW_FETCH ? 12 : 13;
    uint32_t of_access = writes(q) ? 7 : q->access == LW_FETCH ? 1 : 5;
    return access_fault ? of_access : of_page;
  }
  bool shows_fetch = (w->regime.flags & LW_X86_SMEP) || ((w->regime.flags & LW_X86_NXE) && w->shape->bytes == 8);
  uint32_t code = cause | (writes(q) ? CODE_W : 0) | (q->priv == LW_USER && !q->implicit ? CODE_U : 0);
  if (q->access == LW_FETCH && shows_fetch) code |= CODE_I;
  return q->access >= LW_SS_LOAD ? code | CODE_SS : code;
}

static struct lw_answer page(const struct world *w, const struct version *v, uint64_t va) {
  const struct pte *leaf = &v->level[v->leaf].pte;
  unsigned shift = leaf->n ? 16 : layout_shift(v->shape, v->leaf);
  uint64_t within = (UINT64_C(1) << shift) - 1;
  struct lw_answer a = {.kind = LW_OK, .shift = (uint8_t)shift, .pa = (leaf->pa & ~within) | (va & within)};
  bool x86 = w->arch == LW_X86, r = x86 || leaf->r, wr = true, x = true, u = true, g = false;
  for (unsigned i = v->leaf; i < v->shape->levels; i++) {
    const struct pte *p = &v->level[i].pte;
    if (x86 && i == 2 && v->shape->levels == 3) continue; // a PDPTE of PAE grants everything
    if (x86 || i == v->leaf) wr = wr && p->w, x = x && p->x, u = u && p->u;
    if (!x86 || i == v->leaf) g = g || p->g;
  }
  a.perm = (uint8_t)(r | wr << 1 | x << 2 | u << 3);
  a.type = x86 ? (uint8_t)(leaf->pat << 2 | leaf->pcd << 1 | leaf->pwt) : leaf->pbmt;
  a.global = g && (!x86 || (w->regime.flags & LW_X86_PGE));
  return a;
}

bool answer_of(const struct world *w, const struct version *v, const struct lw_request *q, struct lw_answer *out) {
  for (unsigned i = v->shape->levels; i-- > v->leaf;)
    if (!v->level[i].pte.v) {
      *out = (struct lw_answer){.kind = LW_PAGE_FAULT, .code = fault_code(w, q, false, 0)};
      return true;
    }
  *out = page(w, v, q->va);
  return true;
}

// A fault by its name; on x86 with what the code shows beside the access.
static bool fault_read(struct world *w, struct words *words, const struct lw_request *q, struct lw_answer *out) {
  static const char *const kinds[] = {"fault", "access_fault", "gp", "bus", NULL};
  static const uint8_t numbers[] = {LW_PAGE_FAULT, LW_ACCESS_FAULT, LW_GENERAL_PROTECTION, LW_BUS_ERROR};
  int kind = words_peek(words) ? words_find(kinds, words_peek(words)) : -1;
  if (kind < 0) return false;
  words_next(words);
  *out = (struct lw_answer){.kind = numbers[kind]};
  if (kind > 1) return true;
  uint32_t cause = 0;
  if (kind == 0 && w->arch == LW_X86 && !words_take(words, "np")) {
    if (!words_take(words, "p")) return world_broken(w, "fault np, p, p rsvd or p pk");
    cause = CODE_P | (words_take(words, "rsvd") ? CODE_RSVD : words_take(words, "pk") ? CODE_PK : 0);
  }
  out->code = fault_code(w, q, kind == 1, cause);
  return true;
}

// old, new, or NAME[@VERSION]: the page that was mapped so.
static bool version_read(struct world *w, const char *word, const struct flight *f, const struct version **out) {
  const struct map *m = f->map;
  const char *at = strchr(word, '@');
  bool of_request = strcmp(word, "old") == 0 || strcmp(word, "new") == 0;
  if (!of_request) m = layout_find(w, word, at ? (size_t)(at - word) : strlen(word));
  if (!m) return world_broken(w, "'%s': no such map", word);
  uint64_t version = m->versions - 1;
  if (of_request && word[0] == 'o' && version-- == 0) return world_broken(w, "%s has no old version", m->name);
  if (at && (!words_number(at + 1, &version) || version >= m->versions)) return world_broken(w, "'%s'", word);
  return *out = &m->version[version], true;
}

static bool change_read(struct world *w, struct words *words, struct lw_answer *a) {
  static const char *const rights[] = {"r", "w", "x", "u"};
  uint64_t n;
  for (unsigned i = 0; i < 4; i++)
    if (words_take_pair(words, rights[i], &n)) {
      a->perm = (uint8_t)(n ? a->perm | 1U << i : a->perm & ~(1U << i));
      return true;
    }
  if (words_take_pair(words, "pa", &a->pa)) return true;
  if (words_take_pair(words, "shift", &n)) return a->shift = (uint8_t)n, true;
  if (words_take_pair(words, "type", &n)) return a->type = (uint8_t)n, true;
  if (words_take_pair(words, "global", &n)) return a->global = (uint8_t)n, true;
  if (words_take_pair(words, "code", &n)) return a->code = (uint32_t)n, true;
  return world_broken(w, "'%s' is nothing of an answer", words_peek(words));
}

bool answer_read(struct world *w, struct words *words, const struct flight *f, struct lw_answer *out) {
  const struct version *v = NULL;
  if (!words_peek(words)) return world_broken(w, "= wants an answer");
  if (words_take(words, "ok") || words_take(words, "identity")) {
    *out = (struct lw_answer){.kind = LW_OK, .pa = f->request.va, .shift = 12, .perm = 15};
  } else if (!fault_read(w, words, &f->request, out)) {
    if (w->error[0] || !version_read(w, words_next(words), f, &v)) return false;
    if (!answer_of(w, v, &f->request, out)) return false;
  }
  while (words_peek(words))
    if (!change_read(w, words, out)) return false;
  return true;
}
