// The load of PAE's PDPTE registers (SDM3 4.4.1): which reads on the PTE port are its own, and how
// it must end.
#ifndef TB_LOAD_H
#define TB_LOAD_H

#include "csim/memport.h"

struct run;
struct load {
  bool active; // from the clock of the regime write to the clock of regime_done
  uint64_t begun;
  struct regime regime; // in force when it ends well
  uint64_t pdpte[4];    // as read
  unsigned offered;     // entries read in a row so far; they are the load's if the next is, and else were a walk's
  unsigned owed;        // of those, the ones that no request in flight explains
  unsigned sampled;
  bool error;               // the newest was refused
  uint8_t own[MEMPORT_IDS]; // by walker id: 1 + index of the entry that is being read; 0: no entry
  bool walks[MEMPORT_IDS];  // the access outstanding may be a walk's
};

static inline bool load_busy(const struct load *l, uint64_t clock) {
  return l->active && clock > l->begun;
}
void load_begin(struct run *r, const struct regime *regime);
// The rules of regime_busy_o, regime_done_o, regime_fault_o and of req_ready_o during a load.
// false: the run is over.
bool load_obeys(struct run *r, const struct mmu_out *out);
// A PTE access on its first clock: the load's, a walk's, or possibly either. false: neither.
bool load_offer(struct run *r, const struct mmu_out *out);
// An answer of the port. True when it may belong to a walk: golden is told.
bool load_sample(struct run *r, const struct memport_event *m);
// After the clock's samples: judges the end, if this is it.
bool load_end(struct run *r, const struct mmu_out *out);

#endif
