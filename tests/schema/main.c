// check_record SCHEMA FILE...: exit 1 and a line for each file that does not follow the schema.
#include <stdio.h>

#include "tests/schema/schema.h"

int main(int argc, char **argv) {
  json_error_t error;
  json_t *schema = argc > 2 ? json_load_file(argv[1], 0, &error) : NULL;
  int bad = 0;
  if (!schema) {
    fprintf(stderr, "check_record: %s\n", argc > 2 ? error.text : "SCHEMA FILE...");
    return 2;
  }
  for (int i = 2; i < argc; i++) {
    char why[400];
    json_t *value = json_load_file(argv[i], JSON_REJECT_DUPLICATES, &error);
    if (!value || !schema_check(schema, value, why, sizeof why)) {
      printf("%s: %s\n", argv[i], value ? why : error.text);
      bad = 1;
    }
    json_decref(value);
  }
  json_decref(schema);
  return bad;
}
