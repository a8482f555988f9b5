// A lane: one memory, one PTE port on it, and the wires of one clock. The DUT's lane and the twin's
// are equal but separate.
#ifndef TB_LANE_H
#define TB_LANE_H

#include "csim/memport.h"
#include "golden/walk.h"
#include "tb/engine/stim.h"

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
void lane_map(struct lane *l, const struct stim_map *map);
// A store by software: a page that is missing is added. RAM_FULL: more pages than the run was
// given.
enum ram_status lane_store(struct lane *l, uint64_t pa, unsigned bytes, uint64_t value); // 4 or 8, aligned
// What a PTE access of `bytes` (4 or 8) would find now, without making it. False: the port answers
// error.
bool lane_look(const struct lane *l, uint64_t addr, unsigned bytes, enum mem_op op, uint64_t *value);
// The memory as it is now, for a walk that looks and never writes: an update is granted if it would
// be, and forgotten.
struct phys lane_memory(const struct lane *l);
// Is whoever takes answers ready on this clock? A pure function of (seed, clock).
bool lane_rsp_ready(const struct stim_memory *memory, uint64_t clock);

#endif
