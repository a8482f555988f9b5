// What every test file of this folder includes: CUnit, and the row of a test table.
#ifndef TESTS_GOLDEN_SUITE_H
#define TESTS_GOLDEN_SUITE_H

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>

#define TEST(function)                                                                                                 \
  { .pName = #function, .pTestFunc = function }

extern CU_TestInfo test_format_tests[];
extern CU_TestInfo test_decode_riscv_tests[];
extern CU_TestInfo test_decode_x86_tests[];
extern CU_TestInfo test_decode_x86_modes_tests[];
extern CU_TestInfo test_flush_tests[];
extern CU_TestInfo test_walk_tests[];
extern CU_TestInfo test_walk_update_tests[];
extern CU_TestInfo test_walk_modes_tests[];
extern CU_TestInfo test_entry_tests[];
extern CU_TestInfo test_fault_tests[];
extern CU_TestInfo test_tlb_tests[];
extern CU_TestInfo test_tlb_stale_tests[];
extern CU_TestInfo test_tlb_limits_tests[];
extern CU_TestInfo test_tlb_fence_tests[];
extern CU_TestInfo test_tlb_x86_tests[];
extern CU_TestInfo test_tlb_modes_tests[];
extern CU_TestInfo test_tlb_profile_tests[];
extern CU_TestInfo test_tlb_store_tests[];
extern CU_TestInfo test_tlb_random_tests[];
extern CU_TestInfo test_tlb_hidden_tests[];

#endif
