// A lane: one memory, one PTE port on it, and the wires of one clock. The DUT's lane and the twin's are equal but
// separate.
#ifndef TB_LANE_H
#define TB_LANE_H

#include "csim/memport.h"
#include "tb/stim.h"

struct lane {
  struct ram *ram;
  struct memport port;
  struct mmu_in in;
  struct mmu_out out;
  struct memport_event sampled; // the access launched on this clock, if any
};

// False when memory is short. `image` may be NULL.
bool lane_open(struct lane *l, const struct ram_image *image, size_t own_pages, const struct memport_config *port);
void lane_close(struct lane *l);
// A store by software: a page that is missing is added. RAM_FULL: more pages than the run was given.
enum ram_status lane_store(struct lane *l, uint64_t pa, uint64_t value);
// Does the PTE port refuse this address?
bool lane_refuses(const struct lane *l, uint64_t addr);
// Is whoever takes answers ready on this clock? A pure function of (seed, clock).
bool lane_rsp_ready(const struct stim_memory *memory, uint64_t clock);

#endif
