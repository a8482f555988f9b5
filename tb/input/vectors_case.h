// One line of a vector file: what stands before the access, what others answered, and the
// comparison of an answer of ours with theirs. `lockwalk vectors` gives it the golden model's,
// `lockwalk run --vectors` the DUT's. The line formats are those of tests/data/README.md.
#ifndef TB_VECTORS_CASE_H
#define TB_VECTORS_CASE_H

#include <stddef.h>

#include "golden/walk.h"
#include "tb/text/error.h"

enum { VECTORS_PTES = 128, VECTORS_GROUPS = 8 };

struct vectors_pte {
  uint64_t addr, value;
};
struct vectors_list {
  unsigned count;
  struct vectors_pte pte[VECTORS_PTES];
};
const struct vectors_pte *vectors_find(const struct vectors_list *list, uint64_t addr); // NULL: not in it
bool vectors_set(struct vectors_list *list, uint64_t addr, uint64_t value);             // false: full

// Where memory ends and what PMP allows, as areas in ascending order. None: every address can be
// read and written.
struct vectors_area {
  uint64_t base, end;
  bool write;
};
enum { VECTORS_AREAS = 2 };

// What the file says. x86 kind 3 is `load_refused`; then nothing else has a meaning.
struct vectors_expected {
  bool load_refused;
  struct answer answer;
  bool has_global;                 // RISC-V lines say nothing about G ...
  bool has_page;                   // ... and where a table maps itself, nothing about the leaf
  bool has_level, has_reads;       // RISC-V only
  int level;                       // where the walk stopped; -1: before any read
  unsigned reads;                  // of distinct entries ...
  uint64_t read[WALK_MAX_STEPS];   // ... in order
  bool exact;                      // lazy and eager are equal, and nothing else will do. If not:
  bool ends_known;                 // they are what a lazy and an eager walk leave; else only bounds
  struct vectors_list lazy, eager; // entries changed; RISC-V: both are the W field
};

struct vectors_case {
  unsigned long number; // of the line
  struct regime regime; // PAE without a load: its pdpte are the registers
  struct request req;
  bool load;                    // PAE: a MOV CR3 reads and checks the PDPTEs first ...
  struct vectors_list before;   // ... from this memory; every other address reads as 0
  struct vectors_list rewrites; // stored between the load and the access
  unsigned areas;
  struct vectors_area area[VECTORS_AREAS];
  struct vectors_expected expected;
  char label[64];    // why, as the file has it; "" or the tags of x86
  const char *bad;   // the line is none: why
  const char *field; // of the first difference, or NULL; then
  char wanted[64], got[64];
};

// --- reading -------------------------------------------------------------------------------------
enum vectors_machine { VECTORS_RV32, VECTORS_RV64, VECTORS_X86, VECTORS_MACHINES };
enum vectors_machine vectors_machine(const struct vectors_case *c); // which build of the RTL has its format
struct vectors_file;
struct vectors_file *vectors_open(const char *path, struct lw_error *e); // plain or .zst
// 1: `c` is the next line. 0: the end. -1: `e` says "file:line: reason". Empty lines and those that
// begin with # are skipped.
int vectors_next(struct vectors_file *f, struct vectors_case *c, struct lw_error *e);
void vectors_close(struct vectors_file *f); // NULL is fine

// --- judging -------------------------------------------------------------------------------------
struct vectors_result {
  bool load_refused; // #GP at the load; nothing else counts
  struct answer answer;
  int level; // where the walk stopped, -1 before any read; VECTORS_NO_LEVEL: not known
  unsigned reads;
  uint64_t read[WALK_MAX_STEPS]; // accesses that memory granted, repeats dropped
  struct vectors_list changed;   // entries whose value is another than before the access
};
enum { VECTORS_NO_LEVEL = -2 };
// Notes a read unless it is one already.
void vectors_note_read(struct vectors_result *r, uint64_t addr);
// Which A and D bits are right where the file knows more than one way (x86, an access that faults).
enum vectors_order { VECTORS_LAZY, VECTORS_EAGER, VECTORS_BETWEEN };
// Every field that the line has. false: c->field, wanted and got say the first difference.
bool vectors_judge(struct vectors_case *c, const struct vectors_result *r, enum vectors_order order);

// The golden model's result. `record` is its walk (no steps when the load was refused).
void vectors_golden(const struct vectors_case *c, enum ad_order order, struct vectors_result *r,
                    struct walk_record *record);

// --- the parser's own ----------------------------------------------------------------------------
struct vectors_fields { // of a group, separated by spaces
  struct vectors_case *c;
  char *at;
};
void vectors_bad(struct vectors_case *c, const char *why); // the first reason stays
const char *vectors_word(struct vectors_fields *f);        // NULL at the end
// A missing or malformed field makes the line bad, for the reason `why`, and gives 0 (or `min`).
uint64_t vectors_hex(struct vectors_fields *f, const char *why, uint64_t max);
long vectors_dec(struct vectors_fields *f, const char *why, long min, long max);
// ADDRESS:VALUE to the end of the group.
void vectors_pairs(struct vectors_fields *f, unsigned bytes, struct vectors_list *list);
void vectors_end(struct vectors_fields *f);
// `group` are the parts of the line between the bars.
void vectors_riscv(struct vectors_case *c, char **group);                // 3 groups
void vectors_x86(struct vectors_case *c, char **group, unsigned groups); // 6 or 8

#endif
