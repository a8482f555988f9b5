// What a run can leave when it is asked to: a file by the engine's events, of its failure, or of
// all the runs of a command. An output is a row of the list in tb/run/outputs.h, and `const struct
// output output_NAME` in a file of its own; the option that asks for it is made from that.
#ifndef TB_OUTPUT_H
#define TB_OUTPUT_H

#include "tb/engine/engine.h"

struct incident;   // tb/report/incident.h
struct report_row; // tb/report/report.h

// Options that go with one output.
struct output_options {
  bool saw;                           // the recording holds what the DUT shows
  uint64_t wave_from, wave_to;        // clocks that the waveform shows; wave_to 0: all from wave_from on
  const struct verdict *wave_verdict; // marked in it, when it is known beforehand
  const volatile unsigned *wave_toggles;
};
// A run that is about to start.
struct output_run {
  const char *name, *format, *dut;    // as in the table
  const char *again;                  // the line that repeats it
  const struct engine_config *engine; // all that decides it, but for the sinks
  const struct output_options *options;
};

// Of the functions, an output has the first two, or one of the others. Each gives 0, or an exit
// code with a line in `e`.
struct output {
  const char *option, *doc; // "record": --record FILE
  bool single;              // of one run: refused where there are several
  bool of_run;              // an option of `run` alone, not of each command that runs something
  // While a run goes: its sink, which is outside (event.h), and a state.
  int (*open)(const char *path, const struct output_run *run, void **state, struct sink *sink, struct lw_error *e);
  // `verdict` NULL: the run could not be made, and no file is left.
  int (*close)(void *state, const struct verdict *verdict, const struct run_stats *stats, struct lw_error *e);
  // After a run that failed.
  int (*failed)(const char *path, const struct incident *incident, struct lw_error *e);
  // After all runs of a command.
  int (*table)(const char *path, const struct report_row *row, size_t rows, struct lw_error *e);
};

#endif
