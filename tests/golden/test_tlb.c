// Knowledge: what makes an answer legal. Stale regimes, fences, limits and storage have files of
// their own.
#include "tests/golden/tlb_case.h"

static const struct gtlb_profile plain = {.order = AD_EAGER};

// K1
static void test_nothing_read_makes_nothing_legal(void) {
  case_open(FORMAT_SV39, plain);
  CU_ASSERT_FALSE(case_legal(ok_at(0, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 0);
  CU_ASSERT_EQUAL(tc.found.walk.reason, REASON_STOPPED);
  CU_ASSERT_FALSE(tc.found.forgotten);
}

static void test_the_answer_of_a_read_path_is_legal_in_every_field(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  struct answer right = ok_at(0x9000, 12, false), wrong;
  CU_ASSERT(case_legal(right));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
  CU_ASSERT_EQUAL(tc.found.shown, 1);
  CU_ASSERT_EQUAL(tc.found.answer[0].pa, 0x9000);
  CU_ASSERT_EQUAL(tc.found.walk.steps, 3);
  CU_ASSERT_FALSE(tc.found.stale_only);
#define WRONG(field, value)                                                                                            \
  wrong = right;                                                                                                       \
  wrong.field = value;                                                                                                 \
  CU_ASSERT_FALSE(case_legal(wrong))
  WRONG(kind, ANSWER_BUS_ERROR);
  WRONG(code, 1);
  WRONG(pa, 0x9001);
  WRONG(shift, 21);
  WRONG(perm, PERM_R);
  WRONG(type, 1);
  WRONG(global, true);
#undef WRONG
  CU_ASSERT_FALSE(tc.found.forgotten);
}

// W1 W2
static void test_old_new_and_mixed_values_are_all_legal_until_a_fence(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  case_read(0x3000, rv_leaf(0xa000));
  case_read(0x2000, rv_pointer(0x6000));
  case_read(0x6000, rv_leaf(0xb000));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(case_legal(ok_at(0xa000, 12, false)));
  CU_ASSERT(case_legal(ok_at(0xb000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 3);
  CU_ASSERT_EQUAL(tc.found.answer[0].pa, 0xb000); // the newest first
}

static void test_equal_answers_count_once(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  case_read(0x3000, rv_leaf(0x9000) | 0x100); // RSW differs
  case_read(0x3000, rv_leaf(0xa000));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 2);
}

// W4
static void test_a_cached_invalid_entry_may_serve_riscv(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(0);
  CU_ASSERT(case_legal(page_fault(13)));
}

// P2 K2
static void test_fresh_faults_must_be_read_since_accept(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.fresh_faults = true});
  rv_path(0);
  case_accept();
  CU_ASSERT_FALSE(case_legal_now(page_fault(13)));
  CU_ASSERT(tc.found.forgotten);
  case_read(0x3000, 0);
  CU_ASSERT(case_legal_now(page_fault(13)));
  case_read_error(0x3000);
  CU_ASSERT_FALSE(case_legal((struct answer){.kind = ANSWER_ACCESS_FAULT, .code = 5}));
}

// P2 W3
static void test_a_usable_leaf_that_refuses_may_be_cached_under_fresh_faults(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.fresh_faults = true});
  rv_path(rv_leaf(0x9000));
  tc.req.access = ACCESS_FETCH;
  CU_ASSERT(case_legal(page_fault(12)));
  case_read(0x3000, rv_leaf(0x9000) & ~(uint64_t)RV_A_BIT);
  tc.req.access = ACCESS_LOAD;
  tc.regime.flags &= ~(uint32_t)RV_ADUE; // the A=0 leaf now faults; it is valid (Svvptc)
  CU_ASSERT(case_legal(page_fault(13)));
}

// K1
static void test_a_value_read_after_the_answer_is_not_known_yet(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  case_accept();
  tc.query.now = gtlb_when(tc.clock, PHASE_RESPONSE);
  tc.clock++;
  case_read(0x3000, rv_leaf(0xa000));
  struct answer a = ok_at(0xa000, 12, false);
  gtlb_judge(tc.g, &tc.query, &a, NULL, true, &tc.found);
  CU_ASSERT_FALSE(tc.found.legal);
}

// W16
static void test_use_time_rights_are_never_stale(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  tc.req.priv = PRIV_SUPERVISOR;
  case_regime(ROOT, ASID, tc.regime.flags | RV_SUM);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  case_regime(ROOT, ASID, tc.regime.flags & ~(uint32_t)RV_SUM);
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(case_legal(page_fault(13)));
}

// --- A and D -------------------------------------------------------------------------------------
// K7
static void test_a_store_needs_a_known_d(void) {
  case_open(FORMAT_SV39, plain);
  uint64_t clean = rv_leaf(0x9000) & ~(uint64_t)RV_D_BIT;
  rv_path(clean);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  tc.req.access = ACCESS_STORE;
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(case_updates(0x3000, clean, clean | RV_D_BIT));
  CU_ASSERT_EQUAL(case_cas(0x3000, clean, clean | RV_D_BIT, true), GTLB_OK);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
}

// K1
static void test_a_lost_compare_and_swap_makes_the_old_value_known_and_not_the_desired(void) {
  case_open(FORMAT_SV39, plain);
  uint64_t clean = rv_leaf(0x9000) & ~(uint64_t)RV_D_BIT;
  rv_path(clean);
  tc.req.access = ACCESS_STORE;
  case_cas(0x3000, rv_leaf(0xa000), clean | RV_D_BIT, false);
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(case_legal(ok_at(0xa000, 12, false)));
}

// K7
static void test_an_update_sets_exactly_what_the_access_needs(void) {
  case_open(FORMAT_SV39, plain);
  uint64_t bare = rv_leaf(0x9000) & ~(uint64_t)(RV_A_BIT | RV_D_BIT);
  rv_path(bare);
  case_accept();
  CU_ASSERT(case_updates(0x3000, bare, bare | RV_A_BIT));
  CU_ASSERT_FALSE(case_updates(0x3000, bare, bare | RV_A_BIT | RV_D_BIT));
  CU_ASSERT_FALSE(case_updates(0x3000, bare | 0x100, bare | 0x100 | RV_A_BIT)); // not a known value
  CU_ASSERT_FALSE(case_updates(0x3008, bare, bare | RV_A_BIT));
  tc.req.access = ACCESS_STORE;
  CU_ASSERT(case_updates(0x3000, bare, bare | RV_A_BIT | RV_D_BIT));
  tc.req.access = ACCESS_FETCH; // must fault: X=0
  CU_ASSERT_FALSE(case_updates(0x3000, bare, bare | RV_A_BIT));
}

static void test_a_fenced_leaf_asks_for_no_update(void) {
  case_open(FORMAT_SV39, plain);
  uint64_t bare = rv_leaf(0x9000) & ~(uint64_t)(RV_A_BIT | RV_D_BIT);
  rv_path(bare);
  case_fence(fence_va(0));
  case_accept();
  CU_ASSERT_FALSE(case_updates(0x3000, bare, bare | RV_A_BIT));
  case_read(0x3000, bare);
  CU_ASSERT(case_updates(0x3000, bare, bare | RV_A_BIT));
}

// --- errors --------------------------------------------------------------------------------------
// K4 W6 W14
static void test_a_refused_read_is_an_access_fault(void) {
  case_open(FORMAT_SV39, plain);
  struct answer refused = {.kind = ANSWER_ACCESS_FAULT, .code = 5};
  case_read(ROOT, rv_pointer(0x2000));
  CU_ASSERT_FALSE(case_legal(refused));
  case_read_error(0x2000);
  CU_ASSERT(case_legal(refused));
  case_fence(fence_va(0)); // no leaf: not covered
  CU_ASSERT(case_legal(refused));
  case_read(0x2000, rv_pointer(0x3000));
  case_fence(fence_all());
  rv_path(0);
  CU_ASSERT_FALSE(case_legal(refused));
  case_read_error(0x3000);
  CU_ASSERT(case_legal(refused));
  case_fence(fence_va(0)); // what PMP gave is cached until SFENCE.VMA x0, x0 (priv 3.7.2)
  CU_ASSERT(case_legal(refused));
  case_fence(fence_asid(ASID));
  CU_ASSERT_FALSE(case_legal(refused)); // by fenced pointers
  rv_path(0);
  CU_ASSERT(case_legal(refused));
  case_fence(fence_all());
  rv_path(0);
  CU_ASSERT_FALSE(case_legal(refused));
}

// K4 W6
static void test_a_refused_update_is_an_access_fault(void) {
  case_open(FORMAT_SV39, plain);
  struct answer refused = {.kind = ANSWER_ACCESS_FAULT, .code = 5};
  uint64_t bare = rv_leaf(0x9000) & ~(uint64_t)RV_A_BIT;
  rv_path(bare);
  CU_ASSERT_FALSE(case_legal(refused));
  case_cas_error(0x3008, bare | RV_A_BIT);
  CU_ASSERT_FALSE(case_legal(refused));
  case_cas_error(0x3000, bare | RV_A_BIT);
  CU_ASSERT(case_legal(refused));
  case_fence(fence_va(0));
  CU_ASSERT_FALSE(case_legal(refused)); // the leaf is fenced
  case_read(0x3000, bare);
  CU_ASSERT(case_legal(refused)); // the refusal is not (priv 3.7.2)
  case_fence(fence_all());
  rv_path(bare);
  CU_ASSERT_FALSE(case_legal(refused));
  case_cas_error(0x3000, bare | RV_A_BIT);
  CU_ASSERT(case_legal(refused));
}

// P2
static void test_a_refused_update_must_be_fresh_under_fresh_faults(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.fresh_faults = true});
  uint64_t bare = rv_leaf(0x9000) & ~(uint64_t)RV_A_BIT;
  rv_path(bare);
  case_cas_error(0x3000, bare | RV_A_BIT);
  case_accept();
  case_read(0x3000, bare);
  CU_ASSERT_FALSE(case_legal_now((struct answer){.kind = ANSWER_ACCESS_FAULT, .code = 5}));
  case_cas_error(0x3000, bare | RV_A_BIT);
  CU_ASSERT(case_legal_now((struct answer){.kind = ANSWER_ACCESS_FAULT, .code = 5}));
}

CU_TestInfo test_tlb_tests[] = {
    TEST(test_nothing_read_makes_nothing_legal),
    TEST(test_the_answer_of_a_read_path_is_legal_in_every_field),
    TEST(test_old_new_and_mixed_values_are_all_legal_until_a_fence),
    TEST(test_equal_answers_count_once),
    TEST(test_a_cached_invalid_entry_may_serve_riscv),
    TEST(test_fresh_faults_must_be_read_since_accept),
    TEST(test_a_usable_leaf_that_refuses_may_be_cached_under_fresh_faults),
    TEST(test_a_value_read_after_the_answer_is_not_known_yet),
    TEST(test_use_time_rights_are_never_stale),
    TEST(test_a_store_needs_a_known_d),
    TEST(test_a_lost_compare_and_swap_makes_the_old_value_known_and_not_the_desired),
    TEST(test_an_update_sets_exactly_what_the_access_needs),
    TEST(test_a_fenced_leaf_asks_for_no_update),
    TEST(test_a_refused_read_is_an_access_fault),
    TEST(test_a_refused_update_is_an_access_fault),
    TEST(test_a_refused_update_must_be_fresh_under_fresh_faults),
    CU_TEST_INFO_NULL,
};
