#include "tests/face/suite.h"

#include <string.h>

// A unit whose PTE port the bench sees: it has read the path once.
static struct lw_judge *walked(void) {
  struct lw_judge *j = lw_judge_new(LW_RISCV, 0, 1000, 16);
  struct lw_regime regime = sv39();
  CU_ASSERT_PTR_NOT_NULL_FATAL(j);
  CU_ASSERT_EQUAL(lw_judge_store(j, ROOT, 8, POINTER(MIDDLE)), 1);
  CU_ASSERT_EQUAL(lw_judge_store(j, MIDDLE, 8, POINTER(LAST)), 1);
  CU_ASSERT_EQUAL(lw_judge_store(j, PTE, 8, LEAF(PAGE_A)), 1);
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

static void test_what_a_walk_over_the_read_values_gives_is_legal(void) {
  struct lw_judge *j = walked();
  CU_ASSERT_EQUAL(asked(j, page(PAGE_A)), 1);
  CU_ASSERT_EQUAL(lw_judge_answers(j), 1);
  struct lw_answer a;
  CU_ASSERT_EQUAL(lw_judge_answer(j, 0, &a), 1);
  CU_ASSERT_EQUAL(a.pa, PAGE_A);
  CU_ASSERT_EQUAL(lw_judge_answer(j, 1, &a), 0);
  lw_judge_free(j);
}

static void test_anything_else_is_illegal_and_told(void) {
  struct lw_judge *j = walked();
  CU_ASSERT_EQUAL(asked(j, page(PAGE_B)), 0);
  CU_ASSERT_PTR_NOT_NULL(strstr(lw_judge_why(j), "pa=0xa0000"));
  CU_ASSERT_PTR_NOT_NULL(strstr(lw_judge_why(j), "legal:   ok pa=0x90000"));
  struct lw_answer wrong = page(PAGE_A);
  wrong.global = 1;
  CU_ASSERT_EQUAL(asked(j, wrong), 0);
  CU_ASSERT_EQUAL(asked(j, (struct lw_answer){.kind = LW_PAGE_FAULT, .code = 13}), 0);
  lw_judge_free(j);
}

static void test_an_old_value_is_legal_until_a_fence(void) {
  struct lw_judge *j = walked();
  CU_ASSERT_EQUAL(lw_judge_store(j, PTE, 8, LEAF(PAGE_B)), 1);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_A)), 1);
  CU_ASSERT_EQUAL(lw_judge_read(j, PTE, 8, LEAF(PAGE_B), 0), 1);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_A)), 1);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_B)), 1);
  CU_ASSERT_EQUAL(lw_judge_answers(j), 2);
  CU_ASSERT_EQUAL(lw_judge_fence(j, 1, VA, 0, 0, 1, 0), 1);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_A)), 0);
  CU_ASSERT_PTR_NOT_NULL(strstr(lw_judge_why(j), "stale"));
  lw_judge_free(j);
}

static void test_reads_and_updates_need_a_request_that_explains_them(void) {
  struct lw_judge *j = walked();
  struct lw_request store = user_load();
  store.access = LW_STORE;
  CU_ASSERT_EQUAL(lw_judge_explains_read(j, ROOT), 0);
  CU_ASSERT_EQUAL(lw_judge_read(j, PTE, 8, LEAF_CLEAN(PAGE_A), 0), 1);
  CU_ASSERT_EQUAL(lw_judge_request(j, 0, &store), 1);
  CU_ASSERT_EQUAL(lw_judge_explains_read(j, ROOT), 1);
  CU_ASSERT_EQUAL(lw_judge_explains_read(j, PTE), 1);
  CU_ASSERT_EQUAL(lw_judge_explains_read(j, PTE + 8), 0);
  CU_ASSERT_EQUAL(lw_judge_explains_update(j, PTE, LEAF_CLEAN(PAGE_A), LEAF(PAGE_A)), 1);
  CU_ASSERT_EQUAL(lw_judge_explains_update(j, PTE, LEAF_CLEAN(PAGE_A), LEAF(PAGE_B)), 0);
  CU_ASSERT_EQUAL(lw_judge_update(j, PTE, 8, LEAF_CLEAN(PAGE_A), LEAF(PAGE_A), 1, 0), 1);
  struct lw_answer done = page(PAGE_A);
  CU_ASSERT_EQUAL(lw_judge_response(j, 0, &done), 1);
  lw_judge_free(j);
}

static void test_the_walk_over_told_memory_changes_nothing(void) {
  struct lw_judge *j = walked();
  struct lw_request request = user_load();
  struct lw_walk w;
  CU_ASSERT_EQUAL(lw_judge_store(j, PTE, 8, LEAF_CLEAN(PAGE_B)), 1);
  for (int i = 0; i < 2; i++) {
    CU_ASSERT_EQUAL(lw_judge_walk(j, &request, &w), 1);
    CU_ASSERT_EQUAL(w.answer.pa, PAGE_B);
    CU_ASSERT_EQUAL(w.step[2].value, LEAF_CLEAN(PAGE_B));
  }
  lw_judge_free(j);
}

static void test_an_x86_page_fault_drops_what_is_cached(void) {
  struct lw_judge *j = lw_judge_new(LW_X86, 0, 1000, 16);
  struct lw_regime regime = {.format = lw_format_find("x86-4l"), .root = ROOT, .pa_bits = 40, .flags = LW_X86_WP};
  static const uint64_t chain[][2] = {{ROOT, MIDDLE | 0x27}, {MIDDLE, LAST | 0x27}, {LAST, 0x13000 | 0x27}};
  CU_ASSERT_PTR_NOT_NULL_FATAL(j);
  CU_ASSERT_EQUAL(lw_judge_regime(j, &regime), 1);
  for (unsigned i = 0; i < 3; i++)
    CU_ASSERT_EQUAL(lw_judge_read(j, chain[i][0], 8, chain[i][1], 0), 1);
  CU_ASSERT_EQUAL(lw_judge_read(j, 0x13008, 8, PAGE_A | 0x65, 0), 1); // read-only
  struct lw_request store = user_load();
  store.access = LW_STORE;
  CU_ASSERT_EQUAL(lw_judge_request(j, 1, &store), 1);
  struct lw_answer fault = {.kind = LW_PAGE_FAULT, .code = 7};
  CU_ASSERT_EQUAL(lw_judge_response(j, 1, &fault), 1);
  // The fault was delivered: without a new read nothing of that page may answer.
  CU_ASSERT_EQUAL(lw_judge_request(j, 1, &store), 1);
  CU_ASSERT_EQUAL(lw_judge_response(j, 1, &fault), 0);
  lw_judge_free(j);
}

static void test_a_full_judge_says_so_and_never_passes(void) {
  struct lw_judge *j = lw_judge_new(LW_RISCV, 0, 1, 1);
  struct lw_regime regime = sv39();
  CU_ASSERT_PTR_NOT_NULL_FATAL(j);
  CU_ASSERT_EQUAL(lw_judge_regime(j, &regime), 1);
  int32_t told = 1;
  for (unsigned i = 0; i < 10000 && told == 1; i++)
    told = lw_judge_read(j, 0x100000 + 8 * (uint64_t)i, 8, i, 0);
  CU_ASSERT_EQUAL(told, LW_FULL);
  CU_ASSERT_EQUAL(lw_judge_store(j, 0x1000, 8, 1), LW_FULL);
  lw_judge_free(j);
  j = lw_judge_new(LW_RISCV, 0, 100, 1); // one page of memory
  CU_ASSERT_EQUAL(lw_judge_store(j, 0x1000, 8, 1), 1);
  CU_ASSERT_EQUAL(lw_judge_store(j, 0x2000, 8, 1), LW_FULL);
  lw_judge_free(j);
}

static void test_bad_arguments_are_refused(void) {
  struct lw_request request = user_load();
  struct lw_regime regime = {.format = lw_format_find("x86-4l"), .root = ROOT, .pa_bits = 40};
  struct lw_answer answer = page(PAGE_A);
  CU_ASSERT_PTR_NULL(lw_judge_new(2, 0, 100, 1));
  CU_ASSERT_PTR_NULL(lw_judge_new(LW_RISCV, 0x100, 100, 1));
  CU_ASSERT_PTR_NULL(lw_judge_new(LW_RISCV, 0, 0, 1));
  CU_ASSERT_PTR_NULL(lw_judge_new(LW_RISCV, 0, 100, 0));
  struct lw_judge *j = lw_judge_new(LW_RISCV, 0, 100, 1);
  CU_ASSERT_EQUAL(lw_judge_request(j, 0, &request), LW_BAD_ARGUMENT); // no regime yet
  CU_ASSERT_EQUAL(lw_judge_regime(j, &regime), LW_BAD_ARGUMENT);      // another architecture
  CU_ASSERT_EQUAL(lw_judge_store(j, 0x1004, 8, 0), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(lw_judge_read(j, 0x1000, 2, 0, 0), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(lw_judge_update(j, 0x1000, 8, 0, 1, 1, 1), LW_BAD_ARGUMENT); // written and refused
  CU_ASSERT_EQUAL(lw_judge_fence(j, 0, 0, 1, 0x10000, 0, 0), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(lw_judge_response(j, 0, &answer), LW_BAD_ARGUMENT); // not in flight
  regime = sv39();
  CU_ASSERT_EQUAL(lw_judge_regime(j, &regime), 1);
  CU_ASSERT_EQUAL(lw_judge_request(j, 64, &request), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(lw_judge_request(j, 0, &request), 1);
  CU_ASSERT_EQUAL(lw_judge_request(j, 0, &request), LW_BAD_ARGUMENT); // in flight
  lw_judge_free(j);
  lw_judge_free(NULL);
}

CU_TestInfo test_judge_tests[] = {TEST(test_what_a_walk_over_the_read_values_gives_is_legal),
                                  TEST(test_anything_else_is_illegal_and_told),
                                  TEST(test_an_old_value_is_legal_until_a_fence),
                                  TEST(test_reads_and_updates_need_a_request_that_explains_them),
                                  TEST(test_the_walk_over_told_memory_changes_nothing),
                                  TEST(test_an_x86_page_fault_drops_what_is_cached),
                                  TEST(test_a_full_judge_says_so_and_never_passes),
                                  TEST(test_bad_arguments_are_refused),
                                  CU_TEST_INFO_NULL};
