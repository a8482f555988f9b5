#include "tb/text/error.h"

#include <stdarg.h>
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
