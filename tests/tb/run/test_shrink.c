// Shrinking, on the cycle model with an expectation that is wrong.
#include <stdlib.h>
#include <string.h>

#include "tb/report/incident.h"
#include "tb/run/shrink.h"
#include "tb/run/shrink_plan.h"
#include "tests/tb/files.h"
#include "tests/suite.h"

static const char LONG[] = "txn 1\nmemory latency=3..9 backpressure=2 seed=5\n"
                           "pte 0x80000008 0x20000401\npte 0x80000010 0x20000801\n"
                           "pte 0x80001008 0x180000df\npte 0x80002000 0x1c00005f\n"
                           "regime riscv mode=sv39 root=0x80000 asid=3\n"
                           "req 1 load user 0x40200123\nreq 2 load user 0x80000444\nwait 30\nfence\n"
                           "regime riscv asid=4\nstore 0x80001008 0x240000df\nfence asid=3\ndrain\n"
                           "req 3 load user 0x40200123\nreq 4 store user 0x40200008\ndrain\n"
                           "memory latency=12\nreq 5 load user 0x80000444 answered 4\n"
                           "expect 5 ok pa=0x70000445\nreq 6 fetch user 0x40200000\nend\n";

static int shrink(const char *text, const char *output, struct shrink_result *result, struct lw_error *e) {
  struct shrink_options o = {.output = output, .tries = 2000};
  o.job = (struct job){.stim.kind = STIM_TXN, .dut = "csim", .plugin_dir = "", .seed = 1};
  o.job.stim.of.txn.path = files_text(text);
  return shrink_run(&o, result, e);
}

static char *read_text(const char *path) {
  size_t size;
  unsigned char *bytes = files_read(path, &size);
  char *text = malloc(size + 1);
  memcpy(text, bytes, size);
  text[size] = 0;
  free(bytes);
  return text;
}

static void test_only_the_failing_request_is_left(void) {
  struct shrink_result result;
  struct lw_error e = {0};
  const char *output = files_text("");
  CU_ASSERT_EQUAL_FATAL(shrink(LONG, output, &result, &e), 0);
  CU_ASSERT_EQUAL(result.lines_before, 12);
  CU_ASSERT_EQUAL(result.lines_after, 2);
  CU_ASSERT_STRING_EQUAL(incident_class(&result.verdict), "expect");
  char *text = read_text(output);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "req 0 load user 0x80000000\nexpect 0 ok pa=0x70000445\nend\n"));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "# expect, rsp_o: expected pa=0x70000445, got pa=0x7000"));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "pte 0x80000010 0x20000801\n"));
  CU_ASSERT_PTR_NULL(strstr(text, "0x80001008")); // the other table is gone
  free(text);
}

static void test_a_run_that_passes_is_refused(void) {
  struct shrink_result result;
  struct lw_error e = {0};
  const char *output = files_text("as it was");
  int code = shrink("txn 1\npage 0x80000000\nregime riscv mode=sv39 root=0x80000\nreq 1 load user 0x1000\nend\n",
                    output, &result, &e);
  CU_ASSERT_EQUAL(code, LW_INPUT);
  CU_ASSERT_PTR_NOT_NULL(strstr(e.text, "nothing to shrink"));
  char *text = read_text(output);
  CU_ASSERT_STRING_EQUAL(text, "as it was");
  free(text);
}

static void test_when_tries_end_what_is_written_still_fails(void) {
  struct shrink_options o = {.output = files_text(""), .tries = 3};
  struct shrink_result result;
  struct lw_error e = {0};
  o.job = (struct job){.stim.kind = STIM_TXN, .dut = "csim", .plugin_dir = "", .seed = 1};
  o.job.stim.of.txn.path = files_text(LONG);
  CU_ASSERT_EQUAL_FATAL(shrink_run(&o, &result, &e), 0);
  CU_ASSERT(result.exhausted && result.tries == 3);
  CU_ASSERT_EQUAL(result.verdict.kind, VERDICT_EXPECT);
}

static void test_a_plan_keeps_its_pages_in_order(void) {
  struct shrink_plan p = {.style = STYLE_ASAP}, copy;
  CU_ASSERT(plan_write(&p, 0x5008, 1, 8) && plan_write(&p, 0x1010, 0x1122334455667788, 8) &&
            plan_write(&p, 0x3000, 2, 8));
  CU_ASSERT(p.pages.pages == 3 && p.pages.pa[0] == 0x1000 && p.pages.pa[1] == 0x3000 && p.pages.pa[2] == 0x5000);
  CU_ASSERT(plan_write(&p, 0x1014, 0xaabbccdd, 4)); // the upper half
  CU_ASSERT_EQUAL(*page_list_word(&p.pages, 0x1010), 0xaabbccdd55667788);
  CU_ASSERT_PTR_NULL(page_list_word(&p.pages, 0x2000));
  CU_ASSERT_FATAL(plan_copy(&copy, &p));
  page_list_remove(&copy.pages, 1);
  CU_ASSERT(copy.pages.pages == 2 && copy.pages.pa[1] == 0x5000 && *page_list_word(&copy.pages, 0x5008) == 1 &&
            p.pages.pages == 3);
  CU_ASSERT_EQUAL(plan_entries(&copy), 2);
  plan_free(&copy);
  plan_free(&p);
}

CU_TestInfo test_shrink_tests[] = {TEST(test_only_the_failing_request_is_left), TEST(test_a_run_that_passes_is_refused),
                                   TEST(test_when_tries_end_what_is_written_still_fails),
                                   TEST(test_a_plan_keeps_its_pages_in_order), CU_TEST_INFO_NULL};
