// Every event of a run as a line of text.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tb/engine/output.h"

struct log {
  FILE *file;
  char path[];
};

static void log_event(void *ctx, const struct event *e) {
  char line[512];
  event_print(e, line, sizeof line);
  fprintf(((struct log *)ctx)->file, "%" PRIu64 " %s\n", e->clock, line);
}

static int cannot_write(const char *path, struct lw_error *e) {
  return lw_fail(e, LW_INPUT, "%s: cannot write: %s", path, strerror(errno));
}

static int log_open(const char *path, const struct output_run *run, void **state, struct sink *sink,
                    struct lw_error *e) {
  struct log *log = malloc(sizeof *log + strlen(path) + 1);
  (void)run;
  if (!log) return lw_fail(e, LW_INPUT, "%s: out of memory", path);
  memcpy(log->path, path, strlen(path) + 1);
  log->file = fopen(path, "w");
  if (!log->file) {
    free(log);
    return cannot_write(path, e);
  }
  *state = log;
  *sink = (struct sink){.ctx = log, .event = log_event};
  return LW_PASS;
}

static int log_close(void *state, const struct verdict *verdict, const struct run_stats *stats, struct lw_error *e) {
  struct log *log = state;
  (void)verdict, (void)stats;
  int code = fclose(log->file) ? cannot_write(log->path, e) : LW_PASS;
  free(log);
  return code;
}

const struct output output_log = {.option = "log",
                                  .doc = "write every event as a line of text",
                                  .single = true,
                                  .open = log_open,
                                  .close = log_close};
