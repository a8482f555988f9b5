#include "tb/engine/lane.h"

#include <stdlib.h>
#include <string.h>

#include "tb/text/rng.h"

bool lane_open(struct lane *l, const struct ram_image *image, size_t own_pages, const struct memport_config *port) {
  memset(l, 0, sizeof *l);
  size_t bytes = (ram_bytes(image, own_pages) + 63) & ~(size_t)63;
  void *storage = bytes ? aligned_alloc(64, bytes) : NULL;
  if (!storage) return false;
  l->ram = ram_init(storage, bytes, image, own_pages);
  if (!l->ram) {
    free(storage);
    return false;
  }
  memport_init(&l->port, l->ram, port);
  return true;
}

void lane_close(struct lane *l) {
  free(l->ram); // the handle is the start of its storage
  l->ram = NULL;
}

void lane_map(struct lane *l, const struct stim_map *map) {
  memport_regions(&l->port, map->region, map->regions);
  ram_zero_holes(l->ram, map->zero_holes);
}

static enum ram_status store(struct ram *ram, uint64_t pa, unsigned bytes, uint64_t value) {
  return bytes == 4 ? ram_write4(ram, pa, (uint32_t)value) : ram_write(ram, pa, value);
}

enum ram_status lane_store(struct lane *l, uint64_t pa, unsigned bytes, uint64_t value) {
  enum ram_status status = store(l->ram, pa, bytes, value);
  if (status != RAM_MISSING) return status;
  status = ram_add_page(l->ram, pa & ~0xfffull);
  return status == RAM_OK ? store(l->ram, pa, bytes, value) : status;
}

bool lane_look(const struct lane *l, uint64_t addr, unsigned bytes, enum mem_op op, uint64_t *value) {
  uint32_t half;
  if (memport_refuses(&l->port, addr, bytes, op)) return false;
  if (bytes != 4) return ram_read(l->ram, addr, value) == RAM_OK;
  if (ram_read4(l->ram, addr, &half) != RAM_OK) return false;
  *value = half;
  return true;
}

static enum phys_status memory_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  return lane_look(ctx, addr, bytes, MEM_READ, value) ? PHYS_OK : PHYS_ERROR;
}

// Refused where the port would refuse it, else not made: this is a look.
static enum phys_status memory_update(void *ctx, struct phys_swap *swap) {
  if (!lane_look(ctx, swap->addr, swap->bytes, MEM_CAS, &swap->old)) return PHYS_ERROR;
  swap->ok = swap->old == swap->expected;
  return PHYS_OK;
}

struct phys lane_memory(const struct lane *l) {
  return (struct phys){(void *)l, memory_read, memory_update};
}

bool lane_rsp_ready(const struct stim_memory *memory, uint64_t clock) {
  if (!memory->rsp_backpressure) return true;
  // Another stream than the memory port's, which hashes the same seed and clock.
  struct rng r = {memory->port.seed ^ 0x7273705f72656479u ^ clock * 0x2545f4914f6cdd1du};
  return rng_below(&r, (uint64_t)memory->rsp_backpressure + 1) == 0;
}
