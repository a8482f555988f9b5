#include "tb/input/image_view.h"

const uint64_t *image_view_page(const struct image *image, uint64_t pa) {
  const struct ram_image *ram = &image->ram;
  size_t low = 0, high = ram->pages;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (ram->page_pa[middle] < pa)
      low = middle + 1;
    else
      high = middle;
  }
  return low < ram->pages && ram->page_pa[low] == pa ? ram->page[low] : NULL;
}

static enum phys_status view_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  const struct image *image = ctx;
  const uint64_t *page = image_view_page(image, addr & ~0xfffull);
  if (!page) return PHYS_ERROR;
  *value = page[addr % 4096 / 8];
  if (bytes == 4) *value = (uint32_t)(*value >> (addr & 4 ? 32 : 0));
  return PHYS_OK;
}

struct phys image_view(const struct image *image) {
  return (struct phys){.ctx = (void *)image, .read = view_read};
}
