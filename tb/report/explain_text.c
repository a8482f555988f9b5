// The tree as text: a line an entry, with what its bits say; with EXPLAIN_ALL a second one with the
// checks.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tb/engine/event.h"
#include "tb/report/explain.h"

#define RED "\033[1;31m"
#define GREEN "\033[32m"
#define BOLD "\033[1m"
#define DIM "\033[2m"
#define OFF "\033[0m"

struct paper {
  FILE *out;
  const char *indent;
  bool colour, all;
};

static void paint(const struct paper *p, const char *how) {
  if (p->colour) fputs(how, p->out);
}

unsigned explain_colour(FILE *out) {
  const char *no = getenv("NO_COLOR");
  return !(no && *no) && isatty(fileno(out)) ? EXPLAIN_COLOUR : 0;
}

// Flags that are 1 by their name, numbers as name=value; what is 0 only where it is to blame.
static void put_fields(const struct paper *p, const struct explain_row *row) {
  for (unsigned i = 0; i < row->fields; i++) {
    const struct explain_field *f = &row->field[i];
    if (!f->value && !f->bad) continue;
    fputc(' ', p->out);
    if (f->bad) paint(p, RED);
    if (f->bits == 1 && f->value)
      fputs(f->name, p->out);
    else
      fprintf(p->out, "%s=%s%" PRIx64, f->name, f->bits == 1 ? "" : "0x", f->value);
    if (f->bad) paint(p, OFF);
  }
}

static void put_meaning(const struct paper *p, const struct explain_row *row) {
  const struct pte_meaning *m = &row->meaning;
  if (row->refused)
    fputs("; no value", p->out);
  else if (!m->present)
    fputs("; not present", p->out);
  else if (m->malformed != REASON_OK)
    fprintf(p->out, "; %s", reason_name(m->malformed));
  else if (m->leaf)
    fprintf(p->out, "; leaf of 2^%u bytes at 0x%" PRIx64, m->shift, m->base);
  else
    fprintf(p->out, "; table at 0x%" PRIx64, m->base);
  if (row->updated) fprintf(p->out, "; written 0x%" PRIx64, row->written);
}

void explain_entry_text(const struct regime *regime, uint8_t level, uint64_t value, FILE *out) {
  struct explain_row row;
  const struct paper p = {.out = out, .indent = ""};
  explain_entry(&row, regime, level, value);
  put_fields(&p, &row);
  put_meaning(&p, &row);
}

static void put_check(const struct paper *p, const struct explain_check *c) {
  static const char *const word[] = {"ok", "FAILED", "not reached"};
  static const char *const how[] = {GREEN, RED, DIM};
  fprintf(p->out, "%s         ", p->indent);
  paint(p, how[c->state]);
  fprintf(p->out, "%-11s", word[c->state]);
  paint(p, OFF);
  fprintf(p->out, " %s", c->what);
  if (c->found[0]) fprintf(p->out, ": %s", c->found);
  fprintf(p->out, "  (%s)\n", c->clause);
}

static void put_row(const struct paper *p, const struct explain_tree *t, const struct explain_row *row) {
  int digits = t->format->entry_bytes * 2;
  fprintf(p->out, "%slevel %u  ", p->indent, row->level);
  paint(p, BOLD);
  fprintf(p->out, "%s (%s) [%u]", row->name, row->linux_name, row->index);
  paint(p, OFF);
  fprintf(p->out, "  %s0x%012" PRIx64 "  ", row->in_register ? "register, from " : "", row->addr);
  if (row->refused)
    fputs("-", p->out);
  else
    fprintf(p->out, "0x%0*" PRIx64 " ", digits, row->value);
  put_fields(p, row);
  put_meaning(p, row);
  fputc('\n', p->out);
  for (unsigned i = 0; p->all && i < row->checks; i++)
    put_check(p, &row->check[i]);
}

static void put_address(const struct paper *p, const struct explain_tree *t) {
  const struct format *f = t->format;
  unsigned offset_bits = 12;
  fprintf(p->out, "%sva       0x%016" PRIx64 " =", p->indent, t->va);
  for (unsigned level = f->levels; level-- > 0;) {
    bool pae_top = level >= f->walked;
    uint64_t index = pae_top ? t->va >> 30 & 3 : format_index(f, level, t->va);
    fprintf(p->out, " %u:%" PRIu64 " (0x%" PRIx64 ")", level, index, index);
  }
  fprintf(p->out, " offset 0x%" PRIx64 "\n", t->va & ((UINT64_C(1) << offset_bits) - 1));
  put_check(p, &t->entry);
}

static void put_end(const struct paper *p, const struct explain_tree *t) {
  char text[128];
  bool ok = t->reason == REASON_OK;
  fputs(p->indent, p->out);
  paint(p, ok ? GREEN : RED);
  fprintf(p->out, "%s", t->why);
  paint(p, OFF);
  fprintf(p->out, " (%s)", t->clause);
  if (t->reason != REASON_STOPPED && t->reason != REASON_LIVELOCK && t->reason != REASON_UNSUPPORTED) {
    answer_print(&t->answer, text, sizeof text);
    fprintf(p->out, ": %s", text);
  }
  request_print(&t->req, text, sizeof text);
  fprintf(p->out, ", for %s\n", text);
}

void explain_text(const struct explain_tree *t, const char *indent, unsigned flags, FILE *out) {
  const struct paper p = {out, indent, flags & EXPLAIN_COLOUR, flags & EXPLAIN_ALL};
  if (p.all) put_address(&p, t);
  for (unsigned i = 0; i < t->rows; i++)
    put_row(&p, t, &t->row[i]);
  put_end(&p, t);
}
