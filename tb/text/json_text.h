// JSON as it is written here: what does not fit a JSON number is a string, every text is UTF-8, a
// file is there whole or not at all.
#ifndef TB_JSON_TEXT_H
#define TB_JSON_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "tb/text/error.h"

// 64 bits as "0x1f": JSON numbers do not hold them.
json_t *json_text_hex(uint64_t value);
json_t *json_text_count(uint64_t value);
// Ports and texts may quote foreign bytes: what is not UTF-8 is written with question marks. NULL
// is "".
json_t *json_text_string(const char *text);
// The number of an object's key, whichever way it is written; false when there is none.
bool json_text_get(const json_t *o, const char *key, uint64_t *value);
bool json_text_number(const json_t *v, uint64_t *value);
// Writes and releases `root` (NULL: out of memory). 0, or LW_INPUT with a line in `e`.
int json_text_write(const char *path, json_t *root, struct lw_error *e);

#endif
