// lockwalk cube: a job for each format.
#include <stdio.h>
#include <string.h>

#include "tb/cmd/cli.h"
#include "tb/text/error.h"

struct cube_options {
  struct run_options run;
  enum format_id format; // FORMAT_COUNT: all
};
enum { OPT_FORMAT = 0x200 };
static const struct argp_option cube_argp_options[] = {
    {"format", OPT_FORMAT, "NAME", 0, "only this one (default: every format that the MMU has)", 0}, {0}};

static error_t parse_cube(int key, char *arg, struct argp_state *state) {
  struct cube_options *o = state->input;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &o->run;
    return 0;
  case OPT_FORMAT:
    o->format = format_find(arg);
    if (!cube_has(o->format)) argp_error(state, "--format: no tables of a format '%s' (`lockwalk list`)", arg);
    return 0;
  case ARGP_KEY_ARG:
    run_plusarg(&o->run, state, arg);
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static int cmd_cube(int argc, char **argv) {
  const struct argp_child children[] = {{&run_common_argp, 0, "Common:", 1}, {0}};
  const struct argp argp = {.options = cube_argp_options,
                            .parser = parse_cube,
                            .args_doc = "[+PLUSARG...]",
                            .children = children,
                            .doc =
                                "Asks the DUT every combination of permission bits, settings and accesses, each once, "
                                "and compares with the golden walk; then those again that the TLB can answer."};
  struct cube_options o = {.format = FORMAT_COUNT};
  struct job job[FORMAT_COUNT];
  unsigned n = 0;
  run_options_init(&o.run);
  cli_parse(&argp, argc, argv, &o);
  for (int id = 0; id < FORMAT_COUNT; id++) {
    if (!cube_has((enum format_id)id) || (o.format != FORMAT_COUNT && o.format != (enum format_id)id)) continue;
    job[n] = o.run.job;
    job[n].stim.kind = STIM_CUBE;
    job[n].stim.of.cube.format = (enum format_id)id;
    snprintf(job[n].name, sizeof job[n].name, "cube %s", format_get((enum format_id)id)->name);
    n++;
  }
  if (n > 1 && outputs_single(&o.run.job.outputs)) {
    fprintf(stderr, "lockwalk cube: --record, --wave and --log are for a single job: give --format\n");
    return LW_USAGE;
  }
  return run_jobs(&o.run, job, n, NULL);
}

const struct command command_cube = {
    "cube", "every combination of permission bits, settings and accesses, each once, on the DUT", cmd_cube};
