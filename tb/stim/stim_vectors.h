// The lines of a vector file through the DUT: memory of the line by stores, regime, a full fence,
// PAE's load where the line has one, the request, and what came of it against the file's own
// answer.
#ifndef TB_STIM_VECTORS_H
#define TB_STIM_VECTORS_H

#include "tb/engine/event.h"
#include "tb/input/vectors_case.h"

// Why the RTL cannot run a line that the golden model runs.
enum vectors_skip { VECTORS_SHADOW_STACK, VECTORS_UNLOADABLE, VECTORS_SKIPS };
const char *vectors_skip_name(enum vectors_skip s);

struct stim_vectors_tally {
  uint64_t lines; // for the machine
  uint64_t equal; // run, and equal in every field
  uint64_t skipped[VECTORS_SKIPS];
};

// Runs the file's lines for one machine; `only`: just the line of that number, or 0. The tally and
// what `vectors_open` needs of the path outlive it. NULL: `e` says why.
struct stim *stim_vectors_open(const char *path, enum vectors_machine machine, unsigned long only,
                               struct stim_vectors_tally *tally, struct lw_error *e);
// It watches the port: which entries are read and written.
struct sink stim_vectors_sink(struct stim *s);
// "rv32", "rv64", "x86"
const char *vectors_machine_name(enum vectors_machine machine);
// How many lines a file has for each machine; `only` as above. LW_INPUT: `e` says which line is
// bad.
int vectors_scan(const char *path, unsigned long only, uint64_t lines[VECTORS_MACHINES], struct lw_error *e);

#endif
