// What a failure is called, which rule it breaks, and where the values of a walk came from.
#include "tb/report/record.h"

#include <inttypes.h>
#include <stdio.h>

const char *record_class(const struct verdict *v) {
  switch (v->kind) {
  case VERDICT_PASS:
    return "pass";
  case VERDICT_WIRE:
  case VERDICT_ANSWER:
    if (v->timing) return "timing";
    return v->finding.forgotten ? "fence" : "function"; // a stale answer that a fence had taken
  case VERDICT_STATE:
    return "state";
  case VERDICT_PTE_READ:
    return "pte_read";
  case VERDICT_PTE_UPDATE:
    return "pte_update";
  case VERDICT_MEMORY:
    return "memory";
  case VERDICT_LOAD:
    return "load";
  case VERDICT_PROTOCOL:
    return "protocol";
  case VERDICT_EXPECT:
    return "expect";
  case VERDICT_ASSERTION:
    return "assertion";
  case VERDICT_HANG:
    return "hang";
  case VERDICT_CRASH:
    return "crash";
  case VERDICT_LIMIT:
    return "limit";
  case VERDICT_BAD_INPUT:
    return "bad_input";
  }
  return "?";
}

const char *record_headline(const struct verdict *v) {
  switch (v->kind) {
  case VERDICT_PASS:
    return "no mismatch";
  case VERDICT_WIRE:
    return v->timing ? "timing: an output comes on another clock than the twin's, with equal answers as far as seen"
                     : "an output differs from the twin's";
  case VERDICT_STATE:
    return "internal state differs from the twin's";
  case VERDICT_ANSWER:
    return "no legal walk gives this answer";
  case VERDICT_PTE_READ:
    return "a PTE read on no legal path";
  case VERDICT_PTE_UPDATE:
    return "a PTE update that no legal walk makes";
  case VERDICT_MEMORY:
    return "the memories differ at the end";
  case VERDICT_LOAD:
    return "a load of the PDPTE registers ends as it must not";
  case VERDICT_PROTOCOL:
    return "a rule of the port is broken";
  case VERDICT_EXPECT:
    return "contradicts the expectation from outside";
  case VERDICT_ASSERTION:
    return "an assertion of the DUT";
  case VERDICT_HANG:
    return "hang";
  case VERDICT_CRASH:
    return "the DUT's model crashed";
  case VERDICT_LIMIT:
    return "the checker's own limit: the run proves nothing";
  case VERDICT_BAD_INPUT:
    return "bad input";
  }
  return "?";
}

static const char *of(enum arch arch, const char *riscv, const char *x86) {
  return arch == ARCH_RISCV ? riscv : x86;
}

const char *record_clause(const struct verdict *v, enum arch arch) {
  switch (v->kind) {
  case VERDICT_ANSWER:
  case VERDICT_WIRE:
  case VERDICT_EXPECT:
    if (v->timing) return "rtl/README.md, the contract clock by clock";
    if (v->finding.forgotten) return of(arch, "priv 12.2.1 (SFENCE.VMA)", "SDM3 4.10.4 (invalidation)");
    if (v->has_request) return reason_clause(v->walk.reason, arch);
    return "rtl/README.md, the contract clock by clock";
  case VERDICT_STATE:
    return "rtl/README.md, Probe";
  case VERDICT_PTE_READ:
    return of(arch, "priv 12.3.2 step 2", "SDM3 4.5");
  case VERDICT_PTE_UPDATE:
  case VERDICT_MEMORY:
    return of(arch, "priv 12.3.2 step 9", "SDM3 4.8");
  case VERDICT_LOAD:
    return "SDM3 4.4.1";
  case VERDICT_PROTOCOL:
  case VERDICT_HANG:
    return "rtl/README.md, the rules of the ports";
  case VERDICT_ASSERTION:
    return "the DUT's own assertion";
  default:
    return "";
  }
}

void record_origin_text(const struct trail *t, uint64_t addr, uint64_t value, uint64_t clock, char *text, size_t size) {
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

const struct trail_note *record_fence(const struct trail *t, uint64_t after, uint64_t before, unsigned i) {
  const struct trail_note *n;
  for (uint64_t k = 0; (n = trail_note_get(t, k)); k++)
    if (n->kind == EVENT_FENCE_DONE && n->clock >= after && n->clock <= before && i-- == 0) return n;
  return NULL;
}

bool record_fence_takes(const struct fence *f, const struct verdict *v, const struct walk_record *walk) {
  if (walk->reason != REASON_OK) return false;
  struct tlb_entry entry = entry_from_walk(&v->regime, &v->req, walk);
  return entry_fenced(&entry, f);
}
