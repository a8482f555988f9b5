#include "tb/report/db.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tb/engine/compare.h"
#include "tb/report/incident.h"
#include "tb/report/versions.h"
#include "tb/text/names.h"

enum { IDS = 64, WALKERS = MEMPORT_IDS, WAYS = 64, BATCH = 20000 };

static const char tables[] =
    "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE request (n INTEGER PRIMARY KEY, id INTEGER NOT NULL, access TEXT NOT NULL, priv TEXT NOT NULL,"
    " va INTEGER NOT NULL, accepted INTEGER NOT NULL, answered INTEGER, kind TEXT, code INTEGER, pa INTEGER,"
    " shift INTEGER, perm INTEGER, type INTEGER, global INTEGER, walks INTEGER NOT NULL);"
    "CREATE TABLE walk (n INTEGER PRIMARY KEY, request INTEGER, begun INTEGER NOT NULL, ended INTEGER NOT NULL,"
    " level INTEGER NOT NULL, accesses INTEGER NOT NULL);"
    "CREATE TABLE pte (walk INTEGER, level INTEGER, op TEXT NOT NULL, addr INTEGER NOT NULL, value INTEGER,"
    " desired INTEGER, asked INTEGER NOT NULL, answered INTEGER NOT NULL, result TEXT NOT NULL);"
    "CREATE TABLE tlb (clock INTEGER NOT NULL, event TEXT NOT NULL, way INTEGER NOT NULL, vpn INTEGER NOT NULL,"
    " ppn INTEGER NOT NULL, shift INTEGER NOT NULL, asid INTEGER NOT NULL, global INTEGER NOT NULL,"
    " filled INTEGER NOT NULL);"
    "CREATE TABLE fence (accepted INTEGER NOT NULL, done INTEGER NOT NULL, va INTEGER, asid INTEGER,"
    " globals INTEGER NOT NULL, structures INTEGER NOT NULL);"
    "CREATE TABLE store (clock INTEGER NOT NULL, pa INTEGER NOT NULL, value INTEGER NOT NULL, bytes INTEGER NOT NULL);"
    "CREATE TABLE verdict (class TEXT NOT NULL, caught_by TEXT NOT NULL, clock INTEGER NOT NULL, port TEXT NOT NULL,"
    " expected TEXT NOT NULL, got TEXT NOT NULL, note TEXT NOT NULL);"
    // Written last, with all that was still open: no row, and the run was cut off.
    "CREATE TABLE complete (clocks INTEGER NOT NULL, requests INTEGER NOT NULL);";

enum statement { ABOUT, REQUEST, WALK, PTE, TLB, FENCE, STORE, VERDICT, COMPLETE, STATEMENTS };
static const char *const inserts[STATEMENTS] = {
    "INSERT INTO about VALUES (?, ?)",
    "INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO walk VALUES (?, ?, ?, ?, ?, ?)",
    "INSERT INTO pte VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO tlb VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO fence VALUES (?, ?, ?, ?, ?, ?)",
    "INSERT INTO store VALUES (?, ?, ?, ?)",
    "INSERT INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO complete VALUES (?, ?)"};

// Of the probe, by the names of compare.c.
enum field {
  F_PTW_STATE,
  F_PTW_REQUEST_ID,
  F_LOAD_STATE,
  F_PTW_LEVEL,
  F_TLB_VALID,
  F_TLB_CLEARED,
  F_TLB_FILL_ENABLE,
  F_TLB_FILL_WAY,
  F_TLB_FILL_VPN,
  F_TLB_FILL_PPN,
  F_TLB_FILL_SHIFT,
  F_TLB_FILL_ASID,
  F_TLB_FILL_GLOBAL,
  FIELDS
};
static const char *const field_names[FIELDS] = {"ptw_state",      "ptw_request_id", "load_state",      "ptw_level",
                                                "tlb_valid",      "tlb_cleared",    "tlb_fill_enable", "tlb_fill_way",
                                                "tlb_fill_vpn",   "tlb_fill_ppn",   "tlb_fill_shift",  "tlb_fill_asid",
                                                "tlb_fill_global"};

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
  sqlite3 *db;
  char *path;
  sqlite3_stmt *insert[STATEMENTS];
  unsigned field[FIELDS];
  int failed; // SQLite's code of the first row that could not be written
  unsigned in_batch;
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

// --- rows ----------------------------------------------------------------------------------------
static void note(struct db *d, int code) {
  if (!d->failed && code != SQLITE_OK && code != SQLITE_DONE) d->failed = code;
}

static void run_sql(struct db *d, const char *sql) {
  note(d, sqlite3_exec(d->db, sql, NULL, NULL, NULL));
}

static void number(struct db *d, enum statement s, int column, uint64_t value) {
  note(d, sqlite3_bind_int64(d->insert[s], column, (sqlite3_int64)value));
}

static void number_if(struct db *d, enum statement s, int column, bool there, uint64_t value) {
  note(d, there ? sqlite3_bind_int64(d->insert[s], column, (sqlite3_int64)value)
                : sqlite3_bind_null(d->insert[s], column));
}

static void text(struct db *d, enum statement s, int column, const char *value) {
  note(d, sqlite3_bind_text(d->insert[s], column, value ? value : "", -1, SQLITE_TRANSIENT));
}

static void add(struct db *d, enum statement s) {
  note(d, sqlite3_step(d->insert[s]));
  sqlite3_reset(d->insert[s]);
  if (++d->in_batch < BATCH) return;
  d->in_batch = 0;
  run_sql(d, "COMMIT; BEGIN");
}

static void add_about(struct db *d, const char *key, const char *value) {
  text(d, ABOUT, 1, key);
  text(d, ABOUT, 2, value);
  add(d, ABOUT);
}

// --- requests ------------------------------------------------------------------------------------
static void add_request(struct db *d, uint8_t id, const struct answer *a, uint64_t answered) {
  struct open_request *q = &d->request[id];
  q->open = false;
  number(d, REQUEST, 1, (uint64_t)q->n);
  number(d, REQUEST, 2, id);
  text(d, REQUEST, 3, names_access(q->req.access));
  text(d, REQUEST, 4, names_privilege(&q->req));
  number(d, REQUEST, 5, q->req.va);
  number(d, REQUEST, 6, q->accepted);
  number_if(d, REQUEST, 7, a, answered);
  if (a && (unsigned)a->kind < NAMES_KINDS)
    text(d, REQUEST, 8, names_kind(a->kind)->word);
  else
    note(d, sqlite3_bind_null(d->insert[REQUEST], 8));
  bool ok = a && a->kind == ANSWER_OK;
  number_if(d, REQUEST, 9, a && !ok, a ? a->code : 0);
  number_if(d, REQUEST, 10, ok, ok ? a->pa : 0);
  number_if(d, REQUEST, 11, ok, ok ? a->shift : 0);
  number_if(d, REQUEST, 12, ok, ok ? a->perm : 0);
  number_if(d, REQUEST, 13, ok, ok ? a->type : 0);
  number_if(d, REQUEST, 14, ok, ok && a->global);
  number(d, REQUEST, 15, q->walks);
  add(d, REQUEST);
}

static void open_request(struct db *d, const struct event *e) {
  if (e->id >= IDS) return;
  d->request[e->id] = (struct open_request){.open = true, .n = ++d->requests, .req = e->u.req, .accepted = e->clock};
}

// --- the walker ----------------------------------------------------------------------------------
static uint64_t value(const struct db *d, enum field f, const struct mmu_probe *p) {
  uint64_t v = 0;
  compare_field(d->field[f], p, &v);
  return v;
}

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
  number_if(d, PTE, 1, walk, (uint64_t)d->access[id].walk);
  number_if(d, PTE, 2, walk && d->access[id].level >= 0, (uint64_t)d->access[id].level);
  text(d, PTE, 3, cas ? "update" : "read");
  number(d, PTE, 4, m->addr);
  number_if(d, PTE, 5, !m->error, m->data);
  number_if(d, PTE, 6, cas, m->desired);
  number(d, PTE, 7, d->access[id].asked);
  number(d, PTE, 8, e->clock);
  text(d, PTE, 9, m->error ? "error" : cas && !m->ok ? "failed" : "ok");
  add(d, PTE);
}

static void end_walk(struct db *d, uint64_t clock) {
  d->walk.open = false;
  number(d, WALK, 1, (uint64_t)d->walk.n);
  number_if(d, WALK, 2, d->walk.request, (uint64_t)d->walk.request);
  number(d, WALK, 3, d->walk.begun);
  number(d, WALK, 4, clock);
  number(d, WALK, 5, d->walk.level);
  number(d, WALK, 6, d->walk.accesses);
  add(d, WALK);
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

// The state of a clock comes after its events (rtl/README.md, "Probe").
static void follow_walk(struct db *d, uint64_t clock, const struct mmu_probe *p) {
  enum { IDLE = 0 };
  uint64_t state = value(d, F_PTW_STATE, p);
  if (d->walk.open && state == IDLE) end_walk(d, clock);
  if (!d->walk.open && state != IDLE) begin_walk(d, clock, (uint8_t)value(d, F_PTW_REQUEST_ID, p));
  for (unsigned i = 0; i < WALKERS; i++) {
    if (!d->access[i].fresh) continue;
    d->access[i].fresh = false;
    if (!d->walk.open || value(d, F_LOAD_STATE, p)) continue; // a load of PDPTEs is no walk
    d->access[i].walk = d->walk.n;
    d->access[i].level = (int)value(d, F_PTW_LEVEL, p);
    d->walk.accesses++;
  }
  if (d->walk.open) d->walk.level = (unsigned)value(d, F_PTW_LEVEL, p);
}

// --- the TLB -------------------------------------------------------------------------------------
static void add_tlb(struct db *d, uint64_t clock, const char *event, unsigned way) {
  const struct tlb_way *w = &d->way[way];
  number(d, TLB, 1, clock);
  text(d, TLB, 2, event);
  number(d, TLB, 3, way);
  number(d, TLB, 4, w->vpn);
  number(d, TLB, 5, w->ppn);
  number(d, TLB, 6, w->shift);
  number(d, TLB, 7, w->asid);
  number(d, TLB, 8, w->global);
  number(d, TLB, 9, w->filled);
  add(d, TLB);
}

static void follow_tlb(struct db *d, uint64_t clock, const struct mmu_probe *p) {
  uint64_t valid = value(d, F_TLB_VALID, p), cleared = value(d, F_TLB_CLEARED, p);
  bool fill = value(d, F_TLB_FILL_ENABLE, p);
  unsigned to = (unsigned)value(d, F_TLB_FILL_WAY, p);
  for (unsigned way = 0; way < WAYS; way++) {
    if (!d->way[way].valid || (valid >> way & 1 && !(cleared >> way & 1))) continue;
    add_tlb(d, clock, cleared >> way & 1 ? "fenced" : "overlapped", way);
    d->way[way].valid = false;
  }
  if (!fill) return;
  if (d->way[to].valid) add_tlb(d, clock, "evicted", to);
  d->way[to] = (struct tlb_way){.valid = true,
                                .vpn = value(d, F_TLB_FILL_VPN, p),
                                .ppn = value(d, F_TLB_FILL_PPN, p),
                                .shift = (uint8_t)value(d, F_TLB_FILL_SHIFT, p),
                                .asid = (uint16_t)value(d, F_TLB_FILL_ASID, p),
                                .global = value(d, F_TLB_FILL_GLOBAL, p),
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
  number(d, FENCE, 1, accepted);
  number(d, FENCE, 2, e->clock);
  number_if(d, FENCE, 3, f->va_valid, f->va);
  number_if(d, FENCE, 4, f->asid_valid, f->asid);
  number(d, FENCE, 5, f->globals);
  number(d, FENCE, 6, f->structures);
  add(d, FENCE);
}

static void add_store(struct db *d, const struct event *e) {
  number(d, STORE, 1, e->clock);
  number(d, STORE, 2, e->u.store.pa);
  number(d, STORE, 3, e->u.store.value);
  number(d, STORE, 4, e->u.store.bytes);
  add(d, STORE);
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

struct sink db_sink(struct db *d) {
  return (struct sink){.ctx = d, .event = db_event, .probe = db_probe, .outside = true};
}

// --- opening and closing -------------------------------------------------------------------------
static bool is_database(const char *path) {
  static const char magic[] = "SQLite format 3";
  char head[sizeof magic] = "";
  FILE *f = fopen(path, "rb");
  size_t n = f ? fread(head, 1, sizeof head, f) : 0;
  if (f) fclose(f);
  return n == 0 || (n == sizeof head && !memcmp(head, magic, sizeof head));
}

// With what SQLite leaves beside a database whose writer was killed.
static int replace(const char *path, struct lw_error *e) {
  static const char *const beside[] = {"", "-wal", "-shm", "-journal"};
  char name[4096];
  if (!is_database(path)) return lw_fail(e, LW_INPUT, "%s: is there and no database: not replaced", path);
  for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
    if ((size_t)snprintf(name, sizeof name, "%s%s", path, beside[i]) >= sizeof name)
      return lw_fail(e, LW_INPUT, "%.80s...: the path is too long", path);
    unlink(name);
  }
  return LW_PASS;
}

static void db_free(struct db *d) {
  for (int i = 0; i < STATEMENTS; i++)
    sqlite3_finalize(d->insert[i]);
  sqlite3_close(d->db);
  free(d->path);
  free(d);
}

static void describe(struct db *d, const struct db_about *a) {
  char value[32];
  add_about(d, "run", a->run);
  add_about(d, "format", a->format);
  add_about(d, "dut", a->dut);
  snprintf(value, sizeof value, "%u", a->bug);
  add_about(d, "bug", value);
  snprintf(value, sizeof value, "0x%llx", (unsigned long long)a->seed);
  add_about(d, "seed", value);
  add_about(d, "again", a->again);
  add_about(d, "lockwalk", versions.lockwalk);
  add_about(d, "git", versions.git);
}

struct db *db_open(const char *path, const struct db_about *about, struct lw_error *e) {
  struct db *d = calloc(1, sizeof *d);
  if (!d || !(d->path = strdup(path))) {
    free(d);
    lw_fail(e, LW_INPUT, "%s: out of memory", path);
    return NULL;
  }
  if (replace(path, e)) {
    db_free(d);
    return NULL;
  }
  for (int i = 0; i < FIELDS; i++)
    d->field[i] = compare_find(field_names[i]);
  note(d, sqlite3_open(path, &d->db));
  // A killed process loses nothing that was committed; the machine itself may.
  if (!d->failed) run_sql(d, "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF");
  if (!d->failed) run_sql(d, tables);
  for (int i = 0; i < STATEMENTS && !d->failed; i++)
    note(d, sqlite3_prepare_v2(d->db, inserts[i], -1, &d->insert[i], NULL));
  if (!d->failed) run_sql(d, "BEGIN");
  if (!d->failed) describe(d, about);
  if (!d->failed) run_sql(d, "COMMIT; BEGIN");
  if (!d->failed) return d;
  lw_fail(e, LW_INPUT, "%s: %s", path, sqlite3_errstr(d->failed));
  db_free(d);
  return NULL;
}

static void finish(struct db *d, const struct verdict *v, const struct run_stats *s) {
  for (unsigned i = 0; i < IDS; i++)
    if (d->request[i].open) add_request(d, (uint8_t)i, NULL, 0);
  if (d->walk.open) end_walk(d, s->clocks);
  text(d, VERDICT, 1, incident_class(v));
  text(d, VERDICT, 2, verdict_caught_by(v->kind));
  number(d, VERDICT, 3, v->kind == VERDICT_PASS ? s->clocks : v->clock);
  text(d, VERDICT, 4, v->port);
  text(d, VERDICT, 5, v->expected);
  text(d, VERDICT, 6, v->got);
  text(d, VERDICT, 7, v->text);
  add(d, VERDICT);
  number(d, COMPLETE, 1, s->clocks);
  number(d, COMPLETE, 2, s->requests);
  if (!d->failed) add(d, COMPLETE);
}

int db_close(struct db *d, const struct verdict *verdict, const struct run_stats *stats, struct lw_error *e) {
  int code = LW_PASS;
  if (!d) return code;
  if (verdict) finish(d, verdict, stats);
  run_sql(d, "COMMIT");
  if (d->failed) code = lw_fail(e, LW_INPUT, "%s: %s", d->path, sqlite3_errstr(d->failed));
  db_free(d);
  return code;
}
