// A walk, a line a step, with the bits of each entry by name and, last, why it ended and which clause says so.
#include <inttypes.h>
#include <string.h>

#include "tb/event.h"

static void put_bits(uint64_t value, const char *const name[], const uint8_t bit[], unsigned n, FILE *out) {
  for (unsigned i = 0; i < n; i++)
    if (value >> bit[i] & 1) fprintf(out, " %s", name[i]);
}

// priv 12.4, figure "Sv39 page table entry"; SDM3 table 4-15 to 4-20.
static void put_raw(const struct regime *g, uint64_t value, FILE *out) {
  static const char *const riscv[] = {"V", "R", "W", "X", "U", "G", "A", "D", "N"};
  static const uint8_t riscv_bit[] = {0, 1, 2, 3, 4, 5, 6, 7, 63};
  static const char *const x86[] = {"P", "RW", "US", "PWT", "PCD", "A", "D", "PS/PAT", "G", "XD"};
  static const uint8_t x86_bit[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 63};
  if (format_get(g->format)->arch == ARCH_X86) {
    put_bits(value, x86, x86_bit, sizeof x86_bit, out);
    if (value >> 59 & 15) fprintf(out, " PKEY=%u", (unsigned)(value >> 59 & 15));
    return;
  }
  put_bits(value, riscv, riscv_bit, sizeof riscv_bit, out);
  if (value >> 61 & 3) fprintf(out, " PBMT=%u", (unsigned)(value >> 61 & 3));
  if (value >> 54 & 0x7f) fprintf(out, " reserved=0x%x", (unsigned)(value >> 54 & 0x7f));
}

static void put_meaning(const struct regime *g, uint8_t level, uint64_t value, FILE *out) {
  struct pte_meaning m = decode(g, level, value);
  if (!m.present)
    fputs("; not present", out);
  else if (m.malformed != REASON_OK)
    fprintf(out, "; %s", reason_name(m.malformed));
  else if (m.leaf)
    fprintf(out, "; leaf of 2^%u bytes at 0x%" PRIx64, m.shift, m.base);
  else
    fprintf(out, "; table at 0x%" PRIx64, m.base);
}

void entry_print(const struct regime *regime, uint8_t level, uint64_t value, FILE *out) {
  put_raw(regime, value, out);
  put_meaning(regime, level, value, out);
}

static void put_step(const struct regime *g, const struct walk_step *s, FILE *out) {
  fprintf(out, "level %u  0x%012" PRIx64 "  ", s->level, s->addr);
  switch (s->event) {
  case STEP_READ_ERROR:
    fputs("read refused by memory", out);
    return;
  case STEP_CAS_ERROR:
    fputs("update refused by memory", out);
    return;
  case STEP_STOPPED:
    fputs("no known value", out);
    return;
  case STEP_CAS_OK:
    fprintf(out, "update 0x%016" PRIx64 " written ", s->written);
    put_raw(g, s->written, out);
    return;
  case STEP_CAS_FAILED:
    fprintf(out, "update failed, goes on from 0x%016" PRIx64 " ", s->value);
    break;
  default:
    fprintf(out, "0x%016" PRIx64 " ", s->value);
  }
  put_raw(g, s->value, out);
  put_meaning(g, s->level, s->value, out);
}

void walk_print(const struct regime *regime, const struct request *req, const struct walk_record *w, const char *indent,
                FILE *out) {
  char text[128];
  for (unsigned i = 0; i < w->steps && i < WALK_MAX_STEPS; i++) {
    fputs(indent, out);
    put_step(regime, &w->step[i], out);
    fputc('\n', out);
  }
  const char *clause = reason_clause(w->reason, format_get(regime->format)->arch);
  fprintf(out, "%s%s (%s)", indent, reason_name(w->reason), clause);
  if (w->reason != REASON_STOPPED && w->reason != REASON_LIVELOCK && w->reason != REASON_UNSUPPORTED) {
    answer_print(&w->answer, text, sizeof text);
    fprintf(out, ": %s", text);
  }
  request_print(req, text, sizeof text);
  fprintf(out, ", for %s\n", text);
}
