// lockwalk shrink: a failing .txn file to a small one that fails alike.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tb/cmd/cli.h"
#include "tb/text/option.h"
#include "tb/text/error.h"
#include "tb/report/incident.h"
#include "tb/run/shrink.h"

struct options {
  struct run_options run;
  const char *output;
  unsigned tries;
};
enum { OPT_OUTPUT = 'o', OPT_TRIES = 0x200, TRIES = 20000 };

static const struct argp_option shrink_options[] = {
    {"output", OPT_OUTPUT, "FILE", 0, "where the result goes (default: FILE.min.txn beside the input)", 0},
    {"tries", OPT_TRIES, "N", 0, "runs at most (default 20000)", 0},
    {0}};

static error_t parse(int key, char *arg, struct argp_state *state) {
  struct options *o = state->input;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &o->run;
    return 0;
  case OPT_OUTPUT:
    o->output = arg;
    return 0;
  case OPT_TRIES:
    o->tries = (unsigned)option_number(state, "tries", arg, 1, 1u << 30);
    return 0;
  case ARGP_KEY_ARG:
    if (*arg == '+')
      run_plusarg(&o->run, state, arg);
    else if (o->run.job.stim.of.txn.path)
      argp_error(state, "one file at a time");
    else
      o->run.job.stim.of.txn.path = arg;
    return 0;
  case ARGP_KEY_END:
    if (!o->run.job.stim.of.txn.path) argp_error(state, "which file?");
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

// FILE.txn, FILE.txn.zst -> FILE.min.txn
static void default_output(const char *input, char *path, size_t size) {
  size_t n = strlen(input);
  if (n > 4 && !strcmp(input + n - 4, ".zst")) n -= 4;
  if (n > 4 && !strncmp(input + n - 4, ".txn", 4)) n -= 4;
  snprintf(path, size, "%.*s.min.txn", (int)n, input);
}

static int cmd_shrink(int argc, char **argv) {
  const struct argp_child children[] = {{&run_common_argp, 0, "Common:", 1}, {0}};
  const struct argp argp = {
      .options = shrink_options,
      .parser = parse,
      .args_doc = "FILE.txn",
      .children = children,
      .doc = "Reduces a failing transaction file to a small one that fails alike: same class, same port. Of the common "
             "options those that say what runs count: --dut --bug --seed --no-twin --no-golden --max-cycles --quiet."};
  struct options o = {.tries = TRIES};
  char path[4096];
  run_options_init(&o.run);
  o.run.job.stim.kind = STIM_TXN;
  cli_parse(&argp, argc, argv, &o);
  const struct run_options *run = &o.run;
  if (outputs_single(&run->job.outputs) || run->job.outputs.path[OUTPUT_JSON]) {
    fprintf(stderr, "lockwalk shrink: --record, --wave, --log and --json are for a run; `lockwalk run --txn`\n");
    return LW_USAGE;
  }
  default_output(run->job.stim.of.txn.path, path, sizeof path);
  struct shrink_options s = {.job = run->job, .output = o.output ? o.output : path, .tries = o.tries};
  s.progress = !run->quiet && isatty(STDERR_FILENO) ? stderr : NULL;
  struct shrink_result result;
  struct lw_error e = {0};
  int code = shrink_run(&s, &result, &e);
  if (code != LW_PASS) {
    fprintf(stderr, "lockwalk: %s\n", e.text);
    return code;
  }
  printf("%s: %zu lines that act, of %zu; %zu table entries; fails as %s at %s, clock %llu (%u runs of %llu clocks in "
         "all%s)\n",
         s.output, result.lines_after, result.lines_before, result.entries_after, incident_class(&result.verdict),
         result.verdict.port, (unsigned long long)result.verdict.clock, result.tries, (unsigned long long)result.clocks,
         result.exhausted ? "; stopped at --tries, may not be minimal" : "");
  return LW_PASS;
}

const struct command command_shrink = {"shrink", "reduce a failing .txn file to a small one that fails alike",
                                       cmd_shrink};
