#include "tests/tb/small_stim.h"

#include <stdio.h>

enum { ROOT = 0x80000000u, MIDDLE = 0x80001000u, LAST = 0x80002000u, DATA_PPN = 0x90000 };
enum { V = 1, R = 2, W = 4, U = 16, A = 64, D = 128 };

static uint64_t leaf(unsigned page, unsigned move) {
  // A few pages without W, without V, and with A and D for the hardware to set.
  uint64_t bits = V | R | (page % 8 == 3 ? 0 : W) | (page & 1 ? A : 0) | (page % 4 == 1 ? D : 0);
  if (page % 16 == 7) bits &= ~(uint64_t)V;
  return (uint64_t)(DATA_PPN + page + 64 * move) << 10 | bits;
}

const struct ram_image *small_image(void) {
  static uint64_t page[4][512];
  static const uint64_t pa[4] = {ROOT, MIDDLE, LAST, 0x90000000u};
  static const struct ram_image image = {4, pa, (const uint64_t(*)[512])page};
  page[0][0] = MIDDLE >> 12 << 10 | V;
  page[1][0] = LAST >> 12 << 10 | V;
  for (unsigned i = 0; i < 64; i++)
    page[2][i] = leaf(i, 0);
  return &image;
}

struct regime small_regime(void) {
  return (struct regime){.format = FORMAT_SV39, .flags = RV_SVADU | RV_ADUE, .root_pa = ROOT, .asid = 5, .pa_bits = 56};
}

static void edit(struct small_stim *s, struct stim_clock *out) {
  unsigned page = (unsigned)rng_below(&s->rng, 64);
  out->stores = 1;
  out->store[0].pa = LAST + 8 * page;
  out->store[0].value = leaf(page, 1 + (unsigned)rng_below(&s->rng, 8));
  out->fence = true;
  out->fence_new = (struct fence){.globals = true, .structures = true};
}

static int small_clock(void *ctx, const struct stim_view *view, struct stim_clock *out, struct lw_error *e) {
  struct small_stim *s = ctx;
  (void)e;
  if (view->clock == 0) {
    out->regime = true;
    out->regime_new = small_regime();
    return LW_PASS;
  }
  if (!s->left) {
    out->end = true;
    return LW_PASS;
  }
  if (view->request_waiting || (!s->bad_id && !(view->ids_free >> s->next_id & 1))) return LW_PASS;
  s->left--;
  out->request = true;
  out->id = s->bad_id ? 64 : s->next_id;
  s->next_id = (s->next_id + 1) % 64;
  unsigned page = (unsigned)rng_below(&s->rng, s->only_hits ? 4 : 64);
  out->req = (struct request){.va = 4096ull * page + rng_below(&s->rng, 4096),
                              .access = s->only_hits ? ACCESS_LOAD : (enum access)rng_below(&s->rng, 2),
                              .priv = PRIV_SUPERVISOR};
  if (s->edit_every && s->left % s->edit_every == 0 && !view->fence_waiting) edit(s, out);
  return LW_PASS;
}

static bool small_answered(void *ctx, uint64_t clock, uint8_t id, const struct request *req,
                           const struct answer *answer, struct stim_complaint *c) {
  struct small_stim *s = ctx;
  (void)clock, (void)id, (void)req, (void)answer;
  c->nothing_known = s->answered % 2;
  if (++s->answered != s->wrong_at) return true;
  snprintf(c->what, sizeof c->what, "pa");
  snprintf(c->where, sizeof c->where, "small:1");
  snprintf(c->expected, sizeof c->expected, "0x1");
  snprintf(c->got, sizeof c->got, "0x2");
  return false;
}

static bool small_finish(void *ctx, struct stim_complaint *c) {
  snprintf(c->what, sizeof c->what, "a count");
  snprintf(c->expected, sizeof c->expected, "3");
  snprintf(c->got, sizeof c->got, "4");
  c->where[0] = 0;
  return !((struct small_stim *)ctx)->fail_finish;
}

struct stim small_stim(struct small_stim *s) {
  return (struct stim){
      .ctx = s, .name = "small", .clock = small_clock, .answered = small_answered, .finish = small_finish};
}
