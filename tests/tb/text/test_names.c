#include "tb/text/names.h"
#include "tests/suite.h"

#include <string.h>

static void test_each_flag_is_found_by_its_word_and_only_on_its_architecture(void) {
  unsigned words = 0;
  for (const struct names_flag *f = names_flag; f->word; f++) {
    char word[32];
    snprintf(word, sizeof word, "%s=1", f->word);
    CU_ASSERT_PTR_EQUAL(names_flag_find(f->arch, word), *f->word ? f : NULL);
    CU_ASSERT_PTR_NULL(names_flag_find(f->arch == ARCH_X86 ? ARCH_RISCV : ARCH_X86, word));
    words += *f->word != 0;
  }
  CU_ASSERT_EQUAL(words, 19);
  CU_ASSERT_PTR_NULL(names_flag_find(ARCH_RISCV, "sum"));
  CU_ASSERT_PTR_NULL(names_flag_find(ARCH_RISCV, "=1"));
}

static void test_flags_of_one_architecture_differ_in_their_bits(void) {
  for (const struct names_flag *f = names_flag; f->word; f++)
    for (const struct names_flag *g = f + 1; g->word; g++)
      CU_ASSERT(f->arch != g->arch || f->flag != g->flag);
}

static void test_flags_print_what_the_port_has(void) {
  char text[256];
  CU_ASSERT_STRING_EQUAL(names_flags_print(ARCH_RISCV, RV_MXR | RV_SVADU | RV_SBE, text, sizeof text),
                         " sum=0 mxr=1 adue=0 pbmte=0 svnapot=0 svpbmt=0 svrsw=0 svadu=1");
  CU_ASSERT_STRING_EQUAL(names_flags_print(ARCH_X86, X86_NO1G | X86_PCIDE, text, sizeof text),
                         " wp=0 smep=0 smap=0 ac=0 nxe=0 pge=0 pke=0 pse=0 pks=0 no1g=1");
  CU_ASSERT_STRING_EQUAL(names_flags_print(ARCH_RISCV, 0, text, 1), "");
}

static void test_architectures_are_found_by_their_words(void) {
  enum arch arch;
  CU_ASSERT(names_arch_find("x86", &arch) && arch == ARCH_X86);
  CU_ASSERT(names_arch_find("riscv", &arch) && arch == ARCH_RISCV);
  CU_ASSERT_FALSE(names_arch_find("x87", &arch) || names_arch_find("", &arch));
  CU_ASSERT_STRING_EQUAL(names_arch(ARCH_X86), "x86");
}

static void test_accesses_and_privileges_are_read_as_they_are_written(void) {
  struct request req = {.va = 0}, again;
  for (enum access a = ACCESS_LOAD; a <= ACCESS_SS_STORE; a++)
    CU_ASSERT(names_access_find(names_access(a), &req.access) && req.access == a);
  CU_ASSERT_FALSE(names_access_find("access?", &req.access) || names_access_find("", &req.access));
  CU_ASSERT_STRING_EQUAL(names_access((enum access)(ACCESS_SS_STORE + 1)), "access?");
  for (unsigned i = 0; i < 3; i++) {
    req = (struct request){.priv = i ? PRIV_SUPERVISOR : PRIV_USER, .implicit = i == 2};
    CU_ASSERT(names_privilege_find(names_privilege(&req), &again));
    CU_ASSERT(again.priv == req.priv && again.implicit == req.implicit);
  }
  CU_ASSERT_FALSE(names_privilege_find("machine", &again));
  CU_ASSERT_STRING_EQUAL(names_priv(PRIV_SUPERVISOR), "supervisor");
}

static void test_rights_are_read_as_they_are_written(void) {
  char text[NAMES_RIGHTS];
  uint8_t perm;
  for (unsigned i = 0; i < 16; i++)
    CU_ASSERT(names_rights_find(names_rights((uint8_t)i, text), &perm) && perm == i);
  CU_ASSERT_STRING_EQUAL(names_rights(PERM_R | PERM_X, text), "r-x-");
  CU_ASSERT_FALSE(names_rights_find("rwxs", &perm));
}

static void test_kinds_of_answers_have_their_words(void) {
  enum answer_kind kind;
  for (unsigned k = 0; k < NAMES_KINDS; k++)
    CU_ASSERT(names_kind_find(names_kind(k)->brief, &kind) && kind == k);
  CU_ASSERT_FALSE(names_kind_find("?", &kind));
  CU_ASSERT_STRING_EQUAL(names_kind(ANSWER_GENERAL_PROTECTION)->word, "general_protection");
  CU_ASSERT_STRING_EQUAL(names_kind(NAMES_KINDS)->phrase, "unknown kind");
  CU_ASSERT_STRING_EQUAL(names_load_end(REGIME_GENERAL_PROTECTION)->brief, "gp");
  CU_ASSERT_STRING_EQUAL(names_load_end(REGIME_BUS_ERROR + 1)->phrase, "unknown kind");
}

CU_TestInfo test_names_tests[] = {
    TEST(test_accesses_and_privileges_are_read_as_they_are_written),
    TEST(test_rights_are_read_as_they_are_written),
    TEST(test_kinds_of_answers_have_their_words),
    TEST(test_each_flag_is_found_by_its_word_and_only_on_its_architecture),
    TEST(test_flags_of_one_architecture_differ_in_their_bits),
    TEST(test_flags_print_what_the_port_has),
    TEST(test_architectures_are_found_by_their_words),
    CU_TEST_INFO_NULL,
};
