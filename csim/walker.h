// A walker as the MMU sees it, as rtl/walker.sv: the unit that walks, its page-walk cache, and its
// part of the PTE port, under an id of its own.
#ifndef CSIM_WALKER_H
#define CSIM_WALKER_H

#include "csim/ptw.h"

// What the probe tells of a clock and the registers no longer show after its edge.
struct walker_before {
  uint64_t pte, table;
  int16_t pwc_way; // filled in this clock, or PWC_MISS: the entry itself is still in the array
  uint16_t pwc_valid;
  uint8_t pwc_robin, state, level, perm, id;
  bool nofill, global;
};

struct walker {
  uint8_t id; // on the PTE port
  struct walker_before before;
  struct ptw ptw;
  struct pwc pwc;
};

void walker_init(struct walker *w, uint8_t id, uint8_t pwc_entries); // pwc_entries: 1..PWC_MAX
void walker_reset(struct walker *w);
static inline bool walker_idle(const struct walker *w) {
  return w->ptw.state == PTW_IDLE;
}
static inline bool walker_done(const struct walker *w) { // an answer waits to be taken
  return w->ptw.state == PTW_DONE;
}
// Of a walk that is done: does the TLB get an entry when its answer is taken in this clock?
bool walker_fills(const struct walker *w, bool invalidate, struct tlb_entry *entry);
// One clock in a state other than Idle. `taken`: the answer leaves. `invalidate`: a fence or drop
// executes.
static inline void walker_tick(struct walker *w, const struct mmu_in *in, bool taken, bool invalidate) {
  const bool answered = in->mem_rsp_valid && in->mem_rsp_id == w->id;
  w->before.pwc_way = (int16_t)ptw_tick(&w->ptw, &w->pwc, in, taken, invalidate, answered);
}
// mem_req_*; `out` is zero before.
static inline void walker_outputs(const struct walker *w, struct mmu_out *out) {
  ptw_outputs(&w->ptw, out);
  if (out->mem_req_valid) out->mem_req_id = w->id;
}

// Before any register changes.
static inline void walker_remember(struct walker *w) {
  struct walker_before *b = &w->before;
  b->pwc_way = PWC_MISS;
  b->pwc_valid = w->pwc.valid;
  b->pwc_robin = w->pwc.robin;
  b->state = w->ptw.state;
  if (b->state == PTW_IDLE) return;
  b->nofill = w->ptw.nofill;
  b->level = w->ptw.level;
  b->id = w->ptw.req.id;
  b->pte = w->ptw.pte;
  b->table = w->ptw.table;
  b->perm = w->ptw.perm;
  b->global = w->ptw.global;
}

#endif
