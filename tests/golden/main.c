// Runs the suites of golden/. Exit 1 when any check failed.
#include "tests/golden/suite.h"

#include <CUnit/Basic.h>

int main(void) {
  CU_SuiteInfo suites[] = {
      {.pName = "format", .pTests = test_format_tests},
      {.pName = "decode_riscv", .pTests = test_decode_riscv_tests},
      {.pName = "decode_x86", .pTests = test_decode_x86_tests},
      {.pName = "decode_x86_modes", .pTests = test_decode_x86_modes_tests},
      {.pName = "flush", .pTests = test_flush_tests},
      {.pName = "walk", .pTests = test_walk_tests},
      {.pName = "walk_update", .pTests = test_walk_update_tests},
      {.pName = "walk_modes", .pTests = test_walk_modes_tests},
      {.pName = "entry", .pTests = test_entry_tests},
      {.pName = "fault", .pTests = test_fault_tests},
      {.pName = "tlb", .pTests = test_tlb_tests},
      {.pName = "tlb_stale", .pTests = test_tlb_stale_tests},
      {.pName = "tlb_limits", .pTests = test_tlb_limits_tests},
      {.pName = "tlb_fence", .pTests = test_tlb_fence_tests},
      {.pName = "tlb_x86", .pTests = test_tlb_x86_tests},
      {.pName = "tlb_modes", .pTests = test_tlb_modes_tests},
      {.pName = "tlb_profile", .pTests = test_tlb_profile_tests},
      {.pName = "tlb_store", .pTests = test_tlb_store_tests},
      {.pName = "tlb_random", .pTests = test_tlb_random_tests},
      {.pName = "tlb_hidden", .pTests = test_tlb_hidden_tests},
      CU_SUITE_INFO_NULL,
  };
  if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS) return 1;
  CU_basic_set_mode(CU_BRM_NORMAL);
  if (CU_basic_run_tests() != CUE_SUCCESS) return 1;
  int failed = CU_get_number_of_failures() != 0;
  CU_cleanup_registry();
  return failed;
}
