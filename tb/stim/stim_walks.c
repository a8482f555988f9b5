#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden/format.h"
#include "golden/walk.h"
#include "tb/input/source_options.h"
#include "tb/stim/kind.h"
#include "tb/input/image.h"
#include "tb/input/image_view.h"
#include "tb/engine/stim.h"

// The requests of a walk log, in order, over the tables that stood before it. QEMU's answers are
// those of tables that changed while it logged: each equals the walk over the tables before, over
// those after, over both, or - the mapping came and went - over neither.
enum { IN_FLIGHT = 8, IDS = 64 };

struct stim_walks {
  struct stim stim;
  const struct image *after;
  struct walks_tally *tally;
  struct walklog *log;
  uint64_t changed;
  struct regime before_regime, after_regime;
  bool regime_written, have_row, at_end;
  struct walklog_row row;          // next to offer
  struct walklog_row pending[IDS]; // by id
  char path[160];
};

static int fetch_row(struct stim_walks *s, struct lw_error *e) {
  if (s->have_row || s->at_end) return 0;
  int more = walklog_next(s->log, &s->row, e);
  if (more < 0) return LW_INPUT;
  s->have_row = more > 0;
  s->at_end = more == 0;
  return 0;
}

static int walks_clock(void *ctx, const struct stim_view *view, struct stim_clock *out, struct lw_error *e) {
  struct stim_walks *s = ctx;
  if (!s->regime_written) {
    s->regime_written = true;
    out->regime = true;
    out->regime_new = s->before_regime;
    return 0;
  }
  if (fetch_row(s, e)) return LW_INPUT;
  if (s->at_end) {
    out->end = true;
  } else if (!view->request_waiting && view->in_flight < IN_FLIGHT && view->ids_free) {
    uint8_t id = (uint8_t)__builtin_ctzll(view->ids_free);
    out->request = true;
    out->id = id;
    out->req = (struct request){.va = s->row.va, .access = s->row.access, .priv = s->row.priv};
    s->pending[id] = s->row;
    s->have_row = false;
    s->tally->requests++;
  }
  return 0;
}

static bool equals_log(const struct walklog_row *row, const struct answer *a, uint8_t unseen) {
  static const uint8_t cause[] = {13, 15, 12}; // load, store, fetch
  if (row->ret == 0) return a->kind == ANSWER_OK && a->pa == row->pa;
  return stim_same_fault(unseen, a->kind, a->code, ANSWER_PAGE_FAULT, cause[row->access]);
}

// QEMU's rights of an answered row. R and X are the page's; W is absent while D=0, and came to
// pages in place while QEMU logged.
static bool rights_equal(const struct walklog_row *row, const struct answer *a) {
  return (row->prot & (PERM_R | PERM_X)) == (a->perm & (PERM_R | PERM_X));
}

static bool walks_answered(void *ctx, uint64_t clock, uint8_t id, const struct request *req,
                           const struct answer *answer, struct stim_complaint *c) {
  struct stim_walks *s = ctx;
  (void)clock;
  if (id >= IDS || !s->pending[id].line) return true; // an answer nobody asked for is the engine's to report
  const struct walklog_row *row = &s->pending[id];
  bool before = equals_log(row, answer, c->unseen), after = false;
  if (s->after) {
    struct phys phys = image_view(s->after);
    struct walk_record record = walk(&s->after_regime, req, &phys, AD_EAGER);
    after = record.reason != REASON_LIVELOCK && equals_log(row, &record.answer, c->unseen);
  }
  s->tally->equal_before += before;
  s->tally->equal_both += before && after;
  s->tally->equal_before_only += before && !after;
  s->tally->equal_after_only += after && !before;
  s->tally->neither += !before && !after;
  if (!before || row->ret != 0 || c->unseen & GTLB_UNSEEN_PERM) return true;
  if (rights_equal(row, answer)) {
    s->tally->perms++;
    return true;
  }
  snprintf(c->what, sizeof c->what, "rights against the walk log");
  snprintf(c->expected, sizeof c->expected, "prot %u (1 R, 2 W, 4 X)", row->prot);
  snprintf(c->got, sizeof c->got, "%u", answer->perm & 7u);
  snprintf(c->where, sizeof c->where, "%.100s:%u va 0x%" PRIx64, s->path, row->line, row->va);
  return false;
}

static bool walks_finish(void *ctx, struct stim_complaint *c) {
  struct stim_walks *s = ctx;
  const struct walks_tally *t = s->tally;
  uint64_t judged = t->equal_both + t->equal_before_only + t->equal_after_only + t->neither;
  snprintf(c->where, sizeof c->where, "%.150s", s->path);
  if (judged != t->requests || t->requests == 0) {
    snprintf(c->what, sizeof c->what, "every request of the log judged");
    snprintf(c->expected, sizeof c->expected, "%" PRIu64 " (and not none)", t->requests);
    snprintf(c->got, sizeof c->got, "%" PRIu64, judged);
    return false;
  }
  if (t->neither == s->changed) return true;
  snprintf(c->what, sizeof c->what, "requests that equal neither tables");
  snprintf(c->expected, sizeof c->expected, "%" PRIu64, s->changed);
  snprintf(c->got, sizeof c->got, "%" PRIu64 " of %" PRIu64, t->neither, t->requests);
  return false;
}

static void walks_close(void *ctx) {
  struct stim_walks *s = ctx;
  walklog_close(s->log);
  free(s);
}

static int check_images(const struct image *before, const struct image *after, const char *log, struct lw_error *e) {
  if (format_get(before->regime.format)->arch != ARCH_RISCV)
    return lw_fail(e, LW_INPUT, "%s: a walk log needs a RISC-V image", log);
  if (after && after->regime.format != before->regime.format)
    return lw_fail(e, LW_INPUT, "%s: the images before and after have different formats (%s, %s)", log,
                   format_get(before->regime.format)->name, format_get(after->regime.format)->name);
  return 0;
}

struct stim *stim_walks_open(const struct image *before, const struct image *after, const char *log, uint64_t changed,
                             struct walks_tally *tally, struct lw_error *e) {
  if (check_images(before, after, log, e)) return NULL;
  struct walklog *opened = walklog_open(log, e);
  if (!opened) return NULL;
  struct stim_walks *s = calloc(1, sizeof *s);
  if (!s) {
    walklog_close(opened);
    lw_fail(e, LW_INPUT, "%s: out of memory", log);
    return NULL;
  }
  memset(tally, 0, sizeof *tally);
  s->after = after;
  s->tally = tally;
  s->log = opened;
  s->changed = changed;
  s->before_regime = before->regime;
  s->before_regime.flags |= RV_SUM; // the log does not hold SUM; its supervisor accesses to user pages succeeded
  if (after) s->after_regime = after->regime;
  s->after_regime.flags |= RV_SUM;
  snprintf(s->path, sizeof s->path, "%s", log);
  s->stim = (struct stim){.ctx = s,
                          .name = "walks",
                          .clock = walks_clock,
                          .answered = walks_answered,
                          .finish = walks_finish,
                          .close = walks_close};
  return &s->stim;
}

// --- a kind of stimulus --------------------------------------------------------------------------

const char *stim_walks_take(const struct stim_asked *a, struct stim_spec *s) {
  s->kind = STIM_WALKS;
  s->of.walks.path = a->image;
  s->of.walks.after = a->after;
  s->of.walks.log = a->walks;
  s->of.walks.dump = a->dump;
  s->of.walks.changed = a->changed;
  return NULL;
}

static int walks_open_kind(const struct stim_spec *spec, const struct stim_for *who, struct stim_opened *o,
                           struct lw_error *e) {
  struct image *before = o->own[0] = stim_image_begin(spec->of.walks.path, &spec->of.walks.dump, who, o, e),
               *after = NULL;
  if (!before) return e->code;
  if (spec->of.walks.after && !(after = o->own[1] = image_open(spec->of.walks.after, e))) return e->code;
  o->stim = stim_walks_open(before, after, spec->of.walks.log, spec->of.walks.changed, &who->tally->walks, e);
  return o->stim ? LW_PASS : e->code;
}

static void walks_close_kind(struct stim_opened *o) {
  if (o->stim) o->stim->close(o->stim->ctx);
  image_close(o->own[1]);
  image_close(o->own[0]);
}

static void walks_again(const struct stim_spec *s, FILE *out) {
  fprintf(out, "run --image %s", s->of.walks.path);
  source_options_write(&s->of.walks.dump, out);
  if (s->of.walks.after) fprintf(out, " --image-after %s", s->of.walks.after);
  fprintf(out, " --walks %s", s->of.walks.log);
  if (s->of.walks.changed) fprintf(out, " --changed %" PRIu64, s->of.walks.changed);
}

static void walks_tell(const char *name, const struct stim_spec *spec, const union stim_tally *tally,
                       const struct run_stats *stats, FILE *out) {
  const struct walks_tally *t = &tally->walks;
  (void)stats;
  fprintf(
      out,
      "%s: of %" PRIu64 " logged requests QEMU's answer equals the walk over the tables before and after in %" PRIu64
      ", only before in %" PRIu64 ", only after in %" PRIu64 ", neither in %" PRIu64
      " (their mapping changed in between; %" PRIu64 " expected)\n",
      name, t->requests, t->equal_both, t->equal_before_only, t->equal_after_only, t->neither, spec->of.walks.changed);
}

static const char *walks_file(const struct stim_spec *s, unsigned i) {
  const char *const file[] = {s->of.walks.path, s->of.walks.log, s->of.walks.after};
  return i < sizeof file / sizeof *file ? file[i] : NULL;
}

// Asked for by --image (stim_image.c).
const struct stim_kind kind_walks = {
    .open = walks_open_kind, .close = walks_close_kind, .again = walks_again, .tell = walks_tell, .file = walks_file};
