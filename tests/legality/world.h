// One case being played on one judge: memory as software wrote it, the maps laid out in it, the
// requests in flight. Nothing here comes from golden/: tables are encoded from named bits, and the
// answers that a question expects are made from the same names.
#ifndef TESTS_LEGALITY_WORLD_H
#define TESTS_LEGALITY_WORLD_H

#include "tb/face/golden.h"
#include "tests/legality/table.h"
#include "tests/legality/words.h"

enum { LEVELS = 5, MAPS = 12, VERSIONS = 8, TABLES = 48, MEMORY_WORDS = 512, FLIGHTS = 64, ROOTS = 4 };

// How an address is cut up.
struct shape {
  const char *name;
  int arch;
  unsigned levels, index_bits, bytes;
};
// A page-table entry by the names of its bits. `set` is xored in last: what no name says.
struct pte {
  bool leaf;
  uint64_t pa; // of the page or of the table below
  uint64_t set;
  uint8_t v, r, w, x, u, g, a, d, n, pbmt, key, pat, pcd, pwt;
};
struct entry {
  uint64_t addr;
  struct pte pte;
};
// What software made of a map, one after another: the path from the root to the leaf.
struct version {
  const struct shape *shape;
  unsigned leaf; // its level
  struct entry level[LEVELS];
};
struct map {
  char name[16];
  uint64_t va;
  bool group; // all sixteen entries of a NAPOT group are written alike
  unsigned versions;
  struct version version[VERSIONS];
};

// A table that was laid out, by what leads to it.
struct placed {
  uint64_t root, prefix, addr;
  unsigned level;
};
struct flight {
  bool used;
  struct lw_request request;
  const struct map *map; // NULL: a bare address
};

struct world {
  struct lw_judge *judge;
  int arch;
  uint32_t options;         // of lw_judge_open
  char profile[LINE_BYTES]; // lw_judge_open's, without its first line; empty: none
  bool hidden, trace;
  const struct shape *shape;
  struct lw_regime regime;
  struct {
    uint64_t addr, value;
  } memory[MEMORY_WORDS];
  struct {
    char name[16];
    uint64_t addr;
  } root[ROOTS];
  struct map map[MAPS];
  struct placed table[TABLES];
  struct flight flight[FLIGHTS];
  unsigned words, roots, maps, tables, fresh_tables;
  // Why the case cannot be played on; the first reason stays. `broken`: the table is wrong, rather
  // than the library.
  char error[LINE_BYTES];
  bool broken;
};

// The table is wrong (_broken), or the library answers what it should not (_failed). Both false.
bool world_broken(struct world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool world_failed(struct world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

// memory.c. _write changes memory alone; _store is software's and told to the judge.
uint64_t world_read(const struct world *w, uint64_t addr);
bool world_write(struct world *w, uint64_t addr, uint64_t value);
bool world_store(struct world *w, uint64_t addr, uint64_t value);

// layout.c
const struct shape *layout_shape(const char *name);
unsigned layout_shift(const struct shape *s, unsigned level);
// The entry of `level` for `va`, in the table that `in` stands in.
uint64_t layout_sibling(const struct shape *s, uint64_t in, uint64_t va, unsigned level);
bool layout_root(struct world *w, const char *name, uint64_t *out);
struct map *layout_find(struct world *w, const char *name, size_t length);
bool layout_map(struct world *w, struct words *words);   // map NAME SIZE va= pa= ...
bool layout_set(struct world *w, struct words *words);   // set NAME KEY=...
bool layout_swing(struct world *w, struct words *words); // swing NAME LEVEL pa= ...: LEVEL points to a new table
bool layout_lift(struct world *w, struct words *words);  // lift NAME LEVEL pa= ...: LEVEL becomes a leaf
// NAME[@VERSION][+OFFSET].LEVEL: an entry; its value is memory's, or the version's if one is named.
bool layout_entry(struct world *w, const char *word, uint64_t *addr, uint64_t *value);
// NAME[+OFFSET] or a number; `map` is NULL for a number.
bool layout_address(struct world *w, const char *word, uint64_t *va, const struct map **map);

// pte.c
uint64_t pte_encode(const struct world *w, const struct pte *p, unsigned level);
struct pte pte_fresh(const struct world *w, bool leaf);
// Takes KEY=VALUE where KEY is a bit's name; sets `level` if a digit follows the name.
bool pte_take(struct world *w, struct words *words, struct version *v);
uint64_t pte_bits(const struct world *w, const char *name); // "a": the mask of A; 0 if unknown

// answer.c: the words after `=`, for a request.
bool answer_of(const struct world *w, const struct version *v, const struct lw_request *q, struct lw_answer *out);
bool answer_read(struct world *w, struct words *words, const struct flight *f, struct lw_answer *out);

// event.c
bool event_play(struct world *w, struct words *words);
bool event_request(struct world *w, struct words *words, unsigned id); // [load ...] [user ...] NAME
bool event_read(struct world *w, uint64_t addr, bool refused);
bool event_walk(struct world *w, const struct map *m, uint64_t va, bool honest);
bool event_update_of(struct world *w, struct words *words, uint64_t *addr, uint64_t *old, uint64_t *desired);

// fence.c: true and *done if the line was a fence.
bool fence_play(struct world *w, struct words *words, bool *done);
bool regime_play(struct world *w, struct words *words);

// ask.c: a question. *got: 1 legal, 0 illegal.
bool ask(struct world *w, struct words *words, int *got);

// play.c. judge_open: as the case's options and profile want it.
bool judge_open(struct world *w);
struct question {
  const struct kase *kase;
  unsigned line;   // of the case's lines
  unsigned number; // in its case, from 1
  bool legal;      // expected
  char kind[12], clause[60], text[LINE_BYTES];
};
enum verdict { PASSED, FAILED, BROKEN };
// True if this line of the case is a question. *broken: it looks like one and is none.
bool play_question(const struct kase *k, unsigned line, struct question *q, bool *broken);
// Plays the case up to the question on a judge of its own, and asks. `why`: of FAILED and BROKEN,
// and the line that it is about.
enum verdict play(const struct question *q, bool trace, char *why, unsigned *at);

#endif
