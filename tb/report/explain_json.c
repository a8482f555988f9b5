// The tree for machines, and back: numbers of 64 bits are strings, because JSON numbers do not hold
// them.
#include <inttypes.h>
#include <string.h>

#include "tb/engine/event.h"
#include "tb/report/explain_json.h"
#include "tb/text/names.h"
#include "tb/text/words.h"

static json_t *hex(uint64_t value) {
  char text[24];
  snprintf(text, sizeof text, "0x%" PRIx64, value);
  return json_string(text);
}

static const char *const state_name[] = {"passed", "failed", "not reached"};

json_t *explain_regime_json(const struct regime *r) {
  char text[400];
  json_t *o = json_object(), *pdpte = json_array();
  regime_print(r, text, sizeof text);
  for (int i = 0; i < 4; i++)
    json_array_append_new(pdpte, hex(r->pdpte[i]));
  json_object_set_new(o, "text", json_string(text));
  json_object_set_new(o, "format", json_string(format_get(r->format)->name));
  json_object_set_new(o, "root", hex(r->root_pa));
  json_object_set_new(o, "asid", json_integer(r->asid));
  json_object_set_new(o, "flags", hex(r->flags));
  json_object_set_new(o, "pa_bits", json_integer(r->pa_bits));
  json_object_set_new(o, "pkru", hex(r->pkru));
  json_object_set_new(o, "pkrs", hex(r->pkrs));
  json_object_set_new(o, "pdpte", pdpte);
  return o;
}

json_t *explain_request_json(const struct request *r) {
  char text[128];
  json_t *o = json_object();
  request_print(r, text, sizeof text);
  json_object_set_new(o, "text", json_string(text));
  json_object_set_new(o, "va", hex(r->va));
  json_object_set_new(o, "access", json_string(names_access(r->access)));
  json_object_set_new(o, "priv", json_string(names_priv(r->priv)));
  json_object_set_new(o, "implicit", json_boolean(r->implicit));
  return o;
}

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
  json_object_set_new(o, "low", json_integer(f->low));
  json_object_set_new(o, "bits", json_integer(f->bits));
  json_object_set_new(o, "value", hex(f->value));
  if (f->bad) json_object_set_new(o, "bad", json_true());
  return o;
}

static json_t *row_json(const struct explain_row *r) {
  json_t *o = json_object(), *fields = json_array(), *checks = json_array();
  json_object_set_new(o, "level", json_integer(r->level));
  json_object_set_new(o, "name", json_string(r->name));
  json_object_set_new(o, "linux", json_string(r->linux_name));
  json_object_set_new(o, "index", json_integer(r->index));
  json_object_set_new(o, "index_low", json_integer(r->index_low));
  json_object_set_new(o, "index_bits", json_integer(r->index_bits));
  json_object_set_new(o, "table", hex(r->table));
  json_object_set_new(o, "addr", hex(r->addr));
  json_object_set_new(o, "value", r->refused ? json_null() : hex(r->value));
  if (r->in_register) json_object_set_new(o, "register", json_true());
  if (r->updated) json_object_set_new(o, "written", hex(r->written));
  for (unsigned i = 0; i < r->fields; i++)
    json_array_append_new(fields, field_json(&r->field[i]));
  for (unsigned i = 0; i < r->checks; i++)
    json_array_append_new(checks, check_json(&r->check[i]));
  json_object_set_new(o, "fields", fields);
  json_object_set_new(o, "checks", checks);
  return o;
}

json_t *explain_json(const struct explain_tree *t) {
  char text[128];
  json_t *o = json_object(), *rows = json_array();
  json_object_set_new(o, "request", explain_request_json(&t->req));
  json_object_set_new(o, "regime", explain_regime_json(&t->regime));
  json_object_set_new(o, "va", hex(t->va));
  json_object_set_new(o, "address", check_json(&t->entry));
  for (unsigned i = 0; i < t->rows; i++)
    json_array_append_new(rows, row_json(&t->row[i]));
  json_object_set_new(o, "entries", rows);
  json_object_set_new(o, "reason", json_string(t->why));
  json_object_set_new(o, "clause", json_string(t->clause));
  answer_print(&t->answer, text, sizeof text);
  json_object_set_new(o, "answer", json_string(text));
  return o;
}

// --- back: the walk again, over the values that stand in the file --------------------------------
struct replay {
  const json_t *rows;
  size_t next;              // row to be read next
  enum phys_status without; // what a read without a value was
  bool refused_update;
};

static bool get_hex(const json_t *o, const char *key, uint64_t *value) {
  const json_t *v = json_object_get(o, key);
  return json_is_string(v) && words_number(json_string_value(v), value);
}

static const json_t *replay_row(struct replay *r, uint64_t addr) {
  for (; r->next < json_array_size(r->rows); r->next++) {
    const json_t *row = json_array_get(r->rows, r->next);
    uint64_t at;
    if (json_is_true(json_object_get(row, "register")) || !get_hex(row, "addr", &at) || at != addr) continue;
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
  return get_hex(row, "value", value) ? PHYS_OK : r->without;
}

// Written, unless the same entry stands once more: then a compare-and-swap found that value.
static enum phys_status replay_update(void *ctx, struct phys_swap *swap) {
  struct replay *r = ctx;
  size_t before = r->next;
  const json_t *again = replay_row(r, swap->addr);
  swap->ok = again == NULL;
  swap->old = swap->expected;
  if (again && get_hex(again, "value", &swap->old)) return PHYS_OK;
  r->next = before;
  return r->refused_update ? PHYS_ERROR : PHYS_OK;
}

static bool get_request(const json_t *o, struct request *req) {
  const char *access = json_string_value(json_object_get(o, "access"));
  const char *priv = json_string_value(json_object_get(o, "priv"));
  if (!access || !names_access_find(access, &req->access) || !priv || !names_privilege_find(priv, req) ||
      req->implicit || !get_hex(o, "va", &req->va))
    return false;
  req->implicit = json_is_true(json_object_get(o, "implicit"));
  return true;
}

static bool get_regime(const json_t *o, struct regime *r) {
  const char *format = json_string_value(json_object_get(o, "format"));
  uint64_t flags, pkru, pkrs;
  json_int_t bits = json_integer_value(json_object_get(o, "pa_bits"));
  memset(r, 0, sizeof *r);
  r->format = format_find(format);
  if (r->format == FORMAT_COUNT || !get_hex(o, "root", &r->root_pa) || !get_hex(o, "flags", &flags) ||
      !get_hex(o, "pkru", &pkru) || !get_hex(o, "pkrs", &pkrs) || bits < 32 || bits > 56)
    return false;
  const json_t *pdpte = json_object_get(o, "pdpte"), *v;
  for (size_t i = 0; i < 4; i++)
    if (!(v = json_array_get(pdpte, i)) || !json_is_string(v) || !words_number(json_string_value(v), &r->pdpte[i]))
      return false;
  r->flags = (uint32_t)flags;
  r->pkru = (uint32_t)pkru;
  r->pkrs = (uint32_t)pkrs;
  r->pa_bits = (uint8_t)bits;
  r->asid = (uint16_t)json_integer_value(json_object_get(o, "asid"));
  return true;
}

int explain_from_json(const json_t *tree, struct regime *regime, struct request *req, struct walk_record *out,
                      const char *path, struct lw_error *e) {
  if (!get_regime(json_object_get(tree, "regime"), regime))
    return lw_fail(e, LW_INPUT, "%s: no regime, or one that is not complete", path);
  if (!get_request(json_object_get(tree, "request"), req))
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
