// Images (the page tables of a real machine: .ptp files, or found in a memory dump) and
// expectations (all leaves, by QEMU).
#ifndef TB_IMAGE_H
#define TB_IMAGE_H

#include "csim/ram.h"
#include "golden/regime.h"
#include "tb/input/dump.h"
#include "tb/text/error.h"

struct image {
  struct ram_image ram;
  struct regime regime; // from the JSON header, with the defaults of the format's description
  char *json;           // the header: as read, or made from the registers of a dump
  uint32_t json_bytes;
  uint64_t source_bytes; // of physical memory in what it was opened from
  size_t missing;        // tables that an entry points to and a dump has not
};
// PTPAGES1 (plain or .zst), or a dump that names its registers itself. NULL and one line in `e`
// (file, offset, reason; exit code 5).
struct image *image_open(const char *path, struct lw_error *e);
// The same, with what the command line says: where a raw dump begins, and registers instead of the
// file's own. Of a dump the table pages are taken that the root leads to. `progress` (may be NULL)
// is told how many are found.
struct image *image_open_as(const char *path, const struct dump_options *options,
                            void (*progress)(void *ctx, size_t pages), void *ctx, struct lw_error *e);
void image_close(struct image *image);
// Leaves only the pages that are reachable from the root. 0, or LW_INPUT.
int image_reduce(struct image *image, const char *name, struct lw_error *e);
// As PTPAGES1, compressed when the path ends in .zst. There whole or not at all. 0, or LW_INPUT.
int image_write(const struct image *image, const char *path, struct lw_error *e);

// One run of equal leaves: page i of `count` maps va + i*va_stride to pa + i*pa_stride. x86:
// EXPECT_X is set where the leaf has no XD, EXPECT_R always; PBMT_SHIFT holds PCD (2) and PWT (1).
struct expect_row {
  uint64_t va, pa, page_bytes, va_stride, pa_stride, count;
  uint16_t flags;
  unsigned line;
};
enum {
  EXPECT_R = 1,
  EXPECT_W = 2,
  EXPECT_X = 4,
  EXPECT_U = 8,
  EXPECT_G = 16,
  EXPECT_A = 32,
  EXPECT_D = 64,
  EXPECT_NAPOT = 128,
  EXPECT_PBMT_SHIFT = 8
};
struct expect {
  bool points; // .gva2gpa: each row is one address (count 1, page_bytes 0); flags: EXPECT_R when it is mapped, else 0
  size_t rows;
  struct expect_row *row;
  char path[256];
  uint64_t pages;
};
// An .exp file, or a .gva2gpa file (`VA gpa: 0xPA` or `VA Unmapped`, by its first line). NULL: `e`
// says why.
struct expect *expect_open(const char *path, enum arch arch, struct lw_error *e);
void expect_close(struct expect *x);

// A walk log: `L|S|I U|S va ret pa prot`, streamed.
struct walklog_row {
  enum access access;
  enum priv priv;
  uint64_t va, pa;
  uint8_t ret, prot;
  unsigned line;
};
struct walklog;
struct walklog *walklog_open(const char *path, struct lw_error *e);
int walklog_next(struct walklog *w, struct walklog_row *row, struct lw_error *e); // 1 row, 0 end, -1 error in `e`
void walklog_close(struct walklog *w);

// Stimuli over them. `seed` picks the random byte of each page. The stim owns nothing it is given.
struct stim;
struct image_tally {
  uint64_t pages, requests, equal_ok, refused_by_leaf, refused_by_path, by_shift[64];
  // Of a .gva2gpa file: addresses, requests that faulted, and RISC-V ones granted to the privilege
  // QEMU did not ask for.
  uint64_t points, refused, elsewhere;
};
struct stim *stim_image_open(const struct image *image, const struct expect *x, uint64_t seed,
                             struct image_tally *tally, struct lw_error *e);
// The same over a .gva2gpa file (x->points): each address is asked for in six ways.
struct stim *stim_points_open(const struct image *image, const struct expect *x, struct image_tally *tally,
                              struct lw_error *e);
// Every request is in exactly one of equal_both, equal_before_only, equal_after_only and neither.
// "Before" is the DUT's own answer over the tables it runs on; "after" is the golden walk over the
// other tables. equal_before = equal_both + equal_before_only. `perms`: answers equal to QEMU's
// whose R and X rights were QEMU's too (a difference fails the run).
struct walks_tally {
  uint64_t requests, equal_before, equal_after_only, neither, unsupported, equal_both, equal_before_only, perms;
};
// `changed`: how many requests may equal neither; the run fails unless exactly so many do. `after`
// may be NULL.
struct stim *stim_walks_open(const struct image *before, const struct image *after, const char *log, uint64_t changed,
                             struct walks_tally *tally, struct lw_error *e);
#endif
