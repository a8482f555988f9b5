// What the modes other than the 64-bit ones do on the way: Bare, Sv32, 32-bit x86, PAE; and what
// LAM does to addresses.
#include "tests/golden/memory.h"
#include "tests/suite.h"

enum { V = 1, RV_LEAF = 0xcf /* V R W X A D */, USED = 0x27 /* P RW US A */, DIRTY = 0x40, PS = 0x80 };

static struct walk_record run(const struct regime *regime, struct memory *m, uint64_t va, enum access access) {
  struct request req = {.va = va, .access = access, .priv = PRIV_SUPERVISOR};
  struct phys phys = memory_phys(m);
  return walk(regime, &req, &phys, AD_EAGER);
}

static void test_bare_gives_the_address_itself_and_every_right(void) {
  struct regime regime = {.format = FORMAT_BARE, .flags = RV_SUM, .root_pa = 0x1000};
  struct memory m = {0};
  struct request req = {.va = 0xff123456789abc, .access = ACCESS_STORE, .priv = PRIV_USER};
  struct phys phys = memory_phys(&m);
  struct walk_record r = walk(&regime, &req, &phys, AD_EAGER);
  CU_ASSERT_EQUAL(r.reason, REASON_OK);
  CU_ASSERT_EQUAL(r.answer.kind, ANSWER_OK);
  CU_ASSERT_EQUAL(r.answer.pa, 0xff123456789abc);
  CU_ASSERT_EQUAL(r.answer.shift, 12);
  CU_ASSERT_EQUAL(r.answer.perm, PERM_R | PERM_W | PERM_X | PERM_U);
  CU_ASSERT_TRUE(!r.answer.global && r.answer.type == 0);
  CU_ASSERT_EQUAL(m.reads + m.updates + r.steps, 0);
}

static void test_bare_address_beyond_56_bits_is_an_access_fault(void) {
  struct regime regime = {.format = FORMAT_BARE};
  struct memory m = {0};
  struct walk_record r = run(&regime, &m, UINT64_C(1) << 56, ACCESS_FETCH);
  CU_ASSERT_EQUAL(r.reason, REASON_BEYOND_PA);
  CU_ASSERT_EQUAL(r.answer.kind, ANSWER_ACCESS_FAULT);
  CU_ASSERT_EQUAL(r.answer.code, 1);
  CU_ASSERT_EQUAL(run(&regime, &m, UINT64_MAX, ACCESS_STORE).answer.code, 7);
}

static void test_bare_walk_of_steps_is_done_at_once(void) {
  struct regime regime = {.format = FORMAT_BARE};
  struct request req = {.va = 0x1234};
  struct walk_state w;
  CU_ASSERT_EQUAL(walk_begin(&w, &regime, &req, AD_EAGER), WALK_DONE);
  CU_ASSERT_EQUAL(w.record.answer.pa, 0x1234);
}

// priv 12.3.1: PPN has 22 bits, so tables and pages may lie above 4 GiB.
static void test_sv32_reaches_34_bits_of_physical_address(void) {
  struct regime regime = {.format = FORMAT_SV32, .root_pa = UINT64_C(0x3fffff000)};
  struct memory m = {0};
  memory_put(&m, regime.root_pa + 4 * 0x3ff, UINT64_C(0x3ffffe) << 10 | V);
  memory_put(&m, UINT64_C(0x3ffffe000) + 4 * 0x155, UINT64_C(0x3abcde) << 10 | RV_LEAF);
  struct walk_record r = run(&regime, &m, 0xffd55678, ACCESS_LOAD);
  CU_ASSERT_EQUAL(r.reason, REASON_OK);
  CU_ASSERT_EQUAL(r.answer.pa, 0x3abcde678);
  CU_ASSERT_EQUAL(m.bytes, 4);
}

static void test_sv32_superpage_is_4_mib_and_aligned(void) {
  struct regime regime = {.format = FORMAT_SV32, .root_pa = 0x1000};
  struct memory m = memory_chain(FORMAT_SV32, V, 1, UINT64_C(0x400) << 10 | RV_LEAF);
  struct walk_record r = run(&regime, &m, 0x3fffff, ACCESS_LOAD);
  CU_ASSERT_EQUAL(r.answer.shift, 22);
  CU_ASSERT_EQUAL(r.answer.pa, 0x7fffff);
  m = memory_chain(FORMAT_SV32, V, 1, UINT64_C(0x401) << 10 | RV_LEAF);
  CU_ASSERT_EQUAL(run(&regime, &m, 0, ACCESS_LOAD).reason, REASON_MISALIGNED);
  m = memory_chain(FORMAT_SV32, V, 1, UINT64_C(0x200) << 10 | RV_LEAF); // aligned for 2 MiB only
  CU_ASSERT_EQUAL(run(&regime, &m, 0, ACCESS_LOAD).reason, REASON_MISALIGNED);
}

static void test_what_is_read_above_a_4_byte_entry_does_not_count(void) {
  struct regime regime = {.format = FORMAT_SV32, .flags = RV_SVADU | RV_ADUE, .root_pa = 0x1000};
  struct request req = {.access = ACCESS_LOAD, .priv = PRIV_SUPERVISOR};
  struct walk_state w;
  CU_ASSERT_EQUAL(walk_begin(&w, &regime, &req, AD_EAGER), WALK_READ);
  CU_ASSERT_EQUAL(walk_read_done(&w, UINT64_C(0xdeadbeef) << 32 | 3, false), WALK_CAS);
  CU_ASSERT_EQUAL(w.expected, 3);
  CU_ASSERT_EQUAL(walk_cas_done(&w, UINT64_C(0xdeadbeef) << 32 | 0x43, false, false), WALK_DONE);
  CU_ASSERT_EQUAL(w.record.reason, REASON_OK);
  CU_ASSERT_EQUAL(w.record.step[1].value, 0x43);
}

static void test_32_bit_formats_ignore_address_bits_above_31(void) {
  static const enum format_id narrow[] = {FORMAT_SV32, FORMAT_X86_FLAT, FORMAT_X86_2L, FORMAT_X86_PAE};
  for (unsigned i = 0; i < 4; i++) {
    struct regime regime = {.format = narrow[i], .root_pa = 0x1000, .pdpte = {0x2001}, .pa_bits = 40};
    uint64_t leaf = narrow[i] == FORMAT_SV32 ? RV_LEAF : USED | DIRTY;
    struct memory m = memory_chain(narrow[i], narrow[i] == FORMAT_SV32 ? V : USED, 0, leaf);
    struct walk_record r = run(&regime, &m, UINT64_C(0xabcdef0100000321), ACCESS_LOAD);
    CU_ASSERT_EQUAL(r.reason, REASON_OK);
    CU_ASSERT_EQUAL(r.answer.pa, 0x321);
  }
}

static void test_flat_table_is_indexed_by_all_20_bits(void) {
  struct regime regime = {.format = FORMAT_X86_FLAT, .root_pa = 0x400000, .pa_bits = 40};
  struct memory m = {0};
  memory_put(&m, 0x400000 + 4 * 0xfffff, 0xabcde000 | USED);
  struct walk_record r = run(&regime, &m, 0xfffff123, ACCESS_STORE);
  CU_ASSERT_EQUAL(r.reason, REASON_OK);
  CU_ASSERT_EQUAL(r.answer.pa, 0xabcde123);
  CU_ASSERT_EQUAL(memory_at(&m, 0x400000 + 4 * 0xfffff), 0xabcde000 | USED | DIRTY);
  CU_ASSERT_EQUAL(run(&regime, &m, 0xffffe123, ACCESS_STORE).reason, REASON_NOT_PRESENT);
}

static const struct regime pae = {.format = FORMAT_X86_PAE,
                                  .root_pa = 0x1000,
                                  .pdpte = {0x2001, 0, UINT64_C(0x9000003001), 0xfffffffffffff000},
                                  .pa_bits = 52};

static void test_pae_goes_on_from_the_register_of_the_top_two_bits(void) {
  struct memory m = {0};
  memory_put(&m, UINT64_C(0x9000003000) + 8 * 0x1ff, UINT64_C(0x8000004000) | USED);
  memory_put(&m, UINT64_C(0x8000004000), UINT64_C(0x7000005000) | USED);
  struct walk_record r = run(&pae, &m, 0xbfe00abc, ACCESS_LOAD);
  CU_ASSERT_EQUAL(r.reason, REASON_OK);
  CU_ASSERT_EQUAL(r.answer.pa, 0x7000005abc);
  CU_ASSERT_EQUAL(r.steps, 2);
  CU_ASSERT_EQUAL(r.step[0].level, 1);
  CU_ASSERT_EQUAL(r.answer.perm, PERM_R | PERM_W | PERM_X | PERM_U); // the register takes no right away
  CU_ASSERT_EQUAL(m.reads, 2);
}

static void test_pae_register_that_is_not_present_faults_without_a_read(void) {
  static const uint64_t va[] = {0x40000000, 0xc0000000};
  for (unsigned i = 0; i < 2; i++) {
    struct memory m = {0};
    struct walk_record r = run(&pae, &m, va[i], ACCESS_STORE);
    CU_ASSERT_EQUAL(r.reason, REASON_NOT_PRESENT);
    CU_ASSERT_EQUAL(r.answer.code, 2);
    CU_ASSERT_EQUAL(r.level, 2);
    CU_ASSERT_EQUAL(m.reads + r.steps, 0);
  }
}

static void test_pae_walk_of_steps_starts_at_the_register_from_either_entry(void) {
  struct request req = {.va = 0x600abc, .priv = PRIV_SUPERVISOR}, missing = {.va = 0x40000000};
  struct walk_state w;
  CU_ASSERT_EQUAL(walk_begin(&w, &pae, &req, AD_EAGER), WALK_READ);
  CU_ASSERT_TRUE(w.level == 1 && w.addr == 0x2000 + 8 * 3);
  CU_ASSERT_EQUAL(walk_begin_at(&w, &pae, &req, AD_EAGER, (struct walk_place){2, 0x1000, 15, false}), WALK_READ);
  CU_ASSERT_TRUE(w.level == 1 && w.addr == 0x2000 + 8 * 3 && w.perm == 15);
  CU_ASSERT_EQUAL(walk_begin_at(&w, &pae, &req, AD_EAGER, (struct walk_place){0, 0x7000, 15, false}), WALK_READ);
  CU_ASSERT_TRUE(w.level == 0 && w.addr == 0x7000);
  CU_ASSERT_EQUAL(walk_begin(&w, &pae, &missing, AD_EAGER), WALK_DONE);
  CU_ASSERT_EQUAL(walk_begin_at(&w, &pae, &missing, AD_EAGER, (struct walk_place){2, 0x1000, 15, false}), WALK_DONE);
  CU_ASSERT_EQUAL(w.record.reason, REASON_NOT_PRESENT);
}

static void test_lost_lazy_update_in_pae_starts_again_at_the_register(void) {
  struct memory m = memory_chain(FORMAT_X86_PAE, USED, 0, USED & ~0x20);
  m.races = 1;
  m.race_addr = 0x3000;
  m.race_value = 0x9000 | (USED & ~0x20);
  struct request req = {.priv = PRIV_SUPERVISOR};
  struct phys phys = memory_phys(&m);
  struct walk_record r = walk(&pae, &req, &phys, AD_LAZY);
  CU_ASSERT_EQUAL(r.reason, REASON_OK);
  CU_ASSERT_EQUAL(r.answer.pa, 0x9000);
  CU_ASSERT_EQUAL(m.reads, 4);
}

// --- big-endian entries, shadow stacks -----------------------------------------------------------
static uint64_t swapped(uint64_t value) {
  return __builtin_bswap64(value);
}

static void test_big_endian_walk_reads_and_writes_entries_as_memory_holds_them(void) {
  struct regime regime = {.format = FORMAT_SV39, .flags = RV_SBE | RV_SVADU | RV_ADUE, .root_pa = 0x1000};
  struct memory m = {0};
  memory_put(&m, 0x1000, swapped(0x2000 >> 2 | V));
  memory_put(&m, 0x2000, swapped(0x3000 >> 2 | V));
  memory_put(&m, 0x3000, swapped(0x9000 >> 2 | 7));
  struct walk_record r = run(&regime, &m, 0x123, ACCESS_STORE);
  CU_ASSERT_EQUAL(r.reason, REASON_OK);
  CU_ASSERT_EQUAL(r.answer.pa, 0x9123);
  CU_ASSERT_EQUAL(r.step[0].value, swapped(0x2000 >> 2 | V));
  CU_ASSERT_EQUAL(memory_at(&m, 0x3000), swapped(0x9000 >> 2 | 0xc7));
  m = memory_chain(FORMAT_SV39, V, 0, RV_LEAF); // the same tables the other way round mean nothing
  CU_ASSERT_EQUAL(run(&regime, &m, 0, ACCESS_LOAD).reason, REASON_NOT_PRESENT);
}

static void test_shadow_stack_needs_rw_in_every_pointer_and_not_in_the_leaf(void) {
  struct regime regime = {
      .format = FORMAT_X86_4L, .flags = X86_CET | X86_WP | X86_NXE, .root_pa = 0x1000, .pa_bits = 46};
  struct request req = {.access = ACCESS_SS_STORE, .priv = PRIV_USER};
  enum { PAGE = (USED & ~2) | DIRTY };
  struct memory m = memory_chain(FORMAT_X86_4L, USED, 0, PAGE);
  struct phys phys = memory_phys(&m);
  CU_ASSERT_EQUAL(walk(&regime, &req, &phys, AD_EAGER).answer.perm, PERM_R | PERM_X | PERM_U | PERM_SS);
  memory_put(&m, 0x2000, memory_at(&m, 0x2000) & ~UINT64_C(2));
  struct walk_record r = walk(&regime, &req, &phys, AD_EAGER);
  CU_ASSERT_EQUAL(r.reason, REASON_SHADOW_STACK);
  CU_ASSERT_EQUAL(r.answer.code, 0x47);
  m = memory_chain(FORMAT_X86_4L, USED, 0, USED | DIRTY); // an ordinary page
  CU_ASSERT_EQUAL(walk(&regime, &req, &phys, AD_EAGER).reason, REASON_SHADOW_STACK);
  m = memory_chain(FORMAT_X86_4L, USED, 0, PAGE & ~DIRTY);
  CU_ASSERT_EQUAL(walk(&regime, &req, &phys, AD_EAGER).reason, REASON_SHADOW_STACK);
  CU_ASSERT_EQUAL(m.updates, 0); // D is never set to make one
  req.access = ACCESS_STORE;
  m = memory_chain(FORMAT_X86_4L, USED, 0, PAGE);
  CU_ASSERT_EQUAL(walk(&regime, &req, &phys, AD_EAGER).answer.code, 7);
}

// --- LAM (SDM3) ----------------------------------------------------------------------------------
static uint64_t masked(enum format_id format, uint32_t flags, uint64_t va, enum access access) {
  struct regime regime = {.format = format, .flags = flags};
  struct request req = {.va = va, .access = access};
  return walk_va(&regime, &req);
}

static void test_lam_masks_user_pointers_by_cr3_and_supervisor_pointers_by_cr4(void) {
  uint64_t user = UINT64_C(0x7fff7fff12345678), supervisor = UINT64_C(0x8000ffff12345678);
  CU_ASSERT_EQUAL(masked(FORMAT_X86_4L, X86_LAM_U48, user, ACCESS_LOAD), 0x00007fff12345678);
  CU_ASSERT_EQUAL(masked(FORMAT_X86_4L, X86_LAM_SUP, user, ACCESS_LOAD), user);
  CU_ASSERT_EQUAL(masked(FORMAT_X86_4L, X86_LAM_SUP, supervisor, ACCESS_STORE), 0xffffffff12345678);
  CU_ASSERT_EQUAL(masked(FORMAT_X86_4L, X86_LAM_U48 | X86_LAM_U57, supervisor, ACCESS_LOAD), supervisor);
  CU_ASSERT_EQUAL(masked(FORMAT_X86_5L, X86_LAM_SUP, UINT64_C(0x81ff000000000000), ACCESS_LOAD), 0xffff000000000000);
}

static void test_lam_u57_masks_six_bits_and_wins_over_u48(void) {
  uint64_t va = UINT64_C(0x7eff7fff12345678);
  CU_ASSERT_EQUAL(masked(FORMAT_X86_5L, X86_LAM_U57, va, ACCESS_LOAD), 0x00ff7fff12345678);
  CU_ASSERT_EQUAL(masked(FORMAT_X86_5L, X86_LAM_U57 | X86_LAM_U48, va, ACCESS_LOAD), 0x00ff7fff12345678);
  CU_ASSERT_EQUAL(masked(FORMAT_X86_5L, X86_LAM_U48, va, ACCESS_LOAD), 0x00007fff12345678);
}

static void test_lam_leaves_fetches_and_32_bit_modes_alone(void) {
  uint64_t va = UINT64_C(0x7fff7fff12345678);
  CU_ASSERT_EQUAL(masked(FORMAT_X86_4L, X86_LAM_U48, va, ACCESS_FETCH), va);
  CU_ASSERT_EQUAL(masked(FORMAT_X86_PAE, X86_LAM_U48, va, ACCESS_LOAD), va);
  CU_ASSERT_EQUAL(masked(FORMAT_X86_4L, 0, va, ACCESS_LOAD), va);
}

// Bit 63 must equal the highest bit that is translated, and what LAM does not mask stays checked.
static void test_lam_address_must_be_canonical_but_for_the_masked_bits(void) {
  static const struct {
    enum format_id format;
    uint32_t flags;
    uint64_t va;
    enum reason reason;
  } row[] = {
      {FORMAT_X86_4L, X86_LAM_U48, 0x5aaa000000000000, REASON_OK},
      {FORMAT_X86_4L, X86_LAM_U48, 0x0000800000000000, REASON_NON_CANONICAL},
      {FORMAT_X86_4L, X86_LAM_U57, 0x7e00000000000000, REASON_OK},
      {FORMAT_X86_4L, X86_LAM_U57, 0x0100000000000000, REASON_NON_CANONICAL}, // bits 56:47 stay
      {FORMAT_X86_4L, X86_LAM_U57, 0x0000800000000000, REASON_NON_CANONICAL},
      {FORMAT_X86_4L, X86_LAM_SUP, 0x8000000000000000, REASON_NON_CANONICAL},
      {FORMAT_X86_5L, X86_LAM_U48, 0x0000800000000000, REASON_NON_CANONICAL},
  };
  for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
    struct regime regime = {.format = row[i].format, .flags = row[i].flags, .root_pa = 0x1000, .pa_bits = 46};
    struct memory m = memory_chain(row[i].format, USED, 0, USED | DIRTY);
    CU_ASSERT_EQUAL(run(&regime, &m, row[i].va, ACCESS_LOAD).reason, row[i].reason);
  }
}

// --- LASS (SDM3) ---------------------------------------------------------------------------------
static enum reason lass(uint32_t flags, enum priv priv, enum access access, bool implicit, bool upper) {
  struct regime regime = {.format = FORMAT_X86_4L, .flags = X86_LASS | flags, .root_pa = 0x1000, .pa_bits = 46};
  struct request req = {.access = access, .priv = priv, .implicit = implicit};
  struct memory m = memory_chain(FORMAT_X86_4L, USED, 0, USED | DIRTY);
  memory_put(&m, 0x1ff8, memory_at(&m, 0x1000) & ~UINT64_C(4)); // the upper half is the supervisor's
  memory_put(&m, 0x2ff8, memory_at(&m, 0x2000));
  memory_put(&m, 0x3ff8, memory_at(&m, 0x3000));
  memory_put(&m, 0x4ff8, memory_at(&m, 0x4000));
  if (upper) req.va = UINT64_MAX << 12;
  struct phys phys = memory_phys(&m);
  struct walk_record r = walk(&regime, &req, &phys, AD_EAGER);
  if (r.reason == REASON_LASS) CU_ASSERT(r.answer.kind == ANSWER_GENERAL_PROTECTION && r.answer.code == 0 && !m.reads);
  return r.reason;
}

static void test_lass_keeps_users_out_of_the_upper_half_whatever_its_tables_say(void) {
  CU_ASSERT_EQUAL(lass(0, PRIV_USER, ACCESS_LOAD, false, true), REASON_LASS);
  CU_ASSERT_EQUAL(lass(0, PRIV_USER, ACCESS_FETCH, false, true), REASON_LASS);
  CU_ASSERT_EQUAL(lass(0, PRIV_USER, ACCESS_STORE, false, false), REASON_OK);
}

static void test_lass_bars_the_supervisors_fetches_and_with_smap_its_data(void) {
  CU_ASSERT_EQUAL(lass(0, PRIV_SUPERVISOR, ACCESS_FETCH, false, false), REASON_LASS);
  CU_ASSERT_EQUAL(lass(0, PRIV_SUPERVISOR, ACCESS_FETCH, false, true), REASON_OK);
  CU_ASSERT_EQUAL(lass(0, PRIV_SUPERVISOR, ACCESS_LOAD, false, false), REASON_OK);
  CU_ASSERT_EQUAL(lass(X86_SMAP, PRIV_SUPERVISOR, ACCESS_LOAD, false, false), REASON_LASS);
  CU_ASSERT_EQUAL(lass(X86_SMAP, PRIV_SUPERVISOR, ACCESS_LOAD, false, true), REASON_OK);
  CU_ASSERT_EQUAL(lass(X86_SMAP | X86_AC, PRIV_SUPERVISOR, ACCESS_LOAD, false, false), REASON_OK);
  CU_ASSERT_EQUAL(lass(X86_SMAP | X86_AC, PRIV_SUPERVISOR, ACCESS_LOAD, true, false), REASON_LASS);
}

static void test_an_address_that_is_not_canonical_is_that_before_lass(void) {
  struct regime regime = {.format = FORMAT_X86_4L, .flags = X86_LASS, .root_pa = 0x1000, .pa_bits = 46};
  struct memory m = {0};
  struct request req = {.va = UINT64_C(1) << 63, .priv = PRIV_USER};
  struct phys phys = memory_phys(&m);
  CU_ASSERT_EQUAL(walk(&regime, &req, &phys, AD_EAGER).reason, REASON_NON_CANONICAL);
}

CU_TestInfo test_walk_modes_tests[] = {
    TEST(test_bare_gives_the_address_itself_and_every_right),
    TEST(test_bare_address_beyond_56_bits_is_an_access_fault),
    TEST(test_bare_walk_of_steps_is_done_at_once),
    TEST(test_sv32_reaches_34_bits_of_physical_address),
    TEST(test_sv32_superpage_is_4_mib_and_aligned),
    TEST(test_what_is_read_above_a_4_byte_entry_does_not_count),
    TEST(test_32_bit_formats_ignore_address_bits_above_31),
    TEST(test_flat_table_is_indexed_by_all_20_bits),
    TEST(test_pae_goes_on_from_the_register_of_the_top_two_bits),
    TEST(test_pae_register_that_is_not_present_faults_without_a_read),
    TEST(test_pae_walk_of_steps_starts_at_the_register_from_either_entry),
    TEST(test_lost_lazy_update_in_pae_starts_again_at_the_register),
    TEST(test_big_endian_walk_reads_and_writes_entries_as_memory_holds_them),
    TEST(test_shadow_stack_needs_rw_in_every_pointer_and_not_in_the_leaf),
    TEST(test_lam_masks_user_pointers_by_cr3_and_supervisor_pointers_by_cr4),
    TEST(test_lam_u57_masks_six_bits_and_wins_over_u48),
    TEST(test_lam_leaves_fetches_and_32_bit_modes_alone),
    TEST(test_lam_address_must_be_canonical_but_for_the_masked_bits),
    TEST(test_lass_keeps_users_out_of_the_upper_half_whatever_its_tables_say),
    TEST(test_lass_bars_the_supervisors_fetches_and_with_smap_its_data),
    TEST(test_an_address_that_is_not_canonical_is_that_before_lass),
    CU_TEST_INFO_NULL,
};
