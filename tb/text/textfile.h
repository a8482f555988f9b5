// Lines of a text file, plain or compressed with zstd (told apart by its first four bytes), in
// bounded memory.
#ifndef TB_TEXTFILE_H
#define TB_TEXTFILE_H

#include <stdbool.h>

#include "tb/text/error.h"

enum { TEXTFILE_LINE_MAX = 1 << 20 }; // bytes of the longest line accepted, without its newline

struct textfile; // opaque

// "-" is standard input. NULL: `e` says why (code LW_INPUT).
struct textfile *textfile_open(const char *path, struct lw_error *e);
// 1: *line is the next line, without newline (nor a carriage return before it), valid until the
// next call; the caller may write into it. 0: the end. -1: `e` says "file:line: reason" (truncated
// or corrupt data, line too long, NUL byte, ...).
int textfile_line(struct textfile *t, char **line, struct lw_error *e);
// The line last returned ends the file without a newline.
bool textfile_torn(const struct textfile *t);
// Number of the line last returned, from 1; 0 before the first.
unsigned long textfile_number(const struct textfile *t);
const char *textfile_path(const struct textfile *t);
// "file:line: reason" into `e`, of the line last returned; returns LW_INPUT.
int textfile_fail(const struct textfile *t, struct lw_error *e, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
// NULL is fine.
void textfile_close(struct textfile *t);

#endif
