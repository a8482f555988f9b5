// What every test file of this folder includes: CUnit, and the row of a test table.
#ifndef TESTS_TB_SUITE_H
#define TESTS_TB_SUITE_H

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>

#define TEST(function)                                                                                                 \
  { .pName = #function, .pTestFunc = function }

extern CU_TestInfo test_engine_tests[];
extern CU_TestInfo test_compare_tests[];
extern CU_TestInfo test_event_tests[];
extern CU_TestInfo test_report_tests[];
extern CU_TestInfo test_image_tests[];
extern CU_TestInfo test_expect_tests[];
extern CU_TestInfo test_dump_tests[];
extern CU_TestInfo test_extract_tests[];
extern CU_TestInfo test_points_tests[];
extern CU_TestInfo test_walklog_tests[];
extern CU_TestInfo test_txn_tests[];
extern CU_TestInfo test_txn_modes_tests[];
extern CU_TestInfo test_textfile_tests[];
extern CU_TestInfo test_names_tests[];
extern CU_TestInfo test_random_tests[];
extern CU_TestInfo test_vectors_tests[];
extern CU_TestInfo test_shrink_tests[];
extern CU_TestInfo test_explain_tests[];
extern CU_TestInfo test_record_tests[];
extern CU_TestInfo test_stim_vectors_tests[];
extern CU_TestInfo test_cube_tests[];
extern CU_TestInfo test_checkpoint_tests[];
extern CU_TestInfo test_profile_tests[];
extern CU_TestInfo test_check_tests[];
extern CU_TestInfo test_ports_tests[];

#endif
