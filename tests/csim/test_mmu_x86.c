// The twin on x86 tables; the clock numbers as in test_mmu.c.

#include "csim/ptw.h"
#include "tests/csim/mmu_rig.h"
#include "tests/suite.h"

enum { P = 1, W = 2, U = 4, A = 0x20, D = 0x40, PS = 0x80, G = 0x100 };

// 4-level, root at 0x1000, each table on the next page; va 0..0x3ffff maps page by page to pa
// 0x100000...
static void open_4l(unsigned pointer_bits, unsigned leaf_bits, uint8_t flags) {
  rig_open(ARCH_X86, 1);
  for (uint64_t i = 1; i <= 3; i++)
    rig_store(i << 12, (i + 1) << 12 | pointer_bits);
  for (uint64_t i = 0; i < 64; i++)
    rig_store(0x4000 + 8 * i, (0x100 + i) << 12 | leaf_bits);
  rig_regime(4, 1, 7, flags);
  rig_step();
}

static void test_a_is_set_at_every_level_before_the_pointer_is_cached(void) {
  open_4l(P | W | U, P | W | U, X86_WP);
  const uint64_t t = rig_request(1, 0x2000, ACCESS_STORE, PRIV_USER);
  // Per level Req, Wait, Decode, CasReq, CasWait, Decode: 24 clocks from t+3, Done t+27.
  for (uint64_t level = 0; level < 4; level++) {
    CU_ASSERT_EQUAL(rig_memory_request(), t + 3 + 6 * level);
    CU_ASSERT_EQUAL(rig.out.mem_req_op, MEM_READ);
    CU_ASSERT_EQUAL(rig_memory_request(), t + 6 + 6 * level);
    CU_ASSERT_EQUAL(rig.out.mem_req_op, MEM_CAS);
    CU_ASSERT_EQUAL(rig.out.mem_req_desired, rig.out.mem_req_expected | A | (level == 3 ? D : 0));
    rig_idle(2); // Decode of the swapped value
    CU_ASSERT_EQUAL(rig_state(), PTW_DECODE);
    CU_ASSERT_EQUAL(probe_ptw_pte(&rig.probe), (level == 3 ? 0x102000 | D : (level + 2) << 12) | P | W | U | A);
    CU_ASSERT_EQUAL(probe_pwc_fill_enable(&rig.probe), level < 3);
    CU_ASSERT_EQUAL(rig.probe.word[10], level < 3 ? level + 2 : 0);
  }
  CU_ASSERT_EQUAL(rig_answer(), t + 28);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x102000);
  CU_ASSERT_EQUAL(rig.out.rsp_perm, PERM_R | PERM_W | PERM_X | PERM_U);
  rig_flush();
  CU_ASSERT_EQUAL(rig_translate(0x2000, ACCESS_STORE, PRIV_USER), 16);
  CU_ASSERT_EQUAL(rig_translate(0x2000, ACCESS_STORE, PRIV_USER), 2);
}

static void test_a_failed_swap_of_a_pointer_follows_the_value_found(void) {
  open_4l(P | W | U, P | W | U | A, X86_WP);
  rig_store(0x5008, 0x999ull << 12 | P | U | A); // another last table
  rig_request(1, 0x1000, ACCESS_LOAD, PRIV_USER);
  do {
    rig_memory_request();
  } while (rig.out.mem_req_op != MEM_CAS || rig.out.mem_req_addr != 0x3000);
  rig_store(0x3000, 0x5000 | P | U | A);
  const uint64_t swap = rig.clock - 1;
  CU_ASSERT_EQUAL(rig_memory_request(), swap + 3); // A is set in what was found: down at once
  CU_ASSERT_EQUAL(rig.out.mem_req_op, MEM_READ);
  CU_ASSERT_EQUAL(rig.out.mem_req_addr, 0x5008);
  rig_answer();
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x999000);
  CU_ASSERT_EQUAL(rig.out.rsp_perm, PERM_R | PERM_X | PERM_U);
}

static void test_a_page_fault_taken_drops_its_page_and_pointers(void) {
  open_4l(P | W | U | A, P | U | A, X86_WP);
  CU_ASSERT_EQUAL(rig_translate(0x0000, ACCESS_LOAD, PRIV_USER), 16);
  CU_ASSERT_EQUAL(rig_translate(0x1000, ACCESS_LOAD, PRIV_USER), 7);
  rig_idle(1);
  rig.in.rsp_ready = 0;
  const uint64_t t = rig_request(3, 0x1008, ACCESS_STORE, PRIV_USER);
  CU_ASSERT_EQUAL(rig_answer(), t + 2);
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_PAGE_FAULT);
  CU_ASSERT_EQUAL(rig.out.rsp_code, 7); // present, write, user
  rig_idle(3);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 3); // not yet taken, not yet dropped
  rig.in.rsp_ready = 1;
  rig_step(); // taken
  CU_ASSERT_EQUAL(probe_drop_executing(&rig.probe), 0);
  rig_step(); // executes
  CU_ASSERT_EQUAL(probe_drop_executing(&rig.probe), 1);
  CU_ASSERT_EQUAL(probe_tlb_cleared(&rig.probe), 2);
  rig_step();
  CU_ASSERT_EQUAL(probe_drop_executing(&rig.probe), 0);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 1);
  CU_ASSERT_EQUAL(probe_pwc_valid(&rig.probe), 0);
  CU_ASSERT_EQUAL(rig.out.fence_done, 0);
  CU_ASSERT_EQUAL(rig_translate(0x0000, ACCESS_LOAD, PRIV_USER), 2);
  CU_ASSERT_EQUAL(rig_translate(0x1000, ACCESS_LOAD, PRIV_USER), 16);
}

static void test_a_drop_spares_other_pcids_but_not_their_global_pages(void) {
  open_4l(P | W | U | A, P | U | A, X86_WP | X86_PGE);
  rig_store(0x4008, 0x101ull << 12 | P | U | A | G);
  rig_translate(0x0000, ACCESS_LOAD, PRIV_USER);
  rig_translate(0x1000, ACCESS_LOAD, PRIV_USER);
  rig_regime(4, 1, 8, X86_WP | X86_PGE);
  rig_step();
  CU_ASSERT_EQUAL(rig_translate(0x1000, ACCESS_STORE, PRIV_USER), 2); // hits the global entry of PCID 7: faults
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_PAGE_FAULT);
  rig_idle(2);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 1);
  CU_ASSERT_EQUAL(probe_pwc_valid(&rig.probe), 7);                     // PCID 7's pointers stay
  CU_ASSERT_EQUAL(rig_translate(0x0000, ACCESS_STORE, PRIV_USER), 16); // walks in PCID 8, faults
  rig_idle(2);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 1); // PCID 7's entry of the same address stays
  rig_regime(4, 1, 7, X86_WP | X86_PGE);
  rig_step();
  CU_ASSERT_EQUAL(rig_translate(0x0000, ACCESS_LOAD, PRIV_USER), 2);
}

static void test_a_drop_keeps_a_walk_from_filling(void) {
  open_4l(P | W | U | A, P | U | A, X86_WP);
  rig_translate(0x0000, ACCESS_LOAD, PRIV_USER);
  rig_idle(1);
  const uint64_t t = rig_request(1, 0x1000, ACCESS_LOAD, PRIV_USER);
  rig_request(2, 0x0000, ACCESS_STORE, PRIV_USER); // faults: answer taken at t+3, drop at t+4; the walk is then in Wait
  CU_ASSERT_EQUAL(rig_answer(), t + 3);
  rig_idle(2);
  CU_ASSERT_EQUAL(probe_ptw_nofill(&rig.probe), 1);
  CU_ASSERT_EQUAL(rig_answer(), t + 7);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x101000);
  rig_step();
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 0);
}

static void test_non_canonical_is_general_protection_and_drops_nothing(void) {
  open_4l(P | W | U | A, P | U | A, 0);
  rig_translate(0x0000, ACCESS_LOAD, PRIV_USER);
  CU_ASSERT_EQUAL(rig_translate(1ull << 47, ACCESS_LOAD, PRIV_USER), 2);
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_GENERAL_PROTECTION);
  CU_ASSERT_EQUAL(rig.out.rsp_code, 0);
  rig_idle(2);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 1);
  rig_regime(5, 1, 7, 0); // 57 bits wide now: canonical, and bit 47 counts as an address bit
  rig_step();
  rig_translate(1ull << 47, ACCESS_LOAD, PRIV_USER);
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_PAGE_FAULT);
  CU_ASSERT_EQUAL(rig.out.rsp_code, 4); // not present, user
}

static void test_missing_memory_is_a_bus_error(void) {
  open_4l(P | W | U | A, P | U | A, 0);
  rig_store(0x1008, 0x7000000 | P | W | U | A);
  CU_ASSERT_EQUAL(rig_translate(1ull << 39, ACCESS_STORE, PRIV_USER), 10);
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_BUS_ERROR);
  CU_ASSERT_EQUAL(rig.out.rsp_code, 0);
}

static void test_a_large_page_serves_all_it_maps(void) {
  open_4l(P | W | U | A, P | U | A, 0);
  rig_store(0x3008, 0x40000000 | 1 << 12 | P | U | A | PS); // 2M at va 0x200000, PAT bit 12
  CU_ASSERT_EQUAL(rig_translate(0x212345, ACCESS_LOAD, PRIV_USER), 13);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x40012345);
  CU_ASSERT_EQUAL(rig.out.rsp_shift, 21);
  CU_ASSERT_EQUAL(rig.out.rsp_type, 4);
  CU_ASSERT_EQUAL(rig_translate(0x3ffff8, ACCESS_LOAD, PRIV_USER), 2);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x401ffff8);
}

CU_TestInfo test_mmu_x86_tests[] = {
    TEST(test_a_is_set_at_every_level_before_the_pointer_is_cached),
    TEST(test_a_failed_swap_of_a_pointer_follows_the_value_found),
    TEST(test_a_page_fault_taken_drops_its_page_and_pointers),
    TEST(test_a_drop_spares_other_pcids_but_not_their_global_pages),
    TEST(test_a_drop_keeps_a_walk_from_filling),
    TEST(test_non_canonical_is_general_protection_and_drops_nothing),
    TEST(test_missing_memory_is_a_bus_error),
    TEST(test_a_large_page_serves_all_it_maps),
    CU_TEST_INFO_NULL,
};
