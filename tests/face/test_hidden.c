// A unit whose PTE port the bench does not see: it may know whatever memory held since the window's
// start.
#include "tests/face/suite.h"

static struct lw_judge *told(void) {
  struct lw_judge *j = lw_judge_new(LW_RISCV, LW_HIDDEN_PORT, 1000, 16);
  struct lw_regime regime = sv39();
  CU_ASSERT_PTR_NOT_NULL_FATAL(j);
  CU_ASSERT_EQUAL(lw_judge_store(j, ROOT, 8, POINTER(MIDDLE)), 1);
  CU_ASSERT_EQUAL(lw_judge_store(j, MIDDLE, 8, POINTER(LAST)), 1);
  CU_ASSERT_EQUAL(lw_judge_store(j, PTE, 8, LEAF(PAGE_A)), 1);
  CU_ASSERT_EQUAL(lw_judge_regime(j, &regime), 1);
  CU_ASSERT_EQUAL(lw_judge_fence(j, 0, 0, 0, 0, 1, 1), 1); // that the tables were empty once is forgotten
  return j;
}

static int32_t asked(struct lw_judge *j, struct lw_answer answer) {
  struct lw_request request = user_load();
  CU_ASSERT_EQUAL(lw_judge_request(j, 3, &request), 1);
  return lw_judge_response(j, 3, &answer);
}

static void test_what_memory_holds_is_legal_without_being_told_read(void) {
  struct lw_judge *j = told();
  CU_ASSERT_EQUAL(asked(j, page(PAGE_A)), 1);
  CU_ASSERT_EQUAL(lw_judge_answers(j), 1);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_B)), 0);
  lw_judge_free(j);
}

static void test_what_memory_held_is_legal_until_a_fence(void) {
  struct lw_judge *j = told();
  struct lw_answer fault = {.kind = LW_PAGE_FAULT, .code = 13};
  CU_ASSERT_EQUAL(asked(j, fault), 0); // the entry was empty once, but before the fence
  CU_ASSERT_EQUAL(lw_judge_store(j, PTE, 8, LEAF(PAGE_B)), 1);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_A)), 1);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_B)), 1);
  CU_ASSERT_EQUAL(lw_judge_answers(j), 2);
  CU_ASSERT_EQUAL(lw_judge_fence(j, 1, VA, 0, 0, 1, 0), 1);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_A)), 0);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_B)), 1);
  lw_judge_free(j);
}

static void test_an_old_pointer_leads_to_what_memory_holds_now(void) {
  struct lw_judge *j = told();
  enum { OTHER = 0x14000 };
  CU_ASSERT_EQUAL(lw_judge_store(j, OTHER + 8, 8, LEAF(PAGE_B)), 1);
  CU_ASSERT_EQUAL(lw_judge_store(j, MIDDLE, 8, POINTER(OTHER)), 1);
  CU_ASSERT_EQUAL(lw_judge_fence(j, 1, VA, 0, 0, 1, 0), 1); // takes the leaf, not the pointer
  CU_ASSERT_EQUAL(asked(j, page(PAGE_A)), 1);               // by the old pointer, read anew below it
  CU_ASSERT_EQUAL(asked(j, page(PAGE_B)), 1);
  CU_ASSERT_EQUAL(lw_judge_fence(j, 0, 0, 0, 0, 1, 1), 1);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_A)), 0);
  CU_ASSERT_EQUAL(asked(j, page(PAGE_B)), 1);
  lw_judge_free(j);
}

static void test_reads_cannot_be_told(void) {
  struct lw_judge *j = told();
  CU_ASSERT_EQUAL(lw_judge_read(j, PTE, 8, 0, 0), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(lw_judge_update(j, PTE, 8, 0, 1, 1, 0), LW_BAD_ARGUMENT);
  lw_judge_free(j);
}

CU_TestInfo test_hidden_tests[] = {
    TEST(test_what_memory_holds_is_legal_without_being_told_read), TEST(test_what_memory_held_is_legal_until_a_fence),
    TEST(test_an_old_pointer_leads_to_what_memory_holds_now), TEST(test_reads_cannot_be_told), CU_TEST_INFO_NULL};
