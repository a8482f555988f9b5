// Wire for wire and word for word against the cycle twin, on every clock; and the memories at the
// end.
#include <inttypes.h>
#include <string.h>

#include "csim/probe.h"
#include "csim/ptw.h"
#include "csim/wires.h"
#include "tb/engine/run.h"

static bool twin_wanted(const struct run *r) {
  return r->twin != NULL;
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
    const bool walks = probe_ptw_state(&p) != PTW_IDLE;
    if (!walks && !probe_s1_valid(&p)) return false;
    *id = (uint8_t)(walks ? probe_ptw_request_id(&p) : probe_s1_id(&p));
  }
  return flight_is(&r->flights, *id);
}

static void say_answer(const struct mmu_out *out, char *text, size_t size) {
  struct answer a = wires_answer(out);
  if (out->rsp_valid) answer_print(&a, text, size);
}

static void say_response(const struct run *r, const struct difference *d, struct finding f) {
  char ours[200] = "nothing", theirs[160] = "nothing";
  say_answer(&r->lane[LANE_TWIN].out, ours, sizeof ours);
  say_answer(&r->lane[LANE_DUT].out, theirs, sizeof theirs);
  finding_expect(f, "0x%" PRIx64 "  (%s)", d->expected, ours);
  finding_got(f, "0x%" PRIx64 "  (%s)", d->got, theirs);
}

static struct finding differs(struct run *r, enum verdict_kind kind, const struct difference *d) {
  struct finding f = finding_of(r, kind, d->name);
  const struct mmu_out *dut = &r->lane[LANE_DUT].out;
  bool response = strncmp(d->name, "rsp_", 4) == 0;
  uint8_t id;
  f.told->timing = d->timing;
  finding_expect(f, "0x%" PRIx64, d->expected);
  finding_got(f, "0x%" PRIx64, d->got);
  if (response) say_response(r, d, f);
  if (!concerned(r, d, &id)) return f;
  struct answer a = wires_answer(dut);
  bool judge = response && dut->rsp_valid && r->golden;
  finding_about(f, id, judge ? &a : NULL);
  if (!judge) return f;
  struct gtlb_finding g = golden_judge(r, id, &a);
  if (g.status == GTLB_OK)
    finding_say(f, "golden: the answer %s", g.legal ? "is legal all the same" : "is not legal either");
  return f;
}

static struct finding twin_outputs(struct run *r, void *self) {
  struct difference d;
  (void)self;
  r->stats->wires_compared++;
  if (compare_outputs(&r->lane[LANE_TWIN].out, &r->lane[LANE_DUT].out, &d)) return finding_none();
  return differs(r, VERDICT_WIRE, &d);
}

static struct finding twin_state(struct run *r, void *self) {
  struct mmu_probe twin;
  struct difference d;
  (void)self;
  csim_probe(r->twin, &twin);
  r->stats->probes_compared++;
  r->state_differs = !compare_probe(&twin, &r->state, &d);
  return r->state_differs ? differs(r, VERDICT_STATE, &d) : finding_none();
}

static struct finding twin_end(struct run *r, void *self) {
  uint64_t pa, value;
  (void)self;
  if (ram_equal(r->lane[LANE_TWIN].ram, r->lane[LANE_DUT].ram, &pa)) return finding_none();
  struct finding f = finding_of(r, VERDICT_MEMORY, "memory");
  finding_expect(f, "no page");
  finding_got(f, "no page");
  if (ram_read(r->lane[LANE_TWIN].ram, pa, &value) == RAM_OK) finding_expect(f, "0x%" PRIx64, value);
  if (ram_read(r->lane[LANE_DUT].ram, pa, &value) == RAM_OK) finding_got(f, "0x%" PRIx64, value);
  finding_say(f, "the word at 0x%" PRIx64 " differs at the end", pa);
  return f;
}

const struct checker check_twin = {.name = "twin",
                                   .wanted = twin_wanted,
                                   .at = {[AT_OUTPUTS] = twin_outputs, [AT_STATE] = twin_state, [AT_END] = twin_end}};
