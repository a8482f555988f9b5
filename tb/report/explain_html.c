// The tree as one page without outside parts. Above, in one drawing: the address cut into indices,
// each over the table that it indexes, and the way from table to table. Below: every entry bit by
// bit, with what was checked.
#include <inttypes.h>
#include <string.h>

#include "tb/engine/event.h"
#include "tb/report/explain.h"

enum {
  LEFT = 20,
  ROOT = 170,   // width of the first column: the bits above the address, and the root register
  COLUMN = 236, // of a level
  PAGE = 210,   // of the last column: offset and page
  BOX = 206,
  TABLE_TOP = 150,
  LINE = 24
};

static const char style[] =
    ":root{--ink:#1d2433;--dim:#6b7385;--line:#c9cfdb;--paper:#fff;--soft:#f3f5f9;--on:#1b5fc1;--tint:#e3edfb;--good:#"
    "19764a;"
    "--goodtint:#e2f4ea;--bad:#c02626;--badtint:#fde7e7}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6e9f0;--dim:#98a1b3;--line:#414959;--paper:#171b23;--soft:#20252f;"
    "--on:#7fb2ff;--tint:#22324c;--good:#6fd3a0;--goodtint:#1c3a2c;--bad:#ff8a8a;--badtint:#4a2226}}\n"
    "body{margin:0 auto;max-width:1560px;padding:24px 28px 48px;background:var(--paper);color:var(--ink);"
    "font:15px/1.5 system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif}\n"
    "h1{font-size:22px;margin:0 0 2px}h2{font-size:17px;margin:34px 0 10px}\n"
    "code,.m,text.m{font-family:'DejaVu Sans Mono',ui-monospace,Menlo,Consolas,monospace}\n"
    ".sub{color:var(--dim);margin:0 0 14px;overflow-wrap:anywhere}.sub code{font-size:13px}\n"
    ".end{display:inline-block;padding:8px 14px;border-radius:8px;font-weight:600;margin:4px 0 18px}\n"
    ".end.ok{background:var(--goodtint);color:var(--good)}.end.no{background:var(--badtint);color:var(--bad)}\n"
    ".draw{overflow-x:auto;border:1px solid var(--line);border-radius:10px;background:var(--soft)}\n"
    "svg{display:block}svg text{fill:var(--ink);font-size:13px}svg .dim{fill:var(--dim)}svg .small{font-size:11.5px}\n"
    "svg .bold{font-weight:600}svg .on{fill:var(--on)}svg .bad{fill:var(--bad)}svg .good{fill:var(--good)}\n"
    "svg rect{fill:var(--paper);stroke:var(--line)}svg rect.seg{fill:var(--tint);stroke:var(--on)}\n"
    "svg rect.hit{fill:var(--tint);stroke:var(--on);stroke-width:1.5}svg "
    "rect.fail{fill:var(--badtint);stroke:var(--bad);stroke-width:1.5}\n"
    "svg rect.page{fill:var(--goodtint);stroke:var(--good)}svg rect.off{fill:none;stroke-dasharray:4 3}\n"
    "svg path{fill:none;stroke:var(--on);stroke-width:1.8}svg path.good{stroke:var(--good)}svg "
    "path.bad{stroke:var(--bad)}\n"
    "svg path.down{stroke:var(--dim);stroke-width:1.2;stroke-dasharray:3 3}\n"
    ".entry{border:1px solid var(--line);border-radius:10px;padding:12px 16px 14px;margin:0 0 14px}\n"
    ".entry.no{border-color:var(--bad)}.entry h3{margin:0 0 8px;font-size:15px}.entry h3 "
    ".m{font-weight:400;font-size:13.5px}\n"
    ".bits{display:flex;flex-wrap:wrap;gap:4px;margin:0 0 10px}\n"
    ".bit{border:1px solid var(--line);border-radius:5px;padding:2px 7px "
    "3px;text-align:center;background:var(--soft);min-width:22px}\n"
    ".bit b{display:block;font-size:12.5px}.bit i{display:block;font-style:normal;font-size:10.5px;color:var(--dim)}\n"
    ".bit .m{font-size:12.5px}.bit.zero b,.bit.zero .m{color:var(--dim);font-weight:400}\n"
    ".bit.one{background:var(--tint);border-color:var(--on)}.bit.bad{background:var(--badtint);border-color:var(--bad);"
    "border-width:2px}\n"
    ".bit.bad b,.bit.bad .m{color:var(--bad);font-weight:700}\n"
    "ul{list-style:none;margin:0;padding:0;columns:2 420px}li{padding:1px 0}li .c{color:var(--dim);font-size:13px}\n"
    "li:before{display:inline-block;width:22px;font-weight:700}li.passed:before{content:'\\2713';color:var(--good)}\n"
    "li.failed:before{content:'\\2717';color:var(--bad)}li.failed{color:var(--bad);font-weight:600}\n"
    "li.not:before{content:'\\00b7';color:var(--dim)}li.not{color:var(--dim)}\n";

static void put_text(const char *text, FILE *out) {
  for (; *text; text++)
    switch (*text) {
    case '<':
      fputs("&lt;", out);
      break;
    case '>':
      fputs("&gt;", out);
      break;
    case '&':
      fputs("&amp;", out);
      break;
    case '"':
      fputs("&quot;", out);
      break;
    default:
      fputc(*text, out);
    }
}

// --- the drawing ---------------------------------------------------------------------------------
struct drawing {
  const struct explain_tree *t;
  FILE *out;
  unsigned columns; // levels, from the root
  unsigned width, height;
};

// The last row of a level: after a lost compare-and-swap a level has two.
static const struct explain_row *row_of(const struct explain_tree *t, unsigned level) {
  for (unsigned i = t->rows; i-- > 0;)
    if (t->row[i].level == level) return &t->row[i];
  return NULL;
}

static bool failed_here(const struct explain_row *row) {
  for (unsigned i = 0; i < row->checks; i++)
    if (row->check[i].state == EXPLAIN_FAILED) return true;
  return false;
}

static unsigned column_x(unsigned column) {
  return LEFT + ROOT + column * COLUMN;
}

static void label(const struct drawing *d, unsigned x, unsigned y, const char *class, const char *text) {
  fprintf(d->out, "<text x=\"%u\" y=\"%u\" class=\"%s\">", x, y, class);
  put_text(text, d->out);
  fputs("</text>\n", d->out);
}

static void box(const struct drawing *d, unsigned x, unsigned y, unsigned w, unsigned h, const char *class) {
  fprintf(d->out, "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"5\" class=\"%s\"/>\n", x, y, w, h, class);
}

static void arrow(const struct drawing *d, unsigned x0, unsigned y0, unsigned x1, unsigned y1, const char *class) {
  unsigned middle = (x0 + x1) / 2;
  fprintf(d->out, "<path class=\"%s\" marker-end=\"url(#%s)\" d=\"M%u %u C%u %u %u %u %u %u\"/>\n", class,
          *class ? class : "head", x0, y0, middle, y0, middle, y1, x1, y1);
}

// The bits above the translated address, the indices, the offset.
static void draw_address(const struct drawing *d) {
  const struct explain_tree *t = d->t;
  const struct format *f = t->format;
  char text[64];
  unsigned leaf = t->rows && t->reason == REASON_OK ? t->row[t->rows - 1].level : 0;
  label(d, LEFT, 24, "bold", "Virtual address");
  snprintf(text, sizeof text, "0x%016" PRIx64, t->va);
  label(d, LEFT + 130, 24, "m", text);
  if (f->va_bits < 64) {
    box(d, LEFT, 38, BOX - 60, 46, t->entry.state == EXPLAIN_FAILED ? "fail" : "");
    snprintf(text, sizeof text, "63:%u", f->va_bits);
    label(d, LEFT + 10, 56, "dim small", text);
    snprintf(text, sizeof text, "0x%" PRIx64, t->va >> f->va_bits);
    label(d, LEFT + 10, 75, "m", text);
  }
  for (unsigned c = 0; c < d->columns; c++) {
    unsigned level = f->levels - 1 - c, low = 12 + level * f->index_bits, x = column_x(c);
    unsigned bits = level >= f->walked ? 2 : f->index_bits;
    box(d, x, 38, BOX, 46, level < leaf ? "off" : "seg");
    snprintf(text, sizeof text, "%u:%u%s", low + bits - 1, low, level < leaf ? "  part of the offset" : "");
    label(d, x + 10, 56, "dim small", text);
    uint64_t index = t->va >> low & ((UINT64_C(1) << bits) - 1);
    snprintf(text, sizeof text, "%" PRIu64 "  (0x%" PRIx64 ")", index, index);
    label(d, x + 10, 75, "m bold", text);
  }
  box(d, column_x(d->columns), 38, PAGE - 20, 46, "off");
  label(d, column_x(d->columns) + 10, 56, "dim small", "11:0  offset");
  snprintf(text, sizeof text, "0x%03" PRIx64, t->va & 0xfff);
  label(d, column_x(d->columns) + 10, 75, "m bold", text);
}

static void draw_root(const struct drawing *d) {
  const struct explain_tree *t = d->t;
  char text[64];
  unsigned y = TABLE_TOP + 20;
  box(d, LEFT, y, BOX - 60, 46, "hit");
  label(d, LEFT + 10, y + 18, "small bold", t->format->arch == ARCH_X86 ? "CR3" : "satp");
  snprintf(text, sizeof text, "0x%" PRIx64, t->regime.root_pa);
  label(d, LEFT + 10, y + 37, "m small", text);
  if (t->rows) arrow(d, LEFT + BOX - 60, y + 23, column_x(0) - 4, TABLE_TOP + 11, "");
}

// The table, or PAE's registers: the entry between its neighbours.
static void draw_table(const struct drawing *d, unsigned column, const struct explain_row *row) {
  const struct explain_tree *t = d->t;
  unsigned x = column_x(column), y = TABLE_TOP, last = row->in_register ? 3 : (1u << t->format->index_bits) - 1;
  bool bad = failed_here(row);
  char text[96];
  snprintf(text, sizeof text, row->in_register ? "%s registers (%s)" : "%ss (%s)", row->name, row->linux_name);
  label(d, x, y - 24, "bold", text);
  snprintf(text, sizeof text, "%s 0x%" PRIx64, row->in_register ? "from" : "table at", row->table);
  label(d, x, y - 7, "m small dim", text);
  fprintf(d->out, "<path class=\"down\" d=\"M%u 84 V%u\"/>\n", x + BOX - 16, y - 4);
  box(d, x, y, BOX, 5 * LINE, "");
  for (unsigned line = 0; line < 5; line++) {
    unsigned top = y + line * LINE;
    int index = (int)row->index + (int)line - 2;
    if (line == 2) {
      box(d, x, top, BOX, LINE, bad ? "fail" : "hit");
      snprintf(text, sizeof text, "%u", row->index);
      label(d, x + 8, top + 17, bad ? "m small bold bad" : "m small bold on", text);
      if (row->refused)
        snprintf(text, sizeof text, "no value");
      else
        snprintf(text, sizeof text, "0x%0*" PRIx64, t->format->entry_bytes * 2, row->value);
      label(d, x + 48, top + 17, bad ? "m bad" : "m", text);
    } else if (index >= 0 && index <= (int)last) {
      snprintf(text, sizeof text, "%d", index);
      label(d, x + 8, top + 17, "m small dim", text);
    }
  }
}

static void draw_unreached(const struct drawing *d, unsigned column) {
  box(d, column_x(column), TABLE_TOP, BOX, 5 * LINE, "off");
  label(d, column_x(column) + 10, TABLE_TOP + 30, "small dim", "not reached");
}

static void draw_page(const struct drawing *d, const struct explain_row *leaf, unsigned from_x) {
  const struct explain_tree *t = d->t;
  unsigned x = column_x(d->columns), y = TABLE_TOP;
  char text[96];
  uint64_t bytes = UINT64_C(1) << t->answer.shift;
  const char *unit = bytes >= 1u << 30 ? "GiB" : bytes >= 1u << 20 ? "MiB" : "KiB";
  unsigned down = bytes >= 1u << 30 ? 30 : bytes >= 1u << 20 ? 20 : 10;
  snprintf(text, sizeof text, "Page of %" PRIu64 " %s", bytes >> down, unit);
  label(d, x, y - 24, "bold", leaf ? text : "Not translated");
  box(d, x, y, PAGE - 20, 5 * LINE, "page");
  snprintf(text, sizeof text, "0x%" PRIx64, t->answer.pa & ~(bytes - 1));
  label(d, x, y - 7, "m small dim", text);
  snprintf(text, sizeof text, "0x%" PRIx64, t->answer.pa);
  label(d, x + 10, y + 56, "small dim", "physical address");
  label(d, x + 10, y + 76, "m bold good", text);
  if (leaf) arrow(d, from_x, y + 2 * LINE + LINE / 2, x - 4, y + 2 * LINE + LINE / 2, "good");
}

static void draw_fault(const struct drawing *d, unsigned from_x, bool from_table) {
  unsigned x = column_x(d->columns), y = TABLE_TOP + LINE;
  char text[128];
  box(d, x, y, PAGE - 20, 3 * LINE, "fail");
  answer_print(&d->t->answer, text, sizeof text);
  label(d, x + 10, y + 30, "m bold bad", text);
  label(d, x + 10, y + 54, "small dim", d->t->clause);
  if (from_table) arrow(d, from_x, y + LINE + LINE / 2, x - 4, y + LINE + LINE / 2, "bad");
}

static void draw_ways(const struct drawing *d) {
  const struct explain_tree *t = d->t;
  unsigned from = LEFT + BOX - 60;
  const struct explain_row *last = NULL;
  for (unsigned c = 0; c < d->columns; c++) {
    const struct explain_row *row = row_of(t, t->format->levels - 1 - c);
    if (!row && t->reason != REASON_OK) draw_unreached(d, c);
    if (!row) continue;
    draw_table(d, c, row);
    if (last) arrow(d, from, TABLE_TOP + 2 * LINE + LINE / 2, column_x(c) - 4, TABLE_TOP + 11, "");
    from = column_x(c) + BOX;
    last = row;
  }
  if (t->reason == REASON_OK)
    draw_page(d, last, from);
  else
    draw_fault(d, from, last != NULL);
}

static void put_head(const struct drawing *d, const char *id, const char *colour) {
  fprintf(d->out,
          "<marker id=\"%s\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" "
          "orient=\"auto\"><polygon points=\"0,0 10,5 0,10\" style=\"fill:var(%s)\"/></marker>\n",
          id, colour);
}

static void draw(const struct explain_tree *t, FILE *out) {
  struct drawing d = {t, out, t->format->levels, 0, TABLE_TOP + 5 * LINE + 20};
  d.width = column_x(d.columns) + PAGE + LEFT;
  fprintf(out,
          "<div class=\"draw\"><svg width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\" role=\"img\" aria-label=\"the way "
          "of the walk\">\n<defs>\n",
          d.width, d.height, d.width, d.height);
  put_head(&d, "head", "--on");
  put_head(&d, "good", "--good");
  put_head(&d, "bad", "--bad");
  fputs("</defs>\n", out);
  draw_address(&d);
  if (t->format->levels) draw_root(&d);
  draw_ways(&d);
  fputs("</svg></div>\n", out);
}

// --- the entries ---------------------------------------------------------------------------------
static void put_check(const struct explain_check *c, FILE *out) {
  static const char *const class[] = {"passed", "failed", "not"};
  fprintf(out, "<li class=\"%s\">", class[c->state]);
  put_text(c->what, out);
  if (c->found[0]) fputs(": ", out);
  put_text(c->found, out);
  fputs(" <span class=\"c\">", out);
  put_text(c->clause, out);
  fputs("</span></li>\n", out);
}

// From the highest bit down, as manuals draw them.
static void put_bits(const struct explain_row *row, FILE *out) {
  fputs("<div class=\"bits\">\n", out);
  for (unsigned i = row->fields; i-- > 0;) {
    const struct explain_field *f = &row->field[i];
    bool means = f->value && strcmp(f->name, "ignored") && strncmp(f->name, "RSW", 3);
    fprintf(out, "<div class=\"bit %s\"><i>", f->bad ? "bad" : means ? "one" : "zero");
    if (f->bits == 1)
      fprintf(out, "%u", f->low);
    else
      fprintf(out, "%u:%u", f->low + f->bits - 1u, f->low);
    fputs("</i><b>", out);
    put_text(f->name, out);
    fprintf(out, "</b><span class=\"m\">%s%" PRIx64 "</span></div>\n", f->bits > 3 && f->value ? "0x" : "", f->value);
  }
  fputs("</div>\n", out);
}

static void put_entry(const struct explain_tree *t, const struct explain_row *row, FILE *out) {
  fprintf(out, "<div class=\"entry%s\"><h3>Level %u, %s (%s) %u ", failed_here(row) ? " no" : "", row->level, row->name,
          row->linux_name, row->index);
  fprintf(out, "<span class=\"m\">%s 0x%" PRIx64, row->in_register ? "register, loaded from" : "at", row->addr);
  if (!row->refused) fprintf(out, " = 0x%0*" PRIx64, t->format->entry_bytes * 2, row->value);
  if (row->updated) fprintf(out, ", written 0x%0*" PRIx64, t->format->entry_bytes * 2, row->written);
  fputs("</span></h3>\n", out);
  if (!row->refused) put_bits(row, out);
  fputs("<ul>\n", out);
  for (unsigned i = 0; i < row->checks; i++)
    put_check(&row->check[i], out);
  fputs("</ul></div>\n", out);
}

void explain_html(const struct explain_tree *t, const char *title, FILE *out) {
  char text[400];
  bool ok = t->reason == REASON_OK;
  fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\">\n<title>",
        out);
  request_print(&t->req, text, sizeof text);
  put_text(text, out);
  fprintf(out, "</title>\n<style>\n%s</style></head><body>\n<h1 class=\"m\">", style);
  put_text(text, out);
  fputs("</h1>\n<p class=\"sub\">", out);
  put_text(title, out);
  fputs("<br><code>", out);
  regime_print(&t->regime, text, sizeof text);
  put_text(text, out);
  fprintf(out, "</code></p>\n<div class=\"end %s\">", ok ? "ok" : "no");
  put_text(t->why, out);
  fputs(" &mdash; ", out);
  answer_print(&t->answer, text, sizeof text);
  put_text(text, out);
  fputs(" &mdash; ", out);
  put_text(t->clause, out);
  fputs("</div>\n", out);
  draw(t, out);
  fputs("<h2>What was checked</h2>\n<div class=\"entry\"><h3>The address</h3><ul>\n", out);
  put_check(&t->entry, out);
  fputs("</ul></div>\n", out);
  for (unsigned i = 0; i < t->rows; i++)
    put_entry(t, &t->row[i], out);
  fputs("</body></html>\n", out);
}
