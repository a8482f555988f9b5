// Which writes to x86 control registers forget translations, and which (SDM3 4.10.4.1, 12.9).
#include "golden/flush.h"
#include "tests/suite.h"

static const struct regime base = {.format = FORMAT_X86_4L, .asid = 7, .flags = X86_PCIDE | X86_WP};
static struct fence out;

static bool changed(uint32_t from, uint32_t to) {
  struct regime before = base, after = base;
  before.flags |= from;
  after.flags |= to;
  return flush_x86(&before, &after, FLUSH_CONTROLS, false, &out);
}

static bool takes_everything(void) {
  return !out.va_valid && !out.asid_valid && out.globals && out.structures;
}

static void test_mov_cr3_takes_the_new_pcid_but_its_globals(void) {
  struct regime after = base;
  after.asid = 9;
  CU_ASSERT_TRUE(flush_x86(&base, &after, FLUSH_MOV_CR3, false, &out));
  CU_ASSERT_TRUE(!out.va_valid && out.asid_valid && out.asid == 9 && !out.globals && out.structures);
}

static void test_mov_cr3_with_bit_63_keeps_all_where_there_are_pcids(void) {
  struct regime without = base;
  without.flags &= ~(uint32_t)X86_PCIDE;
  without.asid = 0;
  CU_ASSERT_FALSE(flush_x86(&base, &base, FLUSH_MOV_CR3, true, &out));
  CU_ASSERT_TRUE(flush_x86(&without, &without, FLUSH_MOV_CR3, true, &out));
  CU_ASSERT_EQUAL(out.asid, 0);
}

static void test_pge_pse_and_nxe_take_everything_in_either_direction(void) {
  static const uint32_t flag[] = {X86_PGE, X86_PSE, X86_NXE};
  for (unsigned i = 0; i < 3; i++) {
    CU_ASSERT_TRUE(changed(0, flag[i]) && takes_everything());
    CU_ASSERT_TRUE(changed(flag[i], 0) && takes_everything());
  }
}

static void test_a_change_of_mode_takes_everything(void) {
  struct regime pae = base, la57 = base;
  pae.format = FORMAT_X86_PAE;
  la57.format = FORMAT_X86_5L;
  CU_ASSERT_TRUE(flush_x86(&pae, &base, FLUSH_CONTROLS, false, &out) && takes_everything());
  CU_ASSERT_TRUE(flush_x86(&base, &la57, FLUSH_CONTROLS, false, &out) && takes_everything());
}

static void test_pcide_takes_everything_only_when_it_goes_to_0(void) {
  struct regime without = base;
  without.flags &= ~(uint32_t)X86_PCIDE;
  CU_ASSERT_TRUE(flush_x86(&base, &without, FLUSH_CONTROLS, false, &out) && takes_everything());
  CU_ASSERT_FALSE(flush_x86(&without, &base, FLUSH_CONTROLS, false, &out));
}

static void test_smep_takes_the_current_pcid_only_when_it_goes_to_1(void) {
  CU_ASSERT_TRUE(changed(0, X86_SMEP));
  CU_ASSERT_TRUE(out.asid_valid && out.asid == 7 && out.globals && out.structures && !out.va_valid);
  CU_ASSERT_FALSE(changed(X86_SMEP, 0));
}

static void test_what_is_looked_at_on_each_access_flushes_nothing(void) {
  static const uint32_t flag[] = {X86_SMAP,    X86_AC,      X86_PKE,     X86_PKS, X86_CET,
                                  X86_LAM_U48, X86_LAM_U57, X86_LAM_SUP, X86_LASS};
  for (unsigned i = 0; i < sizeof flag / sizeof *flag; i++) {
    CU_ASSERT_FALSE(changed(0, flag[i]));
    CU_ASSERT_FALSE(changed(flag[i], 0));
  }
  struct regime unprotected = base, keys = base;
  unprotected.flags &= ~(uint32_t)X86_WP;
  keys.pkru = 0x55555554;
  CU_ASSERT_FALSE(flush_x86(&base, &unprotected, FLUSH_CONTROLS, false, &out));
  CU_ASSERT_FALSE(flush_x86(&unprotected, &base, FLUSH_CONTROLS, false, &out));
  CU_ASSERT_FALSE(flush_x86(&base, &keys, FLUSH_KEYS, false, &out));
}

CU_TestInfo test_flush_tests[] = {
    TEST(test_mov_cr3_takes_the_new_pcid_but_its_globals),
    TEST(test_mov_cr3_with_bit_63_keeps_all_where_there_are_pcids),
    TEST(test_pge_pse_and_nxe_take_everything_in_either_direction),
    TEST(test_a_change_of_mode_takes_everything),
    TEST(test_pcide_takes_everything_only_when_it_goes_to_0),
    TEST(test_smep_takes_the_current_pcid_only_when_it_goes_to_1),
    TEST(test_what_is_looked_at_on_each_access_flushes_nothing),
    CU_TEST_INFO_NULL,
};
