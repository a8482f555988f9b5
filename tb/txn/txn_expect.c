// Expect lines: what an answer must be. One belongs to the nearest request with its id above it,
// else to the first below.
#include <stdlib.h>
#include <string.h>

#include "tb/text/names.h"
#include "tb/txn/txn_parse.h"

static int ok_word(struct txn_parser *p, const char *word, struct txn_expect *x) {
  const char *v;
  uint64_t n;
  if ((v = words_value(word, "pa"))) {
    x->has_pa = true;
    return txn_number(p, v, "pa", (1ull << 56) - 1, &x->answer.pa);
  }
  if ((v = words_value(word, "perm"))) {
    x->has_perm = true;
    if (names_rights_find(v, &x->answer.perm)) return 0;
    return txn_bad(p, "perm \"%.40s\" is not made of r w x u -", v);
  }
  if ((v = words_value(word, "shift"))) {
    if (txn_number(p, v, "shift", 48, &n)) return LW_INPUT;
    x->has_shift = true;
    x->answer.shift = (uint8_t)n;
    return 0;
  }
  if ((v = words_value(word, "type"))) {
    if (txn_number(p, v, "type", 7, &n)) return LW_INPUT;
    x->has_type = true;
    x->answer.type = (uint8_t)n;
    return 0;
  }
  if (!(v = words_value(word, "global")))
    return txn_bad(p, "expect ok does not know \"%.40s\" (pa shift perm type global)", word);
  if (txn_number(p, v, "global", 1, &n)) return LW_INPUT;
  x->has_global = true;
  x->answer.global = n;
  return 0;
}

static enum answer_kind kind_of_code(enum arch arch, uint64_t code) {
  return arch == ARCH_RISCV && code < 12 ? ANSWER_ACCESS_FAULT : ANSWER_PAGE_FAULT; // causes 1, 5, 7 against 12, 13, 15
}

// fault=N, then a kind unless it is the one the code tells.
static int parse_fault(struct txn_parser *p, const char *code, unsigned words, char **word, struct txn_expect *x) {
  uint64_t n;
  if (txn_number(p, code, "fault", 63, &n)) return LW_INPUT;
  x->answer.code = (uint32_t)n;
  x->answer.kind = kind_of_code(p->t->config.arch, n);
  if (words == 0) return 0;
  if (words == 1 && names_kind_find(word[0], &x->answer.kind) && x->answer.kind != ANSWER_OK) return 0;
  return txn_bad(p, "after fault=N only one of page, access, gp, bus may stand, not \"%.40s\"", word[0]);
}

// ok, gp or bus: of the nearest load above, else of the first below.
static int load_expectation(struct txn_parser *p, unsigned words, char **word, struct txn_expect *x) {
  x->load_fault = REGIME_FINE;
  while (words == 1 && x->load_fault <= REGIME_BUS_ERROR && strcmp(word[0], names_load_end(x->load_fault)->brief) != 0)
    x->load_fault++;
  if (words != 1 || x->load_fault > REGIME_BUS_ERROR) return txn_bad(p, "expect load wants ok, gp or bus");
  return 0;
}

static int attach_load(struct txn_parser *p, uint32_t index) {
  if (!p->latest_load) {
    if (p->early_load) return txn_bad(p, "the first load has an expectation already");
    p->early_load = index;
    return 0;
  }
  struct txn_op *load = &p->t->op[p->latest_load - 1];
  if (load->expect) return txn_bad(p, "the load of line %u has an expectation already", load->line);
  load->expect = index;
  return 0;
}

static int attach(struct txn_parser *p, uint8_t id, uint32_t index) {
  if (!p->latest[id]) {
    if (p->early[id]) return txn_bad(p, "id %u has an expectation already", id);
    p->early[id] = index;
    return 0;
  }
  struct txn_op *req = &p->t->op[p->latest[id] - 1];
  if (req->expect) return txn_bad(p, "the request of line %u has an expectation already", req->line);
  req->expect = index;
  return 0;
}

static int add(struct txn_parser *p, const struct txn_expect *x, uint8_t id, bool load) {
  struct txn *t = p->t;
  if (t->expects == p->expect_room) {
    p->expect_room = p->expect_room ? 2 * p->expect_room : 64;
    struct txn_expect *larger = realloc(t->expect, p->expect_room * sizeof *larger);
    if (!larger) return txn_bad(p, "out of memory");
    t->expect = larger;
  }
  t->expect[t->expects++] = *x;
  return load ? attach_load(p, (uint32_t)t->expects) : attach(p, id, (uint32_t)t->expects);
}

int txn_parse_expect(struct txn_parser *p, unsigned words, char **word) {
  struct txn_expect x = {.line = (uint32_t)textfile_number(p->text)};
  uint64_t id = 0;
  bool load = words > 0 && strcmp(word[0], "load") == 0;
  if (words < 2)
    return txn_bad(p, "expect wants ID ok [pa= shift= perm= type= global=] or ID fault=N [page|access|gp|bus]");
  if (load) return load_expectation(p, words - 1, word + 1, &x) ? LW_INPUT : add(p, &x, 0, true);
  if (txn_number(p, word[0], "id", TXN_IDS - 1, &id)) return LW_INPUT;
  const char *code = words_value(word[1], "fault");
  if (!code && strcmp(word[1], "ok")) return txn_bad(p, "\"%.40s\" is neither ok nor fault=N", word[1]);
  if (code && parse_fault(p, code, words - 2, word + 2, &x)) return LW_INPUT;
  for (unsigned i = 2; !code && i < words; i++)
    if (ok_word(p, word[i], &x)) return LW_INPUT;
  return add(p, &x, (uint8_t)id, false);
}
