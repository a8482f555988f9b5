// What was known from outside: the stimulus has the answers of QEMU, of a vector file, of `expect`
// lines.
#include "tb/engine/run.h"

static struct finding expect_response(struct run *r, void *self) {
  (void)self;
  if (!r->stim->answered) return finding_none();
  struct stim_complaint c;
  c.nothing_known = false;
  c.unseen = 0;
  uint8_t id = r->response.id;
  bool fine = r->stim->answered(r->stim->ctx, r->clock, id, &r->flights.flight[id].req, &r->response.answer, &c);
  r->stats->outside_checked += !c.nothing_known;
  if (fine) return finding_none();
  struct finding f = finding_complaint(r, "rsp_o", &c);
  finding_about(f, id, &r->response.answer);
  return f;
}

static struct finding expect_loaded(struct run *r, void *self) {
  struct stim_complaint c = {.nothing_known = false};
  (void)self;
  if (!r->stim->loaded) return finding_none();
  bool fine = r->stim->loaded(r->stim->ctx, r->clock, r->lane[LANE_DUT].out.regime_fault, &c);
  r->stats->outside_checked += !c.nothing_known;
  return fine ? finding_none() : finding_complaint(r, "regime_fault_o", &c);
}

static struct finding expect_end(struct run *r, void *self) {
  struct stim_complaint c = {.nothing_known = false};
  (void)self;
  if (!r->stim->finish || r->stim->finish(r->stim->ctx, &c)) return finding_none();
  return finding_complaint(r, r->stim->name, &c);
}

const struct checker check_expect = {
    .name = "expect", .at = {[AT_RESPONSE] = expect_response, [AT_LOADED] = expect_loaded, [AT_END] = expect_end}};
