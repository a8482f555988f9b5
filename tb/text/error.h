// One line that says why something could not be done, and the exit code it leads to.
#ifndef TB_ERROR_H
#define TB_ERROR_H

#include <stdarg.h>

// Exit codes of the command, by what ended it.
enum {
  LW_PASS = 0,
  LW_MISMATCH = 1,
  LW_USAGE = 2,
  LW_ASSERTION = 3, // RTL assertion or $stop
  LW_HANG = 4,
  LW_INPUT = 5, // bad input or environment
  LW_LIMIT = 6, // the checker's own limit or self-check
  LW_CRASH = 7, // the DUT's model crashed
  LW_SKIPPED = 77
};

struct lw_error {
  int code;       // LW_*; LW_PASS: nothing happened
  char text[512]; // one line, no newline
};

#ifdef __cplusplus
extern "C" {
#endif

// Fills in `e` (may be NULL) and returns `code`, so that a caller can return what this returns.
int lw_fail(struct lw_error *e, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

// Of an input, LW_INPUT: "path:line: reason", "path: offset N: reason".
int lw_vfail_line(struct lw_error *e, const char *path, unsigned long line, const char *fmt, va_list args);
int lw_vfail_offset(struct lw_error *e, const char *path, unsigned long long offset, const char *fmt, va_list args);

#ifdef __cplusplus
}
#endif

#endif
