// What a failure is called, which rule it breaks, and where the values of a walk came from.
#include "tb/report/incident.h"

#include <inttypes.h>
#include <stdio.h>

const char *incident_class(const struct verdict *v) {
  if (v->kind != VERDICT_WIRE && v->kind != VERDICT_ANSWER) return verdict_about(v->kind)->class_word;
  if (v->timing) return "timing";
  return v->finding.forgotten ? "fence" : verdict_about(v->kind)->class_word; // a stale answer that a fence had taken
}

const char *incident_headline(const struct verdict *v) {
  if (v->kind == VERDICT_WIRE && v->timing)
    return "timing: an output comes on another clock than the twin's, with equal answers as far as seen";
  return verdict_about(v->kind)->headline;
}

const char *incident_clause(const struct verdict *v, enum arch arch) {
  bool of_answer = v->kind == VERDICT_ANSWER || v->kind == VERDICT_WIRE || v->kind == VERDICT_EXPECT;
  if (of_answer && !v->timing) {
    if (v->finding.forgotten) return arch == ARCH_RISCV ? "priv 12.2.1 (SFENCE.VMA)" : "SDM3 4.10.4 (invalidation)";
    if (v->has_request) return reason_clause(v->walk.reason, arch);
  }
  return verdict_about(v->kind)->clause[arch];
}

void incident_origin_text(const struct trail *t, uint64_t addr, uint64_t value, uint64_t clock, char *text,
                          size_t size) {
  static const char *const by[] = {"there from the start", "there at clock %" PRIu64 " (earlier is not kept)",
                                   "stored by software at clock %" PRIu64, "written by the hardware at clock %" PRIu64};
  struct trail_origin o = trail_origin_of(t, addr, value, clock);
  int n = snprintf(text, size, by[o.by], o.written);
  if (n < 0 || (size_t)n >= size) return;
  if (!o.read)
    snprintf(text + n, size - (size_t)n, ", not read");
  else if (o.first_read == o.last_read)
    snprintf(text + n, size - (size_t)n, ", read at %" PRIu64, o.last_read);
  else
    snprintf(text + n, size - (size_t)n, ", read at %" PRIu64 "..%" PRIu64, o.first_read, o.last_read);
}

const struct trail_note *incident_fence(const struct trail *t, uint64_t after, uint64_t before, unsigned i) {
  const struct trail_note *n;
  for (uint64_t k = 0; (n = trail_note_get(t, k)); k++)
    if (n->kind == EVENT_FENCE_DONE && n->clock >= after && n->clock <= before && i-- == 0) return n;
  return NULL;
}

bool incident_fence_takes(const struct fence *f, const struct verdict *v, const struct walk_record *walk) {
  if (walk->reason != REASON_OK) return false;
  struct tlb_entry entry = entry_from_walk(&v->regime, &v->req, walk);
  return entry_fenced(&entry, f);
}
