// How a run ends: the verdict of what was found, what the engine finds itself, and what golden adds
// to a timing difference.
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "golden/invariant.h"
#include "tb/engine/run.h"

// After a crash the DUT's model is not asked any more.
static void capture(struct run *r, struct verdict *v) {
  struct verdict_side *dut = &v->side[VERDICT_DUT], *twin = &v->side[VERDICT_TWIN];
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

void failure_describe(const struct run *r, uint8_t id, const struct answer *answer, struct verdict *v) {
  const struct flight *f = &r->flights.flight[id];
  struct phys memory = lane_memory(&r->lane[LANE_DUT]);
  v->has_request = true;
  v->req = f->req;
  v->regime = f->regime;
  v->accepted = f->accepted;
  if (answer && r->golden) {
    v->finding = golden_judge(r, id, answer);
    v->walk = v->finding.walk;
    for (unsigned i = 0; i < v->finding.shown; i++)
      v->legal_walk[i] = golden_judge(r, id, &v->finding.answer[i]).walk;
  }
  // Without golden, or where nothing that the DUT may know leads to an answer: what memory as it is
  // now gives.
  if (!v->walk.steps || v->walk.reason == REASON_STOPPED) v->walk = walk(&f->regime, &f->req, &memory, AD_EAGER);
}

static void make_verdict(struct run *r, struct finding f, struct verdict *v) {
  memset(v, 0, sizeof *v);
  v->kind = f.kind;
  v->timing = f.told->timing;
  v->clock = r->clock;
  v->transaction = r->stats->requests;
  memcpy(v->port, f.told->port, sizeof v->port);
  memcpy(v->expected, f.told->expected, sizeof v->expected);
  memcpy(v->got, f.told->got, sizeof v->got);
  memcpy(v->text, f.told->text, sizeof v->text);
  if (f.told->has_request) failure_describe(r, f.told->id, f.told->has_answer ? &f.told->answer : NULL, v);
  if (!r->finished && f.kind != VERDICT_BAD_INPUT) capture(r, v);
}

// What does not fit is cut.
static void __attribute__((format(printf, 2, 3))) put_text(struct verdict *v, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(v->text, sizeof v->text, format, args);
  va_end(args);
}

// A failure in the grace after a timing difference becomes a part of its text.
static void add_second(struct run *r, struct finding f) {
  struct verdict *first = r->verdict;
  // The checker's own limit, or an input that is bad, says nothing about the DUT.
  if (f.kind != VERDICT_LIMIT && f.kind != VERDICT_BAD_INPUT) first->timing = false;
  put_text(first, "%" PRIu64 " clocks later, %s, %s: %s%.200s%s%.150s%s%.100s", r->clock - r->grace_start,
           verdict_caught_by(f.kind), f.told->port, f.told->expected[0] ? "expected " : "", f.told->expected,
           f.told->got[0] ? ", got " : "", f.told->got, f.told->text[0] ? "; " : "", f.told->text);
}

// From here on the twin is another machine; golden alone may still find the function wrong.
static void begin_grace(struct run *r) {
  checkers_mute(r, &check_twin);
  r->twin_on = false;
  r->twin_shown = r->followed;
  r->grace_start = r->clock;
  r->grace_end = r->clock + RUN_GRACE_CLOCKS;
}

bool failure_conclude(struct run *r, struct finding f) {
  bool first = r->grace_end == 0;
  INVARIANT(f.kind != VERDICT_PASS && f.told == &r->account);
  INVARIANT(first ? r->verdict->kind == VERDICT_PASS : r->verdict->kind == VERDICT_WIRE && !r->over);
  if (first)
    make_verdict(r, f, r->verdict);
  else
    add_second(r, f);
  r->over = !(first && f.told->timing);
  if (!r->over) begin_grace(r);
  return !r->over;
}

void failure_grace(struct run *r) {
  uint8_t id = 0;
  r->over = true;
  if (flight_oldest(&r->flights, &id) > r->grace_start) return;
  // With the longest latency a walk of five levels and its updates ends far within the grace only
  // if memory is quick: an answer that is still owed counts as lost when the port has nothing left
  // to give.
  if (r->outstanding || r->clock - r->moved < RUN_GRACE_CLOCKS / 2) return;
  r->verdict->timing = false;
  put_text(r->verdict, "request %u, accepted at clock %" PRIu64 ", has no answer %d clocks later", id,
           r->flights.flight[id].accepted, RUN_GRACE_CLOCKS);
}

struct finding failure_health(struct run *r, enum dut_health health) {
  struct finding f = finding_of(r, VERDICT_ASSERTION, r->dut->name);
  const char *message = r->dut->message ? r->dut->message(r->handle) : NULL;
  finding_say(f, "%s: %s", health == DUT_FINISHED ? "$finish" : "assertion", message ? message : "no message");
  return f;
}

struct finding failure_crash(struct run *r) {
  struct finding f = finding_of(r, VERDICT_CRASH, r->dut->name);
  finding_say(f, "signal %d (%s) inside the DUT", (int)r->guard.signal, strsignal(r->guard.signal));
  return f;
}

static struct finding fence_hangs(struct run *r) {
  bool accepted = r->fences_running != 0;
  struct finding f = finding_of(r, VERDICT_HANG, accepted ? "fence_done_o" : "fence_ready_o");
  char what[96];
  fence_print(accepted ? &r->running[0].fence : &r->fence, what, sizeof what);
  finding_say(f, "a fence (%s) is not %s; nothing moved since clock %" PRIu64, what, accepted ? "done" : "accepted",
              r->moved);
  return f;
}

struct finding failure_hang(struct run *r) {
  struct finding f = finding_of(r, VERDICT_HANG, "rsp_valid_o");
  uint8_t id = 0;
  uint64_t oldest = flight_oldest(&r->flights, &id);
  char what[96];
  if (oldest != UINT64_MAX) {
    request_print(&r->flights.flight[id].req, what, sizeof what);
    finding_about(f, id, NULL);
    finding_say(f,
                "request %u (%s), accepted at clock %" PRIu64 ", is not answered; nothing moved since clock %" PRIu64,
                id, what, oldest, r->moved);
    return f;
  }
  if (r->fences_running || r->view.fence_waiting) return fence_hangs(r);
  if (r->view.request_waiting) {
    f = finding_of(r, VERDICT_HANG, "req_ready_o");
    request_print(&r->request, what, sizeof what);
    finding_say(f, "request %u (%s), offered since clock %" PRIu64 ", is not accepted", r->request_id, what,
                r->request_since);
    return f;
  }
  f = finding_of(r, VERDICT_HANG, "mem_req_valid_o");
  finding_say(f, "PTE accesses are outstanding and nothing moved since clock %" PRIu64, r->moved);
  return f;
}
