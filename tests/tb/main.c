// Runs the suites of tb/. Exit 1 when any check failed.
#include "tests/tb/suite.h"

#include <CUnit/Basic.h>

int main(void) {
  CU_SuiteInfo suites[] = {
      {.pName = "engine", .pTests = test_engine_tests},
      {.pName = "compare", .pTests = test_compare_tests},
      {.pName = "event", .pTests = test_event_tests},
      {.pName = "report", .pTests = test_report_tests},
      {.pName = "textfile", .pTests = test_textfile_tests},
      {.pName = "names", .pTests = test_names_tests},
      {.pName = "image", .pTests = test_image_tests},
      {.pName = "dump", .pTests = test_dump_tests},
      {.pName = "extract", .pTests = test_extract_tests},
      {.pName = "points", .pTests = test_points_tests},
      {.pName = "expect", .pTests = test_expect_tests},
      {.pName = "walklog", .pTests = test_walklog_tests},
      {.pName = "txn", .pTests = test_txn_tests},
      {.pName = "txn_modes", .pTests = test_txn_modes_tests},
      {.pName = "random", .pTests = test_random_tests},
      {.pName = "vectors", .pTests = test_vectors_tests},
      {.pName = "shrink", .pTests = test_shrink_tests},
      {.pName = "explain", .pTests = test_explain_tests},
      {.pName = "record", .pTests = test_record_tests},
      {.pName = "stim_vectors", .pTests = test_stim_vectors_tests},
      {.pName = "cube", .pTests = test_cube_tests},
      {.pName = "checkpoint", .pTests = test_checkpoint_tests},
      {.pName = "profile", .pTests = test_profile_tests},
      {.pName = "check", .pTests = test_check_tests},
      {.pName = "ports", .pTests = test_ports_tests},
      CU_SUITE_INFO_NULL,
  };
  if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS) return 1;
  CU_basic_set_mode(CU_BRM_NORMAL);
  if (CU_basic_run_tests() != CUE_SUCCESS) return 1;
  int failed = CU_get_number_of_failures() != 0;
  CU_cleanup_registry();
  return failed;
}
