// The plugins in the folder given as argument, through the socket alone (tb/dut/dut.h). Exit code 1
// when a test failed.
#include <CUnit/Basic.h>
#include <stdio.h>

extern CU_TestInfo test_plugin_tests[], test_view_tests[];
const char *plugin_dir;

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: test_dut FOLDER_OF_PLUGINS\n");
    return 2;
  }
  plugin_dir = argv[1];
  CU_SuiteInfo suites[] = {{.pName = "plugin", .pTests = test_plugin_tests},
                           {.pName = "view", .pTests = test_view_tests},
                           CU_SUITE_INFO_NULL};
  if (CU_initialize_registry() != CUE_SUCCESS) return 2;
  if (CU_register_suites(suites) != CUE_SUCCESS) return 2;
  CU_basic_set_mode(CU_BRM_NORMAL);
  CU_basic_run_tests();
  const unsigned failures = CU_get_number_of_failures();
  CU_cleanup_registry();
  return failures == 0 ? 0 : 1;
}
