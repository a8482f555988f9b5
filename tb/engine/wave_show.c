// What is shown beside the DUT on a clock (tb/dut/wave_golden.h).
#include <string.h>

#include "csim/probe.h"
#include "csim/ptw.h"
#include "csim/wires.h"
#include "tb/engine/run.h"

void wave_note(struct wave *w, const struct event *e) {
  char *text = w->golden.event;
  size_t used = strnlen(text, WAVE_TEXT);
  // Offers are seen at the port; of what happens on one clock, the text holds what fits.
  if (e->kind == EVENT_OFFER || e->kind == EVENT_FENCE_OFFER || used + 3 >= WAVE_TEXT) return;
  if (used) used += (size_t)snprintf(text + used, WAVE_TEXT - used, "; ");
  char line[WAVE_TEXT + 24];
  event_print(e, line, sizeof line);
  const char *what = line + strspn(line, " 0123456789"); // the clock is a signal of its own
  while (*what && used < WAVE_TEXT - 1)
    text[used++] = *what++;
}

// The port's groups that have outputs stand in the same order.
_Static_assert(PORT_REGIME == 0 && (int)PORT_FENCE == WAVE_OK_FENCE - WAVE_OK_REGIME, "as in wave_golden.h");
static void show_ok(struct run *r, struct wave_golden *g) {
  const struct lane *dut = &r->lane[LANE_DUT], *twin = &r->lane[LANE_TWIN];
  unsigned differ = 0;
  if (run_twin_ticks(r)) {
    differ = compare_groups(&twin->out, &dut->out) << WAVE_OK_REGIME;
    g->twin = twin->out;
    csim_probe(r->twin, &g->state);
  }
  differ |= (unsigned)r->state_differs << WAVE_OK_STATE;
  differ |= (unsigned)(g->judged && !g->legal) << WAVE_OK_ANSWER;
  g->ok = (uint8_t)(((1u << WAVE_OK_GROUPS) - 1) & ~differ);
  g->compared = r->twin_on;
}

// The answer taken on this clock was judged on this clock.
static void show_answer(struct run *r, struct wave_golden *g) {
  const struct lane *dut = &r->lane[LANE_DUT];
  const struct mmu_out *out = &dut->out;
  bool taken = out->rsp_valid && dut->in.rsp_ready;
  bool failed = r->over && r->verdict->kind == VERDICT_ANSWER && r->verdict->clock == r->clock;
  const struct gtlb_finding *f = failed || !r->golden ? &r->verdict->finding : &r->golden->finding;
  struct answer answer = wires_answer(out);
  g->answer[0] = g->want[0] = 0;
  if (out->rsp_valid) answer_print(&answer, g->answer, WAVE_TEXT);
  g->judged = taken && r->golden && (!r->over || failed) && f->status == GTLB_OK;
  g->legal = g->judged && f->legal;
  g->answers = g->judged ? (uint8_t)f->answers : 0;
  g->expected = g->judged && f->shown ? f->answer[0] : (struct answer){0};
  if (run_twin_ticks(r) && r->lane[LANE_TWIN].out.rsp_valid) {
    answer = wires_answer(&r->lane[LANE_TWIN].out);
    answer_print(&answer, g->want, WAVE_TEXT);
  } else if (!r->twin && g->judged && f->shown)
    answer_print(&g->expected, g->want, WAVE_TEXT);
}

static void show_entry(const struct regime *regime, uint8_t level, struct wave_golden *g) {
  FILE *f = fmemopen(g->pte, WAVE_TEXT, "w");
  if (!f) return;
  entry_print(regime, level, g->walk_pte, f);
  fclose(f);
  if (g->pte[0] == ' ') memmove(g->pte, g->pte + 1, WAVE_TEXT - 1);
}

// The walk in progress: the twin's, or without a twin what the DUT's port shows of its own.
static void show_walk(struct run *r, struct wave_golden *g) {
  const struct lane *l = &r->lane[run_twin_ticks(r) ? LANE_TWIN : LANE_DUT];
  const uint64_t state = probe_ptw_state(&g->state), pte = g->walk_pte;
  bool walks = run_twin_ticks(r) ? state != PTW_IDLE : r->outstanding || l->out.mem_req_valid;
  if (!walks) {
    g->walk_addr = g->walk_pte = g->walk_va = 0;
    g->walk_access = 0;
    g->walking[0] = g->pte[0] = 0;
    return;
  }
  uint8_t id = run_twin_ticks(r) ? (uint8_t)probe_ptw_request_id(&g->state) : r->golden ? r->golden->explainer : 0;
  const struct flight *f = &r->flights.flight[id];
  if (l->out.mem_req_valid) g->walk_addr = l->out.mem_req_addr;
  // The twin shows what it has in hand while it judges it; it stays on show until the next is
  // there.
  if (!run_twin_ticks(r))
    g->walk_pte = l->sampled.valid ? l->sampled.data : pte;
  else if (state >= PTW_DECODE && state <= PTW_CAS_WAIT)
    g->walk_pte = probe_ptw_pte(&g->state);
  g->walk_va = f->req.va;
  g->walk_access = (uint8_t)f->req.access;
  request_print(&f->req, g->walking, WAVE_TEXT);
  if (g->walk_pte == pte) return;
  memset(g->pte, 0, WAVE_TEXT);
  if (g->walk_pte) show_entry(&f->regime, (uint8_t)probe_ptw_level(&g->state), g);
}

static void show_mismatch(const struct wave *w, const struct run *r, struct wave_golden *g) {
  const struct verdict *v = w->verdict ? w->verdict : r->verdict;
  g->failed = v->kind != VERDICT_PASS && v->kind != VERDICT_LIMIT && r->clock >= v->clock;
  if (g->failed) snprintf(g->mismatch, WAVE_TEXT, "%s, %s", v->port, verdict_caught_by(v->kind));
}

void wave_show(struct wave *w, struct run *r) {
  struct wave_golden *g = &w->golden;
  g->clock = r->clock;
  g->transaction = r->view.accepted;
  g->in_flight = r->flights.in_flight;
  g->x86 = r->config->options.config.arch == ARCH_X86;
  g->request[0] = 0;
  if (r->lane[LANE_DUT].in.req_valid) request_print(&r->request, g->request, WAVE_TEXT);
  show_answer(r, g);
  show_ok(r, g);
  show_walk(r, g);
  show_mismatch(w, r, g);
  if (r->dut->beside) {
    r->guard.inside = 1;
    r->dut->beside(r->handle, g);
    r->guard.inside = 0;
  }
  memset(g->event, 0, WAVE_TEXT);
}
