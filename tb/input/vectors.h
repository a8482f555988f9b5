// `lockwalk vectors`: walks whose answers others computed, run through the golden model.
#ifndef TB_VECTORS_H
#define TB_VECTORS_H

#include <stdio.h>

#include "tb/text/error.h"
#include "tb/input/evidence.h"

enum { VECTORS_SHOWN = 10 }; // differences named in full

// Summed over files: start from zero, pass the same one to each run.
struct vectors_tally {
  unsigned long passed, failed;
  struct evidence evidence; // which features the lines show
  struct lw_error error;    // why a run returned LW_INPUT
};

// Runs every line of a plain or .zst file; names differences on `out`. LW_PASS, LW_MISMATCH, or
// LW_INPUT with tally->error set ("file:line: reason"; lines after a bad one are not run).
int vectors_run(const char *path, FILE *out, struct vectors_tally *tally);
// "N passed, M failed".
void vectors_summary(FILE *out, const struct vectors_tally *tally);

#endif
