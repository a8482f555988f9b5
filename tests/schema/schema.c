#include "tests/schema/schema.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

struct checking {
  const json_t *root; // of the schema, for references
  char *why;
  size_t size;
};

static bool check(struct checking *c, const json_t *schema, const json_t *value, const char *where);

static bool fail(struct checking *c, const char *where, const char *what, const char *which) {
  snprintf(c->why, c->size, "%s: %s %s", *where ? where : "/", what, which);
  return false;
}

static bool is_type(const json_t *value, const char *type) {
  static const char *const names[] = {
      [JSON_OBJECT] = "object", [JSON_ARRAY] = "array",  [JSON_STRING] = "string", [JSON_INTEGER] = "integer",
      [JSON_REAL] = "number",   [JSON_TRUE] = "boolean", [JSON_FALSE] = "boolean", [JSON_NULL] = "null"};
  return !strcmp(type, names[json_typeof(value)]);
}

static bool check_type(struct checking *c, const json_t *type, const json_t *value, const char *where) {
  size_t i;
  const json_t *one;
  if (json_is_string(type))
    return is_type(value, json_string_value(type)) || fail(c, where, "is not of type", json_string_value(type));
  json_array_foreach(type, i, one) if (is_type(value, json_string_value(one))) return true;
  return fail(c, where, "is of none of its types", "");
}

static bool check_enum(struct checking *c, const json_t *list, const json_t *value, const char *where) {
  size_t i;
  const json_t *one;
  json_array_foreach(list, i, one) if (json_equal(one, value)) return true;
  return fail(c, where, "is none of its words:", json_is_string(value) ? json_string_value(value) : "not a string");
}

static bool check_one_of(struct checking *c, const json_t *list, const json_t *value, const char *where) {
  unsigned fits = 0;
  size_t i;
  const json_t *one;
  json_array_foreach(list, i, one) fits += check(c, one, value, where);
  return fits == 1 || fail(c, where, "fits not exactly one of its forms", "");
}

static bool check_pattern(struct checking *c, const char *pattern, const json_t *value, const char *where) {
  regex_t r;
  if (!json_is_string(value)) return true;
  if (regcomp(&r, pattern, REG_EXTENDED | REG_NOSUB)) return fail(c, where, "bad pattern", pattern);
  bool fits = regexec(&r, json_string_value(value), 0, NULL, 0) == 0;
  regfree(&r);
  return fits || fail(c, where, "does not match", pattern);
}

static bool check_ref(struct checking *c, const char *ref, const json_t *value, const char *where) {
  static const char prefix[] = "#/definitions/";
  const json_t *target = strncmp(ref, prefix, sizeof prefix - 1)
                             ? NULL
                             : json_object_get(json_object_get(c->root, "definitions"), ref + sizeof prefix - 1);
  return target ? check(c, target, value, where) : fail(c, where, "unknown reference", ref);
}

static bool check_required(struct checking *c, const json_t *list, const json_t *value, const char *where) {
  size_t i;
  const json_t *one;
  json_array_foreach(list, i,
                     one) if (json_is_object(value) &&
                              !json_object_get(value, json_string_value(one))) return fail(c, where, "lacks",
                                                                                           json_string_value(one));
  return true;
}

static bool check_properties(struct checking *c, const json_t *schema, const json_t *value, const char *where) {
  const json_t *known = json_object_get(schema, "properties");
  bool closed = json_is_false(json_object_get(schema, "additionalProperties"));
  const char *key;
  json_t *one;
  if (!json_is_object(value)) return true;
  json_object_foreach((json_t *)value, key, one) {
    char inside[300];
    const json_t *s = json_object_get(known, key);
    if (!s && closed) return fail(c, where, "has what is not described:", key);
    snprintf(inside, sizeof inside, "%.200s/%.80s", where, key);
    if (s && !check(c, s, one, inside)) return false;
  }
  return true;
}

static bool check_items(struct checking *c, const json_t *schema, const json_t *value, const char *where) {
  size_t i;
  const json_t *one;
  json_array_foreach(value, i, one) {
    char inside[300];
    snprintf(inside, sizeof inside, "%.200s/%zu", where, i);
    if (!check(c, schema, one, inside)) return false;
  }
  return true;
}

static bool check_keyword(struct checking *c, const char *key, const json_t *rule, const json_t *schema,
                          const json_t *value, const char *where) {
  if (!strcmp(key, "type")) return check_type(c, rule, value, where);
  if (!strcmp(key, "enum")) return check_enum(c, rule, value, where);
  if (!strcmp(key, "oneOf")) return check_one_of(c, rule, value, where);
  if (!strcmp(key, "pattern")) return check_pattern(c, json_string_value(rule), value, where);
  if (!strcmp(key, "$ref")) return check_ref(c, json_string_value(rule), value, where);
  if (!strcmp(key, "required")) return check_required(c, rule, value, where);
  if (!strcmp(key, "properties")) return check_properties(c, schema, value, where);
  if (!strcmp(key, "items")) return check_items(c, rule, value, where);
  if (!strcmp(key, "const")) return json_equal(rule, value) || fail(c, where, "is not the one value it may be", "");
  if (!strcmp(key, "minimum"))
    return json_number_value(value) >= json_number_value(rule) || fail(c, where, "is too small", "");
  if (!strcmp(key, "minLength"))
    return strlen(json_string_value(value)) >= (size_t)json_integer_value(rule) || fail(c, where, "is too short", "");
  static const char *const silent[] = {"$schema", "title", "description", "definitions", "additionalProperties"};
  for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
    if (!strcmp(key, silent[i])) return true;
  return fail(c, where, "the schema uses a keyword that is not known here:", key);
}

static bool check(struct checking *c, const json_t *schema, const json_t *value, const char *where) {
  const json_t *type = json_object_get(schema, "type");
  const char *key;
  json_t *rule;
  // The type first: other keywords may then rely on it.
  if (type && !check_type(c, type, value, where)) return false;
  json_object_foreach((json_t *)schema, key, rule) if (!check_keyword(c, key, rule, schema, value, where)) return false;
  return true;
}

bool schema_check(const json_t *schema, const json_t *value, char *why, size_t size) {
  struct checking c = {schema, why, size};
  *why = 0;
  return check(&c, schema, value, "");
}
