// lockwalk run --vectors: the lines of one file are for up to three builds of the RTL, so a file is
// up to three jobs.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tb/cmd/cli.h"
#include "tb/text/error.h"

static void name_job(struct job *j, bool alone) {
  const char *path = j->stim.of.vectors.path;
  const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
  int length = (int)strcspn(base, ".");
  snprintf(j->name, sizeof j->name, alone ? "%.*s" : "%.*s %s", length > 50 ? 50 : length, base,
           vectors_machine_name(j->stim.of.vectors.machine));
}

// Adds the file's jobs. With --line only the machine whose line it is, if any.
static int add_file(const struct run_options *o, const char *path, struct job *job, unsigned *n, struct lw_error *e) {
  uint64_t lines[VECTORS_MACHINES];
  unsigned machines = 0;
  int code = vectors_scan(path, o->asked.line, lines, e);
  for (unsigned m = 0; m < VECTORS_MACHINES; m++)
    machines += code == LW_PASS && lines[m];
  for (unsigned m = 0; m < VECTORS_MACHINES && machines; m++) {
    if (!lines[m]) continue;
    struct job *j = &job[(*n)++];
    *j = o->job;
    j->stim.of.vectors.path = path;
    j->stim.of.vectors.machine = (enum vectors_machine)m;
    name_job(j, machines == 1);
  }
  return code;
}

int run_vectors(const struct run_options *o) {
  static struct job job[RUN_FILES * VECTORS_MACHINES];
  struct lw_error e = {0};
  unsigned n = 0;
  for (unsigned i = 0; i < o->vectors_files; i++)
    if (add_file(o, o->vectors[i], job, &n, &e)) {
      fprintf(stderr, "lockwalk: %s\n", e.text);
      return LW_INPUT;
    }
  if (n == 0) {
    fprintf(stderr, "lockwalk: %s: no line to run\n", o->vectors[0]);
    return LW_INPUT;
  }
  if (n > 1 && outputs_single(&o->job.outputs)) {
    fprintf(stderr,
            "lockwalk run: --record, --wave and --log are for a single job: these files are %u; give --line N\n", n);
    return LW_USAGE;
  }
  return run_jobs(o, job, n, NULL);
}
