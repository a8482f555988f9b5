#include "tb/image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tb/bytefile.h"
#include "tb/image_regime.h"

// "PTPAGES1", u32 pages, u32 JSON bytes, JSON, u64 address of each page, 4096 bytes of each page; little endian.
enum { HEADER_BYTES = 16, PAGE_BYTES = 4096, JSON_MAX = 64 * 1024, PAGES_MAX = 64 * 1024 * 1024 / (PAGE_BYTES + 8) };

struct slot {
  uint64_t pa;
  uint32_t index; // in the file
};
struct loader {
  const char *path;
  struct bytefile *file;
  struct image *image;
  uint32_t pages, json_bytes;
  char *json;
  struct slot *slot; // ascending pa
  uint32_t *rank;    // place, in ascending order, of page i of the file
};

static uint32_t le32(const unsigned char *b) {
  return b[0] | b[1] << 8 | b[2] << 16 | (uint32_t)b[3] << 24;
}
static uint64_t le64(const unsigned char *b) {
  return le32(b) | (uint64_t)le32(b + 4) << 32;
}

static int out_of_memory(struct loader *l, struct lw_error *e) {
  return lw_fail(e, LW_INPUT, "%s: out of memory", l->path);
}

// Exactly `size` bytes, or the reason why the file has them not.
static int read_all(struct loader *l, void *data, size_t size, const char *what, struct lw_error *e) {
  size_t got;
  if (bytefile_read(l->file, data, size, &got, e)) return LW_INPUT;
  if (got == size) return 0;
  return bytefile_fail(l->file, bytefile_offset(l->file), e,
                       "the file ends in %s (the header promises %u pages, %llu bytes in all)", what, l->pages,
                       (unsigned long long)(HEADER_BYTES + l->json_bytes + (uint64_t)l->pages * (PAGE_BYTES + 8)));
}

static int read_header(struct loader *l, struct lw_error *e) {
  unsigned char header[HEADER_BYTES];
  size_t got;
  if (bytefile_read(l->file, header, sizeof header, &got, e)) return LW_INPUT;
  if (memcmp(header, "PTPAGES1", got < 8 ? got : 8) || got == 0)
    return bytefile_fail(l->file, 0, e, "not a page-table image (it does not begin with PTPAGES1)");
  if (got < sizeof header) return bytefile_fail(l->file, got, e, "the file ends in its header");
  l->pages = le32(header + 8);
  l->json_bytes = le32(header + 12);
  if (l->pages == 0 || l->pages > PAGES_MAX)
    return bytefile_fail(l->file, 8, e, "absurd number of pages: %u (1 to %d)", l->pages, PAGES_MAX);
  if (l->json_bytes == 0 || l->json_bytes > JSON_MAX)
    return bytefile_fail(l->file, 12, e, "absurd JSON length: %u (1 to %d)", l->json_bytes, JSON_MAX);
  return 0;
}

static int read_json(struct loader *l, struct lw_error *e) {
  char reason[256];
  l->json = malloc(l->json_bytes); // NOLINT(clang-analyzer-optin.portability.UnixAPI): read_sizes refuses 0
  if (!l->json) return out_of_memory(l, e);
  if (read_all(l, l->json, l->json_bytes, "the JSON header", e)) return LW_INPUT;
  if (!image_regime_parse(l->json, l->json_bytes, &l->image->regime, reason, sizeof reason))
    return bytefile_fail(l->file, HEADER_BYTES, e, "%s", reason);
  size_t kept = l->json_bytes < sizeof l->image->json ? l->json_bytes : sizeof l->image->json - 1;
  memcpy(l->image->json, l->json, kept);
  return 0;
}

static int slot_compare(const void *a, const void *b) {
  const struct slot *x = a, *y = b;
  if (x->pa != y->pa) return x->pa < y->pa ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

static int read_addresses(struct loader *l, uint64_t *pa, struct lw_error *e) {
  uint64_t start = bytefile_offset(l->file);
  l->slot = calloc(l->pages, sizeof *l->slot);
  l->rank = calloc(l->pages, sizeof *l->rank);
  if (!l->slot || !l->rank) return out_of_memory(l, e);
  for (uint32_t i = 0; i < l->pages; i++) {
    unsigned char b[8];
    if (read_all(l, b, sizeof b, "the page addresses", e)) return LW_INPUT;
    l->slot[i] = (struct slot){le64(b), i};
    if (l->slot[i].pa % PAGE_BYTES || l->slot[i].pa >> 56)
      return bytefile_fail(l->file, start + 8ull * i, e, "page address 0x%llx is not 4 KiB aligned within 56 bits",
                           (unsigned long long)l->slot[i].pa);
  }
  qsort(l->slot, l->pages, sizeof *l->slot, slot_compare);
  for (uint32_t i = 0; i < l->pages; i++) {
    if (i && l->slot[i].pa == l->slot[i - 1].pa)
      return bytefile_fail(l->file, start + 8ull * l->slot[i].index, e, "page address 0x%llx occurs twice",
                           (unsigned long long)l->slot[i].pa);
    l->rank[l->slot[i].index] = i;
    pa[i] = l->slot[i].pa;
  }
  return 0;
}

static int read_pages(struct loader *l, uint64_t (*page)[512], struct lw_error *e) {
  for (uint32_t i = 0; i < l->pages; i++) {
    unsigned char raw[PAGE_BYTES];
    if (read_all(l, raw, sizeof raw, "the pages", e)) return LW_INPUT;
    for (unsigned w = 0; w < 512; w++)
      page[l->rank[i]][w] = le64(raw + 8 * w);
  }
  return 0;
}

static int check_end(struct loader *l, struct lw_error *e) {
  unsigned char extra;
  size_t got;
  uint64_t end = bytefile_offset(l->file);
  if (bytefile_read(l->file, &extra, 1, &got, e)) return LW_INPUT;
  if (got) return bytefile_fail(l->file, end, e, "bytes follow the last of %u pages", l->pages);
  for (uint32_t i = 0; i < l->pages; i++)
    if (l->slot[i].pa == l->image->regime.root_pa) return 0;
  return bytefile_fail(l->file, HEADER_BYTES, e, "the root table 0x%llx is not among the pages",
                       (unsigned long long)l->image->regime.root_pa);
}

static int load(struct loader *l, struct lw_error *e) {
  if (read_header(l, e) || read_json(l, e)) return LW_INPUT;
  uint64_t *pa = calloc(l->pages, sizeof *pa);
  uint64_t(*page)[512] = calloc(l->pages, sizeof *page);
  l->image->ram = (struct ram_image){l->pages, pa, (const uint64_t(*)[512])page};
  if (!pa || !page) return out_of_memory(l, e);
  if (read_addresses(l, pa, e) || read_pages(l, page, e)) return LW_INPUT;
  return check_end(l, e);
}

struct image *image_open(const char *path, struct lw_error *e) {
  struct loader l = {.path = path};
  l.file = bytefile_open(path, e);
  if (!l.file) return NULL;
  l.image = calloc(1, sizeof *l.image);
  int code = l.image ? load(&l, e) : out_of_memory(&l, e);
  bytefile_close(l.file);
  free(l.json);
  free(l.slot);
  free(l.rank);
  if (code == 0) return l.image;
  image_close(l.image);
  return NULL;
}

void image_close(struct image *image) {
  if (!image) return;
  free((void *)image->ram.page_pa);
  free((void *)image->ram.page);
  free(image);
}
