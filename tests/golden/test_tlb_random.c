// The golden TLB against a toy DUT over small random tables: never an alarm while the toy is sound,
// always one when it is not.
#include "tests/suite.h"
#include "tests/golden/toy.h"

#ifndef TOY_QUERIES
#define TOY_QUERIES 15000
#endif
enum { TOY_QUERIES_OF_A_BUG = 4000 };

static _Alignas(64) unsigned char storage[1 << 17];
static struct toy toy;

static struct toy_tally toy_tally(enum format_id format, enum format_id other, enum toy_bug bug, uint64_t seed,
                                  unsigned long queries) {
  struct gtlb_profile profile = {.order = AD_EAGER};
  struct gtlb *g = gtlb_init(storage, sizeof storage, format_get(format)->arch, &profile);
  toy_init(&toy, format, other, bug, seed, g);
  toy_run(&toy, queries);
  return toy.tally;
}

static void check_sound(enum format_id format, enum format_id other, uint64_t seed) {
  struct toy_tally tally = toy_tally(format, other, TOY_SOUND, seed, TOY_QUERIES);
  CU_ASSERT_EQUAL(tally.illegal, 0);
  CU_ASSERT_EQUAL(tally.unexplained, 0);
  CU_ASSERT_EQUAL(tally.status, 0);
  // and the run was worth something:
  CU_ASSERT(tally.stale > TOY_QUERIES / 100);
  CU_ASSERT(tally.ambiguous > TOY_QUERIES / 100);
  CU_ASSERT(tally.from_cache > TOY_QUERIES / 10);
  CU_ASSERT(tally.cas_failed > 0 && tally.cas_won > TOY_QUERIES / 1000);
}

static void check_caught(enum format_id format, enum toy_bug bug) {
  struct toy_tally tally = toy_tally(format, format, bug, 7, TOY_QUERIES_OF_A_BUG);
  CU_ASSERT(tally.illegal > 0);
  if (bug != TOY_FORGETS_DIRTY && bug != TOY_CROSSES_ASID) CU_ASSERT(tally.forgotten > 0);
}

static void test_a_sound_riscv_toy_is_never_accused(void) {
  check_sound(FORMAT_SV39, FORMAT_SV39, 1);
  check_sound(FORMAT_SV48, FORMAT_SV48, 2);
  check_sound(FORMAT_SV32, FORMAT_SV32, 4);
}
static void test_a_sound_x86_toy_is_never_accused(void) {
  check_sound(FORMAT_X86_4L, FORMAT_X86_4L, 3);
  check_sound(FORMAT_X86_2L, FORMAT_X86_2L, 5);
  check_sound(FORMAT_X86_PAE, FORMAT_X86_PAE, 6);
}
static void test_a_sound_toy_that_changes_its_mode_is_never_accused(void) {
  check_sound(FORMAT_SV39, FORMAT_SV48, 7);
  check_sound(FORMAT_SV39, FORMAT_SV57, 8);
  check_sound(FORMAT_X86_2L, FORMAT_X86_PAE, 9);
  check_sound(FORMAT_X86_FLAT, FORMAT_X86_2L, 11);
  check_sound(FORMAT_X86_PAE, FORMAT_X86_4L, 10);
}

static void test_a_riscv_toy_that_fences_too_little_is_caught(void) {
  static const enum format_id format[] = {FORMAT_SV39, FORMAT_SV32};
  for (unsigned i = 0; i < 2; i++) {
    check_caught(format[i], TOY_KEEPS_PAGE);
    check_caught(format[i], TOY_KEEPS_ASID);
    check_caught(format[i], TOY_KEEPS_GLOBAL);
    check_caught(format[i], TOY_LATE_FILL);
    check_caught(format[i], TOY_FORGETS_DIRTY);
    check_caught(format[i], TOY_CROSSES_ASID);
  }
}

static void test_an_x86_toy_that_fences_too_little_is_caught(void) {
  static const enum format_id format[] = {FORMAT_X86_4L, FORMAT_X86_2L, FORMAT_X86_PAE};
  for (unsigned i = 0; i < 3; i++) {
    check_caught(format[i], TOY_KEEPS_PAGE);
    check_caught(format[i], TOY_KEEPS_ASID);
    check_caught(format[i], TOY_KEEPS_GLOBAL);
    check_caught(format[i], TOY_KEEPS_POINTERS);
    check_caught(format[i], TOY_LATE_FILL);
    check_caught(format[i], TOY_KEEPS_FAULTED);
    check_caught(format[i], TOY_FORGETS_DIRTY);
    check_caught(format[i], TOY_CROSSES_ASID);
  }
}

static void test_a_pae_toy_with_stale_registers_is_caught(void) {
  struct toy_tally tally = toy_tally(FORMAT_X86_PAE, FORMAT_X86_PAE, TOY_STALE_REGISTER, 7, TOY_QUERIES_OF_A_BUG);
  CU_ASSERT(tally.illegal > 0);
}

CU_TestInfo test_tlb_random_tests[] = {
    TEST(test_a_sound_riscv_toy_is_never_accused),
    TEST(test_a_sound_x86_toy_is_never_accused),
    TEST(test_a_sound_toy_that_changes_its_mode_is_never_accused),
    TEST(test_a_riscv_toy_that_fences_too_little_is_caught),
    TEST(test_an_x86_toy_that_fences_too_little_is_caught),
    TEST(test_a_pae_toy_with_stale_registers_is_caught),
    CU_TEST_INFO_NULL,
};
