// lockwalk replay: a recorded .txn file again.
#include <string.h>

#include "tb/cmd/cli.h"
#include "tb/text/error.h"

enum { OPT_PARTIAL = 0x200, OPT_NO_DUT };
static const struct argp_option replay_options[] = {
    {"partial", OPT_PARTIAL, NULL, 0, "take a file that was cut off, up to where it was (a killed run's FILE.PID.part)",
     0},
    {"no-dut", OPT_NO_DUT, NULL, 0,
     "no DUT: the golden model judges what the file says it showed (`run --record FILE --saw`)", 0},
    {0}};

static error_t parse(int key, char *arg, struct argp_state *state) {
  struct run_options *o = state->input;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = o;
    return 0;
  case OPT_PARTIAL:
    o->job.stim.of.txn.partial = true;
    return 0;
  case OPT_NO_DUT:
    o->job.stim.of.txn.no_dut = true;
    return 0;
  case ARGP_KEY_ARG:
    if (*arg == '+')
      run_plusarg(o, state, arg);
    else if (o->job.stim.of.txn.path)
      argp_error(state, "one file at a time");
    else
      o->job.stim.of.txn.path = arg;
    return 0;
  case ARGP_KEY_END:
    if (!o->job.stim.of.txn.path) argp_error(state, "which file?");
    if (o->job.no_twin && o->job.no_golden) argp_error(state, "--no-twin and --no-golden together check nothing");
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static int cmd_replay(int argc, char **argv) {
  const struct argp_child children[] = {{&run_common_argp, 0, "Common:", 1}, {0}};
  const struct argp argp = {.options = replay_options,
                            .parser = parse,
                            .args_doc = "FILE.txn [+PLUSARG...]",
                            .children = children,
                            .doc = "Runs a recorded .txn file again."};
  struct run_options o;
  run_options_init(&o);
  o.job.stim.kind = STIM_TXN;
  cli_parse(&argp, argc, argv, &o);
  const char *slash = strrchr(o.job.stim.of.txn.path, '/');
  snprintf(o.job.name, sizeof o.job.name, "%.60s", slash ? slash + 1 : o.job.stim.of.txn.path);
  return run_jobs(&o, &o.job, 1, NULL);
}

const struct command command_replay = {"replay", "run a recorded .txn file again", cmd_replay};
