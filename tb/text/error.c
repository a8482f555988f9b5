#include "tb/text/error.h"

#include <stdio.h>

int lw_fail(struct lw_error *e, int code, const char *fmt, ...) {
  if (e) {
    va_list args;
    va_start(args, fmt);
    e->code = code;
    vsnprintf(e->text, sizeof e->text, fmt, args);
    va_end(args);
    // One line, whatever a file name or a quoted piece of input holds.
    for (char *p = e->text; *p; p++)
      if ((unsigned char)*p < ' ' || *p == 0x7f) *p = '?';
  }
  return code;
}

enum { REASON_BYTES = 320 };

int lw_vfail_line(struct lw_error *e, const char *path, unsigned long line, const char *fmt, va_list args) {
  char reason[REASON_BYTES];
  vsnprintf(reason, sizeof reason, fmt, args);
  return lw_fail(e, LW_INPUT, "%s:%lu: %s", path, line, reason);
}

int lw_vfail_offset(struct lw_error *e, const char *path, unsigned long long offset, const char *fmt, va_list args) {
  char reason[REASON_BYTES];
  vsnprintf(reason, sizeof reason, fmt, args);
  return lw_fail(e, LW_INPUT, "%s: offset %llu: %s", path, offset, reason);
}
