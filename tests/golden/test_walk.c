// Walks that write nothing: the way down, what is merged on it, and where it ends.
#include "tests/golden/memory.h"
#include "tests/suite.h"

enum { RV_POINTER = 1, RV_LEAF = 0xcf /* V R W X A D */, RV_G = 32, X86_USED = 0x27 /* P RW US A */, X86_DIRTY = 64 };
static const struct request load = {.va = 0x123, .access = ACCESS_LOAD, .priv = PRIV_SUPERVISOR};

static struct regime regime_of(enum format_id format) {
  // PAE's first register leads to where the chain of memory.h has the second table.
  return (struct regime){.format = format, .flags = X86_PSE, .root_pa = 0x1000, .pdpte = {0x2001}, .pa_bits = 52};
}

static struct walk_record run(enum format_id format, struct memory *m, struct request req) {
  struct regime regime = regime_of(format);
  struct phys phys = memory_phys(m);
  return walk(&regime, &req, &phys, AD_EAGER);
}

static void test_every_format_reaches_every_legal_leaf_level(void) {
  for (int id = FORMAT_SV32; id < FORMAT_COUNT; id++) {
    const struct format *f = format_get(id);
    for (uint8_t level = 0; level < f->walked; level++) {
      bool x86 = f->arch == ARCH_X86;
      if (!(f->leaf_levels >> level & 1)) continue;
      struct memory m = x86 ? memory_chain(id, X86_USED, level, X86_USED | X86_DIRTY | (level ? 0x80 : 0))
                            : memory_chain(id, RV_POINTER, level, RV_LEAF);
      struct walk_record r = run(id, &m, load);
      CU_ASSERT_EQUAL(r.reason, REASON_OK);
      CU_ASSERT_EQUAL(r.level, level);
      CU_ASSERT_EQUAL(r.steps, f->walked - level);
      CU_ASSERT_EQUAL(r.answer.shift, 12 + level * f->index_bits);
      CU_ASSERT_EQUAL(r.answer.pa, 0x123);
      CU_ASSERT_TRUE(r.dirty);
      CU_ASSERT_EQUAL(m.bytes, f->entry_bytes);
      CU_ASSERT_EQUAL(m.updates, 0); // the bits are set already
    }
  }
}

static void test_index_of_each_level_comes_from_its_own_bits(void) {
  struct memory m = {0};
  memory_put(&m, 0x1000 + 8 * 0x101, RV_POINTER | 0x2000 >> 2);
  memory_put(&m, 0x2000 + 8 * 0x022, RV_POINTER | 0x3000 >> 2);
  memory_put(&m, 0x3000 + 8 * 0x1ff, RV_LEAF | 0xabc << 10);
  struct request req = load;
  req.va = (UINT64_MAX << 39) | UINT64_C(0x101) << 30 | 0x022 << 21 | 0x1ff << 12 | 0x678;
  struct walk_record r = run(FORMAT_SV39, &m, req);
  CU_ASSERT_EQUAL(r.reason, REASON_OK);
  CU_ASSERT_EQUAL(r.answer.pa, 0xabc678);
  CU_ASSERT_EQUAL(r.leaf_base, 0xabc000);
  CU_ASSERT_EQUAL(r.step[2].addr, 0x3000 + 8 * 0x1ff);
  CU_ASSERT_EQUAL(r.step[2].level, 0);
}

static void test_non_canonical_address_reads_nothing(void) {
  static const uint64_t wrong[] = {UINT64_C(1) << 47, UINT64_C(1) << 63, UINT64_MAX << 48};
  for (unsigned i = 0; i < 3; i++) {
    struct memory m = memory_chain(FORMAT_SV48, RV_POINTER, 0, RV_LEAF);
    struct request req = load;
    req.va = wrong[i];
    struct walk_record r = run(FORMAT_SV48, &m, req);
    CU_ASSERT_EQUAL(r.reason, REASON_NON_CANONICAL);
    CU_ASSERT_EQUAL(r.level, 3);
    CU_ASSERT_EQUAL(r.steps + m.reads, 0);
    CU_ASSERT(!r.dirty && r.pkey == 0);
  }
}

static void test_canonical_width_is_the_formats(void) {
  struct regime sv39 = regime_of(FORMAT_SV39), la57 = regime_of(FORMAT_X86_5L), sv32 = regime_of(FORMAT_SV32);
  CU_ASSERT_TRUE(walk_canonical(&sv39, 0x3fffffffff));
  CU_ASSERT_FALSE(walk_canonical(&sv39, 0x4000000000));
  CU_ASSERT_TRUE(walk_canonical(&sv39, 0xffffffc000000000));
  CU_ASSERT_TRUE(walk_canonical(&la57, 0x00ffffffffffffff));
  CU_ASSERT_FALSE(walk_canonical(&la57, 0x0100000000000000));
  CU_ASSERT_TRUE(walk_canonical(&sv32, 0xffffffff)); // all 32 bits are translated
}

static void test_riscv_global_is_or_of_the_path(void) {
  struct memory m = memory_chain(FORMAT_SV39, RV_POINTER, 0, RV_LEAF);
  CU_ASSERT_FALSE(run(FORMAT_SV39, &m, load).answer.global);
  memory_put(&m, 0x1000, memory_at(&m, 0x1000) | RV_G);
  CU_ASSERT_TRUE(run(FORMAT_SV39, &m, load).answer.global);
  m = memory_chain(FORMAT_SV39, RV_POINTER, 0, RV_LEAF | RV_G);
  CU_ASSERT_TRUE(run(FORMAT_SV39, &m, load).answer.global);
}

static void test_x86_rights_are_and_of_the_path(void) {
  struct memory m = memory_chain(FORMAT_X86_4L, X86_USED, 0, X86_USED);
  CU_ASSERT_EQUAL(run(FORMAT_X86_4L, &m, load).answer.perm, PERM_R | PERM_W | PERM_X | PERM_U);
  memory_put(&m, 0x2000, memory_at(&m, 0x2000) & ~UINT64_C(6)); // RW and US clear in the PDPTE
  CU_ASSERT_EQUAL(run(FORMAT_X86_4L, &m, load).answer.perm, PERM_R | PERM_X);
}

static void test_missing_entry_ends_the_walk_where_it_is(void) {
  struct memory m = memory_chain(FORMAT_SV57, RV_POINTER, 2, 0);
  struct walk_record r = run(FORMAT_SV57, &m, load);
  CU_ASSERT_EQUAL(r.reason, REASON_NOT_PRESENT);
  CU_ASSERT_EQUAL(r.level, 2);
  CU_ASSERT_EQUAL(r.steps, 3);
  CU_ASSERT_EQUAL(r.answer.kind, ANSWER_PAGE_FAULT);
  CU_ASSERT_EQUAL(r.answer.pa, 0);
}

static void test_reserved_bit_below_beats_missing_right_above(void) {
  struct memory m = memory_chain(FORMAT_X86_4L, X86_USED & ~2, 0, X86_USED | UINT64_C(1) << 63);
  struct request store = {.access = ACCESS_STORE, .priv = PRIV_USER};
  struct walk_record r = run(FORMAT_X86_4L, &m, store);
  CU_ASSERT_EQUAL(r.reason, REASON_RESERVED_BITS);
  CU_ASSERT_EQUAL(r.answer.code, 0xf);
}

static void test_refused_read_is_in_the_record(void) {
  struct memory m = memory_chain(FORMAT_SV39, RV_POINTER, 0, RV_LEAF);
  m.refuse_read = 0x2000;
  struct walk_record r = run(FORMAT_SV39, &m, load);
  CU_ASSERT_EQUAL(r.reason, REASON_READ_ERROR);
  CU_ASSERT_EQUAL(r.answer.code, 5);
  CU_ASSERT_EQUAL(r.steps, 2);
  CU_ASSERT_EQUAL(r.step[1].event, STEP_READ_ERROR);
  CU_ASSERT_EQUAL(r.step[1].value, 0);
}

static void test_view_without_a_value_stops_the_walk(void) {
  struct memory m = memory_chain(FORMAT_SV39, RV_POINTER, 0, RV_LEAF);
  m.stop_read = 0x3000;
  struct walk_record r = run(FORMAT_SV39, &m, load);
  CU_ASSERT_EQUAL(r.reason, REASON_STOPPED);
  CU_ASSERT_EQUAL(r.step[r.steps - 1].event, STEP_STOPPED);
}

static void test_unknown_format_is_refused(void) {
  struct memory m = {0};
  CU_ASSERT_EQUAL(run(FORMAT_COUNT, &m, load).reason, REASON_UNSUPPORTED);
  CU_ASSERT_EQUAL(m.reads, 0);
}

static void test_stepwise_walk_says_when_it_descended(void) {
  struct regime regime = regime_of(FORMAT_SV39);
  struct walk_state w;
  CU_ASSERT_EQUAL(walk_begin(&w, &regime, &load, AD_EAGER), WALK_READ);
  CU_ASSERT_FALSE(w.descended);
  CU_ASSERT_EQUAL(w.addr, 0x1000);
  CU_ASSERT_EQUAL(walk_read_done(&w, RV_POINTER | RV_G | 0x2000 >> 2, false), WALK_READ);
  CU_ASSERT_TRUE(w.descended && w.global);
  CU_ASSERT_EQUAL(w.level, 1);
  CU_ASSERT_EQUAL(w.table, 0x2000);
  CU_ASSERT_EQUAL(walk_read_done(&w, RV_LEAF, false), WALK_DONE);
  CU_ASSERT_FALSE(w.descended);
  CU_ASSERT_EQUAL(w.record.reason, REASON_OK);
  CU_ASSERT_TRUE(w.record.answer.global);
}

static void test_walk_entered_below_the_root_keeps_what_was_merged(void) {
  struct regime regime = regime_of(FORMAT_SV48);
  struct walk_state w;
  CU_ASSERT_EQUAL(walk_begin_at(&w, &regime, &load, AD_EAGER, (struct walk_place){0, 0x7000, PERM_R | PERM_X, true}),
                  WALK_READ);
  CU_ASSERT_EQUAL(w.addr, 0x7000);
  CU_ASSERT_EQUAL(walk_read_done(&w, RV_LEAF, false), WALK_DONE);
  CU_ASSERT_EQUAL(w.record.answer.perm, PERM_R | PERM_X);
  CU_ASSERT_TRUE(w.record.answer.global);
  CU_ASSERT_EQUAL(walk_begin_at(&w, &regime, &load, AD_EAGER, (struct walk_place){0, 0x7000, PERM_R, false}),
                  WALK_READ);
  CU_ASSERT_EQUAL(walk_read_done(&w, 0, true), WALK_DONE);
  CU_ASSERT_EQUAL(w.record.reason, REASON_READ_ERROR);
}

CU_TestInfo test_walk_tests[] = {
    TEST(test_every_format_reaches_every_legal_leaf_level),
    TEST(test_index_of_each_level_comes_from_its_own_bits),
    TEST(test_non_canonical_address_reads_nothing),
    TEST(test_canonical_width_is_the_formats),
    TEST(test_riscv_global_is_or_of_the_path),
    TEST(test_x86_rights_are_and_of_the_path),
    TEST(test_missing_entry_ends_the_walk_where_it_is),
    TEST(test_reserved_bit_below_beats_missing_right_above),
    TEST(test_refused_read_is_in_the_record),
    TEST(test_view_without_a_value_stops_the_walk),
    TEST(test_unknown_format_is_refused),
    TEST(test_stepwise_walk_says_when_it_descended),
    TEST(test_walk_entered_below_the_root_keeps_what_was_merged),
    CU_TEST_INFO_NULL,
};
