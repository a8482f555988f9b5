// An image as a .ptp file, plain or compressed.
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "tb/input/image.h"
#include "tb/text/outfile.h"

enum { LEVEL = 19, PAGE_BYTES = 4096 };

static unsigned char *put(unsigned char *to, unsigned bytes, uint64_t value) {
  for (unsigned i = 0; i < bytes; i++)
    *to++ = (unsigned char)(value >> 8 * i);
  return to;
}

static unsigned char *lay_out(const struct image *image, size_t *size) {
  const struct ram_image *ram = &image->ram;
  *size = 16 + image->json_bytes + ram->pages * (8 + (size_t)PAGE_BYTES);
  unsigned char *bytes = malloc(*size), *at = bytes;
  if (!bytes) return NULL;
  memcpy(at, "PTPAGES1", 8);
  at = put(at + 8, 4, ram->pages);
  at = put(at, 4, image->json_bytes);
  memcpy(at, image->json, image->json_bytes);
  at += image->json_bytes;
  for (size_t i = 0; i < ram->pages; i++)
    at = put(at, 8, ram->page_pa[i]);
  for (size_t i = 0; i < ram->pages; i++)
    for (unsigned w = 0; w < PAGE_BYTES / 8; w++)
      at = put(at, 8, ram->page[i][w]);
  return bytes;
}

// In place of `bytes`, which is freed. NULL: no memory.
static unsigned char *pack(unsigned char *bytes, size_t *size) {
  size_t room = ZSTD_compressBound(*size);
  unsigned char *packed = malloc(room);
  ZSTD_CCtx *c = ZSTD_createCCtx();
  size_t n = 0;
  if (packed && c) {
    ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
    n = ZSTD_compress2(c, packed, room, bytes, *size);
  }
  ZSTD_freeCCtx(c);
  free(bytes);
  if (n && !ZSTD_isError(n)) {
    *size = n;
    return packed;
  }
  free(packed);
  return NULL;
}

int image_write(const struct image *image, const char *path, struct lw_error *e) {
  struct outfile out;
  size_t size, name = strlen(path);
  unsigned char *bytes = lay_out(image, &size);
  if (bytes && name > 4 && strcmp(path + name - 4, ".zst") == 0) bytes = pack(bytes, &size);
  if (!bytes) return lw_fail(e, LW_INPUT, "%s: out of memory", path);
  int code = outfile_open(&out, path, e);
  if (code == 0) {
    fwrite(bytes, 1, size, out.file);
    code = outfile_commit(&out, e);
  }
  free(bytes);
  return code;
}
