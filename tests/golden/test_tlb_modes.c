// The golden TLB in the modes other than the 64-bit ones, and across changes of mode, registers and
// settings.
#include "tests/golden/tlb_case.h"

static const struct gtlb_profile plain = {.order = AD_EAGER};

static void narrow_path(uint64_t leaf) { // two levels
  bool x86 = format_get(tc.regime.format)->arch == ARCH_X86;
  case_read(ROOT, x86 ? x_pointer(0x2000) : rv_pointer(0x2000));
  case_read(0x2000, leaf);
}

// --- Sv32 and two-level x86 ----------------------------------------------------------------------
static void test_sv32_answers_by_4_byte_entries_of_34_bits(void) {
  case_open(FORMAT_SV32, plain);
  narrow_path(rv_leaf(UINT64_C(0x3abcde000)));
  CU_ASSERT(case_legal(ok_at(0x3abcde000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
  tc.req.va = 0x1000; // the other half of the same 8 bytes
  CU_ASSERT_FALSE(case_legal(ok_at(0x3abcde000, 12, false)));
  case_accept();
  CU_ASSERT(case_reads(0x2004));
}

static void test_fence_takes_a_4_mib_page_by_any_address_in_it(void) {
  case_open(FORMAT_SV32, plain);
  case_read(ROOT, rv_leaf(0x800000));
  case_fence(fence_va(0x400000));
  CU_ASSERT(case_legal(ok_at(0x800000, 22, false)));
  case_fence(fence_va(0x3ff000));
  CU_ASSERT_FALSE(case_legal(ok_at(0x800000, 22, false)));
  CU_ASSERT(tc.found.forgotten);
  case_open(FORMAT_X86_2L, plain);
  case_regime(ROOT, ASID, tc.regime.flags | X86_PSE);
  case_read(ROOT, x_leaf(0x800000) | X_PS);
  case_fence(invlpg(0x400000, ASID));
  CU_ASSERT(case_legal(x_ok_at(0x800000, 22, false)));
  case_fence(invlpg(0x200000, ASID));
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x800000, 22, false)));
}

static void test_fence_of_a_malformed_4_mib_leaf_is_by_its_region(void) {
  case_open(FORMAT_SV32, plain);
  case_read(ROOT, rv_leaf(0x1000)); // misaligned
  CU_ASSERT(case_legal(page_fault(13)));
  case_fence(fence_va(0x3ff000));
  CU_ASSERT_FALSE(case_legal(page_fault(13)));
}

// K3
static void test_what_4_bytes_say_is_unknown_of_8_and_the_other_way(void) {
  case_open(FORMAT_X86_2L, plain);
  narrow_path(x_leaf(0x9000));
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, false)));
  tc.regime.format = FORMAT_X86_4L;
  case_asid(ASID, ROOT); // no flush
  case_read(0x2000, x_pointer(0x3000));
  case_read(0x3000, x_pointer(0x4000));
  case_read(0x4000, x_leaf(0xa000));
  CU_ASSERT_FALSE(case_legal(x_ok_at(0xa000, 12, false))); // the root was read as 4 bytes only
  case_read(ROOT, x_pointer(0x2000));
  CU_ASSERT(case_legal(x_ok_at(0xa000, 12, false)));
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, false))); // the old mode, not flushed
  CU_ASSERT_EQUAL(tc.found.answers, 2);
}

static void test_width_of_a_read_and_of_an_update_is_the_formats(void) {
  case_open(FORMAT_SV32, plain);
  uint64_t bare = rv_leaf(0x9000) & ~(uint64_t)(RV_A_BIT | RV_D_BIT);
  narrow_path(bare);
  case_accept();
  tc.query.now = gtlb_when(tc.clock, PHASE_SAMPLE);
  CU_ASSERT(gtlb_explains_read(tc.g, &tc.query, 0x2000, 4));
  CU_ASSERT_FALSE(gtlb_explains_read(tc.g, &tc.query, 0x2000, 8));
  CU_ASSERT(gtlb_explains_cas(tc.g, &tc.query, 0x2000, 4, bare, bare | RV_A_BIT));
  CU_ASSERT_FALSE(gtlb_explains_cas(tc.g, &tc.query, 0x2000, 8, bare, bare | RV_A_BIT));
}

static void test_upper_half_of_a_4_byte_read_is_nothing(void) {
  case_open(FORMAT_SV32, plain);
  case_read(ROOT, rv_pointer(0x2000) | UINT64_C(0xdead) << 32);
  case_cas(0x2000, 0, rv_leaf(0x9000) | UINT64_C(0xbeef) << 40, true);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
}

static void test_32_bit_formats_compare_32_bits_of_requests_and_fences(void) {
  case_open(FORMAT_SV32, plain);
  narrow_path(rv_leaf(0x9000));
  tc.req.va = UINT64_C(0xffffffff00000000);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  case_fence(fence_va(UINT64_C(0x1234567800000000)));
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
}

// W22: also where a wider mode's entry, which is still there, maps that address.
static void test_fence_of_a_non_canonical_address_has_no_effect(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  case_fence(fence_va(UINT64_C(1) << 40));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  case_open(FORMAT_SV48, plain);
  tc.req.va = UINT64_C(1) << 39;
  case_read(ROOT + 8, rv_pointer(0x2000));
  case_read(0x2000, rv_pointer(0x3000));
  case_read(0x3000, rv_pointer(0x4000));
  case_read(0x4000, rv_leaf(0x9000));
  tc.regime.format = FORMAT_SV39;
  case_asid(ASID, ROOT2);
  case_fence(fence_va(tc.req.va));
  tc.regime.format = FORMAT_SV48;
  case_asid(ASID, ROOT);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  case_fence(fence_va(tc.req.va));
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
}

static void test_flat_table_is_one_level_of_walk(void) {
  case_open(FORMAT_X86_FLAT, plain);
  tc.req.va = 0xfffff000;
  case_accept();
  CU_ASSERT(case_reads(ROOT + 4 * 0xfffff));
  CU_ASSERT_FALSE(case_reads(ROOT));
  case_read(ROOT + 4 * 0xfffff, x_leaf(0x9000));
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, false)));
  case_fence(invlpg(0xfffff000, ASID));
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x9000, 12, false)));
}

// --- PAE -----------------------------------------------------------------------------------------
static void pae_open(uint64_t pdpte0) {
  case_open(FORMAT_X86_PAE, plain);
  tc.regime.pdpte[0] = pdpte0;
  case_asid(0, ROOT);
}
static void pae_registers(uint64_t pdpte0) { // MOV CR3 without its flush
  tc.regime.pdpte[0] = pdpte0;
  case_asid(0, ROOT);
}

// X3
static void test_pae_walks_start_where_the_registers_lead(void) {
  pae_open(0x2001);
  case_accept();
  CU_ASSERT(case_reads(0x2000));
  CU_ASSERT_FALSE(case_reads(ROOT)); // the table in memory is not read
  case_read(0x2000, x_pointer(0x3000));
  case_read(0x3000, x_leaf(0x9000));
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
}

static void test_a_pae_register_that_is_not_present_faults_at_once_and_is_never_stale(void) {
  pae_open(0);
  CU_ASSERT(case_legal(page_fault(4)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
  pae_registers(0x2001);
  CU_ASSERT_FALSE(case_legal(page_fault(4)));
  CU_ASSERT(tc.found.forgotten);
}

// X3 W8
static void test_old_pae_registers_serve_until_the_flush(void) {
  pae_open(0x2001);
  case_read(0x2000, x_pointer(0x3000));
  case_read(0x3000, x_leaf(0x9000));
  pae_registers(0x6001); // root_pa is the same
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, false)));
  case_accept();
  CU_ASSERT(case_reads(0x6000));
  CU_ASSERT(case_reads(0x3000)); // by a cached PDE
  case_fence(fence_asid(0));
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x9000, 12, false)));
  CU_ASSERT(tc.found.forgotten);
  case_accept();
  CU_ASSERT_FALSE(case_reads(0x2000));
  CU_ASSERT(case_reads(0x6000));
}

static void test_global_page_below_old_pae_registers_outlives_mov_cr3(void) {
  pae_open(0x2001);
  case_read(0x2000, x_pointer(0x3000));
  case_read(0x3000, x_leaf(0x9000) | X_G_BIT);
  pae_registers(0x6001);
  case_fence(fence_asid(0));
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, true)));
  case_read(0x3000, x_leaf(0xa000) | X_G_BIT); // nothing that was kept leads there any more
  CU_ASSERT_FALSE(case_legal(x_ok_at(0xa000, 12, true)));
  case_fence(invlpg(0, 0));
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x9000, 12, true)));
}

// --- LAM -----------------------------------------------------------------------------------------
// X4
static void test_masked_addresses_are_one_page(void) {
  case_open(FORMAT_X86_5L, plain);
  case_regime(ROOT, ASID, tc.regime.flags | X86_LAM_U48);
  case_read(ROOT, x_pointer(0x2000));
  case_read(0x2000, x_pointer(0x3000));
  case_read(0x3000, x_pointer(0x4000));
  case_read(0x4000, x_pointer(0x6000));
  case_read(0x6000, x_leaf(0x9000));
  tc.req.va = UINT64_C(0x5aaa) << 48;
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, false)));
  gtlb_page_fault_taken(tc.g, gtlb_when(tc.clock++, PHASE_RESPONSE), &tc.regime, &tc.req);
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x9000, 12, false)));
  case_read(0x6000, x_leaf(0x9000));
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, false)));
  case_fence(invlpg(0, ASID)); // its operand is not masked, and need not be
  tc.req.va = UINT64_C(0x0123) << 48;
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x9000, 12, false)));
}

// --- Bare and changes of mode --------------------------------------------------------------------
// W18
static void test_bare_has_one_answer_whatever_was_read(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  tc.regime.format = FORMAT_BARE;
  case_asid(ASID, ROOT);
  struct answer bare = ok_at(0x123, 12, false);
  bare.perm = PERM_R | PERM_W | PERM_X | PERM_U;
  tc.req.va = 0x123;
  CU_ASSERT(case_legal(bare));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
  tc.req.va = UINT64_C(1) << 56;
  CU_ASSERT(case_legal((struct answer){.kind = ANSWER_ACCESS_FAULT, .code = 5}));
  CU_ASSERT_FALSE(case_legal(bare));
}

static void test_fence_without_translation_counts_for_what_follows(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  tc.regime.format = FORMAT_BARE;
  case_asid(ASID, ROOT);
  case_fence(fence_va(0));
  tc.regime.format = FORMAT_SV39;
  case_asid(ASID, ROOT);
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
}

static void test_another_mode_of_an_asid_serves_until_its_fence(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  tc.regime.format = FORMAT_BARE;
  case_asid(ASID, ROOT);
  tc.regime.format = FORMAT_SV48; // the same table, now the one above
  case_asid(ASID, ROOT);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  case_fence(fence_asid(ASID2));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  case_fence(fence_asid(ASID));
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
}

static void test_global_page_of_another_mode_and_asid_serves_until_globals_go(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000) | RV_G_BIT);
  tc.regime.format = FORMAT_SV57;
  case_asid(ASID2, ROOT2);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, true)));
  case_fence(fence_asid(ASID));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, true)));
  case_fence(fence_va(0));
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, true)));
}

// --- settings ------------------------------------------------------------------------------------
// W9 W17
static void test_a_page_cached_under_nxe_may_serve_until_the_flush(void) {
  case_open(FORMAT_X86_4L, plain);
  x_path(x_leaf(0x9000) | UINT64_C(1) << 63);
  struct answer data = x_ok_at(0x9000, 12, false);
  data.perm &= (uint8_t)~PERM_X;
  case_regime(ROOT, ASID, tc.regime.flags & ~(uint32_t)X86_NXE);
  CU_ASSERT(case_legal(data));
  tc.req.access = ACCESS_FETCH;
  CU_ASSERT(case_legal(data)); // NXE=0 when it is used: XD bars nothing
  tc.req.access = ACCESS_LOAD;
  case_accept();
  case_read(0x4000, x_leaf(0x9000) | UINT64_C(1) << 63);
  CU_ASSERT(case_legal_now(page_fault(13))); // read now, XD is reserved
  case_fence(fence_all());
  CU_ASSERT_FALSE(case_legal(data));
  case_regime(ROOT, ASID, tc.regime.flags | X86_NXE);
  x_path(x_leaf(0x9000));
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
}

static void test_pse_and_pge_of_before_serve_until_the_flush(void) {
  case_open(FORMAT_X86_2L, plain);
  case_read(ROOT, x_leaf(0x800000) | X_PS);
  case_read(0x800000, x_leaf(0x9000) | X_G_BIT);
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, true)));
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x800000, 22, false)));
  case_regime(ROOT, ASID, (tc.regime.flags | X86_PSE) & ~(uint32_t)X86_PGE);
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, true))); // cached when PS was ignored and G was not
  CU_ASSERT(case_legal(x_ok_at(0x800000, 22, false)));
  case_fence(fence_all());
  case_read(ROOT, x_leaf(0x800000) | X_PS);
  case_read(0x800000, x_leaf(0x9000) | X_G_BIT);
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x9000, 12, true)));
  CU_ASSERT(case_legal(x_ok_at(0x800000, 22, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
}

static uint64_t swapped(uint64_t value) {
  return __builtin_bswap64(value);
}

static void test_entries_of_the_other_byte_order_serve_until_a_fence_of_everything(void) {
  case_open(FORMAT_SV39, plain);
  case_regime(ROOT, ASID, tc.regime.flags | RV_SBE);
  case_fence(fence_all());
  case_read(ROOT, swapped(rv_pointer(0x2000)));
  case_read(0x2000, swapped(rv_pointer(0x3000)));
  case_read(0x3000, swapped(rv_leaf(0x9000)));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
  case_regime(ROOT, ASID, tc.regime.flags & ~(uint32_t)RV_SBE);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  case_fence(fence_asid(ASID));
  rv_path(rv_leaf(0xa000));
  CU_ASSERT(case_legal(ok_at(0xa000, 12, false)));
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
}

static void test_big_endian_updates_and_neighbours_are_where_memory_has_them(void) {
  case_open(FORMAT_SV39, plain);
  case_regime(ROOT, ASID, tc.regime.flags | RV_SBE);
  uint64_t napot = UINT64_C(1) << 63 | (rv_leaf(0x20000) + (8 << 10));
  case_read(ROOT, swapped(rv_pointer(0x2000)));
  case_read(0x2000, swapped(rv_pointer(0x3000)));
  case_read(0x3008, swapped(napot & ~(uint64_t)RV_D_BIT));
  CU_ASSERT(case_legal(ok_at(0x20000, 16, false)));
  tc.req.va = 0x1000;
  tc.req.access = ACCESS_STORE;
  case_accept();
  CU_ASSERT(case_updates(0x3008, swapped(napot & ~(uint64_t)RV_D_BIT), swapped(napot)));
}

CU_TestInfo test_tlb_modes_tests[] = {
    TEST(test_sv32_answers_by_4_byte_entries_of_34_bits),
    TEST(test_fence_takes_a_4_mib_page_by_any_address_in_it),
    TEST(test_fence_of_a_malformed_4_mib_leaf_is_by_its_region),
    TEST(test_what_4_bytes_say_is_unknown_of_8_and_the_other_way),
    TEST(test_width_of_a_read_and_of_an_update_is_the_formats),
    TEST(test_upper_half_of_a_4_byte_read_is_nothing),
    TEST(test_32_bit_formats_compare_32_bits_of_requests_and_fences),
    TEST(test_fence_of_a_non_canonical_address_has_no_effect),
    TEST(test_flat_table_is_one_level_of_walk),
    TEST(test_pae_walks_start_where_the_registers_lead),
    TEST(test_a_pae_register_that_is_not_present_faults_at_once_and_is_never_stale),
    TEST(test_old_pae_registers_serve_until_the_flush),
    TEST(test_global_page_below_old_pae_registers_outlives_mov_cr3),
    TEST(test_masked_addresses_are_one_page),
    TEST(test_bare_has_one_answer_whatever_was_read),
    TEST(test_fence_without_translation_counts_for_what_follows),
    TEST(test_another_mode_of_an_asid_serves_until_its_fence),
    TEST(test_global_page_of_another_mode_and_asid_serves_until_globals_go),
    TEST(test_a_page_cached_under_nxe_may_serve_until_the_flush),
    TEST(test_pse_and_pge_of_before_serve_until_the_flush),
    TEST(test_entries_of_the_other_byte_order_serve_until_a_fence_of_everything),
    TEST(test_big_endian_updates_and_neighbours_are_where_memory_has_them),
    CU_TEST_INFO_NULL,
};
