// What every command does with a list of runs: they run, and a table and files tell of them.
#include <stdio.h>
#include <stdlib.h>

#include "tb/cmd/cli.h"
#include "tb/report/report.h"
#include "tb/text/error.h"

static void table_row(const struct job *job, const struct job_result *r, struct report_row *row) {
  *row = (struct report_row){.name = job->name,
                             .format = r->format,
                             .dut = job->dut,
                             .verdict = &r->verdict,
                             .stats = &r->stats,
                             .exit_code = r->exit_code};
}

static void tell(const struct job *job, const struct job_result *r) {
  const struct stim_kind *kind = stim_kind(&job->stim);
  if (r->absent[0]) printf("%s: by the DUT's profile %s\n", job->name, r->absent);
  if (kind->tell) kind->tell(job->name, &job->stim, &r->tally, &r->stats, stdout);
}

int run_jobs(const struct run_options *o, const struct job *job, unsigned n, const char *what_next) {
  struct job_result *result = calloc(n, sizeof *result);
  struct report_row *row = calloc(n, sizeof *row);
  struct lw_error e = {0};
  if (job->out.dir && (n > 1 || outdir_prepare(job->out.dir, &e))) {
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
      tell(&job[i], &result[i]);
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
