#include <string.h>

#include "tb/input/image.h"
#include "tests/tb/files.h"
#include "tests/tb/play.h"
#include "tests/suite.h"

static void test_rows_are_read_in_order(void) {
  struct lw_error e = {0};
  struct walklog_row row;
  struct walklog *w = walklog_open(files_text("# log\nI S ffffffff801416f0 0 803416f0 5\nS U 89000 1 0 0\n"), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(w);
  CU_ASSERT_EQUAL(walklog_next(w, &row, &e), 1);
  CU_ASSERT(row.access == ACCESS_FETCH && row.priv == PRIV_SUPERVISOR && row.va == 0xffffffff801416f0 && row.ret == 0 &&
            row.pa == 0x803416f0 && row.prot == 5 && row.line == 2);
  CU_ASSERT_EQUAL(walklog_next(w, &row, &e), 1);
  CU_ASSERT(row.access == ACCESS_STORE && row.priv == PRIV_USER && row.ret == 1);
  CU_ASSERT_EQUAL(walklog_next(w, &row, &e), 0);
  walklog_close(w);
}

static void test_bad_rows_are_refused_with_their_line(void) {
  static const struct {
    const char *row, *reason;
  } bad[] = {{"X S 1000 0 1000 7", "not L, S or I"},
             {"L S 1000 0 1000", "not 6 words"},
             {"LS S 1000 0 1000 7", "not L, S or I"},
             {"L M 1000 0 1000 7", "machine-mode"},
             {"L H 1000 0 1000 7", "not U or S"},
             {"L S 10g0 0 1000 7", "va is not"},
             {"L S 1000 2 1000 7", "PMP"},
             {"L S 1000 3 1000 7", "ret is not"},
             {"L S 1000 0 0x1000 7", "pa is not"},
             {"L S 1000 0 100000000000000 7", "56 bits"},
             {"L S 1000 0 1000 8", "prot is not"},
             {"S S 1000 0 1000 1", "does not grant"}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct lw_error e = {0};
    struct walklog_row row;
    char text[128];
    snprintf(text, sizeof text, "# log\n%s\n", bad[i].row);
    struct walklog *w = walklog_open(files_text(text), &e);
    CU_ASSERT_PTR_NOT_NULL_FATAL(w);
    CU_ASSERT_EQUAL(walklog_next(w, &row, &e), -1);
    CU_ASSERT(files_told(&e, ":2: ", bad[i].reason));
    walklog_close(w);
  }
}

static int play_log(struct play *p, const char *log, uint64_t changed, struct walks_tally *t, struct lw_error *e) {
  struct image *before = image_open(files_data("riscv/sv48mmu-kernA.ptp.zst"), e);
  struct image *after = image_open(files_data("riscv/sv48mmu-trace.ptp.zst"), e);
  CU_ASSERT_FATAL(before && after);
  struct stim *s = stim_walks_open(before, after, log, changed, t, e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(s);
  int code = play_run(p, &before->ram, s, e);
  s->close(s->ctx);
  image_close(before);
  image_close(after);
  return code;
}

// The figures of tests/data/README.md.
static void test_the_whole_log_is_explained_by_two_tables(void) {
  struct lw_error e = {0};
  struct play p = {0};
  struct walks_tally t;
  CU_ASSERT_EQUAL(play_log(&p, files_data("traces/sv48-walks.txt.zst"), 1184, &t, &e), 0);
  CU_ASSERT_EQUAL(p.complaints, 0);
  CU_ASSERT(p.finished);
  CU_ASSERT_EQUAL(t.requests, 1354352);
  CU_ASSERT_EQUAL(t.equal_both + t.equal_after_only, 1349899);
  CU_ASSERT_EQUAL(t.equal_before_only, 3269);
  CU_ASSERT_EQUAL(t.neither, 1184);
  CU_ASSERT_EQUAL(t.equal_before, t.equal_both + t.equal_before_only);
}

static void test_another_count_of_changed_rows_fails_the_run(void) {
  struct lw_error e = {0};
  struct play p = {0};
  struct walks_tally t;
  // The first row is QEMU's; the second has another address.
  const char *log = files_text("I S ffffffff801416f0 0 803416f0 5\nI S ffffffff801416f0 0 803426f0 5\n");
  CU_ASSERT_EQUAL(play_log(&p, log, 0, &t, &e), 0);
  CU_ASSERT(!p.finished && t.neither == 1 && t.equal_both == 1);
  CU_ASSERT(strstr(p.first.what, "neither") != NULL);
  memset(&p, 0, sizeof p);
  CU_ASSERT_EQUAL(play_log(&p, log, 1, &t, &e), 0);
  CU_ASSERT(p.finished);
}

static void test_rights_and_bad_lines_show_in_a_run(void) {
  struct lw_error e = {0};
  struct play p = {0};
  struct walks_tally t;
  CU_ASSERT_EQUAL(play_log(&p, files_text("I S ffffffff801416f0 0 803416f0 4\n"), 0, &t, &e), 0);
  CU_ASSERT(p.complaints == 1 && strstr(p.first.what, "rights") && strstr(p.first.where, ":1 va 0xffffffff801416f0"));
  memset(&p, 0, sizeof p);
  CU_ASSERT_EQUAL(play_log(&p, files_text("I S ffffffff801416f0 0 803416f0 5\nI S zz 0 0 5\n"), 0, &t, &e), LW_INPUT);
  CU_ASSERT(files_told(&e, ":2: ", "va is not"));
  memset(&p, 0, sizeof p);
  CU_ASSERT_EQUAL(play_log(&p, files_text("# empty\n"), 0, &t, &e), 0);
  CU_ASSERT(!p.finished);
  struct image *x86 = image_open(files_data("x86/d-early.ptp.zst"), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(x86);
  CU_ASSERT_PTR_NULL(stim_walks_open(x86, NULL, files_text("#\n"), 0, &t, &e));
  CU_ASSERT(files_told(&e, "file", "RISC-V image"));
  image_close(x86);
}

CU_TestInfo test_walklog_tests[] = {TEST(test_rows_are_read_in_order),
                                    TEST(test_bad_rows_are_refused_with_their_line),
                                    TEST(test_the_whole_log_is_explained_by_two_tables),
                                    TEST(test_another_count_of_changed_rows_fails_the_run),
                                    TEST(test_rights_and_bad_lines_show_in_a_run),
                                    CU_TEST_INFO_NULL};
