// One line of a vector file: its memory, its fields, and what came of it. Shared by vectors*.c only.
#ifndef TB_VECTORS_CASE_H
#define TB_VECTORS_CASE_H

#include <stddef.h>

#include "golden/walk.h"

enum { VECTORS_PTES = 64, VECTORS_GROUPS = 8 };

struct vectors_pte {
  uint64_t addr, value, before;
};
// What the line lists; every other address reads as 0. `limit`: physical addresses where rights change, per the README.
struct vectors_memory {
  unsigned count;
  struct vectors_pte pte[VECTORS_PTES];
  uint64_t no_access, read_only, nothing; // start of the area without access, of the read-only one, of no memory
};
struct phys vectors_phys(struct vectors_memory *memory);

enum vectors_outcome { VECTORS_PASS, VECTORS_FAIL, VECTORS_NOT_COVERED, VECTORS_BAD };
struct vectors_case {
  struct regime regime;
  struct request req;
  struct vectors_memory memory;
  struct walk_record record;
  const char *bad;   // VECTORS_BAD: why
  const char *field; // VECTORS_FAIL: which one, and
  char expected[256], got[256];
};

// Fields of a group, separated by spaces. A missing or malformed one sets c->bad (the first time) and gives 0.
struct vectors_fields {
  struct vectors_case *c;
  char *at;
};
const char *vectors_word(struct vectors_fields *f); // NULL at the end
uint64_t vectors_hex(struct vectors_fields *f, const char *name, uint64_t max);
long vectors_dec(struct vectors_fields *f, const char *name, long min, long max);
// ADDRESS:VALUE; false at the end of the group or when malformed.
bool vectors_pair(struct vectors_fields *f, unsigned bytes, struct vectors_pte *pte);
void vectors_end(struct vectors_fields *f);
// The memory before: pairs up to the end of the group.
void vectors_load(struct vectors_fields *f, unsigned bytes);

// Notes a difference of the field `name` when there is none yet and the two differ.
void vectors_same(struct vectors_case *c, const char *name, uint64_t expected, uint64_t got);

// `group` are the parts of the line between the bars.
enum vectors_outcome vectors_riscv(struct vectors_case *c, char **group);
enum vectors_outcome vectors_x86(struct vectors_case *c, char **group);

#endif
