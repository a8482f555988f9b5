// Transactions as text: the directed test, the recording, the regression file and the bug report
// are one format. tb/txn/README.md has the grammar.
#ifndef TB_TXN_H
#define TB_TXN_H

#include <stdio.h>
#include "csim/ram.h"
#include "tb/engine/event.h"

// A parsed file: an image of the pages it starts with, and a stimulus that plays it.
struct txn;
struct txn *txn_open(const char *path, struct lw_error *e); // one line: file:line: reason; exit code 5
// The same of a file that was cut off (what a killed run leaves behind): a torn last line is
// dropped, and the file ends where it was cut.
struct txn *txn_open_partial(const char *path, struct lw_error *e);
const struct ram_image *txn_image(const struct txn *t);
const struct regime *
txn_first_regime(const struct txn *t); // the regime of the first `regime` line: gives arch and format
uint64_t txn_seed(const struct txn *t);
const struct stim_memory *txn_memory(const struct txn *t); // the first `memory` line's, or the defaults
const struct stim_map *txn_map(const struct txn *t);       // likewise
struct mmu_config txn_config(const struct txn *t);
struct stim *txn_stim(struct txn *t);
void txn_close(struct txn *t);

// A sink that writes a run down so that txn_open replays it alike: beside the target, renamed on
// close. `image` outlives it.
struct txn_recorder;
struct txn_begin { // what a recording begins with
  const struct ram_image *image;
  struct mmu_config config;
  uint64_t seed;
  struct stim_memory memory;
  struct stim_map map;
  const char *comment; // may be NULL
};
struct txn_recorder *txn_record_open(const char *path, const struct txn_begin *begin, struct lw_error *e);
struct sink txn_record_sink(struct txn_recorder *r);
// Also what the DUT shows, as `saw` lines: golden can then judge the file without a DUT.
struct sink txn_record_all_sink(struct txn_recorder *r);
void txn_print_saw(uint64_t clock, const struct mmu_out *out, char *text, size_t size);
// A line of text as it is, after all that was recorded before; NULL: only what was recorded is put
// in order.
void txn_record_line(struct txn_recorder *r, const char *line);
int txn_record_close(struct txn_recorder *r, bool keep, struct lw_error *e); // keep=false: nothing is left behind
#endif
