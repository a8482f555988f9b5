#include "tb/run/explain_source.h"

#include <string.h>

#include "tb/report/explain_json.h"
#include "tb/input/image_view.h"
#include "tb/engine/lane.h"
#include "tb/txn/txn_ops.h"

enum { OWN_PAGES = 4096 };

static void set_flag(struct regime *r, uint32_t flag, int value) {
  if (value >= 0) r->flags = value ? r->flags | flag : r->flags & ~flag;
}

static void apply(const struct explain_asked *asked, struct regime *r) {
  bool x86 = format_get(r->format)->arch == ARCH_X86;
  set_flag(r, x86 ? 0 : RV_SUM, asked->sum);
  set_flag(r, x86 ? 0 : RV_MXR, asked->mxr);
  set_flag(r, x86 ? X86_AC : 0, asked->ac);
}

int explain_image(const char *path, const struct dump_options *dump, const struct explain_asked *asked,
                  struct explain_source *out, struct lw_error *e) {
  struct image *image = image_open_as(path, dump, NULL, NULL, e);
  if (!image) return e->code;
  struct phys memory = image_view(image);
  out->regime = image->regime;
  apply(asked, &out->regime);
  out->req = asked->req;
  out->walk = walk(&out->regime, &out->req, &memory, AD_EAGER);
  snprintf(out->title, sizeof out->title, "%.240s", path);
  image_close(image);
  return LW_PASS;
}

// --- a transaction file: what its lines have done so far -----------------------------------------
// PAE: MOV CR3 loads the four registers from the tables as they are (SDM3 4.4.1).
static void load(const struct lane *l, struct regime *r) {
  for (unsigned i = 0; i < 4; i++)
    if (!lane_look(l, r->root_pa + 8 * i, 8, MEM_READ, &r->pdpte[i])) r->pdpte[i] = 0;
}

static void set_regime(const struct lane *l, const struct txn_op *op, struct regime *r) {
  uint64_t registers[4];
  memcpy(registers, r->pdpte, sizeof registers);
  *r = op->u.regime;
  memcpy(r->pdpte, registers, sizeof registers);
  if (op->load) load(l, r);
}

static int do_op(const struct txn *t, struct lane *l, const struct txn_op *op, struct regime *r, struct lw_error *e) {
  if (op->verb == TXN_REGIME)
    set_regime(l, op, r);
  else if (op->verb == TXN_ERROR)
    memport_error(&l->port, op->u.error.addr, op->u.error.on);
  else if (op->verb == TXN_MAP)
    lane_map(l, &t->map[op->u.map]);
  else if (op->verb == TXN_STORE && lane_store(l, op->u.store.pa, op->u.store.bytes, op->u.store.value) != RAM_OK)
    return lw_fail(e, LW_LIMIT, "%s:%u: more pages change than there is room for", t->path, op->line);
  return LW_PASS;
}

// The index of the request on that line, or of the last; t->ops when there is none.
static size_t find_request(const struct txn *t, uint64_t line) {
  size_t found = t->ops;
  for (size_t i = 0; i < t->ops; i++)
    if (t->op[i].verb == TXN_REQUEST && (!line || t->op[i].line == line)) found = i;
  return found;
}

static int play_until(const struct txn *t, struct lane *l, size_t end, struct regime *r, struct lw_error *e) {
  lane_map(l, &t->first_map);
  *r = t->first_regime;
  for (size_t i = 0; i < end; i++)
    if (do_op(t, l, &t->op[i], r, e)) return e->code;
  return LW_PASS;
}

int explain_txn(const char *path, const struct explain_asked *asked, struct explain_source *out, struct lw_error *e) {
  struct txn *t = txn_open(path, e);
  struct lane l;
  if (!t) return e->code;
  size_t at = find_request(t, asked->line);
  bool known = at < t->ops || (asked->has_va && !asked->line);
  int code = LW_PASS;
  if (!known)
    code = asked->line ? lw_fail(e, LW_INPUT, "%s: line %llu holds no request", path, (unsigned long long)asked->line)
                       : lw_fail(e, LW_INPUT, "%s: no request in it: give --va", path);
  else if (!lane_open(&l, &t->image, OWN_PAGES, &t->memory.port))
    code = lw_fail(e, LW_INPUT, "%s: out of memory", path);
  if (code != LW_PASS) {
    txn_close(t);
    return code;
  }
  size_t end = asked->has_va && !asked->line ? t->ops : at;
  code = play_until(t, &l, end, &out->regime, e);
  if (code == LW_PASS) {
    struct phys memory = lane_memory(&l);
    apply(asked, &out->regime);
    out->req = asked->has_va ? asked->req : t->op[at].u.req;
    out->walk = walk(&out->regime, &out->req, &memory, AD_EAGER);
    if (end == t->ops)
      snprintf(out->title, sizeof out->title, "%.200s, when all its lines are done", path);
    else
      snprintf(out->title, sizeof out->title, "%.200s, line %u", path, t->op[at].line);
  }
  lane_close(&l);
  txn_close(t);
  return code;
}

// --- a record ------------------------------------------------------------------------------------
bool explain_is_record(const char *path) {
  FILE *f = fopen(path, "r");
  int c = ' ';
  while (f && (c == ' ' || c == '\n' || c == '\t' || c == '\r'))
    c = fgetc(f);
  if (f) fclose(f);
  return c == '{';
}

int explain_record(const char *path, struct explain_source *out, struct lw_error *e) {
  json_error_t error;
  json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
  if (!root) return lw_fail(e, LW_INPUT, "%s:%d: %.200s", path, error.line, error.text);
  const json_t *tree = json_object_get(root, "walk");
  if (!tree && json_object_get(root, "entries")) tree = root; // what explain --json printed
  int code = tree ? explain_from_json(tree, &out->regime, &out->req, &out->walk, path, e)
                  : lw_fail(e, LW_INPUT, "%s: no \"walk\" in it: the failure is not about a translation", path);
  const char *class = json_string_value(json_object_get(root, "class"));
  snprintf(out->title, sizeof out->title, "%.200s%s%.20s", path, class ? ", " : "", class ? class : "");
  json_decref(root);
  return code;
}
