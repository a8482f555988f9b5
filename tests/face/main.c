// Runs the suites of the installed faces: only <lockwalk/golden.h> and the shared library. Exit 1
// when any check failed.
#include "tests/face/suite.h"

#include <CUnit/Basic.h>

int main(void) {
  CU_SuiteInfo suites[] = {
      {.pName = "walk", .pTests = test_walk_tests},
      {.pName = "judge", .pTests = test_judge_tests},
      {.pName = "hidden port", .pTests = test_hidden_tests},
      {.pName = "profile", .pTests = test_profile_tests},
      {.pName = "dpi", .pTests = test_dpi_tests},
      CU_SUITE_INFO_NULL,
  };
  if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS) return 1;
  CU_basic_set_mode(CU_BRM_NORMAL);
  if (CU_basic_run_tests() != CUE_SUCCESS) return 1;
  int failed = CU_get_number_of_failures() != 0;
  CU_cleanup_registry();
  return failed;
}
