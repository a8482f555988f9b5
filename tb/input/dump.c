#include "tb/input/dump.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tb/input/dump_internal.h"

int dump_fail(const struct dump *d, uint64_t offset, struct lw_error *e, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  lw_vfail_offset(e, d->path, offset, fmt, args);
  va_end(args);
  return LW_INPUT;
}

static int file_fail(const struct dump *d, struct lw_error *e, const char *what, const char *reason) {
  lw_fail(e, LW_INPUT, "%s: %s%s", d->path, what, reason);
  return LW_INPUT;
}

enum dump_kind dump_sniff(const unsigned char *start, size_t bytes) {
  static const unsigned char lime[4] = {0x45, 0x4d, 0x69, 0x4c}; // 0x4C694D45, little endian
  if (bytes >= 4 && memcmp(start, "\177ELF", 4) == 0) return DUMP_ELF;
  if (bytes >= 4 && memcmp(start, lime, sizeof lime) == 0) return DUMP_LIME;
  return DUMP_NONE;
}

static int map_file(struct dump *d, struct lw_error *e) {
  struct stat st;
  d->fd = open(d->path, O_RDONLY | O_CLOEXEC);
  if (d->fd < 0 || fstat(d->fd, &st)) return file_fail(d, e, "", strerror(errno));
  if (!S_ISREG(st.st_mode)) return file_fail(d, e, "", "not a regular file");
  if (st.st_size == 0) return file_fail(d, e, "", "the file is empty");
  d->size = (uint64_t)st.st_size;
  void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, d->fd, 0);
  if (at == MAP_FAILED) return file_fail(d, e, "cannot map: ", strerror(errno));
  d->data = at;
  madvise(at, (size_t)st.st_size, MADV_RANDOM); // tables lie far apart: no read-ahead
  return 0;
}

static int read_raw(struct dump *d, const struct dump_options *options, struct lw_error *e) {
  static const unsigned char zst[4] = {0x28, 0xb5, 0x2f, 0xfd};
  if (d->size >= sizeof zst && memcmp(d->data, zst, sizeof zst) == 0)
    return dump_fail(d, 0, e, "compressed: decompress it first (zstd -d)");
  if (!options->has_base)
    return dump_fail(d, 0, e, "neither a page-table image nor an ELF core nor LiME; a raw dump needs --base");
  if (options->base >> 56 || d->size > (1ull << 56) - options->base)
    return dump_fail(d, 0, e, "a raw dump from 0x%" PRIx64 " on leaves 56 bits", options->base);
  struct dump_segment s = {options->base, options->base + d->size, 0, false};
  return dump_add(d, &s, e);
}

struct dump *dump_open(const char *path, const struct dump_options *options, struct lw_error *e) {
  struct dump *d = calloc(1, sizeof *d);
  if (!d) {
    lw_fail(e, LW_INPUT, "%s: out of memory", path);
    return NULL;
  }
  *d = (struct dump){.path = path, .fd = -1, .cpu = options->cpu};
  int code = map_file(d, e);
  if (code == 0) {
    enum dump_kind kind = options->has_base ? DUMP_RAW : dump_sniff(d->data, d->size < 4 ? (size_t)d->size : 4);
    code = kind == DUMP_ELF ? dump_read_elf(d, e) : kind == DUMP_LIME ? dump_read_lime(d, e) : read_raw(d, options, e);
  }
  if (code == 0) code = dump_settle(d, e);
  d->path = NULL;
  if (code == 0) return d;
  dump_close(d);
  return NULL;
}

void dump_close(struct dump *d) {
  if (!d) return;
  if (d->data) munmap((void *)d->data, (size_t)d->size);
  if (d->fd >= 0) close(d->fd);
  free(d->segment);
  free(d);
}

uint64_t dump_bytes(const struct dump *d) {
  return d->bytes;
}
const struct registers *dump_registers(const struct dump *d) {
  return &d->regs;
}

// --- where an address lies -----------------------------------------------------------------------
int dump_add(struct dump *d, const struct dump_segment *s, struct lw_error *e) {
  if (s->end < s->pa || s->end > 1ull << 56) return dump_fail(d, 0, e, "memory at 0x%" PRIx64 " leaves 56 bits", s->pa);
  if (s->end == s->pa) return 0;
  if (!d->segment || d->segments == d->room) {
    d->room = d->room ? 2 * d->room : 64;
    struct dump_segment *larger = realloc(d->segment, d->room * sizeof *larger);
    if (!larger) return dump_fail(d, 0, e, "out of memory");
    d->segment = larger;
  }
  d->segment[d->segments++] = *s;
  return 0;
}

static int segment_compare(const void *a, const void *b) {
  const struct dump_segment *x = a, *y = b;
  if (x->zero != y->zero) return x->zero ? 1 : -1;
  if (x->pa != y->pa) return x->pa < y->pa ? -1 : 1;
  return (x->offset > y->offset) - (x->offset < y->offset);
}

static int pa_compare(const void *a, const void *b) {
  const struct dump_segment *x = a, *y = b;
  return (x->pa > y->pa) - (x->pa < y->pa);
}

// The first `n` are sorted and disjoint when this is called for one kind; what they cover is taken
// off the front of each that follows.
static size_t cut_overlaps(struct dump_segment *s, size_t from, size_t to, size_t out) {
  uint64_t covered = 0;
  for (size_t i = from; i < to; i++) {
    struct dump_segment cut = s[i];
    if (cut.end <= covered) continue;
    if (cut.pa < covered) {
      cut.offset += cut.zero ? 0 : covered - cut.pa;
      cut.pa = covered;
    }
    covered = cut.end;
    s[out++] = cut;
  }
  return out;
}

// The parts of the zero ranges zero[0..zeros) that no range of the file file[0..files) covers.
static int add_gaps(struct dump *d, const struct dump_segment *file, size_t files, const struct dump_segment *zero,
                    size_t zeros, struct lw_error *e) {
  size_t f = 0;
  for (size_t z = 0; z < zeros; z++) {
    uint64_t at = zero[z].pa;
    while (f < files && file[f].end <= at)
      f++;
    for (size_t i = f; at < zero[z].end; i++) {
      uint64_t stop = i < files && file[i].pa < zero[z].end ? file[i].pa : zero[z].end;
      struct dump_segment gap = {at, stop, 0, true};
      if (stop > at && dump_add(d, &gap, e)) return LW_INPUT;
      if (stop == zero[z].end) break;
      at = file[i].end;
    }
  }
  return 0;
}

int dump_settle(struct dump *d, struct lw_error *e) {
  if (!d->segment || d->segments == 0) return dump_fail(d, 0, e, "no memory in it");
  qsort(d->segment, d->segments, sizeof *d->segment, segment_compare);
  size_t zeros_from = 0;
  while (zeros_from < d->segments && !d->segment[zeros_from].zero)
    zeros_from++;
  size_t files = cut_overlaps(d->segment, 0, zeros_from, 0);
  size_t all = cut_overlaps(d->segment, zeros_from, d->segments, files);
  struct dump old = *d;
  d->segment = NULL;
  d->segments = d->room = 0;
  int code = 0;
  for (size_t i = 0; i < files && code == 0; i++)
    code = dump_add(d, &old.segment[i], e);
  if (code == 0) code = add_gaps(d, old.segment, files, old.segment + files, all - files, e);
  free(old.segment);
  if (code || !d->segment) return code;
  qsort(d->segment, d->segments, sizeof *d->segment, pa_compare);
  for (size_t i = 0; i < d->segments; i++)
    d->bytes += d->segment[i].end - d->segment[i].pa;
  return 0;
}

// The segment that holds `pa`, or NULL.
static const struct dump_segment *find_segment(const struct dump *d, uint64_t pa) {
  size_t low = 0, high = d->segments;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (d->segment[middle].end <= pa)
      low = middle + 1;
    else
      high = middle;
  }
  return low < d->segments && d->segment[low].pa <= pa ? &d->segment[low] : NULL;
}

bool dump_page(const struct dump *d, uint64_t pa, uint64_t page[512]) {
  unsigned char raw[DUMP_PAGE_BYTES];
  for (size_t done = 0; done < sizeof raw;) {
    const struct dump_segment *s = find_segment(d, pa + done);
    if (!s) return false;
    uint64_t n = s->end - (pa + done);
    if (n > sizeof raw - done) n = sizeof raw - done;
    if (s->zero)
      memset(raw + done, 0, n);
    else
      memcpy(raw + done, d->data + s->offset + (pa + done - s->pa), n);
    done += n;
  }
  for (unsigned i = 0; i < 512; i++)
    page[i] = dump_le64(raw + 8 * (size_t)i);
  return true;
}
