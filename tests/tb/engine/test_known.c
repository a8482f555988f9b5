#include "tb/engine/known.h"
#include "tests/suite.h"

static void test_addresses_are_numbered_as_they_come(void) {
  struct known k = {0};
  CU_ASSERT_EQUAL(known_number(&k, 0), 0);
  for (size_t i = 0; i < 5000; i++) // 0 among them
    CU_ASSERT_EQUAL(known_add(&k, i * 4096), i + 1);
  for (size_t i = 0; i < 5000; i++) {
    CU_ASSERT_EQUAL(known_add(&k, i * 4096), i + 1);
    CU_ASSERT_EQUAL(known_number(&k, i * 4096), i + 1);
    CU_ASSERT_EQUAL(known_number(&k, i * 4096 + 8), 0);
  }
  CU_ASSERT_EQUAL(k.count, 5000);
  CU_ASSERT_EQUAL(known_number(&k, UINT64_MAX), 0);
  CU_ASSERT_EQUAL(known_add(&k, UINT64_MAX), 5001);
  CU_ASSERT_EQUAL(known_number(&k, UINT64_MAX), 5001);
  known_close(&k);
  CU_ASSERT_EQUAL(known_number(&k, 0), 0);
}

CU_TestInfo test_known_tests[] = {TEST(test_addresses_are_numbered_as_they_come), CU_TEST_INFO_NULL};
