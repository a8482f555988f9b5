// What the readers of dumps share: the mapped file, and where in it which physical addresses lie.
#ifndef TB_DUMP_INTERNAL_H
#define TB_DUMP_INTERNAL_H

#include "tb/input/dump.h"

// Physical addresses [pa, end); the first one's byte is at `offset` of the file, or all are zero.
struct dump_segment {
  uint64_t pa, end, offset;
  bool zero;
};

struct dump {
  const char *path;
  int fd;
  const unsigned char *data; // the whole file, mapped
  uint64_t size;
  unsigned cpu;
  struct dump_segment *segment; // after dump_settle: ascending, disjoint
  size_t segments, room;
  uint64_t bytes;
  struct registers regs;
};

int dump_fail(const struct dump *d, uint64_t offset, struct lw_error *e, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
// 0, or LW_INPUT when there is no memory for it or it leaves 2^56 or the file.
int dump_add(struct dump *d, const struct dump_segment *s, struct lw_error *e);
// Sorts; where segments overlap, the bytes of the file come before zeros, and the earlier segment
// before the later one.
int dump_settle(struct dump *d, struct lw_error *e);

int dump_read_elf(struct dump *d, struct lw_error *e);
int dump_read_lime(struct dump *d, struct lw_error *e);

static inline uint32_t dump_le32(const unsigned char *b) {
  return b[0] | b[1] << 8 | b[2] << 16 | (uint32_t)b[3] << 24;
}
static inline uint64_t dump_le64(const unsigned char *b) {
  return dump_le32(b) | (uint64_t)dump_le32(b + 4) << 32;
}

#endif
