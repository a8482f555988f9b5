#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden/format.h"
#include "tb/input/image.h"
#include "tb/input/image_view.h"
#include "tb/input/leaf_rule.h"
#include "tb/text/names.h"
#include "tb/text/rng.h"
#include "tb/engine/stim.h"
#include "tb/input/source_options.h"
#include "tb/stim/kind.h"

// Every page of every row: first, last and a random byte; load, store, fetch; user, supervisor.
enum { BYTES = 3, ACCESSES = 3, PRIVS = 2, IN_FLIGHT = 8, IDS = 64 };

struct pending { // what the request of an id is about
  const struct expect_row *row;
  uint64_t pa;
};
struct stim_image {
  struct stim stim;
  const struct image *image;
  const struct expect *x;
  struct image_tally *tally;
  enum arch arch;
  struct rng rng;
  bool regime_written;
  size_t row; // next request: row, page of it, which byte, which access, which privilege
  uint64_t page;
  unsigned byte, access, priv;
  uint64_t offset; // of the random byte
  struct pending pending[IDS];
};

static uint64_t byte_offset(const struct stim_image *s, const struct expect_row *row) {
  if (s->byte == 0) return 0;
  return s->byte == 1 ? row->page_bytes - 1 : s->offset;
}

static void advance(struct stim_image *s) {
  if (++s->priv < PRIVS) return;
  s->priv = 0;
  if (++s->access < ACCESSES) return;
  s->access = 0;
  if (++s->byte < BYTES) return;
  s->byte = 0;
  s->tally->pages++;
  if (++s->page < s->x->row[s->row].count) return;
  s->page = 0;
  s->row++;
}

static void offer(struct stim_image *s, uint8_t id, struct stim_clock *out) {
  const struct expect_row *row = &s->x->row[s->row];
  if (s->byte == 0 && s->access == 0 && s->priv == 0) s->offset = rng_below(&s->rng, row->page_bytes);
  uint64_t offset = byte_offset(s, row);
  out->request = true;
  out->id = id;
  out->req = (struct request){
      .va = row->va + s->page * row->va_stride + offset, .access = (enum access)s->access, .priv = (enum priv)s->priv};
  s->pending[id] = (struct pending){row, row->pa + s->page * row->pa_stride + offset};
  s->tally->requests++;
  advance(s);
}

static int image_clock(void *ctx, const struct stim_view *view, struct stim_clock *out, struct lw_error *e) {
  struct stim_image *s = ctx;
  (void)e;
  if (!s->regime_written) {
    s->regime_written = true;
    out->regime = true;
    out->regime_new = s->image->regime;
    out->regime_load = s->image->regime.format == FORMAT_X86_PAE;
    return 0;
  }
  if (s->row == s->x->rows) {
    out->end = true;
  } else if (!view->request_waiting && view->in_flight < IN_FLIGHT && view->ids_free) {
    offer(s, (uint8_t)__builtin_ctzll(view->ids_free), out);
  }
  return 0;
}

static bool complain(const struct stim_image *s, uint8_t id, const struct request *req, struct stim_complaint *c,
                     const char *what) {
  snprintf(c->what, sizeof c->what, "%s", what);
  snprintf(c->where, sizeof c->where, "%.100s:%u va 0x%" PRIx64 " %s %s", s->x->path, s->pending[id].row->line, req->va,
           names_priv(req->priv), names_access(req->access));
  return false;
}

// EXPECT_R, _W, _X, _U are numbered as PERM_* are.
static uint8_t leaf_rights(const struct stim_image *s, uint16_t flags) {
  uint8_t rights = flags & (PERM_R | PERM_W | PERM_X | PERM_U);
  if (s->arch == ARCH_X86 && !(s->image->regime.flags & X86_NXE)) rights |= PERM_X;
  return rights;
}

static bool check_rights(const struct stim_image *s, uint8_t id, const struct request *req, const struct answer *a,
                         struct stim_complaint *c) {
  uint8_t leaf = leaf_rights(s, s->pending[id].row->flags);
  char text[NAMES_RIGHTS];
  // RISC-V pointers take nothing away; x86 ones may.
  if (c->unseen & GTLB_UNSEEN_PERM) return true;
  if (s->arch == ARCH_RISCV ? a->perm == leaf : (a->perm & ~leaf) == 0) return true;
  snprintf(c->expected, sizeof c->expected, "%s%s", s->arch == ARCH_RISCV ? "" : "at most ", names_rights(leaf, text));
  snprintf(c->got, sizeof c->got, "%s", names_rights(a->perm, text));
  return complain(s, id, req, c, "rights against the .exp file");
}

static bool check_attributes(const struct stim_image *s, uint8_t id, const struct request *req, const struct answer *a,
                             struct stim_complaint *c) {
  uint16_t flags = s->pending[id].row->flags;
  unsigned type = flags >> EXPECT_PBMT_SHIFT & 3;
  unsigned got = s->arch == ARCH_RISCV ? a->type : a->type & 3u; // PAT itself is not among the flags
  if (got != type && !(c->unseen & GTLB_UNSEEN_TYPE)) {
    snprintf(c->expected, sizeof c->expected, "type %u", type);
    snprintf(c->got, sizeof c->got, "type %u", got);
    return complain(s, id, req, c, "memory type against the .exp file");
  }
  bool global = flags & EXPECT_G && (s->arch == ARCH_RISCV || s->image->regime.flags & X86_PGE);
  // A RISC-V pointer may make a page global whose leaf is not (priv 12.3.1).
  if (c->unseen & GTLB_UNSEEN_GLOBAL) return true;
  if (a->global == global || (s->arch == ARCH_RISCV && a->global)) return true;
  snprintf(c->expected, sizeof c->expected, "global %d", global);
  snprintf(c->got, sizeof c->got, "global %d", a->global);
  return complain(s, id, req, c, "global against the .exp file");
}

static bool check_ok(struct stim_image *s, uint8_t id, const struct request *req, const struct answer *a,
                     struct stim_complaint *c) {
  const struct pending *p = &s->pending[id];
  unsigned shift = (unsigned)__builtin_ctzll(p->row->page_bytes);
  if (a->pa != p->pa || (a->shift != shift && !(c->unseen & GTLB_UNSEEN_SHIFT))) {
    snprintf(c->expected, sizeof c->expected, "pa 0x%" PRIx64 " shift %u", p->pa, shift);
    snprintf(c->got, sizeof c->got, "pa 0x%" PRIx64 " shift %u", a->pa, a->shift);
    return complain(s, id, req, c, a->pa != p->pa ? "pa against the .exp file" : "page size against the .exp file");
  }
  if (!check_rights(s, id, req, a, c) || !check_attributes(s, id, req, a, c)) return false;
  // A user leaf under a supervisor pointer is a supervisor page (SDM3 4.6.1): then SMEP and SMAP do
  // not refuse it.
  uint16_t flags = p->row->flags;
  if (s->arch == ARCH_X86 && !(a->perm & PERM_U)) flags &= (uint16_t)~EXPECT_U;
  if (leaf_rule_refuses(&s->image->regime, s->arch, flags, req)) {
    snprintf(c->expected, sizeof c->expected, "page fault %u", leaf_rule_code(&s->image->regime, s->arch, req));
    snprintf(c->got, sizeof c->got, "ok pa 0x%" PRIx64, a->pa);
    return complain(s, id, req, c, "refusal by the leaf's flags");
  }
  s->tally->equal_ok++;
  s->tally->by_shift[shift & 63]++;
  return true;
}

// Does some entry above the leaf lack the right that the access needs? Of its own bits, as they
// stand in the image (SDM3 4.6.1); a PDPTE of PAE has none. Otherwise whoever refuses has read the
// leaf otherwise than QEMU.
static bool path_refuses(const struct stim_image *s, const struct request *req) {
  enum { W = 1, U = 2, XD = 63, PAE_PDPTE = 2 };
  struct phys view = image_view(s->image);
  struct walk_record record = walk(&s->image->regime, req, &view, AD_EAGER);
  bool pae = s->image->regime.format == FORMAT_X86_PAE;
  for (unsigned i = 0; i < record.steps; i++) {
    const struct walk_step *step = &record.step[i];
    if (step->level <= record.level || (pae && step->level == PAE_PDPTE)) continue;
    if (req->access == ACCESS_STORE && !(step->value >> W & 1)) return true;
    if (req->priv == PRIV_USER && !(step->value >> U & 1)) return true;
    if (req->access == ACCESS_FETCH && step->value >> XD) return true;
  }
  return false;
}

static bool check_fault(struct stim_image *s, uint8_t id, const struct request *req, const struct answer *a,
                        struct stim_complaint *c) {
  const struct pending *p = &s->pending[id];
  uint32_t code = leaf_rule_code(&s->image->regime, s->arch, req);
  bool by_leaf = leaf_rule_refuses(&s->image->regime, s->arch, p->row->flags, req);
  bool page_fault = stim_same_fault(c->unseen, a->kind, a->code, ANSWER_PAGE_FAULT, code);
  // The .exp file gives the leaf's flags only; what x86 pointers take away stands in the image.
  if (page_fault && (by_leaf || (s->arch == ARCH_X86 && path_refuses(s, req)))) {
    if (by_leaf)
      s->tally->refused_by_leaf++;
    else
      s->tally->refused_by_path++;
    return true;
  }
  if (by_leaf)
    snprintf(c->expected, sizeof c->expected, "page fault %u", code);
  else
    snprintf(c->expected, sizeof c->expected, "pa 0x%" PRIx64, p->pa);
  snprintf(c->got, sizeof c->got, "fault kind %d code %u", (int)a->kind, a->code);
  return complain(s, id, req, c, by_leaf ? "fault against the .exp file" : "pa against the .exp file");
}

static bool image_answered(void *ctx, uint64_t clock, uint8_t id, const struct request *req,
                           const struct answer *answer, struct stim_complaint *c) {
  struct stim_image *s = ctx;
  (void)clock;
  if (id >= IDS || !s->pending[id].row) return true; // an answer nobody asked for is the engine's to report
  return answer->kind == ANSWER_OK ? check_ok(s, id, req, answer, c) : check_fault(s, id, req, answer, c);
}

static bool image_finish(void *ctx, struct stim_complaint *c) {
  struct stim_image *s = ctx;
  const struct image_tally *t = s->tally;
  uint64_t judged = t->equal_ok + t->refused_by_leaf + t->refused_by_path;
  uint64_t due = s->x->pages * BYTES * ACCESSES * PRIVS;
  if (judged == due && t->requests == due) return true;
  snprintf(c->what, sizeof c->what, "every mapping asked and judged");
  snprintf(c->expected, sizeof c->expected, "%" PRIu64, due);
  snprintf(c->got, sizeof c->got, "%" PRIu64 " asked, %" PRIu64 " judged", t->requests, judged);
  snprintf(c->where, sizeof c->where, "%.120s", s->x->path);
  return false;
}

static void image_stim_close(void *ctx) {
  free(ctx);
}

struct stim *stim_image_open(const struct image *image, const struct expect *x, uint64_t seed,
                             struct image_tally *tally, struct lw_error *e) {
  struct stim_image *s = calloc(1, sizeof *s);
  if (!s) {
    lw_fail(e, LW_INPUT, "%s: out of memory", x->path);
    return NULL;
  }
  memset(tally, 0, sizeof *tally);
  s->image = image;
  s->x = x;
  s->tally = tally;
  s->arch = format_get(image->regime.format)->arch;
  s->rng.state = seed;
  s->stim = (struct stim){.ctx = s,
                          .name = "image",
                          .clock = image_clock,
                          .answered = image_answered,
                          .finish = image_finish,
                          .close = image_stim_close};
  return &s->stim;
}

// --- a kind of stimulus; a log over an image is asked for by --image, too -----------------------

static bool image_asked(const struct stim_asked *a) {
  return a->image != NULL;
}

static const char *image_take(const struct stim_asked *a, struct stim_spec *s) {
  if (!a->walks == !a->expect) return "--image goes with --expect, or with --walks";
  if (a->walks) return stim_walks_take(a, s);
  s->of.image.path = a->image;
  s->of.image.expect = a->expect;
  s->of.image.dump = a->dump;
  return NULL;
}

struct image *stim_image_begin(const char *path, const struct dump_options *dump, const struct stim_for *who,
                               struct stim_opened *o, struct lw_error *e) {
  struct image *image = image_open_as(path, dump, NULL, NULL, e);
  if (!image) return NULL;
  profile_regime(who->profile, &image->regime);
  if (who->profile->ad_faults) image->regime.flags &= ~(uint32_t)RV_ADUE;
  o->image = &image->ram;
  o->regime = image->regime;
  o->memory = stim_image_memory(who->seed);
  return image;
}

static int image_open_kind(const struct stim_spec *spec, const struct stim_for *who, struct stim_opened *o,
                           struct lw_error *e) {
  struct image *image = o->own[0] = stim_image_begin(spec->of.image.path, &spec->of.image.dump, who, o, e);
  if (!image) return e->code;
  struct expect *x = o->own[1] = expect_open(spec->of.image.expect, format_get(o->regime.format)->arch, e);
  if (x)
    o->stim = x->points ? stim_points_open(image, x, &who->tally->image, e)
                        : stim_image_open(image, x, who->seed, &who->tally->image, e);
  return o->stim ? LW_PASS : e->code;
}

static void image_close_kind(struct stim_opened *o) {
  if (o->stim) o->stim->close(o->stim->ctx);
  expect_close(o->own[1]);
  image_close(o->own[0]);
}

static void image_again(const struct stim_spec *s, FILE *out) {
  fprintf(out, "run --image %s", s->of.image.path);
  source_options_write(&s->of.image.dump, out);
  fprintf(out, " --expect %s", s->of.image.expect);
}

static void image_tell(const char *name, const struct stim_spec *spec, const union stim_tally *tally,
                       const struct run_stats *stats, FILE *out) {
  const struct image_tally *t = &tally->image;
  (void)spec, (void)stats;
  if (t->points)
    fprintf(out,
            "%s: %" PRIu64 " addresses; of %" PRIu64 " requests %" PRIu64 " answered with QEMU's address, %" PRIu64
            " refused\n",
            name, t->points, t->requests, t->equal_ok, t->refused);
  else
    fprintf(out,
            "%s: %" PRIu64 " pages; of %" PRIu64 " requests %" PRIu64 " answered with QEMU's address and size, %" PRIu64
            " refused by the leaf's own flags, %" PRIu64 " by an upper level\n",
            name, t->pages, t->requests, t->equal_ok, t->refused_by_leaf, t->refused_by_path);
}

static const char *image_file(const struct stim_spec *s, unsigned i) {
  return i == 0 ? s->of.image.path : i == 1 ? s->of.image.expect : NULL;
}

const struct stim_kind kind_image = {.option = "image",
                                     .asked = image_asked,
                                     .take = image_take,
                                     .open = image_open_kind,
                                     .close = image_close_kind,
                                     .again = image_again,
                                     .tell = image_tell,
                                     .file = image_file};
