// The load of PAE's PDPTE registers (SDM3 4.4.1): which reads on the PTE port are its own, and what
// comes of it. It is a checker too: pdpte_load.c has the rules.
#ifndef TB_PDPTE_LOAD_H
#define TB_PDPTE_LOAD_H

#include "csim/memport.h"

struct run;
struct pdpte_load {
  bool active; // from the clock of the regime write to the clock of regime_done
  uint64_t begun;
  struct regime regime; // in force when it ends well
  uint64_t pdpte[4];    // as read
  unsigned offered;     // entries read in a row so far; they are the load's if the next is, and else were a walk's
  unsigned owed;        // of those, the ones that no request in flight explains
  unsigned sampled;
  bool error;                 // the newest was refused
  uint8_t entry[MEMPORT_IDS]; // by walker id: 1 + index of the entry that is being read; 0: no entry
  bool walks[MEMPORT_IDS];    // the access outstanding may be a walk's
  bool explains;              // the access first offered on this clock is the load's, or may be a walk's
};

static inline bool pdpte_load_busy(const struct pdpte_load *l, uint64_t clock) {
  return l->active && clock > l->begun;
}
// Is the PTE access first offered on this clock one that golden need not explain?
static inline bool pdpte_load_explains(const struct pdpte_load *l, uint64_t clock) {
  return pdpte_load_busy(l, clock) && l->explains;
}
void pdpte_load_begin(struct run *r, const struct regime *regime);
// Whose is the answer of the port on this clock, lane.sampled? True when it may be a walk's.
bool pdpte_load_sample(struct run *r);
// It has ended on this clock, as it had to: the registers, what the regime now is, and the counts.
void pdpte_load_end(struct run *r);

#endif
