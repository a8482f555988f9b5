// Every suite of csim/, one table of tests per source file. Exit code 1 when a test failed.
#include <CUnit/Basic.h>

extern CU_TestInfo test_ram_tests[], test_memport_tests[], test_plru_tests[], test_tlb_tests[], test_pwc_tests[],
    test_ptw_tests[], test_mmu_tests[], test_mmu_x86_tests[], test_modes_tests[], test_pae_load_tests[],
    test_invariant_tests[];

int main(void) {
  CU_SuiteInfo suites[] = {
      {.pName = "ram", .pTests = test_ram_tests},
      {.pName = "memport", .pTests = test_memport_tests},
      {.pName = "plru", .pTests = test_plru_tests},
      {.pName = "tlb", .pTests = test_tlb_tests},
      {.pName = "pwc", .pTests = test_pwc_tests},
      {.pName = "ptw", .pTests = test_ptw_tests},
      {.pName = "mmu", .pTests = test_mmu_tests},
      {.pName = "mmu x86", .pTests = test_mmu_x86_tests},
      {.pName = "modes", .pTests = test_modes_tests},
      {.pName = "pae load", .pTests = test_pae_load_tests},
      {.pName = "invariant", .pTests = test_invariant_tests},
      CU_SUITE_INFO_NULL,
  };
  if (CU_initialize_registry() != CUE_SUCCESS) return 2;
  if (CU_register_suites(suites) != CUE_SUCCESS) return 2;
  CU_basic_set_mode(CU_BRM_NORMAL);
  CU_basic_run_tests();
  const unsigned failures = CU_get_number_of_failures();
  CU_cleanup_registry();
  return failures == 0 ? 0 : 1;
}
