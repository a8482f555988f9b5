// Checkpoints: what a copy of the process knows, which copies are kept, and what becomes of them.
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "tb/engine/checkpoint.h"
#include "tests/suite.h"

static struct checkpoints made(uint64_t every, uint64_t before) {
  struct checkpoints c;
  CU_ASSERT_TRUE_FATAL(checkpoints_open(&c, every, before));
  return c;
}

// Takes one; a copy that is woken tells what `state` was when it was made, and what it was asked.
static void take(struct checkpoints *c, uint64_t clock, uint64_t *state) {
  struct checkpoint_order order;
  if (!checkpoint_take(c, clock, &order)) return;
  struct verdict verdict = {.kind = VERDICT_LIMIT, .clock = *state};
  struct run_stats stats = {.clocks = order.wave_to};
  checkpoint_finish(c, &verdict, &stats);
}

static void test_a_copy_knows_what_was_when_it_was_made(void) {
  struct checkpoints c = made(100, 0);
  struct checkpoint_report report;
  uint64_t state = 7, from;
  take(&c, 100, &state);
  state = 8;
  CU_ASSERT_TRUE(checkpoint_before(&c, 150, &from));
  CU_ASSERT_EQUAL(from, 100);
  checkpoint_wake(&c, &(struct checkpoint_order){.wave_from = 150, .wave_to = 170}, &report);
  CU_ASSERT_TRUE(report.done);
  CU_ASSERT_EQUAL(report.verdict.clock, 7);
  CU_ASSERT_EQUAL(report.stats.clocks, 170);
  CU_ASSERT_FALSE(checkpoint_before(&c, 150, &from)); // it is used up
  checkpoints_close(&c);
}

static void test_the_newest_before_the_window_is_woken(void) {
  struct checkpoints c = made(100, 0);
  struct checkpoint_report report;
  uint64_t from;
  for (uint64_t state = 1; state <= 5; state++)
    take(&c, 100 * state, &state);
  CU_ASSERT_EQUAL(c.kept, CHECKPOINTS);
  CU_ASSERT_EQUAL(c.taken, 5);
  CU_ASSERT_FALSE(checkpoint_before(&c, 399, &from)); // that one is no longer kept
  CU_ASSERT_TRUE(checkpoint_before(&c, 499, &from));
  CU_ASSERT_EQUAL(from, 400);
  checkpoint_wake(&c, &(struct checkpoint_order){.wave_from = 499}, &report);
  CU_ASSERT_EQUAL(report.verdict.clock, 4);
  checkpoint_wake(&c, &(struct checkpoint_order){.wave_from = 10}, &report);
  CU_ASSERT_FALSE(report.done);
  checkpoints_close(&c);
}

static void test_distances_grow_and_cover_the_window(void) {
  struct checkpoints c = made(0, 0);
  uint64_t state = 0;
  CU_ASSERT_EQUAL(c.next, CHECKPOINT_EVERY);
  take(&c, c.next, &state);
  CU_ASSERT_EQUAL(c.next, 2 * CHECKPOINT_EVERY);
  take(&c, 1000ull * CHECKPOINT_EVERY, &state);
  CU_ASSERT_EQUAL(c.next, 1000ull * CHECKPOINT_EVERY + 1000ull * CHECKPOINT_EVERY / CHECKPOINT_GROWTH);
  checkpoints_close(&c);
  c = made(100, 5000); // of two that are kept one lies before any window
  CU_ASSERT_EQUAL(c.every, 5000);
  checkpoints_close(&c);
}

static void test_copies_end_with_the_run(void) {
  struct checkpoints c = made(100, 0);
  uint64_t state = 0;
  take(&c, 100, &state);
  pid_t copy = c.copy[0].pid;
  CU_ASSERT_EQUAL(kill(copy, 0), 0);
  checkpoints_close(&c);
  CU_ASSERT_EQUAL(kill(copy, 0), -1);
  CU_ASSERT_EQUAL(errno, ESRCH);
}

static void test_a_copy_that_was_killed_is_reported(void) {
  struct checkpoints c = made(100, 0);
  struct checkpoint_report report;
  uint64_t state = 0;
  take(&c, 100, &state);
  kill(c.copy[0].pid, SIGKILL);
  checkpoint_wake(&c, &(struct checkpoint_order){.wave_from = 100}, &report);
  CU_ASSERT_FALSE(report.done);
  checkpoints_close(&c);
}

CU_TestInfo test_checkpoint_tests[] = {
    TEST(test_a_copy_knows_what_was_when_it_was_made), TEST(test_the_newest_before_the_window_is_woken),
    TEST(test_distances_grow_and_cover_the_window),    TEST(test_copies_end_with_the_run),
    TEST(test_a_copy_that_was_killed_is_reported),     CU_TEST_INFO_NULL};
