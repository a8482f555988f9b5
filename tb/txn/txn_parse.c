#include "tb/txn/txn_parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPS_MAX = 1 << 25 };

int txn_bad(struct txn_parser *p, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  lw_vfail_line(p->e, textfile_path(p->text), textfile_number(p->text), fmt, args);
  va_end(args);
  return LW_INPUT;
}

int txn_number(struct txn_parser *p, const char *text, const char *what, uint64_t most, uint64_t *value) {
  if (!words_number(text, value)) return txn_bad(p, "%s \"%.40s\" is not a number", what, text);
  if (*value > most)
    return txn_bad(p, "%s %.40s is out of range (at most 0x%llx)", what, text, (unsigned long long)most);
  return 0;
}

struct txn_op *txn_add(struct txn_parser *p, enum txn_verb verb) {
  struct txn *t = p->t;
  if (t->ops == p->op_room) {
    p->op_room = p->op_room ? 2 * p->op_room : 256;
    struct txn_op *larger = p->op_room <= OPS_MAX ? realloc(t->op, p->op_room * sizeof *larger) : NULL;
    if (!larger) {
      txn_bad(p, "too many lines");
      return NULL;
    }
    t->op = larger;
  }
  struct txn_op *op = &t->op[t->ops++];
  memset(op, 0, sizeof *op);
  op->verb = (uint8_t)verb;
  op->line = (uint32_t)textfile_number(p->text);
  return op;
}

bool txn_page_exists(const struct txn_parser *p, uint64_t pa) {
  return page_list_word(&p->t->pages, pa);
}

static int add_page(struct txn_parser *p, uint64_t pa) {
  struct page_list *pages = &p->t->pages;
  if (pages->pages == TXN_PAGES_MAX) return txn_bad(p, "more than %d pages", TXN_PAGES_MAX);
  return page_list_add(pages, pa) ? 0 : txn_bad(p, "out of memory");
}

static int setup_line(struct txn_parser *p, const char *keyword) {
  return p->acting ? txn_bad(p, "\"%s\" must stand before the first line that acts", keyword) : 0;
}

int txn_parse_page(struct txn_parser *p, unsigned words, char **word) {
  uint64_t pa;
  if (setup_line(p, "page")) return LW_INPUT;
  if (words != 1) return txn_bad(p, "page wants one address");
  if (txn_number(p, word[0], "address", (1ull << 56) - 1, &pa)) return LW_INPUT;
  if (pa & 0xfff) return txn_bad(p, "page address %s is not 4 KiB aligned", word[0]);
  if (txn_page_exists(p, pa)) return txn_bad(p, "page %s stands here already", word[0]);
  return add_page(p, pa);
}

int txn_parse_pte(struct txn_parser *p, unsigned words, char **word) {
  uint64_t pa, value;
  if (setup_line(p, "pte")) return LW_INPUT;
  bool narrow = words == 3 && strcmp(word[2], "bytes=4") == 0;
  if (words != 2 && !narrow) return txn_bad(p, "pte wants an address and a value, then at most \"bytes=4\"");
  if (txn_number(p, word[0], "address", (1ull << 56) - 1, &pa) || txn_number(p, word[1], "value", UINT64_MAX, &value))
    return LW_INPUT;
  if (pa & (narrow ? 3 : 7)) return txn_bad(p, "address %s is not %d-byte aligned", word[0], narrow ? 4 : 8);
  if (narrow && value >> 32) return txn_bad(p, "value %s needs more than 4 bytes", word[1]);
  if (!txn_page_exists(p, pa) && add_page(p, pa)) return LW_INPUT;
  page_list_write(&p->t->pages, pa, value, narrow ? 4 : 8);
  return 0;
}

static int dispatch(struct txn_parser *p, const char *keyword, unsigned words, char **word) {
  static const struct {
    const char *keyword;
    int (*parse)(struct txn_parser *p, unsigned words, char **word);
  } table[] = {{"page", txn_parse_page}, {"pte", txn_parse_pte},           {"config", txn_parse_config},
               {"seed", txn_parse_seed}, {"memory", txn_parse_memory},     {"regime", txn_parse_regime},
               {"cr3", txn_parse_cr3},   {"controls", txn_parse_controls}, {"expect", txn_parse_expect},
               {"saw", txn_parse_saw}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (strcmp(keyword, table[i].keyword) == 0) return table[i].parse(p, words, word);
  int code = txn_parse_action(p, keyword, words, word);
  return code < 0 ? txn_bad(p, "unknown keyword \"%.40s\"", keyword) : code;
}

static int parse_line(struct txn_parser *p, char *line) {
  char *word[WORDS_MAX];
  unsigned words = words_split(line, word);
  if (words == 0) return 0;
  if (words > WORDS_MAX) return txn_bad(p, "more than %d words", WORDS_MAX);
  if (!p->header) {
    if (words != 2 || strcmp(word[0], "txn") || strcmp(word[1], "1"))
      return txn_bad(p, "not a transaction file: the first line is not \"txn 1\"");
    p->header = true;
    return 0;
  }
  if (p->ended && strcmp(word[0], "expect") && strcmp(word[0], "saw"))
    return txn_bad(p, "only expect and saw lines may follow \"end\"");
  return dispatch(p, word[0], words - 1, word + 1);
}

static int parse_end(struct txn_parser *p) {
  struct txn *t = p->t;
  if (!p->header) return txn_bad(p, "not a transaction file: the first line is not \"txn 1\"");
  if (!p->ended && p->partial && !txn_add(p, TXN_END)) return LW_INPUT;
  if (!p->ended && !p->partial)
    return txn_bad(p, "the file ends without \"end\" (cut off? `replay --partial` takes it)");
  if (!p->has_regime) return txn_bad(p, "no regime line");
  for (unsigned id = 0; id < TXN_IDS; id++)
    if (p->early[id])
      return lw_fail(p->e, LW_INPUT, "%s:%u: no request has id %u", textfile_path(p->text),
                     t->expect[p->early[id] - 1].line, id);
  if (p->early_load)
    return lw_fail(p->e, LW_INPUT, "%s:%u: no regime line loads PDPTEs", textfile_path(p->text),
                   t->expect[p->early_load - 1].line);
  // Until a memory line names the port's seed it is the run's.
  if (!p->initial_seeded) t->memory.port.seed = t->seed;
  for (size_t i = 0; i < t->ops && !(p->has_port_seed && i >= p->seeded_from); i++)
    if (t->op[i].verb == TXN_MEMORY) t->op[i].u.memory.port.seed = t->seed;
  t->image = page_list_image(&t->pages);
  return 0;
}

static int parse_file(struct txn_parser *p) {
  char *line;
  int more;
  while ((more = textfile_line(p->text, &line, p->e)) > 0)
    if (!(p->partial && textfile_torn(p->text)) && parse_line(p, line)) return LW_INPUT;
  return more < 0 ? LW_INPUT : parse_end(p);
}

static struct txn *open_file(const char *path, bool partial, struct lw_error *e) {
  struct lw_error ignored;
  struct txn_parser p = {.e = e ? e : &ignored, .partial = partial};
  p.text = textfile_open(path, p.e);
  if (!p.text) return NULL;
  p.t = calloc(1, sizeof *p.t);
  int code = p.t && (p.t->path = strdup(path)) ? 0 : lw_fail(p.e, LW_INPUT, "%s: out of memory", path);
  if (code == 0) {
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): lw_fail never returns 0
    p.t->config = (struct mmu_config){ARCH_RISCV, MMU_TLB_ENTRIES, MMU_PWC_ENTRIES, MMU_MISS_DEPTH, 0};
    p.t->seed = 1;
    p.memory.port.latency_min = p.memory.port.latency_max = 4;
    p.t->memory = p.memory;
    code = parse_file(&p);
  }
  textfile_close(p.text);
  if (code == 0) {
    txn_play(p.t);
    return p.t;
  }
  txn_close(p.t);
  return NULL;
}

struct txn *txn_open(const char *path, struct lw_error *e) {
  return open_file(path, false, e);
}
struct txn *txn_open_partial(const char *path, struct lw_error *e) {
  return open_file(path, true, e);
}

const struct ram_image *txn_image(const struct txn *t) {
  return &t->image;
}
const struct regime *txn_first_regime(const struct txn *t) {
  return &t->first_regime;
}
uint64_t txn_seed(const struct txn *t) {
  return t->seed;
}
const struct stim_memory *txn_memory(const struct txn *t) {
  return &t->memory;
}
const struct stim_map *txn_map(const struct txn *t) {
  return &t->first_map;
}
struct mmu_config txn_config(const struct txn *t) {
  return t->config;
}
struct stim *txn_stim(struct txn *t) {
  return &t->stim;
}

void txn_close(struct txn *t) {
  if (!t) return;
  page_list_free(&t->pages);
  free(t->op);
  free(t->saw);
  free(t->expect);
  free(t->map);
  free(t->path);
  free(t);
}
