// Wire for wire: the DUT's outputs and internal state against the twin's, with the name of what
// differs.
#ifndef TB_COMPARE_H
#define TB_COMPARE_H

#include "csim/port.h"

struct difference {
  char name[48];          // "rsp_pa_o", "probe.tlb_valid"
  uint64_t expected, got; // the twin's, the DUT's
  bool timing;            // a valid, ready or done and nothing else differs
};

// True when all fields are equal. Otherwise `d` names the first one that differs in value while
// both sides call it valid, or, when there is none, the first valid, ready or done.
bool compare_outputs(const struct mmu_out *twin, const struct mmu_out *dut, struct difference *d);
// The groups in which the two differ in any output: a bit for each enum port_group.
unsigned compare_groups(const struct mmu_out *twin, const struct mmu_out *dut);
// Are all outputs of that group equal?
bool compare_same(enum port_group group, const struct mmu_out *a, const struct mmu_out *b);
// The i-th named field of a probe (csim/probe.def), and its value; NULL past the last.
const char *compare_field(unsigned i, const struct mmu_probe *p, uint64_t *value);
bool compare_probe(const struct mmu_probe *twin, const struct mmu_probe *dut, struct difference *d);

#endif
