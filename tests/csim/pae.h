// The rig with PAE tables, and loads of the four registers.
#ifndef TESTS_CSIM_PAE_H
#define TESTS_CSIM_PAE_H

#include <CUnit/CUnit.h>

#include "golden/walk.h"
#include "tests/csim/mmu_rig.h"

enum { P = 1, W = 2, U = 4, A = 0x20, D = 0x40, PS = 0x80 };
enum { TABLE = 0x1fe0 }; // the four PDPTEs: the last 32 bytes of a page

// Register 0 leads to 0x3000 and from there to 0x4000, whose pages are 0x100000...; register 2 to
// 0x5000, where a 2 MiB page is; 1 and 3 are not present, and have every reserved bit set.
static inline void pae_open(void) {
  rig_open(ARCH_X86, 1);
  rig_store(TABLE, 0x3000 | P);
  rig_store(TABLE + 8, ~1ull);
  rig_store(TABLE + 16, 0x5000 | P | 0xe18); // what is ignored or a cache type
  rig_store(TABLE + 24, ~1ull);
  rig_store(0x3000, 0x4000 | P | W | U | A);
  for (uint64_t i = 0; i < 64; i++)
    rig_store(0x4000 + 8 * i, (0x100 + i) << 12 | P | W | U | A | D);
  rig_store(0x5000, 0xfffe00000 | P | W | U | A | D | PS);
}

// Offers the load: t is the clock of the next step.
static inline void pae_ask(uint16_t asid, uint16_t flags) {
  rig_regime(3, TABLE >> 12, asid, flags);
  rig.in.regime_root_low = (TABLE & 0xfff) >> 5;
  rig.in.regime_load = 1;
}

// A load that nothing hinders; what it ends with.
static inline unsigned pae_load(uint16_t asid, uint16_t flags) {
  pae_ask(asid, flags);
  for (unsigned i = 0; i < 100; i++) {
    rig_step();
    if (rig.out.regime_done) return rig.out.regime_fault;
  }
  CU_FAIL_FATAL("a load never ends");
  return 0;
}

static inline unsigned pae_present(void) {
  return (unsigned)(probe_pdpte_present(&rig.probe));
}

#endif
