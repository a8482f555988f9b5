// The parser of .txn files, a file for each kind of line.
#ifndef TB_TXN_PARSE_H
#define TB_TXN_PARSE_H

#include "tb/text/textfile.h"
#include "tb/txn/txn_ops.h"
#include "tb/text/words.h"

enum { TXN_PAGES_MAX = 16384 };

struct txn_parser {
  struct txn *t;
  struct textfile *text;
  struct lw_error *e;
  size_t saw_room;
  size_t op_room, expect_room, map_room;
  bool partial; // the file may have been cut off
  bool header, has_arch, has_memory, has_port_seed, initial_seeded, has_regime, has_xlen, has_map, acting, ended;
  size_t seeded_from;        // ops from here on know the port's seed, if has_port_seed
  struct stim_memory memory; // as the lines so far leave it
  struct stim_map map;       // likewise
  struct regime regime;      // likewise
  uint64_t clock_at_least;   // no line so far happens later for certain
  unsigned errors;           // addresses that answer error
  uint64_t error_addr[MEMPORT_ERRORS];
  size_t latest[TXN_IDS];  // 1 + index of the latest request with the id
  uint32_t early[TXN_IDS]; // 1 + index of an expectation whose request is still to come
  size_t latest_load;      // likewise for PAE loads
  uint32_t early_load;
};

// "file:line: reason"; returns LW_INPUT.
int txn_bad(struct txn_parser *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
// A number of at most `most`, or a bad line that names `what`.
int txn_number(struct txn_parser *p, const char *text, const char *what, uint64_t most, uint64_t *value);
struct txn_op *txn_add(struct txn_parser *p, enum txn_verb verb); // NULL: bad line is told
int txn_set_arch(struct txn_parser *p, const char *text);         // "riscv", "x86"
int txn_add_fence(struct txn_parser *p, enum txn_verb verb, const struct fence *fence);
bool txn_page_exists(const struct txn_parser *p, uint64_t pa);

// Each handles the words after its keyword: 0 or LW_INPUT.
int txn_parse_page(struct txn_parser *p, unsigned words, char **word);
int txn_parse_pte(struct txn_parser *p, unsigned words, char **word);
int txn_parse_config(struct txn_parser *p, unsigned words, char **word);
int txn_parse_seed(struct txn_parser *p, unsigned words, char **word);
int txn_parse_memory(struct txn_parser *p, unsigned words, char **word);
int txn_parse_regime(struct txn_parser *p, unsigned words, char **word);
int txn_parse_cr3(struct txn_parser *p, unsigned words, char **word);
int txn_parse_controls(struct txn_parser *p, unsigned words, char **word);
int txn_parse_saw(struct txn_parser *p, unsigned words, char **word);
int txn_parse_expect(struct txn_parser *p, unsigned words, char **word);
// Fences of every kind, and the other lines that act. -1: no such keyword.
int txn_parse_fence(struct txn_parser *p, const char *keyword, unsigned words, char **word);
int txn_parse_action(struct txn_parser *p, const char *keyword, unsigned words, char **word);

#endif
