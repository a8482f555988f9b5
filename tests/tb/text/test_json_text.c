#include "tb/text/json_text.h"
#include "tests/tb/files.h"
#include "tests/suite.h"

#include <stdlib.h>
#include <string.h>

static void test_wide_numbers_are_read_as_they_are_written(void) {
  static const uint64_t values[] = {0, 1, 0x8000000000000000, UINT64_MAX};
  json_t *o = json_object();
  for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
    uint64_t again = 5;
    json_object_set_new(o, "n", json_text_hex(values[i]));
    CU_ASSERT(json_text_get(o, "n", &again) && again == values[i]);
  }
  json_decref(o);
}

static void test_what_is_no_number_is_refused(void) {
  static const char text[] = "{\"count\": 7, \"negative\": -1, \"word\": \"seven\", \"real\": 1.5, \"null\": null}";
  json_t *o = json_loads(text, 0, NULL);
  uint64_t n = 0;
  CU_ASSERT(json_text_get(o, "count", &n) && n == 7);
  CU_ASSERT_FALSE(json_text_get(o, "negative", &n) || json_text_get(o, "word", &n) || json_text_get(o, "real", &n));
  CU_ASSERT_FALSE(json_text_get(o, "null", &n) || json_text_get(o, "absent", &n));
  json_decref(o);
}

static void test_foreign_bytes_become_question_marks(void) {
  json_t *fine = json_text_string("\xc3\xa9"), *foreign = json_text_string("a\xff z"), *none = json_text_string(NULL);
  CU_ASSERT_STRING_EQUAL(json_string_value(fine), "\xc3\xa9");
  CU_ASSERT_STRING_EQUAL(json_string_value(foreign), "a? z");
  CU_ASSERT_STRING_EQUAL(json_string_value(none), "");
  json_decref(fine);
  json_decref(foreign);
  json_decref(none);
}

static void test_a_file_is_written_whole_or_not_at_all(void) {
  struct lw_error e = {0};
  size_t size;
  const char *path = files_text("before");
  CU_ASSERT_EQUAL(json_text_write(path, json_text_count(7), &e), LW_INPUT); // no text of JSON without JSON_ENCODE_ANY
  unsigned char *text = files_read(path, &size);
  CU_ASSERT(size == 6 && !memcmp(text, "before", 6));
  free(text);
  CU_ASSERT_EQUAL(json_text_write(path, json_pack("{s:i}", "n", 7), &e), LW_PASS);
  text = files_read(path, &size);
  CU_ASSERT(size == 13 && !memcmp(text, "{\n  \"n\": 7\n}\n", size));
  free(text);
  CU_ASSERT_EQUAL(json_text_write("/nonexistent/x.json", json_object(), &e), LW_INPUT);
  CU_ASSERT(files_told(&e, "/nonexistent/x.json", "No such file"));
}

CU_TestInfo test_json_text_tests[] = {
    TEST(test_wide_numbers_are_read_as_they_are_written),
    TEST(test_what_is_no_number_is_refused),
    TEST(test_foreign_bytes_become_question_marks),
    TEST(test_a_file_is_written_whole_or_not_at_all),
    CU_TEST_INFO_NULL,
};
