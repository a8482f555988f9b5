// The part of JSON Schema (draft 7) that tb/report/record.schema.json uses. A keyword that is not
// known fails, so that nothing is taken for checked that is not.
#ifndef TESTS_SCHEMA_SCHEMA_H
#define TESTS_SCHEMA_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

// False: `why` says where and what, in one line.
bool schema_check(const json_t *schema, const json_t *value, char *why, size_t size);

#endif
