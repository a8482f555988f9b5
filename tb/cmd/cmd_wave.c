// lockwalk wave: GTKWave on what `run --out` left.
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tb/cmd/cli.h"
#include "tb/text/error.h"
#include "tb/report/wave_view.h"

struct options {
  const char *where, *dump;
  bool check;
};
enum { OPT_CHECK = 0x300 };
static const struct argp_option wave_options[] = {
    {"check", OPT_CHECK, NULL, 0, "open nothing: is every signal that VIEW.gtkw names in DUMP.fst?", 0}, {0}};

static error_t parse(int key, char *arg, struct argp_state *state) {
  struct options *o = state->input;
  switch (key) {
  case OPT_CHECK:
    o->check = true;
    return 0;
  case ARGP_KEY_ARG:
    if (!o->where)
      o->where = arg;
    else if (!o->dump)
      o->dump = arg;
    else
      argp_error(state, "too many arguments");
    return 0;
  case ARGP_KEY_END:
    if (!o->where) argp_error(state, "which folder?");
    if (o->check != (o->dump != NULL)) argp_error(state, "VIEW.gtkw DUMP.fst go with --check");
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

// The folder itself, or that of a file in it (its record).
static bool folder_of(const char *where, char dir[PATH_MAX]) {
  struct stat s;
  const char *slash = strrchr(where, '/');
  bool folder = stat(where, &s) == 0 && S_ISDIR(s.st_mode);
  int n = folder  ? snprintf(dir, PATH_MAX, "%s", where)
          : slash ? snprintf(dir, PATH_MAX, "%.*s", (int)(slash - where) + (slash == where), where)
                  : snprintf(dir, PATH_MAX, ".");
  return n >= 0 && n < PATH_MAX;
}

static int fail(const struct lw_error *e) {
  fprintf(stderr, "lockwalk: %s\n", e->text);
  return e->code;
}

static int show(const char *where) {
  static char *const arguments[] = {"gtkwave", "fail.fst", "fail.gtkw", NULL};
  char dir[PATH_MAX];
  unsigned signals;
  struct lw_error e = {0};
  if (!folder_of(where, dir) || chdir(dir)) {
    lw_fail(&e, LW_INPUT, "%s: %s", where, strerror(errno));
    return fail(&e);
  }
  if (wave_view_check(arguments[2], arguments[1], &signals, &e) != LW_PASS) return fail(&e);
  execvp(arguments[0], arguments);
  lw_fail(&e, LW_INPUT, errno == ENOENT ? "no gtkwave: Debian package gtkwave" : "gtkwave: %s", strerror(errno));
  return fail(&e);
}

static int cmd_wave(int argc, char **argv) {
  const struct argp argp = {.options = wave_options,
                            .parser = parse,
                            .args_doc = "DIR\nRECORD\n--check VIEW.gtkw DUMP.fst",
                            .doc = "Opens GTKWave on the waveform of a failure, at the failing clock: DIR is what was "
                                   "given to `run --out`, RECORD a file in it. A signal that the view names and the "
                                   "dump lacks is an error."};
  struct options o = {0};
  struct lw_error e = {0};
  unsigned signals;
  cli_parse(&argp, argc, argv, &o);
  if (!o.check) return show(o.where);
  if (wave_view_check(o.where, o.dump, &signals, &e) != LW_PASS) return fail(&e);
  printf("%s: %u signals, all in %s\n", o.where, signals, o.dump);
  return LW_PASS;
}

const struct command command_wave = {"wave", "open GTKWave on the waveform of a failure", cmd_wave};
