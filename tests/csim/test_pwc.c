#include "csim/pwc.h"
#include "tests/suite.h"

static struct pwc_entry pointer(uint64_t vpn, uint8_t next, uint16_t asid) {
  return (struct pwc_entry){.vpn = vpn,
                            .table = 0x1000,
                            .asid = asid,
                            .mode = 4,
                            .next = next,
                            .reach = (uint8_t)(9 * (next + 1)),
                            .perm = 15};
}

static void test_the_lowest_level_that_matches_wins(void) {
  struct pwc p;
  pwc_init(&p, 4);
  const uint64_t vpn = 5ull << 27 | 6ull << 18 | 7ull << 9 | 8;
  const struct pwc_entry e[] = {pointer(vpn, 1, 1), pointer(vpn, 2, 1), pointer(vpn, 0, 1)};
  for (unsigned i = 0; i < 3; i++)
    CU_ASSERT_EQUAL(pwc_fill(&p, &e[i]), i);
  CU_ASSERT_EQUAL(pwc_lookup(&p, 4, 1, vpn), 2);
  CU_ASSERT_EQUAL(pwc_lookup(&p, 4, 1, vpn ^ 511), 2);    // level 0 reaches 512 pages
  CU_ASSERT_EQUAL(pwc_lookup(&p, 4, 1, vpn ^ 1 << 9), 0); // outside it, inside level 1
  CU_ASSERT_EQUAL(pwc_lookup(&p, 4, 1, vpn ^ 1 << 18), 1);
  CU_ASSERT_EQUAL(pwc_lookup(&p, 4, 1, vpn ^ 1 << 27), PWC_MISS);
  CU_ASSERT_EQUAL(pwc_lookup(&p, 4, 2, vpn), PWC_MISS);
  CU_ASSERT_EQUAL(pwc_lookup(&p, 5, 1, vpn), PWC_MISS);
}

static void test_a_pointer_of_4_byte_entries_reaches_1024_pages(void) {
  struct pwc p;
  pwc_init(&p, 4);
  const struct pwc_entry e = {.vpn = 0xc0123, .asid = 1, .mode = 2, .next = 0, .reach = 10, .perm = 15};
  pwc_fill(&p, &e);
  CU_ASSERT_EQUAL(pwc_lookup(&p, 2, 1, 0xc03ff), 0);
  CU_ASSERT_EQUAL(pwc_lookup(&p, 2, 1, 0xc0400), PWC_MISS);
  CU_ASSERT_EQUAL(pwc_lookup(&p, 2, 1, 0xbffff), PWC_MISS);
  CU_ASSERT_EQUAL(pwc_lookup(&p, 3, 1, 0xc0123), PWC_MISS);
}

static void test_round_robin_moves_only_when_it_chose(void) {
  struct pwc p;
  pwc_init(&p, 3);
  const struct pwc_entry e = pointer(0, 0, 1);
  for (uint8_t i = 0; i < 3; i++)
    CU_ASSERT_EQUAL(pwc_fill(&p, &e), i);
  CU_ASSERT_EQUAL(p.robin, 0);
  CU_ASSERT_EQUAL(pwc_fill(&p, &e), 0);
  CU_ASSERT_EQUAL(p.robin, 1);
  p.valid &= (uint16_t)~4u; // an invalid one goes first
  CU_ASSERT_EQUAL(pwc_fill(&p, &e), 2);
  CU_ASSERT_EQUAL(p.robin, 1);
  CU_ASSERT_EQUAL(pwc_fill(&p, &e), 1);
  CU_ASSERT_EQUAL(pwc_fill(&p, &e), 2);
  CU_ASSERT_EQUAL(p.robin, 0);
}

static void test_sixteen_entries_can_all_be_valid(void) {
  struct pwc p;
  pwc_init(&p, PWC_MAX);
  const struct pwc_entry e = pointer(0, 0, 1);
  for (uint8_t i = 0; i < PWC_MAX; i++)
    CU_ASSERT_EQUAL(pwc_fill(&p, &e), i);
  CU_ASSERT_EQUAL(p.valid, 0xffff);
  CU_ASSERT_EQUAL(pwc_fill(&p, &e), 0);
}

static void test_a_fence_takes_pointers_only_with_structures(void) {
  struct pwc p;
  pwc_init(&p, 4);
  const struct pwc_entry e[] = {pointer(0, 0, 1), pointer(0, 0, 2), pointer(0, 1, 1)};
  for (unsigned i = 0; i < 3; i++)
    pwc_fill(&p, &e[i]);
  pwc_fence(&p, &(struct fence){.globals = true});
  CU_ASSERT_EQUAL(p.valid, 7);
  pwc_fence(&p, &(struct fence){.asid_valid = true, .asid = 1, .structures = true, .va_valid = true, .va = 1ull << 40});
  CU_ASSERT_EQUAL(p.valid, 2); // whatever the address
  pwc_fence(&p, &(struct fence){.structures = true});
  CU_ASSERT_EQUAL(p.valid, 0);
}

CU_TestInfo test_pwc_tests[] = {
    TEST(test_the_lowest_level_that_matches_wins),          TEST(test_a_pointer_of_4_byte_entries_reaches_1024_pages),
    TEST(test_round_robin_moves_only_when_it_chose),        TEST(test_sixteen_entries_can_all_be_valid),
    TEST(test_a_fence_takes_pointers_only_with_structures), CU_TEST_INFO_NULL,
};
