// The rig with an Sv39 table, and the bits of RISC-V entries.
#ifndef TESTS_CSIM_SV39_H
#define TESTS_CSIM_SV39_H

#include "golden/walk.h"
#include "tests/csim/mmu_rig.h"

enum { V = 1, R = 2, W = 4, U = 16, G = 32, A = 64, UPDATE = RV_SVADU | RV_ADUE };
static inline uint64_t pte(uint64_t ppn, unsigned bits) {
  return ppn << 10 | bits;
}

// Sv39, root at 0x1000; va 0..0x1fffff maps page by page to pa 0x100000.. through 0x2000 and
// 0x3000.
static inline void sv39_open(uint32_t latency, unsigned leaf_bits, uint8_t flags) {
  rig_open(ARCH_RISCV, latency);
  rig_store(0x1000, pte(2, V));
  rig_store(0x2000, pte(3, V));
  for (unsigned i = 0; i < 64; i++)
    rig_store(0x3000 + 8 * i, pte(0x100 + i, leaf_bits));
  rig_regime(3, 1, 7, flags);
  rig_step();
}

#endif
