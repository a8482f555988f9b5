#include "tb/report/json.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// 64-bit patterns do not fit JSON numbers: they are strings.
static json_t *hex(uint64_t value) {
  char text[24];
  snprintf(text, sizeof text, "0x%" PRIx64, value);
  return json_string(text);
}

static json_t *count(uint64_t value) {
  return json_integer((json_int_t)value);
}

// Ports and texts may quote foreign bytes: what is not UTF-8 is written with question marks.
static json_t *string(const char *text) {
  if (!text) text = "";
  json_t *j = json_string(text);
  if (j) return j;
  char *copy = strdup(text);
  for (char *p = copy; copy && *p; p++)
    if (*p & 0x80) *p = '?';
  j = json_string(copy ? copy : "");
  free(copy);
  return j;
}

static json_t *stats_json(const struct run_stats *s) {
  const struct {
    const char *name;
    uint64_t value;
  } all[] = {{"clocks", s->clocks},
             {"requests", s->requests},
             {"answers", s->answers},
             {"ok", s->ok},
             {"faults", s->faults},
             {"pte_reads", s->reads},
             {"pte_updates", s->cas},
             {"pte_updates_failed", s->cas_failed},
             {"port_errors", s->port_errors},
             {"fences", s->fences},
             {"fences_in_walk", s->fences_in_walk},
             {"stores", s->stores},
             {"stores_unfenced", s->stores_unfenced},
             {"regimes", s->regimes},
             {"loads", s->loads},
             {"load_faults", s->load_faults},
             {"stale_only", s->stale_only},
             {"globals", s->globals},
             {"napot", s->napot},
             {"superpages", s->superpages},
             {"bare", s->bare},
             {"outside_checked", s->outside_checked},
             {"wires_compared", s->wires_compared},
             {"probes_compared", s->probes_compared}};
  json_t *o = json_object(), *sizes = json_array();
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    json_object_set_new(o, all[i].name, count(all[i].value));
  for (int i = 0; i < STATS_SET_SIZES; i++)
    json_array_append_new(sizes, count(s->set_size[i]));
  json_object_set_new(o, "set_size", sizes);
  json_object_set_new(o, "set_size_median", count(report_median(s)));
  json_object_set_new(o, "digest", hex(s->digest));
  json_object_set_new(o, "timing", hex(s->timing));
  return o;
}

static json_t *walk_json(const struct walk_record *w) {
  json_t *o = json_object(), *steps = json_array();
  json_object_set_new(o, "reason", string(reason_name(w->reason)));
  for (unsigned i = 0; i < w->steps && i < WALK_MAX_STEPS; i++) {
    json_t *s = json_object();
    json_object_set_new(s, "level", count(w->step[i].level));
    json_object_set_new(s, "addr", hex(w->step[i].addr));
    json_object_set_new(s, "value", hex(w->step[i].value));
    if (w->step[i].event == STEP_CAS_OK || w->step[i].event == STEP_CAS_FAILED)
      json_object_set_new(s, "written", hex(w->step[i].written));
    json_array_append_new(steps, s);
  }
  json_object_set_new(o, "steps", steps);
  return o;
}

static void request_json(json_t *o, const struct verdict *v) {
  char text[256];
  request_print(&v->req, text, sizeof text);
  json_object_set_new(o, "request", string(text));
  regime_print(&v->regime, text, sizeof text);
  json_object_set_new(o, "regime", string(text));
  json_object_set_new(o, "accepted", count(v->accepted));
  json_object_set_new(o, "walk", walk_json(&v->walk));
  json_t *legal = json_array();
  for (unsigned i = 0; i < v->finding.shown && i < GTLB_SHOWN; i++) {
    answer_print(&v->finding.answer[i], text, sizeof text);
    json_array_append_new(legal, string(text));
  }
  json_object_set_new(o, "legal", legal);
  json_object_set_new(o, "forgotten", json_boolean(v->finding.forgotten));
}

static json_t *verdict_json(const struct verdict *v) {
  json_t *o = json_object();
  json_object_set_new(o, "kind", string(verdict_about(v->kind)->word));
  json_object_set_new(o, "caught_by", string(verdict_caught_by(v->kind)));
  if (v->kind == VERDICT_PASS) return o;
  json_object_set_new(o, "timing", json_boolean(v->timing));
  json_object_set_new(o, "clock", count(v->clock));
  json_object_set_new(o, "transaction", count(v->transaction));
  json_object_set_new(o, "port", string(v->port));
  json_object_set_new(o, "expected", string(v->expected));
  json_object_set_new(o, "got", string(v->got));
  json_object_set_new(o, "text", string(v->text));
  if (v->has_request) request_json(o, v);
  return o;
}

static json_t *rows_json(const struct report_row *row, size_t rows) {
  json_t *root = json_object(), *runs = json_array();
  bool pass = rows > 0;
  for (size_t i = 0; i < rows; i++) {
    json_t *o = json_object();
    json_object_set_new(o, "name", string(row[i].name));
    json_object_set_new(o, "format", string(row[i].format));
    json_object_set_new(o, "dut", string(row[i].dut));
    json_object_set_new(o, "exit_code", json_integer(row[i].exit_code));
    json_object_set_new(o, "verdict", verdict_json(row[i].verdict));
    json_object_set_new(o, "stats", stats_json(row[i].stats));
    json_array_append_new(runs, o);
    pass = pass && row[i].exit_code == LW_PASS && row[i].verdict->kind == VERDICT_PASS;
  }
  json_object_set_new(root, "result", string(pass ? "pass" : "fail"));
  json_object_set_new(root, "runs", runs);
  return root;
}

int json_write(const char *path, const struct report_row *row, size_t rows, struct lw_error *e) {
  char beside[4096];
  int n = snprintf(beside, sizeof beside, "%s.%ld", path, (long)getpid());
  if (n < 0 || (size_t)n >= sizeof beside) return lw_fail(e, LW_INPUT, "%.80s...: the path is too long", path);
  FILE *f = fopen(beside, "w");
  if (!f) return lw_fail(e, LW_INPUT, "%s: %s", path, strerror(errno));
  json_t *root = rows_json(row, rows);
  bool fine = root && json_dumpf(root, f, JSON_INDENT(2)) == 0 && fputc('\n', f) != EOF;
  json_decref(root);
  fine = fclose(f) == 0 && fine && rename(beside, path) == 0;
  if (fine) return LW_PASS;
  int code = lw_fail(e, LW_INPUT, "%s: %s", path, errno ? strerror(errno) : "cannot be written");
  unlink(beside);
  return code;
}
