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
// The i-th output by name ("rsp_pa_o"), and its value; NULL past the last. And the other way: false
// when there is none of that name, or the value does not fit.
const char *compare_output(unsigned i, const struct mmu_out *out, uint64_t *value);
bool compare_set_output(struct mmu_out *out, const char *name, uint64_t value);
bool compare_outputs(const struct mmu_out *twin, const struct mmu_out *dut, struct difference *d);
// The port's groups in which the two differ in any signal: a bit for each of these.
enum compare_group { COMPARE_REGIME, COMPARE_REQ, COMPARE_RSP, COMPARE_MEM, COMPARE_FENCE };
unsigned compare_groups(const struct mmu_out *twin, const struct mmu_out *dut);
// The i-th named field of a probe (rtl/README.md, "Probe"), and its value; NULL past the last.
const char *compare_field(unsigned i, const struct mmu_probe *p, uint64_t *value);
// The i of the field of that name; it is one of those in compare.c.
unsigned compare_find(const char *name);
bool compare_probe(const struct mmu_probe *twin, const struct mmu_probe *dut, struct difference *d);

#endif
