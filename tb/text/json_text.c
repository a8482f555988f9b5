#include "tb/text/json_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tb/text/outfile.h"
#include "tb/text/words.h"

json_t *json_text_hex(uint64_t value) {
  char text[24];
  snprintf(text, sizeof text, "0x%" PRIx64, value);
  return json_string(text);
}

json_t *json_text_count(uint64_t value) {
  return json_integer((json_int_t)value);
}

json_t *json_text_string(const char *text) {
  if (!text) return json_string("");
  json_t *j = json_string(text);
  if (j) return j;
  char *copy = strdup(text);
  for (char *p = copy; copy && *p; p++)
    if (*p & 0x80) *p = '?';
  j = json_string(copy ? copy : "");
  free(copy);
  return j;
}

bool json_text_number(const json_t *v, uint64_t *value) {
  if (json_is_string(v)) return words_number(json_string_value(v), value);
  if (!json_is_integer(v) || json_integer_value(v) < 0) return false;
  *value = (uint64_t)json_integer_value(v);
  return true;
}

bool json_text_get(const json_t *o, const char *key, uint64_t *value) {
  return json_text_number(json_object_get(o, key), value);
}

int json_text_write(const char *path, json_t *root, struct lw_error *e) {
  struct outfile f;
  int code = outfile_open(&f, path, e);
  if (code == LW_PASS) {
    if (root && json_dumpf(root, f.file, JSON_INDENT(2)) == 0 && fputc('\n', f.file) != EOF)
      code = outfile_commit(&f, e);
    else
      code = lw_fail(e, LW_INPUT, "%s: cannot be written", path);
    outfile_abort(&f);
  }
  json_decref(root);
  return code;
}
