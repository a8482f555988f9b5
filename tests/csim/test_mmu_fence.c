// Fences of the twin: when they are done, and what a walk under way may keep. The clock numbers are
// counted by hand from rtl/README.md, as in test_mmu.c.
#include "csim/ptw.h"
#include "tests/csim/mmu_rig.h"
#include "tests/csim/sv39.h"
#include "tests/suite.h"

static void test_a_fence_executes_at_1_and_is_done_at_2(void) {
  sv39_open(1, V | R | U | A, 0);
  rig_translate(0, ACCESS_LOAD, PRIV_USER);
  rig_idle(1);
  rig.in.fence_valid = rig.in.fence_globals = 1;
  rig_step(); // t
  CU_ASSERT_EQUAL(rig.out.fence_ready, 1);
  CU_ASSERT_EQUAL(rig.out.fence_done, 0);
  rig.in.fence_valid = 1; // refused: one executes
  rig_step();             // t+1
  CU_ASSERT_EQUAL(rig.out.fence_ready, 0);
  CU_ASSERT_EQUAL(rig.out.fence_done, 0);
  CU_ASSERT_EQUAL(probe_fence_executing(&rig.probe), 1);
  CU_ASSERT_EQUAL(probe_tlb_cleared(&rig.probe), 1);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 1);
  rig_step(); // t+2
  CU_ASSERT_EQUAL(rig.out.fence_ready, 1);
  CU_ASSERT_EQUAL(rig.out.fence_done, 1);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 0);
  CU_ASSERT_EQUAL(probe_tlb_cleared(&rig.probe), 0);
  rig_step(); // t+3
  CU_ASSERT_EQUAL(rig.out.fence_done, 0);
  CU_ASSERT_EQUAL(rig_translate(0, ACCESS_LOAD, PRIV_USER), 7); // pointers were not asked for
  rig_flush();
  CU_ASSERT_EQUAL(rig_translate(0, ACCESS_LOAD, PRIV_USER), 13);
}

static void test_a_walk_under_a_fence_answers_and_keeps_nothing(void) {
  sv39_open(4, V | R | U | A, 0);
  rig_request(1, 0, ACCESS_LOAD, PRIV_USER);
  rig_memory_request();
  rig_flush(); // reads its first entry meanwhile
  CU_ASSERT_EQUAL(probe_ptw_nofill(&rig.probe), 1);
  rig_answer();
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x100000);
  rig_step();
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 0);
  CU_ASSERT_EQUAL(probe_pwc_valid(&rig.probe), 0);
  rig_translate(0, ACCESS_LOAD, PRIV_USER);
  CU_ASSERT_EQUAL(rig.port.requests, 6);
  rig_step();
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 1);
}

static void test_a_fence_on_the_clock_of_the_fill_stops_it(void) {
  for (unsigned late = 0; late < 2; late++) { // executes on the clock of Done; one later
    sv39_open(1, V | R | U | A, 0);
    const uint64_t t = rig_request(1, 0, ACCESS_LOAD, PRIV_USER);
    rig_idle((unsigned)(t + 11 + late - rig.clock));
    rig.in.fence_valid = rig.in.fence_globals = 1;
    rig_step(); // accepted at t+11 + late; Done is t+12
    rig_step();
    CU_ASSERT_EQUAL(rig_state(), late ? PTW_IDLE : PTW_DONE);
    CU_ASSERT_EQUAL(rig.probe.word[5], 0);
    CU_ASSERT_EQUAL(probe_tlb_plru(&rig.probe) != 0, late); // a suppressed fill touches nothing
    CU_ASSERT_EQUAL(probe_tlb_cleared(&rig.probe), late);
    rig_step();
    CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 0);
    CU_ASSERT_EQUAL(probe_tlb_plru(&rig.probe) != 0, late);
  }
}

// A request carries the root it was accepted with, which the fence may have made forgotten.
static void test_a_walk_for_a_request_from_before_the_fence_keeps_nothing(void) {
  for (unsigned after = 0; after < 3; after++) { // accepted with the fence (t), as it executes, as it is done
    sv39_open(1, V | R | U | A, 0);
    rig.in.fence_valid = rig.in.fence_globals = rig.in.fence_structures = 1;
    if (after) rig_idle(after);
    rig_request(1, 0, ACCESS_LOAD, PRIV_USER);
    rig_answer();
    rig_step();
    CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), after == 2);
    CU_ASSERT_EQUAL(probe_pwc_valid(&rig.probe), after == 2 ? 3 : 0); // pointers neither
  }
}

static void test_a_queued_request_from_before_the_fence_keeps_nothing(void) {
  sv39_open(1, V | R | U | A, 0);
  rig_request(1, 0, ACCESS_LOAD, PRIV_USER);
  rig_request(2, 0x1000, ACCESS_LOAD, PRIV_USER);
  rig_idle(1); // in the queue
  rig.in.fence_valid = rig.in.fence_globals = rig.in.fence_structures = 1;
  rig_answer();
  rig_answer();
  rig_step();
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 0);
}

static void test_a_fence_on_the_clock_of_a_pointer_stops_its_caching(void) {
  sv39_open(1, V | R | U | A, 0);
  const uint64_t t = rig_request(1, 0, ACCESS_LOAD, PRIV_USER);
  rig_idle((unsigned)(t + 4 - rig.clock));
  rig.in.fence_valid = 1; // accepted t+4, executes t+5: Decode of the root's entry
  rig_idle(2);
  CU_ASSERT_EQUAL(rig_state(), PTW_DECODE);
  CU_ASSERT_EQUAL(probe_fence_executing(&rig.probe), 1);
  CU_ASSERT_EQUAL(rig.probe.word[8], 0);
  rig_idle(3); // Decode of the next: nofill
  CU_ASSERT_EQUAL(rig_state(), PTW_DECODE);
  CU_ASSERT_EQUAL(rig.probe.word[8], 0);
  rig_answer();
  CU_ASSERT_EQUAL(probe_pwc_valid(&rig.probe), 0);
}

CU_TestInfo test_mmu_fence_tests[] = {
    TEST(test_a_fence_executes_at_1_and_is_done_at_2),
    TEST(test_a_walk_under_a_fence_answers_and_keeps_nothing),
    TEST(test_a_fence_on_the_clock_of_the_fill_stops_it),
    TEST(test_a_walk_for_a_request_from_before_the_fence_keeps_nothing),
    TEST(test_a_queued_request_from_before_the_fence_keeps_nothing),
    TEST(test_a_fence_on_the_clock_of_a_pointer_stops_its_caching),
    CU_TEST_INFO_NULL,
};
