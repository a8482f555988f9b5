#include "golden/format.h"
#include "tests/suite.h"

#include <stddef.h>

static void test_every_name_finds_its_row(void) {
  for (int id = 0; id < FORMAT_COUNT; id++) {
    CU_ASSERT_PTR_NOT_NULL_FATAL(format_get(id));
    CU_ASSERT_EQUAL(format_find(format_get(id)->name), (enum format_id)id);
  }
}

static void test_unknown_names_and_ids_have_no_row(void) {
  CU_ASSERT_EQUAL(format_find("sv49"), FORMAT_COUNT);
  CU_ASSERT_EQUAL(format_find(""), FORMAT_COUNT);
  CU_ASSERT_EQUAL(format_find(NULL), FORMAT_COUNT);
  CU_ASSERT_PTR_NULL(format_get(FORMAT_COUNT));
  CU_ASSERT_PTR_NULL(format_get((enum format_id) - 1));
}

// A page offset and one index per level make the address; PAE uses two bits of its top index.
static void test_levels_add_up_to_the_address_width(void) {
  for (int id = FORMAT_SV32; id < FORMAT_COUNT; id++) {
    const struct format *f = format_get(id);
    unsigned width = 12u + f->levels * f->index_bits;
    CU_ASSERT_EQUAL(width, id == FORMAT_X86_PAE ? 39u : f->va_bits);
    CU_ASSERT_TRUE(f->levels >= 1 && f->levels <= FORMAT_MAX_LEVELS);
    CU_ASSERT_EQUAL(f->leaf_levels & 1, 1);
    CU_ASSERT_EQUAL(f->leaf_levels >> f->levels, 0);
    CU_ASSERT_EQUAL(f->sign_extended, f->va_bits > 32);
  }
}

static void test_only_the_top_level_of_pae_is_not_read_in_memory(void) {
  for (int id = 0; id < FORMAT_COUNT; id++) {
    const struct format *f = format_get(id);
    CU_ASSERT_EQUAL(f->levels - f->walked, id == FORMAT_X86_PAE ? 1 : 0);
  }
}

static void test_mode_numbers_are_those_of_the_port(void) {
  CU_ASSERT_EQUAL(format_of_mode(ARCH_RISCV, 0), FORMAT_BARE);
  CU_ASSERT_EQUAL(format_of_mode(ARCH_RISCV, 2), FORMAT_SV32);
  CU_ASSERT_EQUAL(format_of_mode(ARCH_RISCV, 5), FORMAT_SV57);
  CU_ASSERT_EQUAL(format_of_mode(ARCH_X86, 2), FORMAT_X86_2L);
  CU_ASSERT_EQUAL(format_of_mode(ARCH_X86, 3), FORMAT_X86_PAE);
  CU_ASSERT_EQUAL(format_of_mode(ARCH_X86, 5), FORMAT_X86_5L);
  CU_ASSERT_EQUAL(format_of_mode(ARCH_X86, 0), FORMAT_COUNT);
  CU_ASSERT_EQUAL(format_of_mode(ARCH_RISCV, 1), FORMAT_COUNT);
}

static void test_index_is_cut_from_the_bits_of_its_level(void) {
  const struct format *sv32 = format_get(FORMAT_SV32), *flat = format_get(FORMAT_X86_FLAT);
  CU_ASSERT_EQUAL(format_index(sv32, 1, 0xffc00000), 0x3ff);
  CU_ASSERT_EQUAL(format_index(sv32, 0, 0x00345fff), 0x345);
  CU_ASSERT_EQUAL(format_index(flat, 0, 0xabcdefff), 0xabcde);
}

CU_TestInfo test_format_tests[] = {
    TEST(test_every_name_finds_its_row),
    TEST(test_unknown_names_and_ids_have_no_row),
    TEST(test_levels_add_up_to_the_address_width),
    TEST(test_only_the_top_level_of_pae_is_not_read_in_memory),
    TEST(test_mode_numbers_are_those_of_the_port),
    TEST(test_index_is_cut_from_the_bits_of_its_level),
    CU_TEST_INFO_NULL,
};
