// A run whose state does not hold together ends a checked program, on the clock that broke it.
#include "tb/engine/run.h"
#include "tests/aborts.h"
#include "tests/suite.h"

static void look(void *run) {
  (void)run_is_whole(run);
}

static void test_a_run_that_holds_together_goes_on(void) {
  struct run run = {.clock = 7};
  CU_ASSERT_FALSE(aborts(look, &run));
  run.flights.in_flight = 1ull << 5;
  run.flights.flight[5].accepted = 6;
  run.view.in_flight = 1;
  CU_ASSERT_FALSE(aborts(look, &run));
}

static void test_a_request_that_is_counted_and_not_in_flight_breaks_E1(void) {
  struct run run = {.clock = 7, .view.in_flight = 1};
  CU_ASSERT_TRUE(aborts(look, &run));
}

static void test_a_request_from_a_clock_to_come_breaks_E1(void) {
  struct run run = {.clock = 7, .flights = {.in_flight = 1, .flight[0].accepted = 8}, .view.in_flight = 1};
  CU_ASSERT_TRUE(aborts(look, &run));
}

static void test_a_request_both_waiting_and_in_flight_breaks_E2(void) {
  struct run run = {.clock = 7, .flights.in_flight = 1, .view = {.in_flight = 1, .request_waiting = true}};
  CU_ASSERT_TRUE(aborts(look, &run));
}

static void test_an_access_that_the_port_does_not_hold_breaks_E3(void) {
  struct run run = {.outstanding = 1};
  CU_ASSERT_TRUE(aborts(look, &run));
}

static void test_more_fences_than_the_queue_holds_break_E4(void) {
  struct run run = {.fences_running = RUN_FENCES + 1};
  CU_ASSERT_TRUE(aborts(look, &run));
}

static void test_what_was_not_offered_and_is_held_breaks_E5(void) {
  struct run run = {.mem_held = true};
  CU_ASSERT_TRUE(aborts(look, &run));
}

static void test_an_owed_entry_that_was_not_offered_breaks_E6(void) {
  struct run run = {.pdpte_load.owed = 1};
  CU_ASSERT_TRUE(aborts(look, &run));
}

static void test_a_comparison_without_a_twin_breaks_E7(void) {
  struct run run = {.twin_on = true};
  CU_ASSERT_TRUE(aborts(look, &run));
}

static void test_half_a_clock_breaks_E8(void) {
  struct run run = {.stage = CLOCK_SETTLED};
  CU_ASSERT_TRUE(aborts(look, &run));
}

static void conclude_nothing(void *run) {
  (void)failure_conclude(run, finding_none());
}

static void test_nothing_found_concludes_nothing(void) {
  struct verdict verdict = {.kind = VERDICT_PASS};
  struct run run = {.verdict = &verdict};
  CU_ASSERT_TRUE(aborts(conclude_nothing, &run));
}

CU_TestInfo test_invariants_tests[] = {TEST(test_a_run_that_holds_together_goes_on),
                                       TEST(test_a_request_that_is_counted_and_not_in_flight_breaks_E1),
                                       TEST(test_a_request_from_a_clock_to_come_breaks_E1),
                                       TEST(test_a_request_both_waiting_and_in_flight_breaks_E2),
                                       TEST(test_an_access_that_the_port_does_not_hold_breaks_E3),
                                       TEST(test_more_fences_than_the_queue_holds_break_E4),
                                       TEST(test_what_was_not_offered_and_is_held_breaks_E5),
                                       TEST(test_an_owed_entry_that_was_not_offered_breaks_E6),
                                       TEST(test_a_comparison_without_a_twin_breaks_E7),
                                       TEST(test_half_a_clock_breaks_E8),
                                       TEST(test_nothing_found_concludes_nothing),
                                       CU_TEST_INFO_NULL};
