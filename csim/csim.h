// The cycle twin: the machine of rtl/README.md, clock by clock, in C. Same ports, same answers on
// the same clock.
#ifndef CSIM_CSIM_H
#define CSIM_CSIM_H

#include <stddef.h>
#include "csim/port.h"

// Opaque, and without pointers: a copy of its csim_bytes() bytes is a snapshot, and copied back, or
// into other storage of the same alignment, it goes on from there.
struct csim;
size_t csim_bytes(void);
// Places a twin in the caller's storage (csim_bytes(), 64-byte aligned). NULL when the
// configuration is out of range.
struct csim *csim_init(void *storage, const struct mmu_config *config);
void csim_reset(struct csim *m);
void csim_outputs(const struct csim *m, struct mmu_out *out); // Moore: no inputs needed
void csim_tick(struct csim *m, const struct mmu_in *in);
void csim_probe(const struct csim *m, struct mmu_probe *out); // of the clock the last tick ended
#endif
