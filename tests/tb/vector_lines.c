#include "tests/tb/vector_lines.h"

#include <stdio.h>
#include <string.h>

#include "tests/suite.h"

const char *vector_edit(const char *line, const char *from, const char *to) {
  static char text[2048];
  const char *at = strstr(line, from);
  CU_ASSERT_PTR_NOT_NULL_FATAL(at);
  snprintf(text, sizeof text, "%.*s%s%s", (int)(at - line), line, to, at + strlen(from));
  return text;
}
