// A load waits for the walks under way and then reads the four entries at CR3 in order. Whoever
// looks at the port alone cannot always tell the two apart: an entry's address may also be a
// table's that a request in flight walks. So entries read in a row count as the load's for as long
// as the row goes on, and each that may be a walk's is told to golden too.
#include "tb/engine/pdpte_load.h"

#include <string.h>

#include "tb/engine/run.h"

enum { PDPTES = 4 };

void pdpte_load_begin(struct run *r, const struct regime *regime) {
  r->pdpte_load = (struct pdpte_load){.active = true, .begun = r->clock, .regime = *regime};
  for (unsigned id = 0; id < MEMPORT_IDS; id++)
    r->pdpte_load.walks[id] = true; // what is outstanding was asked for before
}

// The rules of regime_busy_o, regime_done_o, regime_fault_o and of req_ready_o during a load.
static struct finding pdpte_load_port(struct run *r, void *self) {
  const struct mmu_out *out = &r->lane[LANE_DUT].out;
  bool busy = pdpte_load_busy(&r->pdpte_load, r->clock);
  (void)self;
  if (out->regime_busy != busy)
    return finding_broken(r, "regime_busy_o", busy ? "1 during a load" : "0", out->regime_busy);
  if (!busy && out->regime_done) return finding_broken(r, "regime_done_o", "a load that is under way", 1);
  if (out->regime_fault > (out->regime_done ? REGIME_BUS_ERROR : REGIME_FINE))
    return finding_broken(r, "regime_fault_o", out->regime_done ? "0, 1 or 2" : "0 while regime_done_o is 0",
                          out->regime_fault);
  if (busy && out->req_ready) return finding_broken(r, "req_ready_o", "0 during a load", 1);
  return finding_none();
}

// Begins a new row, or none: what was read before belongs to walks, and those must be there.
static struct finding forget_row(struct run *r, struct pdpte_load *l, const struct mmu_out *out) {
  if (l->owed)
    return finding_broken(r, "mem_req_addr_o",
                          l->error ? "no access between a refused PDPTE and regime_done_o"
                                   : "the four PDPTEs, each once, in order",
                          out->mem_req_addr);
  l->offered = l->sampled = 0;
  l->error = false; // of a walk's read
  return finding_none();
}

// Whose is it: the load's, a walk's, or possibly either? What is neither is golden's to find.
static struct finding pdpte_load_offer(struct run *r, void *self) {
  const struct mmu_out *out = &r->lane[LANE_DUT].out;
  struct pdpte_load *l = &r->pdpte_load;
  (void)self;
  l->explains = false;
  if (!pdpte_load_busy(l, r->clock)) return finding_none();
  bool walks = !r->golden || golden_explains(r);
  uint64_t first = l->regime.root_pa;
  bool wide_read = out->mem_req_op == MEM_READ && !out->mem_req_narrow;
  bool next = wide_read && l->offered < PDPTES && !l->error && out->mem_req_addr == first + 8 * l->offered;
  bool again = wide_read && !next && out->mem_req_addr == first;
  l->entry[out->mem_req_id] = 0;
  l->walks[out->mem_req_id] = walks;
  l->explains = walks || next || again;
  struct finding f = next ? finding_none() : forget_row(r, l, out);
  if (f.kind != VERDICT_PASS || !(next || again)) return f;
  l->entry[out->mem_req_id] = (uint8_t)++l->offered;
  l->owed += !walks;
  return f;
}

static struct finding pdpte_load_loaded(struct run *r, void *self) {
  const struct pdpte_load *l = &r->pdpte_load;
  (void)self;
  if (l->sampled == l->offered && (l->error || l->sampled == PDPTES)) return finding_none();
  return finding_broken(r, "regime_done_o", "all four PDPTEs read before the load ends", l->sampled);
}

const struct checker check_pdpte_load = {
    .name = "load",
    .at = {[AT_LOAD_PORT] = pdpte_load_port, [AT_OFFER] = pdpte_load_offer, [AT_LOADED] = pdpte_load_loaded}};

bool pdpte_load_sample(struct run *r) {
  const struct memport_event *m = &r->lane[LANE_DUT].sampled;
  struct pdpte_load *l = &r->pdpte_load;
  if (!l->active) return true;
  unsigned entry = l->entry[m->id];
  if (entry) {
    l->pdpte[entry - 1] = m->data;
    l->sampled = entry;
    l->error = m->error;
    l->entry[m->id] = 0;
  }
  return l->walks[m->id];
}

void pdpte_load_end(struct run *r) {
  const struct mmu_out *out = &r->lane[LANE_DUT].out;
  struct pdpte_load *l = &r->pdpte_load;
  l->active = false;
  r->moved = r->clock;
  r->view.loads++;
  r->view.load_fault = out->regime_fault;
  r->stats->loads++;
  r->stats->load_faults += out->regime_fault != REGIME_FINE;
  r->stats->digest = (r->stats->digest ^ (0x10ad0000u | out->regime_fault)) * 0x9e3779b97f4a7c15u;
  if (run_listens(r)) {
    struct event e = {.clock = r->clock, .kind = EVENT_LOADED, .id = out->regime_fault};
    memcpy(e.u.pdpte, l->pdpte, sizeof e.u.pdpte);
    run_emit(r, &e);
  }
  if (out->regime_fault != REGIME_FINE) return;
  memcpy(r->pdpte, l->pdpte, sizeof r->pdpte);
  run_set_regime(r, &l->regime);
}
