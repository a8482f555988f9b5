// Bytes of a binary file, plain or compressed with zstd (told apart by its first four bytes), in
// bounded memory.
#ifndef TB_BYTEFILE_H
#define TB_BYTEFILE_H

#include <stddef.h>
#include <stdint.h>

#include "tb/text/error.h"

struct bytefile; // opaque

// NULL: `e` says why (code LW_INPUT).
struct bytefile *bytefile_open(const char *path, struct lw_error *e);
// Reads up to `size` bytes; fewer only at the end of the data. *got tells how many. 0, or LW_INPUT
// with "file: offset N: reason" (corrupt or truncated compressed data, read error).
int bytefile_read(struct bytefile *b, void *data, size_t size, size_t *got, struct lw_error *e);
// Offset, after decompression, of the next byte.
uint64_t bytefile_offset(const struct bytefile *b);
// "file: offset N: reason" into `e`, N given; returns LW_INPUT.
int bytefile_fail(const struct bytefile *b, uint64_t offset, struct lw_error *e, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
// NULL is fine.
void bytefile_close(struct bytefile *b);

#endif
