// What a person reads after a run: the story of a failure, and the table of the runs.
#ifndef TB_REPORT_H
#define TB_REPORT_H

#include <stdio.h>

#include "tb/engine/engine.h"
#include "tb/report/trail.h"

// One run in the table and in the JSON file.
struct report_row {
  const char *name, *format, *dut; // format and dut may be NULL
  const struct verdict *verdict;
  const struct run_stats *stats;
  int exit_code; // of the run; 0 only when the verdict is VERDICT_PASS too
};

// Clock, port, expected and got, the request, the regime, the golden walk, the legal answers, where
// an answer is stale, the last events, and the line that reproduces it. `trail` and `rerun` may be
// NULL.
void report_failure(FILE *out, const struct verdict *v, enum arch arch, const struct trail *trail, const char *rerun);
// A line a run, then how sharp the golden check was, then PASS or FAIL. Colours only on a terminal
// without NO_COLOR.
void report_table(FILE *out, const struct report_row *row, size_t rows);

#endif
