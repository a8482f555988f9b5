// lockwalk run: one run. What is printed of a list of runs.
#include <stdlib.h>
#include <string.h>

#include "tb/cmd/cli.h"
#include "tb/text/option.h"
#include "tb/text/error.h"
#include "tb/report/report.h"
#include "tb/run/job_list.h"
#include "tb/run/source_options.h"

static void table_row(const struct job *job, const struct job_result *r, struct report_row *row) {
  *row = (struct report_row){.name = job->name,
                             .format = r->format,
                             .dut = job->dut,
                             .verdict = &r->verdict,
                             .stats = &r->stats,
                             .exit_code = r->exit_code};
}

static void print_vectors(const struct job *job, const struct job_result *r) {
  const struct stim_vectors_tally *t = &r->vectors;
  printf("%s: %llu lines, %llu run and equal in every field", job->name, (unsigned long long)t->lines,
         (unsigned long long)t->equal);
  for (unsigned i = 0; i < VECTORS_SKIPS; i++)
    if (t->skipped[i])
      printf(", %llu not for the RTL (%s)", (unsigned long long)t->skipped[i], vectors_skip_name((enum vectors_skip)i));
  putchar('\n');
}

static void print_tallies(const struct job *job, const struct job_result *r) {
  if (r->absent[0]) printf("%s: by the DUT's profile %s\n", job->name, r->absent);
  if (job->kind == JOB_WALKS)
    printf("%s: of %llu logged requests QEMU's answer equals the walk over the tables before and after in %llu, only "
           "before in %llu, only "
           "after in %llu, neither in %llu (their mapping changed in between; %llu expected)\n",
           job->name, (unsigned long long)r->walks.requests, (unsigned long long)r->walks.equal_both,
           (unsigned long long)r->walks.equal_before_only, (unsigned long long)r->walks.equal_after_only,
           (unsigned long long)r->walks.neither, (unsigned long long)job->changed);
  if (job->kind == JOB_IMAGE && r->image.points)
    printf("%s: %llu addresses; of %llu requests %llu answered with QEMU's address, %llu refused\n", job->name,
           (unsigned long long)r->image.points, (unsigned long long)r->image.requests,
           (unsigned long long)r->image.equal_ok, (unsigned long long)r->image.refused);
  else if (job->kind == JOB_IMAGE)
    printf("%s: %llu pages; of %llu requests %llu answered with QEMU's address and size, %llu refused by the leaf's "
           "own flags, %llu by an upper "
           "level\n",
           job->name, (unsigned long long)r->image.pages, (unsigned long long)r->image.requests,
           (unsigned long long)r->image.equal_ok, (unsigned long long)r->image.refused_by_leaf,
           (unsigned long long)r->image.refused_by_path);
  if (job->kind == JOB_VECTORS) print_vectors(job, r);
  if (job->kind == JOB_CUBE)
    printf("%s: %llu cells, each once, %llu equal in %.1f s; %llu once more after a fill, %llu of them from the TLB\n",
           job->name, (unsigned long long)r->cube.cells, (unsigned long long)r->cube.equal, r->stats.seconds,
           (unsigned long long)r->cube.again, (unsigned long long)r->cube.hits);
  if (job->kind == JOB_RANDOM)
    printf("%s: %llu stores without a fence, %llu fences during walks, %llu failed compare-and-swaps, %llu answers "
           "legal only as stale, %llu "
           "through aliases, %llu global, %llu NAPOT, %llu superpages, %llu refused PTE accesses\n",
           job->name, (unsigned long long)r->stats.stores_unfenced, (unsigned long long)r->stats.fences_in_walk,
           (unsigned long long)r->stats.cas_failed, (unsigned long long)r->stats.stale_only,
           (unsigned long long)r->random.alias_answers, (unsigned long long)r->stats.globals,
           (unsigned long long)r->stats.napot, (unsigned long long)r->stats.superpages,
           (unsigned long long)r->stats.port_errors);
}

int run_jobs(const struct run_options *o, const struct job *job, unsigned n, const char *what_next) {
  struct job_result *result = calloc(n, sizeof *result);
  struct report_row *row = calloc(n, sizeof *row);
  struct lw_error e = {0};
  if (job->out && (n > 1 || outdir_prepare(job->out, &e))) {
    fprintf(stderr, "lockwalk: %s\n", n > 1 ? "--out is for a single run" : e.text);
    free(result);
    free(row);
    return n > 1 ? LW_USAGE : e.code;
  }
  if (!result || !row) {
    fprintf(stderr, "lockwalk: no memory for %u results\n", n);
    free(result);
    free(row);
    return LW_INPUT;
  }
  int code = job_run_all(job, n, o->workers, o->quiet, result, stdout);
  for (unsigned i = 0; i < n; i++)
    table_row(&job[i], &result[i], &row[i]);
  if (!o->quiet && code != LW_INPUT) {
    for (unsigned i = 0; i < n; i++)
      print_tallies(&job[i], &result[i]);
    printf("seed 0x%llx\n", (unsigned long long)o->job.seed);
    report_table(stdout, row, n);
  } else {
    printf("%s\n", code == LW_PASS ? "PASS" : "FAIL");
  }
  if (outputs_table(&o->job.outputs, row, n, &e)) {
    fprintf(stderr, "lockwalk: %s\n", e.text);
    code = e.code;
  }
  if (code == LW_PASS && what_next && !o->quiet) printf("%s\n", what_next);
  free(result);
  free(row);
  return code;
}

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
  struct job *j = &o->job;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = o;
    state->child_inputs[1] = &o->job.dump;
    state->child_inputs[2] = &o->job.outputs;
    return 0;
  case OPT_IMAGE:
    j->image = arg;
    return 0;
  case OPT_EXPECT:
    j->expect = arg;
    return 0;
  case OPT_AFTER:
    j->image_after = arg;
    return 0;
  case OPT_WALKS:
    j->walks = arg;
    return 0;
  case OPT_CHANGED:
    j->changed = option_number(state, "changed", arg, 0, UINT64_MAX);
    return 0;
  case OPT_RANDOM:
    j->transactions = option_number(state, "random", arg, 1, 1000000000000u);
    return 0;
  case OPT_TXN:
    j->txn = arg;
    return 0;
  case OPT_VECTORS:
    add_vectors(o, state, arg);
    return 0;
  case OPT_LINE:
    j->line = option_number(state, "line", arg, 1, UINT32_MAX);
    return 0;
  case OPT_FORMAT:
    j->format = format_find(arg);
    if (!job_format_runs(j->format)) argp_error(state, "--format: no format '%s' (`lockwalk list`)", arg);
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
static const char *classify(struct job *j) {
  const char *wrong = job_classify(j);
  bool vectors = j->vectors != NULL;
  if (wrong) return wrong;
  if (j->no_twin && j->no_golden && !vectors) return "--no-twin and --no-golden together check nothing";
  if (j->outputs.path[OUTPUT_PORTS] && vectors) return "--ports is for a single run, not for --vectors";
  if (j->line && !vectors) return "--line goes with --vectors";
  const char *file = j->kind == JOB_TXN ? j->txn : j->kind == JOB_WALKS ? j->walks : j->image;
  snprintf(j->name, sizeof j->name, "%.60s", j->kind == JOB_RANDOM ? "random" : file ? base_name(file) : "");
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
  o.job.format = FORMAT_SV48;
  cli_parse(&argp, argc, argv, &o);
  if (o.vectors_files) o.job.vectors = o.vectors[0];
  const char *wrong = classify(&o.job);
  if (wrong) {
    fprintf(stderr, "lockwalk run: %s; `lockwalk run --help`\n", wrong);
    return LW_USAGE;
  }
  return o.vectors_files ? run_vectors(&o) : run_jobs(&o, &o.job, 1, NULL);
}

const struct command command_run = {
    "run", "run RTL, cycle twin and golden model in lockstep over an image, a log, a random stream or a .txn file",
    cmd_run};
