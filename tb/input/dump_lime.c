// LiME: for each range of RAM a header (magic, version, first and last address, 8 reserved bytes)
// and its bytes.
#include <inttypes.h>

#include "tb/input/dump_internal.h"

enum { HEADER_BYTES = 32, VERSION = 1 };
static const uint32_t MAGIC = 0x4c694d45;

static int read_range(struct dump *d, uint64_t *at, struct lw_error *e) {
  const unsigned char *h = d->data + *at;
  if (d->size - *at < HEADER_BYTES) return dump_fail(d, *at, e, "the file ends in a LiME header");
  if (dump_le32(h) != MAGIC) return dump_fail(d, *at, e, "no LiME header where the next range should begin");
  if (dump_le32(h + 4) != VERSION) return dump_fail(d, *at + 4, e, "LiME version %u is not known", dump_le32(h + 4));
  uint64_t first = dump_le64(h + 8), last = dump_le64(h + 16), here = *at + HEADER_BYTES;
  if (last < first || last >> 56)
    return dump_fail(d, *at + 8, e, "absurd LiME range 0x%" PRIx64 " to 0x%" PRIx64, first, last);
  if (last - first >= d->size - here)
    return dump_fail(d, *at + 8, e, "the file ends in the LiME range 0x%" PRIx64 " to 0x%" PRIx64, first, last);
  struct dump_segment s = {first, last + 1, here, false};
  *at = here + (last - first + 1);
  return dump_add(d, &s, e);
}

int dump_read_lime(struct dump *d, struct lw_error *e) {
  uint64_t at = 0;
  while (at < d->size)
    if (read_range(d, &at, e)) return LW_INPUT;
  return 0;
}
