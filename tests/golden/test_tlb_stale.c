// What may be stale besides values, what may not, where neighbours serve, and which reads a request
// explains.
#include "tests/golden/tlb_case.h"

static const struct gtlb_profile plain = {.order = AD_EAGER};

// W18
static void test_a_non_canonical_address_has_one_answer_and_reads_nothing(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  tc.req.va = UINT64_C(1) << 38;
  CU_ASSERT(case_legal(page_fault(13)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_FALSE(case_reads(ROOT));
  CU_ASSERT_FALSE(case_updates(ROOT, 0, 0));
}

// W18
static void test_without_translation_no_old_table_answers(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  tc.regime.format = FORMAT_BARE;
  case_asid(ASID, ROOT);
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_FALSE(case_reads(ROOT));
  tc.regime.format = FORMAT_SV39;
  case_asid(ASID, ROOT);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
}

static void test_the_mode_of_an_asid_may_be_stale_where_the_address_is_canonical(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  tc.regime.format = FORMAT_SV48;
  case_asid(ASID, ROOT2);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  tc.req.va = UINT64_C(1) << 38; // beyond Sv39: no entry of that mode can hold it
  CU_ASSERT_FALSE(case_legal(page_fault(13)));
}

// W7
static void test_a_napot_leaf_serves_its_neighbours_and_no_others(void) {
  case_open(FORMAT_SV39, plain);
  uint64_t napot = UINT64_C(1) << 63 | (rv_leaf(0x20000) + (8 << 10));
  rv_path(0);
  case_read(0x3008, napot);
  CU_ASSERT(case_legal(ok_at(0x20000, 16, false)));
  tc.req.va = 0x5000;
  CU_ASSERT(case_legal(ok_at(0x25000, 16, false)));
  tc.req.va = 0x10000;
  CU_ASSERT_FALSE(case_legal(ok_at(0x20000, 16, false)));
  tc.req.va = 0;
  case_fence(fence_va(0xf000)); // of another page of the group
  CU_ASSERT(case_legal(ok_at(0x20000, 16, false)));
  case_fence(fence_va(0));
  CU_ASSERT_FALSE(case_legal(ok_at(0x20000, 16, false)));
}

// W7: the copy with the low PPN bits replaced is made when the entry is read, before any check
// (Svnapot), so V=1, N=1 and a valid size suffice.
static void test_a_napot_entry_that_is_malformed_otherwise_serves_its_neighbours(void) {
  static const uint64_t wrong[] = {
      UINT64_C(1) << 54,   // reserved
      UINT64_C(3) << 61,   // PBMT
      2,                   // (xored: R=0, W=1)
      2 | 4 | RV_G_BIT,    // R=W=X=0: a pointer at level 0
      RV_A_BIT | RV_D_BIT, // A=0 where hardware sets none
      0x10,                // U=0
  };
  for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    case_open(FORMAT_SV39, plain);
    case_regime(ROOT, ASID, RV_SVNAPOT | RV_SVPBMT);
    case_read(ROOT, rv_pointer(0x2000));
    case_read(0x2000, rv_pointer(0x3000));
    case_read(0x3008, (UINT64_C(1) << 63 | (rv_leaf(0x20000) + (8 << 10))) ^ wrong[i]);
    CU_ASSERT(case_legal(page_fault(13)));
    CU_ASSERT_EQUAL(tc.found.answers, 1);
  }
}

static void test_v_0_or_another_size_serves_no_neighbour(void) {
  const uint64_t napot = UINT64_C(1) << 63 | (rv_leaf(0x20000) + (8 << 10));
  case_open(FORMAT_SV39, plain);
  case_read(ROOT, rv_pointer(0x2000));
  case_read(0x2000, rv_pointer(0x3000));
  case_read(0x3008, UINT64_C(1) << 63 | rv_leaf(0x21000)); // ppn[3:0] = 0001
  case_read(0x3010, rv_leaf(0x9000));                      // an ordinary neighbour
  case_read_error(0x3018);
  case_read(0x3020, napot & ~UINT64_C(1));
  CU_ASSERT_FALSE(case_legal(page_fault(13)));
  CU_ASSERT_EQUAL(tc.found.answers, 0);
  tc.req.va = 0x1000;
  CU_ASSERT(case_legal(page_fault(13)));
}

static void test_without_svnapot_no_neighbour_serves(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(0);
  case_read(0x3008, UINT64_C(1) << 63 | (rv_leaf(0x20000) + (8 << 10)));
  case_regime(ROOT, ASID, RV_SVADU | RV_ADUE);
  CU_ASSERT_FALSE(case_legal(ok_at(0x20000, 16, false)));
}

// W7, K7: the entry of the address is updated, and may be expected to hold what a neighbour held.
static void test_an_update_may_expect_what_was_read_of_a_napot_neighbour(void) {
  case_open(FORMAT_SV39, plain);
  uint64_t napot = (UINT64_C(1) << 63 | (rv_leaf(0x20000) + (8 << 10))) & ~(uint64_t)RV_D_BIT;
  rv_path(0);
  case_read(0x3008, napot);
  tc.req.access = ACCESS_STORE;
  case_accept();
  CU_ASSERT(case_updates(0x3000, napot, napot | RV_D_BIT));
  CU_ASSERT_FALSE(case_updates(0x3008, napot, napot | RV_D_BIT)); // not of this address
  CU_ASSERT_FALSE(case_updates(0x3000, napot | 0x100, napot | 0x100 | RV_D_BIT));
  case_fence(fence_va(0x1000)); // the entry for its page, not for this one
  case_accept();
  CU_ASSERT(case_updates(0x3000, napot, napot | RV_D_BIT));
  case_fence(fence_va(0));
  case_accept();
  CU_ASSERT_FALSE(case_updates(0x3000, napot, napot | RV_D_BIT));
  tc.req.va = 0x1000;
  case_read(0x3008, napot);
  CU_ASSERT(case_updates(0x3008, napot, napot | RV_D_BIT));
}

// W9 F6
static void test_pbmte_may_be_stale_until_a_fence_of_everything(void) {
  case_open(FORMAT_SV39, plain);
  uint64_t uncached = rv_leaf(0x9000) | UINT64_C(1) << 61;
  struct answer typed = ok_at(0x9000, 12, false);
  typed.type = 1;
  rv_path(uncached);
  CU_ASSERT_FALSE(case_legal(typed)); // PBMTE was never set
  case_regime(ROOT, ASID, tc.regime.flags | RV_PBMTE);
  CU_ASSERT(case_legal(typed));
  CU_ASSERT(case_legal(page_fault(13)));
  case_fence(fence_asid(ASID));
  rv_path(uncached);
  CU_ASSERT(case_legal(page_fault(13))); // less than SFENCE.VMA x0, x0
  case_fence(fence_va(0));
  rv_path(uncached);
  CU_ASSERT(case_legal(page_fault(13)));
  case_fence(fence_all());
  rv_path(uncached);
  CU_ASSERT(case_legal(typed));
  CU_ASSERT_FALSE(case_legal(page_fault(13)));
  CU_ASSERT(tc.found.forgotten);
}

static void test_adue_may_be_stale_in_either_direction(void) {
  case_open(FORMAT_SV39, plain);
  uint64_t bare = rv_leaf(0x9000) & ~(uint64_t)RV_A_BIT;
  rv_path(bare);
  CU_ASSERT_FALSE(case_legal(page_fault(13)));
  case_regime(ROOT, ASID, tc.regime.flags & ~(uint32_t)RV_ADUE);
  CU_ASSERT(case_legal(page_fault(13)));
  CU_ASSERT(case_updates(0x3000, bare, bare | RV_A_BIT));
  case_fence(fence_all());
  rv_path(bare);
  case_accept();
  CU_ASSERT_FALSE(case_updates(0x3000, bare, bare | RV_A_BIT));
  case_regime(ROOT, ASID, tc.regime.flags | RV_ADUE);
  CU_ASSERT(case_legal(page_fault(13)));
}

// --- reads ---------------------------------------------------------------------------------------
// W19
static void test_a_read_lies_where_a_root_or_a_known_pointer_leads(void) {
  case_open(FORMAT_SV39, plain);
  case_accept();
  CU_ASSERT(case_reads(ROOT));
  CU_ASSERT_FALSE(case_reads(0x2000));
  CU_ASSERT_FALSE(case_reads(ROOT + 8));
  case_read(ROOT, rv_pointer(0x2000));
  CU_ASSERT(case_reads(0x2000));
  CU_ASSERT(case_reads(ROOT)); // again
  case_read(0x2000, rv_pointer(0x3000));
  CU_ASSERT(case_reads(0x3000));
  case_read(0x3000, rv_leaf(0x9000));
  CU_ASSERT(case_reads(0x3000));
  CU_ASSERT_FALSE(case_reads(0x9000));
  case_read(0x2000, rv_leaf(0));
  CU_ASSERT(case_reads(0x3000)); // by the older pointer
}

// W19
static void test_a_fenced_pointer_explains_no_read(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  case_fence(fence_va(0));
  case_accept();
  CU_ASSERT(case_reads(0x3000)); // a fence by address spares pointers
  case_fence(fence_asid(ASID));
  CU_ASSERT(case_reads(0x3000)); // the request is older than the fence
  case_accept();
  CU_ASSERT(case_reads(0x3000)); // they may be part of a global walk
  case_fence(fence_all());
  case_accept();
  CU_ASSERT_FALSE(case_reads(0x2000));
  CU_ASSERT(case_reads(ROOT));
}

// W19
static void test_a_global_pointer_of_another_asid_explains_a_read(void) {
  case_open(FORMAT_SV39, plain);
  case_read(ROOT, rv_pointer(0x2000));
  case_read(0x2000, rv_pointer(0x3000) | RV_G_BIT);
  case_asid(ASID2, ROOT2);
  case_accept();
  CU_ASSERT(case_reads(ROOT2));
  CU_ASSERT(case_reads(0x3000));
  CU_ASSERT_FALSE(case_reads(0x2000));
  CU_ASSERT_FALSE(case_reads(ROOT));
  case_fence(fence_all());
  case_accept();
  CU_ASSERT_FALSE(case_reads(0x3000));
}

CU_TestInfo test_tlb_stale_tests[] = {
    TEST(test_a_non_canonical_address_has_one_answer_and_reads_nothing),
    TEST(test_without_translation_no_old_table_answers),
    TEST(test_the_mode_of_an_asid_may_be_stale_where_the_address_is_canonical),
    TEST(test_a_napot_leaf_serves_its_neighbours_and_no_others),
    TEST(test_a_napot_entry_that_is_malformed_otherwise_serves_its_neighbours),
    TEST(test_v_0_or_another_size_serves_no_neighbour),
    TEST(test_without_svnapot_no_neighbour_serves),
    TEST(test_an_update_may_expect_what_was_read_of_a_napot_neighbour),
    TEST(test_pbmte_may_be_stale_until_a_fence_of_everything),
    TEST(test_adue_may_be_stale_in_either_direction),
    TEST(test_a_read_lies_where_a_root_or_a_known_pointer_leads),
    TEST(test_a_fenced_pointer_explains_no_read),
    TEST(test_a_global_pointer_of_another_asid_explains_a_read),
    CU_TEST_INFO_NULL,
};
