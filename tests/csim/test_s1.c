// S1 by itself: what moves in a clock (rtl/README.md, S1), with an empty TLB.
#include "csim/s1.h"

#include <string.h>

#include "tests/suite.h"

static struct s1 s1;
static struct tlb tlb;
static const struct mmu_cur cur = {
    .valid = true,
    .mode = 3,
    .vpn_mask = (1 << 27) - 1,
    .regime = {.format = FORMAT_SV39, .asid = 7},
};
enum walker_is { FREE, BUSY };

static void settle(enum walker_is walker) {
  s1_settle(&s1, &tlb, true, true, walker == FREE);
}

static void open_s1(uint8_t depth) {
  tlb_init(&tlb, 4);
  s1_init(&s1, depth, false);
  settle(FREE);
}

static bool offer(uint8_t id, enum walker_is next) {
  const struct mmu_in in = {.req_valid = 1, .req_id = id, .req_va = (uint64_t)id << 12};
  const bool taken = s1.ready;
  s1_tick(&s1, &in, &cur, false);
  settle(next);
  return taken;
}

static void idle(enum walker_is next) {
  const struct mmu_in in = {0};
  s1_tick(&s1, &in, &cur, false);
  settle(next);
}

static void test_a_miss_starts_a_walk_when_none_is_under_way(void) {
  open_s1(4);
  CU_ASSERT_TRUE(s1_drained(&s1));
  CU_ASSERT_TRUE(offer(1, FREE));
  CU_ASSERT_TRUE(s1.start);
  CU_ASSERT_FALSE(s1.push_mq);
  CU_ASSERT_EQUAL(s1.request.vpn, 1);
  idle(BUSY);
  CU_ASSERT_TRUE(s1_drained(&s1));
}

static void test_misses_wait_in_order_and_are_replayed(void) {
  open_s1(4);
  offer(1, BUSY);
  CU_ASSERT_TRUE(s1.push_mq);
  offer(2, BUSY);
  idle(BUSY);
  CU_ASSERT_EQUAL(s1.count, 2);
  idle(FREE);
  for (uint8_t id = 1; id <= 2; id++) {
    CU_ASSERT_TRUE(s1.replay);
    CU_ASSERT_FALSE(s1.ready);
    idle(FREE);
    CU_ASSERT_EQUAL(s1.request.id, id);
    CU_ASSERT_TRUE(s1.replayed && s1.start);
    CU_ASSERT_FALSE(s1.replay); // not behind a replay
    idle(BUSY);
    idle(FREE);
  }
  CU_ASSERT_TRUE(s1_drained(&s1));
}

static void test_a_full_queue_takes_no_request(void) {
  open_s1(2);
  CU_ASSERT_TRUE(offer(1, BUSY));
  CU_ASSERT_TRUE(offer(2, BUSY));
  CU_ASSERT_FALSE(offer(3, BUSY));
  CU_ASSERT_EQUAL(s1.count, 2);
}

static void test_a_fence_makes_what_is_here_old(void) {
  open_s1(4);
  offer(1, BUSY);
  offer(2, BUSY);
  s1_mark_old(&s1);
  CU_ASSERT_TRUE(s1.request.old);
  CU_ASSERT_TRUE(s1.queue[s1.head].old);
  offer(3, BUSY);
  CU_ASSERT_FALSE(s1.request.old);
}

static void test_an_answer_waits_for_room(void) {
  open_s1(4);
  const struct mmu_in in = {.req_valid = 1, .req_va = 1ull << 50}; // not canonical: a fault at once
  s1_tick(&s1, &in, &cur, false);
  s1_settle(&s1, &tlb, true, false, true);
  CU_ASSERT_FALSE(s1.push || s1.start || s1.push_mq || s1.ready);
  idle(FREE);
  CU_ASSERT_TRUE(s1.valid && s1.push);
  CU_ASSERT_EQUAL(s1.answer.kind, ANSWER_PAGE_FAULT);
  CU_ASSERT_EQUAL(s1.way, TLB_MISS);
}

CU_TestInfo test_s1_tests[] = {
    TEST(test_a_miss_starts_a_walk_when_none_is_under_way),
    TEST(test_misses_wait_in_order_and_are_replayed),
    TEST(test_a_full_queue_takes_no_request),
    TEST(test_a_fence_makes_what_is_here_old),
    TEST(test_an_answer_waits_for_room),
    CU_TEST_INFO_NULL,
};
