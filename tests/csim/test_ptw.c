// The walker on RISC-V tables, seen through the twin's ports: A and D updates, restarts, refusals,
// the memory port's pace. Clock numbers as in test_mmu.c.

#include "csim/ptw.h"
#include "tests/csim/mmu_rig.h"
#include "tests/suite.h"

enum { V = 1, R = 2, W = 4, X = 8, U = 16, A = 64, D = 128, UPDATE = RV_SVADU | RV_ADUE };
static uint64_t pte(uint64_t ppn, unsigned bits) {
  return ppn << 10 | bits;
}

// Sv39, root at 0x1000; va 0..0x1fffff maps page by page to pa 0x100000.. through 0x2000 and
// 0x3000.
static void open_sv39(uint32_t latency, unsigned leaf_bits, uint8_t flags) {
  rig_open(ARCH_RISCV, latency);
  rig_store(0x1000, pte(2, V));
  rig_store(0x2000, pte(3, V));
  for (unsigned i = 0; i < 64; i++)
    rig_store(0x3000 + 8 * i, pte(0x100 + i, leaf_bits));
  rig_regime(3, 1, 7, flags);
  rig_step();
}

static void test_a_store_through_a_clean_entry_walks_and_sets_d(void) {
  open_sv39(1, V | R | W | U, UPDATE);
  uint64_t value;
  // Per compare-and-swap: CasReq, CasWait, Decode. 13 + 3, 7 + 3.
  CU_ASSERT_EQUAL(rig_translate(0x5008, ACCESS_LOAD, PRIV_USER), 16);
  ram_read(rig.ram, 0x3028, &value);
  CU_ASSERT_EQUAL(value, pte(0x105, V | R | W | U | A));
  CU_ASSERT_EQUAL(rig_translate(0x5008, ACCESS_STORE, PRIV_USER), 10);
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_OK);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x105008);
  ram_read(rig.ram, 0x3028, &value);
  CU_ASSERT_EQUAL(value, pte(0x105, V | R | W | U | A | D));
  CU_ASSERT_EQUAL(rig_translate(0x5008, ACCESS_STORE, PRIV_USER), 2);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 2); // the new entry took way 1 and cleared the clean one in way 0
}

static void test_without_hardware_update_a_clear_faults(void) {
  open_sv39(1, V | R | W | U, RV_SVADU);
  CU_ASSERT_EQUAL(rig_translate(0, ACCESS_LOAD, PRIV_USER), 13);
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_PAGE_FAULT);
  CU_ASSERT_EQUAL(rig.out.rsp_code, 13);
  CU_ASSERT_EQUAL(rig.port.requests, 3);
}

static void test_a_failed_swap_is_judged_on_the_value_found(void) {
  open_sv39(1, V | R | W | U, UPDATE);
  const uint64_t t = rig_request(1, 0, ACCESS_LOAD, PRIV_USER);
  do {
    rig_memory_request();
  } while (rig.out.mem_req_op != MEM_CAS);
  CU_ASSERT_EQUAL(rig.clock - 1, t + 12);
  CU_ASSERT_EQUAL(rig.out.mem_req_addr, 0x3000);
  CU_ASSERT_EQUAL(rig.out.mem_req_expected, pte(0x100, V | R | W | U));
  CU_ASSERT_EQUAL(rig.out.mem_req_desired, pte(0x100, V | R | W | U | A));
  rig_store(0x3000, pte(0x777, V | R | U));      // another page, again A=0: it wants its own swap
  CU_ASSERT_EQUAL(rig_memory_request(), t + 15); // CasWait t+13, Decode t+14
  CU_ASSERT_EQUAL(rig.out.mem_req_op, MEM_CAS);
  CU_ASSERT_EQUAL(rig.out.mem_req_expected, pte(0x777, V | R | U));
  CU_ASSERT_EQUAL(rig_answer(), t + 19);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x777000);
  uint64_t value;
  ram_read(rig.ram, 0x3000, &value);
  CU_ASSERT_EQUAL(value, pte(0x777, V | R | U | A));
}

static void test_restarts_have_no_bound(void) {
  open_sv39(1, V | R | U, UPDATE);
  rig_request(1, 0, ACCESS_LOAD, PRIV_USER);
  for (uint64_t i = 0; i < 3 * WALK_MAX_STEPS; i++) {
    do {
      rig_memory_request();
    } while (rig.out.mem_req_op != MEM_CAS);
    rig_store(0x3000, pte(0x200 + i, V | R | U));
  }
  rig_answer();
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_OK);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, (0x200 + 3 * WALK_MAX_STEPS - 1) << 12);
}

static void test_a_refused_read_or_swap_is_an_access_fault_of_its_type(void) {
  static const uint8_t code[] = {[ACCESS_LOAD] = 5, [ACCESS_STORE] = 7, [ACCESS_FETCH] = 1};
  for (unsigned access = 0; access < 3; access++) {
    open_sv39(1, V | R | W | X | U, UPDATE);
    memport_error(&rig.port, 0x2000, true);
    CU_ASSERT_EQUAL(rig_translate(0, (enum access)access, PRIV_USER), 10); // two levels
    CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_ACCESS_FAULT);
    CU_ASSERT_EQUAL(rig.out.rsp_code, code[access]);
    memport_error(&rig.port, 0x2000, false);
    rig_request(1, 0, (enum access)access, PRIV_USER);
    do {
      rig_memory_request();
    } while (rig.out.mem_req_op != MEM_CAS);
    memport_error(&rig.port, 0x3000, true);
    rig_answer();
    CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_ACCESS_FAULT);
    CU_ASSERT_EQUAL(rig.out.rsp_code, code[access]);
    rig_step();
    CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 0);
  }
}

static void test_a_memory_request_is_held_until_ready(void) {
  open_sv39(1, V | R | U | A, 0);
  const struct memport_config slow = {.seed = 3, .latency_min = 2, .latency_max = 9, .backpressure = 5};
  memport_configure(&rig.port, &slow);
  rig_request(1, 0x1000, ACCESS_LOAD, PRIV_USER);
  unsigned held = 0;
  struct mmu_out before = {0};
  bool was_ready = true;
  do {
    rig_step();
    if (!was_ready) {
      held++;
      CU_ASSERT_EQUAL(rig.out.mem_req_valid, 1);
      CU_ASSERT_EQUAL(rig.out.mem_req_addr, before.mem_req_addr);
    }
    before = rig.out;
    was_ready = !rig.out.mem_req_valid || rig.in.mem_req_ready;
  } while (!rig.out.rsp_valid);
  CU_ASSERT_TRUE(held > 0);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x101000);
  CU_ASSERT_EQUAL(rig.port.requests, 3);
}

static void test_a_memory_answer_for_another_walker_is_ignored(void) {
  open_sv39(50, V | R | U | A, 0);
  rig_request(1, 0, ACCESS_LOAD, PRIV_USER);
  rig_memory_request();
  rig_step();
  struct mmu_in in = {.mem_rsp_valid = 1, .mem_rsp_id = 1};
  csim_tick(rig.twin, &in);
  rig_step();
  CU_ASSERT_EQUAL(rig_state(), PTW_WAIT);
}

CU_TestInfo test_ptw_tests[] = {
    TEST(test_a_store_through_a_clean_entry_walks_and_sets_d),
    TEST(test_without_hardware_update_a_clear_faults),
    TEST(test_a_failed_swap_is_judged_on_the_value_found),
    TEST(test_restarts_have_no_bound),
    TEST(test_a_refused_read_or_swap_is_an_access_fault_of_its_type),
    TEST(test_a_memory_request_is_held_until_ready),
    TEST(test_a_memory_answer_for_another_walker_is_ignored),
    CU_TEST_INFO_NULL,
};
