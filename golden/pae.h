// PAE's PDPTE registers: what a load checks (SDM3 4.4.1). Who loads them is the hardware; golden
// judges what it read.
#ifndef GOLDEN_PAE_H
#define GOLDEN_PAE_H

#include "golden/regime.h"

// May these four be loaded? false: #GP(0), and the registers keep their old values. A not-present
// one is not checked. `pa_bits`: MAXPHYADDR.
bool pae_load_allowed(const uint64_t pdpte[4], uint8_t pa_bits);

#endif
