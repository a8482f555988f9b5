#include "tb/text/bytefile.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

// Images are compressed with small windows; a larger one in a header is an attempt to make us
// allocate.
enum { CHUNK = 64 * 1024, WINDOW_LOG_MAX = 26 };

struct bytefile {
  char *path;
  FILE *file;
  ZSTD_DStream *zst; // NULL: plain
  bool frame_open;   // inside a zstd frame: ending here means truncated
  uint64_t offset;
  size_t raw_at, raw_end;
  unsigned char raw[CHUNK];
};

int bytefile_fail(const struct bytefile *b, uint64_t offset, struct lw_error *e, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  lw_vfail_offset(e, b->path, offset, fmt, args);
  va_end(args);
  return LW_INPUT;
}

static int fill(struct bytefile *b, struct lw_error *e) {
  b->raw_at = 0;
  b->raw_end = fread(b->raw, 1, CHUNK, b->file);
  return ferror(b->file) ? bytefile_fail(b, b->offset, e, "%s", strerror(errno)) : 0;
}

static int detect(struct bytefile *b, struct lw_error *e) {
  static const unsigned char magic[4] = {0x28, 0xb5, 0x2f, 0xfd};
  if (fill(b, e)) return LW_INPUT;
  if (b->raw_end < sizeof magic || memcmp(b->raw, magic, sizeof magic)) return 0;
  b->zst = ZSTD_createDStream();
  if (!b->zst) return bytefile_fail(b, 0, e, "out of memory");
  ZSTD_DCtx_setParameter(b->zst, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
  return 0;
}

struct bytefile *bytefile_open(const char *path, struct lw_error *e) {
  struct bytefile *b = calloc(1, sizeof *b);
  if (!b || !(b->path = strdup(path))) {
    lw_fail(e, LW_INPUT, "%s: out of memory", path);
    bytefile_close(b);
    return NULL;
  }
  b->file = fopen(path, "rb");
  if (!b->file)
    lw_fail(e, LW_INPUT, "%s: %s", path, strerror(errno));
  else if (detect(b, e) == 0)
    return b;
  bytefile_close(b);
  return NULL;
}

static size_t copy_plain(struct bytefile *b, unsigned char *to, size_t size) {
  size_t n = b->raw_end - b->raw_at;
  if (n > size) n = size;
  memcpy(to, b->raw + b->raw_at, n);
  b->raw_at += n;
  return n;
}

// Some decoded bytes (maybe none yet) into `to`.
static int copy_zst(struct bytefile *b, unsigned char *to, size_t size, size_t *n, struct lw_error *e) {
  ZSTD_inBuffer in = {b->raw, b->raw_end, b->raw_at};
  ZSTD_outBuffer out = {to, size, 0};
  size_t left = ZSTD_decompressStream(b->zst, &out, &in);
  if (ZSTD_isError(left))
    return bytefile_fail(b, b->offset, e, "compressed data is corrupt: %s", ZSTD_getErrorName(left));
  b->frame_open = left != 0;
  b->raw_at = in.pos;
  *n = out.pos;
  return 0;
}

int bytefile_read(struct bytefile *b, void *data, size_t size, size_t *got, struct lw_error *e) {
  unsigned char *to = data;
  *got = 0;
  while (*got < size) {
    bool ended = false;
    if (b->raw_at == b->raw_end) {
      if (fill(b, e)) return LW_INPUT;
      ended = b->raw_end == 0;
    }
    size_t n = 0;
    if (!b->zst)
      n = copy_plain(b, to + *got, size - *got);
    else if ((!ended || b->frame_open) && copy_zst(b, to + *got, size - *got, &n, e))
      return LW_INPUT;
    *got += n;
    b->offset += n;
    if (ended && n == 0) {
      if (b->frame_open) return bytefile_fail(b, b->offset, e, "compressed data ends in the middle (truncated file)");
      return 0;
    }
  }
  return 0;
}

uint64_t bytefile_offset(const struct bytefile *b) {
  return b->offset;
}

void bytefile_close(struct bytefile *b) {
  if (!b) return;
  if (b->file) fclose(b->file);
  ZSTD_freeDStream(b->zst);
  free(b->path);
  free(b);
}
