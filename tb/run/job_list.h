// A list of jobs as text, beside the data that it names: the main job of `lockwalk cosim` is one.
#ifndef TB_JOB_LIST_H
#define TB_JOB_LIST_H

#include "tb/run/job.h"

struct job_list {
  struct job *job;
  unsigned jobs;
  char **text; // paths and names that the jobs point to
  unsigned texts;
};

// The first line is `jobs 1`. A job is a line `run NAME`, then a line for each thing that decides
// it, KEY VALUE as `lockwalk run` has its options: image, expect, image-after, walks, changed,
// random, format, txn, dut. Paths are relative to the list. `#` begins a comment line. What no line
// says is as in `base`. 0, or LW_INPUT with "file:line: reason"; then the list is empty.
int job_list_read(const char *path, const struct job *base, struct job_list *list, struct lw_error *e);
void job_list_close(struct job_list *list);

#endif
