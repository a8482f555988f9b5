#include "tb/lane.h"

#include <stdlib.h>
#include <string.h>

#include "tb/rng.h"

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

enum ram_status lane_store(struct lane *l, uint64_t pa, uint64_t value) {
  enum ram_status status = ram_write(l->ram, pa, value);
  if (status != RAM_MISSING) return status;
  status = ram_add_page(l->ram, pa & ~0xfffull);
  return status == RAM_OK ? ram_write(l->ram, pa, value) : status;
}

bool lane_refuses(const struct lane *l, uint64_t addr) {
  for (unsigned i = 0; i < l->port.errors; i++)
    if (l->port.error_addr[i] == addr) return true;
  return false;
}

bool lane_rsp_ready(const struct stim_memory *memory, uint64_t clock) {
  if (!memory->rsp_backpressure) return true;
  // Another stream than the memory port's, which hashes the same seed and clock.
  struct rng r = {memory->port.seed ^ 0x7273705f72656479u ^ clock * 0x2545f4914f6cdd1du};
  return rng_below(&r, (uint64_t)memory->rsp_backpressure + 1) == 0;
}
