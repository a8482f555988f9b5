// Addresses with QEMU's answer (gva2gpa): each is asked for by load, store and fetch as user and as
// supervisor. Whoever is granted a mapped one must get QEMU's address. On x86 gva2gpa knows no
// rights: of a mapped address somebody must be granted, of an unmapped one nobody. On RISC-V it is
// a load with the rights of the machine's privilege when it was stopped, which the image does not
// hold: there must be one privilege whose loads are granted just where it is mapped.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden/format.h"
#include "tb/input/image.h"
#include "tb/engine/stim.h"

enum { ACCESSES = 3, KINDS = 2 * ACCESSES, IN_FLIGHT = 8, IDS = 64 };

struct stim_points {
  struct stim stim;
  const struct image *image;
  const struct expect *x;
  struct image_tally *tally;
  bool regime_written;
  uint64_t next; // request: row * KINDS + which
  bool riscv;
  bool *granted;      // a row, to anybody
  size_t contrary[2]; // RISC-V, by privilege: 1 + the first row where its load and QEMU differ; 0: none
  size_t row_of[IDS];
};

static int points_clock(void *ctx, const struct stim_view *view, struct stim_clock *out, struct lw_error *e) {
  struct stim_points *s = ctx;
  (void)e;
  if (!s->regime_written) {
    s->regime_written = true;
    out->regime = true;
    out->regime_new = s->image->regime;
    out->regime_load = s->image->regime.format == FORMAT_X86_PAE;
  } else if (s->next == s->x->rows * KINDS) {
    out->end = true;
  } else if (!view->request_waiting && view->in_flight < IN_FLIGHT && view->ids_free) {
    unsigned kind = s->next % KINDS;
    out->request = true;
    out->id = (uint8_t)__builtin_ctzll(view->ids_free);
    s->row_of[out->id] = s->next / KINDS;
    out->req = (struct request){.va = s->x->row[s->next / KINDS].va,
                                .access = (enum access)(kind % ACCESSES),
                                .priv = kind < ACCESSES ? PRIV_USER : PRIV_SUPERVISOR};
    s->tally->requests++;
    s->next++;
  }
  return 0;
}

static bool complain(const struct stim_points *s, size_t row, struct stim_complaint *c, const char *got) {
  const struct expect_row *r = &s->x->row[row];
  snprintf(c->what, sizeof c->what, "pa against the .gva2gpa file");
  if (r->flags)
    snprintf(c->expected, sizeof c->expected, "pa 0x%" PRIx64, r->pa);
  else
    snprintf(c->expected, sizeof c->expected, "unmapped");
  snprintf(c->got, sizeof c->got, "%s", got);
  snprintf(c->where, sizeof c->where, "%.100s:%u va 0x%" PRIx64, s->x->path, r->line, r->va);
  return false;
}

static bool points_answered(void *ctx, uint64_t clock, uint8_t id, const struct request *req,
                            const struct answer *answer, struct stim_complaint *c) {
  struct stim_points *s = ctx;
  (void)clock;
  if (id >= IDS || s->next == 0) return true; // an answer nobody asked for is the engine's to report
  size_t row = s->row_of[id];
  const struct expect_row *r = &s->x->row[row];
  char got[64];
  bool ok = answer->kind == ANSWER_OK;
  if (req->access == ACCESS_LOAD && ok != (r->flags != 0) && !s->contrary[req->priv]) s->contrary[req->priv] = row + 1;
  if (ok) {
    snprintf(got, sizeof got, "pa 0x%" PRIx64, answer->pa);
    if (r->flags ? answer->pa != r->pa : !s->riscv) return complain(s, row, c, got);
    s->granted[row] = true;
    *(r->flags ? &s->tally->equal_ok : &s->tally->elsewhere) += 1;
  } else if (answer->kind == ANSWER_PAGE_FAULT || answer->kind == ANSWER_GENERAL_PROTECTION) {
    s->tally->refused++;
  } else {
    snprintf(got, sizeof got, "fault kind %d", (int)answer->kind);
    return complain(s, row, c, got);
  }
  return true;
}

static bool points_finish(void *ctx, struct stim_complaint *c) {
  struct stim_points *s = ctx;
  struct image_tally *t = s->tally;
  for (size_t i = 0; i < s->x->rows; i++)
    if (s->x->row[i].flags && !s->granted[i]) return complain(s, i, c, "refused to everybody");
  if (s->riscv && s->contrary[PRIV_USER] && s->contrary[PRIV_SUPERVISOR])
    return complain(s, s->contrary[PRIV_USER] - 1, c, "otherwise, as in another line for the other privilege");
  t->points = s->x->rows;
  uint64_t judged = t->equal_ok + t->refused + t->elsewhere;
  if (t->requests == s->x->rows * KINDS && judged == t->requests) return true;
  snprintf(c->what, sizeof c->what, "every address asked and judged");
  snprintf(c->expected, sizeof c->expected, "%" PRIu64, (uint64_t)(s->x->rows * KINDS));
  snprintf(c->got, sizeof c->got, "%" PRIu64 " asked, %" PRIu64 " judged", t->requests, judged);
  snprintf(c->where, sizeof c->where, "%.120s", s->x->path);
  return false;
}

static void points_close(void *ctx) {
  struct stim_points *s = ctx;
  free(s->granted);
  free(s);
}

struct stim *stim_points_open(const struct image *image, const struct expect *x, struct image_tally *tally,
                              struct lw_error *e) {
  struct stim_points *s = calloc(1, sizeof *s);
  bool *granted = calloc(x->rows, sizeof *granted);
  if (!s || !granted) {
    free(s);
    free(granted);
    lw_fail(e, LW_INPUT, "%s: out of memory", x->path);
    return NULL;
  }
  memset(tally, 0, sizeof *tally);
  *s = (struct stim_points){.image = image, .x = x, .tally = tally, .granted = granted};
  s->riscv = format_get(image->regime.format)->arch == ARCH_RISCV;
  s->stim = (struct stim){.ctx = s,
                          .name = "image",
                          .clock = points_clock,
                          .answered = points_answered,
                          .finish = points_finish,
                          .close = points_close};
  return &s->stim;
}
