#include "tb/vectors.h"

#include <inttypes.h>
#include <string.h>

#include "tb/textfile.h"
#include "tb/vectors_case.h"

enum { RISCV_GROUPS = 3, X86_GROUPS = 6, X86_MORE_GROUPS = 8, X86_MORE_FIELDS = 11 };

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

static unsigned count_fields(const char *group) {
  unsigned n = 0;
  for (; *(group += strspn(group, " ")); n++)
    group += strcspn(group, " ");
  return n;
}

static enum vectors_outcome run_line(struct vectors_case *c, char *line) {
  char *group[VECTORS_GROUPS];
  memset(c, 0, sizeof *c);
  unsigned groups = cut(line, group);
  if (groups == RISCV_GROUPS) return vectors_riscv(c, group);
  if (groups == X86_GROUPS) return vectors_x86(c, group);
  // PAE, shadow stacks and supervisor keys: no format that is complete.
  if (groups == X86_MORE_GROUPS && count_fields(group[0]) == X86_MORE_FIELDS) return VECTORS_NOT_COVERED;
  c->bad = "not a vector line: 3 (RISC-V), 6 or 8 (x86) groups separated by | are expected";
  return VECTORS_BAD;
}

static void print_walk(FILE *out, const struct vectors_case *c) {
  static const char *const event[] = {"read", "read refused", "updated", "update lost", "update refused", "stopped"};
  const struct format *format = format_get(c->regime.format);
  fprintf(out, "  %s walk of %" PRIx64 ", root %" PRIx64 "\n", format->name, c->req.va, c->regime.root_pa);
  for (unsigned i = 0; i < c->record.steps; i++) {
    const struct walk_step *s = &c->record.step[i];
    fprintf(out, "    level %u  %" PRIx64 "  %-14s %" PRIx64, s->level, s->addr, event[s->event], s->value);
    if (s->event == STEP_CAS_OK || s->event == STEP_CAS_FAILED || s->event == STEP_CAS_ERROR)
      fprintf(out, " -> %" PRIx64, s->written);
    fputc('\n', out);
  }
  fprintf(out, "    %s (%s)\n", reason_name(c->record.reason), reason_clause(c->record.reason, format->arch));
}

static int count(struct vectors_tally *tally, const struct vectors_case *c, enum vectors_outcome outcome,
                 const struct textfile *t, FILE *out) {
  tally->passed += outcome == VECTORS_PASS;
  tally->not_covered += outcome == VECTORS_NOT_COVERED;
  if (outcome == VECTORS_BAD)
    return lw_fail(&tally->error, LW_INPUT, "%s:%lu: %s", textfile_path(t), textfile_number(t), c->bad);
  if (outcome != VECTORS_FAIL) return LW_PASS;
  if (tally->failed++ < VECTORS_SHOWN) {
    fprintf(out, "%s:%lu: %s: expected %s, got %s\n", textfile_path(t), textfile_number(t), c->field, c->expected,
            c->got);
    print_walk(out, c);
  }
  return LW_MISMATCH;
}

int vectors_run(const char *path, FILE *out, struct vectors_tally *tally) {
  struct textfile *t = textfile_open(path, &tally->error);
  if (!t) return LW_INPUT;
  struct vectors_case c;
  char *line;
  int got, verdict = LW_PASS;
  while (verdict != LW_INPUT && (got = textfile_line(t, &line, &tally->error)) != 0) {
    int code = got < 0 ? LW_INPUT : count(tally, &c, run_line(&c, line), t, out);
    if (code != LW_PASS) verdict = code;
  }
  textfile_close(t);
  return verdict;
}

void vectors_summary(FILE *out, const struct vectors_tally *tally) {
  fprintf(out, "%lu passed, %lu failed, %lu not covered yet\n", tally->passed, tally->failed, tally->not_covered);
}
