// lockwalk cosim: the main job, a list beside its data.
#include <limits.h>
#include <string.h>

#include "tb/cmd/cli.h"
#include "tb/run/job_list.h"
#include "tb/text/option.h"

struct cosim_options {
  struct run_options run;
  const char *data;      // NULL: beside the build
  uint64_t transactions; // 0: as the list has it
};
enum { OPT_DATA = 0x200, OPT_RANDOM };
static const struct argp_option cosim_argp_options[] = {
    {"data", OPT_DATA, "DIR", 0, "where cosim.jobs, images and logs lie (default: tests/data beside the build)", 0},
    {"random", OPT_RANDOM, "N", 0, "random transactions of each random run (default: as cosim.jobs has it)", 0},
    {0}};

static error_t parse_cosim(int key, char *arg, struct argp_state *state) {
  struct cosim_options *o = state->input;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &o->run;
    return 0;
  case OPT_DATA:
    o->data = arg;
    return 0;
  case OPT_RANDOM:
    o->transactions = option_number(state, "random", arg, 1, 1000000000000u);
    return 0;
  case ARGP_KEY_ARG:
    run_plusarg(&o->run, state, arg);
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static int read_list(const struct cosim_options *o, struct job_list *list, struct lw_error *e) {
  char path[PATH_MAX];
  int n = o->data ? snprintf(path, sizeof path, "%s/cosim.jobs", o->data)
                  : snprintf(path, sizeof path, "%s/../tests/data/cosim.jobs", cli_program_dir());
  if (n < 0 || (size_t)n >= sizeof path) return lw_fail(e, LW_INPUT, "%.80s...: the path is too long", path);
  return job_list_read(path, &o->run.job, list, e);
}

// The same again without the RTL: the SystemC top is the RTL, so a run that names a DUT is left
// out.
static void without_named_duts(struct job_list *list, const char *dut) {
  unsigned kept = 0;
  for (unsigned i = 0; i < list->jobs; i++)
    if (list->job[i].dut == dut) list->job[kept++] = list->job[i];
  list->jobs = kept;
}

static int cmd_cosim(int argc, char **argv) {
  const struct argp_child children[] = {{&run_common_argp, 0, "Common:", 1}, {0}};
  const struct argp argp = {.options = cosim_argp_options,
                            .parser = parse_cosim,
                            .args_doc = "[+PLUSARG...]",
                            .children = children,
                            .doc =
                                "The main job: real page tables of both architectures and random runs, in lockstep."};
  struct cosim_options o = {.data = NULL};
  struct job_list list = {.jobs = 0};
  struct lw_error e = {0};
  run_options_init(&o.run);
  cli_parse(&argp, argc, argv, &o);
  if (outputs_single(&o.run.job.outputs)) {
    fprintf(stderr, "lockwalk cosim: --record, --wave and --log are for a single run; `lockwalk run --help`\n");
    return LW_USAGE;
  }
  if (read_list(&o, &list, &e)) {
    fprintf(stderr, "lockwalk cosim: %s\n", e.text);
    return e.code;
  }
  for (unsigned i = 0; i < list.jobs; i++)
    if (list.job[i].stim.kind == STIM_RANDOM && o.transactions)
      list.job[i].stim.of.random.transactions = o.transactions;
  if (!strcmp(o.run.job.dut, "csim")) without_named_duts(&list, o.run.job.dut);
  int code = run_jobs(&o.run, list.job, list.jobs,
                      "Next: lockwalk run --random 1000000 --format sv57 --seed 7; lockwalk explain --image FILE --va "
                      "ADDRESS; scripts/test");
  job_list_close(&list);
  return code;
}

const struct command command_cosim = {"cosim", "the main job: every kind of run once, in one table", cmd_cosim};
