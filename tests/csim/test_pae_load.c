// PAE: the load unit and walks from its registers. Memory answers one clock after it took the
// request: a load that waits for nobody, asked for at t, is in Drain at t+1, reads at t+2, 4, 6, 8
// and ends at t+10.
#include <string.h>

#include "csim/pae_load.h"
#include "csim/ptw.h"
#include "tests/csim/mmu_rig.h"
#include "tests/suite.h"

enum { P = 1, W = 2, U = 4, A = 0x20, D = 0x40, PS = 0x80 };
enum { TABLE = 0x1fe0 }; // the four PDPTEs: the last 32 bytes of a page

// Register 0 leads to 0x3000 and from there to 0x4000, whose pages are 0x100000...; register 2 to
// 0x5000, where a 2 MiB page is; 1 and 3 are not present, and have every reserved bit set.
static void open_pae(void) {
  rig_open(ARCH_X86, 1);
  rig_store(TABLE, 0x3000 | P);
  rig_store(TABLE + 8, ~1ull);
  rig_store(TABLE + 16, 0x5000 | P | 0xe18); // what is ignored or a cache type
  rig_store(TABLE + 24, ~1ull);
  rig_store(0x3000, 0x4000 | P | W | U | A);
  for (uint64_t i = 0; i < 64; i++)
    rig_store(0x4000 + 8 * i, (0x100 + i) << 12 | P | W | U | A | D);
  rig_store(0x5000, 0xfffe00000 | P | W | U | A | D | PS);
}

// Offers the load: t is the clock of the next step.
static void ask_load(uint16_t asid, uint16_t flags) {
  rig_regime(3, TABLE >> 12, asid, flags);
  rig.in.regime_root_low = (TABLE & 0xfff) >> 5;
  rig.in.regime_load = 1;
}

// A load that nothing hinders; what it ends with.
static unsigned load(uint16_t asid, uint16_t flags) {
  ask_load(asid, flags);
  for (unsigned i = 0; i < 100; i++) {
    rig_step();
    if (rig.out.regime_done) return rig.out.regime_fault;
  }
  CU_FAIL_FATAL("a load never ends");
  return 0;
}

static unsigned load_state(void) {
  return probe_load_state(&rig.probe);
}
static unsigned load_index(void) {
  return probe_load_index(&rig.probe);
}
static unsigned present(void) {
  return (unsigned)(probe_pdpte_present(&rig.probe));
}

static void test_a_load_reads_four_words_and_is_done_at_10(void) {
  open_pae();
  const uint64_t t = rig.clock;
  ask_load(7, 0);
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
  CU_ASSERT_EQUAL(present(), 0);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.regime_busy + rig.out.regime_done, 0);
  CU_ASSERT_EQUAL(rig.out.req_ready, 1);
  CU_ASSERT_EQUAL(rig.probe.word[2], 1ull << 38);
  CU_ASSERT_EQUAL(rig.probe.word[8], 0);
  CU_ASSERT_EQUAL(rig.probe.word[10], 5ull << 60);
}

static void test_a_walk_starts_where_its_register_leads(void) {
  open_pae();
  load(7, 0);
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
  open_pae();
  load(7, 0);
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
  open_pae();
  load(7, 0);
  rig_step();
  rig_store(TABLE, 0); // memory is not asked again
  CU_ASSERT_EQUAL(rig_translate(0, ACCESS_LOAD, PRIV_USER), 10);
  rig_regime(4, 0x77, 7, 0); // another mode, and a write without load
  rig_step();
  rig_regime(3, 0x99, 8, 0);
  rig_step();
  CU_ASSERT_EQUAL(rig_translate(0, ACCESS_LOAD, PRIV_USER), 10); // another PCID: walks
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x100000);
  CU_ASSERT_EQUAL(present(), 5);
  CU_ASSERT_EQUAL(load(8, 0), REGIME_FINE);
  rig_step();
  CU_ASSERT_EQUAL(present(), 4);
  CU_ASSERT_EQUAL(rig_translate(0x1000, ACCESS_LOAD, PRIV_USER), 7); // the page-walk cache knows a way past register 0
  rig_flush();
  CU_ASSERT_EQUAL(rig_translate(0x1000, ACCESS_LOAD, PRIV_USER), 4);
  csim_reset(rig.twin);
  rig_step();
  CU_ASSERT_EQUAL(present(), 0);
}

static void test_load_means_something_in_mode_3_only(void) {
  open_pae();
  ask_load(7, 0);
  rig.in.regime_mode = 4;
  rig_step();
  rig_step();
  CU_ASSERT_EQUAL(rig.out.regime_busy, 0);
  CU_ASSERT_EQUAL(rig.out.req_ready, 1);
  rig_open(ARCH_RISCV, 1);
  ask_load(7, 0);
  rig_step();
  rig_step();
  CU_ASSERT_EQUAL(rig.out.regime_busy, 0);
  CU_ASSERT_EQUAL(rig.out.req_ready, 1);
}

// bits 2:1, 8:5, 63:MAXPHYADDR.
static void test_a_reserved_bit_in_a_present_word_refuses_the_load(void) {
  for (unsigned bit = 1; bit < 64; bit++) {
    const bool reserved = bit == 1 || bit == 2 || (bit >= 5 && bit <= 8) || bit >= 46;
    open_pae();
    load(7, X86_NXE);
    rig_step();
    rig_store(TABLE, 0x6000 | P);
    rig_store(TABLE + 24, P | 1ull << bit);
    CU_ASSERT_EQUAL(load(8, X86_NXE), reserved ? REGIME_GENERAL_PROTECTION : REGIME_FINE);
    CU_ASSERT_EQUAL(rig.out.regime_busy, 1);
    rig_step();
    CU_ASSERT_EQUAL(rig.out.regime_done + rig.out.regime_fault, 0);
    CU_ASSERT_EQUAL(present(), reserved ? 5 : 13);
    if (!reserved) continue;
    CU_ASSERT_EQUAL(rig_translate(0x3000, ACCESS_LOAD, PRIV_USER), 10); // by the old registers
    CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x103000);
    rig_step();
    CU_ASSERT_EQUAL(rig_translate(0x3000, ACCESS_LOAD, PRIV_USER), 2);
  }
}

static void test_the_width_is_that_of_the_regime_being_loaded(void) {
  open_pae();
  load(7, 0);
  rig_step();
  rig_store(TABLE, 1ull << 45 | P);
  CU_ASSERT_EQUAL(load(7, 0), REGIME_FINE);
  rig.in.regime_pa_bits = 45;
  CU_ASSERT_EQUAL(load(7, 0), REGIME_GENERAL_PROTECTION);
  rig_store(TABLE + 24, 1ull << 50 | P);
  rig.in.regime_pa_bits = 52;
  CU_ASSERT_EQUAL(load(7, 0), REGIME_FINE);
  rig_step();
  CU_ASSERT_EQUAL(present(), 13);
}

static void test_a_refused_read_ends_the_load_at_once(void) {
  for (unsigned i = 0; i < 4; i++) {
    open_pae();
    rig_store(TABLE, P | 2); // a bus error counts more
    memport_error(&rig.port, TABLE + 8 * i, true);
    const uint64_t t = rig.clock;
    CU_ASSERT_EQUAL(load(7, 0), REGIME_BUS_ERROR);
    CU_ASSERT_EQUAL(rig.clock - 1, t + 4 + 2 * i);
    CU_ASSERT_EQUAL(load_index(), i);
    CU_ASSERT_EQUAL(rig.port.requests, i + 1);
    rig_step();
    CU_ASSERT_EQUAL(rig.out.regime_busy, 0);
    CU_ASSERT_EQUAL(rig.out.req_ready, 0); // there was no regime before
    memport_error(&rig.port, TABLE + 8 * i, false);
    rig_store(TABLE, P);
    CU_ASSERT_EQUAL(load(7, 0), REGIME_FINE); // the error is not remembered
  }
}

static void test_a_load_waits_for_requests_under_way(void) {
  open_pae();
  load(7, 0);
  rig_step();
  rig_store(TABLE, 0x6000 | P);
  rig_store(0x6000, 0x4000 | P | W | U | A);
  rig_request(1, 0x0000, ACCESS_LOAD, PRIV_USER);
  const uint64_t t = rig.clock;
  ask_load(7, 0);
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
  open_pae();
  load(7, 0);
  rig_step();
  rig_translate(0, ACCESS_LOAD, PRIV_USER);
  rig_step();
  rig.in.rsp_ready = 0;
  for (uint8_t i = 0; i < 3; i++) // two fill the FIFO, the third stays in S1
    rig_request(i, i, ACCESS_LOAD, PRIV_USER);
  ask_load(7, 0);
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
  open_pae();
  load(7, X86_WP);
  rig_step();
  rig_store(0x4008, 0x101ull << 12 | P | U | A);
  rig_translate(0x0000, ACCESS_LOAD, PRIV_USER);
  rig_translate(0x1000, ACCESS_LOAD, PRIV_USER);
  rig_step();
  rig_request(1, 0x1000, ACCESS_STORE, PRIV_USER); // faults from the entry
  ask_load(7, X86_WP);
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
  open_pae();
  const struct memport_config slow = {.seed = 3, .latency_min = 2, .latency_max = 9, .backpressure = 5};
  memport_configure(&rig.port, &slow);
  const uint64_t t = rig.clock;
  CU_ASSERT_EQUAL(load(7, 0), REGIME_FINE);
  CU_ASSERT_TRUE(rig.clock - 1 > t + 14);
  CU_ASSERT_EQUAL(rig.port.requests, 4);
  rig_step();
  CU_ASSERT_EQUAL(present(), 5);
  ask_load(7, 0);
  do {
    rig_step();
  } while (load_state() != LOAD_WAIT);
  csim_tick(rig.twin, &(struct mmu_in){.mem_rsp_valid = 1, .mem_rsp_id = 1}); // nobody's
  rig_step();
  CU_ASSERT_EQUAL(load_index(), 0);
}

static void test_reset_ends_a_load(void) {
  open_pae();
  ask_load(7, 0);
  rig_idle(5);
  csim_reset(rig.twin);
  rig_step();
  CU_ASSERT_EQUAL(rig.out.regime_busy + rig.out.mem_req_valid, 0);
  CU_ASSERT_EQUAL(load_state(), LOAD_IDLE);
  rig_idle(5);
  CU_ASSERT_EQUAL(load(7, 0), REGIME_FINE);
}

static void test_a_copy_of_the_twin_goes_on_from_there(void) {
  static _Alignas(64) char snapshot[1 << 15], other[1 << 15];
  CU_ASSERT_TRUE_FATAL(csim_bytes() <= sizeof snapshot);
  for (unsigned clocks = 1; clocks < 40; clocks++) {
    struct mmu_probe probe[2][40];
    struct mmu_out out[2][40];
    open_pae();
    ask_load(7, 0);
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
    TEST(test_a_walk_starts_where_its_register_leads),
    TEST(test_a_register_that_is_not_present_faults_at_4),
    TEST(test_registers_stay_until_the_next_load),
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
