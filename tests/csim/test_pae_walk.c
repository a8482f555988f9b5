// PAE: walks from the registers. Clock numbers as in test_pae_load.c.
#include "csim/ptw.h"
#include "tests/csim/mmu_rig.h"
#include "tests/csim/pae.h"
#include "tests/suite.h"

static void test_a_walk_starts_where_its_register_leads(void) {
  pae_open();
  pae_load(7, 0);
  rig_step();
  const uint64_t reads = rig.port.requests;
  const uint64_t t = rig_request(1, 0xabcd000000002345, ACCESS_LOAD, PRIV_USER); // bits 63:32 count for nothing
  rig_idle(2);                                                                   // t+2: Pwc
  CU_ASSERT_EQUAL(probe_ptw_level(&rig.probe), 0);
  CU_ASSERT_EQUAL(rig_memory_request(), t + 3);
  CU_ASSERT_EQUAL(rig.out.mem_req_addr, 0x3000);
  CU_ASSERT_EQUAL(probe_ptw_level(&rig.probe), 1);
  CU_ASSERT_EQUAL(rig.probe.word[4], 3 | 15ull << 44);
  rig_idle(2); // the pointer's Decode: the register itself is not cached
  CU_ASSERT_EQUAL(rig.probe.word[8], 1ull | 7ull << 7 | 3ull << 23 | 15ull << 26);
  CU_ASSERT_EQUAL(probe_pwc_fill_tag(&rig.probe), 0);
  CU_ASSERT_EQUAL(rig.probe.word[10], 4 | 5ull << 60);
  CU_ASSERT_EQUAL(rig_memory_request(), t + 6);
  CU_ASSERT_EQUAL(rig.out.mem_req_addr, 0x4010);
  CU_ASSERT_EQUAL(rig_answer(), t + 10);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x102345);
  CU_ASSERT_EQUAL(rig.port.requests, reads + 2);
  CU_ASSERT_EQUAL(rig_translate(0x80123456, ACCESS_LOAD, PRIV_USER), 7);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0xfffe00000 | 0x123456);
  CU_ASSERT_EQUAL(rig.out.rsp_shift, 21);
}

static void test_a_register_that_is_not_present_faults_at_4(void) {
  pae_open();
  pae_load(7, 0);
  rig_step();
  for (uint64_t va = 0x40000000; va <= 0xc0000000; va += 0x80000000) {
    const uint64_t reads = rig.port.requests;
    const uint64_t t = rig_request(1, va, ACCESS_STORE, PRIV_USER);
    rig_idle(3); // Done
    CU_ASSERT_EQUAL(rig_state(), PTW_DONE);
    CU_ASSERT_EQUAL(probe_ptw_level(&rig.probe), 2);
    CU_ASSERT_EQUAL(rig.probe.word[4] | rig.probe.word[5], 0);
    CU_ASSERT_EQUAL(rig_answer(), t + 4);
    CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_PAGE_FAULT);
    CU_ASSERT_EQUAL(rig.out.rsp_code, W | U);
    CU_ASSERT_EQUAL(rig.port.requests, reads);
    rig_idle(3);
  }
}

static void test_registers_stay_until_the_next_load(void) {
  pae_open();
  pae_load(7, 0);
  rig_step();
  rig_store(TABLE, 0); // memory is not asked again
  CU_ASSERT_EQUAL(rig_translate(0, ACCESS_LOAD, PRIV_USER), 10);
  rig_regime(4, 0x77, 7, 0); // another mode, and a write without load
  rig_step();
  rig_regime(3, 0x99, 8, 0);
  rig_step();
  CU_ASSERT_EQUAL(rig_translate(0, ACCESS_LOAD, PRIV_USER), 10); // another PCID: walks
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x100000);
  CU_ASSERT_EQUAL(pae_present(), 5);
  CU_ASSERT_EQUAL(pae_load(8, 0), REGIME_FINE);
  rig_step();
  CU_ASSERT_EQUAL(pae_present(), 4);
  CU_ASSERT_EQUAL(rig_translate(0x1000, ACCESS_LOAD, PRIV_USER), 7); // the page-walk cache knows a way past register 0
  rig_flush();
  CU_ASSERT_EQUAL(rig_translate(0x1000, ACCESS_LOAD, PRIV_USER), 4);
  csim_reset(rig.twin);
  rig_step();
  CU_ASSERT_EQUAL(pae_present(), 0);
}

CU_TestInfo test_pae_walk_tests[] = {
    TEST(test_a_walk_starts_where_its_register_leads),
    TEST(test_a_register_that_is_not_present_faults_at_4),
    TEST(test_registers_stay_until_the_next_load),
    CU_TEST_INFO_NULL,
};
