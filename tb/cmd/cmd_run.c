// lockwalk run: one run.
#include <stdlib.h>
#include <string.h>

#include "tb/cmd/cli.h"
#include "tb/text/option.h"
#include "tb/text/error.h"
#include "tb/input/source_options.h"

enum {
  OPT_IMAGE = 0x200,
  OPT_EXPECT,
  OPT_AFTER,
  OPT_WALKS,
  OPT_CHANGED,
  OPT_RANDOM,
  OPT_FORMAT,
  OPT_TXN,
  OPT_VECTORS,
  OPT_LINE
};

static const struct argp_option run_argp_options[] = {
    {"image", OPT_IMAGE, "FILE", 0, "page tables of a real machine: .ptp, .ptp.zst, or a memory dump", 0},
    {"expect", OPT_EXPECT, "FILE", 0,
     "its leaves as QEMU gives them (.exp): every mapping is translated; or addresses (.gva2gpa)", 0},
    {"image-after", OPT_AFTER, "FILE", 0, "the tables when the log ended", 0},
    {"walks", OPT_WALKS, "FILE", 0, "a log of walk requests with QEMU's answers, in order over --image", 0},
    {"changed", OPT_CHANGED, "N", 0, "so many log rows, no more and no fewer, may equal neither table (default 0)", 0},
    {"random", OPT_RANDOM, "N", 0, "N random transactions", 0},
    {"format", OPT_FORMAT, "NAME", 0, "of the random tables (default sv48):", 0},
    {"txn", OPT_TXN, "FILE", 0, "a transaction file", 0},
    {"vectors", OPT_VECTORS, "FILE...", 0, "translation vectors: each line through the DUT, against the file's answer",
     0},
    {"line", OPT_LINE, "N", 0, "of --vectors: only that line", 0},
    {0}};

// --format names what there is.
static char *say_formats(int key, const char *text, void *input) {
  size_t size = strlen(text ? text : "") + FORMAT_COUNT * 16;
  char *all = key == OPT_FORMAT ? calloc(1, size) : NULL;
  (void)input;
  if (!all) return (char *)text;
  size_t n = (size_t)snprintf(all, size, "%s", text);
  for (int id = 0; id < FORMAT_COUNT; id++)
    if (job_format_runs((enum format_id)id))
      n += (size_t)snprintf(all + n, size - n, " %s", format_get((enum format_id)id)->name);
  return all;
}

static void add_vectors(struct run_options *o, struct argp_state *state, const char *file) {
  if (o->vectors_files == RUN_FILES) argp_error(state, "--vectors: more than %d files", RUN_FILES);
  o->vectors[o->vectors_files++] = file;
}

static error_t parse_run(int key, char *arg, struct argp_state *state) {
  struct run_options *o = state->input;
  struct stim_asked *a = &o->asked;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = o;
    state->child_inputs[1] = &o->asked.dump;
    state->child_inputs[2] = &o->job.outputs;
    return 0;
  case OPT_IMAGE:
    a->image = arg;
    return 0;
  case OPT_EXPECT:
    a->expect = arg;
    return 0;
  case OPT_AFTER:
    a->after = arg;
    return 0;
  case OPT_WALKS:
    a->walks = arg;
    return 0;
  case OPT_CHANGED:
    a->changed = option_number(state, "changed", arg, 0, UINT64_MAX);
    return 0;
  case OPT_RANDOM:
    a->transactions = option_number(state, "random", arg, 1, 1000000000000u);
    return 0;
  case OPT_TXN:
    a->txn = arg;
    return 0;
  case OPT_VECTORS:
    add_vectors(o, state, arg);
    return 0;
  case OPT_LINE:
    a->line = option_number(state, "line", arg, 1, UINT32_MAX);
    return 0;
  case OPT_FORMAT:
    a->format = format_find(arg);
    if (!job_format_runs(a->format)) argp_error(state, "--format: no format '%s' (`lockwalk list`)", arg);
    return 0;
  case ARGP_KEY_ARG:
    if (o->vectors_files && *arg != '+')
      add_vectors(o, state, arg);
    else
      run_plusarg(o, state, arg);
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

// What is asked for, or why it is not one run.
static const char *classify(const struct stim_asked *a, struct job *j) {
  const char *wrong = stim_take(a, &j->stim);
  bool vectors = a->vectors != NULL;
  if (wrong) return wrong;
  if (j->no_twin && j->no_golden && !vectors) return "--no-twin and --no-golden together check nothing";
  if (j->outputs.path[OUTPUT_PORTS] && vectors) return "--ports is for a single run, not for --vectors";
  if (a->line && !vectors) return "--line goes with --vectors";
  const char *file = a->txn ? a->txn : a->walks ? a->walks : a->image;
  snprintf(j->name, sizeof j->name, "%.60s", file ? base_name(file) : stim_kind(&j->stim)->option);
  return NULL;
}

static int cmd_run(int argc, char **argv) {
  const struct argp_child children[] = {{&run_common_argp, 0, "Common:", 1},
                                        {&source_argp, 0, "Memory dumps (--image):", 2},
                                        {&outputs_run_argp, 0, NULL, 0},
                                        {0}};
  const struct argp argp = {.options = run_argp_options,
                            .parser = parse_run,
                            .args_doc = "[+PLUSARG...]",
                            .children = children,
                            .help_filter = say_formats,
                            .doc = "Runs the DUT in lockstep with the cycle twin and the golden model."};
  struct run_options o;
  run_options_init(&o);
  o.asked.format = FORMAT_SV48;
  cli_parse(&argp, argc, argv, &o);
  if (o.vectors_files) o.asked.vectors = o.vectors[0];
  const char *wrong = classify(&o.asked, &o.job);
  if (wrong) {
    fprintf(stderr, "lockwalk run: %s; `lockwalk run --help`\n", wrong);
    return LW_USAGE;
  }
  return o.vectors_files ? run_vectors(&o) : run_jobs(&o, &o.job, 1, NULL);
}

const struct command command_run = {
    "run", "run RTL, cycle twin and golden model in lockstep over an image, a log, a random stream or a .txn file",
    cmd_run};
