#include "tb/record.h"

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
