#include "golden/walk.h"
#include "tests/suite.h"

#include <string.h>

static struct answer riscv(enum access access, enum reason reason) {
  struct regime regime = {.format = FORMAT_SV39};
  struct request req = {.access = access};
  return fault_answer(&regime, &req, reason, false);
}

static struct answer x86(uint32_t flags, enum priv priv, enum access access, enum reason reason, bool key) {
  struct regime regime = {.format = FORMAT_X86_4L, .flags = flags};
  struct request req = {.access = access, .priv = priv};
  return fault_answer(&regime, &req, reason, key);
}

static void test_page_fault_causes_follow_the_access(void) {
  CU_ASSERT_EQUAL(riscv(ACCESS_FETCH, REASON_NOT_PRESENT).code, 12);
  CU_ASSERT_EQUAL(riscv(ACCESS_LOAD, REASON_MISALIGNED).code, 13);
  CU_ASSERT_EQUAL(riscv(ACCESS_STORE, REASON_A_CLEAR).code, 15);
  CU_ASSERT_EQUAL(riscv(ACCESS_LOAD, REASON_NON_CANONICAL).code, 13);
  CU_ASSERT_EQUAL(riscv(ACCESS_LOAD, REASON_NON_CANONICAL).kind, ANSWER_PAGE_FAULT);
}

static void test_refused_entry_gives_the_access_fault_of_the_original_access(void) {
  CU_ASSERT_EQUAL(riscv(ACCESS_FETCH, REASON_READ_ERROR).code, 1);
  CU_ASSERT_EQUAL(riscv(ACCESS_LOAD, REASON_READ_ERROR).code, 5);
  CU_ASSERT_EQUAL(riscv(ACCESS_STORE, REASON_UPDATE_ERROR).code, 7);
  CU_ASSERT_EQUAL(riscv(ACCESS_LOAD, REASON_UPDATE_ERROR).code, 5);
  CU_ASSERT_EQUAL(riscv(ACCESS_STORE, REASON_UPDATE_ERROR).kind, ANSWER_ACCESS_FAULT);
}

static void test_success_has_no_code(void) {
  CU_ASSERT_EQUAL(riscv(ACCESS_LOAD, REASON_OK).kind, ANSWER_OK);
  CU_ASSERT_EQUAL(riscv(ACCESS_LOAD, REASON_OK).code, 0);
}

static void test_x86_code_describes_the_access(void) {
  CU_ASSERT_EQUAL(x86(0, PRIV_SUPERVISOR, ACCESS_LOAD, REASON_NOT_PRESENT, false).code, 0);
  CU_ASSERT_EQUAL(x86(0, PRIV_USER, ACCESS_STORE, REASON_NOT_PRESENT, false).code, 6);
  CU_ASSERT_EQUAL(x86(0, PRIV_SUPERVISOR, ACCESS_STORE, REASON_PERM_WRITE, false).code, 3);
  CU_ASSERT_EQUAL(x86(0, PRIV_USER, ACCESS_LOAD, REASON_SUPERVISOR_PAGE, false).code, 5);
}

static void test_x86_reserved_bit_implies_present(void) {
  CU_ASSERT_EQUAL(x86(0, PRIV_SUPERVISOR, ACCESS_LOAD, REASON_RESERVED_BITS, false).code, 9);
}

static void test_x86_fetch_bit_needs_smep_or_nxe(void) {
  CU_ASSERT_EQUAL(x86(0, PRIV_USER, ACCESS_FETCH, REASON_NOT_PRESENT, false).code, 4);
  CU_ASSERT_EQUAL(x86(X86_SMEP, PRIV_USER, ACCESS_FETCH, REASON_NOT_PRESENT, false).code, 0x14);
  CU_ASSERT_EQUAL(x86(X86_NXE, PRIV_USER, ACCESS_FETCH, REASON_NOT_PRESENT, false).code, 0x14);
  CU_ASSERT_EQUAL(x86(X86_NXE, PRIV_USER, ACCESS_LOAD, REASON_NOT_PRESENT, false).code, 4);
}

// CR4.PAE=0: NXE has no effect.
static void test_nxe_alone_shows_no_fetch_in_32_bit_paging(void) {
  static const enum format_id narrow[] = {FORMAT_X86_2L, FORMAT_X86_FLAT};
  struct request req = {.access = ACCESS_FETCH, .priv = PRIV_USER};
  for (unsigned i = 0; i < 2; i++) {
    struct regime regime = {.format = narrow[i], .flags = X86_NXE};
    CU_ASSERT_EQUAL(fault_answer(&regime, &req, REASON_NOT_PRESENT, false).code, 4);
    regime.flags = X86_SMEP;
    CU_ASSERT_EQUAL(fault_answer(&regime, &req, REASON_NOT_PRESENT, false).code, 0x14);
  }
  struct regime pae = {.format = FORMAT_X86_PAE, .flags = X86_NXE};
  CU_ASSERT_EQUAL(fault_answer(&pae, &req, REASON_NOT_PRESENT, false).code, 0x14);
}

static void test_x86_shadow_stack_bit_describes_the_access(void) {
  CU_ASSERT_EQUAL(x86(X86_CET, PRIV_USER, ACCESS_SS_LOAD, REASON_NOT_PRESENT, false).code, 0x44);
  CU_ASSERT_EQUAL(x86(X86_CET, PRIV_USER, ACCESS_SS_STORE, REASON_SHADOW_STACK, false).code, 0x47);
  CU_ASSERT_EQUAL(x86(X86_CET, PRIV_SUPERVISOR, ACCESS_SS_STORE, REASON_PKEY, true).code, 0x63);
  CU_ASSERT_EQUAL(x86(X86_CET, PRIV_USER, ACCESS_STORE, REASON_PERM_WRITE, false).code, 7); // to a shadow stack
}

static void test_address_beyond_the_physical_width_is_an_access_fault(void) {
  CU_ASSERT_EQUAL(riscv(ACCESS_FETCH, REASON_BEYOND_PA).kind, ANSWER_ACCESS_FAULT);
  CU_ASSERT_EQUAL(riscv(ACCESS_STORE, REASON_BEYOND_PA).code, 7);
}

static void test_x86_key_bit_shows_with_any_reason(void) {
  CU_ASSERT_EQUAL(x86(0, PRIV_USER, ACCESS_LOAD, REASON_PKEY, true).code, 0x25);
  CU_ASSERT_EQUAL(x86(0, PRIV_USER, ACCESS_STORE, REASON_PERM_WRITE, true).code, 0x27);
}

static void test_x86_non_canonical_is_general_protection_and_refusal_a_bus_error(void) {
  struct answer gp = x86(X86_NXE, PRIV_USER, ACCESS_FETCH, REASON_NON_CANONICAL, false);
  struct answer bus = x86(0, PRIV_USER, ACCESS_STORE, REASON_READ_ERROR, false);
  CU_ASSERT_TRUE(gp.kind == ANSWER_GENERAL_PROTECTION && gp.code == 0);
  CU_ASSERT_TRUE(bus.kind == ANSWER_BUS_ERROR && bus.code == 0);
  CU_ASSERT_EQUAL(x86(0, PRIV_USER, ACCESS_STORE, REASON_UPDATE_ERROR, false).kind, ANSWER_BUS_ERROR);
}

static void test_reasons_of_the_model_are_no_translation(void) {
  static const enum reason model[] = {REASON_STOPPED, REASON_LIVELOCK, REASON_UNSUPPORTED};
  for (unsigned i = 0; i < 3; i++) {
    CU_ASSERT_NOT_EQUAL(riscv(ACCESS_LOAD, model[i]).kind, ANSWER_OK);
    CU_ASSERT_NOT_EQUAL(x86(0, PRIV_USER, ACCESS_LOAD, model[i], false).kind, ANSWER_OK);
  }
}

static void test_every_reason_has_a_name_of_its_own_and_clauses(void) {
  for (int r = 0; r < REASON_COUNT; r++) {
    CU_ASSERT_TRUE(strlen(reason_name(r)) > 0);
    CU_ASSERT_TRUE(strlen(reason_clause(r, ARCH_RISCV)) > 0);
    CU_ASSERT_TRUE(strlen(reason_clause(r, ARCH_X86)) > 0);
    for (int other = 0; other < r; other++)
      CU_ASSERT_STRING_NOT_EQUAL(reason_name(r), reason_name(other));
  }
  CU_ASSERT_STRING_EQUAL(reason_name(REASON_MISALIGNED), "misaligned superpage");
  CU_ASSERT_STRING_EQUAL(reason_clause(REASON_MISALIGNED, ARCH_RISCV), "priv 12.3.2 step 5");
  CU_ASSERT_STRING_EQUAL(reason_clause(REASON_PKEY, ARCH_X86), "SDM3 4.6.2");
}

static void test_number_that_is_no_reason_is_called_unknown(void) {
  CU_ASSERT_STRING_EQUAL(reason_name(REASON_COUNT), "unknown reason");
  CU_ASSERT_STRING_EQUAL(reason_clause(REASON_COUNT, ARCH_X86), "unknown reason");
}

CU_TestInfo test_fault_tests[] = {
    TEST(test_page_fault_causes_follow_the_access),
    TEST(test_refused_entry_gives_the_access_fault_of_the_original_access),
    TEST(test_success_has_no_code),
    TEST(test_x86_code_describes_the_access),
    TEST(test_x86_reserved_bit_implies_present),
    TEST(test_x86_fetch_bit_needs_smep_or_nxe),
    TEST(test_nxe_alone_shows_no_fetch_in_32_bit_paging),
    TEST(test_x86_shadow_stack_bit_describes_the_access),
    TEST(test_address_beyond_the_physical_width_is_an_access_fault),
    TEST(test_x86_key_bit_shows_with_any_reason),
    TEST(test_x86_non_canonical_is_general_protection_and_refusal_a_bus_error),
    TEST(test_reasons_of_the_model_are_no_translation),
    TEST(test_every_reason_has_a_name_of_its_own_and_clauses),
    TEST(test_number_that_is_no_reason_is_called_unknown),
    CU_TEST_INFO_NULL,
};
