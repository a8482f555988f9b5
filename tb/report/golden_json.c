#include "tb/report/golden_json.h"

#include <string.h>

#include "tb/engine/event.h"
#include "tb/text/json_text.h"
#include "tb/text/names.h"

json_t *golden_json_request_text(const struct request *req) {
  char text[128];
  request_print(req, text, sizeof text);
  return json_string(text);
}

json_t *golden_json_regime_text(const struct regime *regime) {
  char text[400];
  regime_print(regime, text, sizeof text);
  return json_string(text);
}

json_t *golden_json_answer_text(const struct answer *answer) {
  char text[160];
  answer_print(answer, text, sizeof text);
  return json_string(text);
}

json_t *golden_json_step(const struct walk_step *step) {
  json_t *o = json_object();
  json_object_set_new(o, "level", json_text_count(step->level));
  json_object_set_new(o, "addr", json_text_hex(step->addr));
  json_object_set_new(o, "value", json_text_hex(step->value));
  return o;
}

// --- requests ------------------------------------------------------------------------------------
json_t *golden_json_request(const struct request *req) {
  json_t *o = json_object();
  json_object_set_new(o, "text", golden_json_request_text(req));
  json_object_set_new(o, "va", json_text_hex(req->va));
  json_object_set_new(o, "access", json_string(names_access(req->access)));
  json_object_set_new(o, "priv", json_string(names_priv(req->priv)));
  json_object_set_new(o, "implicit", json_boolean(req->implicit));
  return o;
}

bool golden_json_get_request(const json_t *o, struct request *req) {
  const char *access = json_string_value(json_object_get(o, "access"));
  const char *priv = json_string_value(json_object_get(o, "priv"));
  if (!access || !names_access_find(access, &req->access) || !priv || !names_privilege_find(priv, req) ||
      req->implicit || !json_text_get(o, "va", &req->va))
    return false;
  req->implicit = json_is_true(json_object_get(o, "implicit"));
  return true;
}

// --- regimes -------------------------------------------------------------------------------------
enum { PDPTES = 4, PA_BITS_LEAST = 32, PA_BITS_MOST = 56 };

json_t *golden_json_regime(const struct regime *r) {
  json_t *o = json_object(), *pdpte = json_array();
  for (unsigned i = 0; i < PDPTES; i++)
    json_array_append_new(pdpte, json_text_hex(r->pdpte[i]));
  json_object_set_new(o, "text", golden_json_regime_text(r));
  json_object_set_new(o, "format", json_string(format_get(r->format)->name));
  json_object_set_new(o, "root", json_text_hex(r->root_pa));
  json_object_set_new(o, "asid", json_text_count(r->asid));
  json_object_set_new(o, "flags", json_text_hex(r->flags));
  json_object_set_new(o, "pa_bits", json_text_count(r->pa_bits));
  json_object_set_new(o, "pkru", json_text_hex(r->pkru));
  json_object_set_new(o, "pkrs", json_text_hex(r->pkrs));
  json_object_set_new(o, "pdpte", pdpte);
  return o;
}

bool golden_json_get_regime(const json_t *o, struct regime *r) {
  uint64_t flags, pkru, pkrs, asid, bits;
  memset(r, 0, sizeof *r);
  r->format = format_find(json_string_value(json_object_get(o, "format")));
  if (r->format == FORMAT_COUNT || !json_text_get(o, "root", &r->root_pa) || !json_text_get(o, "flags", &flags) ||
      !json_text_get(o, "pkru", &pkru) || !json_text_get(o, "pkrs", &pkrs) || !json_text_get(o, "asid", &asid) ||
      !json_text_get(o, "pa_bits", &bits) || bits < PA_BITS_LEAST || bits > PA_BITS_MOST)
    return false;
  const json_t *pdpte = json_object_get(o, "pdpte");
  for (size_t i = 0; i < PDPTES; i++)
    if (!json_text_number(json_array_get(pdpte, i), &r->pdpte[i])) return false;
  r->flags = (uint32_t)flags;
  r->pkru = (uint32_t)pkru;
  r->pkrs = (uint32_t)pkrs;
  r->asid = (uint16_t)asid;
  r->pa_bits = (uint8_t)bits;
  return true;
}
