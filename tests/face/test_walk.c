#include "tests/face/suite.h"

#include <string.h>

struct word {
  uint64_t addr, value;
};
struct memory {
  struct word word[4];
  unsigned reads, updates;
  uint64_t refused;
};

static struct word *find(struct memory *m, uint64_t addr) {
  for (unsigned i = 0; i < 4; i++)
    if (m->word[i].addr == addr) return &m->word[i];
  return NULL;
}

static int32_t read_word(void *ctx, uint64_t addr, uint32_t bytes, uint64_t *value) {
  struct memory *m = ctx;
  struct word *w = find(m, addr);
  CU_ASSERT_EQUAL(bytes, 8);
  m->reads++;
  *value = w ? w->value : 0;
  return addr == m->refused;
}

static int32_t update_word(void *ctx, uint64_t addr, uint32_t bytes, uint64_t expected, uint64_t desired,
                           uint64_t *old) {
  struct memory *m = ctx;
  struct word *w = find(m, addr);
  (void)bytes;
  m->updates++;
  if (!w) return 1;
  *old = w->value;
  if (*old == expected) w->value = desired;
  return 0;
}

static struct memory table(uint64_t leaf) {
  return (struct memory){.word = {{ROOT, POINTER(MIDDLE)}, {MIDDLE, POINTER(LAST)}, {PTE, leaf}}};
}

static struct lw_walk walked(struct memory *m, bool updates, uint8_t access) {
  struct lw_regime regime = sv39();
  struct lw_request request = user_load();
  struct lw_memory memory = {.ctx = m, .read = read_word, .update = updates ? update_word : NULL};
  struct lw_walk w;
  request.access = access;
  CU_ASSERT_EQUAL(lw_walk(&regime, &request, &memory, 0, &w), 1);
  return w;
}

static void test_the_version_is_the_headers(void) {
  CU_ASSERT_EQUAL(lw_golden_abi(), LW_GOLDEN_ABI);
  CU_ASSERT_TRUE(strlen(lw_golden_version()) >= 5);
}

static void test_formats_are_found_by_name(void) {
  static const char *const names[] = {"bare",     "sv32",   "sv39",    "sv48",   "sv57",
                                      "x86-flat", "x86-2l", "x86-pae", "x86-4l", "x86-5l"};
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
    int n = lw_format_find(names[i]);
    CU_ASSERT_TRUE_FATAL(n >= 0);
    CU_ASSERT_STRING_EQUAL(lw_format_name(n), names[i]);
    CU_ASSERT_EQUAL(lw_format_arch(n), i < 5 ? LW_RISCV : LW_X86);
  }
  CU_ASSERT_EQUAL(lw_format_find("sv64"), -1);
  CU_ASSERT_EQUAL(lw_format_find(NULL), -1);
  CU_ASSERT_PTR_NULL(lw_format_name(-1));
  CU_ASSERT_PTR_NULL(lw_format_name(99));
  CU_ASSERT_EQUAL(lw_format_arch(99), -1);
}

static void test_a_walk_translates_and_says_what_it_read(void) {
  struct memory m = table(LEAF(PAGE_A));
  struct lw_walk w = walked(&m, true, LW_LOAD);
  CU_ASSERT_EQUAL(w.answer.kind, LW_OK);
  CU_ASSERT_EQUAL(w.answer.pa, PAGE_A);
  CU_ASSERT_EQUAL(w.answer.shift, 12);
  CU_ASSERT_EQUAL(w.answer.perm, 15);
  CU_ASSERT_EQUAL_FATAL(w.steps, 3);
  CU_ASSERT_EQUAL(w.step[0].addr, ROOT);
  CU_ASSERT_EQUAL(w.step[2].addr, PTE);
  CU_ASSERT_EQUAL(w.step[2].value, LEAF(PAGE_A));
  CU_ASSERT_EQUAL(m.updates, 0);
}

static void test_a_store_sets_a_and_d_in_memory(void) {
  struct memory m = table(LEAF_CLEAN(PAGE_A));
  struct lw_walk w = walked(&m, true, LW_STORE);
  CU_ASSERT_EQUAL(w.answer.kind, LW_OK);
  CU_ASSERT_EQUAL(m.word[2].value, LEAF(PAGE_A));
  CU_ASSERT_EQUAL(w.step[w.steps - 1].event, LW_UPDATED);
}

static void test_without_update_memory_stays_as_it_is(void) {
  struct memory m = table(LEAF_CLEAN(PAGE_A));
  struct lw_walk w = walked(&m, false, LW_STORE);
  CU_ASSERT_EQUAL(w.answer.kind, LW_OK);
  CU_ASSERT_EQUAL(m.word[2].value, LEAF_CLEAN(PAGE_A));
}

static void test_a_refused_read_is_an_access_fault_of_the_access(void) {
  struct memory m = table(LEAF(PAGE_A));
  m.refused = MIDDLE;
  struct lw_walk w = walked(&m, true, LW_STORE);
  CU_ASSERT_EQUAL(w.answer.kind, LW_ACCESS_FAULT);
  CU_ASSERT_EQUAL(w.answer.code, 7);
  CU_ASSERT_STRING_EQUAL(lw_reason_clause(w.reason, LW_RISCV), "priv 12.3.2 step 2");
}

static void test_bad_arguments_are_refused(void) {
  struct memory m = table(LEAF(PAGE_A));
  struct lw_regime regime = sv39();
  struct lw_request request = user_load();
  struct lw_memory memory = {.ctx = &m, .read = read_word};
  struct lw_walk w;
  CU_ASSERT_EQUAL(lw_walk(NULL, &request, &memory, 0, &w), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(lw_walk(&regime, NULL, &memory, 0, &w), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(lw_walk(&regime, &request, NULL, 0, &w), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(lw_walk(&regime, &request, &memory, 0, NULL), LW_BAD_ARGUMENT);
  request.access = 5;
  CU_ASSERT_EQUAL(lw_walk(&regime, &request, &memory, 0, &w), LW_BAD_ARGUMENT);
  request.access = LW_LOAD;
  regime.root = 0x10008;
  CU_ASSERT_EQUAL(lw_walk(&regime, &request, &memory, 0, &w), LW_BAD_ARGUMENT);
  regime = (struct lw_regime){.format = 99};
  CU_ASSERT_EQUAL(lw_walk(&regime, &request, &memory, 0, &w), LW_BAD_ARGUMENT);
  regime = (struct lw_regime){.format = lw_format_find("x86-4l"), .pa_bits = 20};
  CU_ASSERT_EQUAL(lw_walk(&regime, &request, &memory, 0, &w), LW_BAD_ARGUMENT);
  CU_ASSERT_EQUAL(m.reads, 0);
}

CU_TestInfo test_walk_tests[] = {TEST(test_the_version_is_the_headers),
                                 TEST(test_formats_are_found_by_name),
                                 TEST(test_a_walk_translates_and_says_what_it_read),
                                 TEST(test_a_store_sets_a_and_d_in_memory),
                                 TEST(test_without_update_memory_stays_as_it_is),
                                 TEST(test_a_refused_read_is_an_access_fault_of_the_access),
                                 TEST(test_bad_arguments_are_refused),
                                 CU_TEST_INFO_NULL};
