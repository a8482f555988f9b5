// A result of ours against what the file says. The first field that differs is named.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tb/input/vectors_case.h"
#include "tb/text/names.h"

static bool same(struct vectors_case *c, const char *field, uint64_t wanted, uint64_t got) {
  if (c->field || wanted == got) return true;
  c->field = field;
  return false;
}
static void hex(struct vectors_case *c, const char *field, uint64_t wanted, uint64_t got) {
  if (same(c, field, wanted, got)) return;
  snprintf(c->wanted, sizeof c->wanted, "%" PRIx64, wanted);
  snprintf(c->got, sizeof c->got, "%" PRIx64, got);
}
static void dec(struct vectors_case *c, const char *field, int64_t wanted, int64_t got) {
  if (same(c, field, (uint64_t)wanted, (uint64_t)got)) return;
  snprintf(c->wanted, sizeof c->wanted, "%" PRId64, wanted);
  snprintf(c->got, sizeof c->got, "%" PRId64, got);
}

void vectors_note_read(struct vectors_result *r, uint64_t addr) {
  for (unsigned i = 0; i < r->reads; i++)
    if (r->read[i] == addr) return;
  if (r->reads < WALK_MAX_STEPS) r->read[r->reads++] = addr;
}

static void judge_page(struct vectors_case *c, const struct answer *want, const struct answer *got) {
  hex(c, "page size", UINT64_C(1) << want->shift, UINT64_C(1) << got->shift);
  dec(c, "readable", !!(want->perm & PERM_R), !!(got->perm & PERM_R));
  dec(c, "writable", !!(want->perm & PERM_W), !!(got->perm & PERM_W));
  dec(c, "user", !!(want->perm & PERM_U), !!(got->perm & PERM_U));
  dec(c, "executable", !!(want->perm & PERM_X), !!(got->perm & PERM_X));
  dec(c, "memory type", want->type, got->type);
  if (c->expected.has_global) dec(c, "global", want->global, got->global);
}

static void judge_answer(struct vectors_case *c, const struct answer *got) {
  const struct answer *want = &c->expected.answer;
  if (want->kind != got->kind) {
    c->field = "kind";
    snprintf(c->wanted, sizeof c->wanted, "%s", names_kind(want->kind)->vector);
    snprintf(c->got, sizeof c->got, "%s", names_kind(got->kind)->vector);
    return;
  }
  bool riscv = format_get(c->regime.format)->arch == ARCH_RISCV;
  if (riscv)
    dec(c, "cause", want->code, got->code);
  else
    hex(c, "error code", want->code, got->code);
  hex(c, "pa", want->pa, got->pa);
  if (want->kind == ANSWER_OK && c->expected.has_page) judge_page(c, want, got);
}

static void judge_reads(struct vectors_case *c, const struct vectors_result *r) {
  const struct vectors_expected *x = &c->expected;
  for (unsigned i = 0; i < x->reads && i < r->reads; i++)
    hex(c, "address read", x->read[i], r->read[i]);
  dec(c, "entries read", x->reads, r->reads);
}

// The value an entry has when the changes of `list` are made; they name every entry that may
// change.
static uint64_t value_after(const struct vectors_case *c, const struct vectors_list *list, uint64_t addr) {
  const struct vectors_pte *pte = vectors_find(list, addr);
  if (!pte) pte = vectors_find(&c->rewrites, addr);
  if (!pte) pte = vectors_find(&c->before, addr);
  return pte ? pte->value : 0;
}

static void judge_exactly(struct vectors_case *c, const struct vectors_list *want, const struct vectors_result *r) {
  for (unsigned i = 0; i < r->changed.count; i++)
    hex(c, "entry written", value_after(c, want, r->changed.pte[i].addr), r->changed.pte[i].value);
  for (unsigned i = 0; i < want->count; i++)
    if (!vectors_find(&r->changed, want->pte[i].addr)) hex(c, "entry not written", want->pte[i].addr, 0);
}

// Bits may be set, and only those that the eager list sets.
static void judge_between(struct vectors_case *c, const struct vectors_result *r) {
  struct vectors_list none = {0};
  for (unsigned i = 0; i < r->changed.count; i++) {
    uint64_t addr = r->changed.pte[i].addr, got = r->changed.pte[i].value;
    uint64_t least = value_after(c, &none, addr), most = value_after(c, &c->expected.eager, addr);
    if ((got & ~most) || (least & ~got)) hex(c, "entry written, at most", most, got);
  }
}

static void judge_changes(struct vectors_case *c, const struct vectors_result *r, enum vectors_order order) {
  const struct vectors_expected *x = &c->expected;
  if (x->exact || (x->ends_known && order == VECTORS_LAZY))
    judge_exactly(c, &x->lazy, r);
  else if (x->ends_known && order == VECTORS_EAGER)
    judge_exactly(c, &x->eager, r);
  else
    judge_between(c, r);
}

bool vectors_judge(struct vectors_case *c, const struct vectors_result *r, enum vectors_order order) {
  c->field = NULL;
  if (c->expected.load_refused != r->load_refused) {
    c->field = "load of the PDPTEs";
    snprintf(c->wanted, sizeof c->wanted, "%s", c->expected.load_refused ? "#GP" : "done");
    snprintf(c->got, sizeof c->got, "%s", r->load_refused ? "#GP" : "done");
  }
  if (c->field || r->load_refused) return !c->field;
  judge_answer(c, &r->answer);
  if (c->expected.has_reads) judge_reads(c, r);
  if (c->expected.has_level && r->level != VECTORS_NO_LEVEL) dec(c, "level", c->expected.level, r->level);
  judge_changes(c, r, order);
  return !c->field;
}
