#include "golden/format.h"
#include "tests/golden/suite.h"

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

static void test_five_formats_of_64_bit_paging_are_complete(void) {
  static const char *const names[] = {"sv39", "sv48", "sv57", "x86-4l", "x86-5l"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    CU_ASSERT_TRUE(format_get(format_find(names[i]))->complete);
  CU_ASSERT_FALSE(format_get(FORMAT_BARE)->complete);
  CU_ASSERT_FALSE(format_get(FORMAT_X86_PAE)->complete);
}

CU_TestInfo test_format_tests[] = {
    TEST(test_every_name_finds_its_row),
    TEST(test_unknown_names_and_ids_have_no_row),
    TEST(test_levels_add_up_to_the_address_width),
    TEST(test_five_formats_of_64_bit_paging_are_complete),
    CU_TEST_INFO_NULL,
};
