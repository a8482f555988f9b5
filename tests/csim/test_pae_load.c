// PAE: the load unit. Memory answers one clock after it took the
// request: a load that waits for nobody, asked for at t, is in Drain at t+1, reads at t+2, 4, 6, 8
// and ends at t+10.
#include <string.h>

#include "csim/pae_load.h"
#include "csim/ptw.h"
#include "tests/csim/mmu_rig.h"
#include "tests/csim/pae.h"
#include "tests/suite.h"

static unsigned load_state(void) {
  return probe_load_state(&rig.probe);
}
static unsigned load_index(void) {
  return probe_load_index(&rig.probe);
}
static void test_a_load_reads_four_words_and_is_done_at_10(void) {
  pae_open();
  const uint64_t t = rig.clock;
  pae_ask(7, 0);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.regime_busy, 0);
  CU_ASSERT_EQUAL(probe_load_busy(&rig.probe), 0);
  rig_step(); // t+1
  CU_ASSERT_EQUAL(rig.out.regime_busy, 1);
  CU_ASSERT_EQUAL(rig.probe.word[2], 1ull << 30);
  CU_ASSERT_EQUAL(load_state(), LOAD_DRAIN);
  CU_ASSERT_EQUAL(load_index(), 0);
  for (unsigned i = 0; i < 4; i++) {
    rig_step(); // t+2, 4, 6, 8
    CU_ASSERT_EQUAL(rig.out.mem_req_valid, 1);
    CU_ASSERT_EQUAL(rig.out.mem_req_addr, TABLE + 8u * i);
    CU_ASSERT_EQUAL(rig.out.mem_req_id + rig.out.mem_req_op + rig.out.mem_req_narrow, 0);
    CU_ASSERT_EQUAL(rig.out.mem_req_expected + rig.out.mem_req_desired, 0);
    CU_ASSERT_EQUAL(load_state(), LOAD_REQ);
    CU_ASSERT_EQUAL(load_index(), i);
    rig_step();
    CU_ASSERT_EQUAL(rig.out.mem_req_valid, 0);
    CU_ASSERT_EQUAL(load_state(), LOAD_WAIT);
    CU_ASSERT_EQUAL(load_index(), i);
    CU_ASSERT_EQUAL(rig.out.regime_busy, 1);
    CU_ASSERT_EQUAL(rig.out.regime_done + rig.out.regime_fault + rig.out.req_ready, 0);
  }
  rig_step();
  CU_ASSERT_EQUAL(rig.clock - 1, t + 10);
  CU_ASSERT_EQUAL(rig.out.regime_busy, 1);
  CU_ASSERT_EQUAL(rig.out.regime_done, 1);
  CU_ASSERT_EQUAL(rig.out.regime_fault, REGIME_FINE);
  CU_ASSERT_EQUAL(rig.out.req_ready, 0);
  CU_ASSERT_EQUAL(load_state(), LOAD_END);
  CU_ASSERT_EQUAL(load_index(), 3);
  CU_ASSERT_EQUAL(pae_present(), 0);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.regime_busy + rig.out.regime_done, 0);
  CU_ASSERT_EQUAL(rig.out.req_ready, 1);
  CU_ASSERT_EQUAL(rig.probe.word[2], 1ull << 38);
  CU_ASSERT_EQUAL(rig.probe.word[8], 0);
  CU_ASSERT_EQUAL(rig.probe.word[10], 5ull << 60);
}

static void test_load_means_something_in_mode_3_only(void) {
  pae_open();
  pae_ask(7, 0);
  rig.in.regime_mode = 4;
  rig_step();
  rig_step();
  CU_ASSERT_EQUAL(rig.out.regime_busy, 0);
  CU_ASSERT_EQUAL(rig.out.req_ready, 1);
  rig_open(ARCH_RISCV, 1);
  pae_ask(7, 0);
  rig_step();
  rig_step();
  CU_ASSERT_EQUAL(rig.out.regime_busy, 0);
  CU_ASSERT_EQUAL(rig.out.req_ready, 1);
}

// bits 2:1, 8:5, 63:MAXPHYADDR.
static void test_a_reserved_bit_in_a_present_word_refuses_the_load(void) {
  for (unsigned bit = 1; bit < 64; bit++) {
    const bool reserved = bit == 1 || bit == 2 || (bit >= 5 && bit <= 8) || bit >= 46;
    pae_open();
    pae_load(7, X86_NXE);
    rig_step();
    rig_store(TABLE, 0x6000 | P);
    rig_store(TABLE + 24, P | 1ull << bit);
    CU_ASSERT_EQUAL(pae_load(8, X86_NXE), reserved ? REGIME_GENERAL_PROTECTION : REGIME_FINE);
    CU_ASSERT_EQUAL(rig.out.regime_busy, 1);
    rig_step();
    CU_ASSERT_EQUAL(rig.out.regime_done + rig.out.regime_fault, 0);
    CU_ASSERT_EQUAL(pae_present(), reserved ? 5 : 13);
    if (!reserved) continue;
    CU_ASSERT_EQUAL(rig_translate(0x3000, ACCESS_LOAD, PRIV_USER), 10); // by the old registers
    CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x103000);
    rig_step();
    CU_ASSERT_EQUAL(rig_translate(0x3000, ACCESS_LOAD, PRIV_USER), 2);
  }
}

static void test_the_width_is_that_of_the_regime_being_loaded(void) {
  pae_open();
  pae_load(7, 0);
  rig_step();
  rig_store(TABLE, 1ull << 45 | P);
  CU_ASSERT_EQUAL(pae_load(7, 0), REGIME_FINE);
  rig.in.regime_pa_bits = 45;
  CU_ASSERT_EQUAL(pae_load(7, 0), REGIME_GENERAL_PROTECTION);
  rig_store(TABLE + 24, 1ull << 50 | P);
  rig.in.regime_pa_bits = 52;
  CU_ASSERT_EQUAL(pae_load(7, 0), REGIME_FINE);
  rig_step();
  CU_ASSERT_EQUAL(pae_present(), 13);
}

static void test_a_refused_read_ends_the_load_at_once(void) {
  for (unsigned i = 0; i < 4; i++) {
    pae_open();
    rig_store(TABLE, P | 2); // a bus error counts more
    memport_error(&rig.port, TABLE + 8 * i, true);
    const uint64_t t = rig.clock;
    CU_ASSERT_EQUAL(pae_load(7, 0), REGIME_BUS_ERROR);
    CU_ASSERT_EQUAL(rig.clock - 1, t + 4 + 2 * i);
    CU_ASSERT_EQUAL(load_index(), i);
    CU_ASSERT_EQUAL(rig.port.requests, i + 1);
    rig_step();
    CU_ASSERT_EQUAL(rig.out.regime_busy, 0);
    CU_ASSERT_EQUAL(rig.out.req_ready, 0); // there was no regime before
    memport_error(&rig.port, TABLE + 8 * i, false);
    rig_store(TABLE, P);
    CU_ASSERT_EQUAL(pae_load(7, 0), REGIME_FINE); // the error is not remembered
  }
}

static void test_a_load_waits_for_requests_under_way(void) {
  pae_open();
  pae_load(7, 0);
  rig_step();
  rig_store(TABLE, 0x6000 | P);
  rig_store(0x6000, 0x4000 | P | W | U | A);
  rig_request(1, 0x0000, ACCESS_LOAD, PRIV_USER);
  const uint64_t t = rig.clock;
  pae_ask(7, 0);
  CU_ASSERT_EQUAL(rig_request(2, 0x1000, ACCESS_LOAD, PRIV_USER), t); // with the write: the old regime
  rig.in.rsp_ready = 0;                                               // answers may wait
  rig_step();                                                         // t+1
  CU_ASSERT_EQUAL(rig.out.regime_busy, 1);
  CU_ASSERT_EQUAL(rig.out.req_ready, 0);
  // 1: S1 t, Pwc t+1, Done t+8, Idle t+9: 2 leaves the queue, S1 t+10, Pwc t+11, past the cached
  // pointer Done t+15.
  rig_idle(15); // t+16
  CU_ASSERT_EQUAL(rig_state(), PTW_IDLE);
  CU_ASSERT_EQUAL(load_state(), LOAD_DRAIN);
  CU_ASSERT_EQUAL(probe_rsp_count(&rig.probe), 2);
  rig_step(); // t+17
  CU_ASSERT_EQUAL(load_state(), LOAD_REQ);
  rig_idle(8); // t+25
  CU_ASSERT_EQUAL(rig.out.regime_done, 1);
  rig.in.rsp_ready = 1;
  rig_step();
  CU_ASSERT_EQUAL(rig.out.rsp_id, 1);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x100000);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.rsp_id, 2);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x101000);
}

static void test_a_request_held_in_s1_holds_the_load(void) {
  pae_open();
  pae_load(7, 0);
  rig_step();
  rig_translate(0, ACCESS_LOAD, PRIV_USER);
  rig_step();
  rig.in.rsp_ready = 0;
  for (uint8_t i = 0; i < 3; i++) // two fill the FIFO, the third stays in S1
    rig_request(i, i, ACCESS_LOAD, PRIV_USER);
  pae_ask(7, 0);
  rig_idle(20);
  CU_ASSERT_EQUAL(load_state(), LOAD_DRAIN);
  rig.in.rsp_ready = 1;
  rig_step(); // popped; S1 pushes in the next clock, and is empty in the one after
  rig_step();
  CU_ASSERT_EQUAL(load_state(), LOAD_DRAIN);
  rig_step();
  CU_ASSERT_EQUAL(load_state(), LOAD_DRAIN);
  CU_ASSERT_EQUAL(probe_s1_valid(&rig.probe), 0);
  rig_step();
  CU_ASSERT_EQUAL(load_state(), LOAD_REQ);
}

static void test_fences_and_drops_run_on_under_a_load(void) {
  pae_open();
  pae_load(7, X86_WP);
  rig_step();
  rig_store(0x4008, 0x101ull << 12 | P | U | A);
  rig_translate(0x0000, ACCESS_LOAD, PRIV_USER);
  rig_translate(0x1000, ACCESS_LOAD, PRIV_USER);
  rig_step();
  rig_request(1, 0x1000, ACCESS_STORE, PRIV_USER); // faults from the entry
  pae_ask(7, X86_WP);
  rig_step(); // t: S1
  rig_step(); // the answer is taken
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_PAGE_FAULT);
  rig_step(); // the drop
  CU_ASSERT_EQUAL(rig.out.regime_busy, 1);
  CU_ASSERT_EQUAL(probe_tlb_cleared(&rig.probe), 2);
  rig_flush();
  CU_ASSERT_EQUAL(rig.out.regime_busy, 1);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 0);
  rig_idle(4); // t+9
  CU_ASSERT_EQUAL(rig.out.regime_done, 0);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.regime_done, 1);
  rig_step();
  rig_translate(0x0000, ACCESS_LOAD, PRIV_USER);
  rig_step();
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 1); // a request from after the fence keeps its entry
}

static void test_a_load_is_patient_with_memory(void) {
  pae_open();
  const struct memport_config slow = {.seed = 3, .latency_min = 2, .latency_max = 9, .backpressure = 5};
  memport_configure(&rig.port, &slow);
  const uint64_t t = rig.clock;
  CU_ASSERT_EQUAL(pae_load(7, 0), REGIME_FINE);
  CU_ASSERT_TRUE(rig.clock - 1 > t + 14);
  CU_ASSERT_EQUAL(rig.port.requests, 4);
  rig_step();
  CU_ASSERT_EQUAL(pae_present(), 5);
  pae_ask(7, 0);
  do {
    rig_step();
  } while (load_state() != LOAD_WAIT);
  csim_tick(rig.twin, &(struct mmu_in){.mem_rsp_valid = 1, .mem_rsp_id = 1}); // nobody's
  rig_step();
  CU_ASSERT_EQUAL(load_index(), 0);
}

static void test_reset_ends_a_load(void) {
  pae_open();
  pae_ask(7, 0);
  rig_idle(5);
  csim_reset(rig.twin);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.regime_busy + rig.out.mem_req_valid, 0);
  CU_ASSERT_EQUAL(load_state(), LOAD_IDLE);
  rig_idle(5);
  CU_ASSERT_EQUAL(pae_load(7, 0), REGIME_FINE);
}

static void test_a_copy_of_the_twin_goes_on_from_there(void) {
  static _Alignas(64) char snapshot[1 << 15], other[1 << 15];
  CU_ASSERT_TRUE_FATAL(csim_bytes() <= sizeof snapshot);
  for (unsigned clocks = 1; clocks < 40; clocks++) {
    struct mmu_probe probe[2][40];
    struct mmu_out out[2][40];
    pae_open();
    pae_ask(7, 0);
    rig_step();
    rig.in.req_valid = 1; // taken when the load is done
    for (unsigned i = 0; i < clocks; i++) {
      rig.in.req_valid = 1;
      rig.in.req_va = i << 12;
      rig_step();
    }
    memcpy(snapshot, rig.twin, csim_bytes());
    const struct rig before = rig;
    for (unsigned pass = 0; pass < 2; pass++) {
      for (unsigned i = 0; i < 40; i++) {
        rig_step();
        probe[pass][i] = rig.probe;
        out[pass][i] = rig.out;
      }
      rig = before;
      memcpy(other, snapshot, csim_bytes());
      rig.twin = (struct csim *)other;
    }
    CU_ASSERT_EQUAL(memcmp(probe[0], probe[1], sizeof *probe), 0);
    CU_ASSERT_EQUAL(memcmp(out[0], out[1], sizeof *out), 0);
  }
}

CU_TestInfo test_pae_load_tests[] = {
    TEST(test_a_load_reads_four_words_and_is_done_at_10),
    TEST(test_load_means_something_in_mode_3_only),
    TEST(test_a_reserved_bit_in_a_present_word_refuses_the_load),
    TEST(test_the_width_is_that_of_the_regime_being_loaded),
    TEST(test_a_refused_read_ends_the_load_at_once),
    TEST(test_a_load_waits_for_requests_under_way),
    TEST(test_a_request_held_in_s1_holds_the_load),
    TEST(test_fences_and_drops_run_on_under_a_load),
    TEST(test_a_load_is_patient_with_memory),
    TEST(test_reset_ends_a_load),
    TEST(test_a_copy_of_the_twin_goes_on_from_there),
    CU_TEST_INFO_NULL,
};
