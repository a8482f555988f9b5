// Runs the suites of one folder of tests/, or of them the tests whose SUITE/TEST (in a folder of
// rooms ROOM/SUITE/TEST) holds FILTER:
//   test_FOLDER [-v] [FILTER]
// With -v or a filter it prints each test's name and the seconds of CPU it took. Exit code 0 when
// every check passed, 1 when one failed, 2 when no test holds FILTER or the options are wrong.
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <CUnit/TestRun.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define SUITE(path, name) extern CU_TestInfo test_##name##_tests[];
#include "suites.def"
#undef SUITE

#define SUITE(path, name) {.pName = path, .pTests = test_##name##_tests},
static const CU_SuiteInfo suites[] = {
#include "suites.def"
};

static bool verbose;
static clock_t begun;

static void on_begin(const CU_pTest test, const CU_pSuite suite) {
  if (verbose) printf("%s/%s", suite->pName, test->pName);
  fflush(stdout); // a test that crashes leaves its name
  begun = clock();
}
static void on_end(const CU_pTest test, const CU_pSuite suite, const CU_pFailureRecord failures) {
  if (verbose) printf(" %.3f s\n", (double)(clock() - begun) / CLOCKS_PER_SEC);
  for (CU_pFailureRecord f = failures; f && f->pTest == test; f = f->pNext)
    printf("%s:%u: %s/%s: %s\n", f->strFileName, f->uiLineNumber, suite->pName, test->pName, f->strCondition);
}

// Registers the tests of a suite that hold the filter; false when the registry has no room.
static bool add_tests(const CU_SuiteInfo *info, const char *filter) {
  CU_pSuite suite = NULL;
  for (const CU_TestInfo *test = info->pTests; test->pName; test++) {
    char name[256];
    snprintf(name, sizeof name, "%s/%s", info->pName, test->pName);
    if (!strstr(name, filter)) continue;
    if (!suite && !(suite = CU_add_suite(info->pName, NULL, NULL))) return false;
    if (!CU_add_test(suite, test->pName, test->pTestFunc) || CU_get_error() != CUE_SUCCESS) return false;
  }
  return true;
}

static int run(const char *filter) {
  for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
    if (!add_tests(&suites[i], filter)) return fprintf(stderr, "%s: %s\n", suites[i].pName, CU_get_error_msg()), 1;
  if (CU_get_registry()->uiNumberOfTests == 0) return fprintf(stderr, "no test holds '%s'\n", filter), 2;
  CU_set_test_start_handler(on_begin);
  CU_set_test_complete_handler(on_end);
  if (CU_run_all_tests() != CUE_SUCCESS) return fprintf(stderr, "%s\n", CU_get_error_msg()), 1;
  CU_print_run_results(stdout);
  puts("");
  return CU_get_number_of_failure_records() != 0;
}

int main(int argc, char **argv) {
  const bool flag = argc > 1 && strcmp(argv[1], "-v") == 0;
  const char *filter = argc > 1 + flag ? argv[1 + flag] : "";
  if (argc > 2 + flag || *filter == '-') return fprintf(stderr, "usage: %s [-v] [FILTER]\n", argv[0]), 2;
  verbose = flag || *filter;
  if (CU_initialize_registry() != CUE_SUCCESS) return 1;
  const int code = run(filter);
  CU_cleanup_registry();
  return code;
}
