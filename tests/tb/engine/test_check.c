// What a profile allows a DUT to ask of memory, and what not: the check of PTE accesses, clock by
// clock.
#include <string.h>

#include "tb/engine/check.h"
#include "tests/suite.h"

enum { ROOT = 0x80000, NEXT = 0x80001 }; // page numbers
static const uint64_t root = (uint64_t)ROOT << 12;

struct bench {
  struct profile profile;
  struct check check;
  struct lane lane;
  struct verdict verdict;
  struct run_stats stats;
};

static void bench_open(struct bench *b, const char *text) {
  const struct memport_config port = {.seed = 1, .latency_min = 1, .latency_max = 1};
  const struct regime regime = {.format = FORMAT_SV39, .root_pa = root, .pa_bits = 56};
  struct lw_error e = {0};
  memset(b, 0, sizeof *b);
  CU_ASSERT_EQUAL_FATAL(profile_parse("p", text, &b->profile, &e), LW_PASS);
  const struct engine_config config = {.options.config.arch = ARCH_RISCV, .profile = &b->profile};
  CU_ASSERT_TRUE_FATAL(lane_open(&b->lane, NULL, 4, &port));
  b->check.verdict = &b->verdict;
  b->check.stats = &b->stats;
  CU_ASSERT_TRUE_FATAL(check_open(&b->check, &config, &b->lane, true));
  CU_ASSERT_TRUE(check_regime(&b->check, 1, &regime));
}

static void bench_close(struct bench *b) {
  check_close(&b->check);
  lane_close(&b->lane);
}

static void asks(struct bench *b, uint64_t clock, uint64_t va) {
  const struct request req = {.va = va, .access = ACCESS_LOAD, .priv = PRIV_SUPERVISOR};
  const struct regime regime = b->check.regime;
  check_request(&b->check, clock, 0, &req, &regime);
}

static bool may_read(struct bench *b, uint64_t clock, uint64_t addr) {
  const struct mmu_out out = {.mem_req_valid = 1, .mem_req_addr = addr};
  return check_offer(&b->check, clock, &out);
}

static void reads(struct bench *b, uint64_t clock, uint64_t addr, uint64_t value) {
  const struct memport_event m = {.valid = true, .addr = addr, .data = value};
  CU_ASSERT_TRUE(check_sample(&b->check, clock, &m));
}

static uint64_t pointer(uint64_t ppn) {
  return ppn << 10 | 1;
}

static void test_a_read_for_no_request_needs_speculation(void) {
  struct bench b;
  bench_open(&b, "profile 1\n");
  CU_ASSERT_FALSE(may_read(&b, 5, root + 16));
  CU_ASSERT_EQUAL(b.verdict.kind, VERDICT_PTE_READ);
  bench_close(&b);
  bench_open(&b, "profile 1\nspeculation=yes\n");
  CU_ASSERT_TRUE(may_read(&b, 5, root + 16));
  CU_ASSERT_FALSE(may_read(&b, 5, root + 4096)); // no table
  bench_close(&b);
}

static void test_a_walk_for_a_bad_address_needs_walks_noncanonical(void) {
  struct bench b;
  bench_open(&b, "profile 1\n");
  asks(&b, 5, 1ull << 40 | 3ull << 30);
  CU_ASSERT_FALSE(may_read(&b, 6, root + 24));
  bench_close(&b);
  bench_open(&b, "profile 1\nwalks_noncanonical=yes\n");
  asks(&b, 5, 1ull << 40 | 3ull << 30);
  CU_ASSERT_TRUE(may_read(&b, 6, root + 24));
  CU_ASSERT_FALSE(may_read(&b, 6, root + 16));
  bench_close(&b);
}

static void test_an_answered_request_explains_reads_as_long_as_the_profile_says(void) {
  static const char *const text[] = {"profile 1\n", "profile 1\nwalk_outlives_answer=10\n"};
  for (int i = 0; i < 2; i++) {
    struct bench b;
    const struct answer fault = {.kind = ANSWER_PAGE_FAULT, .code = 13};
    bench_open(&b, text[i]);
    asks(&b, 5, 0);
    CU_ASSERT_TRUE(may_read(&b, 6, root));
    reads(&b, 7, root, 0);
    CU_ASSERT_TRUE(check_response(&b.check, 8, 0, &fault));
    CU_ASSERT_EQUAL(may_read(&b, 18, root), i == 1);
    CU_ASSERT_FALSE(may_read(&b, 19, root));
    bench_close(&b);
  }
}

static void test_an_entry_is_read_again_only_where_a_table_leads_to_itself(void) {
  struct bench b;
  bench_open(&b, "profile 1\nin_flight=1 duplicate_reads=no\n");
  asks(&b, 5, 0);
  CU_ASSERT_TRUE(may_read(&b, 6, root));
  reads(&b, 7, root, pointer(ROOT));
  CU_ASSERT_TRUE(may_read(&b, 8, root));
  reads(&b, 9, root, pointer(NEXT));
  CU_ASSERT_FALSE(may_read(&b, 10, root));
  CU_ASSERT_PTR_NOT_NULL(strstr(b.verdict.expected, "duplicate_reads=no"));
  bench_close(&b);
  bench_open(&b, "profile 1\n");
  asks(&b, 5, 0);
  reads(&b, 7, root, pointer(NEXT));
  CU_ASSERT_TRUE(may_read(&b, 8, root));
  bench_close(&b);
}

static void test_an_answer_is_late_by_the_clocks_that_are_the_dut_s_own(void) {
  for (unsigned own = 3; own <= 4; own++) {
    struct bench b;
    const struct answer fault = {.kind = ANSWER_PAGE_FAULT, .code = 13};
    bench_open(&b, "profile 1\nlatency=3\n");
    asks(&b, 5, 0);
    reads(&b, 7, root, 0);
    b.check.own += own;
    CU_ASSERT_EQUAL(check_response(&b.check, 50, 0, &fault), own == 3);
    bench_close(&b);
  }
}

CU_TestInfo test_check_tests[] = {TEST(test_a_read_for_no_request_needs_speculation),
                                  TEST(test_a_walk_for_a_bad_address_needs_walks_noncanonical),
                                  TEST(test_an_answered_request_explains_reads_as_long_as_the_profile_says),
                                  TEST(test_an_entry_is_read_again_only_where_a_table_leads_to_itself),
                                  TEST(test_an_answer_is_late_by_the_clocks_that_are_the_dut_s_own),
                                  CU_TEST_INFO_NULL};
