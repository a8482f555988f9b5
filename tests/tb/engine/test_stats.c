#include "tb/engine/stats.h"
#include "tests/suite.h"

#include <string.h>

static void test_a_sum_adds_every_count_and_no_digest(void) {
  struct run_stats one = {.digest = 5, .timing = 6, .seconds = 0.5}, sum = {.digest = 1, .timing = 2, .seconds = 0.25};
  unsigned n = 0;
  for (const struct stats_field *f = stats_fields; f->name; f++, n++) {
    *(uint64_t *)((char *)&one + f->at) = n + 1;
    *(uint64_t *)((char *)&sum + f->at) = 1000;
  }
  for (unsigned i = 0; i < STATS_SET_SIZES; i++)
    one.set_size[i] = i + 1;
  stats_add(&sum, &one);
  n = 0;
  for (const struct stats_field *f = stats_fields; f->name; f++)
    CU_ASSERT_EQUAL(stats_value(&sum, f), 1001 + n++);
  CU_ASSERT(sum.set_size[0] == 1 && sum.set_size[STATS_SET_SIZES - 1] == STATS_SET_SIZES);
  CU_ASSERT(sum.digest == 1 && sum.timing == 2 && sum.seconds == 0.75);
}

static void test_every_count_has_a_name_of_its_own(void) {
  for (const struct stats_field *f = stats_fields; f->name; f++)
    for (const struct stats_field *g = stats_fields; g != f; g++)
      CU_ASSERT(strcmp(f->name, g->name) != 0 && f->at != g->at);
}

static void test_the_median_is_of_what_was_counted(void) {
  CU_ASSERT_EQUAL(stats_median(&(struct run_stats){0}), 0);
  CU_ASSERT_EQUAL(stats_median(&(struct run_stats){.set_size = {0, 5, 5}}), 1);
  CU_ASSERT_EQUAL(stats_median(&(struct run_stats){.set_size = {0, 4, 0, 5}}), 3);
  CU_ASSERT_EQUAL(stats_counted(&(struct run_stats){.set_size = {1, 4, 0, 5}}), 10);
}

CU_TestInfo test_stats_tests[] = {
    TEST(test_a_sum_adds_every_count_and_no_digest),
    TEST(test_every_count_has_a_name_of_its_own),
    TEST(test_the_median_is_of_what_was_counted),
    CU_TEST_INFO_NULL,
};
