// The permission cube: every combination of what decides whether an access is allowed, each once,
// the DUT's answer against walk(). RISC-V: the low byte of the entry at each level x access x
// privilege x SUM x MXR x ADUE. x86: P, R/W, U/S, PS and XD of two entries on the path x NXE
// (two-level: x PSE) x WP x SMEP x SMAP x AC x keys x access.
#ifndef TB_CUBE_H
#define TB_CUBE_H

#include "tb/engine/event.h"

enum { CUBE_WORDS = 12 };
struct cube_word {
  uint64_t addr, value;
};
struct cube_cell {
  struct regime regime;
  struct request req;
  unsigned words; // of the tables; every other address reads as 0
  struct cube_word word[CUBE_WORDS];
};
// A format's cube. Cells come in runs that share their tables; the DUT forgets everything where a
// run begins. A second pass asks the TLB: runs whose entry can be there are made again, one access
// at a time, after one that fills it.
struct cube {
  enum format_id format;
  uint64_t cells;
  uint64_t run, again; // cells of a run in the first and in the second pass
  void (*cell)(const struct cube *c, uint64_t i, struct cube_cell *out);
  // Is the run that begins with cell i made again? Then `prime` is an access that is allowed.
  bool (*prime)(const struct cube *c, uint64_t i, struct cube_cell *prime);
  void (*text)(const struct cube *c, uint64_t i, char *text, size_t size); // what the cell is
};
struct cube cube_riscv(enum format_id format);
struct cube cube_x86(enum format_id format);

// Formats with tables that the MMU has.
bool cube_has(enum format_id format);
// The regime that the run starts with: everything that varies is off.
struct regime cube_regime(enum format_id format);
// Where the table of a level lies. x86: aligned to the largest page, so that a pointer is a good
// large page too.
uint64_t cube_table(enum format_id format, unsigned level);
uint64_t cube_address(enum format_id format);              // the one that is asked for; another index at each level
uint64_t cube_slot(enum format_id format, unsigned level); // of its entry there
void cube_put(struct cube_cell *c, uint64_t addr, uint64_t value);

struct cube_tally {
  uint64_t cells, equal; // asked, each once; equal to walk() in answer and entries written
  uint64_t again;        // answers of the second pass, equal too ...
  uint64_t hits;         // ... without a read of the tables
};
// The tally outlives it. NULL: `e` says why.
struct stim *cube_open(enum format_id format, struct cube_tally *tally, struct lw_error *e);
struct sink cube_sink(struct stim *s); // it watches the port

#endif
