#include "tb/run/shrink_try.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tb/report/incident.h"

enum { OWN_PAGES = 4096, FEW_LINES = 4000, FEW_PAIRS = 1 << 11, MANY_PAIRS = 1 << 18, HANG_CLOCKS = 20000 };

void shrink_watch_free(struct shrink_watch *w) {
  free(w->write);
  known_close(&w->reads);
}

// --- looking on ----------------------------------------------------------------------------------
static void note_write(struct shrink_watch *w, uint64_t clock, uint64_t pa, uint64_t value, uint8_t bytes) {
  if (w->writes == w->write_room) {
    size_t room = w->write_room ? 2 * w->write_room : 256;
    struct shrink_write *larger = realloc(w->write, room * sizeof *larger);
    if (!larger) {
      w->no_memory = true;
      return;
    }
    w->write = larger;
    w->write_room = room;
  }
  w->write[w->writes++] = (struct shrink_write){clock, pa, value, bytes};
}

static void watch_event(void *ctx, const struct event *e) {
  struct shrink_watch *w = ctx;
  const struct memport_event *m = &e->u.mem;
  if (e->kind == EVENT_STORE)
    note_write(w, e->clock, e->u.store.pa, e->u.store.value, e->u.store.bytes);
  else if (e->kind == EVENT_CAS && m->ok && !m->error)
    note_write(w, e->clock, m->addr, m->desired, m->narrow ? 4 : 8);
  if ((e->kind == EVENT_READ || e->kind == EVENT_CAS) && !known_add(&w->reads, m->addr & ~UINT64_C(7)))
    w->no_memory = true;
}

// The player, with the clock of each line noted.
struct timed {
  struct txn *txn;
  struct stim player;
  struct shrink_watch *watch;
};

static int timed_clock(void *ctx, const struct stim_view *view, struct stim_clock *out, struct lw_error *e) {
  struct timed *t = ctx;
  size_t before = t->txn->at;
  int code = t->player.clock(t->player.ctx, view, out, e);
  for (size_t i = before; i < t->txn->at && t->watch->op_clock; i++)
    t->watch->op_clock[i] = view->clock;
  t->watch->reached = t->txn->at;
  return code;
}
static bool timed_answered(void *ctx, uint64_t clock, uint8_t id, const struct request *req, const struct answer *a,
                           struct stim_complaint *c) {
  struct timed *t = ctx;
  return t->player.answered(t->player.ctx, clock, id, req, a, c);
}

// --- a run ---------------------------------------------------------------------------------------
// The model's own messages would drown what this command says.
static int hush(void) {
  fflush(stderr);
  int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (saved >= 0 && null >= 0) dup2(null, STDERR_FILENO);
  if (null >= 0) close(null);
  return saved;
}
static void unhush(int saved) {
  fflush(stderr);
  if (saved < 0) return;
  dup2(saved, STDERR_FILENO);
  close(saved);
}

static uint64_t last_clock(const struct txn *t) {
  uint64_t last = 0;
  for (size_t i = 0; i < t->ops; i++)
    if (t->op[i].verb == TXN_AT)
      last = t->op[i].u.clocks;
    else if (t->op[i].verb == TXN_WAIT)
      last += t->op[i].u.clocks;
  return last;
}

int shrink_runner_run(struct shrink_runner *r, struct txn *t, struct shrink_watch *watch, struct verdict *v,
                      struct lw_error *e) {
  struct timed timed = {t, t->stim, watch};
  struct stim stim = t->stim;
  struct sink sink = {.ctx = watch, .event = watch_event};
  struct run_stats stats;
  struct profile_stim fit;
  if (watch) stim = (struct stim){.ctx = &timed, .name = "txn", .clock = timed_clock, .answered = timed_answered};
  uint64_t margin = r->margin + 4200 * (uint64_t)t->ops; // the longest latency is 4096 clocks
  struct engine_config c = {
      .dut = r->dut,
      .options = {.config = t->config, .seed = r->job->seed, .bug = r->job->bug, .plusargs = r->job->plusargs},
      .reset_regime = t->first_regime,
      .no_twin = r->job->no_twin,
      .no_golden = r->job->no_golden,
      .image = &t->image,
      .own_pages = OWN_PAGES,
      .memory = t->memory,
      .map = t->first_map,
      .profile = &r->profile,
      .golden_pairs = t->ops < FEW_LINES ? FEW_PAIRS : MANY_PAIRS,
      .max_cycles = r->job->max_cycles ? r->job->max_cycles : last_clock(t) + margin,
      .hang_clocks = HANG_CLOCKS,
      .sinks = &sink,
      .sink_count = watch != NULL};
  int saved = hush();
  int code = engine_run(&c, profile_fit(&fit, &r->profile, &stim), v, &stats, e);
  unhush(saved);
  r->clocks += stats.clocks;
  return code;
}

void shrink_signature(const struct verdict *v, char *text, size_t size) {
  bool words = v->kind == VERDICT_ASSERTION;
  const char *told = words ? v->text : "", *what = strrchr(v->text, ':');
  if (v->kind == VERDICT_EXPECT && what) told = what; // "file:line va: pa against the expect line"
  int n = snprintf(text, size, "%s %d %s %s", incident_class(v), (int)v->kind, v->port, told);
  // Clocks and values in an assertion's message differ from run to run.
  size_t end = n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1, to = 0;
  for (size_t i = 0; i < end; i++)
    if (!words || !isdigit((unsigned char)text[i])) text[to++] = text[i];
  text[to] = 0;
}

static void tell(const struct shrink_runner *r, const struct shrink_plan *p) {
  if (r->progress && r->tries % 64 == 0)
    fprintf(r->progress, "\r\033[K%u tries, %zu lines act, %zu pages", r->tries, p->items, p->pages.pages);
}

bool shrink_fails(struct shrink_runner *r, const struct shrink_plan *p, const struct txn *source) {
  struct txn t;
  struct verdict v;
  struct lw_error e;
  char signature[sizeof r->signature];
  if (r->tries >= r->most || !plan_txn(p, source, &t)) return false;
  r->tries++;
  tell(r, p);
  int code = shrink_runner_run(r, &t, NULL, &v, &e);
  plan_txn_free(&t);
  if (code != LW_PASS || v.kind == VERDICT_PASS) return false;
  shrink_signature(&v, signature, sizeof signature);
  return strcmp(signature, r->signature) == 0;
}
