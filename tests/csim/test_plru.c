#include "csim/plru.h"
#include "tests/suite.h"

static void test_victim_follows_the_bits_in_heap_order(void) {
  struct plru p;
  plru_init(&p, 8);
  CU_ASSERT_EQUAL(plru_victim(&p), 0);
  p.bits = 1 << 0; // the root points up: node 2, then node 5
  CU_ASSERT_EQUAL(plru_victim(&p), 4);
  p.bits = 1 << 0 | 1 << 2; // node 6
  CU_ASSERT_EQUAL(plru_victim(&p), 6);
  p.bits = 1 << 0 | 1 << 2 | 1 << 6;
  CU_ASSERT_EQUAL(plru_victim(&p), 7);
  p.bits = 1 << 1 | 1 << 4; // node 1 up, node 4 up
  CU_ASSERT_EQUAL(plru_victim(&p), 3);
}

static void test_a_touch_points_away_and_leaves_other_paths(void) {
  struct plru p;
  plru_init(&p, 8);
  plru_touch(&p, 0); // nodes 0, 1, 3 away from the lower half
  CU_ASSERT_EQUAL(p.bits, 1 << 0 | 1 << 1 | 1 << 3);
  plru_touch(&p, 6); // nodes 0, 2 to the lower half; 6 to the upper
  CU_ASSERT_EQUAL(p.bits, 1 << 1 | 1 << 3 | 1 << 6);
  plru_touch(&p, 3); // node 0 up; 1, 4 down
  CU_ASSERT_EQUAL(p.bits, 1 << 0 | 1 << 3 | 1 << 6);
}

static void test_touching_every_victim_visits_all_entries(void) {
  for (unsigned entries = 2; entries <= PLRU_MAX; entries *= 2) {
    struct plru p;
    plru_init(&p, (uint8_t)entries);
    uint64_t seen = 0;
    for (unsigned i = 0; i < entries; i++) {
      const uint8_t victim = plru_victim(&p);
      CU_ASSERT_TRUE_FATAL(victim < entries);
      seen |= 1ull << victim;
      plru_touch(&p, victim);
      CU_ASSERT_NOT_EQUAL(plru_victim(&p), victim);
    }
    CU_ASSERT_EQUAL(seen, entries == 64 ? UINT64_MAX : (1ull << entries) - 1);
    CU_ASSERT_EQUAL(p.bits >> 1 >> (entries - 2), 0); // entries - 1 nodes
  }
}

CU_TestInfo test_plru_tests[] = {
    TEST(test_victim_follows_the_bits_in_heap_order),
    TEST(test_a_touch_points_away_and_leaves_other_paths),
    TEST(test_touching_every_victim_visits_all_entries),
    CU_TEST_INFO_NULL,
};
