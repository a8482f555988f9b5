#include "tb/cmd/cli.h"
#include "tb/text/option.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tb/text/error.h"

const char *cli_program_dir(void) {
  static char dir[PATH_MAX];
  ssize_t got = readlink("/proc/self/exe", dir, sizeof dir - 1);
  if (got < 0) return ".";
  dir[got] = 0;
  char *slash = strrchr(dir, '/');
  if (slash && slash != dir) *slash = 0;
  return dir;
}

// In a build they lie beside the program, installed where the libraries are.
const char *cli_plugin_dir(void) {
  static char dir[PATH_MAX + 64];
  snprintf(dir, sizeof dir, "%s/dut_rtl.so", cli_program_dir());
  if (access(dir, F_OK) == 0) return cli_program_dir();
  snprintf(dir, sizeof dir, "%s/../%s", cli_program_dir(), LOCKWALK_PLUGIN_DIR);
  return dir;
}

void cli_parse(const struct argp *argp, int argc, char **argv, void *input) {
  argp_err_exit_status = LW_USAGE;
  outputs_prepare();
  argp_parse(argp, argc, argv, 0, NULL, input);
}

enum {
  OPT_SEED = 0x100,
  OPT_DUT,
  OPT_PROFILE,
  OPT_MAX_CYCLES,
  OPT_OUT,
  OPT_WINDOW,
  OPT_CHECKPOINT,
  OPT_QUIET,
  OPT_NO_TWIN,
  OPT_NO_GOLDEN,
  OPT_BUG,
  OPT_JOBS
};

static const struct argp_option common_options[] = {
    {"dut", OPT_DUT, "NAME", 0, "rtl (default), csim, systemc, bugs, or the path of a plugin.so", 1},
    {"profile", OPT_PROFILE, "FILE", 0,
     "what the DUT is, keeps and may do (tb/dut/kit/README.md; default: the plugin's own)", 1},
    {"seed", OPT_SEED, "N", 0, "seed of every random choice (default 1; not 0)", 1},
    {"max-cycles", OPT_MAX_CYCLES, "N", 0, "end with exit code 6 when the run is not over after N clocks", 1},
    {"out", OPT_OUT, "DIR", 0, "of a failure, leave in DIR: its waveform, a view of it, the run as a .txn file", 1},
    {"window", OPT_WINDOW, "BEFORE,AFTER", 0, "clocks around the failure that its waveform shows (default 2000,200)",
     1},
    {"checkpoint-every", OPT_CHECKPOINT, "N", 0,
     "with --out: clocks between the checkpoints that a replay may start from; 0: none (default: automatic)", 1},
    {"quiet", OPT_QUIET, NULL, 0, "no progress and no table; failures and the last line still print", 1},
    {"no-twin", OPT_NO_TWIN, NULL, 0, "compare with the golden model only", 1},
    {"no-golden", OPT_NO_GOLDEN, NULL, 0, "compare with the cycle twin only", 1},
    {"bug", OPT_BUG, "N", 0,
     "switch planted bug N on (--dut bugs; tests/bugs/list.txt); +bug-from=CLOCK: from that clock on", 1},
    {"jobs", OPT_JOBS, "N", 0, "processes at a time, where there are several runs (default: one a core)", 1},
    {0}};

static error_t parse_common(int key, char *arg, struct argp_state *state) {
  struct run_options *o = state->input;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &o->job.outputs;
    return 0;
  case OPT_DUT:
    o->job.dut = arg;
    return 0;
  case OPT_PROFILE:
    o->job.profile = arg;
    return 0;
  case OPT_SEED:
    o->job.seed = option_number(state, "seed", arg, 1, UINT64_MAX);
    return 0;
  case OPT_MAX_CYCLES:
    o->job.max_cycles = option_number(state, "max-cycles", arg, 1, UINT64_MAX);
    return 0;
  case OPT_OUT:
    o->job.out.dir = arg;
    return 0;
  case OPT_WINDOW:
    option_pair(state, "window", arg, &o->job.out.before, &o->job.out.after);
    return 0;
  case OPT_CHECKPOINT:
    o->job.out.checkpoint_every = option_number(state, "checkpoint-every", arg, 0, UINT64_MAX / 2);
    o->job.out.no_checkpoints = o->job.out.checkpoint_every == 0;
    return 0;
  case OPT_QUIET:
    o->quiet = true;
    return 0;
  case OPT_NO_TWIN:
    o->job.no_twin = true;
    return 0;
  case OPT_NO_GOLDEN:
    o->job.no_golden = true;
    return 0;
  case OPT_BUG:
    o->job.bug = (unsigned)option_number(state, "bug", arg, 1, 255);
    return 0;
  case OPT_JOBS:
    o->workers = (unsigned)option_number(state, "jobs", arg, 1, 256);
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}
static const struct argp_child common_children[] = {{&outputs_argp, 0, NULL, 0}, {0}};
const struct argp run_common_argp = {.options = common_options, .parser = parse_common, .children = common_children};

error_t cli_parse_to_child(int key, char *arg, struct argp_state *state) {
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = state->input;
    return 0;
  case ARGP_KEY_ARG:
    run_plusarg(state->input, state, arg);
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

void run_options_init(struct run_options *o) {
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  *o = (struct run_options){
      .job = {.dut = "rtl", .seed = 1, .plugin_dir = cli_plugin_dir(), .out = {.before = 2000, .after = 200}},
      .workers = cores > 0 ? (unsigned)cores : 1};
}

// Passed through to the DUT.
static void add_plusarg(struct run_options *o, struct argp_state *state, const char *arg) {
  size_t used = strlen(o->plusargs);
  if (used + strlen(arg) + 2 > sizeof o->plusargs) argp_error(state, "too many plusargs");
  snprintf(o->plusargs + used, sizeof o->plusargs - used, "%s%s", used ? " " : "", arg);
  o->job.plusargs = o->plusargs;
}

void run_plusarg(struct run_options *o, struct argp_state *state, const char *arg) {
  if (!strncmp(arg, "+seed=", 6)) {
    o->job.seed = option_number(state, "seed", arg + 6, 1, UINT64_MAX);
  } else if (!strncmp(arg, "+max-cycles=", 12)) {
    o->job.max_cycles = option_number(state, "max-cycles", arg + 12, 1, UINT64_MAX);
  } else if (!strncmp(arg, "+verilator+", 11)) {
    add_plusarg(o, state, arg);
  } else if (!strncmp(arg, "+bug-from=", 10)) {
    char decimal[40];
    uint64_t from = option_number(state, "bug-from", arg + 10, 1, UINT64_MAX);
    snprintf(decimal, sizeof decimal, "+bug-from=%llu", (unsigned long long)from);
    add_plusarg(o, state, decimal);
  } else {
    argp_error(state, "unknown argument '%s' (plusargs: +seed= +max-cycles= +bug-from= +verilator+...)", arg);
  }
}
