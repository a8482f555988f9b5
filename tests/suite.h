// What a test file includes: CUnit, and the row of its table. A file test_* exports its tests as
//   CU_TestInfo test_NAME_tests[] = {TEST(test_a_sentence), ..., CU_TEST_INFO_NULL};
// and is a suite by its name alone: the build lists them for tests/main.c.
#ifndef TESTS_SUITE_H
#define TESTS_SUITE_H

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>

#define TEST(function)                                                                                                 \
  { .pName = #function, .pTestFunc = function }

#endif
