// A walker by itself: its id on the PTE port, and what the TLB gets of a walk.
#include "csim/walker.h"

#include <string.h>

#include "tests/suite.h"

enum { V = 1, R = 2, U = 16, A = 64, NUMBER = 2 };
static struct walker walker;
static struct mmu_in in;
static struct mmu_out out;

static void step(bool taken, bool invalidate) {
  walker_tick(&walker, &in, taken, invalidate);
  memset(&in, 0, sizeof in);
  memset(&out, 0, sizeof out);
  walker_outputs(&walker, &out);
}

// Sv39, va 0; to the read of the root's entry.
static void open_walk(void) {
  const struct ptw_request request = {
      .regime = {.format = FORMAT_SV39, .root_pa = 0x1000, .asid = 7},
      .req = {.access = ACCESS_LOAD, .priv = PRIV_USER},
      .mode = 3,
  };
  memset(&in, 0, sizeof in);
  walker_init(&walker, NUMBER, 4);
  ptw_start(&walker.ptw, &request);
  step(false, false);
}

static void answer(uint8_t id, uint64_t data) {
  in.mem_rsp_valid = 1;
  in.mem_rsp_id = id;
  in.mem_rsp_data = data;
  step(false, false);
}

// The port takes the read, memory answers, the entry is decoded.
static void read_entry(uint64_t data) {
  in.mem_req_ready = 1;
  step(false, false);
  answer(NUMBER, data);
  step(false, false);
}

static void test_a_walker_asks_under_its_id(void) {
  open_walk();
  CU_ASSERT_EQUAL(out.mem_req_valid, 1);
  CU_ASSERT_EQUAL(out.mem_req_id, NUMBER);
  in.mem_req_ready = 1;
  step(false, false);
  CU_ASSERT_EQUAL(out.mem_req_valid, 0);
  CU_ASSERT_EQUAL(out.mem_req_id, 0);
}

static void test_an_answer_to_another_id_is_not_its_own(void) {
  open_walk();
  in.mem_req_ready = 1;
  step(false, false);
  for (uint8_t id = 0; id < 4; id++) {
    if (id == NUMBER) continue;
    answer(id, 2 << 10 | V);
    CU_ASSERT_EQUAL(walker.ptw.state, PTW_WAIT);
  }
  answer(NUMBER, 2 << 10 | V);
  CU_ASSERT_EQUAL(walker.ptw.state, PTW_DECODE);
}

static void test_the_tlb_gets_an_entry_unless_something_invalidates(void) {
  struct tlb_entry entry;
  open_walk();
  read_entry(2 << 10 | V);
  read_entry(3 << 10 | V);
  CU_ASSERT_FALSE(walker_done(&walker));
  read_entry(0x105 << 10 | V | R | U | A);
  CU_ASSERT_TRUE(walker_done(&walker));
  CU_ASSERT_FALSE(walker_fills(&walker, true, &entry));
  CU_ASSERT_TRUE(walker_fills(&walker, false, &entry));
  CU_ASSERT_EQUAL(entry.ppn, 0x105);
  CU_ASSERT_EQUAL(entry.asid, 7);
  step(false, true); // an invalidation while the answer waits
  CU_ASSERT_FALSE(walker_fills(&walker, false, &entry));
  step(true, false);
  CU_ASSERT_TRUE(walker_idle(&walker));
}

static void test_a_fault_gives_the_tlb_nothing(void) {
  struct tlb_entry entry;
  open_walk();
  read_entry(0);
  CU_ASSERT_TRUE(walker_done(&walker));
  CU_ASSERT_FALSE(walker_fills(&walker, false, &entry));
}

CU_TestInfo test_walker_tests[] = {
    TEST(test_a_walker_asks_under_its_id),
    TEST(test_an_answer_to_another_id_is_not_its_own),
    TEST(test_the_tlb_gets_an_entry_unless_something_invalidates),
    TEST(test_a_fault_gives_the_tlb_nothing),
    CU_TEST_INFO_NULL,
};
