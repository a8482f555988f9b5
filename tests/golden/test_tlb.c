// Knowledge: what makes an answer legal, and what the golden TLB says about one that is not. Fences are
// test_tlb_fence.c's.
#include "tests/golden/tlb_case.h"

static const struct gtlb_profile plain = {.order = AD_EAGER};

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

static void test_a_cached_invalid_entry_may_serve_riscv(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(0);
  CU_ASSERT(case_legal(page_fault(13)));
}

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

static void test_a_usable_leaf_that_refuses_may_be_cached_under_fresh_faults(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.fresh_faults = true});
  rv_path(rv_leaf(0x9000));
  tc.req.access = ACCESS_FETCH;
  CU_ASSERT(case_legal(page_fault(12)));
  case_read(0x3000, rv_leaf(0x9000) & ~(uint64_t)RV_A_BIT);
  tc.req.access = ACCESS_LOAD;
  tc.regime.flags &= ~(uint32_t)RV_ADUE; // the A=0 leaf now faults, and was read before the request
  CU_ASSERT_FALSE(case_legal(page_fault(13)));
}

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

// --- A and D ------------------------------------------------------------------------------------------------------
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

static void test_a_lost_compare_and_swap_makes_the_old_value_known_and_not_the_desired(void) {
  case_open(FORMAT_SV39, plain);
  uint64_t clean = rv_leaf(0x9000) & ~(uint64_t)RV_D_BIT;
  rv_path(clean);
  tc.req.access = ACCESS_STORE;
  case_cas(0x3000, rv_leaf(0xa000), clean | RV_D_BIT, false);
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(case_legal(ok_at(0xa000, 12, false)));
}

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

// --- errors -------------------------------------------------------------------------------------------------------
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
  case_fence(fence_va(0)); // at level 0 it stands for the page
  CU_ASSERT_FALSE(case_legal(refused));
}

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
  case_read(0x3000, bare); // the refusal is older than the fence
  CU_ASSERT_FALSE(case_legal(refused));
  case_cas_error(0x3000, bare | RV_A_BIT);
  case_read(0x3000, bare);
  CU_ASSERT(case_legal(refused));
}

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

// --- addresses and regimes ----------------------------------------------------------------------------------------
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
  case_fence(fence_va(0xf000)); // anywhere in its 64 KiB
  CU_ASSERT_FALSE(case_legal(ok_at(0x20000, 16, false)));
}

static void test_a_malformed_napot_entry_serves_no_neighbour(void) {
  case_open(FORMAT_SV39, plain);
  uint64_t malformed = UINT64_C(1) << 63 | rv_leaf(0x21000);
  case_read(ROOT, rv_pointer(0x2000));
  case_read(0x2000, rv_pointer(0x3000));
  case_read(0x3008, malformed);
  case_read(0x3010, rv_leaf(0x9000)); // an ordinary neighbour
  case_read_error(0x3018);
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

static void test_a_napot_neighbour_asks_for_no_update(void) {
  case_open(FORMAT_SV39, plain);
  uint64_t napot = (UINT64_C(1) << 63 | (rv_leaf(0x20000) + (8 << 10))) & ~(uint64_t)RV_D_BIT;
  rv_path(0);
  case_read(0x3008, napot);
  tc.req.access = ACCESS_STORE;
  case_accept();
  CU_ASSERT_FALSE(case_updates(0x3000, napot, napot | RV_D_BIT));
  tc.req.va = 0x1000;
  CU_ASSERT(case_updates(0x3008, napot, napot | RV_D_BIT));
}

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

// --- reads --------------------------------------------------------------------------------------------------------
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

// --- one walk, memory, limits -------------------------------------------------------------------------------------
static void test_whole_walk_refuses_values_no_one_walk_can_have_read(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.whole_walk = true});
  rv_path(rv_leaf(0x9000));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  case_read(0x2000, rv_pointer(0x3000) | RV_G_BIT); // first read after the leaf was last read
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, true)));
  case_read(0x3000, rv_leaf(0x9000));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, true)));
}

static uint64_t table[4][512];
static enum phys_status peek(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  (void)ctx, (void)bytes;
  *value = table[addr >> 12][addr >> 3 & 511];
  return *value == 0xdead ? PHYS_ERROR : PHYS_OK;
}

static void test_an_answer_only_old_values_give_is_stale(void) {
  static const struct phys memory = {.read = peek};
  case_open(FORMAT_SV39, plain);
  tc.memory = &memory;
  table[1][0] = rv_pointer(0x2000);
  table[2][0] = rv_pointer(0x3000);
  table[3][0] = rv_leaf(0x9000);
  rv_path(rv_leaf(0x9000));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_FALSE(tc.found.stale_only);
  table[3][0] = rv_leaf(0xa000);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(tc.found.stale_only);
  case_read(0x3000, rv_leaf(0xa000));
  case_read(0x3000, rv_leaf(0x9000)); // newer, and stale; another way to the answer of memory
  case_read(0x3000, rv_leaf(0xa000) | 0x100);
  tc.count = false;
  CU_ASSERT(case_legal(ok_at(0xa000, 12, false)));
  CU_ASSERT_FALSE(tc.found.stale_only);
  CU_ASSERT_EQUAL(tc.found.walk.step[2].value, rv_leaf(0xa000));
  case_asid(ASID, ROOT2); // memory below the old root is no answer of the new one
  CU_ASSERT(case_legal(ok_at(0xa000, 12, false)));
  CU_ASSERT(tc.found.stale_only);
}

static void test_a_refusal_is_stale_once_memory_answers(void) {
  static const struct phys memory = {.read = peek};
  struct answer refused = {.kind = ANSWER_ACCESS_FAULT, .code = 5};
  case_open(FORMAT_SV39, plain);
  tc.memory = &memory;
  table[1][0] = 0xdead;
  case_read_error(ROOT);
  CU_ASSERT(case_legal(refused));
  CU_ASSERT_FALSE(tc.found.stale_only);
  table[1][0] = 0;
  CU_ASSERT(case_legal(refused));
  CU_ASSERT(tc.found.stale_only);
  case_read(ROOT, 0);
  table[1][0] = 0xdead;
  CU_ASSERT(case_legal(page_fault(13)));
  CU_ASSERT(tc.found.stale_only);
}

static void test_more_answers_than_shown_are_counted(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  for (uint64_t i = 1; i < 20; i++)
    case_read(0x3000, rv_leaf(0x9000 + i * 0x1000));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 20);
  CU_ASSERT_EQUAL(tc.found.shown, GTLB_SHOWN);
  tc.count = false;
  CU_ASSERT(case_legal(ok_at(0x1c000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
}

// 40 tables of 40 leaves each.
static void read_a_thicket(uint64_t pa) {
  case_read(ROOT, rv_pointer(0x2000));
  for (uint64_t t = 0; t < 40; t++) {
    case_read(0x2000, rv_pointer(0x10000 + t * 0x1000));
    for (uint64_t l = 0; l < 40; l++)
      case_read(0x10000 + t * 0x1000, rv_leaf(pa + (t * 40 + l) * 0x1000));
  }
}

static void test_no_more_than_255_answers_are_counted(void) {
  case_open(FORMAT_SV39, plain);
  read_a_thicket(0x100000);
  CU_ASSERT(case_legal(ok_at(0x100000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 255);
  CU_ASSERT_EQUAL(tc.found.status, GTLB_OK);
}

static void test_too_many_walks_is_a_status_and_not_a_verdict(void) {
  case_open(FORMAT_SV39, plain);
  read_a_thicket(0x100000);
  for (uint64_t r = 1; r <= 16; r++) {
    case_asid(ASID, r << 20);
    case_read(r << 20, rv_pointer(0x2000));
  }
  CU_ASSERT_FALSE(case_legal(ok_at(0x77000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_TOO_MANY_WALKS);
  CU_ASSERT_FALSE(tc.found.forgotten);
  CU_ASSERT(case_legal(ok_at(0x100000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_TOO_MANY_WALKS); // the count is open
  tc.count = false;
  CU_ASSERT(case_legal(ok_at(0x100000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_OK);
}

static void test_too_many_values_of_one_entry_is_a_status_too(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  for (uint64_t i = 0; i <= GTLB_MAX_VALUES; i++)
    case_read(0x3000, rv_leaf(0x100000 + i * 0x1000));
  CU_ASSERT_FALSE(case_legal(ok_at(0x77000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_TOO_MANY_WALKS);
  uint64_t bare = rv_leaf(0x9000) & ~(uint64_t)RV_A_BIT;
  CU_ASSERT(case_updates(0x3000, bare, bare | RV_A_BIT)); // open: taken as explained, and counted
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).bounded, 1);
}

static void test_of_too_many_forgotten_values_the_newest_are_told(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  for (uint64_t i = 0; i <= GTLB_MAX_VALUES; i++)
    case_read(0x3000, rv_leaf(0x100000 + i * 0x1000));
  for (uint64_t i = 1; i < 8; i++)
    case_read(0x3000, rv_leaf(0x100000 + i * 0x1000)); // old slots, new times
  case_fence(fence_all());
  rv_path(rv_leaf(0xa000));
  CU_ASSERT_FALSE(case_legal(ok_at(0x101000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_OK);
  CU_ASSERT(tc.found.forgotten);
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_FALSE(tc.found.forgotten);
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
    TEST(test_a_non_canonical_address_has_one_answer_and_reads_nothing),
    TEST(test_without_translation_no_old_table_answers),
    TEST(test_the_mode_of_an_asid_may_be_stale_where_the_address_is_canonical),
    TEST(test_a_napot_leaf_serves_its_neighbours_and_no_others),
    TEST(test_a_malformed_napot_entry_serves_no_neighbour),
    TEST(test_without_svnapot_no_neighbour_serves),
    TEST(test_a_napot_neighbour_asks_for_no_update),
    TEST(test_pbmte_may_be_stale_until_a_fence_of_everything),
    TEST(test_adue_may_be_stale_in_either_direction),
    TEST(test_a_read_lies_where_a_root_or_a_known_pointer_leads),
    TEST(test_a_fenced_pointer_explains_no_read),
    TEST(test_a_global_pointer_of_another_asid_explains_a_read),
    TEST(test_whole_walk_refuses_values_no_one_walk_can_have_read),
    TEST(test_an_answer_only_old_values_give_is_stale),
    TEST(test_a_refusal_is_stale_once_memory_answers),
    TEST(test_more_answers_than_shown_are_counted),
    TEST(test_no_more_than_255_answers_are_counted),
    TEST(test_too_many_walks_is_a_status_and_not_a_verdict),
    TEST(test_too_many_values_of_one_entry_is_a_status_too),
    TEST(test_of_too_many_forgotten_values_the_newest_are_told),
    CU_TEST_INFO_NULL,
};
