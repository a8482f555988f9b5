// What is made of a failure by itself: `lockwalk run --out DIR`. The run is repeated - from a
// checkpoint, or from its start - with a waveform open around the failure, and written down as a
// .txn file when it is short enough to be repeated whole.
//   DIR/fail.fst    the waveform        DIR/fail.gtkw   a view of it       DIR/fail.txn    the run as text
//   DIR/fail.json   the mismatch record (job.c writes it)
#ifndef TB_OUTDIR_H
#define TB_OUTDIR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tb/text/error.h"

struct job;
struct job_result;
struct checkpoints;

struct outdir {
  const char *dir;           // NULL: none is wanted
  uint64_t before, after;    // clocks around the failure that its waveform shows
  uint64_t checkpoint_every; // clocks; 0: automatic
  bool no_checkpoints;
};
struct outdir_result {
  bool wave, view, recorded; // fail.fst, fail.gtkw and fail.txn are there
  bool equal;                // every repeat ended as the run did: same failure, same clock, same digests
  uint64_t from;             // clock from which the waveform was replayed; 0: the start
  uint64_t first, last;      // clocks in the waveform
  double seconds;            // until it was there: for the printed line only
  char note[256];            // why something is missing
};

// Makes the folder, and takes away what an earlier run left in it.
int outdir_prepare(const char *dir, struct lw_error *e);
// After a run that did not pass. Says what there is on `out`, and keeps it in result->out.
void outdir_fill(const struct job *job, struct job_result *result, struct checkpoints *checkpoints, FILE *out);

#endif
