// An image written out as a memory dump of another kind.
#ifndef TB_DUMP_WRITE_H
#define TB_DUMP_WRITE_H

#include "tb/input/image.h"

// A piece of physical memory; `bytes` a multiple of 8. The words lie in the host's order and are
// written little endian.
struct dump_run {
  uint64_t pa, bytes;
  const uint64_t *words;
};

// Pages that follow each other are one run; to be freed. NULL: no memory.
struct dump_run *dump_runs(const struct ram_image *ram, size_t *runs);
// An ELF core with a PT_LOAD for each run, a QEMU note when x86's cr3 is known, and a LOCKWALK note
// with all that is known. More than 65,534 headers are counted in section 0. 0, or LW_INPUT; there
// whole or not at all.
int dump_write_elf(const char *path, const struct dump_run *run, size_t runs, const struct image *image,
                   struct lw_error *e);
int dump_write_lime(const char *path, const struct dump_run *run, size_t runs, struct lw_error *e);
// From the first run's address on (the base), with holes between runs.
int dump_write_raw(const char *path, const struct dump_run *run, size_t runs, struct lw_error *e);

#endif
