// PAE's PDPTE registers: what a load checks (SDM3 4.4.1). Who loads them is the hardware; golden
// judges what it read.
#ifndef GOLDEN_PAE_H
#define GOLDEN_PAE_H

#include "golden/regime.h"

// May these four be loaded? false: #GP(0), and the registers keep their old values. A not-present
// one is not checked. `pa_bits`: MAXPHYADDR.
bool pae_load_allowed(const uint64_t pdpte[4], uint8_t pa_bits);
// Does a MOV to CR0 or CR4 that goes from `before` to `after` load them again (SDM3 4.4.1)? It does
// with PAE paging in force afterwards when it changes CR0.PG, CR4.PAE, PGE, PSE or SMEP. CR0.CD and
// CR0.NW do too, and are no part of a regime.
bool pae_reloads(const struct regime *before, const struct regime *after);

#endif
