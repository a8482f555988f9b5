// A suite for the test main itself: one test passes, one fails (tests/self/filters runs them).
#include "tests/suite.h"

static void test_that_passes(void) {
  CU_ASSERT(1 + 1 == 2);
}
static void test_that_fails(void) {
  CU_ASSERT(1 + 1 == 2);
  CU_ASSERT(1 + 1 == 3);
}

CU_TestInfo test_self_tests[] = {TEST(test_that_passes), TEST(test_that_fails), CU_TEST_INFO_NULL};
