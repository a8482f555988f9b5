// Kinds of stimulus. A kind is a row of the list below and `const struct stim_kind kind_NAME` in
// the file that plays it: from there come what opens it, the options that repeat it, and what is
// told of it when it is over. What decides a run of a kind is its member of the union in struct
// stim_spec; what it counts, its member of union stim_tally.
#ifndef TB_KIND_H
#define TB_KIND_H

#include <stdio.h>

#include "tb/engine/engine.h"
#include "tb/input/image.h"
#include "tb/stim/cube.h"
#include "tb/stim/random.h"
#include "tb/stim/stim_vectors.h"

#define STIM_KINDS(ROW)                                                                                                \
  ROW(IMAGE, kind_image)                                                                                               \
  ROW(WALKS, kind_walks)                                                                                               \
  ROW(RANDOM, kind_random)                                                                                             \
  ROW(TXN, kind_txn)                                                                                                   \
  ROW(VECTORS, kind_vectors)                                                                                           \
  ROW(CUBE, kind_cube)

#define STIM_KIND_INDEX(NAME, row) STIM_##NAME,
enum stim_kind_index { STIM_KINDS(STIM_KIND_INDEX) STIM_KIND_COUNT };

struct stim_spec {
  enum stim_kind_index kind;
  union {
    struct { // every leaf of an image, or the addresses of a .gva2gpa file
      const char *path, *expect;
      struct dump_options dump; // how the image is read
    } image;
    struct { // a log over an image
      const char *path, *after, *log;
      struct dump_options dump;
      uint64_t changed; // requests that may equal neither table
    } walks;
    struct {
      enum format_id format;
      uint64_t transactions;
    } random;
    struct {
      const char *path;
      bool partial; // it may have been cut off
      bool no_dut;  // golden judges what the file says the DUT showed
    } txn;
    struct {
      const char *path;
      enum vectors_machine machine; // which of its lines,
      unsigned long line;           // and just one of them, or 0
    } vectors;
    struct {
      enum format_id format;
    } cube;
  } of;
};
union stim_tally {
  struct image_tally image;
  struct walks_tally walks;
  struct random_tally random;
  struct stim_vectors_tally vectors;
  struct cube_tally cube;
};

// What a command line or a list of jobs says, before it is clear what it is.
struct stim_asked {
  const char *image, *expect, *after, *walks, *txn, *vectors; // paths
  struct dump_options dump;
  uint64_t changed, transactions;
  enum format_id format;
  unsigned long line;
};

// For whom it is opened.
struct stim_for {
  uint64_t seed;
  const struct profile *profile;
  bool fitted;             // a profile was given, by the user or the plugin
  union stim_tally *tally; // outlives what is opened
};
// What a run of it begins with. The caller has set the defaults.
struct stim_opened {
  struct stim *stim;
  struct sink sink; // of the stimulus, to watch the port; all zero: none
  const struct ram_image *image;
  struct regime regime;
  struct stim_memory memory;
  struct stim_map map;
  struct mmu_config config;
  bool config_told;          // the file says it; else its architecture is that of the regime
  const struct dut_ops *dut; // in the place of a DUT, when spec says no_dut
  char format[16];           // as the table shows it; "": the regime's
  unsigned count_every;      // as in struct engine_config
  size_t golden_pairs;
  void *own[3]; // what `close` closes
};

struct stim_kind {
  const char *option; // of `run`: the one that asks for it; NULL: none, or another kind's
  // Is it asked for? Then `take` fills in the spec, or says what is missing.
  bool (*asked)(const struct stim_asked *asked);
  const char *(*take)(const struct stim_asked *asked, struct stim_spec *spec);
  // 0, or an exit code with a line in `e`; then, too, `close` is due.
  int (*open)(const struct stim_spec *spec, const struct stim_for *who, struct stim_opened *o, struct lw_error *e);
  void (*close)(struct stim_opened *o);
  void (*again)(const struct stim_spec *spec, FILE *out); // sub-command and options that repeat it
  // A line about a run of that name; NULL: nothing to tell.
  void (*tell)(const char *name, const struct stim_spec *spec, const union stim_tally *tally,
               const struct run_stats *stats, FILE *out);
  const char *(*file)(const struct stim_spec *spec, unsigned i); // the i-th that is read; NULL past the last
};
const struct stim_kind *stim_kind(const struct stim_spec *spec);

// Fills in what is asked for, or says why it is not one run ("give one of ...").
const char *stim_take(const struct stim_asked *asked, struct stim_spec *spec);
// Parts of the kinds that begin with an image.
const char *stim_walks_take(const struct stim_asked *asked, struct stim_spec *spec);
struct image *stim_image_begin(const char *path, const struct dump_options *dump, const struct stim_for *who,
                               struct stim_opened *o, struct lw_error *e);
// Is there no DUT, but a file that says what one showed?
static inline bool stim_no_dut(const struct stim_spec *spec) {
  return spec->kind == STIM_TXN && spec->of.txn.no_dut;
}
// Memory as it is over images and vectors: quick, and not always ready.
static inline struct stim_memory stim_image_memory(uint64_t seed) {
  return (struct stim_memory){.port = {.seed = seed, .latency_min = 2, .latency_max = 9, .backpressure = 1}};
}

#endif
