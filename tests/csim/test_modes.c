// The modes beside the 8-byte multi-level ones: Bare and Sv32, x86 two-level, and what judges at
// use time. Clock numbers as in test_mmu.c: a walk over n levels answers 4 + 3n clocks after its
// request was accepted.

#include "csim/ptw.h"
#include "tests/csim/mmu_rig.h"
#include "tests/suite.h"

enum { V = 1, R = 2, W = 4, U = 16, A = 64, D = 128, UPDATE = RV_SVADU | RV_ADUE };
enum { XP = 1, XW = 2, XU = 4, XA = 0x20, XD = 0x40, XPS = 0x80 };

static uint32_t pte(uint32_t ppn, unsigned bits) {
  return ppn << 10 | bits;
}

// --- Bare ----------------------------------------------------------------------------------------

static void test_bare_answers_at_2_and_asks_nobody(void) {
  static const uint8_t code[] = {[ACCESS_LOAD] = 5, [ACCESS_STORE] = 7, [ACCESS_FETCH] = 1};
  rig_open(ARCH_RISCV, 1);
  rig_regime(0, 0x1234, 7, 0);
  rig_step();
  for (unsigned access = 0; access < 3; access++) {
    CU_ASSERT_EQUAL(rig_translate(0xffedcba9876543, (enum access)access, PRIV_USER), 2);
    CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_OK);
    CU_ASSERT_EQUAL(rig.out.rsp_pa, 0xffedcba9876543);
    CU_ASSERT_EQUAL(rig.out.rsp_shift, 12);
    CU_ASSERT_EQUAL(rig.out.rsp_perm, 15);
    CU_ASSERT_EQUAL(rig.out.rsp_type + rig.out.rsp_global, 0);
    CU_ASSERT_EQUAL(rig_translate(1ull << 56, (enum access)access, PRIV_SUPERVISOR), 2);
    CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_ACCESS_FAULT);
    CU_ASSERT_EQUAL(rig.out.rsp_code, code[access]);
    CU_ASSERT_EQUAL(rig.out.rsp_pa + rig.out.rsp_shift + rig.out.rsp_perm, 0);
  }
  CU_ASSERT_EQUAL(rig.port.requests, 0);
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe) | probe_tlb_plru(&rig.probe), 0);
}

static void test_bare_leaves_the_tlb_alone(void) {
  rig_open(ARCH_RISCV, 1);
  rig_store(0x1000, pte(2, V));
  rig_store(0x2000, pte(3, V));
  rig_store(0x3000, pte(0x100, V | R | W | U | A | D));
  rig_store(0x3008, pte(0x101, V | R | W | U | A | D));
  rig_regime(3, 1, 7, 0);
  rig_step();
  rig_translate(0x0000, ACCESS_LOAD, PRIV_USER);
  rig_translate(0x1000, ACCESS_LOAD, PRIV_USER);
  rig_regime(0, 1, 7, 0);
  rig_step();
  const uint64_t bits = probe_tlb_plru(&rig.probe);
  CU_ASSERT_EQUAL(rig_translate(0x0008, ACCESS_LOAD, PRIV_USER), 2); // entry 0 would answer 0x100008
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 8);
  rig_step();
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 3);
  CU_ASSERT_EQUAL(probe_tlb_plru(&rig.probe), bits);
  rig_regime(3, 1, 7, 0);
  rig_step();
  CU_ASSERT_EQUAL(rig_translate(0x0008, ACCESS_LOAD, PRIV_USER), 2);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x100008);
}

static void test_bare_of_rv32_has_32_bits(void) {
  rig_open_rv32(1);
  rig_regime(0, 0, 0, 0);
  rig_step();
  CU_ASSERT_EQUAL(rig_translate(0xfeedface89abcdef, ACCESS_FETCH, PRIV_USER), 2);
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_OK);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x89abcdef);
}

// --- Sv32 --------------------------------------------------------------------------------------
// Root at 0x1000; the 4 MiB at va 0xc0000000 go page by page, through 0x2000, to ppn 0x3fff00.. of
// 22 bits.
static void open_sv32(unsigned leaf_bits, uint16_t flags) {
  rig_open_rv32(1);
  rig_store4(0x1000 + 4 * 0x300, pte(2, V));
  for (uint32_t i = 0; i < 64; i++)
    rig_store4(0x2000 + 4 * i, pte(0x3fff00 + i, leaf_bits));
  rig_regime(2, 1, 7, flags);
  rig_step();
}

static void test_sv32_walks_two_tables_by_narrow_reads(void) {
  open_sv32(V | R | U | A, 0);
  const uint64_t t = rig_request(5, 0xdead0000c0003abc, ACCESS_LOAD, PRIV_USER); // bits 63:32 count for nothing
  CU_ASSERT_EQUAL(rig_memory_request(), t + 3);
  CU_ASSERT_EQUAL(rig.out.mem_req_addr, 0x1c00);
  CU_ASSERT_EQUAL(rig.out.mem_req_narrow, 1);
  CU_ASSERT_EQUAL(rig.out.mem_req_op + rig.out.mem_req_expected + rig.out.mem_req_desired, 0);
  CU_ASSERT_EQUAL(probe_ptw_level(&rig.probe), 1);
  rig_idle(2); // Decode of the pointer
  CU_ASSERT_EQUAL(probe_ptw_pte(&rig.probe), pte(2, V));
  CU_ASSERT_EQUAL(rig.probe.word[8], 1ull | 7ull << 7 | 2ull << 23 | 15ull << 26);
  CU_ASSERT_EQUAL(probe_pwc_fill_tag(&rig.probe), 0x300);
  CU_ASSERT_EQUAL(rig.probe.word[10], 2);
  CU_ASSERT_EQUAL(rig_memory_request(), t + 6);
  CU_ASSERT_EQUAL(rig.out.mem_req_addr, 0x200c);
  CU_ASSERT_EQUAL(rig.out.mem_req_narrow, 1);
  rig_idle(3);                                // t+9: Done
  CU_ASSERT_EQUAL(rig.out.mem_req_narrow, 0); // a payload without its valid
  CU_ASSERT_EQUAL(rig.probe.word[5], 1ull | 12ull << 7 | 7ull << 13 | 2ull << 29 | 9ull << 32);
  CU_ASSERT_EQUAL(probe_tlb_fill_vpn(&rig.probe), 0xc0003);
  CU_ASSERT_EQUAL(probe_tlb_fill_ppn(&rig.probe), 0x3fff03);
  CU_ASSERT_EQUAL(rig_answer(), t + 10);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x3fff03abc);
  CU_ASSERT_EQUAL(rig.out.rsp_shift, 12);
  CU_ASSERT_EQUAL(rig_translate(0xc0003000, ACCESS_LOAD, PRIV_USER), 2);
}

static void test_an_sv32_pointer_is_cached_for_its_4_mib(void) {
  open_sv32(V | R | U | A, 0);
  CU_ASSERT_EQUAL(rig_translate(0xc0000000, ACCESS_LOAD, PRIV_USER), 10);
  CU_ASSERT_EQUAL(rig_translate(0xc0001000, ACCESS_LOAD, PRIV_USER), 7);
  rig_store4(0x1000 + 4 * 0x301, pte(2, V));
  CU_ASSERT_EQUAL(rig_translate(0xc0401000, ACCESS_LOAD, PRIV_USER), 10);
  CU_ASSERT_EQUAL(rig_translate(0xc0402000, ACCESS_LOAD, PRIV_USER), 7);
  CU_ASSERT_EQUAL(rig_translate(0xc03ff000, ACCESS_LOAD, PRIV_USER), 7); // the table's last entry: nothing there
  CU_ASSERT_EQUAL(rig.out.rsp_code, 13);
}

static void test_an_sv32_superpage_is_4_mib(void) {
  open_sv32(V | R | U | A, 0);
  rig_store4(0x1000 + 4 * 0x3ff, pte(0x155c00, V | R | U | A));
  CU_ASSERT_EQUAL(rig_translate(0xffffeabc, ACCESS_LOAD, PRIV_USER), 7);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x155ffeabc);
  CU_ASSERT_EQUAL(rig.out.rsp_shift, 22);
  CU_ASSERT_EQUAL(rig_translate(0xffc00008, ACCESS_LOAD, PRIV_USER), 2);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x155c00008);
  rig.in.fence_valid = rig.in.fence_va_valid = rig.in.fence_globals = 1; // an address inside it takes it
  rig.in.fence_va = 0xffd00000;
  rig_idle(2);
  CU_ASSERT_EQUAL(probe_tlb_cleared(&rig.probe), 1);
  rig.in.fence_va_valid = 0;
  for (unsigned bit = 0; bit < 10; bit++) { // ppn[9:0] must be 0
    rig_flush();
    rig_store4(0x1000 + 4 * 0x3ff, pte(0x155c00 | 1u << bit, V | R | U | A));
    CU_ASSERT_EQUAL(rig_translate(0xffc00008, ACCESS_LOAD, PRIV_USER), 7);
    CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_PAGE_FAULT);
  }
}

static void test_an_sv32_update_swaps_4_bytes(void) {
  open_sv32(V | R | W | U, UPDATE);
  uint64_t word;
  CU_ASSERT_EQUAL(rig_translate(0xc0001000, ACCESS_STORE, PRIV_USER), 13);
  ram_read(rig.ram, 0x2000, &word);
  CU_ASSERT_EQUAL(word, (uint64_t)pte(0x3fff01, V | R | W | U | A | D) << 32 | pte(0x3fff00, V | R | W | U));
  rig_request(1, 0xc0000000, ACCESS_LOAD, PRIV_USER);
  do {
    rig_memory_request();
  } while (rig.out.mem_req_op != MEM_CAS);
  CU_ASSERT_EQUAL(rig.out.mem_req_narrow, 1);
  CU_ASSERT_EQUAL(rig.out.mem_req_addr, 0x2000);
  CU_ASSERT_EQUAL(rig.out.mem_req_expected, pte(0x3fff00, V | R | W | U));
  CU_ASSERT_EQUAL(rig.out.mem_req_desired, pte(0x3fff00, V | R | W | U | A));
  const uint64_t swap = rig.clock - 1;
  rig_store4(0x2000, pte(0x77, V | R | U | A));
  CU_ASSERT_EQUAL(rig_answer(), swap + 4); // CasWait, Decode of the value found, Done
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x77000);
}

static void test_what_lies_above_a_narrow_answer_is_ignored(void) {
  open_sv32(V | R | U | A, 0);
  rig_request(1, 0xc0000000, ACCESS_LOAD, PRIV_USER);
  rig_memory_request();
  const struct mmu_in in = {.mem_rsp_valid = 1, .mem_rsp_data = 0xffffffffull << 32 | pte(2, V)};
  csim_tick(rig.twin, &in);
  const struct mmu_in quiet = {.mem_req_ready = 1};
  csim_tick(rig.twin, &quiet); // Decode
  csim_probe(rig.twin, &rig.probe);
  CU_ASSERT_EQUAL(probe_ptw_pte(&rig.probe), pte(2, V));
  csim_outputs(rig.twin, &rig.out);
  CU_ASSERT_EQUAL(rig.out.mem_req_addr, 0x2000);
  csim_tick(rig.twin, &quiet); // Req
  csim_tick(rig.twin, &(struct mmu_in){.mem_rsp_valid = 1, .mem_rsp_data = 1ull << 63 | pte(0x5, V | R | U | A)});
  csim_tick(rig.twin, &quiet); // Decode
  csim_tick(rig.twin, &quiet); // Done
  csim_outputs(rig.twin, &rig.out);
  CU_ASSERT_EQUAL(rig.out.rsp_valid, 1);
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_OK);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x5000);
}

// --- x86 two-level -------------------------------------------------------------------------------
// Root at 0x1000; va 0..0x3ffff page by page through 0x2000; a large page at 0x40000000.
static void open_2l(uint32_t pointer_bits, uint32_t leaf_bits, uint32_t large, uint16_t flags) {
  rig_open(ARCH_X86, 1);
  rig_store4(0x1000, 0x2000 | pointer_bits);
  rig_store4(0x1000 + 4 * 0x100, large);
  for (uint32_t i = 0; i < 64; i++)
    rig_store4(0x2000 + 4 * i, (0xfff00 + i) << 12 | leaf_bits);
  rig_regime(2, 1, 7, flags);
  rig_step();
}

static void test_two_level_paging_sets_a_on_the_way(void) {
  open_2l(XP | XW | XU, XP | XW | XU, 0, X86_WP);
  const uint64_t t = rig_request(1, 0xbad000001008, ACCESS_STORE, PRIV_USER);
  static const struct {
    uint8_t clock, op;
    uint16_t addr;
  } expected[] = {{3, MEM_READ, 0x1000}, {6, MEM_CAS, 0x1000}, {9, MEM_READ, 0x2004}, {12, MEM_CAS, 0x2004}};
  for (unsigned i = 0; i < 4; i++) {
    CU_ASSERT_EQUAL(rig_memory_request(), t + expected[i].clock);
    CU_ASSERT_EQUAL(rig.out.mem_req_op, expected[i].op);
    CU_ASSERT_EQUAL(rig.out.mem_req_addr, expected[i].addr);
    CU_ASSERT_EQUAL(rig.out.mem_req_narrow, 1);
    const uint32_t bits = i == 3 ? XA | XD : XA;
    CU_ASSERT_EQUAL(rig.out.mem_req_desired, i & 1 ? rig.out.mem_req_expected | bits : 0);
  }
  CU_ASSERT_EQUAL(rig_answer(), t + 16);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0xfff01008);
  CU_ASSERT_EQUAL(rig.out.rsp_perm, 15); // no XD in 4-byte entries
  CU_ASSERT_EQUAL(rig_translate(0x1000, ACCESS_FETCH, PRIV_USER), 2);
}

static void test_pse_36_puts_4_mib_anywhere_below_40_bits(void) {
  const uint32_t large = 0xabc00000 | 0x5a << 13 | 1 << 12 | XP | XU | XA | XPS;
  open_2l(XP | XU | XA, XP | XU | XA, large, X86_PSE);
  CU_ASSERT_EQUAL(rig_translate(0x403fedcb, ACCESS_LOAD, PRIV_USER), 7);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x5aabffedcb);
  CU_ASSERT_EQUAL(rig.out.rsp_shift, 22);
  CU_ASSERT_EQUAL(rig.out.rsp_type, 4);                                          // PAT is bit 12
  CU_ASSERT_EQUAL(rig_translate(0xffffffff40000000, ACCESS_LOAD, PRIV_USER), 2); // bits 63:32 count for nothing
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0x5aabc00000);
  rig_flush();
  rig.in.regime_pa_bits = 36; // pa bits 39:36 are bits 20:17
  rig_regime(2, 1, 7, X86_PSE);
  rig_step();
  CU_ASSERT_EQUAL(rig_translate(0x40000000, ACCESS_LOAD, PRIV_USER), 7);
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_PAGE_FAULT);
  CU_ASSERT_EQUAL(rig.out.rsp_code, 1 | 4 | 8);
  rig_store4(0x1000 + 4 * 0x100, large ^ 0x50 << 13);
  rig_translate(0x40000000, ACCESS_LOAD, PRIV_USER);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0xaabc00000);
  rig_flush();
  rig_store4(0x1000 + 4 * 0x100, (large ^ 0x50 << 13) | 1 << 21);
  rig_translate(0x40000000, ACCESS_LOAD, PRIV_USER);
  CU_ASSERT_EQUAL(rig.out.rsp_code, 1 | 4 | 8);
}

static void test_without_pse_bit_7_of_a_pde_says_nothing(void) {
  open_2l(XP | XU | XA, XP | XU | XA, 0x2000 | XP | XU | XA | XPS, X86_NXE);
  CU_ASSERT_EQUAL(rig_translate(0x40003004, ACCESS_LOAD, PRIV_USER), 10);
  CU_ASSERT_EQUAL(rig.out.rsp_pa, 0xfff03004);
  CU_ASSERT_EQUAL(rig_translate(0x40050000, ACCESS_FETCH, PRIV_USER), 7); // no entry; NXE alone gives no fetch bit here
  CU_ASSERT_EQUAL(rig.out.rsp_code, 4);
  rig_regime(2, 1, 7, X86_SMEP);
  rig_step();
  rig_translate(0x40050000, ACCESS_FETCH, PRIV_USER);
  CU_ASSERT_EQUAL(rig.out.rsp_code, 4 | 16);
}

static void test_a_page_fault_in_two_level_mode_drops_as_in_others(void) {
  open_2l(XP | XW | XU | XA, XP | XU | XA, 0, X86_WP);
  rig_translate(0x1000, ACCESS_LOAD, PRIV_USER);
  rig_translate(0x2000, ACCESS_LOAD, PRIV_USER);
  CU_ASSERT_EQUAL(rig_translate(0x7700001000, ACCESS_STORE, PRIV_USER), 2);
  CU_ASSERT_EQUAL(rig.out.rsp_code, 7);
  rig_step();
  CU_ASSERT_EQUAL(probe_tlb_cleared(&rig.probe), 1);
  rig_step();
  CU_ASSERT_EQUAL(probe_tlb_valid(&rig.probe), 2);
  CU_ASSERT_EQUAL(probe_pwc_valid(&rig.probe), 0);
}

// --- 4-level -------------------------------------------------------------------------------------
// Root at 0x1000, a table each; va 0 goes to a supervisor page of key 5, va 1 GiB is a 1 GiB page.
static void open_keys(uint16_t flags) {
  rig_open(ARCH_X86, 1);
  for (uint64_t i = 1; i <= 3; i++)
    rig_store(i << 12, (i + 1) << 12 | XP | XW | XU | XA);
  rig_store(0x4000, 5ull << 59 | 0x100000 | XP | XW | XA | XD);
  rig_store(0x2008, 0x80000000 | XP | XW | XU | XA | XD | XPS);
  rig.in.regime_pkrs = 0;
  rig_regime(4, 1, 7, flags);
  rig_step();
}

static void test_pkrs_judges_supervisor_pages_at_use(void) {
  const uint32_t ad = 1u << 10, wd = 2u << 10;
  open_keys(X86_WP | X86_PKS);
  CU_ASSERT_EQUAL(rig_translate(0x0, ACCESS_STORE, PRIV_SUPERVISOR), 16);
  static const struct {
    uint32_t pkrs;
    uint16_t flags;
    enum access access;
    uint8_t code;
  } expected[] = {
      {ad, X86_WP | X86_PKS, ACCESS_LOAD, 0x21},  {ad, X86_WP | X86_PKS, ACCESS_STORE, 0x23},
      {ad, X86_WP | X86_PKS, ACCESS_FETCH, 0},    {wd, X86_WP | X86_PKS, ACCESS_LOAD, 0},
      {wd, X86_WP | X86_PKS, ACCESS_STORE, 0x23}, {wd, X86_PKS, ACCESS_STORE, 0},
      {ad, X86_WP | X86_PKE, ACCESS_LOAD, 0},     {~(ad | wd), X86_WP | X86_PKS, ACCESS_STORE, 0},
  };
  for (unsigned i = 0; i < sizeof expected / sizeof *expected; i++) {
    rig.in.regime_pkrs = expected[i].pkrs;
    rig_regime(4, 1, 7, expected[i].flags);
    rig_step();
    rig_translate(0x0, ACCESS_LOAD, PRIV_SUPERVISOR); // back in the TLB, unless it is refused now
    rig_translate(0x0, expected[i].access, PRIV_SUPERVISOR);
    CU_ASSERT_EQUAL(rig.out.rsp_kind, expected[i].code ? ANSWER_PAGE_FAULT : ANSWER_OK);
    CU_ASSERT_EQUAL(rig.out.rsp_code, expected[i].code);
    rig_idle(2);
  }
}

static void test_without_1g_pages_their_bit_is_reserved(void) {
  open_keys(0);
  CU_ASSERT_EQUAL(rig_translate(0x40000000, ACCESS_LOAD, PRIV_USER), 10);
  CU_ASSERT_EQUAL(rig.out.rsp_shift, 30);
  rig_flush();
  rig_regime(4, 1, 7, X86_NO1G);
  rig_step();
  CU_ASSERT_EQUAL(rig_translate(0x40000000, ACCESS_LOAD, PRIV_USER), 10);
  CU_ASSERT_EQUAL(rig.out.rsp_kind, ANSWER_PAGE_FAULT);
  CU_ASSERT_EQUAL(rig.out.rsp_code, 1 | 4 | 8);
}

CU_TestInfo test_modes_tests[] = {
    TEST(test_bare_answers_at_2_and_asks_nobody),
    TEST(test_bare_leaves_the_tlb_alone),
    TEST(test_bare_of_rv32_has_32_bits),
    TEST(test_sv32_walks_two_tables_by_narrow_reads),
    TEST(test_an_sv32_pointer_is_cached_for_its_4_mib),
    TEST(test_an_sv32_superpage_is_4_mib),
    TEST(test_an_sv32_update_swaps_4_bytes),
    TEST(test_what_lies_above_a_narrow_answer_is_ignored),
    TEST(test_two_level_paging_sets_a_on_the_way),
    TEST(test_pse_36_puts_4_mib_anywhere_below_40_bits),
    TEST(test_without_pse_bit_7_of_a_pde_says_nothing),
    TEST(test_a_page_fault_in_two_level_mode_drops_as_in_others),
    TEST(test_pkrs_judges_supervisor_pages_at_use),
    TEST(test_without_1g_pages_their_bit_is_reserved),
    CU_TEST_INFO_NULL,
};
