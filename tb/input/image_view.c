#include "tb/input/image_view.h"

static enum phys_status view_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  const struct image *image = ctx;
  const uint64_t *page = ram_image_page(&image->ram, addr);
  if (!page) return PHYS_ERROR;
  *value = page[addr % 4096 / 8];
  if (bytes == 4) *value = (uint32_t)(*value >> (addr & 4 ? 32 : 0));
  return PHYS_OK;
}

struct phys image_view(const struct image *image) {
  return (struct phys){.ctx = (void *)image, .read = view_read};
}
