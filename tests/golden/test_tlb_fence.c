// The window on RISC-V: which fence takes which walk, when, and from which root.
#include "tests/golden/tlb_case.h"

static const struct gtlb_profile plain = {.order = AD_EAGER};

// After one fence of a complete old path, of which the leaf alone, or the pointers alone, are read
// again.
struct left {
  bool whole, pointers, leaf; // still legal: all old; old pointers with a new leaf; new pointers with an old leaf
};
static struct left left_by(struct fence f, uint64_t leaf, bool global) {
  struct left left;
  struct answer a = ok_at(0x9000, 12, global);
  case_open(FORMAT_SV39, plain);
  rv_path(leaf);
  case_fence(f);
  left.whole = case_legal(a);
  CU_ASSERT_NOT_EQUAL(tc.found.forgotten, left.whole); // what the fence took is told
  case_read(0x3000, leaf);
  left.pointers = case_legal(a);
  case_open(FORMAT_SV39, plain);
  rv_path(leaf);
  case_fence(f);
  case_read(ROOT, rv_pointer(0x2000));
  case_read(0x2000, rv_pointer(0x3000));
  left.leaf = case_legal(a);
  return left;
}
#define CHECK_LEFT(fence, global, w, p, l)                                                                             \
  do {                                                                                                                 \
    struct left left = left_by(fence, rv_leaf(0x9000) | ((global) ? RV_G_BIT : 0), global);                            \
    CU_ASSERT_EQUAL(left.whole, w);                                                                                    \
    CU_ASSERT_EQUAL(left.pointers, p);                                                                                 \
    CU_ASSERT_EQUAL(left.leaf, l);                                                                                     \
  } while (0)

// W1 W2 F4 F5
static void test_sfence_of_everything_takes_every_value(void) {
  CHECK_LEFT(fence_all(), false, false, false, false);
  CHECK_LEFT(fence_all(), true, false, false, false);
}
// F4
static void test_sfence_of_an_asid_takes_its_non_global_walks(void) {
  CHECK_LEFT(fence_asid(ASID), false, false, false, false);
  CHECK_LEFT(fence_asid(ASID), true, true, true, true);
  CHECK_LEFT(fence_asid(ASID2), false, true, true, true);
}
// F1 F2 W14
static void test_sfence_of_an_address_takes_leaves_only(void) {
  CHECK_LEFT(fence_va(0), false, false, true, false);
  CHECK_LEFT(fence_va(0), true, false, true, false);
  CHECK_LEFT(fence_va(0x1000), false, true, true, true);
}
// F1 F2
static void test_sfence_of_an_address_and_asid_takes_non_global_leaves_only(void) {
  CHECK_LEFT(fence_va_asid(0, ASID), false, false, true, false);
  CHECK_LEFT(fence_va_asid(0, ASID), true, true, true, true);
  CHECK_LEFT(fence_va_asid(0, ASID2), false, true, true, true);
}
// F4 F5
static void test_a_fence_of_all_asids_that_spares_globals_does(void) { // INVPCID 3
  struct fence f = {.structures = true};
  CHECK_LEFT(f, false, false, false, false);
  CHECK_LEFT(f, true, true, true, true);
}

// F5
static void test_a_fence_of_globals_alone_spares_the_other_walks(void) {
  struct fence f = {.asid_valid = true, .asid = ASID2, .globals = true, .structures = true};
  CHECK_LEFT(f, false, true, true, true);
  CHECK_LEFT(f, true, false, false, false);
}

// W12
static void test_a_global_pointer_makes_the_whole_walk_global(void) {
  case_open(FORMAT_SV39, plain);
  case_read(ROOT, rv_pointer(0x2000));
  case_read(0x2000, rv_pointer(0x3000) | RV_G_BIT);
  case_read(0x3000, rv_leaf(0x9000));
  case_read(0x3008, 0);
  case_fence(fence_asid(ASID));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, true)));
  tc.req.va = 0x1000;
  CU_ASSERT(case_legal(page_fault(13))); // its V=0 entries too
  case_fence(fence_va(0x1000));
  CU_ASSERT_FALSE(case_legal(page_fault(13)));
}

// W21
static void test_g_of_a_pointer_may_be_told_or_not(void) {
  for (unsigned leaf = 0; leaf < 2; leaf++)
    for (unsigned pointer = 0; pointer < 2; pointer++) {
      case_open(FORMAT_SV39, plain);
      case_read(ROOT, rv_pointer(0x2000) | (pointer ? RV_G_BIT : 0));
      case_read(0x2000, rv_pointer(0x3000));
      case_read(0x3000, rv_leaf(0x9000) | (leaf ? RV_G_BIT : 0));
      CU_ASSERT_EQUAL(case_legal(ok_at(0x9000, 12, true)), leaf || pointer);
      CU_ASSERT_EQUAL(case_legal(ok_at(0x9000, 12, false)), !leaf);
      CU_ASSERT_EQUAL(tc.found.answers, pointer && !leaf ? 2 : 1);
    }
  case_open(FORMAT_SV39, plain); // what was fenced is told as such in either way
  case_read(ROOT, rv_pointer(0x2000) | RV_G_BIT);
  case_read(0x2000, rv_pointer(0x3000));
  case_read(0x3000, rv_leaf(0x9000));
  case_fence(fence_all());
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(tc.found.forgotten);
}

// W12
static void test_g_of_an_invalid_entry_does_not_count(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(RV_G_BIT);
  case_fence(fence_asid(ASID));
  CU_ASSERT_FALSE(case_legal(page_fault(13)));
}

// W12 W5
static void test_g_of_a_malformed_leaf_may_count_or_not(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000) | RV_G_BIT | UINT64_C(1) << 54);
  case_fence(fence_asid(ASID));
  CU_ASSERT(case_legal(page_fault(13)));
  case_fence(fence_va(0));
  CU_ASSERT_FALSE(case_legal(page_fault(13)));
}

static void test_a_superpage_is_fenced_by_any_address_inside(void) {
  case_open(FORMAT_SV39, plain);
  case_read(ROOT, rv_pointer(0x2000));
  case_read(0x2000, rv_leaf(0x600000));
  case_fence(fence_va(0x200000));
  CU_ASSERT(case_legal(ok_at(0x600000, 21, false)));
  case_fence(fence_va(0x1ff000));
  CU_ASSERT_FALSE(case_legal(ok_at(0x600000, 21, false)));
}

static void test_a_malformed_superpage_maps_its_region(void) {
  case_open(FORMAT_SV39, plain);
  case_read(ROOT, rv_leaf(0x200000)); // misaligned at 1 GiB
  case_fence(fence_va(0x40000000));
  CU_ASSERT(case_legal(page_fault(13)));
  case_fence(fence_va(0x3ffff000));
  CU_ASSERT_FALSE(case_legal(page_fault(13)));
}

// W14
static void test_an_invalid_entry_above_level_0_is_no_leaf(void) {
  case_open(FORMAT_SV39, plain);
  case_read(ROOT, rv_pointer(0x2000));
  case_read(0x2000, 0);
  case_fence(fence_va(0));
  CU_ASSERT(case_legal(page_fault(13)));
  case_fence(fence_asid(ASID));
  CU_ASSERT_FALSE(case_legal(page_fault(13)));
}

static void test_an_address_is_compared_in_all_its_bits(void) {
  case_open(FORMAT_SV39, plain);
  tc.req.va = UINT64_C(0xffffffffc0000000);
  case_read(ROOT + 511 * 8, rv_pointer(0x2000));
  case_read(0x2000, rv_pointer(0x3000));
  case_read(0x3000, rv_leaf(0x9000));
  case_fence(fence_va(UINT64_C(0x7fc0000000))); // not canonical: takes nothing
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  case_fence(fence_va(UINT64_C(0xffffffffc0000fff)));
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
}

// --- time ----------------------------------------------------------------------------------------
// W11
static void test_a_request_older_than_the_fence_may_use_what_it_takes(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  case_accept();
  case_fence(fence_all());
  CU_ASSERT(case_legal_now(ok_at(0x9000, 12, false)));
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(tc.found.forgotten);
  CU_ASSERT_EQUAL(tc.found.forgotten_walk.answer.pa, 0x9000);
}

// W11
static void test_on_one_clock_a_read_is_before_the_fence_and_a_request_after_it(void) {
  case_open(FORMAT_SV39, plain);
  struct fence f = fence_all();
  rv_path(rv_leaf(0x9000));
  tc.clock--;
  gtlb_fence_done(tc.g, gtlb_when(tc.clock, PHASE_FENCE_DONE), &f); // the clock of the leaf's read
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));            // and of the request
}

static void test_a_fill_after_a_fence_is_told_as_forgotten(void) {
  case_open(FORMAT_SV39, plain);
  case_read(ROOT, rv_pointer(0x2000));
  case_read(0x2000, rv_pointer(0x3000));
  case_read(0x3000, rv_leaf(0x9000));
  case_fence(fence_va(0));
  case_read(0x3000, rv_leaf(0xa000));
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(tc.found.forgotten);
  CU_ASSERT_EQUAL(tc.found.walk.answer.pa, 0xa000); // what the newest values give
}

// B4
static void test_what_more_fences_than_are_kept_may_hide_is_taken_leniently_and_counted(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  case_fence(fence_va(0));
  case_accept();
  gtlb_horizon(tc.g, tc.query.accepted);
  for (unsigned i = 0; i < 4; i++)
    case_fence(fence_va(0));
  CU_ASSERT_FALSE(case_legal_now(ok_at(0x9000, 12, false)));
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).met[BOUND_FENCE_TIMES], 0);
  case_fence(fence_va(0));
  CU_ASSERT(case_legal_now(ok_at(0x9000, 12, false)));
  CU_ASSERT(gtlb_statistics(tc.g).met[BOUND_FENCE_TIMES] > 0);
}

// --- roots ---------------------------------------------------------------------------------------
// W8
static void test_a_replaced_root_serves_its_asid_until_a_fence(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  case_asid(ASID, ROOT2);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(case_reads(ROOT));
  case_fence(fence_va(0)); // covers no root
  case_read(0x3000, rv_leaf(0x9000));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  case_fence(fence_asid(ASID));
  rv_path(rv_leaf(0x9000)); // values are fresh, the root is not
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(tc.found.forgotten);
  case_asid(ASID, ROOT); // written again
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
}

// K6
static void test_a_root_in_force_outlives_every_fence(void) {
  case_open(FORMAT_SV39, plain);
  case_fence(fence_all());
  case_fence(fence_asid(ASID));
  rv_path(rv_leaf(0x9000));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
}

// W10 W13
static void test_another_asids_root_serves_only_global_walks(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  case_asid(ASID2, ROOT2);
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_FALSE(tc.found.forgotten); // another's page is not a forgotten one
  case_read(0x3000, rv_leaf(0x9000) | RV_G_BIT);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, true)));
  case_fence(fence_asid(ASID));
  case_fence(fence_asid(ASID2));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, true)));
  case_fence(fence_all());
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, true)));
  CU_ASSERT(tc.found.forgotten);
}

static void test_another_asids_global_walk_is_spared_by_what_takes_others(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000) | RV_G_BIT);
  case_asid(ASID2, ROOT2);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, true)));
  case_fence((struct fence){.structures = true}); // non-global walks of every ASID
  CU_ASSERT(case_legal(ok_at(0x9000, 12, true)));
  case_fence((struct fence){.asid_valid = true, .asid = ASID2, .globals = true, .structures = true});
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, true)));
}

static void test_a_root_two_asids_share_is_tried_once(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000) | RV_G_BIT);
  case_asid(ASID2, ROOT);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, true)));
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  tc.regime.format = FORMAT_SV48; // the same page, another mode
  case_asid(ASID2, ROOT);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, true)));
}

static void test_a_fence_told_late_counts_from_its_own_time(void) { // SINVAL.VMA
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  gtlb_time done = gtlb_when(tc.clock + 1, PHASE_FENCE_DONE);
  tc.clock += 2;
  case_read(0x3000, rv_leaf(0xa000));
  struct fence f = fence_va(0);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false))); // not told: it guarantees nothing
  CU_ASSERT_EQUAL(gtlb_fence_done(tc.g, done, &f), GTLB_OK);
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(case_legal(ok_at(0xa000, 12, false)));
  case_fence(f);
  CU_ASSERT_EQUAL(gtlb_fence_done(tc.g, done, &f), GTLB_OK); // a younger one stands
  CU_ASSERT_FALSE(case_legal(ok_at(0xa000, 12, false)));
}

CU_TestInfo test_tlb_fence_tests[] = {
    TEST(test_sfence_of_everything_takes_every_value),
    TEST(test_sfence_of_an_asid_takes_its_non_global_walks),
    TEST(test_sfence_of_an_address_takes_leaves_only),
    TEST(test_sfence_of_an_address_and_asid_takes_non_global_leaves_only),
    TEST(test_a_fence_of_all_asids_that_spares_globals_does),
    TEST(test_a_fence_of_globals_alone_spares_the_other_walks),
    TEST(test_a_global_pointer_makes_the_whole_walk_global),
    TEST(test_g_of_a_pointer_may_be_told_or_not),
    TEST(test_g_of_an_invalid_entry_does_not_count),
    TEST(test_g_of_a_malformed_leaf_may_count_or_not),
    TEST(test_a_superpage_is_fenced_by_any_address_inside),
    TEST(test_a_malformed_superpage_maps_its_region),
    TEST(test_an_invalid_entry_above_level_0_is_no_leaf),
    TEST(test_an_address_is_compared_in_all_its_bits),
    TEST(test_a_request_older_than_the_fence_may_use_what_it_takes),
    TEST(test_on_one_clock_a_read_is_before_the_fence_and_a_request_after_it),
    TEST(test_a_fill_after_a_fence_is_told_as_forgotten),
    TEST(test_what_more_fences_than_are_kept_may_hide_is_taken_leniently_and_counted),
    TEST(test_a_replaced_root_serves_its_asid_until_a_fence),
    TEST(test_a_root_in_force_outlives_every_fence),
    TEST(test_another_asids_root_serves_only_global_walks),
    TEST(test_another_asids_global_walk_is_spared_by_what_takes_others),
    TEST(test_a_root_two_asids_share_is_tried_once),
    TEST(test_a_fence_told_late_counts_from_its_own_time),
    CU_TEST_INFO_NULL,
};
