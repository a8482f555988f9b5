#include <string.h>

#include "golden/format.h"
#include "tb/input/image.h"
#include "tests/tb/files.h"
#include "tests/tb/play.h"
#include "tests/suite.h"

static void test_both_kinds_of_line_are_read(void) {
  struct lw_error e = {0};
  struct expect *x =
      expect_open(files_text("# by gva2gpa\n00007fe0ded7d4d3 gpa: 0x797d4d3\n\n4bd303 Unmapped\n"), ARCH_X86, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(x);
  CU_ASSERT(x->points);
  CU_ASSERT_EQUAL(x->rows, 2);
  CU_ASSERT_EQUAL(x->row[0].va, 0x7fe0ded7d4d3);
  CU_ASSERT_EQUAL(x->row[0].pa, 0x797d4d3);
  CU_ASSERT(x->row[0].flags && !x->row[1].flags);
  CU_ASSERT_EQUAL(x->row[1].line, 4);
  expect_close(x);
}

static void test_bad_lines_are_refused(void) {
  static const char *const bad[] = {
      "1000 gpa: 1000",    "1000 gpa: 0x",  "1000 gpa: 0x100000000000000",       "1000 unmapped",
      "1000 gpa 0x1000 1", "xyz gpa: 0x10", "1000 2000 1000 rwxugad 1 1000 1000"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char text[128];
    struct lw_error e = {0};
    snprintf(text, sizeof text, "0 Unmapped\n%s\n", bad[i]);
    CU_ASSERT_PTR_NULL(expect_open(files_text(text), ARCH_RISCV, &e));
    CU_ASSERT(files_told(&e, ":2: ", i == 5 ? "not a hexadecimal number" : "neither \"VA gpa: 0xPA\""));
  }
}

static void play_points(const char *image, const char *points, struct play *p, struct image_tally *t) {
  struct lw_error e = {0};
  struct image *i = image_open(files_data(image), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(i);
  struct expect *x = expect_open(points, format_get(i->regime.format)->arch, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(x);
  struct stim *s = stim_points_open(i, x, t, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(s);
  CU_ASSERT_EQUAL(play_run(p, &i->ram, s, &e), 0);
  s->close(s->ctx);
  expect_close(x);
  image_close(i);
}

static void test_every_address_is_asked_and_equals_qemu(void) {
  static const struct {
    const char *image, *points;
    unsigned rows;
  } set[] = {{"riscv/sv48-userA.ptp.zst", "riscv/sv48-userA.gva2gpa.zst", 1825},
             {"x86/d-userA.ptp.zst", "x86/d-userA.gva2gpa.zst", 3050}};
  for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
    struct play p = {0};
    struct image_tally t;
    play_points(set[i].image, files_data(set[i].points), &p, &t);
    CU_ASSERT_EQUAL(p.complaints, 0);
    CU_ASSERT(p.finished);
    CU_ASSERT_EQUAL(t.points, set[i].rows);
    CU_ASSERT_EQUAL(t.requests, 6ull * set[i].rows);
    CU_ASSERT_EQUAL(t.equal_ok + t.refused + t.elsewhere, t.requests);
    CU_ASSERT(t.equal_ok > set[i].rows); // loads and stores of one page, for instance
    CU_ASSERT(i == 0 || t.elsewhere == 0);
  }
}

// One line of each file changed: an address, a mapping where there is none, none where there is
// one.
static void must_complain(const char *image, const char *line, const char *expected) {
  struct play p = {0};
  struct image_tally t;
  play_points(image, files_text(line), &p, &t);
  CU_ASSERT(!p.finished);
  CU_ASSERT(strstr(p.first.what, ".gva2gpa") != NULL);
  CU_ASSERT(strstr(p.first.expected, expected) != NULL);
  CU_ASSERT(strstr(p.first.where, ":1 va 0x") != NULL);
}

static void test_a_wrong_line_is_complained_about(void) {
  must_complain("x86/d-userA.ptp.zst", "7fe0ded7d4d3 gpa: 0x797e4d3\n", "pa 0x797e4d3");
  must_complain("x86/d-userA.ptp.zst", "7fe0ded7d4d3 Unmapped\n", "unmapped");
  must_complain("x86/d-userA.ptp.zst", "1000 gpa: 0x1000\n", "pa 0x1000");
  must_complain("riscv/sv48-userA.ptp.zst", "7fffb0a2d4d3 gpa: 0x80ca14d3\n", "pa 0x80ca14d3");
  // A line that only the supervisor agrees with, and one that only the user does.
  must_complain("riscv/sv48-userA.ptp.zst", "ffff8f800008a9d2 gpa: 0x1403169d2\n7fffb0a2d4d3 gpa: 0x80ca04d3\n",
                "pa 0x1403169d2");
}

CU_TestInfo test_points_tests[] = {TEST(test_both_kinds_of_line_are_read), TEST(test_bad_lines_are_refused),
                                   TEST(test_every_address_is_asked_and_equals_qemu),
                                   TEST(test_a_wrong_line_is_complained_about), CU_TEST_INFO_NULL};
