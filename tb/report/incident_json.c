// The mismatch record: an incident as JSON. Numbers of 64 bits are strings, because JSON numbers do
// not hold them.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tb/engine/compare.h"
#include "tb/report/explain_json.h"
#include "tb/report/golden_json.h"
#include "tb/engine/output.h"
#include "tb/report/incident.h"
#include "tb/report/versions.h"
#include "tb/text/json_text.h"

static json_t *optional(const char *text) {
  return text ? json_text_string(text) : json_null();
}

// --- walks with the story of their values --------------------------------------------------------
static json_t *origin_json(const struct incident *r, const struct walk_step *s) {
  static const char *const by[] = {"start", "before", "store", "update"};
  json_t *o = golden_json_step(s);
  if (!r->trail) return o;
  struct trail_origin g = trail_origin_of(r->trail, s->addr, s->value, r->verdict->clock);
  json_object_set_new(o, "by", json_string(by[g.by]));
  if (g.by != ORIGIN_START) json_object_set_new(o, "written", json_text_count(g.written));
  if (g.read) {
    json_object_set_new(o, "first_read", json_text_count(g.first_read));
    json_object_set_new(o, "last_read", json_text_count(g.last_read));
  }
  return o;
}

static json_t *values_json(const struct incident *r, const struct walk_record *w) {
  json_t *a = json_array();
  for (unsigned i = 0; i < w->steps && i < WALK_MAX_STEPS; i++)
    if (w->step[i].event == STEP_READ) json_array_append_new(a, origin_json(r, &w->step[i]));
  return a;
}

static json_t *answer_json(const struct incident *r, const struct answer *answer, const struct walk_record *w) {
  json_t *o = json_object();
  json_object_set_new(o, "answer", golden_json_answer_text(answer));
  json_object_set_new(o, "reason", json_string(reason_name(w->reason)));
  json_object_set_new(o, "values", values_json(r, w));
  return o;
}

static json_t *legal_json(const struct incident *r) {
  const struct gtlb_finding *f = &r->verdict->finding;
  json_t *o = json_object(), *shown = json_array();
  json_object_set_new(o, "count", json_text_count(f->answers));
  for (unsigned i = 0; i < f->shown && i < GTLB_SHOWN; i++)
    json_array_append_new(shown, answer_json(r, &f->answer[i], &r->verdict->legal_walk[i]));
  json_object_set_new(o, "shown", shown);
  return o;
}

// The walk over fenced values, and the fences between its newest reading and the request.
static json_t *stale_json(const struct incident *r) {
  const struct verdict *v = r->verdict;
  const struct walk_record *w = &v->finding.forgotten_walk;
  json_t *o = answer_json(r, &w->answer, w), *fences = json_array();
  const struct trail_note *n;
  uint64_t after = UINT64_MAX;
  for (unsigned i = 0; r->trail && i < w->steps && i < WALK_MAX_STEPS; i++) {
    struct trail_origin g = trail_origin_of(r->trail, w->step[i].addr, w->step[i].value, v->accepted);
    if (g.read && g.last_read < after) after = g.last_read; // of the value that was read longest ago
  }
  for (unsigned i = 0; after != UINT64_MAX && (n = incident_fence(r->trail, after, v->accepted, i)); i++) {
    char text[128];
    json_t *f = json_object();
    fence_print(&n->u.fence, text, sizeof text);
    json_object_set_new(f, "clock", json_text_count(n->clock));
    json_object_set_new(f, "fence", json_string(text));
    json_object_set_new(f, "takes_the_entry", json_boolean(incident_fence_takes(&n->u.fence, v, w)));
    json_array_append_new(fences, f);
  }
  json_object_set_new(o, "fences", fences);
  return o;
}

// --- both sides ----------------------------------------------------------------------------------
static json_t *probe_json(const struct verdict_side *dut, const struct verdict_side *twin) {
  json_t *a = json_array();
  uint64_t mine = 0, other = 0;
  const char *name;
  const struct verdict_side *known = dut->has_probe ? dut : twin;
  for (unsigned i = 0; known->has_probe && (name = compare_field(i, &known->probe, &mine)); i++) {
    json_t *o = json_object();
    json_object_set_new(o, "name", json_string(name));
    if (dut->has_probe) json_object_set_new(o, "dut", json_text_hex(mine));
    if (twin->has_probe) {
      compare_field(i, &twin->probe, &other);
      json_object_set_new(o, "twin", json_text_hex(other));
      if (dut->has_probe && mine != other) json_object_set_new(o, "differs", json_true());
    }
    json_array_append_new(a, o);
  }
  return a;
}

static void request_json(json_t *o, const struct incident *r) {
  const struct verdict *v = r->verdict;
  struct explain_tree *t = malloc(sizeof *t);
  json_object_set_new(o, "request", v->has_request ? golden_json_request(&v->req) : json_null());
  json_object_set_new(o, "accepted", v->has_request ? json_text_count(v->accepted) : json_null());
  if (v->has_request && t) {
    explain_build(t, &v->regime, &v->req, &v->walk);
    json_object_set_new(o, "walk", explain_json(t));
    json_object_set_new(o, "values", values_json(r, &v->walk));
    json_object_set_new(o, "legal", legal_json(r));
    if (v->finding.forgotten) json_object_set_new(o, "stale", stale_json(r));
  }
  free(t);
}

static json_t *events_json(const struct incident *r) {
  json_t *a = json_array();
  const struct event *e;
  for (unsigned i = 0; r->trail && (e = trail_get(r->trail, i)); i++) {
    char text[512];
    event_print(e, text, sizeof text);
    json_array_append_new(a, json_text_string(text));
  }
  return a;
}

static json_t *versions_json(void) {
  json_t *o = json_object();
  json_object_set_new(o, "lockwalk", json_string(versions.lockwalk));
  json_object_set_new(o, "git", json_string(versions.git));
  json_object_set_new(o, "compiler", json_text_string(versions.compiler));
  json_object_set_new(o, "verilator", json_string(versions.verilator));
  json_object_set_new(o, "systemc", json_string(versions.systemc));
  return o;
}

static json_t *incident_json(const struct incident *r) {
  const struct verdict *v = r->verdict;
  json_t *o = json_object();
  json_object_set_new(o, "record", json_text_count(INCIDENT_VERSION));
  json_object_set_new(o, "class", json_string(incident_class(v)));
  json_object_set_new(o, "headline", json_string(incident_headline(v)));
  json_object_set_new(o, "clause", json_string(incident_clause(v, r->arch)));
  json_object_set_new(o, "caught_by", json_string(verdict_caught_by(v->kind)));
  json_object_set_new(o, "clock", json_text_count(v->clock));
  json_object_set_new(o, "transaction", json_text_count(v->transaction));
  json_object_set_new(o, "port", json_text_string(v->port));
  json_object_set_new(o, "expected", json_text_string(v->expected));
  json_object_set_new(o, "got", json_text_string(v->got));
  json_object_set_new(o, "note", json_text_string(v->text));
  request_json(o, r);
  json_object_set_new(o, "state", probe_json(&v->side[VERDICT_DUT], &v->side[VERDICT_TWIN]));
  json_object_set_new(o, "events", events_json(r));
  json_object_set_new(o, "run", json_text_string(r->run));
  json_object_set_new(o, "format", json_text_string(r->format));
  json_object_set_new(o, "dut", json_text_string(r->dut));
  json_object_set_new(o, "bug", json_text_count(r->bug));
  json_object_set_new(o, "seed", json_text_hex(r->seed));
  json_object_set_new(o, "versions", versions_json());
  json_object_set_new(o, "recording", optional(r->recording));
  json_object_set_new(o, "wave", optional(r->wave));
  json_object_set_new(o, "again", json_text_string(r->again));
  return o;
}

int incident_write(const char *path, const struct incident *r, struct lw_error *e) {
  return json_text_write(path, incident_json(r), e);
}

const struct output output_failure = {
    .option = "failure",
    .doc = "of a failure, write the mismatch record as JSON (tb/report/record.schema.json)",
    .failed = incident_write};
