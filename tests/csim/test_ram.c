#include <stdlib.h>

#include "csim/ram.h"
#include "tests/suite.h"

static const uint64_t image_pa[] = {0x1000, 0x80000000, 0xffffffffff000};
static uint64_t image_page[3][512];
static const struct ram_image image = {3, image_pa, (const uint64_t (*)[512])image_page};

static struct ram *make(const struct ram_image *from, size_t own) {
  const size_t bytes = ram_bytes(from, own);
  struct ram *r = ram_init(aligned_alloc(64, (bytes + 63) & ~(size_t)63), bytes, from, own);
  CU_ASSERT_PTR_NOT_NULL_FATAL(r);
  return r;
}

static void test_image_words_are_read_at_their_addresses(void) {
  for (unsigned p = 0; p < 3; p++)
    for (unsigned i = 0; i < 512; i++)
      image_page[p][i] = p * 1000 + i;
  struct ram *r = make(&image, 0);
  uint64_t value;
  CU_ASSERT_EQUAL(ram_read(r, 0x1000, &value), RAM_OK);
  CU_ASSERT_EQUAL(value, 0);
  CU_ASSERT_EQUAL(ram_read(r, 0x80000ff8, &value), RAM_OK);
  CU_ASSERT_EQUAL(value, 1511);
  CU_ASSERT_EQUAL(ram_read(r, 0xffffffffff008, &value), RAM_OK);
  CU_ASSERT_EQUAL(value, 2001);
  free(r);
}

static void test_a_page_of_an_image_is_found_by_any_of_its_addresses(void) {
  for (unsigned p = 0; p < 3; p++) {
    CU_ASSERT_EQUAL(ram_image_place(&image, image_pa[p] + 0xfff), p);
    CU_ASSERT_PTR_EQUAL(ram_image_page(&image, image_pa[p]), image_page[p]);
    CU_ASSERT_PTR_EQUAL(ram_image_page(&image, image_pa[p] + 0xfff), image_page[p]);
    CU_ASSERT_PTR_NULL(ram_image_page(&image, image_pa[p] - 1));
    CU_ASSERT_PTR_NULL(ram_image_page(&image, image_pa[p] + 0x1000));
  }
  CU_ASSERT_EQUAL(ram_image_place(&image, 0), 0);
  CU_ASSERT_EQUAL(ram_image_place(&image, 0x2000), 1);
  CU_ASSERT_EQUAL(ram_image_place(&image, UINT64_MAX), 3);
  const struct ram_image none = {0};
  CU_ASSERT_PTR_NULL(ram_image_page(&none, 0));
}

static void test_an_address_in_no_page_is_missing(void) {
  struct ram *r = make(&image, 1);
  uint64_t value = 77;
  CU_ASSERT_EQUAL(ram_read(r, 0x0, &value), RAM_MISSING);
  CU_ASSERT_EQUAL(ram_read(r, 0x2000, &value), RAM_MISSING);
  CU_ASSERT_EQUAL(ram_write(r, 0x2000, 1), RAM_MISSING);
  CU_ASSERT_EQUAL(value, 77);
  free(r);
}

static void test_a_write_copies_the_page_for_this_lane_only(void) {
  image_page[1][2] = 42;
  struct ram *a = make(&image, 1), *b = make(&image, 1);
  uint64_t value;
  CU_ASSERT_EQUAL(ram_write(a, 0x80000010, 7), RAM_OK);
  CU_ASSERT_EQUAL(ram_read(a, 0x80000010, &value), RAM_OK);
  CU_ASSERT_EQUAL(value, 7);
  CU_ASSERT_EQUAL(ram_read(a, 0x80000018, &value), RAM_OK);
  CU_ASSERT_EQUAL(value, image_page[1][3]);
  CU_ASSERT_EQUAL(ram_read(b, 0x80000010, &value), RAM_OK);
  CU_ASSERT_EQUAL(value, 42);
  CU_ASSERT_EQUAL(image_page[1][2], 42);
  free(a);
  free(b);
}

static void test_room_for_own_pages_ends_with_full(void) {
  struct ram *r = make(&image, 1);
  CU_ASSERT_EQUAL(ram_write(r, 0x1000, 1), RAM_OK);
  CU_ASSERT_EQUAL(ram_write(r, 0x1008, 2), RAM_OK);
  CU_ASSERT_EQUAL(ram_write(r, 0x80000000, 3), RAM_FULL);
  CU_ASSERT_EQUAL(ram_add_page(r, 0x5000), RAM_FULL);
  CU_ASSERT_EQUAL(ram_add_page(r, 0x1000), RAM_OK);
  uint64_t value;
  CU_ASSERT_EQUAL(ram_read(r, 0x1008, &value), RAM_OK);
  CU_ASSERT_EQUAL(value, 2);
  free(r);
}

static void test_many_added_pages_are_zero_and_apart(void) {
  enum { PAGES = 300 };
  struct ram *r = make(NULL, PAGES);
  for (uint64_t p = 0; p < PAGES; p++) {
    uint64_t value = 1;
    CU_ASSERT_EQUAL(ram_add_page(r, p * 0x200000), RAM_OK);
    CU_ASSERT_EQUAL(ram_read(r, p * 0x200000 + 8, &value), RAM_OK);
    CU_ASSERT_EQUAL(value, 0);
    CU_ASSERT_EQUAL(ram_write(r, p * 0x200000 + 8, p + 1), RAM_OK);
  }
  for (uint64_t p = 0; p < PAGES; p++) {
    uint64_t value = 0;
    CU_ASSERT_EQUAL(ram_read(r, p * 0x200000 + 8, &value), RAM_OK);
    CU_ASSERT_EQUAL(value, p + 1);
  }
  free(r);
}

static void test_equal_names_the_lowest_address_that_differs(void) {
  struct ram *a = make(&image, 8), *b = make(&image, 8);
  uint64_t pa = 1;
  CU_ASSERT_TRUE(ram_equal(a, b, &pa));
  ram_write(a, 0x80000020, 1234567);
  CU_ASSERT_FALSE(ram_equal(a, b, &pa));
  CU_ASSERT_EQUAL(pa, 0x80000020);
  ram_write(b, 0x80000020, 1234567);
  CU_ASSERT_TRUE(ram_equal(a, b, &pa));
  ram_add_page(b, 0x70000000); // a missing page differs from a zero one
  ram_write(a, 0x80000028, 5);
  CU_ASSERT_FALSE(ram_equal(a, b, &pa));
  CU_ASSERT_EQUAL(pa, 0x70000000);
  CU_ASSERT_FALSE(ram_equal(b, a, &pa));
  CU_ASSERT_EQUAL(pa, 0x70000000);
  ram_add_page(a, 0x90000000);
  ram_add_page(b, 0x60000000);
  CU_ASSERT_FALSE(ram_equal(a, b, &pa));
  CU_ASSERT_EQUAL(pa, 0x60000000);
  free(a);
  free(b);
}

static void test_the_lowest_of_many_missing_pages_is_named(void) {
  struct ram *a = make(NULL, 64), *b = make(NULL, 1);
  uint64_t pa = 0;
  for (uint64_t page = 64; page != 0; page--)
    ram_add_page(a, page << 12);
  CU_ASSERT_FALSE(ram_equal(a, b, &pa));
  CU_ASSERT_EQUAL(pa, 0x1000);
  CU_ASSERT_FALSE(ram_equal(b, a, &pa));
  CU_ASSERT_EQUAL(pa, 0x1000);
  free(a);
  free(b);
}

static void test_digest_depends_on_words_and_addresses_only(void) {
  struct ram *a = make(NULL, 3), *b = make(NULL, 3);
  const uint64_t empty = ram_digest(a);
  ram_add_page(a, 0x1000);
  ram_add_page(a, 0x2000);
  ram_add_page(b, 0x2000);
  ram_add_page(b, 0x1000);
  CU_ASSERT_NOT_EQUAL(ram_digest(a), empty);
  CU_ASSERT_EQUAL(ram_digest(a), ram_digest(b));
  ram_write(a, 0x1000, 1);
  CU_ASSERT_NOT_EQUAL(ram_digest(a), ram_digest(b));
  ram_write(b, 0x2000, 1); // the same words at other addresses
  CU_ASSERT_NOT_EQUAL(ram_digest(a), ram_digest(b));
  ram_write(b, 0x2000, 0);
  ram_write(b, 0x1000, 1ull << 63);
  CU_ASSERT_NOT_EQUAL(ram_digest(a), ram_digest(b));
  ram_write(b, 0x1000, 1);
  CU_ASSERT_EQUAL(ram_digest(a), ram_digest(b));
  free(a);
  free(b);
}

static void test_too_small_a_storage_is_refused(void) {
  static _Alignas(64) char storage[4096];
  CU_ASSERT_PTR_NULL(ram_init(storage, ram_bytes(&image, 4) - 1, &image, 4));
}

static void test_a_narrow_access_is_half_a_little_endian_word(void) {
  image_page[0][1] = 0x1122334455667788;
  struct ram *r = make(&image, 1);
  uint64_t word;
  uint32_t half = 0;
  CU_ASSERT_EQUAL(ram_read4(r, 0x1008, &half), RAM_OK);
  CU_ASSERT_EQUAL(half, 0x55667788);
  CU_ASSERT_EQUAL(ram_read4(r, 0x100c, &half), RAM_OK);
  CU_ASSERT_EQUAL(half, 0x11223344);
  CU_ASSERT_EQUAL(ram_write4(r, 0x100c, 0xaabbccdd), RAM_OK);
  CU_ASSERT_EQUAL(ram_read(r, 0x1008, &word), RAM_OK);
  CU_ASSERT_EQUAL(word, 0xaabbccdd55667788);
  CU_ASSERT_EQUAL(ram_write4(r, 0x1008, 0x01020304), RAM_OK);
  CU_ASSERT_EQUAL(ram_read(r, 0x1008, &word), RAM_OK);
  CU_ASSERT_EQUAL(word, 0xaabbccdd01020304);
  CU_ASSERT_EQUAL(image_page[0][1], 0x1122334455667788);
  CU_ASSERT_EQUAL(ram_read4(r, 0x5000, &half), RAM_MISSING);
  CU_ASSERT_EQUAL(half, 0x11223344);
  CU_ASSERT_EQUAL(ram_write4(r, 0x5000, 1), RAM_MISSING);
  CU_ASSERT_EQUAL(ram_write4(r, 0x80000000, 1), RAM_FULL);
  free(r);
}

static void test_holes_read_as_zero_and_take_writes_when_asked(void) {
  struct ram *r = make(&image, 2);
  uint64_t value = 7;
  uint32_t half = 7;
  ram_zero_holes(r, true);
  CU_ASSERT_EQUAL(ram_read(r, 0x5008, &value), RAM_OK);
  CU_ASSERT_EQUAL(value, 0);
  CU_ASSERT_EQUAL(ram_read4(r, 0x500c, &half), RAM_OK);
  CU_ASSERT_EQUAL(half, 0);
  CU_ASSERT_EQUAL(ram_write(r, 0x5008, 9), RAM_OK);
  CU_ASSERT_EQUAL(ram_write4(r, 0x6004, 9), RAM_OK);
  CU_ASSERT_EQUAL(ram_read(r, 0x6000, &value), RAM_OK);
  CU_ASSERT_EQUAL(value, 9ull << 32);
  CU_ASSERT_EQUAL(ram_write(r, 0x7000, 9), RAM_FULL);
  CU_ASSERT_EQUAL(ram_read(r, 0x7000, &value), RAM_OK);
  CU_ASSERT_EQUAL(value, 0);
  ram_zero_holes(r, false);
  CU_ASSERT_EQUAL(ram_read(r, 0x7000, &value), RAM_MISSING);
  CU_ASSERT_EQUAL(ram_read(r, 0x5008, &value), RAM_OK); // a page by now
  CU_ASSERT_EQUAL(value, 9);
  free(r);
}

static void test_pages_of_zeros_make_room_where_holes_are_zero(void) {
  struct ram *r = make(&image, 4);
  uint64_t value;
  ram_zero_holes(r, true);
  ram_write(r, 0x1010, 0);           // a copy of an image's page, now
  for (unsigned i = 0; i < 512; i++) // all zeros: not a hole
    ram_write(r, 0x1000 + 8 * i, 0);
  ram_write(r, 0x20000, 1);
  ram_write(r, 0x30ff8, 2);
  for (uint64_t page = 0x40000; page < 0x400000; page += 0x1000) {
    CU_ASSERT_EQUAL_FATAL(ram_write(r, page, page), RAM_OK);
    CU_ASSERT(ram_read(r, page, &value) == RAM_OK && value == page);
    CU_ASSERT(ram_read(r, 0x20000, &value) == RAM_OK && value == 1);
    CU_ASSERT(ram_read(r, 0x30ff8, &value) == RAM_OK && value == 2);
    CU_ASSERT(ram_read(r, 0x1008, &value) == RAM_OK && value == 0);
    CU_ASSERT_EQUAL(ram_write(r, page, 0), RAM_OK);
  }
  CU_ASSERT_EQUAL(ram_write(r, 0x40000, 3), RAM_OK);
  CU_ASSERT_EQUAL(ram_write(r, 0x50000, 4), RAM_FULL); // all four hold something
  CU_ASSERT(ram_read(r, 0x50000, &value) == RAM_OK && value == 0);
  CU_ASSERT(ram_read(r, 0x80000000, &value) == RAM_OK && value == image_page[1][0]);
  ram_zero_holes(r, false);
  CU_ASSERT_EQUAL(ram_add_page(r, 0x50000), RAM_FULL);
  free(r);
}

static void test_a_snapshot_brings_back_this_lanes_pages(void) {
  struct ram *r = make(&image, 4), *other = make(&image, 2), *small = make(&image, 1);
  uint64_t pa;
  ram_write(r, 0x1010, 5);
  ram_add_page(r, 0x9000);
  ram_write(r, 0x9008, 6);
  const uint64_t digest = ram_digest(r);
  uint64_t *snapshot = malloc(ram_saved_bytes(r));
  ram_save(r, snapshot);
  ram_write(r, 0x1010, 7);     // a page that was already copied
  ram_write(r, 0x80000000, 7); // one that was not
  ram_add_page(r, 0xa000);     // one that was not there
  ram_zero_holes(r, true);
  CU_ASSERT_EQUAL(ram_restore(r, snapshot), RAM_OK);
  CU_ASSERT_EQUAL(ram_digest(r), digest);
  CU_ASSERT_EQUAL(ram_read(r, 0xa000, &pa), RAM_MISSING);
  CU_ASSERT_EQUAL(ram_write(r, 0x1018, 1), RAM_OK); // and it goes on: two of four pages are taken
  CU_ASSERT_EQUAL(ram_add_page(r, 0xb000), RAM_OK);
  CU_ASSERT_EQUAL(ram_add_page(r, 0xc000), RAM_OK);
  CU_ASSERT_EQUAL(ram_add_page(r, 0xd000), RAM_FULL);
  CU_ASSERT_EQUAL(ram_restore(other, snapshot), RAM_OK); // into another one, of another size
  CU_ASSERT_EQUAL(ram_digest(other), digest);
  CU_ASSERT_EQUAL(ram_restore(r, snapshot), RAM_OK);
  CU_ASSERT_TRUE(ram_equal(r, other, &pa));
  const uint64_t before = ram_digest(small);
  CU_ASSERT_EQUAL(ram_restore(small, snapshot), RAM_FULL);
  CU_ASSERT_EQUAL(ram_digest(small), before);
  free(snapshot);
  free(r);
  free(other);
  free(small);
}

CU_TestInfo test_ram_tests[] = {
    TEST(test_image_words_are_read_at_their_addresses),
    TEST(test_a_page_of_an_image_is_found_by_any_of_its_addresses),
    TEST(test_an_address_in_no_page_is_missing),
    TEST(test_a_write_copies_the_page_for_this_lane_only),
    TEST(test_room_for_own_pages_ends_with_full),
    TEST(test_many_added_pages_are_zero_and_apart),
    TEST(test_equal_names_the_lowest_address_that_differs),
    TEST(test_the_lowest_of_many_missing_pages_is_named),
    TEST(test_digest_depends_on_words_and_addresses_only),
    TEST(test_too_small_a_storage_is_refused),
    TEST(test_a_narrow_access_is_half_a_little_endian_word),
    TEST(test_holes_read_as_zero_and_take_writes_when_asked),
    TEST(test_pages_of_zeros_make_room_where_holes_are_zero),
    TEST(test_a_snapshot_brings_back_this_lanes_pages),
    CU_TEST_INFO_NULL,
};
