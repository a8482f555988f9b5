// PAE's load unit: a MOV CR3 reads the four PDPTEs, checks them, and puts the new regime in force
// or leaves the old one (SDM3 4.4.1). What makes an entry unfit is golden's.
#ifndef CSIM_PAE_LOAD_H
#define CSIM_PAE_LOAD_H

#include "csim/port.h"

enum pae_load_state { LOAD_IDLE, LOAD_DRAIN, LOAD_REQ, LOAD_WAIT, LOAD_END };

struct pae_load {
  uint8_t state;      // enum pae_load_state
  uint8_t index;      // of the PDPTE in hand; 0 in LOAD_DRAIN
  bool error;         // the memory port refused
  struct regime next; // what goes in force at the end, with the words read so far as its PDPTE registers
};

void pae_load_reset(struct pae_load *l);
void pae_load_start(struct pae_load *l, const struct regime *next); // Idle -> Drain
// One clock in a state other than Idle. `drained`: no request is in S1, in the miss queue or in the
// walker.
void pae_load_tick(struct pae_load *l, const struct mmu_in *in, bool drained);
enum regime_fault pae_load_fault(const struct pae_load *l);           // of LOAD_END
void pae_load_outputs(const struct pae_load *l, struct mmu_out *out); // not Idle; `out` has no memory request yet

#endif
