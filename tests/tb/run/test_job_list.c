#include "tb/run/job_list.h"
#include "tests/suite.h"
#include "tests/tb/files.h"

#include <string.h>

static const struct job base = {.dut = "rtl", .seed = 7};

static void test_the_main_job_is_read_from_beside_its_data(void) {
  struct job_list l;
  struct lw_error e = {0};
  CU_ASSERT_EQUAL_FATAL(job_list_read(files_data("cosim.jobs"), &base, &l, &e), LW_PASS);
  CU_ASSERT_FATAL(l.jobs > 5);
  const struct job *walks = &l.job[0], *last = &l.job[l.jobs - 1];
  CU_ASSERT(walks->stim.kind == STIM_WALKS && walks->stim.of.walks.changed == 1184 && walks->seed == 7 &&
            walks->dut == base.dut);
  CU_ASSERT_STRING_EQUAL(walks->name, "Sv48 walk log");
  CU_ASSERT_STRING_EQUAL(walks->stim.of.walks.log, files_data("traces/sv48-walks.txt.zst"));
  CU_ASSERT(last->stim.kind == STIM_IMAGE && !strcmp(last->dut, "systemc"));
  unsigned random = 0;
  for (unsigned i = 0; i < l.jobs; i++)
    random += l.job[i].stim.kind == STIM_RANDOM && l.job[i].stim.of.random.transactions == 1000000;
  CU_ASSERT_EQUAL(random, 2);
  job_list_close(&l);
}

static void test_a_run_names_its_files_from_the_list(void) {
  struct job_list l;
  struct lw_error e = {0};
  const char *path = files_text("# c\n\njobs 1\n run  two  words \n\ttxn /a b.txn\nrun x\nformat sv39\nrandom 0x10");
  CU_ASSERT_EQUAL_FATAL(job_list_read(path, &base, &l, &e), LW_PASS);
  CU_ASSERT_EQUAL_FATAL(l.jobs, 2);
  CU_ASSERT_STRING_EQUAL(l.job[0].name, "two  words");
  CU_ASSERT_STRING_EQUAL(l.job[0].stim.of.txn.path, "/a b.txn");
  CU_ASSERT(l.job[0].stim.kind == STIM_TXN && l.job[1].stim.kind == STIM_RANDOM);
  CU_ASSERT(l.job[1].stim.of.random.format == FORMAT_SV39 && l.job[1].stim.of.random.transactions == 16);
  job_list_close(&l);
}

static void test_bad_lines_are_refused_with_file_and_line(void) {
  static const struct {
    const char *text, *line, *reason;
  } bad[] = {
      {"run a\n", ":1:", "`jobs 1` is wanted first"},
      {"jobs 2\n", ":1:", "`jobs 1` is wanted first"},
      {"jobs 1\n", ":1:", "no run in it"},
      {"", ":0:", "no run in it"},
      {"jobs 1\nimage a\n", ":2:", "`run NAME` is wanted first"},
      {"jobs 1\nrun a\nimages a\n", ":3:", "not \"images\""},
      {"jobs 1\nrun a\nimage\n", ":3:", "a value is wanted after"},
      {"jobs 1\nrun\n", ":2:", "a value is wanted after"},
      {"jobs 1\nrun a\nimage a\nimage b\n", ":4:", "each key once"},
      {"jobs 1\nrun a\nrandom many\n", ":3:", "a number is wanted, not \"many\""},
      {"jobs 1\nrun a\nformat x86-flat\n", ":3:", "a format"},
      {"jobs 1\nrun a\nrandom 5\n", ":3:", "--random goes with --format"},
      {"jobs 1\nrun a\nimage b\nrun c\ntxn d\n", ":4:", "--image goes with --expect"},
      {"jobs 1\nrun a\nimage b\nexpect c\nchanged 5\n", ":5:", "go with --walks"},
      {"jobs 1\nrun a\nimage b\ntxn c\n", ":4:", "give one of"},
      {"jobs 1\nrun 0123456789012345678901234567890123456789012345678901234567890123\n", ":2:", "at most 63"},
  };
  for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct job_list l;
    struct lw_error e = {0};
    CU_ASSERT_EQUAL(job_list_read(files_text(bad[i].text), &base, &l, &e), LW_INPUT);
    CU_ASSERT(files_told(&e, bad[i].line, bad[i].reason));
    CU_ASSERT(l.jobs == 0 && l.job == NULL);
  }
  struct job_list l;
  struct lw_error e = {0};
  CU_ASSERT_EQUAL(job_list_read("/nonexistent/cosim.jobs", &base, &l, &e), LW_INPUT);
  CU_ASSERT(files_told(&e, "/nonexistent/cosim.jobs", "No such file"));
}

CU_TestInfo test_job_list_tests[] = {
    TEST(test_the_main_job_is_read_from_beside_its_data),
    TEST(test_a_run_names_its_files_from_the_list),
    TEST(test_bad_lines_are_refused_with_file_and_line),
    CU_TEST_INFO_NULL,
};
