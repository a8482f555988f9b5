// The golden TLB's word on a run: what it is told, in the order of golden/tlb.h's phases, and what
// it calls illegal.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "golden/pae.h"
#include "tb/engine/run.h"
#include "tb/text/names.h"

enum { GOLDEN_PAIRS = 65536, HORIZON_EVERY = 32 };

static bool golden_wanted(const struct run *r) {
  return !r->config->no_golden;
}

static int golden_open(struct run *r, void *self) {
  const struct engine_config *c = r->config;
  struct golden *g = self;
  size_t bytes = (gtlb_bytes(c->golden_pairs ? c->golden_pairs : GOLDEN_PAIRS) + 63) & ~(size_t)63;
  void *storage = aligned_alloc(64, bytes);
  g->gtlb = storage ? gtlb_init(storage, bytes, c->options.config.arch, &r->profile->golden) : NULL;
  if (!g->gtlb) {
    free(storage);
    return lw_fail(r->error, LW_INPUT, "no memory for the golden TLB");
  }
  g->count_every = g->until_count = c->count_every;
  r->golden = g;
  return LW_PASS;
}

static void golden_close(void *self) {
  free(((struct golden *)self)->gtlb); // the handle is the start of its storage
}

// What is not OK is a limit of golden's own.
static struct finding limit_of(struct run *r, enum gtlb_status status) {
  if (status == GTLB_OK) return finding_none();
  return finding_limit(r, "golden", "%s",
                       status == GTLB_FULL ? "the golden TLB's storage is full: raise golden_pairs or fence more"
                                           : "too many legal walks to enumerate for one answer: fence more");
}

static struct finding golden_regime(struct run *r, void *self) {
  struct golden *g = self;
  return limit_of(r, gtlb_regime(g->gtlb, gtlb_when(r->clock, PHASE_REGIME), &r->regime));
}

// --- memory --------------------------------------------------------------------------------------

static struct finding golden_sample(struct run *r, void *self) {
  const struct memport_event *m = &r->lane[LANE_DUT].sampled;
  const struct golden *g = self;
  gtlb_time when = gtlb_when(r->clock, PHASE_SAMPLE);
  unsigned bytes = m->narrow ? 4 : 8;
  struct phys_swap swap = {.addr = m->addr, .bytes = bytes, .desired = m->desired, .old = m->data, .ok = m->ok};
  return limit_of(r, m->op == MEM_CAS ? gtlb_cas(g->gtlb, when, &swap, m->error)
                                      : gtlb_read(g->gtlb, when, m->addr, bytes, m->data, m->error));
}

static struct finding unexplained(struct run *r, const struct mmu_out *out) {
  bool cas = out->mem_req_op == MEM_CAS;
  struct finding f =
      finding_of(r, cas ? VERDICT_PTE_UPDATE : VERDICT_PTE_READ, cas ? "mem_req_desired_o" : "mem_req_addr_o");
  finding_expect(f, "%s",
                 !cas                    ? "an entry on a legal path of a request in flight"
                 : r->profile->ad_faults ? "no update: the profile says ad=fault"
                                         : "an update that a legal walk of a request in flight asks for");
  if (cas)
    finding_got(f, "update of 0x%" PRIx64 " from 0x%" PRIx64 " to 0x%" PRIx64, out->mem_req_addr, out->mem_req_expected,
                out->mem_req_desired);
  else
    finding_got(f, "read of 0x%" PRIx64, out->mem_req_addr);
  uint8_t id = 0;
  if (flight_oldest(&r->flights, &id) != UINT64_MAX) finding_about(f, id, NULL);
  finding_say(f, "%d in flight%s", __builtin_popcountll(r->flights.in_flight),
              r->flights.in_flight ? "; the oldest is shown" : ": nothing can explain an access to memory");
  return f;
}

static struct finding golden_offer(struct run *r, void *self) {
  (void)self;
  if (pdpte_load_explains(&r->pdpte_load, r->clock) || golden_explains(r)) return finding_none();
  return unexplained(r, &r->lane[LANE_DUT].out);
}

static const char *fault_phrase(uint8_t fault) {
  return fault == REGIME_FINE ? "loaded" : names_load_end(fault)->phrase;
}

static struct finding golden_loaded(struct run *r, void *self) {
  const struct pdpte_load *l = &r->pdpte_load;
  uint8_t got = r->lane[LANE_DUT].out.regime_fault;
  (void)self;
  uint8_t wanted = l->error                                        ? REGIME_BUS_ERROR
                   : pae_load_allowed(l->pdpte, l->regime.pa_bits) ? REGIME_FINE
                                                                   : REGIME_GENERAL_PROTECTION;
  if (got == wanted) return finding_none();
  struct finding f = finding_of(r, VERDICT_LOAD, "regime_fault_o");
  finding_expect(f, "%u (%s)", wanted, fault_phrase(wanted));
  finding_got(f, "%u (%s)", got, fault_phrase(got));
  finding_say(f, "CR3 0x%" PRIx64 ", MAXPHYADDR %u, PDPTEs 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64,
              l->regime.root_pa, l->regime.pa_bits, l->pdpte[0], l->pdpte[1], l->pdpte[2], l->pdpte[3]);
  return f;
}

// --- fences --------------------------------------------------------------------------------------

// A SINVAL.VMA: until it counts nothing is promised; what it took may be read anew before that, so
// golden hears of it late, but of its own time: from then on the port's rule for every fence holds,
// that no request accepted after its done needs an older read.
static struct finding golden_fence_done(struct run *r, void *self) {
  struct golden *g = self;
  gtlb_time when = gtlb_when(r->clock, PHASE_FENCE_DONE);
  if (!r->fenced.sinval) return limit_of(r, gtlb_fence_done(g->gtlb, when, &r->fenced.fence));
  if (g->sinvals == GOLDEN_SINVALS)
    return finding_limit(r, "checker", "more than %d SINVAL.VMA before one SFENCE.INVAL.IR", GOLDEN_SINVALS);
  g->sinval[g->sinvals].fence = r->fenced.fence;
  g->sinval[g->sinvals++].done = when;
  return finding_none();
}

static struct finding golden_inval_ir(struct run *r, void *self) {
  struct golden *g = self;
  enum gtlb_status status = GTLB_OK;
  for (unsigned i = 0; i < g->sinvals && status == GTLB_OK; i++)
    status = gtlb_fence_done(g->gtlb, g->sinval[i].done, &g->sinval[i].fence);
  if (status == GTLB_OK) g->sinvals = 0;
  return limit_of(r, status);
}

// --- answers -------------------------------------------------------------------------------------

struct gtlb_finding golden_judge(const struct run *r, uint8_t id, const struct answer *answer) {
  struct gtlb_query q = flight_query(&r->flights.flight[id], r->clock, PHASE_RESPONSE);
  struct phys memory = lane_memory(&r->lane[LANE_DUT]);
  struct gtlb_finding finding;
  gtlb_judge(r->golden->gtlb, &q, answer, &memory, true, &finding);
  return finding;
}

// The signal that is wrong, when only one answer is legal.
static const char *wrong_port(const struct gtlb_finding *f, const struct answer *got) {
  const struct answer *want = &f->answer[0];
  if (f->shown != 1 || f->answers != 1) return "rsp_o";
  return want->kind != got->kind     ? "rsp_kind_o"
         : want->code != got->code   ? "rsp_code_o"
         : want->pa != got->pa       ? "rsp_pa_o"
         : want->shift != got->shift ? "rsp_shift_o"
         : want->perm != got->perm   ? "rsp_perm_o"
         : want->type != got->type   ? "rsp_type_o"
                                     : "rsp_global_o";
}

static void list_legal(const struct gtlb_finding *g, char *text, size_t size) {
  size_t used = 0;
  text[0] = 0;
  for (unsigned i = 0; i < g->shown && used < size; i++) {
    used += (size_t)snprintf(text + used, size - used, "%s", i ? " | " : "");
    if (used < size) answer_print(&g->answer[i], text + used, size - used);
    used = strlen(text);
  }
}

static struct finding illegal(struct run *r, uint8_t id, const struct answer *answer) {
  struct gtlb_finding g = golden_judge(r, id, answer);
  struct finding f = finding_of(r, VERDICT_ANSWER, wrong_port(&g, answer));
  finding_about(f, id, answer);
  list_legal(&g, f.told->expected, sizeof f.told->expected);
  if (!g.shown) {
    char now[128];
    struct verdict told = {.kind = VERDICT_ANSWER};
    failure_describe(r, id, answer, &told);
    answer_print(&told.walk.answer, now, sizeof now);
    finding_expect(f, "no answer before the tables are read; as they are now: %s", now);
  }
  answer_print(answer, f.told->got, sizeof f.told->got);
  if (g.forgotten) finding_say(f, "stale: only values that a fence took away before the request was accepted give it");
  return f;
}

static void count_answers(struct run *r, struct golden *g, bool uncounted) {
  unsigned size = g->finding.answers < STATS_SET_SIZES && !uncounted ? g->finding.answers : STATS_SET_SIZES - 1;
  r->stats->set_size[size]++;
  g->until_count = g->count_every;
}

// The oldest request that anything is still judged by, once `id` is answered.
static uint64_t oldest_judged(const struct run *r, const struct golden *g, uint8_t id) {
  uint64_t oldest = flight_oldest_of(&r->flights, ~(1ull << id), NULL);
  for (unsigned i = 0; r->profile->outlives && i < GOLDEN_GHOSTS; i++)
    if (g->ghost[i].until > r->clock && g->ghost[i].flight.accepted < oldest) oldest = g->ghost[i].flight.accepted;
  return oldest;
}

// Often enough that a fence from before it is among those that golden keeps the times of.
static void tell_horizon(const struct run *r, struct golden *g, uint8_t id) {
  if (r->flights.in_flight & ~(1ull << id) && g->until_horizon-- != 0) return;
  uint64_t oldest = oldest_judged(r, g, id);
  gtlb_horizon(g->gtlb, oldest == UINT64_MAX ? gtlb_when(r->clock + 1, PHASE_STORE) : gtlb_when(oldest, PHASE_REQUEST));
  g->until_horizon = HORIZON_EVERY;
}

static void keep_ghost(const struct run *r, struct golden *g, const struct flight *f) {
  g->ghost[g->ghost_next].flight = *f;
  g->ghost[g->ghost_next].until = r->clock + r->profile->outlives;
  g->ghost_next = (g->ghost_next + 1) % GOLDEN_GHOSTS;
}

static struct finding golden_response(struct run *r, void *self) {
  struct golden *g = self;
  uint8_t id = r->response.id;
  const struct answer *answer = &r->response.answer;
  const struct flight *f = &r->flights.flight[id];
  struct gtlb_query q = flight_query(f, r->clock, PHASE_RESPONSE);
  struct phys memory = lane_memory(&r->lane[LANE_DUT]);
  bool count = g->count_every && --g->until_count == 0;
  gtlb_judge(g->gtlb, &q, answer, &memory, count, &g->finding);
  // A walk that gives the answer is found: that there are too many others to count only makes the
  // run less sharp.
  bool uncounted = g->finding.status == GTLB_TOO_MANY_WALKS && g->finding.legal;
  if (!uncounted && g->finding.status != GTLB_OK) return limit_of(r, g->finding.status);
  if (!g->finding.legal) return illegal(r, id, answer);
  r->stats->stale_only += g->finding.stale_only;
  if (count) count_answers(r, g, uncounted);
  // SDM3 4.10.4.1: delivering a page fault drops the cached leaf of its address.
  if (answer->kind == ANSWER_PAGE_FAULT && format_get(f->regime.format)->arch == ARCH_X86) {
    enum gtlb_status status = gtlb_page_fault_taken(g->gtlb, q.now, &f->regime, &f->req);
    if (status != GTLB_OK) return limit_of(r, status);
  }
  if (r->profile->outlives) keep_ghost(r, g, f);
  tell_horizon(r, g, id);
  return finding_none();
}

const struct checker check_golden = {.name = "golden",
                                     .wanted = golden_wanted,
                                     .bytes = sizeof(struct golden),
                                     .open = golden_open,
                                     .close = golden_close,
                                     .at = {[AT_REGIME] = golden_regime,
                                            [AT_INVAL_IR] = golden_inval_ir,
                                            [AT_SAMPLE] = golden_sample,
                                            [AT_OFFER] = golden_offer,
                                            [AT_LOADED] = golden_loaded,
                                            [AT_FENCE_DONE] = golden_fence_done,
                                            [AT_RESPONSE] = golden_response}};
