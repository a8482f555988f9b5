// A job is one lockstep run with everything that decides it; a list of jobs runs on any number of
// processes with equal results.
#ifndef TB_JOB_H
#define TB_JOB_H

#include <stdio.h>
#include "tb/engine/engine.h"
#include "tb/report/trail.h"
#include "tb/run/outdir.h"
#include "tb/run/outputs.h"
#include "tb/stim/kind.h"

struct job {
  char name[64]; // in the table
  struct stim_spec stim;
  const char *dut;     // "rtl" ...
  const char *profile; // path; NULL: the plugin's own, or profile_any
  const char *plugin_dir;
  unsigned bug;
  uint64_t seed; // never 0
  uint64_t max_cycles;
  bool no_twin, no_golden;
  const char *plusargs;
  struct outputs outputs;
  struct outdir out;
};
struct job_result {
  int exit_code;
  char format[16];
  struct verdict verdict;
  struct run_stats stats;
  union stim_tally tally;
  enum arch arch;
  struct outdir_result out;
  char absent[160]; // what the DUT does not tell, so that it was not compared
};

// Formats that the MMU (RTL and twin) has: golden knows more. FORMAT_COUNT is none.
bool job_format_runs(enum format_id id);

// Runs one job in this process and says nothing. `checkpoints` may be NULL.
void job_try(const struct job *job, struct job_result *result, struct trail *trail, struct checkpoints *checkpoints,
             void (*progress)(void *ctx, const struct run_stats *s), void *ctx);
// The same, and what follows from a failure: its story on `out`, and its folder.
void job_run(const struct job *job, struct job_result *result, FILE *out,
             void (*progress)(void *ctx, const struct run_stats *s), void *ctx);
// Runs `n` jobs on up to `workers` processes; a job that dies is VERDICT_CRASH. Failure stories
// come to `out` in job order. Progress on stderr when it is a terminal and !quiet. Returns the exit
// code of the first job (in order) that did not pass, else 0.
int job_run_all(const struct job *job, unsigned n, unsigned workers, bool quiet, struct job_result *result, FILE *out);
// The command line that repeats the job.
void job_rerun_line(const struct job *job, char *text, size_t size);
#endif
