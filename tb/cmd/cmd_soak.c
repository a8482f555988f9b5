// lockwalk soak: random transactions over all formats, many seeds, any number of workers, and one
// table at the end: what was done, how often each hazard was seen, and whether anything disagreed.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tb/cmd/cli.h"
#include "tb/text/option.h"
#include "tb/text/error.h"
#include "tb/report/report.h"

enum { OPT_CHUNK = 0x300, OPT_FORMAT, CHUNK = 250000, RUNS_MAX = 100000 };

struct soak_options {
  struct run_options run;
  uint64_t transactions, chunk;
  enum format_id only; // FORMAT_COUNT: all
};
static const struct argp_option soak_options[] = {
    {"chunk", OPT_CHUNK, "N", 0, "transactions of one run, each with a seed of its own (default 250000)", 0},
    {"format", OPT_FORMAT, "NAME", 0, "runs of this format only", 0},
    {0}};

static error_t parse_soak(int key, char *arg, struct argp_state *state) {
  struct soak_options *o = state->input;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &o->run;
    return 0;
  case OPT_CHUNK:
    o->chunk = option_number(state, "chunk", arg, 1, 1000000000);
    return 0;
  case OPT_FORMAT:
    o->only = format_find(arg);
    if (!job_format_runs(o->only)) argp_error(state, "--format: no format '%s' (`lockwalk list`)", arg);
    return 0;
  case ARGP_KEY_ARG:
    if (*arg == '+')
      run_plusarg(&o->run, state, arg);
    else if (o->transactions)
      argp_error(state, "one number of transactions");
    else
      o->transactions = option_number(state, "N", arg, 1, 1000000000000u);
    return 0;
  case ARGP_KEY_END:
    if (!o->transactions) argp_error(state, "how many transactions?");
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

// --- the runs ------------------------------------------------------------------------------------

static unsigned formats_of(const struct soak_options *o, enum format_id format[FORMAT_COUNT]) {
  unsigned n = 0;
  for (enum format_id id = FORMAT_BARE; id < FORMAT_COUNT; id++)
    if (o->only == FORMAT_COUNT ? job_format_runs(id) : id == o->only) format[n++] = id;
  return n;
}

// The same number for each format; neighbouring runs are of different formats, so that workers end
// together.
static struct job *make_jobs(const struct soak_options *o, unsigned *n) {
  enum format_id format[FORMAT_COUNT];
  unsigned formats = formats_of(o, format);
  uint64_t rounds = (o->transactions + o->chunk * formats - 1) / (o->chunk * formats);
  if (rounds * formats > RUNS_MAX) return NULL;
  *n = (unsigned)rounds * formats;
  struct job *job = calloc(*n, sizeof *job);
  for (unsigned i = 0; job && i < *n; i++) {
    struct job *j = &job[i];
    *j = o->run.job;
    j->stim.kind = STIM_RANDOM;
    j->stim.of.random.format = format[i % formats];
    j->seed = o->run.job.seed + i / formats;
    if (!j->seed) j->seed = UINT64_MAX;
    j->stim.of.random.transactions = o->transactions / *n + (i < o->transactions % *n);
    // The cycle model as DUT is its own twin: what it does is judged by the golden model.
    if (!strcmp(j->dut, "csim")) j->no_twin = true;
    snprintf(j->name, sizeof j->name, "random %s", format_get(format[i % formats])->name);
  }
  return job;
}

// --- the table -----------------------------------------------------------------------------------

struct sum {
  uint64_t runs, failed;
  struct run_stats stats;
  struct random_tally tally;
};

static void add_sum(struct sum *to, const struct sum *from) {
  to->runs += from->runs;
  to->failed += from->failed;
  stats_add(&to->stats, &from->stats);
  random_tally_add(&to->tally, &from->tally);
}

static struct sum sum_of(const struct job_result *r) {
  return (struct sum){.runs = 1, .failed = r->exit_code != LW_PASS, .stats = r->stats, .tally = r->tally.random};
}

static uint64_t sharp(const struct sum *s) {
  return s->stats.set_size[1];
}
static uint64_t wide(const struct sum *s) {
  return stats_counted(&s->stats) - s->stats.set_size[0] - s->stats.set_size[1];
}

#define STAT(field) offsetof(struct sum, stats.field)
#define TALLY(field) offsetof(struct sum, tally.field)
static const struct line {
  const char *name;
  size_t at;
  uint64_t (*of)(const struct sum *s); // instead
} lines[] = {
    {"runs", offsetof(struct sum, runs), NULL},
    {"translations", STAT(answers), NULL},
    {"  translated", STAT(ok), NULL},
    {"  faults", STAT(faults), NULL},
    {"PTE reads", STAT(reads), NULL},
    {"PTE updates", STAT(cas), NULL},
    {"  lost to a race", STAT(cas_failed), NULL},
    {"PTE accesses refused", STAT(port_errors), NULL},
    {"stores without a fence", STAT(stores_unfenced), NULL},
    {"stores aimed at a walk", TALLY(races_aimed), NULL},
    {"fences", STAT(fences), NULL},
    {"  during a walk", STAT(fences_in_walk), NULL},
    {"  SINVAL.VMA", TALLY(sinvals), NULL},
    {"  of control registers", TALLY(control_flushes), NULL},
    {"regime writes", STAT(regimes), NULL},
    {"  of another root", TALLY(root_changes), NULL},
    {"  of another ASID", TALLY(asid_changes), NULL},
    {"  of another mode", TALLY(mode_changes), NULL},
    {"  of PKRU or PKRS", TALLY(key_changes), NULL},
    {"PAE loads", STAT(loads), NULL},
    {"  by control registers", TALLY(control_loads), NULL},
    {"  that fault", STAT(load_faults), NULL},
    {"  PDPTEs edited", TALLY(pdpte_edits), NULL},
    {"maps of memory", TALLY(map_changes), NULL},
    {"answers through an alias", TALLY(alias_answers), NULL},
    {"answers by a global page", STAT(globals), NULL},
    {"answers by a superpage", STAT(superpages), NULL},
    {"answers by NAPOT", STAT(napot), NULL},
    {"answers in Bare", STAT(bare), NULL},
    {"legal only as stale", STAT(stale_only), NULL},
    {"one answer was legal", 0, sharp},
    {"several were", 0, wide},
    {"clocks", STAT(clocks), NULL},
    {"failed runs", offsetof(struct sum, failed), NULL},
};

static void put_table(const struct sum *sum, const enum format_id *format, unsigned formats) {
  struct sum all = {.runs = 0};
  for (unsigned i = 0; i < formats; i++)
    add_sum(&all, &sum[i]);
  printf("%-26s", "");
  for (unsigned i = 0; i < formats; i++)
    printf(" %11s", format_get(format[i])->name);
  printf(" %12s\n", "all");
  for (size_t l = 0; l < sizeof lines / sizeof *lines; l++) {
    printf("%-26s", lines[l].name);
    for (unsigned i = 0; i <= formats; i++) {
      const struct sum *s = i < formats ? &sum[i] : &all;
      uint64_t value = lines[l].of ? lines[l].of(s) : *(const uint64_t *)((const char *)s + lines[l].at);
      printf(" %*" PRIu64, i < formats ? 11 : 12, value);
    }
    putchar('\n');
  }
  printf("%.0f translations a second and worker\n",
         all.stats.seconds > 0 ? (double)all.stats.answers / all.stats.seconds : 0.0);
}

static void report(const struct soak_options *o, const struct job *job, const struct job_result *result, unsigned n) {
  enum format_id format[FORMAT_COUNT];
  unsigned formats = formats_of(o, format);
  static struct sum sum[FORMAT_COUNT];
  for (unsigned i = 0; i < n; i++) {
    struct sum one = sum_of(&result[i]);
    add_sum(&sum[i % formats], &one);
  }
  put_table(sum, format, formats);
  printf("DUT %s%s, seeds 0x%" PRIx64 " to 0x%" PRIx64 ", %" PRIu64 " transactions a run\n", o->run.job.dut,
         job->no_twin ? " (judged by the golden model alone)" : "", job[0].seed, job[n - 1].seed,
         job[0].stim.of.random.transactions);
}

static int write_table(const struct soak_options *o, const struct job *job, const struct job_result *result,
                       unsigned n) {
  struct lw_error e = {0};
  struct report_row *row = calloc(n, sizeof *row);
  int code = row ? LW_PASS : lw_fail(&e, LW_INPUT, "out of memory");
  for (unsigned i = 0; row && i < n; i++)
    row[i] = (struct report_row){.name = job[i].name,
                                 .format = result[i].format,
                                 .dut = job[i].dut,
                                 .verdict = &result[i].verdict,
                                 .stats = &result[i].stats,
                                 .exit_code = result[i].exit_code};
  if (row) code = outputs_table(&o->run.job.outputs, row, n, &e);
  if (code) fprintf(stderr, "lockwalk soak: %s\n", e.text);
  free(row);
  return code;
}

static int cmd_soak(int argc, char **argv) {
  const struct argp_child children[] = {{&run_common_argp, 0, "Common:", 1}, {0}};
  const struct argp argp = {.options = soak_options,
                            .parser = parse_soak,
                            .args_doc = "N [+PLUSARG...]",
                            .children = children,
                            .doc = "N random transactions over all formats, in runs with a seed each, and one table of "
                                   "what was seen."};
  struct soak_options o = {.chunk = CHUNK, .only = FORMAT_COUNT};
  run_options_init(&o.run);
  cli_parse(&argp, argc, argv, &o);
  if (outputs_single(&o.run.job.outputs) || o.run.job.out.dir) {
    fprintf(stderr, "lockwalk soak: --record, --wave, --log and --out are for a single run; `lockwalk run --help`\n");
    return LW_USAGE;
  }
  unsigned n = 0;
  struct job *job = make_jobs(&o, &n);
  struct job_result *result = job ? calloc(n, sizeof *result) : NULL;
  if (!result) {
    fprintf(stderr, "lockwalk soak: %s\n", job ? "out of memory" : "too many runs: give a larger --chunk");
    free(job);
    return job ? LW_INPUT : LW_USAGE;
  }
  int code = job_run_all(job, n, o.run.workers, o.run.quiet, result, stdout);
  if (!o.run.quiet) report(&o, job, result, n);
  if (write_table(&o, job, result, n)) code = code ? code : LW_INPUT;
  printf("%s\n", code == LW_PASS ? "PASS" : "FAIL");
  free(result);
  free(job);
  return code;
}

const struct command command_soak = {"soak", "random transactions over all formats and many seeds, in one table",
                                     cmd_soak};
