#include "tb/engine/check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { GOLDEN_PAIRS = 65536, HORIZON_EVERY = 32 };

bool check_open(struct check *c, const struct engine_config *config, const struct lane *lane, bool golden) {
  c->lane = lane;
  c->count_every = c->until_count = config->count_every;
  c->profile = config->profile ? config->profile : &profile_any;
  if (!golden) return true;
  size_t bytes = (gtlb_bytes(config->golden_pairs ? config->golden_pairs : GOLDEN_PAIRS) + 63) & ~(size_t)63;
  void *storage = aligned_alloc(64, bytes);
  if (!storage) return false;
  c->gtlb = gtlb_init(storage, bytes, config->options.config.arch, &c->profile->golden);
  if (!c->gtlb) free(storage);
  return c->gtlb;
}

void check_close(struct check *c) {
  free(c->gtlb); // the handle is the start of its storage
  known_close(&c->known);
}

bool check_fail(struct check *c, enum verdict_kind kind, uint64_t clock, const char *port) {
  struct verdict *v = c->verdict;
  memset(v, 0, sizeof *v);
  v->kind = kind;
  v->clock = clock;
  v->transaction = c->stats->requests;
  snprintf(v->port, sizeof v->port, "%s", port);
  return false;
}

static bool check_status(struct check *c, uint64_t clock, enum gtlb_status status) {
  if (status == GTLB_OK) return true;
  check_fail(c, VERDICT_LIMIT, clock, "golden");
  snprintf(c->verdict->text, sizeof c->verdict->text, "%s",
           status == GTLB_FULL ? "the golden TLB's storage is full: raise golden_pairs or fence more"
                               : "too many legal walks to enumerate for one answer: fence more");
  return false;
}

void check_store(struct check *c, uint64_t pa, unsigned bytes) {
  c->stats->stores++;
  c->unfenced += known_has(&c->known, pa) || (bytes == 8 && known_has(&c->known, pa + 4));
}

bool check_regime(struct check *c, uint64_t clock, const struct regime *regime) {
  c->regime = *regime;
  c->has_regime = true;
  return !c->gtlb || check_status(c, clock, gtlb_regime(c->gtlb, gtlb_when(clock, PHASE_REGIME), regime));
}

static bool check_no_memory(struct check *c, uint64_t clock) {
  check_fail(c, VERDICT_LIMIT, clock, "checker");
  snprintf(c->verdict->text, sizeof c->verdict->text, "out of memory for the addresses the DUT has read");
  return false;
}

bool check_sample(struct check *c, uint64_t clock, const struct memport_event *m) {
  gtlb_time when = gtlb_when(clock, PHASE_SAMPLE);
  struct run_stats *s = c->stats;
  s->port_errors += m->error;
  if (m->op == MEM_CAS) {
    s->cas++;
    s->cas_failed += !m->ok && !m->error;
    if (!m->ok) c->reads = 0; // from here on the walk begins anew
    return !c->gtlb ||
           check_status(c, clock,
                        gtlb_cas(c->gtlb, when, m->addr, m->narrow ? 4 : 8, m->data, m->desired, m->ok, m->error));
  }
  s->reads++;
  if (c->reads < CHECK_READS) {
    c->read[c->reads].addr = m->addr;
    c->read[c->reads++].value = m->error ? 0 : m->data;
  }
  if (!m->error && !known_add(&c->known, m->addr)) return check_no_memory(c, clock);
  return !c->gtlb || check_status(c, clock, gtlb_read(c->gtlb, when, m->addr, m->narrow ? 4 : 8, m->data, m->error));
}

bool check_fence_done(struct check *c, uint64_t clock, const struct fence *fence) {
  c->unfenced = 0;
  return !c->gtlb || check_status(c, clock, gtlb_fence_done(c->gtlb, gtlb_when(clock, PHASE_FENCE_DONE), fence));
}

// Until it counts nothing is promised; what it took may be read anew before that, so golden hears
// of it late, but of its own time: from then on the port's rule for every fence holds, that no
// request accepted after its done needs an older read.
bool check_sinval_done(struct check *c, uint64_t clock, const struct fence *fence) {
  if (c->sinvals == CHECK_SINVALS) {
    check_fail(c, VERDICT_LIMIT, clock, "checker");
    snprintf(c->verdict->text, sizeof c->verdict->text, "more than %d SINVAL.VMA before one SFENCE.INVAL.IR",
             CHECK_SINVALS);
    return false;
  }
  c->sinval[c->sinvals++] = (struct sinval){*fence, gtlb_when(clock, PHASE_FENCE_DONE)};
  return true;
}

bool check_inval_ir(struct check *c, uint64_t clock) {
  c->unfenced = 0;
  for (unsigned i = 0; i < c->sinvals && c->gtlb; i++)
    if (!check_status(c, clock, gtlb_fence_done(c->gtlb, c->sinval[i].done, &c->sinval[i].fence))) return false;
  c->sinvals = 0;
  return true;
}

void check_request(struct check *c, uint64_t clock, uint8_t id, const struct request *req,
                   const struct regime *regime) {
  struct flight *f = &c->flight[id];
  f->req = *req;
  f->regime = *regime;
  f->accepted = clock;
  f->own = c->own;
  c->reads = 0;
  c->in_flight |= 1ull << id;
  c->stats->requests++;
}

uint64_t check_oldest(const struct check *c, uint8_t *id) {
  uint64_t oldest = UINT64_MAX;
  for (uint64_t left = c->in_flight; left; left &= left - 1) {
    uint8_t i = (uint8_t)__builtin_ctzll(left);
    if (c->flight[i].accepted >= oldest) continue;
    oldest = c->flight[i].accepted;
    if (id) *id = i;
  }
  return oldest;
}

// --- answers -------------------------------------------------------------------------------------

void check_describe(struct check *c, uint64_t clock, uint8_t id, const struct answer *answer) {
  struct verdict *v = c->verdict;
  const struct flight *f = &c->flight[id];
  struct phys memory = lane_memory(c->lane);
  v->has_request = true;
  v->req = f->req;
  v->regime = f->regime;
  v->accepted = f->accepted;
  if (answer && c->gtlb) {
    struct gtlb_query q = check_query(f, clock, PHASE_RESPONSE);
    gtlb_judge(c->gtlb, &q, answer, &memory, true, &v->finding);
    v->walk = v->finding.walk;
    for (unsigned i = 0; i < v->finding.shown; i++) {
      struct gtlb_finding one;
      gtlb_judge(c->gtlb, &q, &v->finding.answer[i], &memory, false, &one);
      v->legal_walk[i] = one.walk;
    }
  }
  // Without golden, or where nothing that the DUT may know leads to an answer: what memory as it is
  // now gives.
  if (!v->walk.steps || v->walk.reason == REASON_STOPPED) v->walk = walk(&f->regime, &f->req, &memory, AD_EAGER);
}

// The signal that is wrong, when only one answer is legal.
static const char *check_port(const struct gtlb_finding *f, const struct answer *got) {
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

static bool check_illegal(struct check *c, uint64_t clock, uint8_t id, const struct answer *answer) {
  check_fail(c, VERDICT_ANSWER, clock, "rsp_o");
  check_describe(c, clock, id, answer);
  struct verdict *v = c->verdict;
  snprintf(v->port, sizeof v->port, "%s", check_port(&v->finding, answer));
  size_t used = 0;
  for (unsigned i = 0; i < v->finding.shown && used < sizeof v->expected; i++) {
    used += (size_t)snprintf(v->expected + used, sizeof v->expected - used, "%s", i ? " | " : "");
    if (used < sizeof v->expected) answer_print(&v->finding.answer[i], v->expected + used, sizeof v->expected - used);
    used = strlen(v->expected);
  }
  if (!v->finding.shown) {
    char now[128];
    answer_print(&v->walk.answer, now, sizeof now);
    snprintf(v->expected, sizeof v->expected, "no answer before the tables are read; as they are now: %s", now);
  }
  answer_print(answer, v->got, sizeof v->got);
  if (v->finding.forgotten)
    snprintf(v->text, sizeof v->text,
             "stale: only values that a fence took away before the request was accepted give it");
  return false;
}

static void check_count(struct check *c, const struct answer *a, const struct regime *regime) {
  struct run_stats *s = c->stats;
  s->answers++;
  s->stores_unfenced += c->unfenced;
  c->unfenced = 0;
  if (a->kind != ANSWER_OK) {
    s->faults++;
    return;
  }
  s->bare += regime->format == FORMAT_BARE;
  bool napot = a->shift == 16 && format_get(regime->format)->arch == ARCH_RISCV;
  s->ok++;
  s->globals += a->global;
  s->napot += napot;
  s->superpages += a->shift > 12 && !napot;
}

static bool check_latency(struct check *c, uint64_t clock, uint8_t id) {
  uint64_t most = c->profile->latency, own = c->own - c->flight[id].own;
  if (!most || own <= most) return true;
  check_fail(c, VERDICT_PROTOCOL, clock, "rsp_valid_o");
  check_describe(c, clock, id, NULL);
  snprintf(c->verdict->expected, sizeof c->verdict->expected, "an answer after at most %" PRIu64 " clocks of its own",
           most);
  snprintf(c->verdict->got, sizeof c->verdict->got, "%" PRIu64, own);
  return false;
}

// The oldest request that anything is still judged by.
static uint64_t check_horizon(const struct check *c, uint64_t clock) {
  uint64_t oldest = check_oldest(c, NULL);
  for (unsigned i = 0; c->profile->outlives && i < CHECK_GHOSTS; i++)
    if (c->ghost[i].until > clock && c->ghost[i].flight.accepted < oldest) oldest = c->ghost[i].flight.accepted;
  return oldest;
}

bool check_response(struct check *c, uint64_t clock, uint8_t id, const struct answer *answer) {
  const struct flight *f = &c->flight[id];
  if (!check_latency(c, clock, id)) return false;
  if (c->gtlb) {
    struct gtlb_query q = check_query(f, clock, PHASE_RESPONSE);
    struct phys memory = lane_memory(c->lane);
    bool count = c->count_every && --c->until_count == 0;
    gtlb_judge(c->gtlb, &q, answer, &memory, count, &c->finding);
    // A walk that gives the answer is found: that there are too many others to count only makes the
    // run less sharp.
    bool uncounted = c->finding.status == GTLB_TOO_MANY_WALKS && c->finding.legal;
    if (!uncounted && !check_status(c, clock, c->finding.status)) return false;
    if (!c->finding.legal) return check_illegal(c, clock, id, answer);
    c->stats->stale_only += c->finding.stale_only;
    if (count) {
      unsigned size = c->finding.answers < STATS_SET_SIZES && !uncounted ? c->finding.answers : STATS_SET_SIZES - 1;
      c->stats->set_size[size]++;
      c->until_count = c->count_every;
    }
    // SDM3 4.10.4.1: delivering a page fault drops the cached leaf of its address.
    if (answer->kind == ANSWER_PAGE_FAULT && format_get(f->regime.format)->arch == ARCH_X86 &&
        !check_status(c, clock, gtlb_page_fault_taken(c->gtlb, q.now, &f->regime, &f->req)))
      return false;
  }
  check_count(c, answer, &f->regime);
  c->in_flight &= ~(1ull << id);
  if (c->profile->outlives) {
    c->ghost[c->ghost_next].flight = *f;
    c->ghost[c->ghost_next].until = clock + c->profile->outlives;
    c->ghost_next = (c->ghost_next + 1) % CHECK_GHOSTS;
  }
  // Often enough that a fence from before it is among those that golden keeps the times of.
  if (c->gtlb && (!c->in_flight || c->until_horizon-- == 0)) {
    uint64_t oldest = check_horizon(c, clock);
    gtlb_horizon(c->gtlb, oldest == UINT64_MAX ? gtlb_when(clock + 1, PHASE_STORE) : gtlb_when(oldest, PHASE_REQUEST));
    c->until_horizon = HORIZON_EVERY;
  }
  return true;
}
