// What the DUT asks of memory: by which request in flight, or what else the profile allows.
#include "golden/walk.h"
#include "tb/engine/run.h"

static bool explains(const struct golden *g, const struct gtlb_query *q, const struct mmu_out *out) {
  unsigned bytes = out->mem_req_narrow ? 4 : 8;
  if (out->mem_req_op == MEM_READ) return gtlb_explains_read(g->gtlb, q, out->mem_req_addr, bytes);
  return gtlb_explains_cas(g->gtlb, q, out->mem_req_addr, bytes, out->mem_req_expected, out->mem_req_desired);
}

// A read of a walk that begins before the upper bits of its address were looked at.
static bool explains_beyond(const struct run *r, const struct flight *f, const struct mmu_out *out) {
  struct request req = f->req;
  if (out->mem_req_op != MEM_READ || !profile_walks_as(r->profile, &f->regime, f->req.va, &req.va)) return false;
  struct gtlb_query q = flight_query(f, r->clock, PHASE_SAMPLE);
  q.req = &req;
  return explains(r->golden, &q, out);
}

static bool flight_explains(const struct run *r, const struct flight *f, const struct mmu_out *out) {
  struct gtlb_query q = flight_query(f, r->clock, PHASE_SAMPLE);
  return explains(r->golden, &q, out) || explains_beyond(r, f, out);
}

// Walks for requests that were answered, and for none, where the profile allows them.
static bool others_explain(const struct run *r, const struct mmu_out *out) {
  const struct golden *g = r->golden;
  for (unsigned i = 0; r->profile->outlives && i < GOLDEN_GHOSTS; i++)
    if (g->ghost[i].until >= r->clock && flight_explains(r, &g->ghost[i].flight, out)) return true;
  if (!r->profile->golden.speculation || !r->regime_set) return false;
  struct flight none = {.regime = r->regime, .accepted = r->clock};
  none.req.priv = PRIV_SUPERVISOR;
  return flight_explains(r, &none, out);
}

bool golden_explains(struct run *r) {
  const struct mmu_out *out = &r->lane[LANE_DUT].out;
  const struct flights *f = &r->flights;
  struct golden *g = r->golden;
  uint64_t first = f->in_flight & 1ull << g->explainer;
  if (first && flight_explains(r, &f->flight[g->explainer], out)) return true;
  for (uint64_t left = f->in_flight & ~first; left; left &= left - 1) {
    uint8_t id = (uint8_t)__builtin_ctzll(left);
    if (!flight_explains(r, &f->flight[id], out)) continue;
    g->explainer = id;
    return true;
  }
  return others_explain(r, out);
}
