// The reduction. First the part of the stream before the failure that is needed, found by trying
// ever longer ones with what happened earlier folded into memory; then lines, entries, timing and
// values, each dropped or simplified if the run still fails alike. Several ways to time the lines
// are tried, and the smallest result stands.
#include "tb/dut/dut_find.h"
#include "tb/run/shrink.h"

#include <stdlib.h>
#include <string.h>

#include "tb/run/shrink_reduce.h"

// The whole file as it ran: lines that acted with their clocks, and what was written when.
struct history {
  struct shrink_plan plan;
  struct shrink_write *write;
  size_t writes;
};

static bool acts(const struct txn_op *op) {
  return op->verb <= TXN_LAST_ACT;
}

static bool collect(const struct txn *t, const struct shrink_watch *w, struct history *h) {
  struct shrink_plan *p = &h->plan;
  *p = (struct shrink_plan){.style = STYLE_CLOCKS, .memory = t->memory};
  p->item = calloc(t->ops + 1, sizeof *p->item);
  if (!p->item || !page_list_copy(&p->pages, &t->image)) return false;
  for (size_t i = 0; i < t->ops && i < w->reached; i++)
    if (acts(&t->op[i])) p->item[p->items++] = (struct shrink_item){t->op[i], w->op_clock[i]};
  h->write = w->write;
  h->writes = w->writes;
  return true;
}

// --- the last `keep` lines, and what was before them as the state that they start from -----------
struct fold {
  bool has_regime, has_map;
  struct txn_op regime, map;
  uint64_t error[MEMPORT_ERRORS];
  unsigned errors;
};

static void fold_error(struct fold *f, uint64_t addr, bool on) {
  unsigned i = 0;
  while (i < f->errors && f->error[i] != addr)
    i++;
  if (on && i == f->errors && i < MEMPORT_ERRORS) f->error[f->errors++] = addr;
  if (!on && i < f->errors) f->error[i] = f->error[--f->errors];
}

static void fold_item(struct fold *f, struct shrink_plan *p, const struct txn_op *op) {
  if (op->verb == TXN_REGIME) {
    f->regime = *op;
    f->has_regime = true;
  } else if (op->verb == TXN_MEMORY) {
    p->memory = op->u.memory;
  } else if (op->verb == TXN_ERROR) {
    fold_error(f, op->u.error.addr, op->u.error.on);
  } else if (op->verb == TXN_MAP) {
    f->map = *op;
    f->has_map = true;
  }
}

// Clocks start where the first kept line stands.
static void place_items(struct shrink_plan *p, const struct fold *f, const struct shrink_item *item, size_t n) {
  uint64_t start = n ? item[0].clock : 0;
  p->items = 0;
  p->item[p->items++] = (struct shrink_item){f->regime, start ? start - 1 : 0};
  if (f->has_map) p->item[p->items++] = (struct shrink_item){f->map, start ? start - 1 : 0};
  for (unsigned i = 0; i < f->errors; i++) {
    struct txn_op op = {.verb = TXN_ERROR};
    op.u.error.addr = f->error[i];
    op.u.error.on = true;
    p->item[p->items++] = (struct shrink_item){op, start ? start - 1 : 0};
  }
  memcpy(p->item + p->items, item, n * sizeof *item);
  p->items += n;
}

static bool cut_prefix(const struct history *h, size_t keep, struct shrink_plan *p) {
  const struct shrink_plan *all = &h->plan;
  size_t first = all->items - keep;
  struct fold f = {.has_regime = false};
  if (!plan_copy(p, all)) return false;
  free(p->item);
  p->item = calloc(keep + MEMPORT_ERRORS + 2, sizeof *p->item);
  if (!p->item) return false;
  for (size_t i = 0; i < first; i++)
    fold_item(&f, p, &all->item[i].op);
  // A regime among the lines that are kept, when none came before, is the first of them.
  for (size_t i = first; i < all->items && !f.has_regime; i++)
    if (all->item[i].op.verb == TXN_REGIME) fold_item(&f, p, &all->item[i].op);
  uint64_t until = first < all->items ? all->item[first].clock : UINT64_MAX;
  for (size_t i = 0; first && i < h->writes && h->write[i].clock < until; i++)
    if (!plan_write(p, h->write[i].pa, h->write[i].value, h->write[i].bytes)) return false;
  place_items(p, &f, all->item + first, keep);
  return true;
}

// --- ways to time lines and memory ---------------------------------------------------------------
static const struct {
  enum shrink_style style;
  uint32_t latency; // 0: as it was
  uint64_t seed;    // added to the port's
} way[] = {{STYLE_ASAP, 4, 0}, {STYLE_DRAIN, 4, 0},   {STYLE_CLOCKS, 0, 0}, {STYLE_CLOCKS, 4, 0},
           {STYLE_ASAP, 0, 0}, {STYLE_CLOCKS, 20, 0}, {STYLE_ASAP, 40, 0},  {STYLE_CLOCKS, 0, 1},
           {STYLE_ASAP, 0, 1}, {STYLE_CLOCKS, 0, 2}};
enum { WAYS = sizeof way / sizeof *way, GOOD_ENOUGH = 4 };

static void set_way(struct shrink_plan *p, unsigned w) {
  p->style = way[w].style;
  if (way[w].latency) {
    p->memory.port.latency_min = p->memory.port.latency_max = way[w].latency;
    p->memory.port.backpressure = p->memory.rsp_backpressure = 0;
  }
  p->memory.port.seed += way[w].seed;
}

// The shortest part, of those twice as long each, that fails this way.
static bool find_part(struct shrink_runner *r, const struct txn *source, const struct history *h, unsigned w,
                      struct shrink_plan *p) {
  for (size_t keep = 4, done = 0; done < h->plan.items; keep *= 4) {
    done = keep < h->plan.items ? keep : h->plan.items;
    if (!cut_prefix(h, done, p)) return false;
    set_way(p, w);
    if (shrink_fails(r, p, source)) return true;
    plan_free(p);
  }
  return false;
}

static bool smaller(const struct shrink_plan *a, const struct shrink_plan *b) {
  if (a->items != b->items) return a->items < b->items;
  if (a->style != b->style) return a->style < b->style;
  return plan_entries(a) < plan_entries(b);
}

// The best over all ways; false when none fails, and then the history as it was stands.
static bool reduce(struct shrink_runner *r, const struct txn *source, const struct history *h,
                   struct shrink_plan *best) {
  bool found = false;
  for (unsigned w = 0; w < WAYS; w++) {
    struct shrink_plan p;
    if (found && best->items <= GOOD_ENOUGH) break;
    if (!find_part(r, source, h, w, &p)) continue;
    reduce_plan(r, source, &p);
    if (found && !smaller(&p, best)) {
      plan_free(&p);
      continue;
    }
    if (found) plan_free(best);
    *best = p;
    found = true;
  }
  return found;
}

// --- from file to file ---------------------------------------------------------------------------
static void comment(const struct shrink_options *o, const struct shrink_result *result, size_t before, char *text,
                    size_t size) {
  const struct verdict *v = &result->verdict;
  char rerun[700];
  struct job job = o->job;
  job.stim.of.txn.path = o->output;
  job_rerun_line(&job, rerun, sizeof rerun);
  snprintf(text, size, "%s, %s: expected %.200s, got %.120s\nshrunk from %zu lines that act\nrepeat: %s",
           incident_class(v), v->port, v->expected[0] ? v->expected : "-", v->got[0] ? v->got : v->text, before, rerun);
}

// The file is read and run as anyone else will, and must fail as its parts did.
static int verify(const struct shrink_options *o, struct shrink_runner *r, struct shrink_result *result,
                  struct lw_error *e) {
  char signature[sizeof r->signature];
  struct txn *t = txn_open(o->output, e);
  if (!t) return e->code;
  int code = shrink_runner_run(r, t, NULL, &result->verdict, e);
  txn_close(t);
  if (code != LW_PASS) return code;
  shrink_signature(&result->verdict, signature, sizeof signature);
  if (strcmp(signature, r->signature))
    return lw_fail(e, LW_LIMIT, "%s: fails as \"%.100s\", not as \"%.100s\" any more", o->output, signature,
                   r->signature);
  return LW_PASS;
}

static int write_result(const struct shrink_options *o, struct shrink_runner *r, const struct txn *source,
                        struct shrink_plan *p, struct shrink_result *result, struct lw_error *e) {
  char text[1400];
  struct txn t;
  if (!plan_txn(p, source, &t)) return lw_fail(e, LW_INPUT, "out of memory");
  int code = shrink_runner_run(r, &t, NULL, &result->verdict, e);
  plan_txn_free(&t);
  if (code != LW_PASS) return code;
  result->lines_after = p->items;
  result->entries_after = plan_entries(p);
  comment(o, result, result->lines_before, text, sizeof text);
  code = plan_write_file(p, source, o->output, text, e);
  return code == LW_PASS ? verify(o, r, result, e) : code;
}

static int first_run(struct shrink_runner *r, struct txn *source, struct history *h, struct shrink_result *result,
                     struct shrink_watch *watch, struct lw_error *e) {
  watch->op_clock = calloc(source->ops + 1, sizeof *watch->op_clock);
  if (!watch->op_clock) return lw_fail(e, LW_INPUT, "out of memory");
  r->margin = 1u << 21; // longer than the watchdog's patience with a walker that moves and gets nowhere
  int code = shrink_runner_run(r, source, watch, &result->verdict, e);
  const struct verdict *v = &result->verdict;
  if (code != LW_PASS) return code;
  if (v->kind == VERDICT_PASS) return lw_fail(e, LW_INPUT, "%s: the run passes: nothing to shrink", source->path);
  if (v->kind == VERDICT_BAD_INPUT) return lw_fail(e, LW_INPUT, "%.400s", v->text);
  if (v->kind == VERDICT_LIMIT)
    return lw_fail(e, LW_LIMIT, "%s: the run ends at the checker's own limit: %.300s", source->path, v->text);
  if (watch->no_memory || !collect(source, watch, h)) return lw_fail(e, LW_INPUT, "out of memory");
  if (!h->plan.items) return lw_fail(e, LW_INPUT, "%s: fails before any line acts", source->path);
  result->lines_before = h->plan.items;
  shrink_signature(v, r->signature, sizeof r->signature);
  uint64_t last = h->plan.item[h->plan.items - 1].clock;
  r->margin = 30000 + (v->clock > last ? 2 * (v->clock - last) : 0);
  return LW_PASS;
}

int shrink_run(const struct shrink_options *o, struct shrink_result *result, struct lw_error *e) {
  struct shrink_runner r = {.job = &o->job, .most = o->tries, .progress = o->progress};
  struct shrink_watch watch = {.reached = 0};
  struct history h = {.write = NULL};
  struct shrink_plan best;
  memset(result, 0, sizeof *result);
  r.dut = dut_find(o->job.dut, o->job.plugin_dir, e);
  bool known = r.dut && profile_of(o->job.profile, r.dut->name, r.dut->profile, &r.profile, e) == LW_PASS;
  struct txn *source = known ? txn_open(o->job.stim.of.txn.path, e) : NULL;
  if (!source) return e->code;
  int code = first_run(&r, source, &h, result, &watch, e);
  if (code == LW_PASS) {
    if (reduce(&r, source, &h, &best)) {
      plan_free(&h.plan);
      h.plan = best;
    }
    code = write_result(o, &r, source, &h.plan, result, e);
  }
  if (o->progress) fputs("\r\033[K", o->progress);
  result->tries = r.tries;
  result->clocks = r.clocks;
  result->exhausted = r.tries >= r.most;
  plan_free(&h.plan);
  free(watch.op_clock);
  shrink_watch_free(&watch);
  txn_close(source);
  return code;
}
