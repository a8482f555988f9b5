// A walk taken apart: the address cut into indices, each entry with its bits by name, what was
// checked and what failed. Text, JSON (explain_json.h), HTML and the mismatch record print the same
// tree.
#ifndef TB_EXPLAIN_H
#define TB_EXPLAIN_H

#include <stdio.h>

#include "golden/walk.h"

enum explain_state { EXPLAIN_PASSED, EXPLAIN_FAILED, EXPLAIN_NOT_REACHED };
struct explain_field {
  const char *name; // "V" "R/W" "PPN" "reserved"
  uint8_t low, bits;
  uint64_t value;
  bool bad; // it is why the walk ended in a fault
};
struct explain_check {
  const char *what, *clause;
  char found[128];
  enum explain_state state;
};
enum { EXPLAIN_FIELDS = 20, EXPLAIN_CHECKS = 8, EXPLAIN_ROWS = WALK_MAX_STEPS + 1 };
struct explain_row {
  uint8_t level;
  const char *name, *linux_name; // "PML4E" (RISC-V: "PTE"), "pgd"
  uint8_t index_low, index_bits; // the address bits that are the index
  unsigned index;
  uint64_t table, addr, value; // of the table, and of the entry in it
  bool in_register;            // PAE's PDPTE: addr is where a load reads it
  bool refused;                // memory gave no value
  bool updated;                // A or D written:
  uint64_t written;
  struct pte_meaning meaning; // if not refused
  unsigned fields, checks;
  struct explain_field field[EXPLAIN_FIELDS];
  struct explain_check check[EXPLAIN_CHECKS];
};
struct explain_tree {
  struct regime regime;
  struct request req;
  const struct format *format;
  uint64_t va;                // that is translated: without what LAM masks
  struct explain_check entry; // before any table: is the address one that can be translated?
  unsigned rows;
  struct explain_row row[EXPLAIN_ROWS];
  enum reason reason;
  const char *why, *clause;
  struct answer answer;
};

// The regime's format is a real row.
void explain_build(struct explain_tree *t, const struct regime *regime, const struct request *req,
                   const struct walk_record *walk);

// One entry on its own, as far as it can be decoded: fields and meaning.
void explain_entry(struct explain_row *row, const struct regime *regime, uint8_t level, uint64_t value);

// --- as text -------------------------------------------------------------------------------------
enum {
  EXPLAIN_COLOUR = 1, // ANSI colours
  EXPLAIN_ALL = 2     // every check, not only the one that failed; and the address cut into indices
};
void explain_text(const struct explain_tree *t, const char *indent, unsigned flags, FILE *out);
// One entry: its bits, then what it means. No colours.
void explain_entry_text(const struct regime *regime, uint8_t level, uint64_t value, FILE *out);
// EXPLAIN_COLOUR on a terminal without NO_COLOR, else 0.
unsigned explain_colour(FILE *out);

// --- as one page without outside parts: the address, the tables and the way through them. `title` is escaped here. ---
void explain_html(const struct explain_tree *t, const char *title, FILE *out);

#endif
