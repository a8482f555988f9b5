#include "tb/engine/page_list.h"
#include "tests/suite.h"

static void test_pages_stand_in_order_whatever_order_they_come_in(void) {
  struct page_list l = {0};
  for (uint64_t i = 0; i < 100; i++)
    CU_ASSERT_TRUE(page_list_add(&l, (i * 37 % 100) << 12 | 0xabc));
  CU_ASSERT_TRUE(page_list_add(&l, 0x5ff8)); // is there
  CU_ASSERT_EQUAL(l.pages, 100);
  for (uint64_t i = 0; i < 100; i++) {
    CU_ASSERT_EQUAL(l.pa[i], i << 12);
    CU_ASSERT_EQUAL(*page_list_word(&l, i << 12 | 0x10), 0);
    *page_list_word(&l, i << 12 | 0x10) = i;
  }
  CU_ASSERT_PTR_NULL(page_list_word(&l, 100 << 12));
  page_list_remove(&l, 3);
  CU_ASSERT_PTR_NULL(page_list_word(&l, 0x3010));
  const struct ram_image image = page_list_image(&l);
  CU_ASSERT_EQUAL(image.pages, 99);
  CU_ASSERT_EQUAL(ram_image_page(&image, 0x4fff)[2], 4);
  page_list_free(&l);
  CU_ASSERT_EQUAL(l.pages, 0);
}

static void test_a_write_of_4_bytes_leaves_the_other_half(void) {
  struct page_list l = {0};
  CU_ASSERT_TRUE_FATAL(page_list_add(&l, 0x1000));
  page_list_write(&l, 0x1010, 0x1122334455667788, 8);
  page_list_write(&l, 0x1014, 0xaabbccdd, 4);
  CU_ASSERT_EQUAL(*page_list_word(&l, 0x1010), 0xaabbccdd55667788);
  page_list_write(&l, 0x1010, 0x99999999, 4);
  CU_ASSERT_EQUAL(*page_list_word(&l, 0x1017), 0xaabbccdd99999999);
  CU_ASSERT_EQUAL(*page_list_word(&l, 0x1018), 0);
  page_list_free(&l);
}

static void test_a_copy_is_its_own(void) {
  struct page_list l = {0}, copy, none;
  struct ram_image image = page_list_image(&l);
  CU_ASSERT_TRUE(page_list_copy(&none, &image));
  CU_ASSERT_EQUAL(none.pages, 0);
  CU_ASSERT_TRUE(page_list_add(&l, 0x7000) && page_list_add(&l, 0x2000));
  page_list_write(&l, 0x2000, 1, 8);
  image = page_list_image(&l);
  CU_ASSERT_TRUE(page_list_copy(&copy, &image));
  page_list_write(&l, 0x2000, 2, 8);
  CU_ASSERT(copy.pages == 2 && *page_list_word(&copy, 0x2000) == 1 && *page_list_word(&l, 0x2000) == 2);
  CU_ASSERT_TRUE(page_list_add(&copy, 0x3000));
  CU_ASSERT(copy.pages == 3 && l.pages == 2);
  page_list_free(&l);
  page_list_free(&copy);
  page_list_free(&none);
}

CU_TestInfo test_page_list_tests[] = {
    TEST(test_pages_stand_in_order_whatever_order_they_come_in),
    TEST(test_a_write_of_4_bytes_leaves_the_other_half),
    TEST(test_a_copy_is_its_own),
    CU_TEST_INFO_NULL,
};
