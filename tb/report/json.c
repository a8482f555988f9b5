#include "tb/report/json.h"

#include "tb/engine/output.h"
#include "tb/report/golden_json.h"
#include "tb/text/json_text.h"

static json_t *stats_json(const struct run_stats *s) {
  json_t *o = json_object(), *sizes = json_array();
  for (const struct stats_field *f = stats_fields; f->name; f++)
    json_object_set_new(o, f->name, json_text_count(stats_value(s, f)));
  for (int i = 0; i < STATS_SET_SIZES; i++)
    json_array_append_new(sizes, json_text_count(s->set_size[i]));
  json_object_set_new(o, "set_size", sizes);
  json_object_set_new(o, "set_size_median", json_text_count(stats_median(s)));
  json_object_set_new(o, "digest", json_text_hex(s->digest));
  json_object_set_new(o, "timing", json_text_hex(s->timing));
  return o;
}

static json_t *walk_json(const struct walk_record *w) {
  json_t *o = json_object(), *steps = json_array();
  json_object_set_new(o, "reason", json_text_string(reason_name(w->reason)));
  for (unsigned i = 0; i < w->steps && i < WALK_MAX_STEPS; i++) {
    json_t *s = golden_json_step(&w->step[i]);
    if (w->step[i].event == STEP_CAS_OK || w->step[i].event == STEP_CAS_FAILED)
      json_object_set_new(s, "written", json_text_hex(w->step[i].written));
    json_array_append_new(steps, s);
  }
  json_object_set_new(o, "steps", steps);
  return o;
}

static void request_json(json_t *o, const struct verdict *v) {
  json_object_set_new(o, "request", golden_json_request_text(&v->req));
  json_object_set_new(o, "regime", golden_json_regime_text(&v->regime));
  json_object_set_new(o, "accepted", json_text_count(v->accepted));
  json_object_set_new(o, "walk", walk_json(&v->walk));
  json_t *legal = json_array();
  for (unsigned i = 0; i < v->finding.shown && i < GTLB_SHOWN; i++)
    json_array_append_new(legal, golden_json_answer_text(&v->finding.answer[i]));
  json_object_set_new(o, "legal", legal);
  json_object_set_new(o, "forgotten", json_boolean(v->finding.forgotten));
}

static json_t *verdict_json(const struct verdict *v) {
  json_t *o = json_object();
  json_object_set_new(o, "kind", json_text_string(verdict_about(v->kind)->word));
  json_object_set_new(o, "caught_by", json_text_string(verdict_caught_by(v->kind)));
  if (v->kind == VERDICT_PASS) return o;
  json_object_set_new(o, "timing", json_boolean(v->timing));
  json_object_set_new(o, "clock", json_text_count(v->clock));
  json_object_set_new(o, "transaction", json_text_count(v->transaction));
  json_object_set_new(o, "port", json_text_string(v->port));
  json_object_set_new(o, "expected", json_text_string(v->expected));
  json_object_set_new(o, "got", json_text_string(v->got));
  json_object_set_new(o, "text", json_text_string(v->text));
  if (v->has_request) request_json(o, v);
  return o;
}

static json_t *rows_json(const struct report_row *row, size_t rows) {
  json_t *root = json_object(), *runs = json_array();
  bool pass = rows > 0;
  for (size_t i = 0; i < rows; i++) {
    json_t *o = json_object();
    json_object_set_new(o, "name", json_text_string(row[i].name));
    json_object_set_new(o, "format", json_text_string(row[i].format));
    json_object_set_new(o, "dut", json_text_string(row[i].dut));
    json_object_set_new(o, "exit_code", json_integer(row[i].exit_code));
    json_object_set_new(o, "verdict", verdict_json(row[i].verdict));
    json_object_set_new(o, "stats", stats_json(row[i].stats));
    json_array_append_new(runs, o);
    pass = pass && row[i].exit_code == LW_PASS && row[i].verdict->kind == VERDICT_PASS;
  }
  json_object_set_new(root, "result", json_text_string(pass ? "pass" : "fail"));
  json_object_set_new(root, "runs", runs);
  return root;
}

int json_write(const char *path, const struct report_row *row, size_t rows, struct lw_error *e) {
  return json_text_write(path, rows_json(row, rows), e);
}

const struct output output_json = {.option = "json", .doc = "write verdict and counts as JSON", .table = json_write};
