// The outputs of a run: the list of them, which of them a job is asked for, and what opens and
// closes them around it.
#ifndef TB_OUTPUTS_H
#define TB_OUTPUTS_H

#include <argp.h>
#include <stdio.h>

#include "tb/engine/output.h"

#define OUTPUTS(ROW)                                                                                                   \
  ROW(RECORD, output_record)                                                                                           \
  ROW(DB, output_db)                                                                                                   \
  ROW(PORTS, output_ports)                                                                                             \
  ROW(LOG, output_log)                                                                                                 \
  ROW(WAVE, output_wave)                                                                                               \
  ROW(FAILURE, output_failure)                                                                                         \
  ROW(JSON, output_json)

#define OUTPUT_INDEX(NAME, row) OUTPUT_##NAME,
enum { OUTPUTS(OUTPUT_INDEX) OUTPUT_COUNT };

struct outputs {
  const char *path[OUTPUT_COUNT]; // by OUTPUT_*; NULL: not wanted
  struct output_options options;
};

// Before the first parse: fills in what the rows say.
void outputs_prepare(void);
// The options that ask for them: a child parser for struct outputs *. Those of `run` alone apart.
extern const struct argp outputs_argp, outputs_run_argp;
// Is one wanted that makes sense for one run alone?
bool outputs_single(const struct outputs *o);

struct outputs_open {
  const struct outputs *wanted;
  bool open[OUTPUT_COUNT];
  void *state[OUTPUT_COUNT];
};
// Opens those that follow a run and adds their sinks. 0, or an exit code with a line in `e`; then,
// too, outputs_close is due.
int outputs_open(struct outputs_open *o, const struct outputs *wanted, const struct output_run *run, struct sink *sinks,
                 unsigned *sink_count, struct lw_error *e);
// `verdict` NULL: the run could not be made.
int outputs_close(struct outputs_open *o, const struct verdict *verdict, const struct run_stats *stats,
                  struct lw_error *e);
// After a run that failed. What cannot be written is a note on `out`.
void outputs_failed(const struct outputs *wanted, const struct incident *incident, FILE *out);
// After all runs of a command.
int outputs_table(const struct outputs *wanted, const struct report_row *row, size_t rows, struct lw_error *e);

#endif
