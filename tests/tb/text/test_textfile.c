#include <stdlib.h>
#include <string.h>

#include "tb/text/textfile.h"
#include "tb/text/words.h"
#include "tests/tb/files.h"
#include "tests/suite.h"

static void test_lines_are_the_same_plain_and_compressed(void) {
  static const char text[] = "one\n\ntwo three\r\nlast without newline";
  static const char *const lines[] = {"one", "", "two three", "last without newline"};
  for (int packed = 0; packed < 2; packed++) {
    struct lw_error e = {0};
    char *line;
    struct textfile *t = textfile_open(packed ? files_zstd(text, strlen(text)) : files_text(text), &e);
    CU_ASSERT_PTR_NOT_NULL_FATAL(t);
    CU_ASSERT_EQUAL(textfile_number(t), 0);
    for (unsigned i = 0; i < 4; i++) {
      CU_ASSERT_EQUAL_FATAL(textfile_line(t, &line, &e), 1);
      CU_ASSERT_STRING_EQUAL(line, lines[i]);
      CU_ASSERT_EQUAL(textfile_number(t), i + 1);
    }
    CU_ASSERT_EQUAL(textfile_line(t, &line, &e), 0);
    textfile_close(t);
  }
}

static int lines_until_end(const char *path, struct lw_error *e) {
  char *line;
  int more;
  struct textfile *t = textfile_open(path, e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(t);
  while ((more = textfile_line(t, &line, e)) > 0)
    continue;
  textfile_close(t);
  return more;
}

static void test_bad_text_is_refused_with_its_line(void) {
  struct lw_error e = {0};
  CU_ASSERT_EQUAL(lines_until_end(files_write("a\nb\0c\n", 6), &e), -1);
  CU_ASSERT(files_told(&e, ":2:", "NUL"));
  char *longer = malloc(TEXTFILE_LINE_MAX + 10);
  memset(longer, 'x', TEXTFILE_LINE_MAX + 10);
  CU_ASSERT_EQUAL(lines_until_end(files_write(longer, TEXTFILE_LINE_MAX + 10), &e), -1);
  CU_ASSERT(files_told(&e, ":1:", "too long"));
  CU_ASSERT_EQUAL(lines_until_end(files_write(longer, TEXTFILE_LINE_MAX), &e), 0);
  free(longer);
  CU_ASSERT_PTR_NULL(textfile_open("/nonexistent/file", &e));
  CU_ASSERT(files_told(&e, "/nonexistent/file", "No such file"));
}

static void test_bad_compression_is_refused(void) {
  struct lw_error e = {0};
  size_t size;
  static const char text[] = "one\ntwo\nthree\n";
  unsigned char *z = files_read(files_zstd(text, strlen(text)), &size);
  for (size_t n = 4; n < size; n++) {
    e.text[0] = 0;
    CU_ASSERT_EQUAL(lines_until_end(files_write(z, n), &e), -1);
    CU_ASSERT(files_told(&e, "file", "truncated"));
  }
  z[size - 1] ^= 1;
  CU_ASSERT_EQUAL(lines_until_end(files_write(z, size), &e), -1);
  free(z);
}

static void test_words_and_numbers_are_strict(void) {
  char line[] = "  a\tbb  c # d";
  char *word[WORDS_MAX];
  uint64_t v;
  CU_ASSERT_EQUAL(words_split(line, word), 3);
  CU_ASSERT_STRING_EQUAL(word[1], "bb");
  char many[] = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34";
  CU_ASSERT_EQUAL(words_split(many, word), WORDS_MAX + 1);
  CU_ASSERT(words_hex("ffffffffffffffff", &v) && v == UINT64_MAX);
  CU_ASSERT(words_number("18446744073709551615", &v) && v == UINT64_MAX);
  CU_ASSERT(words_number("0x1F", &v) && v == 31);
  static const char *const bad[] = {"",    "0x", "-1", "+1", "1 ", "18446744073709551616", "0x10000000000000000",
                                    "12a", "x1"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    CU_ASSERT(!words_number(bad[i], &v));
  CU_ASSERT(!words_hex("0x1", &v) && !words_hex("", &v) && !words_hex("10000000000000000", &v));
  int64_t n;
  CU_ASSERT(words_integer("-12", &n) && n == -12);
  CU_ASSERT(words_integer("9223372036854775807", &n) && n == INT64_MAX);
  CU_ASSERT(!words_integer("", &n) && !words_integer("-", &n) && !words_integer("--1", &n) && !words_integer("+1", &n));
  CU_ASSERT(!words_integer("0x1", &n) && !words_integer("9223372036854775808", &n) && !words_integer("1 ", &n));
  CU_ASSERT_STRING_EQUAL(words_value("va=12", "va"), "12");
  CU_ASSERT_PTR_NULL(words_value("vas=12", "va"));
}

CU_TestInfo test_textfile_tests[] = {
    TEST(test_lines_are_the_same_plain_and_compressed), TEST(test_bad_text_is_refused_with_its_line),
    TEST(test_bad_compression_is_refused), TEST(test_words_and_numbers_are_strict), CU_TEST_INFO_NULL};
