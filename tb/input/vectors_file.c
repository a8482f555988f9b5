// Lines of a vector file, the kinds told apart by their shape.
#include <stdlib.h>
#include <string.h>

#include "tb/text/textfile.h"
#include "tb/input/vectors_case.h"

enum { RISCV_GROUPS = 3, X86_GROUPS = 6 };

struct vectors_file {
  struct textfile *text;
};

struct vectors_file *vectors_open(const char *path, struct lw_error *e) {
  struct vectors_file *f = calloc(1, sizeof *f);
  if (!f) {
    lw_fail(e, LW_INPUT, "%s: out of memory", path);
    return NULL;
  }
  f->text = textfile_open(path, e);
  if (f->text) return f;
  free(f);
  return NULL;
}

void vectors_close(struct vectors_file *f) {
  if (f) textfile_close(f->text);
  free(f);
}

// Cuts the line at its bars. The number of groups, or 0 when there are too many.
static unsigned cut(char *line, char **group) {
  unsigned n = 0;
  for (char *at = line; at; n++) {
    if (n == VECTORS_GROUPS) return 0;
    group[n] = at;
    at = strchr(at, '|');
    if (at) *at++ = 0;
  }
  return n;
}

static void parse(struct vectors_case *c, char *line) {
  char *group[VECTORS_GROUPS];
  unsigned groups = cut(line, group);
  if (groups == RISCV_GROUPS)
    vectors_riscv(c, group);
  else if (groups == X86_GROUPS || groups == VECTORS_GROUPS)
    vectors_x86(c, group, groups);
  else
    vectors_bad(c, "not a vector line: 3 (RISC-V), 6 or 8 (x86) groups separated by | are expected");
}

int vectors_next(struct vectors_file *f, struct vectors_case *c, struct lw_error *e) {
  char *line;
  int got;
  do {
    got = textfile_line(f->text, &line, e);
  } while (got > 0 && (line[strspn(line, " \t")] == 0 || *line == '#'));
  if (got <= 0) return got;
  memset(c, 0, sizeof *c);
  c->number = textfile_number(f->text);
  parse(c, line);
  if (!c->bad) return 1;
  lw_fail(e, LW_INPUT, "%s:%lu: %s", textfile_path(f->text), c->number, c->bad);
  return -1;
}

enum vectors_machine vectors_machine(const struct vectors_case *c) {
  if (format_get(c->regime.format)->arch == ARCH_X86) return VECTORS_X86;
  return c->regime.format == FORMAT_SV32 ? VECTORS_RV32 : VECTORS_RV64;
}
