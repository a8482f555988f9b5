#include "tb/input/vectors.h"

#include <inttypes.h>
#include <stdlib.h>

#include "tb/engine/event.h"
#include "tb/input/vectors_case.h"

static void print_difference(FILE *out, const char *path, const struct vectors_case *c,
                             const struct vectors_result *result, const struct walk_record *record) {
  fprintf(out, "%s:%lu: %s: expected %s, got %s%s%s\n", path, c->number, c->field, c->wanted, c->got,
          *c->label ? "; the file says " : "", c->label);
  struct regime regime = c->regime;
  char text[256];
  regime_print(&regime, text, sizeof text);
  fprintf(out, "  %s\n", text);
  if (result->load_refused)
    fputs("  the load of the PDPTEs was refused\n", out);
  else
    walk_print(&regime, &c->req, record, "    ", out);
}

// RISC-V walks update at the leaf only: the order has no meaning there.
static bool run_case(struct vectors_case *c, struct vectors_result *result, struct walk_record *record) {
  vectors_golden(c, AD_EAGER, result, record);
  if (!vectors_judge(c, result, VECTORS_EAGER)) return false;
  if (format_get(c->regime.format)->arch == ARCH_RISCV) return true;
  vectors_golden(c, AD_LAZY, result, record);
  return vectors_judge(c, result, VECTORS_LAZY);
}

struct work { // large, so not on the stack
  struct vectors_case c;
  struct vectors_result result;
  struct walk_record record;
};

static int run_file(struct vectors_file *f, const char *path, FILE *out, struct vectors_tally *tally, struct work *w) {
  unsigned long lines = 0;
  int got, verdict = LW_PASS;
  for (; (got = vectors_next(f, &w->c, &tally->error)) > 0; lines++) {
    evidence_count(&tally->evidence, &w->c);
    if (run_case(&w->c, &w->result, &w->record)) {
      tally->passed++;
      continue;
    }
    verdict = LW_MISMATCH;
    if (tally->failed++ < VECTORS_SHOWN) print_difference(out, path, &w->c, &w->result, &w->record);
  }
  if (got == 0 && !lines) return lw_fail(&tally->error, LW_INPUT, "%s: no vector line in it", path);
  return got < 0 ? LW_INPUT : verdict;
}

int vectors_run(const char *path, FILE *out, struct vectors_tally *tally) {
  struct work *w = malloc(sizeof *w);
  struct vectors_file *f = vectors_open(path, &tally->error);
  int code = w ? LW_INPUT : lw_fail(&tally->error, LW_INPUT, "%s: out of memory", path);
  if (w && f) code = run_file(f, path, out, tally, w);
  vectors_close(f);
  free(w);
  return code;
}

void vectors_summary(FILE *out, const struct vectors_tally *tally) {
  fprintf(out, "%lu passed, %lu failed\n", tally->passed, tally->failed);
}
