// Printers of what happens in a lane. walk_print is in walk_print.c.
#include "tb/engine/event.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "tb/text/names.h"

// Text that grows to its bound and is then cut, always ended.
struct text {
  char *at;
  size_t left;
};

static void __attribute__((format(printf, 2, 3))) add(struct text *t, const char *format, ...) {
  if (t->left <= 1) return;
  va_list args;
  va_start(args, format);
  int n = vsnprintf(t->at, t->left, format, args);
  va_end(args);
  size_t used = n < 0 ? 0 : (size_t)n < t->left ? (size_t)n : t->left - 1;
  t->at += used;
  t->left -= used;
}

static struct text begin(char *text, size_t size) {
  if (size) *text = 0;
  return (struct text){text, size};
}

void request_print(const struct request *req, char *text, size_t size) {
  struct text t = begin(text, size);
  add(&t, "%s %s 0x%" PRIx64 "%s", names_priv(req->priv), names_access(req->access), req->va,
      req->implicit ? " implicit" : "");
}

void answer_print(const struct answer *a, char *text, size_t size) {
  struct text t = begin(text, size);
  bool ok = a->kind == ANSWER_OK, coded = a->kind == ANSWER_PAGE_FAULT || a->kind == ANSWER_ACCESS_FAULT;
  char rights[NAMES_RIGHTS];
  if ((unsigned)a->kind >= NAMES_KINDS)
    add(&t, "kind=%u", (unsigned)a->kind);
  else
    add(&t, "%s", a->kind == ANSWER_PAGE_FAULT ? "fault" : names_kind(a->kind)->word);
  if (coded) add(&t, "=%" PRIu32, a->code);
  // A field that should be 0 and is not belongs into the story.
  if (a->code && !coded) add(&t, " code=%" PRIu32, a->code);
  if (ok || a->pa) add(&t, " pa=0x%" PRIx64, a->pa);
  if (ok || a->shift) add(&t, " shift=%u", a->shift);
  if (ok || a->perm) add(&t, " perm=%s", names_rights(a->perm, rights));
  if (ok || a->type) add(&t, " type=%u", a->type);
  if (a->global) add(&t, " global");
}

void regime_print(const struct regime *r, char *text, size_t size) {
  char flags[256];
  struct text t = begin(text, size);
  const struct format *f = format_get(r->format);
  if (!f) {
    add(&t, "format %d?", (int)r->format);
    return;
  }
  bool is_x86 = f->arch == ARCH_X86;
  add(&t, "%s mode=%s root=0x%" PRIx64 " %s=%u", names_arch(f->arch), f->name, r->root_pa >> 12,
      is_x86 ? "pcid" : "asid", r->asid);
  if (r->format == FORMAT_X86_PAE) add(&t, " cr3=0x%" PRIx64, r->root_pa);
  add(&t, "%s", names_flags_print(f->arch, r->flags, flags, sizeof flags));
  if (is_x86) add(&t, " pkru=0x%" PRIx32 " pkrs=0x%" PRIx32 " maxphyaddr=%u", r->pkru, r->pkrs, r->pa_bits);
}

void fence_print(const struct fence *f, char *text, size_t size) {
  struct text t = begin(text, size);
  if (f->va_valid) add(&t, "va=0x%" PRIx64 " ", f->va);
  if (f->asid_valid) add(&t, "asid=%u ", f->asid);
  add(&t, "globals=%d structures=%d", f->globals, f->structures);
}

static void add_mem(struct text *t, const struct memport_event *m, bool answered) {
  add(t, "%s 0x%" PRIx64, m->op == MEM_CAS ? "update" : "read", m->addr);
  if (m->op == MEM_CAS) add(t, " 0x%" PRIx64 " -> 0x%" PRIx64, m->expected, m->desired);
  if (!answered) return;
  if (m->error)
    add(t, ": error");
  else if (m->op == MEM_READ)
    add(t, " = 0x%" PRIx64, m->data);
  else if (m->ok)
    add(t, ": written");
  else
    add(t, ": failed, memory holds 0x%" PRIx64, m->data);
}

static void add_response(struct text *t, const struct event *e) {
  char req[96], answer[128];
  request_print(&e->u.response.req, req, sizeof req);
  answer_print(&e->u.response.answer, answer, sizeof answer);
  add(t, "answer %u (%s): %s, after %" PRIu64 " clocks", e->id, req, answer, e->clock - e->u.response.accepted);
}

static void add_map(struct text *t, const struct event *e) {
  const struct memport_region *g = &e->u.map.region;
  add(t, "memory holes %s", e->u.map.zero_holes ? "hold zeros" : "answer error");
  if (!e->u.map.regions)
    add(t, ", everything is allowed");
  else
    add(t, ", region %u of %u: 0x%" PRIx64 "..0x%" PRIx64 " %s", e->u.map.index + 1u, e->u.map.regions, g->base, g->end,
        !g->read   ? "nothing"
        : g->write ? "read and update"
                   : "read only");
}

static void add_loaded(struct text *t, const struct event *e) {
  const uint64_t *p = e->u.pdpte;
  add(t, "load of PDPTEs: %s, 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64,
      e->id == REGIME_FINE ? "done" : names_load_end(e->id)->phrase, p[0], p[1], p[2], p[3]);
}

static void add_behaviour(struct text *t, const struct stim_memory *m) {
  add(t, "memory latency=%" PRIu32 "..%" PRIu32 " backpressure=%" PRIu32 " rsp_backpressure=%" PRIu32,
      m->port.latency_min, m->port.latency_max, m->port.backpressure, m->rsp_backpressure);
}

void event_print(const struct event *e, char *text, size_t size) {
  char part[400];
  struct text t = begin(text, size);
  add(&t, "%8" PRIu64 " ", e->clock);
  switch (e->kind) {
  case EVENT_MEMORY:
    add_behaviour(&t, &e->u.memory);
    break;
  case EVENT_MAP:
    add_map(&t, e);
    break;
  case EVENT_ERROR:
    add(&t, "memory 0x%" PRIx64 " %s", e->u.error.addr, e->u.error.on ? "answers error from now on" : "answers again");
    break;
  case EVENT_STORE:
    add(&t, "store 0x%" PRIx64 " 0x%" PRIx64 "%s", e->u.store.pa, e->u.store.value,
        e->u.store.bytes == 4 ? " bytes=4" : "");
    break;
  case EVENT_REGIME:
    regime_print(&e->u.regime, part, sizeof part);
    add(&t, "regime %s%s", part, e->id ? " load" : "");
    break;
  case EVENT_LOADED:
    add_loaded(&t, e);
    break;
  case EVENT_OFFER:
  case EVENT_REQUEST:
    request_print(&e->u.req, part, sizeof part);
    add(&t, "%s %u %s", e->kind == EVENT_OFFER ? "offer" : "req", e->id, part);
    break;
  case EVENT_FENCE_OFFER:
  case EVENT_FENCE:
  case EVENT_FENCE_DONE:
    fence_print(&e->u.fence, part, sizeof part);
    add(&t, "%s %s %s", e->id ? "sinval" : "fence",
        e->kind == EVENT_FENCE_OFFER  ? "offered"
        : e->kind == EVENT_FENCE_DONE ? "done"
                                      : "accepted",
        part);
    break;
  case EVENT_READ:
  case EVENT_CAS:
    add(&t, "memory ");
    add_mem(&t, &e->u.mem, true);
    break;
  case EVENT_MEM_REQ:
    add(&t, "walker %u asks: ", e->u.mem.id);
    add_mem(&t, &e->u.mem, false);
    break;
  case EVENT_INVAL_IR:
    add(&t, "sfence.inval.ir");
    break;
  case EVENT_RESPONSE:
    add_response(&t, e);
    break;
  default:
    add(&t, "the stimulus has ended");
  }
}
