// Vector files as a kind of stimulus, and what a file has for each machine.
#include <inttypes.h>
#include <stdlib.h>

#include "tb/stim/kind.h"

const char *vectors_skip_name(enum vectors_skip s) {
  static const char *const name[] = {
      [VECTORS_SHADOW_STACK] = "shadow-stack accesses",
      [VECTORS_UNLOADABLE] = "PDPTE registers that no load can place",
  };
  return name[s];
}

const char *vectors_machine_name(enum vectors_machine machine) {
  static const char *const name[] = {[VECTORS_RV32] = "rv32", [VECTORS_RV64] = "rv64", [VECTORS_X86] = "x86"};
  return name[machine];
}

int vectors_scan(const char *path, unsigned long only, uint64_t lines[VECTORS_MACHINES], struct lw_error *e) {
  struct vectors_case *c = malloc(sizeof *c);
  struct vectors_file *f = c ? vectors_open(path, e) : NULL;
  int got = c ? -1 : -lw_fail(e, LW_INPUT, "%s: out of memory", path);
  for (unsigned i = 0; i < VECTORS_MACHINES; i++)
    lines[i] = 0;
  while (f && (got = vectors_next(f, c, e)) > 0)
    if (!only || only == c->number) lines[vectors_machine(c)]++;
  vectors_close(f);
  free(c);
  return got < 0 ? LW_INPUT : LW_PASS;
}

static bool vectors_asked(const struct stim_asked *a) {
  return a->vectors != NULL;
}

static const char *vectors_take(const struct stim_asked *a, struct stim_spec *s) {
  s->of.vectors.path = a->vectors;
  s->of.vectors.machine = VECTORS_RV32;
  s->of.vectors.line = a->line;
  return NULL;
}

// The lines bring their regimes; here is only what the DUT is built for.
static int vectors_open_kind(const struct stim_spec *spec, const struct stim_for *who, struct stim_opened *o,
                             struct lw_error *e) {
  static const enum format_id format[] = {
      [VECTORS_RV32] = FORMAT_SV32, [VECTORS_RV64] = FORMAT_SV39, [VECTORS_X86] = FORMAT_X86_4L};
  enum vectors_machine machine = spec->of.vectors.machine;
  o->regime = (struct regime){.format = format[machine], .pa_bits = 52};
  o->memory = stim_image_memory(who->seed);
  o->stim = stim_vectors_open(spec->of.vectors.path, machine, spec->of.vectors.line, &who->tally->vectors, e);
  if (!o->stim) return e->code;
  o->sink = stim_vectors_sink(o->stim);
  snprintf(o->format, sizeof o->format, "%s", vectors_machine_name(machine));
  return LW_PASS;
}

static void vectors_close_kind(struct stim_opened *o) {
  if (o->stim) o->stim->close(o->stim->ctx);
}

static void vectors_again(const struct stim_spec *s, FILE *out) {
  fprintf(out, "run --vectors %s", s->of.vectors.path);
  if (s->of.vectors.line) fprintf(out, " --line %lu", s->of.vectors.line);
}

static void vectors_tell(const char *name, const struct stim_spec *spec, const union stim_tally *tally,
                         const struct run_stats *stats, FILE *out) {
  const struct stim_vectors_tally *t = &tally->vectors;
  (void)spec, (void)stats;
  fprintf(out, "%s: %" PRIu64 " lines, %" PRIu64 " run and equal in every field", name, t->lines, t->equal);
  for (unsigned i = 0; i < VECTORS_SKIPS; i++)
    if (t->skipped[i])
      fprintf(out, ", %" PRIu64 " not for the RTL (%s)", t->skipped[i], vectors_skip_name((enum vectors_skip)i));
  putc('\n', out);
}

static const char *vectors_file(const struct stim_spec *s, unsigned i) {
  return i == 0 ? s->of.vectors.path : NULL;
}

const struct stim_kind kind_vectors = {.option = "vectors",
                                       .asked = vectors_asked,
                                       .take = vectors_take,
                                       .open = vectors_open_kind,
                                       .close = vectors_close_kind,
                                       .again = vectors_again,
                                       .tell = vectors_tell,
                                       .file = vectors_file};
