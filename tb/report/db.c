// A run as a SQLite database: requests, walks, their PTE accesses, TLB fills and evictions, fences,
// stores, the verdict. tb/report/README.md has the tables. Rows are committed in batches: after a
// kill what was committed is readable, and the table `complete` is empty.
#include <stdlib.h>
#include <string.h>

#include "csim/probe.h"
#include "csim/ptw.h"
#include "tb/engine/output.h"
#include "tb/report/db_row.h"
#include "tb/report/incident.h"
#include "tb/report/versions.h"
#include "tb/text/names.h"

enum { IDS = 64, WALKERS = MEMPORT_IDS, WAYS = 64 };

struct open_request {
  bool open;
  int64_t n;
  struct request req;
  uint64_t accepted;
  unsigned walks;
};
struct tlb_way {
  bool valid;
  uint64_t vpn, ppn, filled;
  uint8_t shift;
  uint16_t asid;
  bool global;
};
struct db {
  struct db_rows rows;
  int64_t requests, walks;
  struct open_request request[IDS];
  struct {
    bool busy, fresh; // fresh: asked on this clock, its level not yet known
    uint64_t asked;
    int level;
    int64_t walk;
  } access[WALKERS];
  struct {
    bool open;
    int64_t n, request;
    uint64_t begun;
    unsigned accesses, level;
  } walk; // the walker's
  struct {
    struct fence fence;
    uint64_t accepted;
  } fence[8];
  unsigned fences;
  struct tlb_way way[WAYS];
};

// --- requests ------------------------------------------------------------------------------------
static void add_request(struct db *d, uint8_t id, const struct answer *a, uint64_t answered) {
  struct open_request *q = &d->request[id];
  q->open = false;
  db_row_number(&d->rows, DB_REQUEST, 1, (uint64_t)q->n);
  db_row_number(&d->rows, DB_REQUEST, 2, id);
  db_row_text(&d->rows, DB_REQUEST, 3, names_access(q->req.access));
  db_row_text(&d->rows, DB_REQUEST, 4, names_privilege(&q->req));
  db_row_number(&d->rows, DB_REQUEST, 5, q->req.va);
  db_row_number(&d->rows, DB_REQUEST, 6, q->accepted);
  db_row_number_if(&d->rows, DB_REQUEST, 7, a, answered);
  if (a && (unsigned)a->kind < NAMES_KINDS)
    db_row_text(&d->rows, DB_REQUEST, 8, names_kind(a->kind)->word);
  else
    db_row_null(&d->rows, DB_REQUEST, 8);
  bool ok = a && a->kind == ANSWER_OK;
  db_row_number_if(&d->rows, DB_REQUEST, 9, a && !ok, a ? a->code : 0);
  db_row_number_if(&d->rows, DB_REQUEST, 10, ok, ok ? a->pa : 0);
  db_row_number_if(&d->rows, DB_REQUEST, 11, ok, ok ? a->shift : 0);
  db_row_number_if(&d->rows, DB_REQUEST, 12, ok, ok ? a->perm : 0);
  db_row_number_if(&d->rows, DB_REQUEST, 13, ok, ok ? a->type : 0);
  db_row_number_if(&d->rows, DB_REQUEST, 14, ok, ok && a->global);
  db_row_number(&d->rows, DB_REQUEST, 15, q->walks);
  db_row_add(&d->rows, DB_REQUEST);
}

static void open_request(struct db *d, const struct event *e) {
  if (e->id >= IDS) return;
  d->request[e->id] = (struct open_request){.open = true, .n = ++d->requests, .req = e->u.req, .accepted = e->clock};
}

// --- the walker ----------------------------------------------------------------------------------
static void ask(struct db *d, const struct event *e) {
  uint8_t id = e->u.mem.id % WALKERS;
  d->access[id].busy = d->access[id].fresh = true;
  d->access[id].asked = e->clock;
  d->access[id].level = -1;
  d->access[id].walk = 0;
}

static void answer(struct db *d, const struct event *e) {
  const struct memport_event *m = &e->u.mem;
  uint8_t id = m->id % WALKERS;
  bool cas = m->op == MEM_CAS, walk = d->access[id].walk != 0;
  if (!d->access[id].busy) return;
  d->access[id].busy = d->access[id].fresh = false;
  db_row_number_if(&d->rows, DB_PTE, 1, walk, (uint64_t)d->access[id].walk);
  db_row_number_if(&d->rows, DB_PTE, 2, walk && d->access[id].level >= 0, (uint64_t)d->access[id].level);
  db_row_text(&d->rows, DB_PTE, 3, cas ? "update" : "read");
  db_row_number(&d->rows, DB_PTE, 4, m->addr);
  db_row_number_if(&d->rows, DB_PTE, 5, !m->error, m->data);
  db_row_number_if(&d->rows, DB_PTE, 6, cas, m->desired);
  db_row_number(&d->rows, DB_PTE, 7, d->access[id].asked);
  db_row_number(&d->rows, DB_PTE, 8, e->clock);
  db_row_text(&d->rows, DB_PTE, 9, m->error ? "error" : cas && !m->ok ? "failed" : "ok");
  db_row_add(&d->rows, DB_PTE);
}

static void end_walk(struct db *d, uint64_t clock) {
  d->walk.open = false;
  db_row_number(&d->rows, DB_WALK, 1, (uint64_t)d->walk.n);
  db_row_number_if(&d->rows, DB_WALK, 2, d->walk.request, (uint64_t)d->walk.request);
  db_row_number(&d->rows, DB_WALK, 3, d->walk.begun);
  db_row_number(&d->rows, DB_WALK, 4, clock);
  db_row_number(&d->rows, DB_WALK, 5, d->walk.level);
  db_row_number(&d->rows, DB_WALK, 6, d->walk.accesses);
  db_row_add(&d->rows, DB_WALK);
}

static void begin_walk(struct db *d, uint64_t clock, uint8_t id) {
  struct open_request *q = &d->request[id % IDS];
  d->walk.open = true;
  d->walk.n = ++d->walks;
  d->walk.begun = clock;
  d->walk.accesses = d->walk.level = 0;
  d->walk.request = q->open ? q->n : 0;
  if (q->open) q->walks++;
}

// The state of a clock comes after its events (csim/probe.def).
static void follow_walk(struct db *d, uint64_t clock, const struct mmu_probe *p) {
  const bool walks = probe_ptw_state(p) != PTW_IDLE;
  if (d->walk.open && !walks) end_walk(d, clock);
  if (!d->walk.open && walks) begin_walk(d, clock, (uint8_t)probe_ptw_request_id(p));
  for (unsigned i = 0; i < WALKERS; i++) {
    if (!d->access[i].fresh) continue;
    d->access[i].fresh = false;
    if (!d->walk.open || probe_load_state(p)) continue; // a load of PDPTEs is no walk
    d->access[i].walk = d->walk.n;
    d->access[i].level = (int)probe_ptw_level(p);
    d->walk.accesses++;
  }
  if (d->walk.open) d->walk.level = (unsigned)probe_ptw_level(p);
}

// --- the TLB -------------------------------------------------------------------------------------
static void add_tlb(struct db *d, uint64_t clock, const char *event, unsigned way) {
  const struct tlb_way *w = &d->way[way];
  db_row_number(&d->rows, DB_TLB, 1, clock);
  db_row_text(&d->rows, DB_TLB, 2, event);
  db_row_number(&d->rows, DB_TLB, 3, way);
  db_row_number(&d->rows, DB_TLB, 4, w->vpn);
  db_row_number(&d->rows, DB_TLB, 5, w->ppn);
  db_row_number(&d->rows, DB_TLB, 6, w->shift);
  db_row_number(&d->rows, DB_TLB, 7, w->asid);
  db_row_number(&d->rows, DB_TLB, 8, w->global);
  db_row_number(&d->rows, DB_TLB, 9, w->filled);
  db_row_add(&d->rows, DB_TLB);
}

static void follow_tlb(struct db *d, uint64_t clock, const struct mmu_probe *p) {
  uint64_t valid = probe_tlb_valid(p), cleared = probe_tlb_cleared(p);
  bool fill = probe_tlb_fill_enable(p);
  unsigned to = (unsigned)probe_tlb_fill_way(p);
  for (unsigned way = 0; way < WAYS; way++) {
    if (!d->way[way].valid || (valid >> way & 1 && !(cleared >> way & 1))) continue;
    add_tlb(d, clock, cleared >> way & 1 ? "fenced" : "overlapped", way);
    d->way[way].valid = false;
  }
  if (!fill) return;
  if (d->way[to].valid) add_tlb(d, clock, "evicted", to);
  d->way[to] = (struct tlb_way){.valid = true,
                                .vpn = probe_tlb_fill_vpn(p),
                                .ppn = probe_tlb_fill_ppn(p),
                                .shift = (uint8_t)probe_tlb_fill_shift(p),
                                .asid = (uint16_t)probe_tlb_fill_asid(p),
                                .global = probe_tlb_fill_global(p),
                                .filled = clock};
  add_tlb(d, clock, "filled", to);
}

static void db_probe(void *ctx, uint64_t clock, const struct mmu_probe *p) {
  struct db *d = ctx;
  follow_walk(d, clock, p);
  follow_tlb(d, clock, p);
}

// --- the rest ------------------------------------------------------------------------------------
static void fence_done(struct db *d, const struct event *e) {
  const struct fence *f = &e->u.fence;
  uint64_t accepted = d->fences ? d->fence[0].accepted : e->clock;
  if (d->fences) memmove(d->fence, d->fence + 1, --d->fences * sizeof *d->fence);
  db_row_number(&d->rows, DB_FENCE, 1, accepted);
  db_row_number(&d->rows, DB_FENCE, 2, e->clock);
  db_row_number_if(&d->rows, DB_FENCE, 3, f->va_valid, f->va);
  db_row_number_if(&d->rows, DB_FENCE, 4, f->asid_valid, f->asid);
  db_row_number(&d->rows, DB_FENCE, 5, f->globals);
  db_row_number(&d->rows, DB_FENCE, 6, f->structures);
  db_row_add(&d->rows, DB_FENCE);
}

static void add_store(struct db *d, const struct event *e) {
  db_row_number(&d->rows, DB_STORE, 1, e->clock);
  db_row_number(&d->rows, DB_STORE, 2, e->u.store.pa);
  db_row_number(&d->rows, DB_STORE, 3, e->u.store.value);
  db_row_number(&d->rows, DB_STORE, 4, e->u.store.bytes);
  db_row_add(&d->rows, DB_STORE);
}

static void db_event(void *ctx, const struct event *e) {
  struct db *d = ctx;
  if (e->kind == EVENT_REQUEST)
    open_request(d, e);
  else if (e->kind == EVENT_RESPONSE && e->id < IDS && d->request[e->id].open)
    add_request(d, e->id, &e->u.response.answer, e->clock);
  else if (e->kind == EVENT_MEM_REQ)
    ask(d, e);
  else if (e->kind == EVENT_READ || e->kind == EVENT_CAS)
    answer(d, e);
  else if (e->kind == EVENT_STORE)
    add_store(d, e);
  else if (e->kind == EVENT_FENCE_DONE)
    fence_done(d, e);
  else if (e->kind == EVENT_FENCE && d->fences < sizeof d->fence / sizeof *d->fence)
    d->fence[d->fences++].accepted = e->clock;
}

static struct sink db_sink(struct db *d) {
  return (struct sink){.ctx = d, .event = db_event, .probe = db_probe, .outside = true};
}

// --- opening and closing -------------------------------------------------------------------------
static void add_about(struct db *d, const char *key, const char *value) {
  db_row_text(&d->rows, DB_ABOUT, 1, key);
  db_row_text(&d->rows, DB_ABOUT, 2, value);
  db_row_add(&d->rows, DB_ABOUT);
}

static void describe(struct db *d, const struct output_run *run) {
  char value[32];
  add_about(d, "run", run->name);
  add_about(d, "format", run->format);
  add_about(d, "dut", run->dut);
  snprintf(value, sizeof value, "%u", run->engine->options.bug);
  add_about(d, "bug", value);
  snprintf(value, sizeof value, "0x%llx", (unsigned long long)run->engine->options.seed);
  add_about(d, "seed", value);
  add_about(d, "again", run->again);
  add_about(d, "lockwalk", versions.lockwalk);
  add_about(d, "git", versions.git);
  db_row_commit(&d->rows);
}

static int db_open(const char *path, const struct output_run *run, void **state, struct sink *sink,
                   struct lw_error *e) {
  struct db *d = calloc(1, sizeof *d);
  if (!d) return lw_fail(e, LW_INPUT, "%s: out of memory", path);
  int code = db_row_open(&d->rows, path, e);
  if (code != LW_PASS) {
    free(d);
    return code;
  }
  describe(d, run);
  if (d->rows.failed) {
    code = db_row_close(&d->rows, e);
    free(d);
    return code;
  }
  *state = d;
  *sink = db_sink(d);
  return LW_PASS;
}

static void finish(struct db *d, const struct verdict *v, const struct run_stats *s) {
  for (unsigned i = 0; i < IDS; i++)
    if (d->request[i].open) add_request(d, (uint8_t)i, NULL, 0);
  if (d->walk.open) end_walk(d, s->clocks);
  db_row_text(&d->rows, DB_VERDICT, 1, incident_class(v));
  db_row_text(&d->rows, DB_VERDICT, 2, verdict_caught_by(v->kind));
  db_row_number(&d->rows, DB_VERDICT, 3, v->kind == VERDICT_PASS ? s->clocks : v->clock);
  db_row_text(&d->rows, DB_VERDICT, 4, v->port);
  db_row_text(&d->rows, DB_VERDICT, 5, v->expected);
  db_row_text(&d->rows, DB_VERDICT, 6, v->got);
  db_row_text(&d->rows, DB_VERDICT, 7, v->text);
  db_row_add(&d->rows, DB_VERDICT);
  db_row_number(&d->rows, DB_COMPLETE, 1, s->clocks);
  db_row_number(&d->rows, DB_COMPLETE, 2, s->requests);
  if (!d->rows.failed) db_row_add(&d->rows, DB_COMPLETE);
}

// Without a verdict, or where some row could not be written (no room), it stays incomplete.
static int db_close(void *state, const struct verdict *verdict, const struct run_stats *stats, struct lw_error *e) {
  struct db *d = state;
  if (verdict) finish(d, verdict, stats);
  int code = db_row_close(&d->rows, e);
  free(d);
  return code;
}

const struct output output_db = {.option = "db",
                                 .doc = "write requests, walks, TLB events and the verdict as a SQLite database",
                                 .open = db_open,
                                 .close = db_close};
