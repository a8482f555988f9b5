// A job is one lockstep run with everything that decides it; a list of jobs runs on any number of
// processes with equal results.
#ifndef TB_JOB_H
#define TB_JOB_H

#include <stdio.h>
#include "tb/engine/engine.h"
#include "tb/stim/cube.h"
#include "tb/input/image.h"
#include "tb/run/outdir.h"
#include "tb/run/outputs.h"
#include "tb/stim/random.h"
#include "tb/report/trail.h"
#include "tb/stim/stim_vectors.h"

enum job_kind { JOB_IMAGE, JOB_WALKS, JOB_RANDOM, JOB_TXN, JOB_VECTORS, JOB_CUBE };
struct job {
  enum job_kind kind;
  char name[64];                                          // in the table
  const char *image, *expect, *image_after, *walks, *txn; // paths
  struct dump_options dump;                               // how `image` is read
  uint64_t changed;                                       // JOB_WALKS: requests that may equal neither table
  enum format_id format;                                  // JOB_RANDOM, JOB_CUBE
  uint64_t transactions;                                  // JOB_RANDOM
  const char *vectors;                                    // JOB_VECTORS: path,
  enum vectors_machine machine;                           // which of its lines,
  unsigned long line;                                     // and just one of them, or 0
  const char *dut;                                        // "rtl" ...
  const char *profile;                                    // path; NULL: the plugin's own, or profile_any
  const char *plugin_dir;
  unsigned bug;
  uint64_t seed; // never 0
  uint64_t max_cycles;
  bool no_twin, no_golden;
  const char *plusargs;
  struct outputs outputs;
  bool no_dut;               // JOB_TXN: golden judges what the file says the DUT showed
  bool partial;              // `txn` may have been cut off
  const char *out;           // folder for what is made of a failure (outdir.h)
  uint64_t before, after;    // clocks around it that its waveform shows
  uint64_t checkpoint_every; // clocks; 0: automatic
  bool no_checkpoints;
};
struct job_result {
  int exit_code;
  char format[16];
  struct verdict verdict;
  struct run_stats stats;
  struct image_tally image;
  struct walks_tally walks;
  struct random_tally random;
  struct stim_vectors_tally vectors;
  enum arch arch;
  struct outdir_result out;
  struct cube_tally cube;
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
