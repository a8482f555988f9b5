#include "tb/report/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tb/engine/compare.h"
#include "tb/report/incident.h"

// Colour says nothing that the words do not say.
static bool colours(FILE *out) {
  const char *no = getenv("NO_COLOR");
  return !(no && *no) && isatty(fileno(out));
}

// Each value that the walk read, and where it came from.
static void put_values(FILE *out, const struct verdict *v, const struct walk_record *w, const struct trail *trail) {
  char text[160];
  for (unsigned i = 0; trail && i < w->steps && i < WALK_MAX_STEPS; i++) {
    const struct walk_step *s = &w->step[i];
    if (s->event != STEP_READ) continue;
    incident_origin_text(trail, s->addr, s->value, v->clock, text, sizeof text);
    fprintf(out, "      level %u: 0x%" PRIx64 " = 0x%" PRIx64 ", %s\n", s->level, s->addr, s->value, text);
  }
}

// The fences since the oldest of the stale walk's values was last read.
static void put_fences(FILE *out, const struct verdict *v, const struct trail *trail) {
  enum { SHOWN = 6 };
  const struct walk_record *w = &v->finding.forgotten_walk;
  const struct trail_note *n;
  uint64_t after = UINT64_MAX;
  char text[128];
  for (unsigned i = 0; i < w->steps && i < WALK_MAX_STEPS; i++) {
    struct trail_origin g = trail_origin_of(trail, w->step[i].addr, w->step[i].value, v->accepted);
    if (g.read && g.last_read < after) after = g.last_read;
  }
  for (unsigned i = 0; i < SHOWN && after != UINT64_MAX && (n = incident_fence(trail, after, v->accepted, i)); i++) {
    fence_print(&n->u.fence, text, sizeof text);
    fprintf(out, "    fence done at clock %" PRIu64 ": %s%s\n", n->clock, text,
            incident_fence_takes(&n->u.fence, v, w) ? "  <- takes the entry" : "");
  }
}

// Where the walk that explains the answer uses another value than the walk that is right.
static void put_stale(FILE *out, const struct walk_record *stale, const struct walk_record *fresh) {
  bool differ = false;
  for (unsigned i = 0; i < stale->steps && i < WALK_MAX_STEPS; i++) {
    const struct walk_step *s = &stale->step[i], *now = NULL;
    for (unsigned j = 0; j < fresh->steps && j < WALK_MAX_STEPS; j++)
      if (fresh->step[j].addr == s->addr) now = &fresh->step[j];
    if (now && now->value == s->value) continue;
    differ = true;
    fprintf(out, "    level %u: 0x%" PRIx64 " held 0x%" PRIx64 " before the fence; ", s->level, s->addr, s->value);
    if (now)
      fprintf(out, "now 0x%" PRIx64 "\n", now->value);
    else
      fputs("the right walk does not come there\n", out);
  }
  if (!differ) fputs("    its values are as now, but were read before the fence and not since\n", out);
}

static void put_request(FILE *out, const struct verdict *v, const struct trail *trail) {
  char text[256];
  request_print(&v->req, text, sizeof text);
  fprintf(out, "  request   %s, accepted at clock %" PRIu64 "\n", text, v->accepted);
  regime_print(&v->regime, text, sizeof text);
  fprintf(out, "  regime    %s\n  golden walk\n", text);
  walk_print(&v->regime, &v->req, &v->walk, "    ", out);
  if (v->finding.shown) {
    fprintf(out, "  legal answers (%u)\n", v->finding.answers);
    for (unsigned i = 0; i < v->finding.shown && i < GTLB_SHOWN; i++) {
      answer_print(&v->finding.answer[i], text, sizeof text);
      fprintf(out, "    %s\n", text);
      put_values(out, v, &v->legal_walk[i], trail);
    }
  }
  if (!v->finding.forgotten) return;
  fprintf(out, "  stale: this walk over fenced values gives the answer\n");
  walk_print(&v->regime, &v->req, &v->finding.forgotten_walk, "    ", out);
  put_values(out, v, &v->finding.forgotten_walk, trail);
  put_stale(out, &v->finding.forgotten_walk, &v->walk);
  if (trail) put_fences(out, v, trail);
}

// What the probe shows that is not 0; the twin's where it is another.
static void put_state(FILE *out, const struct verdict *v) {
  const struct verdict_side *dut = &v->side[VERDICT_DUT], *twin = &v->side[VERDICT_TWIN];
  uint64_t mine, other = 0;
  const char *name;
  if (!dut->has_probe) return;
  fputs("  state    ", out);
  for (unsigned i = 0; (name = compare_field(i, &dut->probe, &mine)); i++) {
    if (twin->has_probe) compare_field(i, &twin->probe, &other);
    bool differs = twin->has_probe && mine != other;
    if (mine || differs) fprintf(out, " %s=0x%" PRIx64, name, mine);
    if (differs) fprintf(out, " (twin 0x%" PRIx64 ")", other);
  }
  fputc('\n', out);
}

void report_failure(FILE *out, const struct verdict *v, enum arch arch, const struct trail *trail, const char *rerun) {
  bool colour = colours(out);
  fprintf(out, "%s%s%s\n", colour ? "\033[1;31m" : "", incident_headline(v), colour ? "\033[0m" : "");
  if (v->kind == VERDICT_BAD_INPUT) {
    fprintf(out, "  %s\n", v->text);
    return;
  }
  fprintf(out, "  clock     %" PRIu64 ", after %" PRIu64 " requests; caught by %s\n", v->clock, v->transaction,
          verdict_caught_by(v->kind));
  fprintf(out, "  class     %s; %s\n", incident_class(v), incident_clause(v, arch));
  fprintf(out, "  port      %s\n", v->port);
  if (v->expected[0]) fprintf(out, "  expected  %s\n", v->expected);
  if (v->got[0]) fprintf(out, "  got       %s\n", v->got);
  if (v->text[0]) fprintf(out, "  note      %s\n", v->text);
  if (v->has_request) put_request(out, v, trail);
  put_state(out, v);
  if (trail && trail->count) fprintf(out, "  last events (clock, what)\n");
  const struct event *e;
  for (unsigned i = 0; trail && (e = trail_get(trail, i)); i++) {
    char text[400];
    event_print(e, text, sizeof text);
    fprintf(out, "    %s\n", text);
  }
  if (rerun) fprintf(out, "  again     %s\n", rerun);
}

// How sharp golden was: of the answers judged with a count, how many had only one legal answer.
static void put_sharpness(FILE *out, const struct report_row *row) {
  const struct run_stats *s = row->stats;
  uint64_t all = stats_counted(s);
  if (!all) return;
  fprintf(out, "%s: legal answers per request", row->name);
  for (int i = 0; i < STATS_SET_SIZES; i++)
    if (s->set_size[i])
      fprintf(out, " %d%s: %.1f %%", i, i == STATS_SET_SIZES - 1 ? "+" : "",
              100.0 * (double)s->set_size[i] / (double)all);
  fprintf(out, "%s\n", stats_median(s) > 1 ? "  (weak: the median is above one)" : "");
}

static bool passed(const struct report_row *row) {
  return row->exit_code == LW_PASS && row->verdict->kind == VERDICT_PASS;
}

void report_table(FILE *out, const struct report_row *row, size_t rows) {
  bool all = rows > 0, colour = colours(out);
  fprintf(out, "%-24s %-7s %12s %11s %11s %9s %15s %16s %11s %10s\n", "run", "format", "translations", "PTE reads",
          "PTE updates", "fences", "clocks compared", " checked outside", "clocks/s", "mismatches");
  for (size_t i = 0; i < rows; i++) {
    const struct run_stats *s = row[i].stats;
    double speed = s->seconds > 0 ? (double)s->clocks / s->seconds : 0;
    fprintf(out,
            "%-24s %-7s %12" PRIu64 " %11" PRIu64 " %11" PRIu64 " %9" PRIu64 " %15" PRIu64 " %16" PRIu64
            " %11.0f %10d\n",
            row[i].name, row[i].format ? row[i].format : "-", s->answers, s->reads, s->cas, s->fences,
            s->wires_compared, s->outside_checked, speed, !passed(&row[i]));
    all = all && passed(&row[i]);
  }
  for (size_t i = 0; i < rows; i++)
    put_sharpness(out, &row[i]);
  for (size_t i = 0; i < rows; i++)
    if (row[i].stats->wires_compared && !row[i].stats->probes_compared)
      fprintf(out, "%s: outputs only were compared with the twin (no probe)\n", row[i].name);
  const char *on = !colour ? "" : all ? "\033[1;32m" : "\033[1;31m";
  fprintf(out, "%s%s%s\n", on, all ? "PASS" : "FAIL", colour ? "\033[0m" : "");
}
