// What the sub-commands share: one table of them, strict numbers, where our own plugins lie.
#ifndef TB_CLI_H
#define TB_CLI_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>

#include "tb/run/job.h"

struct command {
  const char *name;
  const char *summary;
  int (*run)(int argc, char **argv); // argv[0] is "lockwalk NAME"; returns the exit code
};
extern const struct command *const cli_commands[]; // ends with NULL; main.c has the list

// Directory of the running program; static storage.
const char *cli_program_dir(void);
// Where our own plugins lie; static storage.
const char *cli_plugin_dir(void);
// argp_parse with our exit code for usage errors; plusargs are arguments for the parser.
void cli_parse(const struct argp *argp, int argc, char **argv, void *input);

enum { RUN_FILES = 64 };
// Options every run has.
struct run_options {
  struct job job;
  char plusargs[256]; // +verilator+... , passed through
  unsigned workers;
  bool quiet;
  struct stim_asked asked;        // of `run`
  const char *vectors[RUN_FILES]; // likewise
  unsigned vectors_files;
};
void run_options_init(struct run_options *o);
extern const struct argp run_common_argp; // a child parser for struct run_options *
// The parser of a command that has only those.
error_t cli_parse_to_child(int key, char *arg, struct argp_state *state);
// A plusarg: +seed= +max-cycles= are ours, +bug-from= is dut_bugs', +verilator+ is Verilator's;
// anything else is a usage error.
void run_plusarg(struct run_options *o, struct argp_state *state, const char *arg);
// Runs the jobs, prints table and last word, writes --json. The exit code.
int run_jobs(const struct run_options *o, const struct job *job, unsigned n, const char *what_next);
// `run --vectors`: a job for each group of lines in each file.
int run_vectors(const struct run_options *o);

#endif
