// Profiles told to the library: what each key changes, from both sides of its rule.
#include "tests/face/suite.h"

#include <string.h>

// The unit has read the path to PAGE_A; then software stores PAGE_B.
static struct lw_judge *walked(const char *profile) {
  char why[200];
  struct lw_judge *j = lw_judge_open(LW_RISCV, 0, profile, 1000, 16, why, sizeof why);
  struct lw_regime regime = sv39();
  CU_ASSERT_PTR_NOT_NULL_FATAL(j);
  CU_ASSERT_STRING_EQUAL(why, "");
  CU_ASSERT_EQUAL(lw_judge_regime(j, &regime), 1);
  CU_ASSERT_EQUAL(lw_judge_read(j, ROOT, 8, POINTER(MIDDLE), 0), 1);
  CU_ASSERT_EQUAL(lw_judge_read(j, MIDDLE, 8, POINTER(LAST), 0), 1);
  CU_ASSERT_EQUAL(lw_judge_read(j, PTE, 8, LEAF(PAGE_A), 0), 1);
  return j;
}

static int32_t asked(struct lw_judge *j, struct lw_answer answer) {
  struct lw_request request = user_load();
  CU_ASSERT_EQUAL(lw_judge_request(j, 3, &request), 1);
  return lw_judge_response(j, 3, &answer);
}

static int32_t answered(const char *profile, struct lw_answer answer) {
  struct lw_judge *j = walked(profile);
  int32_t legal = asked(j, answer);
  lw_judge_free(j);
  return legal;
}

static void test_a_unit_without_a_tlb_answers_from_what_it_has_read_since(void) {
  CU_ASSERT_EQUAL(answered(NULL, page(PAGE_A)), 1);
  CU_ASSERT_EQUAL(answered("profile 1\ntlb=any", page(PAGE_A)), 1);
  CU_ASSERT_EQUAL(answered("profile 1\ntlb=none\n", page(PAGE_A)), 0);
}

static void test_fields_that_answers_lack_are_not_compared(void) {
  struct lw_answer bare = {.kind = LW_OK, .pa = PAGE_A};
  CU_ASSERT_EQUAL(answered(NULL, bare), 0);
  CU_ASSERT_EQUAL(answered("profile 1\nanswer=pa", bare), 1);
  CU_ASSERT_EQUAL(answered("profile 1\nanswer=pa,shift", bare), 0);
  bare.pa = PAGE_B;
  CU_ASSERT_EQUAL(answered("profile 1\nanswer=pa", bare), 0);
}

static int32_t read_explained(const char *profile, uint64_t addr) {
  struct lw_judge *j = walked(profile);
  struct lw_request request = user_load();
  CU_ASSERT_EQUAL(lw_judge_request(j, 1, &request), 1);
  int32_t explained = lw_judge_explains_read(j, addr);
  lw_judge_free(j);
  return explained;
}

static void test_walks_that_begin_at_the_root_skip_no_level(void) {
  CU_ASSERT_EQUAL(read_explained(NULL, PTE), 1);
  CU_ASSERT_EQUAL(read_explained("profile 1\npage_walk_cache=none", PTE), 0);
  CU_ASSERT_EQUAL(read_explained("profile 1\nskip_levels=no", PTE), 0);
  CU_ASSERT_EQUAL(read_explained("profile 1\nskip_levels=no", ROOT), 1);
}

static void test_reads_for_no_request_need_speculation(void) {
  CU_ASSERT_EQUAL(read_explained(NULL, PTE + 8), 0);
  CU_ASSERT_EQUAL(read_explained("profile 1\nspeculation=yes", PTE + 8), 1);
  CU_ASSERT_EQUAL(read_explained("profile 1\nspeculation=yes", PTE + 0x1000), 0);
}

static int32_t update_explained(const char *profile) {
  struct lw_judge *j = walked(profile);
  struct lw_request request = user_load();
  CU_ASSERT_EQUAL(lw_judge_read(j, PTE, 8, LEAF_CLEAN(PAGE_A), 0), 1);
  CU_ASSERT_EQUAL(lw_judge_request(j, 1, &request), 1);
  int32_t explained = lw_judge_explains_update(j, PTE, LEAF_CLEAN(PAGE_A), LEAF_CLEAN(PAGE_A) | 0x40);
  lw_judge_free(j);
  return explained;
}

static void test_hardware_that_leaves_a_and_d_to_software_writes_nothing(void) {
  CU_ASSERT_EQUAL(update_explained("profile 1\nad=hardware"), 1);
  CU_ASSERT_EQUAL(update_explained("profile 1\nad=fault"), 0);
  CU_ASSERT_EQUAL(update_explained("profile 1\nextensions=svnapot"), 0); // no Svadu, whatever is told
}

// priv 12.2.1: ASID bits beyond those that are implemented do not count.
static void test_asid_bits_that_the_unit_lacks_do_not_count(void) {
  for (int narrow = 0; narrow < 2; narrow++) {
    struct lw_judge *j = walked(narrow ? "profile 1\nasid_bits=4" : NULL);
    CU_ASSERT_EQUAL(lw_judge_fence(j, 0, 0, 1, 0x20, 0, 0), 1);
    CU_ASSERT_EQUAL(asked(j, page(PAGE_A)), !narrow); // 0x20 is ASID 0 where four bits are kept
    lw_judge_free(j);
  }
}

static void test_formats_that_the_unit_lacks_are_refused(void) {
  struct lw_judge *j = lw_judge_open(LW_RISCV, 0, "profile 1\nformats=sv48", 100, 1, NULL, 0);
  struct lw_regime regime = sv39();
  CU_ASSERT_EQUAL(lw_judge_regime(j, &regime), LW_BAD_ARGUMENT);
  regime.format = lw_format_find("sv48");
  CU_ASSERT_EQUAL(lw_judge_regime(j, &regime), 1);
  lw_judge_free(j);
}

// priv 12.2.1, Svinval: nothing is guaranteed before SFENCE.INVAL.IR.
static void test_sinval_counts_from_the_inval_ir_on(void) {
  struct lw_judge *j = walked(NULL);
  CU_ASSERT_EQUAL(lw_judge_store(j, PTE, 8, LEAF(PAGE_B)), 1);
  CU_ASSERT_EQUAL(lw_judge_sinval(j, 1, VA, 0, 0), 1);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_A)), 1);
  CU_ASSERT_EQUAL(lw_judge_inval_ir(j), 1);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_A)), 0);
  CU_ASSERT_EQUAL(lw_judge_read(j, PTE, 8, LEAF(PAGE_B), 0), 1);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_B)), 1);
  for (unsigned i = 0; i < 64; i++)
    CU_ASSERT_EQUAL(lw_judge_sinval(j, 0, 0, 1, 3), 1);
  CU_ASSERT_EQUAL(lw_judge_sinval(j, 0, 0, 1, 3), LW_FULL);
  CU_ASSERT_EQUAL(lw_judge_sinval(j, 0, 0, 1, 0x10000), LW_BAD_ARGUMENT);
  lw_judge_free(j);
  j = lw_judge_new(LW_X86, 0, 100, 1);
  CU_ASSERT_EQUAL(lw_judge_sinval(j, 0, 0, 0, 0), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(lw_judge_inval_ir(j), LW_BAD_ARGUMENT);
  lw_judge_free(j);
}

static void test_bad_profiles_are_told_by_line(void) {
  static const struct {
    const char *text, *why;
  } bad[] = {{"", "no line \"profile 1\""},
             {"profile 2", "the first line is"},
             {"profile 1\ntlb=none\n\npage_walk_cache=some", "profile:4: one of any, none is wanted"},
             {"profile 1\nrequest=held\n", "profile:2: request=held needs in_flight=1"},
             {"profile 1\nno_such_key=1", "profile:2: a key of profiles is wanted"}};
  for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    char why[200] = "";
    CU_ASSERT_PTR_NULL(lw_judge_open(LW_RISCV, 0, bad[i].text, 100, 1, why, sizeof why));
    CU_ASSERT_PTR_NOT_NULL(strstr(why, bad[i].why));
    CU_ASSERT_PTR_NULL(lw_judge_open(LW_RISCV, 0, bad[i].text, 100, 1, NULL, 0));
  }
}

CU_TestInfo test_profile_tests[] = {TEST(test_a_unit_without_a_tlb_answers_from_what_it_has_read_since),
                                    TEST(test_fields_that_answers_lack_are_not_compared),
                                    TEST(test_walks_that_begin_at_the_root_skip_no_level),
                                    TEST(test_reads_for_no_request_need_speculation),
                                    TEST(test_hardware_that_leaves_a_and_d_to_software_writes_nothing),
                                    TEST(test_asid_bits_that_the_unit_lacks_do_not_count),
                                    TEST(test_formats_that_the_unit_lacks_are_refused),
                                    TEST(test_sinval_counts_from_the_inval_ir_on),
                                    TEST(test_bad_profiles_are_told_by_line),
                                    CU_TEST_INFO_NULL};
