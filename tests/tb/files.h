// Files that a test makes for itself, in a directory of its own.
#ifndef TESTS_TB_FILES_H
#define TESTS_TB_FILES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tb/text/error.h"

// The path of a file that holds these bytes, valid until the next call but 7. It is removed when
// the program ends.
const char *files_write(const void *data, size_t size);
const char *files_text(const char *text);
// The bytes compressed with zstd (with a checksum).
const char *files_zstd(const void *data, size_t size);
// A file of tests/data.
const char *files_data(const char *name);
// All bytes of a file, to be freed.
unsigned char *files_read(const char *path, size_t *size);
// True when `e` is code 5, one line, and holds both texts.
int files_told(const struct lw_error *e, const char *one, const char *two);

#endif
