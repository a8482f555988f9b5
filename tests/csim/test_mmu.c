// The twin on RISC-V tables. Every clock number is counted by hand from rtl/README.md; memory
// answers one clock after it took the request unless a test says otherwise. A walk from accept at
// t: S1 t+1, Pwc t+2, then Req, Wait, Decode per level, Done, answer.
#include "csim/ptw.h"
#include "tests/csim/mmu_rig.h"
#include "tests/csim/sv39.h"
#include "tests/suite.h"

static void test_nothing_is_ready_or_valid_before_a_regime(void) {
  rig_open(ARCH_RISCV, 1);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.req_ready + rig.out.rsp_valid + rig.out.mem_req_valid + rig.out.fence_done, 0);
  CU_ASSERT_EQUAL(rig.out.fence_ready, 1);
  rig_regime(3, 1, 7, 0);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.req_ready, 0);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.req_ready, 1);
  csim_reset(rig.twin);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.req_ready, 0);
}

static void test_a_walk_asks_at_3_and_answers_4_and_3_a_level_later(void) {
  for (uint8_t levels = 3; levels <= 5; levels++) {
    rig_open(ARCH_RISCV, 1);
    for (uint64_t i = 1; i < levels; i++)
      rig_store(i << 12, pte(i + 1, V));
    rig_store((uint64_t)levels << 12 | 8, pte(0x123, V | R | A));
    rig_regime(levels, 1, 0, 0);
    rig_step();
    const uint64_t t = rig_request(5, 0x1abc, ACCESS_LOAD, PRIV_SUPERVISOR);
    for (uint64_t i = 0; i < levels; i++) {
      CU_ASSERT_EQUAL(rig_memory_request(), t + 3 + 3 * i);
      CU_ASSERT_EQUAL(rig.out.mem_req_addr, (i + 1) << 12 | (i + 1u == levels ? 8 : 0));
      CU_ASSERT_EQUAL(rig.out.mem_req_op + rig.out.mem_req_expected + rig.out.mem_req_desired, 0);
    }
    CU_ASSERT_EQUAL(rig_answer(), t + 4 + 3u * levels);
    CU_ASSERT_EQUAL(rig.out.rsp_id, 5);
    CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_OK);
    CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x123abc);
    CU_ASSERT_EQUAL(rig.out.rsp_shift, 12);
    CU_ASSERT_EQUAL(rig.out.rsp_perm, PERM_R);
  }
}

static void test_hits_answer_at_2_one_a_clock(void) {
  sv39_open(1, V | R | U | A, 0);
  CU_ASSERT_EQUAL(rig_translate(0x0, ACCESS_LOAD, PRIV_USER), 13);
  CU_ASSERT_EQUAL(rig_translate(0x1000, ACCESS_LOAD, PRIV_USER), 7); // the page-walk cache leads to the last level
  rig_idle(1);
  const uint64_t t = rig.clock;
  for (uint8_t i = 0; i < 6; i++) {
    CU_ASSERT_EQUAL(rig_request(i, (i & 1u) << 12 | i, ACCESS_LOAD, PRIV_USER), t + i);
    CU_ASSERT_EQUAL(rig.out.rsp_valid, i >= 2);
    CU_ASSERT_EQUAL(rig.out.rsp_id, i >= 2 ? i - 2 : 0);
    CU_ASSERT_EQUAL(rig.out.rsp_pa, i >= 2 ? 0x100000u + ((i & 1u) << 12) + i - 2 : 0);
  }
  CU_ASSERT_EQUAL(rig.port.requests, 4);
}

static void test_non_canonical_answers_at_2_without_memory(void) {
  sv39_open(1, V | R | U | A, 0);
  CU_ASSERT_EQUAL(rig_translate(1ull << 38, ACCESS_STORE, PRIV_USER), 2);
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_PAGE_FAULT);
  CU_ASSERT_EQUAL(rig.out.rsp_code, 15);
  CU_ASSERT_EQUAL(rig.out.rsp_pa + rig.out.rsp_shift + rig.out.rsp_perm + rig.out.rsp_type + rig.out.rsp_global, 0);
  rig_idle(5);
  CU_ASSERT_EQUAL(rig.port.requests, 0);
}

static void test_a_new_regime_serves_requests_one_clock_later(void) {
  sv39_open(1, V | R | U | A, 0);
  rig_translate(0, ACCESS_LOAD, PRIV_USER);
  rig_idle(1);
  rig_regime(3, 1, 7, RV_SUM);
  const uint64_t t = rig_request(1, 0, ACCESS_LOAD, PRIV_SUPERVISOR); // in the clock of the write: still SUM=0
  CU_ASSERT_EQUAL(rig_request(2, 0, ACCESS_LOAD, PRIV_SUPERVISOR), t + 1);
  CU_ASSERT_EQUAL(rig_answer(), t + 2);
  CU_ASSERT_EQUAL(rig.out.rsp_code, 13);
  CU_ASSERT_EQUAL(rig_answer(), t + 3);
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_OK);
}

static void test_hits_go_on_under_a_miss_and_replays_keep_their_order(void) {
  sv39_open(1, V | R | U | A, 0);
  rig_translate(0, ACCESS_LOAD, PRIV_USER);
  rig_idle(1);
  const uint64_t t = rig_request(1, 0x1000, ACCESS_LOAD, PRIV_USER);
  rig_request(2, 0x2000, ACCESS_LOAD, PRIV_USER);
  rig_request(3, 0x3000, ACCESS_LOAD, PRIV_USER);
  CU_ASSERT_EQUAL(rig_request(4, 0x0, ACCESS_LOAD, PRIV_USER), t + 3);
  // 4 hits. 1 is walked. 2 is queued, taken from the queue at t+7 (Idle), in S1 at t+8: 6 clocks
  // more; 3 again 7 later.
  static const struct { uint8_t id, clock; } expected[] = {{4, 5}, {1, 7}, {2, 14}, {3, 21}};
  for (unsigned i = 0; i < 4; i++) {
    CU_ASSERT_EQUAL(rig_answer(), t + expected[i].clock);
    CU_ASSERT_EQUAL(rig.out.rsp_id, expected[i].id);
  }
}

static void test_a_full_miss_queue_holds_requests_back(void) {
  sv39_open(100, V | R | U | A, 0);
  const uint64_t t = rig.clock;
  for (uint8_t i = 0; i < 5; i++) // one is walked, four are queued
    CU_ASSERT_EQUAL(rig_request(i, (uint64_t)i << 12, ACCESS_LOAD, PRIV_USER), t + i);
  rig_step(); // t+5: three in the queue and one in S1
  CU_ASSERT_EQUAL(rig.out.req_ready, 0);
  CU_ASSERT_EQUAL(probe_mq_count(&rig.probe), 3);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.req_ready, 0);
  CU_ASSERT_EQUAL(probe_mq_count(&rig.probe), 4);
  for (uint8_t i = 0; i < 5; i++) {
    rig_answer();
    CU_ASSERT_EQUAL(rig.out.rsp_id, i);
    CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x100000 + (i << 12));
  }
}

static void test_a_full_response_fifo_stalls_and_holds_its_answer(void) {
  sv39_open(1, V | R | U | A, 0);
  rig_translate(0, ACCESS_LOAD, PRIV_USER);
  rig_idle(1);
  rig.in.rsp_ready = 0;
  const uint64_t t = rig_request(1, 1, ACCESS_LOAD, PRIV_USER);
  CU_ASSERT_EQUAL(rig_request(2, 2, ACCESS_LOAD, PRIV_USER), t + 1);
  CU_ASSERT_EQUAL(rig_request(3, 3, ACCESS_LOAD, PRIV_USER), t + 2);
  for (unsigned i = 0; i < 3; i++) { // from t+3: two in the FIFO, one held in S1
    rig_step();
    CU_ASSERT_EQUAL(rig.out.req_ready, 0);
    CU_ASSERT_EQUAL(rig.out.rsp_id, 1);
  }
  rig.in.rsp_ready = 1;
  rig_step(); // taken, but full is what the registers say
  CU_ASSERT_EQUAL(rig.out.req_ready, 0);
  CU_ASSERT_EQUAL(rig.out.rsp_id, 1);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.req_ready, 1);
  CU_ASSERT_EQUAL(rig.out.rsp_id, 2);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.rsp_id, 3);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.rsp_valid, 0);
}

static void test_a_walks_answer_waits_for_the_fifo_before_it_fills(void) {
  sv39_open(1, V | R | U | A, 0);
  rig_translate(0, ACCESS_LOAD, PRIV_USER);
  rig_idle(1);
  rig.in.rsp_ready = 0;
  rig_request(1, 0, ACCESS_LOAD, PRIV_USER);
  rig_request(2, 0, ACCESS_LOAD, PRIV_USER);
  rig_request(3, 0x1000, ACCESS_LOAD, PRIV_USER);
  rig_idle(20);
  CU_ASSERT_EQUAL(rig_state(), PTW_DONE);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 1);
  rig.in.rsp_ready = 1;
  rig_step(); // popped; still full in this clock
  CU_ASSERT_EQUAL(rig.probe.word[5], 0);
  rig_step();
  CU_ASSERT_EQUAL(rig.probe.word[5] & 0x7f, 1 | 1 << 1);
  rig_step();
  CU_ASSERT_EQUAL(rig_state(), PTW_IDLE);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 3);
  CU_ASSERT_EQUAL(rig.out.rsp_id, 3);
}

static void test_a_hit_waits_for_the_walk_that_is_done(void) {
  sv39_open(1, V | R | U | A, 0);
  rig_translate(0, ACCESS_LOAD, PRIV_USER);
  rig_idle(1);
  const uint64_t t = rig_request(1, 0x1000, ACCESS_LOAD, PRIV_USER); // Done t+6
  rig_idle(4);
  CU_ASSERT_EQUAL(rig_request(2, 0, ACCESS_LOAD, PRIV_USER), t + 5); // S1 t+6 and, held, t+7
  rig_step();
  CU_ASSERT_EQUAL(rig_state(), PTW_DONE);
  CU_ASSERT_EQUAL(rig.out.req_ready, 0);
  CU_ASSERT_EQUAL(rig_answer(), t + 7);
  CU_ASSERT_EQUAL(rig.out.rsp_id, 1);
  CU_ASSERT_EQUAL(rig_answer(), t + 8);
  CU_ASSERT_EQUAL(rig.out.rsp_id, 2);
}

static void test_a_miss_does_not_overtake_the_queue(void) {
  sv39_open(1, V | R | U | A, 0);
  rig_translate(0, ACCESS_LOAD, PRIV_USER);
  rig_idle(1);
  const uint64_t t = rig_request(1, 0x1000, ACCESS_LOAD, PRIV_USER);
  rig_request(2, 0x2000, ACCESS_LOAD, PRIV_USER);
  rig_idle(4);
  CU_ASSERT_EQUAL(rig_request(3, 0x3000, ACCESS_LOAD, PRIV_USER), t + 6); // S1 t+7: Idle, but 2 waits, and is replayed
  CU_ASSERT_EQUAL(rig_answer(), t + 7);
  CU_ASSERT_EQUAL(rig_answer(), t + 14);
  CU_ASSERT_EQUAL(rig.out.rsp_id, 2);
  CU_ASSERT_EQUAL(rig_answer(), t + 21);
  CU_ASSERT_EQUAL(rig.out.rsp_id, 3);
}

static void test_only_answers_from_an_entry_touch_it(void) {
  sv39_open(1, V | R | W | U | A, UPDATE);
  rig_translate(0x0000, ACCESS_LOAD, PRIV_USER);
  rig_translate(0x1000, ACCESS_LOAD, PRIV_USER);
  rig_idle(1);
  const uint64_t filled = 1 | 1 << 1 | 1 << 3 | 1 << 7, touched = filled | 1 << 15; // entries 0 and 1 differ in node 15
  CU_ASSERT_EQUAL(probe_tlb_plru(&rig.probe), filled);
  rig_translate(0x0000, ACCESS_LOAD, PRIV_SUPERVISOR); // SUM=0: a fault, from the entry
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_PAGE_FAULT);
  CU_ASSERT_EQUAL(probe_tlb_plru(&rig.probe), touched);
  rig_idle(2);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 3); // RISC-V drops nothing on a page fault
  rig_translate(0x1000, ACCESS_LOAD, PRIV_USER);
  CU_ASSERT_EQUAL(probe_tlb_plru(&rig.probe), filled);
  rig_request(1, 0x0000, ACCESS_STORE, PRIV_USER); // hits entry 0 with D=0: a miss
  rig_idle(2);
  CU_ASSERT_EQUAL(probe_tlb_plru(&rig.probe), filled);
  rig_answer();
  rig_translate(0x0000, ACCESS_STORE, PRIV_USER); // entry 2
  const uint64_t bits = probe_tlb_plru(&rig.probe);
  rig_translate(0x1000, ACCESS_LOAD, PRIV_USER);
  CU_ASSERT_NOT_EQUAL(probe_tlb_plru(&rig.probe), bits);
  rig_request(1, 0x2000, ACCESS_LOAD, PRIV_USER);
  rig_translate(0x0000, ACCESS_STORE, PRIV_USER); // the last hit; then the walk fills and touches
  rig_answer();
  const uint64_t after_fill = probe_tlb_plru(&rig.probe);
  rig_translate(1ull << 40, ACCESS_LOAD, PRIV_USER); // not canonical: looks nothing up
  CU_ASSERT_EQUAL(probe_tlb_plru(&rig.probe), after_fill);
}

static void test_the_probe_tells_walk_and_fills(void) {
  sv39_open(1, V | R | U | G | A, 0);
  const uint64_t t = rig_request(9, 0x3000, ACCESS_LOAD, PRIV_USER);
  rig_step(); // t+1: S1
  CU_ASSERT_EQUAL(rig.probe.word[2], 1ull << 27 | 9ull << 41 | 1ull << 38);
  rig_step(); // t+2: Pwc
  CU_ASSERT_EQUAL(rig.probe.word[2], 1ull << 20 | 9ull << 47 | 1ull << 38);
  CU_ASSERT_EQUAL(rig.probe.word[4], 0);
  rig_step(); // t+3: Req of level 2
  CU_ASSERT_EQUAL(rig.probe.word[2], 2ull << 20 | 2ull << 24 | 9ull << 47 | 1ull << 38);
  CU_ASSERT_EQUAL(rig.probe.word[4], 1ull | 15ull << 44);
  rig_idle(2); // t+5: Decode
  CU_ASSERT_EQUAL(probe_ptw_pte(&rig.probe), pte(2, V));
  CU_ASSERT_EQUAL(rig.probe.word[8], 1ull | 1ull << 5 | 7ull << 7 | 3ull << 23 | 15ull << 26);
  CU_ASSERT_EQUAL(probe_pwc_fill_tag(&rig.probe), 0);
  CU_ASSERT_EQUAL(rig.probe.word[10], 2);
  rig_step();
  CU_ASSERT_EQUAL(probe_pwc_valid(&rig.probe), 1);
  CU_ASSERT_EQUAL(rig.probe.word[3] | rig.probe.word[8] | rig.probe.word[9] | rig.probe.word[10], 0);
  rig_idle((unsigned)(t + 13 - rig.clock)); // t+12: Done
  CU_ASSERT_EQUAL(rig_state(), PTW_DONE);
  CU_ASSERT_EQUAL(probe_ptw_level(&rig.probe), 0);
  CU_ASSERT_EQUAL(rig.probe.word[4], 0);
  CU_ASSERT_EQUAL(rig.probe.word[5], 1ull | 12ull << 7 | 7ull << 13 | 3ull << 29 | 9ull << 32 | 1ull << 43);
  CU_ASSERT_EQUAL(probe_tlb_fill_vpn(&rig.probe), 3);
  CU_ASSERT_EQUAL(probe_tlb_fill_ppn(&rig.probe), 0x103);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe) | probe_tlb_plru(&rig.probe), 0);
  rig_step();
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 1);
  CU_ASSERT_EQUAL(probe_tlb_plru(&rig.probe),
                  1 | 1 << 1 | 1 << 3 | 1 << 7 | 1 << 15); // entry 0 is the lower half five times
  CU_ASSERT_EQUAL(probe_rsp_count(&rig.probe), 1);
  CU_ASSERT_EQUAL(rig.probe.word[5] | rig.probe.word[6] | rig.probe.word[7], 0);
}

static void test_configurations_out_of_range_are_refused(void) {
  static _Alignas(64) char storage[1 << 15];
  static const struct mmu_config bad[] = {
      {ARCH_RISCV, 0, 8, 4, 0},    {ARCH_RISCV, 1, 8, 4, 0},   {ARCH_RISCV, 24, 8, 4, 0}, {ARCH_RISCV, 128, 8, 4, 0},
      {ARCH_RISCV, 32, 0, 4, 0},   {ARCH_RISCV, 32, 17, 4, 0}, {ARCH_RISCV, 32, 8, 0, 0}, {ARCH_RISCV, 32, 8, 9, 0},
      {(enum arch)2, 32, 8, 4, 0}, {ARCH_RISCV, 32, 8, 4, 16}};
  for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
    CU_ASSERT_PTR_NULL(csim_init(storage, &bad[i]));
  CU_ASSERT_PTR_NOT_NULL(csim_init(storage, &(struct mmu_config){ARCH_X86, 64, 16, 8, 0}));
  CU_ASSERT_PTR_NOT_NULL(csim_init(storage, &(struct mmu_config){ARCH_X86, 2, 1, 1, 0}));
}

CU_TestInfo test_mmu_tests[] = {
    TEST(test_nothing_is_ready_or_valid_before_a_regime),
    TEST(test_a_walk_asks_at_3_and_answers_4_and_3_a_level_later),
    TEST(test_hits_answer_at_2_one_a_clock),
    TEST(test_non_canonical_answers_at_2_without_memory),
    TEST(test_a_new_regime_serves_requests_one_clock_later),
    TEST(test_hits_go_on_under_a_miss_and_replays_keep_their_order),
    TEST(test_a_full_miss_queue_holds_requests_back),
    TEST(test_a_full_response_fifo_stalls_and_holds_its_answer),
    TEST(test_a_walks_answer_waits_for_the_fifo_before_it_fills),
    TEST(test_a_hit_waits_for_the_walk_that_is_done),
    TEST(test_a_miss_does_not_overtake_the_queue),
    TEST(test_only_answers_from_an_entry_touch_it),
    TEST(test_the_probe_tells_walk_and_fills),
    TEST(test_configurations_out_of_range_are_refused),
    CU_TEST_INFO_NULL,
};
