// The scalar calls of golden_dpi.svh, called as a simulator would. The SystemVerilog side runs in
// tests/face/dpi_example.
#include "tests/face/suite.h"

#include <string.h>

void *lw_dpi_new(const char *format, int hidden_port, int lazy_a, unsigned pairs, unsigned pages);
void *lw_dpi_open(const char *format, int hidden_port, const char *profile, unsigned pairs, unsigned pages);
const char *lw_dpi_open_why(void);
int lw_dpi_sinval(void *judge, int va_valid, uint64_t va, int asid_valid, unsigned asid);
int lw_dpi_inval_ir(void *judge);
void lw_dpi_free(void *judge);
int lw_dpi_regime(void *judge, const char *format, uint64_t root, unsigned asid, unsigned flags, unsigned pa_bits,
                  unsigned pkru, unsigned pkrs, uint64_t pdpte0, uint64_t pdpte1, uint64_t pdpte2, uint64_t pdpte3);
int lw_dpi_store(void *judge, uint64_t addr, unsigned bytes, uint64_t value);
int lw_dpi_request(void *judge, unsigned id, uint64_t va, unsigned access, unsigned priv, unsigned implicit);
int lw_dpi_response(void *judge, unsigned id, unsigned kind, unsigned code, uint64_t pa, unsigned shift, unsigned perm,
                    unsigned type, unsigned global);
int lw_dpi_walk(void *judge, uint64_t va, unsigned access, unsigned priv, unsigned implicit, unsigned *kind,
                unsigned *code, uint64_t *pa, unsigned *shift, unsigned *perm, unsigned *type, unsigned *global);
const char *lw_dpi_why(void *judge);

static void *told(void) {
  void *j = lw_dpi_new("sv39", 1, 0, 1000, 16);
  CU_ASSERT_PTR_NOT_NULL_FATAL(j);
  CU_ASSERT_EQUAL(lw_dpi_store(j, ROOT, 8, POINTER(MIDDLE)), 1);
  CU_ASSERT_EQUAL(lw_dpi_store(j, MIDDLE, 8, POINTER(LAST)), 1);
  CU_ASSERT_EQUAL(lw_dpi_store(j, PTE, 8, LEAF(PAGE_A)), 1);
  CU_ASSERT_EQUAL(lw_dpi_regime(j, "sv39", ROOT, 0, LW_RV_ADUE | LW_RV_SVADU, 0, 0, 0, 0, 0, 0, 0), 1);
  return j;
}

static void test_scalars_reach_the_judge(void) {
  void *j = told();
  unsigned kind, code, shift, perm, type, global;
  uint64_t pa;
  CU_ASSERT_EQUAL(lw_dpi_request(j, 1, VA, LW_LOAD, LW_USER, 0), 1);
  CU_ASSERT_EQUAL(lw_dpi_walk(j, VA, LW_LOAD, LW_USER, 0, &kind, &code, &pa, &shift, &perm, &type, &global), 1);
  CU_ASSERT_EQUAL(pa, PAGE_A);
  CU_ASSERT_EQUAL(lw_dpi_response(j, 1, kind, code, pa, shift, perm, type, global), 1);
  CU_ASSERT_EQUAL(lw_dpi_request(j, 1, VA, LW_LOAD, LW_USER, 0), 1);
  CU_ASSERT_EQUAL(lw_dpi_response(j, 1, kind, code, PAGE_B, shift, perm, type, global), 0);
  CU_ASSERT_PTR_NOT_NULL(strstr(lw_dpi_why(j), "legal:"));
  lw_dpi_free(j);
}

static void test_scalars_out_of_range_are_not_cut(void) {
  void *j = told();
  CU_ASSERT_PTR_NULL(lw_dpi_new("sv64", 1, 0, 1000, 16));
  CU_ASSERT_EQUAL(lw_dpi_regime(j, "sv39", ROOT, 0x10000, 0, 0, 0, 0, 0, 0, 0, 0), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(lw_dpi_regime(j, "sv39", ROOT, 0, 0, 256, 0, 0, 0, 0, 0, 0), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(lw_dpi_request(j, 1, VA, 256, LW_USER, 0), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(lw_dpi_request(j, 1, VA, LW_LOAD, LW_USER, 0), 1);
  CU_ASSERT_EQUAL(lw_dpi_response(j, 1, 256, 0, PAGE_A, 12, 15, 0, 0), LW_BAD_ARGUMENT);
  lw_dpi_free(j);
}

static void test_a_profile_comes_as_a_string(void) {
  void *j = lw_dpi_open("sv39", 0, "profile 1\ntlb=none", 1000, 16);
  CU_ASSERT_PTR_NOT_NULL_FATAL(j);
  CU_ASSERT_EQUAL(lw_dpi_sinval(j, 1, VA, 0, 0), 1);
  CU_ASSERT_EQUAL(lw_dpi_inval_ir(j), 1);
  lw_dpi_free(j);
  j = lw_dpi_open("sv39", 0, "", 1000, 16); // none: everything is allowed
  CU_ASSERT_PTR_NOT_NULL(j);
  lw_dpi_free(j);
  CU_ASSERT_PTR_NULL(lw_dpi_open("sv39", 0, "profile 1\ntlb=some", 1000, 16));
  CU_ASSERT_PTR_NOT_NULL(strstr(lw_dpi_open_why(), "profile:2: one of any, none is wanted"));
  CU_ASSERT_PTR_NULL(lw_dpi_open("sv64", 0, "", 1000, 16));
  CU_ASSERT_PTR_NOT_NULL(strstr(lw_dpi_open_why(), "sv64"));
}

CU_TestInfo test_dpi_tests[] = {TEST(test_a_profile_comes_as_a_string), TEST(test_scalars_reach_the_judge),
                                TEST(test_scalars_out_of_range_are_not_cut), CU_TEST_INFO_NULL};
