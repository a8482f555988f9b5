// What the DUT asks of memory: by which request in flight, or what else the profile allows.
#include <inttypes.h>

#include "golden/walk.h"
#include "tb/engine/check.h"

static bool explains(struct check *c, const struct gtlb_query *q, const struct mmu_out *out) {
  unsigned bytes = out->mem_req_narrow ? 4 : 8;
  if (out->mem_req_op == MEM_READ) return gtlb_explains_read(c->gtlb, q, out->mem_req_addr, bytes);
  return gtlb_explains_cas(c->gtlb, q, out->mem_req_addr, bytes, out->mem_req_expected, out->mem_req_desired);
}

// Profile walks_noncanonical: a walk that begins before the upper bits were looked at reads as if
// they were right.
static bool explains_beyond(struct check *c, const struct flight *f, uint64_t clock, const struct mmu_out *out) {
  const struct format *format = format_get(f->regime.format);
  struct request req = f->req;
  if (!c->profile->walks_noncanonical || out->mem_req_op != MEM_READ || walk_canonical(&f->regime, req.va))
    return false;
  unsigned unused = 64u - format->va_bits;
  req.va = (uint64_t)((int64_t)(req.va << unused) >> unused);
  struct gtlb_query q = check_query(f, clock, PHASE_SAMPLE);
  q.req = &req;
  return explains(c, &q, out);
}

static bool flight_explains(struct check *c, const struct flight *f, uint64_t clock, const struct mmu_out *out) {
  struct gtlb_query q = check_query(f, clock, PHASE_SAMPLE);
  return explains(c, &q, out) || explains_beyond(c, f, clock, out);
}

// Walks for requests that were answered, and for none, where the profile allows them.
static bool others_explain(struct check *c, uint64_t clock, const struct mmu_out *out) {
  for (unsigned i = 0; c->profile->outlives && i < CHECK_GHOSTS; i++)
    if (c->ghost[i].until >= clock && flight_explains(c, &c->ghost[i].flight, clock, out)) return true;
  if (!c->profile->golden.speculation || !c->has_regime) return false;
  struct flight none = {.regime = c->regime, .accepted = clock};
  none.req.priv = PRIV_SUPERVISOR;
  return flight_explains(c, &none, clock, out);
}

bool check_explained(struct check *c, uint64_t clock, const struct mmu_out *out) {
  uint64_t first = c->in_flight & 1ull << c->explainer;
  if (first && flight_explains(c, &c->flight[c->explainer], clock, out)) return true;
  for (uint64_t left = c->in_flight & ~first; left; left &= left - 1) {
    uint8_t id = (uint8_t)__builtin_ctzll(left);
    if (!flight_explains(c, &c->flight[id], clock, out)) continue;
    c->explainer = id;
    return true;
  }
  return others_explain(c, clock, out);
}

static bool fail_unexplained(struct check *c, uint64_t clock, const struct mmu_out *out) {
  bool cas = out->mem_req_op == MEM_CAS;
  check_fail(c, cas ? VERDICT_PTE_UPDATE : VERDICT_PTE_READ, clock, cas ? "mem_req_desired_o" : "mem_req_addr_o");
  struct verdict *v = c->verdict;
  snprintf(v->expected, sizeof v->expected, "%s",
           !cas                    ? "an entry on a legal path of a request in flight"
           : c->profile->ad_faults ? "no update: the profile says ad=fault"
                                   : "an update that a legal walk of a request in flight asks for");
  if (cas)
    snprintf(v->got, sizeof v->got, "update of 0x%" PRIx64 " from 0x%" PRIx64 " to 0x%" PRIx64, out->mem_req_addr,
             out->mem_req_expected, out->mem_req_desired);
  else
    snprintf(v->got, sizeof v->got, "read of 0x%" PRIx64, out->mem_req_addr);
  uint8_t id = 0;
  if (check_oldest(c, &id) != UINT64_MAX) check_describe(c, clock, id, NULL);
  snprintf(v->text, sizeof v->text, "%d in flight%s", __builtin_popcountll(c->in_flight),
           c->in_flight ? "; the oldest is shown" : ": nothing can explain an access to memory");
  return false;
}

// A table may lead to itself: then one walk reads an entry once more, at a lower level.
static bool leads_to(const struct regime *regime, uint64_t value, uint64_t addr) {
  const struct format *f = format_get(regime->format);
  uint64_t bytes = (uint64_t)f->entry_bytes << f->index_bits;
  for (uint8_t level = 1; level < f->walked; level++) {
    struct pte_meaning m = decode(regime, level, value);
    if (m.present && m.malformed == REASON_OK && !m.leaf && addr - m.base < bytes) return true;
  }
  return false;
}

// Profile duplicate_reads=no. There is one request at a time (profile_parse.c), and the reads are
// its own.
static bool is_duplicate(const struct check *c, uint64_t addr) {
  for (unsigned i = c->reads; i-- > 0;) {
    if (leads_to(&c->regime, c->read[i].value, addr)) return false;
    if (c->read[i].addr == addr) return true;
  }
  return false;
}

static bool check_duplicate(struct check *c, uint64_t clock, const struct mmu_out *out) {
  uint8_t id = 0;
  if (!c->profile->no_duplicates || out->mem_req_op != MEM_READ || !is_duplicate(c, out->mem_req_addr)) return true;
  check_fail(c, VERDICT_PTE_READ, clock, "mem_req_addr_o");
  if (check_oldest(c, &id) != UINT64_MAX) check_describe(c, clock, id, NULL);
  snprintf(c->verdict->expected, sizeof c->verdict->expected,
           "each entry read once: the profile says duplicate_reads=no");
  snprintf(c->verdict->got, sizeof c->verdict->got, "0x%" PRIx64 " read again", out->mem_req_addr);
  return false;
}

bool check_offer(struct check *c, uint64_t clock, const struct mmu_out *out) {
  if (c->gtlb && !check_explained(c, clock, out)) return fail_unexplained(c, clock, out);
  return check_duplicate(c, clock, out);
}
