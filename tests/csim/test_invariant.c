#include "golden/invariant.h"
#include "tests/aborts.h"
#include "tests/suite.h"

static void claim(void *with) {
  INVARIANT(*(const bool *)with);
}

static void test_a_broken_invariant_ends_a_checked_program(void) {
  bool holds = true;
  CU_ASSERT_FALSE(aborts(claim, &holds));
  holds = false;
#ifdef LOCKWALK_CHECKED
  CU_ASSERT_TRUE(aborts(claim, &holds));
#else
#error "unit tests are compiled with LOCKWALK_CHECKED"
#endif
}

CU_TestInfo test_invariant_tests[] = {
    TEST(test_a_broken_invariant_ends_a_checked_program),
    CU_TEST_INFO_NULL,
};
