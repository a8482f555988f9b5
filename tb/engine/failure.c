// How a run ends: verdicts of the engine's own, and what golden adds to a timing difference.
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "csim/wires.h"
#include "tb/engine/run.h"

struct verdict *failure_start(struct run *r, enum verdict_kind kind, const char *port) {
  check_fail(&r->check, kind, r->clock, port);
  return r->check.verdict;
}

static void __attribute__((format(printf, 3, 4))) put(char *text, size_t size, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(text, size, format, args);
  va_end(args);
}

// After a crash the DUT's model is not asked any more.
static void capture(struct run *r, struct verdict *v) {
  struct verdict_side *dut = &v->side[VERDICT_DUT], *twin = &v->side[VERDICT_TWIN];
  if (dut->has_out || twin->has_out) return;
  dut->has_out = r->stage != CLOCK_NEW;
  dut->out = r->lane[LANE_DUT].out;
  if (r->dut->probe && r->handle && !r->guard.signal) {
    dut->has_probe = true;
    r->dut->probe(r->handle, &dut->probe);
  }
  if (!r->twin_on) return;
  twin->has_out = dut->has_out;
  twin->out = r->lane[LANE_TWIN].out;
  twin->has_probe = true;
  csim_probe(r->twin, &twin->probe);
}

// The first failure stands. A second one, found in the grace after a timing difference, becomes a
// part of its text.
void failure_end(struct run *r) {
  r->over = true;
  if (r->check.verdict->kind != VERDICT_BAD_INPUT) capture(r, r->check.verdict);
  if (!r->grace_end) return;
  const struct verdict *second = &r->second;
  // The checker's own limit, or an input that is bad, says nothing about the DUT.
  if (second->kind != VERDICT_LIMIT && second->kind != VERDICT_BAD_INPUT) r->verdict->timing = false;
  put(r->verdict->text, sizeof r->verdict->text, "%" PRIu64 " clocks later, %s, %s: %s%.200s%s%.150s%s%.100s",
      second->clock - r->grace_start, verdict_caught_by(second->kind), second->port,
      second->expected[0] ? "expected " : "", second->expected, second->got[0] ? ", got " : "", second->got,
      second->text[0] ? "; " : "", second->text);
}

// Whose request the difference is about: the one answered, else the walker's, else the one in the
// first stage.
static bool concerned(const struct run *r, const struct difference *d, uint8_t *id) {
  const struct mmu_out *dut = &r->lane[LANE_DUT].out, *twin = &r->lane[LANE_TWIN].out;
  struct mmu_probe p;
  if (strncmp(d->name, "rsp_", 4) == 0)
    *id = dut->rsp_valid ? dut->rsp_id : twin->rsp_id;
  else {
    csim_probe(r->twin, &p);
    uint64_t word = p.word[2]; // rtl/README.md, "Probe"
    bool walks = (word >> 20 & 7) != 0, s1 = word >> 27 & 1;
    if (!walks && !s1) return false;
    *id = word >> (walks ? 47 : 41) & 63;
  }
  return r->check.in_flight >> *id & 1;
}

static void say_answer(const struct mmu_out *out, char *text, size_t size) {
  struct answer a = wires_answer(out);
  answer_print(&a, text, size);
}

static void say_response(struct run *r, struct verdict *v) {
  const struct mmu_out *dut = &r->lane[LANE_DUT].out, *twin = &r->lane[LANE_TWIN].out;
  char ours[200] = "nothing", theirs[160] = "nothing";
  if (twin->rsp_valid) say_answer(twin, ours, sizeof ours);
  if (dut->rsp_valid) say_answer(dut, theirs, sizeof theirs);
  size_t used = strlen(v->expected);
  put(v->expected + used, sizeof v->expected - used, "  (%s)", ours);
  used = strlen(v->got);
  put(v->got + used, sizeof v->got - used, "  (%s)", theirs);
}

void failure_twin(struct run *r, enum verdict_kind kind, const struct difference *d) {
  struct verdict *v = failure_start(r, kind, d->name);
  const struct mmu_out *dut = &r->lane[LANE_DUT].out;
  put(v->expected, sizeof v->expected, "0x%" PRIx64, d->expected);
  put(v->got, sizeof v->got, "0x%" PRIx64, d->got);
  bool response = strncmp(d->name, "rsp_", 4) == 0;
  if (response) say_response(r, v);
  uint8_t id;
  if (concerned(r, d, &id)) {
    struct answer a = wires_answer(dut);
    bool judge = response && dut->rsp_valid && r->check.gtlb;
    check_describe(&r->check, r->clock, id, judge ? &a : NULL);
    if (judge && v->finding.status == GTLB_OK)
      put(v->text, sizeof v->text, "golden: the answer %s",
          v->finding.legal ? "is legal all the same" : "is not legal either");
  }
  if (!d->timing) {
    failure_end(r);
    return;
  }
  capture(r, v);
  // From here on the twin is another machine; golden alone may still find the function wrong.
  v->timing = true;
  r->twin_on = false;
  r->twin_shown = r->config->wave != NULL;
  r->grace_start = r->clock;
  r->grace_end = r->clock + RUN_GRACE_CLOCKS;
  r->check.verdict = &r->second;
}

void failure_grace(struct run *r) {
  uint8_t id = 0;
  r->over = true;
  if (check_oldest(&r->check, &id) > r->grace_start) return;
  // With the longest latency a walk of five levels and its updates ends far within the grace only
  // if memory is quick: an answer that is still owed counts as lost when the port has nothing left
  // to give.
  if (r->outstanding || r->clock - r->moved < RUN_GRACE_CLOCKS / 2) return;
  r->verdict->timing = false;
  put(r->verdict->text, sizeof r->verdict->text,
      "request %u, accepted at clock %" PRIu64 ", has no answer %d clocks later", id, r->check.flight[id].accepted,
      RUN_GRACE_CLOCKS);
}

void failure_health(struct run *r, enum dut_health health) {
  struct verdict *v = failure_start(r, VERDICT_ASSERTION, r->dut->name);
  const char *message = r->dut->message ? r->dut->message(r->handle) : NULL;
  put(v->text, sizeof v->text, "%s: %s", health == DUT_FINISHED ? "$finish" : "assertion",
      message ? message : "no message");
  failure_end(r);
}

void failure_crash(struct run *r) {
  struct verdict *v = failure_start(r, VERDICT_CRASH, r->dut->name);
  put(v->text, sizeof v->text, "signal %d (%s) inside the DUT", (int)r->guard.signal, strsignal(r->guard.signal));
  failure_end(r);
}

void failure_hang(struct run *r) {
  struct verdict *v = failure_start(r, VERDICT_HANG, "rsp_valid_o");
  uint8_t id = 0;
  uint64_t oldest = check_oldest(&r->check, &id);
  char what[96];
  if (oldest != UINT64_MAX) {
    request_print(&r->check.flight[id].req, what, sizeof what);
    put(v->text, sizeof v->text,
        "request %u (%s), accepted at clock %" PRIu64 ", is not answered; nothing moved since clock %" PRIu64, id, what,
        oldest, r->moved);
    check_describe(&r->check, r->clock, id, NULL);
  } else if (r->fences_running || r->view.fence_waiting) {
    put(v->port, sizeof v->port, "%s", r->fences_running ? "fence_done_o" : "fence_ready_o");
    fence_print(r->fences_running ? &r->running[0].fence : &r->fence, what, sizeof what);
    put(v->text, sizeof v->text, "a fence (%s) is not %s; nothing moved since clock %" PRIu64, what,
        r->fences_running ? "done" : "accepted", r->moved);
  } else if (r->view.request_waiting) {
    put(v->port, sizeof v->port, "req_ready_o");
    request_print(&r->request, what, sizeof what);
    put(v->text, sizeof v->text, "request %u (%s), offered since clock %" PRIu64 ", is not accepted", r->request_id,
        what, r->request_since);
  } else {
    put(v->port, sizeof v->port, "mem_req_valid_o");
    put(v->text, sizeof v->text, "PTE accesses are outstanding and nothing moved since clock %" PRIu64, r->moved);
  }
  failure_end(r);
}
