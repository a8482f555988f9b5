#include "golden/walk.h"
#include "tests/suite.h"

#include <stddef.h>

enum { V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128 };
#define BIT(n) (UINT64_C(1) << (n))
#define PPN(n) ((uint64_t)(n) << 10)
#define ALL_RV (RV_SVNAPOT | RV_SVPBMT | RV_PBMTE | RV_SVRSW | RV_SVADU | RV_ADUE)

static struct pte_meaning meaning(uint32_t flags, uint8_t level, uint64_t value) {
  struct regime regime = {.format = FORMAT_SV48, .flags = flags, .pa_bits = 56};
  return decode(&regime, level, value);
}

static enum reason malformed(uint32_t flags, uint8_t level, uint64_t value) {
  struct pte_meaning m = meaning(flags, level, value);
  CU_ASSERT_TRUE(m.present);
  return m.malformed;
}

static void test_invalid_entry_has_no_other_meaning(void) {
  struct pte_meaning m = meaning(0, 2, ~(uint64_t)V);
  CU_ASSERT_FALSE(m.present);
  CU_ASSERT_EQUAL(m.malformed, REASON_OK);
  CU_ASSERT_FALSE(m.leaf);
}

static void test_pointer_grants_everything_and_has_no_a(void) {
  struct pte_meaning m = meaning(0, 1, V | G | PPN(0x12345));
  CU_ASSERT_TRUE(m.present && !m.leaf && m.global);
  CU_ASSERT_EQUAL(m.malformed, REASON_OK);
  CU_ASSERT_EQUAL(m.perm, PERM_R | PERM_W | PERM_X | PERM_U);
  CU_ASSERT_EQUAL(m.base, 0x12345000);
  CU_ASSERT_EQUAL(m.a_bit | m.d_bit, 0);
}

static void test_leaf_fields_are_where_the_manual_says(void) {
  struct pte_meaning m = meaning(0, 0, V | R | X | U | A | PPN(0xabc));
  CU_ASSERT_TRUE(m.leaf && m.accessed && !m.dirty && !m.global);
  CU_ASSERT_EQUAL(m.perm, PERM_R | PERM_X | PERM_U);
  CU_ASSERT_EQUAL(m.base, 0xabc000);
  CU_ASSERT_EQUAL(m.shift, 12);
  CU_ASSERT_EQUAL(m.a_bit, A);
  CU_ASSERT_EQUAL(m.d_bit, D);
  CU_ASSERT_EQUAL(meaning(0, 0, V | R | W | D).perm, PERM_R | PERM_W);
  CU_ASSERT_EQUAL(meaning(0, 0, V | X).perm, PERM_X);
  CU_ASSERT_TRUE(meaning(0, 0, V | R | W | D).dirty);
}

static void test_pointer_at_level_0_is_malformed(void) {
  CU_ASSERT_EQUAL(malformed(ALL_RV, 0, V | PPN(1)), REASON_POINTER_AT_0);
}

static void test_pointer_with_leaf_bits_is_malformed(void) {
  static const uint64_t bits[] = {A, D, U, BIT(63), BIT(61), BIT(62)};
  for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
    CU_ASSERT_EQUAL(malformed(ALL_RV, 2, V | bits[i]), REASON_RESERVED_BITS);
}

static void test_write_without_read_is_malformed_at_any_level(void) {
  for (uint8_t level = 0; level < 4; level++) {
    CU_ASSERT_EQUAL(malformed(0, level, V | W), REASON_RESERVED_BITS);
    CU_ASSERT_EQUAL(malformed(0, level, V | W | X), REASON_RESERVED_BITS);
  }
}

static void test_bits_58_to_54_are_reserved(void) {
  for (unsigned bit = 54; bit <= 58; bit++) {
    CU_ASSERT_EQUAL(malformed(ALL_RV, 0, V | R | BIT(bit)), REASON_RESERVED_BITS);
    CU_ASSERT_EQUAL(malformed(ALL_RV, 1, V | BIT(bit)), REASON_RESERVED_BITS);
  }
}

static void test_bits_60_59_belong_to_software_with_svrsw60t59b_only(void) {
  for (unsigned bit = 59; bit <= 60; bit++) {
    CU_ASSERT_EQUAL(malformed(ALL_RV, 0, V | R | BIT(bit)), REASON_OK);
    CU_ASSERT_EQUAL(malformed(ALL_RV, 1, V | BIT(bit)), REASON_OK);
    CU_ASSERT_EQUAL(malformed(ALL_RV & ~RV_SVRSW, 1, V | BIT(bit)), REASON_RESERVED_BITS);
  }
}

static void test_superpage_must_be_aligned(void) {
  CU_ASSERT_EQUAL(malformed(0, 1, V | R | PPN(0x1ff)), REASON_MISALIGNED);
  CU_ASSERT_EQUAL(malformed(0, 1, V | R | PPN(0x200)), REASON_OK);
  CU_ASSERT_EQUAL(malformed(0, 2, V | R | PPN(0x200)), REASON_MISALIGNED); // every lower PPN field, not only the lowest
  CU_ASSERT_EQUAL(meaning(0, 2, V | R | PPN(0x40000)).shift, 30);
}

static void test_napot_covers_64_kib(void) {
  struct pte_meaning m = meaning(ALL_RV, 0, V | R | BIT(63) | PPN(0x7778));
  CU_ASSERT_EQUAL(m.malformed, REASON_OK);
  CU_ASSERT_EQUAL(m.shift, 16);
  CU_ASSERT_EQUAL(m.base, 0x7770000);
}

static void test_napot_needs_extension_level_0_and_code_1000(void) {
  CU_ASSERT_EQUAL(malformed(ALL_RV & ~RV_SVNAPOT, 0, V | R | BIT(63) | PPN(8)), REASON_NAPOT);
  CU_ASSERT_EQUAL(malformed(ALL_RV, 1, V | R | BIT(63) | PPN(8)), REASON_NAPOT);
  CU_ASSERT_EQUAL(malformed(ALL_RV, 0, V | R | BIT(63) | PPN(4)), REASON_NAPOT);
  CU_ASSERT_EQUAL(malformed(ALL_RV, 0, V | R | BIT(63) | PPN(9)), REASON_NAPOT);
}

static void test_pbmt_needs_extension_and_enable_and_is_never_3(void) {
  CU_ASSERT_EQUAL(meaning(ALL_RV, 0, V | R | BIT(61)).type, 1);
  CU_ASSERT_EQUAL(malformed(ALL_RV, 0, V | R | BIT(61)), REASON_OK);
  CU_ASSERT_EQUAL(malformed(ALL_RV, 0, V | R | BIT(62)), REASON_OK);
  CU_ASSERT_EQUAL(malformed(ALL_RV, 0, V | R | BIT(62) | BIT(61)), REASON_RESERVED_BITS);
  CU_ASSERT_EQUAL(malformed(ALL_RV & ~RV_PBMTE, 0, V | R | BIT(61)), REASON_RESERVED_BITS);
  CU_ASSERT_EQUAL(malformed(ALL_RV & ~RV_SVPBMT, 0, V | R | BIT(61)), REASON_RESERVED_BITS);
}

// --- Sv32 (priv 12.3.1) --------------------------------------------------------------------------
static struct pte_meaning sv32(uint8_t level, uint64_t value) {
  struct regime regime = {.format = FORMAT_SV32, .flags = ALL_RV};
  return decode(&regime, level, value);
}

static void test_sv32_entry_has_22_ppn_bits_and_nothing_reserved_above(void) {
  struct pte_meaning m = sv32(0, 0xffffffff);
  CU_ASSERT_EQUAL(m.malformed, REASON_OK);
  CU_ASSERT_EQUAL(m.base, 0x3fffff000);
  CU_ASSERT_EQUAL(m.shift, 12);
  CU_ASSERT_EQUAL(m.type, 0);
  CU_ASSERT_EQUAL(sv32(1, V | PPN(0x3fffff)).base, 0x3fffff000);
  CU_ASSERT_EQUAL(sv32(1, V | PPN(0x3fffff)).malformed, REASON_OK);
}

static void test_sv32_superpage_needs_ten_clear_ppn_bits(void) {
  for (unsigned bit = 0; bit < 22; bit++)
    CU_ASSERT_EQUAL(sv32(1, V | R | PPN(BIT(bit))).malformed, bit < 10 ? REASON_MISALIGNED : REASON_OK);
  CU_ASSERT_EQUAL(sv32(1, V | R).shift, 22);
  CU_ASSERT_EQUAL(sv32(0, V).malformed, REASON_POINTER_AT_0);
  CU_ASSERT_EQUAL(sv32(1, V | W).malformed, REASON_RESERVED_BITS);
  CU_ASSERT_EQUAL(sv32(1, V | A).malformed, REASON_RESERVED_BITS);
}

// --- mstatus.SBE=1 (priv 3.1.6.5): a value here is what memory holds, read little-endian ---------
static void test_big_endian_entry_means_what_its_bytes_reversed_mean(void) {
  struct regime wide = {.format = FORMAT_SV39, .flags = ALL_RV | RV_SBE}, narrow = wide;
  narrow.format = FORMAT_SV32;
  struct pte_meaning m = decode(&wide, 0, UINT64_C(0x4724010000000000)); // 0x...012447: PPN 0x49, V R W A
  CU_ASSERT_TRUE(m.present && m.leaf && m.accessed && !m.dirty);
  CU_ASSERT_EQUAL(m.malformed, REASON_OK);
  CU_ASSERT_EQUAL(m.base, 0x49000);
  CU_ASSERT_EQUAL(m.perm, PERM_R | PERM_W);
  CU_ASSERT_EQUAL(m.a_bit, BIT(62)); // where memory has them
  CU_ASSERT_EQUAL(m.d_bit, BIT(63));
  m = decode(&narrow, 0, 0x47240100);
  CU_ASSERT_EQUAL(m.base, 0x49000);
  CU_ASSERT_EQUAL(m.a_bit, BIT(30));
  CU_ASSERT_FALSE(decode(&wide, 0, 0x12447).present);
}

static enum reason may(uint32_t flags, enum priv priv, enum access access, uint8_t perm) {
  struct regime regime = {.format = FORMAT_SV39, .flags = flags};
  struct request req = {.priv = priv, .access = access};
  bool key = true;
  enum reason reason = allowed(&regime, &req, perm, 15, &key);
  CU_ASSERT_FALSE(key);
  return reason;
}

static void test_user_needs_user_pages(void) {
  CU_ASSERT_EQUAL(may(RV_SUM, PRIV_USER, ACCESS_LOAD, PERM_R), REASON_SUPERVISOR_PAGE);
  CU_ASSERT_EQUAL(may(0, PRIV_USER, ACCESS_LOAD, PERM_R | PERM_U), REASON_OK);
}

static void test_sum_opens_user_pages_to_data_but_never_to_fetches(void) {
  uint8_t perm = PERM_R | PERM_W | PERM_X | PERM_U;
  CU_ASSERT_EQUAL(may(0, PRIV_SUPERVISOR, ACCESS_LOAD, perm), REASON_USER_PAGE);
  CU_ASSERT_EQUAL(may(RV_SUM, PRIV_SUPERVISOR, ACCESS_LOAD, perm), REASON_OK);
  CU_ASSERT_EQUAL(may(RV_SUM, PRIV_SUPERVISOR, ACCESS_STORE, perm), REASON_OK);
  CU_ASSERT_EQUAL(may(RV_SUM, PRIV_SUPERVISOR, ACCESS_FETCH, perm), REASON_USER_PAGE);
  CU_ASSERT_EQUAL(may(0, PRIV_USER, ACCESS_FETCH, perm), REASON_OK);
}

static void test_mxr_makes_executable_pages_readable_not_writable(void) {
  CU_ASSERT_EQUAL(may(0, PRIV_SUPERVISOR, ACCESS_LOAD, PERM_X), REASON_PERM_READ);
  CU_ASSERT_EQUAL(may(RV_MXR, PRIV_SUPERVISOR, ACCESS_LOAD, PERM_X), REASON_OK);
  CU_ASSERT_EQUAL(may(RV_MXR, PRIV_SUPERVISOR, ACCESS_STORE, PERM_R | PERM_X), REASON_PERM_WRITE);
}

static void test_each_access_needs_its_own_permission(void) {
  CU_ASSERT_EQUAL(may(0, PRIV_SUPERVISOR, ACCESS_STORE, PERM_R), REASON_PERM_WRITE);
  CU_ASSERT_EQUAL(may(0, PRIV_SUPERVISOR, ACCESS_STORE, PERM_R | PERM_W), REASON_OK);
  CU_ASSERT_EQUAL(may(0, PRIV_SUPERVISOR, ACCESS_FETCH, PERM_R | PERM_W), REASON_PERM_EXEC);
  CU_ASSERT_EQUAL(may(0, PRIV_SUPERVISOR, ACCESS_FETCH, PERM_X), REASON_OK);
}

CU_TestInfo test_decode_riscv_tests[] = {
    TEST(test_invalid_entry_has_no_other_meaning),
    TEST(test_pointer_grants_everything_and_has_no_a),
    TEST(test_leaf_fields_are_where_the_manual_says),
    TEST(test_pointer_at_level_0_is_malformed),
    TEST(test_pointer_with_leaf_bits_is_malformed),
    TEST(test_write_without_read_is_malformed_at_any_level),
    TEST(test_bits_58_to_54_are_reserved),
    TEST(test_bits_60_59_belong_to_software_with_svrsw60t59b_only),
    TEST(test_superpage_must_be_aligned),
    TEST(test_napot_covers_64_kib),
    TEST(test_napot_needs_extension_level_0_and_code_1000),
    TEST(test_pbmt_needs_extension_and_enable_and_is_never_3),
    TEST(test_sv32_entry_has_22_ppn_bits_and_nothing_reserved_above),
    TEST(test_sv32_superpage_needs_ten_clear_ppn_bits),
    TEST(test_big_endian_entry_means_what_its_bytes_reversed_mean),
    TEST(test_user_needs_user_pages),
    TEST(test_sum_opens_user_pages_to_data_but_never_to_fetches),
    TEST(test_mxr_makes_executable_pages_readable_not_writable),
    TEST(test_each_access_needs_its_own_permission),
    CU_TEST_INFO_NULL,
};
