// What a profile allows a DUT to ask of memory, and what not: the check of PTE accesses, clock by
// clock.
#include <string.h>

#include "tb/engine/run.h"
#include "tests/suite.h"

enum { ROOT = 0x80000, NEXT = 0x80001 }; // page numbers
static const uint64_t root = (uint64_t)ROOT << 12;

struct bench {
  struct profile profile;
  struct engine_config config;
  struct run run;
  struct verdict verdict;
  struct run_stats stats;
  struct lw_error error;
  struct stim stim; // knows nothing
  struct finding found;
};

static void bench_open(struct bench *b, const char *text) {
  const struct memport_config port = {.seed = 1, .latency_min = 1, .latency_max = 1};
  struct run *r = &b->run;
  memset(b, 0, sizeof *b);
  CU_ASSERT_EQUAL_FATAL(profile_parse("p", text, &b->profile, &b->error), LW_PASS);
  b->config.options.config.arch = ARCH_RISCV;
  *r = (struct run){.config = &b->config,
                    .stim = &b->stim,
                    .error = &b->error,
                    .verdict = &b->verdict,
                    .stats = &b->stats,
                    .profile = &b->profile,
                    .clock = 1,
                    .regime = {.format = FORMAT_SV39, .root_pa = root, .pa_bits = 56},
                    .regime_set = true};
  CU_ASSERT_TRUE_FATAL(lane_open(&r->lane[LANE_DUT], NULL, 4, &port));
  CU_ASSERT_EQUAL_FATAL(checkers_open(r), LW_PASS);
  CU_ASSERT_EQUAL(run_ask(r, AT_REGIME).kind, VERDICT_PASS);
}

static void bench_close(struct bench *b) {
  checkers_close(&b->run);
  lane_close(&b->run.lane[LANE_DUT]);
}

static bool fine(struct bench *b, uint64_t clock, enum moment moment) {
  b->run.clock = clock;
  b->found = run_ask(&b->run, moment);
  return b->found.kind == VERDICT_PASS;
}

static void asks(struct bench *b, uint64_t clock, uint64_t va) {
  struct run *r = &b->run;
  r->flights.flight[0] = (struct flight){.req = {.va = va, .access = ACCESS_LOAD, .priv = PRIV_SUPERVISOR},
                                         .regime = r->regime,
                                         .accepted = clock,
                                         .worked = r->worked};
  r->flights.in_flight = 1;
  r->request_id = 0;
  CU_ASSERT_TRUE(fine(b, clock, AT_REQUEST));
}

static bool may_read(struct bench *b, uint64_t clock, uint64_t addr) {
  b->run.lane[LANE_DUT].out = (struct mmu_out){.mem_req_valid = 1, .mem_req_addr = addr};
  return fine(b, clock, AT_OFFER);
}

static void reads(struct bench *b, uint64_t clock, uint64_t addr, uint64_t value) {
  b->run.lane[LANE_DUT].sampled = (struct memport_event){.valid = true, .addr = addr, .data = value};
  CU_ASSERT_TRUE(fine(b, clock, AT_SAMPLE));
}

// A page fault of a load.
static bool may_fault(struct bench *b, uint64_t clock) {
  struct run *r = &b->run;
  r->response.id = 0;
  r->response.answer = (struct answer){.kind = ANSWER_PAGE_FAULT, .code = 13};
  bool legal = fine(b, clock, AT_RESPONSE);
  r->flights.in_flight = 0;
  return legal;
}

static uint64_t pointer(uint64_t ppn) {
  return ppn << 10 | 1;
}

static void test_a_read_for_no_request_needs_speculation(void) {
  struct bench b;
  bench_open(&b, "profile 1\n");
  CU_ASSERT_FALSE(may_read(&b, 5, root + 16));
  CU_ASSERT_EQUAL(b.found.kind, VERDICT_PTE_READ);
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
    bench_open(&b, text[i]);
    asks(&b, 5, 0);
    CU_ASSERT_TRUE(may_read(&b, 6, root));
    reads(&b, 7, root, 0);
    CU_ASSERT_TRUE(may_fault(&b, 8));
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
  CU_ASSERT_PTR_NOT_NULL(strstr(b.found.told->expected, "duplicate_reads=no"));
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
    bench_open(&b, "profile 1\nlatency=3\n");
    asks(&b, 5, 0);
    reads(&b, 7, root, 0);
    b.run.worked += own;
    CU_ASSERT_EQUAL(may_fault(&b, 50), own == 3);
    bench_close(&b);
  }
}

CU_TestInfo test_checkers_tests[] = {TEST(test_a_read_for_no_request_needs_speculation),
                                     TEST(test_a_walk_for_a_bad_address_needs_walks_noncanonical),
                                     TEST(test_an_answered_request_explains_reads_as_long_as_the_profile_says),
                                     TEST(test_an_entry_is_read_again_only_where_a_table_leads_to_itself),
                                     TEST(test_an_answer_is_late_by_the_clocks_that_are_the_dut_s_own),
                                     CU_TEST_INFO_NULL};
