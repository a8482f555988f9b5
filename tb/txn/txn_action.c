// Lines that act on a clock: store, req, wait, drain, at, end. Fences are in txn_fence.c, regimes
// in txn_regime.c.
#include <stdlib.h>
#include <string.h>

#include "tb/text/names.h"
#include "tb/txn/txn_parse.h"

static int find_word(const char *word, const char *const *names, unsigned n) {
  for (unsigned i = 0; i < n; i++)
    if (strcmp(word, names[i]) == 0) return (int)i;
  return -1;
}

static int parse_id(struct txn_parser *p, const char *text, uint8_t *id) {
  uint64_t n;
  if (txn_number(p, text, "id", TXN_IDS - 1, &n)) return LW_INPUT;
  *id = (uint8_t)n;
  return 0;
}

static int parse_store(struct txn_parser *p, unsigned words, char **word) {
  uint64_t pa, value;
  bool narrow = words > 2 && strcmp(word[2], "bytes=4") == 0;
  if (narrow && words-- == 4) word[2] = word[3];
  bool added = words == 3 && strcmp(word[2], "new") == 0; // the page comes to be with this store
  if (words != 2 && !added)
    return txn_bad(p, "store wants an address and a value, then at most \"bytes=4\" and \"new\"");
  if (txn_number(p, word[0], "address", (1ull << 56) - 1, &pa) || txn_number(p, word[1], "value", UINT64_MAX, &value))
    return LW_INPUT;
  if (pa & (narrow ? 3 : 7)) return txn_bad(p, "address %s is not %d-byte aligned", word[0], narrow ? 4 : 8);
  if (narrow && value >> 32) return txn_bad(p, "value %s needs more than 4 bytes", word[1]);
  if (!added && !txn_page_exists(p, pa))
    return txn_bad(p, "store to %s: no such page (name it with page or pte)", word[0]);
  struct txn_op *op = txn_add(p, TXN_STORE);
  if (!op) return LW_INPUT;
  op->u.store.pa = pa;
  op->u.store.value = value;
  op->u.store.bytes = narrow ? 4 : 8;
  return 0;
}

static int add_clocks(struct txn_parser *p, enum txn_verb verb, uint64_t n) {
  struct txn_op *op = txn_add(p, verb);
  if (!op) return LW_INPUT;
  op->u.clocks = n;
  p->clock_at_least = verb == TXN_AT ? n : p->clock_at_least + n;
  return 0;
}

// after ID | answered ID | at +N
static int parse_condition(struct txn_parser *p, char **word) {
  uint64_t n;
  uint8_t id;
  if (strcmp(word[0], "at") == 0) {
    if (word[1][0] != '+') return txn_bad(p, "at of a request wants +CLOCKS");
    return txn_number(p, word[1] + 1, "clocks", 1u << 30, &n) ? LW_INPUT : add_clocks(p, TXN_WAIT, n);
  }
  bool answered = strcmp(word[0], "answered") == 0;
  if (!answered && strcmp(word[0], "after")) return txn_bad(p, "\"%.40s\" is not after, at or answered", word[0]);
  if (parse_id(p, word[1], &id)) return LW_INPUT;
  if (!p->latest[id]) return txn_bad(p, "no request above has id %u", id);
  struct txn_op *op = txn_add(p, answered ? TXN_ANSWERED : TXN_ACCEPTED);
  if (!op) return LW_INPUT;
  op->id = id;
  return 0;
}

static int parse_req(struct txn_parser *p, unsigned words, char **word) {
  struct request req;
  uint8_t id;
  if (words != 4 && words != 6)
    return txn_bad(p, "req wants ID load|store|fetch user|supervisor|implicit VA [after ID | at +N | answered ID]");
  if (!p->has_regime) return txn_bad(p, "a request before the first regime line is never accepted");
  if (parse_id(p, word[0], &id)) return LW_INPUT;
  if (!names_access_find(word[1], &req.access) || req.access > ACCESS_FETCH)
    return txn_bad(p, "access \"%.40s\" is not load, store or fetch", word[1]);
  if (!names_privilege_find(word[2], &req))
    return txn_bad(p, "privilege \"%.40s\" is not user, supervisor or implicit", word[2]);
  if (req.implicit && p->t->config.arch != ARCH_X86) return txn_bad(p, "implicit accesses are x86's");
  if (txn_number(p, word[3], "va", p->t->config.xlen == 32 ? UINT32_MAX : UINT64_MAX, &req.va)) return LW_INPUT;
  if (words == 6 && parse_condition(p, word + 4)) return LW_INPUT;
  struct txn_op *op = txn_add(p, TXN_REQUEST);
  if (!op) return LW_INPUT;
  op->id = id;
  op->u.req = req;
  op->expect = p->early[id];
  p->early[id] = 0;
  p->latest[id] = p->t->ops;
  return 0;
}

static int parse_wait(struct txn_parser *p, unsigned words, char **word) {
  uint64_t n;
  if (words != 1) return txn_bad(p, "wait wants a number of clocks");
  return txn_number(p, word[0], "clocks", 1u << 30, &n) ? LW_INPUT : add_clocks(p, TXN_WAIT, n);
}

static int parse_at(struct txn_parser *p, unsigned words, char **word) {
  uint64_t n;
  if (words != 1) return txn_bad(p, "at wants a clock");
  if (txn_number(p, word[0], "clock", 1ull << 48, &n)) return LW_INPUT;
  if (n < p->clock_at_least)
    return txn_bad(p, "clock %s is in the past (the lines above reach clock %llu)", word[0],
                   (unsigned long long)p->clock_at_least);
  return add_clocks(p, TXN_AT, n);
}

static int parse_drain(struct txn_parser *p, unsigned words, char **word) {
  if (words) return txn_bad(p, "drain stands alone, \"%.40s\" follows", word[0]);
  return txn_add(p, TXN_DRAIN) ? 0 : LW_INPUT;
}

static int parse_end(struct txn_parser *p, unsigned words, char **word) {
  if (words) return txn_bad(p, "end stands alone, \"%.40s\" follows", word[0]);
  p->ended = true;
  return txn_add(p, TXN_END) ? 0 : LW_INPUT;
}

int txn_parse_action(struct txn_parser *p, const char *keyword, unsigned words, char **word) {
  static const char *const keywords[] = {"store", "req", "wait", "at", "drain", "end"};
  static int (*const parse[])(struct txn_parser *, unsigned, char **) = {parse_store, parse_req,   parse_wait,
                                                                         parse_at,    parse_drain, parse_end};
  int i = find_word(keyword, keywords, sizeof keywords / sizeof *keywords);
  if (i < 0) return txn_parse_fence(p, keyword, words, word);
  p->acting = true;
  return parse[i](p, words, word);
}
