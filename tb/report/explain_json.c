// The tree for machines, and back: numbers of 64 bits are strings, because JSON numbers do not hold
// them.
#include <string.h>

#include "tb/report/explain_json.h"
#include "tb/report/golden_json.h"
#include "tb/text/json_text.h"

static const char *const state_name[] = {"passed", "failed", "not reached"};

static json_t *check_json(const struct explain_check *c) {
  json_t *o = json_object();
  json_object_set_new(o, "what", json_string(c->what));
  json_object_set_new(o, "state", json_string(state_name[c->state]));
  json_object_set_new(o, "found", json_string(c->found));
  json_object_set_new(o, "clause", json_string(c->clause));
  return o;
}

static json_t *field_json(const struct explain_field *f) {
  json_t *o = json_object();
  json_object_set_new(o, "name", json_string(f->name));
  json_object_set_new(o, "low", json_text_count(f->low));
  json_object_set_new(o, "bits", json_text_count(f->bits));
  json_object_set_new(o, "value", json_text_hex(f->value));
  if (f->bad) json_object_set_new(o, "bad", json_true());
  return o;
}

static json_t *row_json(const struct explain_row *r) {
  json_t *o = json_object(), *fields = json_array(), *checks = json_array();
  json_object_set_new(o, "level", json_text_count(r->level));
  json_object_set_new(o, "name", json_string(r->name));
  json_object_set_new(o, "linux", json_string(r->linux_name));
  json_object_set_new(o, "index", json_text_count(r->index));
  json_object_set_new(o, "index_low", json_text_count(r->index_low));
  json_object_set_new(o, "index_bits", json_text_count(r->index_bits));
  json_object_set_new(o, "table", json_text_hex(r->table));
  json_object_set_new(o, "addr", json_text_hex(r->addr));
  json_object_set_new(o, "value", r->refused ? json_null() : json_text_hex(r->value));
  if (r->in_register) json_object_set_new(o, "register", json_true());
  if (r->updated) json_object_set_new(o, "written", json_text_hex(r->written));
  for (unsigned i = 0; i < r->fields; i++)
    json_array_append_new(fields, field_json(&r->field[i]));
  for (unsigned i = 0; i < r->checks; i++)
    json_array_append_new(checks, check_json(&r->check[i]));
  json_object_set_new(o, "fields", fields);
  json_object_set_new(o, "checks", checks);
  return o;
}

json_t *explain_json(const struct explain_tree *t) {
  json_t *o = json_object(), *rows = json_array();
  json_object_set_new(o, "request", golden_json_request(&t->req));
  json_object_set_new(o, "regime", golden_json_regime(&t->regime));
  json_object_set_new(o, "va", json_text_hex(t->va));
  json_object_set_new(o, "address", check_json(&t->entry));
  for (unsigned i = 0; i < t->rows; i++)
    json_array_append_new(rows, row_json(&t->row[i]));
  json_object_set_new(o, "entries", rows);
  json_object_set_new(o, "reason", json_string(t->why));
  json_object_set_new(o, "clause", json_string(t->clause));
  json_object_set_new(o, "answer", golden_json_answer_text(&t->answer));
  return o;
}

// --- back: the walk again, over the values that stand in the file --------------------------------
struct replay {
  const json_t *rows;
  size_t next;              // row to be read next
  enum phys_status without; // what a read without a value was
  bool refused_update;
};

static const json_t *replay_row(struct replay *r, uint64_t addr) {
  for (; r->next < json_array_size(r->rows); r->next++) {
    const json_t *row = json_array_get(r->rows, r->next);
    uint64_t at;
    if (json_is_true(json_object_get(row, "register")) || !json_text_get(row, "addr", &at) || at != addr) continue;
    r->next++;
    return row;
  }
  return NULL;
}

static enum phys_status replay_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  struct replay *r = ctx;
  (void)bytes;
  const json_t *row = replay_row(r, addr);
  if (!row) return PHYS_STOP;
  return json_text_get(row, "value", value) ? PHYS_OK : r->without;
}

// Written, unless the same entry stands once more: then a compare-and-swap found that value.
static enum phys_status replay_update(void *ctx, struct phys_swap *swap) {
  struct replay *r = ctx;
  size_t before = r->next;
  const json_t *again = replay_row(r, swap->addr);
  swap->ok = again == NULL;
  swap->old = swap->expected;
  if (again && json_text_get(again, "value", &swap->old)) return PHYS_OK;
  r->next = before;
  return r->refused_update ? PHYS_ERROR : PHYS_OK;
}

int explain_from_json(const json_t *tree, struct regime *regime, struct request *req, struct walk_record *out,
                      const char *path, struct lw_error *e) {
  if (!golden_json_get_regime(json_object_get(tree, "regime"), regime))
    return lw_fail(e, LW_INPUT, "%s: no regime, or one that is not complete", path);
  if (!golden_json_get_request(json_object_get(tree, "request"), req))
    return lw_fail(e, LW_INPUT, "%s: no request, or one that is not complete", path);
  const json_t *rows = json_object_get(tree, "entries");
  const char *reason = json_string_value(json_object_get(tree, "reason"));
  if (!json_is_array(rows) || !reason) return lw_fail(e, LW_INPUT, "%s: no walk", path);
  struct replay r = {.rows = rows,
                     .without = strcmp(reason, reason_name(REASON_STOPPED)) ? PHYS_ERROR : PHYS_STOP,
                     .refused_update = !strcmp(reason, reason_name(REASON_UPDATE_ERROR))};
  const struct phys phys = {&r, replay_read, replay_update};
  *out = walk(regime, req, &phys, AD_EAGER);
  return LW_PASS;
}
