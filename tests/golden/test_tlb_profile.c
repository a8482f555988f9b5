// The table of what may be kept, and the profiles of DUTs that keep less or do more.
#include "tests/golden/tlb_case.h"

static const struct gtlb_profile plain = {.order = AD_EAGER};

// --- from_root -----------------------------------------------------------------------------------
// P6
static void test_a_walk_from_the_root_reads_below_it_what_it_came_by(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.from_root = true});
  rv_path(rv_leaf(0x9000));
  case_accept();
  CU_ASSERT(case_legal_now(ok_at(0x9000, 12, false))); // a TLB may answer
  CU_ASSERT(case_reads(ROOT));
  CU_ASSERT_FALSE(case_reads(0x2000));
  case_read(ROOT, rv_pointer(0x2000));
  CU_ASSERT(case_reads(0x2000));
  CU_ASSERT_FALSE(case_reads(0x3000));
}

// --- unseen --------------------------------------------------------------------------------------
// P7
static void test_what_a_dut_does_not_tell_is_not_compared(void) {
  static const uint8_t field[] = {GTLB_UNSEEN_SHIFT, GTLB_UNSEEN_PERM, GTLB_UNSEEN_TYPE, GTLB_UNSEEN_GLOBAL};
  for (unsigned i = 0; i < 4; i++) {
    case_open(FORMAT_SV39, (struct gtlb_profile){.unseen = field[i]});
    rv_path(rv_leaf(0x9000));
    case_accept();
    const struct answer right = ok_at(0x9000, 12, false);
    for (unsigned wrong = 0; wrong < 4; wrong++) {
      struct answer a = right;
      a.shift ^= wrong == 0 ? 1 : 0;
      a.perm ^= wrong == 1 ? PERM_W : 0;
      a.type ^= wrong == 2 ? 1 : 0;
      a.global ^= wrong == 3;
      CU_ASSERT_EQUAL(case_legal_now(a), wrong == i);
    }
    CU_ASSERT_FALSE(case_legal_now(ok_at(0xa000, 12, false)));
    CU_ASSERT_FALSE(case_legal_now(page_fault(13)));
  }
}

static void test_a_dut_may_tell_only_the_kind_of_a_fault_or_that_it_is_one(void) {
  for (unsigned i = 0; i < 2; i++) {
    case_open(FORMAT_SV39, (struct gtlb_profile){.unseen = i ? GTLB_UNSEEN_KIND : GTLB_UNSEEN_CODE});
    rv_path(0);
    case_accept();
    const struct answer refused = {.kind = ANSWER_ACCESS_FAULT, .code = 5};
    CU_ASSERT(case_legal_now(page_fault(0)));
    CU_ASSERT_EQUAL(case_legal_now(refused), i == 1);
    CU_ASSERT_FALSE(case_legal_now(ok_at(0x9000, 12, false)));
  }
}

// --- no_tlb --------------------------------------------------------------------------------------
// P3
static void test_a_walker_of_its_own_answers_by_what_it_read_since_accept(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.no_tlb = true});
  rv_path(rv_leaf(0x9000));
  case_accept();
  CU_ASSERT_FALSE(case_legal_now(ok_at(0x9000, 12, false)));
  CU_ASSERT(tc.found.forgotten);
  CU_ASSERT(case_reads(ROOT));
  CU_ASSERT_FALSE(case_reads(0x2000)); // its pointer was read for another request
  case_read(ROOT, rv_pointer(0x2000));
  CU_ASSERT(case_reads(0x2000));
  case_read(0x2000, rv_pointer(0x3000));
  case_read(0x3000, rv_leaf(0xa000));
  CU_ASSERT_FALSE(case_legal_now(ok_at(0x9000, 12, false)));
  CU_ASSERT(case_legal_now(ok_at(0xa000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
}

// P3
static void test_a_walker_of_its_own_knows_no_neighbour_no_old_root_no_old_setting(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.no_tlb = true});
  case_regime(ROOT2, ASID, tc.regime.flags | RV_PBMTE);
  case_regime(ROOT, ASID, tc.regime.flags & ~(uint32_t)RV_PBMTE);
  case_accept();
  CU_ASSERT_FALSE(case_reads(ROOT2));
  rv_path(rv_leaf(0x9000) | UINT64_C(1) << 61);
  struct answer typed = ok_at(0x9000, 12, false);
  typed.type = 1;
  CU_ASSERT_FALSE(case_legal_now(typed));
  CU_ASSERT(case_legal_now(page_fault(13)));
  case_accept();
  rv_path(0);
  case_read(0x3008, UINT64_C(1) << 63 | (rv_leaf(0x20000) + (8 << 10)));
  CU_ASSERT_FALSE(case_legal_now(ok_at(0x20000, 16, false)));
}

static void test_a_walker_of_its_own_is_refused_by_its_own_updates_only(void) {
  struct answer refused = {.kind = ANSWER_ACCESS_FAULT, .code = 5};
  uint64_t bare = rv_leaf(0x9000) & ~(uint64_t)RV_A_BIT;
  case_open(FORMAT_SV39, (struct gtlb_profile){.no_tlb = true});
  case_cas_error(0x3000, bare | RV_A_BIT);
  case_accept();
  rv_path(bare);
  CU_ASSERT_FALSE(case_legal_now(refused));
  case_cas_error(0x3000, bare | RV_A_BIT);
  CU_ASSERT(case_legal_now(refused));
}

// --- no_update -----------------------------------------------------------------------------------
// P4
static void test_hardware_that_never_updates_faults_on_a_clear_bit_whatever_adue_is(void) {
  uint64_t bare = rv_leaf(0x9000) & ~(uint64_t)(RV_A_BIT | RV_D_BIT);
  case_open(FORMAT_SV39, (struct gtlb_profile){.no_update = true});
  rv_path(bare);
  CU_ASSERT(case_legal(page_fault(13)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
  CU_ASSERT_FALSE(case_updates(0x3000, bare, bare | RV_A_BIT));
  tc.req.access = ACCESS_STORE;
  case_read(0x3000, bare | RV_A_BIT);
  CU_ASSERT(case_legal(page_fault(15)));
  CU_ASSERT_FALSE(case_updates(0x3000, bare | RV_A_BIT, bare | RV_A_BIT | RV_D_BIT));
}

static void test_x86_hardware_updates_whatever_no_update_says(void) {
  case_open(FORMAT_X86_4L, (struct gtlb_profile){.no_update = true});
  case_accept();
  case_read(ROOT, 0x2000 | 7);
  CU_ASSERT(case_updates(ROOT, 0x2000 | 7, 0x2000 | 0x27));
}

// --- whole_walk ----------------------------------------------------------------------------------
// P1
static void test_without_a_page_walk_cache_a_read_follows_one_walk(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.whole_walk = true});
  case_read(0x2000, rv_pointer(0x3000));
  case_read(ROOT, rv_pointer(0x2000));
  case_accept();
  CU_ASSERT(case_reads(0x2000));
  CU_ASSERT_FALSE(case_reads(0x3000)); // the pointer to it was read before the one above it
  case_read(0x2000, rv_pointer(0x3000));
  CU_ASSERT(case_reads(0x3000));
}

// --- speculation ---------------------------------------------------------------------------------
// P5
static void test_speculative_reads_lie_in_tables_that_are_led_to(void) {
  for (unsigned speculation = 0; speculation < 2; speculation++) {
    case_open(FORMAT_SV39, (struct gtlb_profile){.speculation = speculation});
    case_accept();
    CU_ASSERT_EQUAL(case_reads(ROOT + 0xff8), speculation);
    CU_ASSERT_FALSE(case_reads(0x2010));
    case_read(ROOT + 0xff8, rv_pointer(0x2000));
    CU_ASSERT_EQUAL(case_reads(0x2010), speculation);
    CU_ASSERT_FALSE(case_reads(0x3000));
    case_read_error(0x2010);
    case_read(0x2010, rv_leaf(0x200000)); // leads to no table
    CU_ASSERT_FALSE(case_reads(0x200000));
    case_read(0x2010, rv_pointer(0x3000) | 2 | 4 | UINT64_C(1) << 54);
    CU_ASSERT_FALSE(case_reads(0x3000));
    case_read(0x2010, rv_pointer(0x3000) & ~UINT64_C(1));
    CU_ASSERT_FALSE(case_reads(0x3000));
    case_fence(fence_all());
    case_accept();
    CU_ASSERT_FALSE(case_reads(0x2010));
  }
}

static void test_speculation_reads_what_it_reads_now(void) {
  case_open(FORMAT_X86_4L, (struct gtlb_profile){.speculation = true});
  case_read(ROOT + 8, x_pointer(0x2000) & ~(uint64_t)X_A_BIT);
  case_accept();
  CU_ASSERT_FALSE(case_reads(0x2000)); // A=0: no pointer that may be kept
  tc.query.now = gtlb_when(tc.clock, PHASE_SAMPLE);
  CU_ASSERT_FALSE(gtlb_explains_read(tc.g, &tc.query, ROOT, 4));
  tc.clock++;
  case_read(ROOT + 8, (x_pointer(0x2000) | 0x200) & ~(uint64_t)X_A_BIT);
  CU_ASSERT_FALSE(gtlb_explains_read(tc.g, &tc.query, 0x2000, 8)); // read after `now`
  CU_ASSERT(case_reads(0x2000));
}

static void test_speculation_follows_what_was_read_in_its_own_width(void) {
  case_open(FORMAT_X86_4L, (struct gtlb_profile){.speculation = true});
  case_read(ROOT + 8, x_pointer(0x2000));
  case_cas_error(ROOT + 16, x_pointer(0x3000)); // was refused
  case_accept();
  CU_ASSERT(case_reads(0x2000));
  CU_ASSERT_FALSE(case_reads(0x3000));
  tc.regime.format = FORMAT_X86_2L;
  case_asid(ASID2, ROOT2);
  case_fence(fence_asid(ASID));
  case_accept();
  CU_ASSERT(case_reads(ROOT2 + 8));
  CU_ASSERT_FALSE(case_reads(0x2000));
}

static void test_speculation_follows_pointers_of_either_byte_order(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.speculation = true});
  case_regime(ROOT, ASID, tc.regime.flags | RV_SBE);
  case_fence(fence_all());
  case_read(ROOT + 0xff8, __builtin_bswap64(rv_pointer(0x2000)));
  case_accept();
  CU_ASSERT(case_reads(0x2010));
  CU_ASSERT_FALSE(case_reads(0x3000));
  case_open(FORMAT_SV32, (struct gtlb_profile){.speculation = true});
  case_regime(ROOT, ASID, tc.regime.flags | RV_SBE);
  case_fence(fence_all());
  case_read(ROOT + 0xffc, __builtin_bswap32((uint32_t)rv_pointer(0x2000)));
  case_accept();
  CU_ASSERT(case_reads(0x2010));
  CU_ASSERT_FALSE(case_reads(0x3000));
}

static void test_speculation_follows_what_compaction_left(void) {
  case_open_sized(FORMAT_SV39, (struct gtlb_profile){.speculation = true}, gtlb_bytes(1));
  for (unsigned i = 0; i < 30; i++)
    CU_ASSERT_EQUAL(case_read(0x100000 + i * 8, rv_pointer(0x2000)), GTLB_OK);
  case_fence(fence_all());
  gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
  case_read(ROOT + 0xff8, rv_pointer(0x3000));
  for (unsigned i = 0; i < 20; i++)
    CU_ASSERT_EQUAL(case_read(0x200000 + i * 8, rv_pointer(0x5000)), GTLB_OK);
  CU_ASSERT(gtlb_statistics(tc.g).compactions > 0);
  case_accept();
  CU_ASSERT_FALSE(case_reads(0x2010));
  CU_ASSERT(case_reads(0x3010));
  CU_ASSERT(case_reads(0x5010));
}

static void test_speculation_from_any_pae_register(void) {
  case_open(FORMAT_X86_PAE, (struct gtlb_profile){.speculation = true});
  tc.regime.pdpte[3] = 0x2001;
  case_asid(0, ROOT);
  case_accept();
  CU_ASSERT(case_reads(0x2ff8));
  CU_ASSERT_FALSE(case_reads(0x3000));
  CU_ASSERT_FALSE(case_reads(ROOT));
}

static void test_speculation_for_an_address_that_reads_nothing_reads_nothing(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.speculation = true});
  tc.req.va = UINT64_C(1) << 40;
  case_accept();
  CU_ASSERT_FALSE(case_reads(ROOT));
}

// P5
static void test_speculation_sets_a_alone_and_never_d(void) {
  uint64_t bare = rv_leaf(0x9000) & ~(uint64_t)(RV_A_BIT | RV_D_BIT);
  for (unsigned speculation = 0; speculation < 2; speculation++) {
    case_open(FORMAT_SV39, (struct gtlb_profile){.speculation = speculation});
    case_read(0x3010, bare);
    case_accept();
    CU_ASSERT_EQUAL(case_updates(0x3010, bare, bare | RV_A_BIT), speculation);
    tc.req.access = ACCESS_STORE;
    CU_ASSERT_FALSE(case_updates(0x3010, bare, bare | RV_A_BIT | RV_D_BIT));
    CU_ASSERT_FALSE(case_updates(0x3010, bare | 0x100, bare | 0x100 | RV_A_BIT)); // not known
    case_read(0x3010, bare | RV_A_BIT);
    CU_ASSERT_FALSE(case_updates(0x3010, bare | RV_A_BIT, bare | RV_A_BIT | RV_D_BIT));
    case_read(0x3010, bare | UINT64_C(1) << 54);
    CU_ASSERT_FALSE(case_updates(0x3010, bare | UINT64_C(1) << 54, bare | UINT64_C(1) << 54 | RV_A_BIT));
    case_fence(fence_all());
    case_accept();
    CU_ASSERT_FALSE(case_updates(0x3010, bare, bare | RV_A_BIT));
  }
  case_open(FORMAT_SV39, (struct gtlb_profile){.speculation = true, .no_update = true});
  case_read(0x3010, bare);
  case_accept();
  CU_ASSERT_FALSE(case_updates(0x3010, bare, bare | RV_A_BIT));
}

// --- ASIDs narrower than 16 bits -----------------------------------------------------------------
// P8
static void test_asid_bits_the_hardware_lacks_do_not_count(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.asid_ignored = 0xff00});
  rv_path(rv_leaf(0x9000));
  case_asid(0x0100 | ASID, ROOT2); // the same ASID to the hardware
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_FALSE(tc.found.answer[0].global);
  case_fence(fence_asid(0x7700 | ASID2));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  case_fence(fence_asid(0x7700 | ASID));
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
}

static void test_without_asids_every_walk_is_of_the_one(void) {
  case_open(FORMAT_SV39, (struct gtlb_profile){.asid_ignored = 0xffff});
  rv_path(rv_leaf(0x9000));
  case_asid(ASID2, ROOT2);
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  case_asid(ASID2, ROOT2);
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
}

static void test_page_fault_drops_by_the_asid_the_hardware_has(void) {
  case_open(FORMAT_X86_4L, (struct gtlb_profile){.asid_ignored = 0xf000});
  x_path(x_leaf(0x9000));
  case_asid(0x1000 | ASID, ROOT);
  gtlb_page_fault_taken(tc.g, gtlb_when(tc.clock++, PHASE_RESPONSE), &tc.regime, &tc.req);
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x9000, 12, false)));
}

// --- Svinval: SINVAL.VMA counts from the SFENCE.INVAL.IR on, which is when it is told ------------
static void test_invalidations_of_one_sequence_are_done_together(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  case_read(0x3008, rv_leaf(0xa000));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  gtlb_time done = gtlb_when(tc.clock++, PHASE_FENCE_DONE);
  struct fence first = fence_va_asid(0, ASID), second = fence_va_asid(0x1000, ASID);
  CU_ASSERT_EQUAL(gtlb_fence_done(tc.g, done, &first), GTLB_OK);
  CU_ASSERT_EQUAL(gtlb_fence_done(tc.g, done, &second), GTLB_OK);
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  tc.req.va = 0x1000;
  CU_ASSERT_FALSE(case_legal(ok_at(0xa000, 12, false)));
}

CU_TestInfo test_tlb_profile_tests[] = {
    TEST(test_a_walk_from_the_root_reads_below_it_what_it_came_by),
    TEST(test_what_a_dut_does_not_tell_is_not_compared),
    TEST(test_a_dut_may_tell_only_the_kind_of_a_fault_or_that_it_is_one),
    TEST(test_a_walker_of_its_own_answers_by_what_it_read_since_accept),
    TEST(test_a_walker_of_its_own_knows_no_neighbour_no_old_root_no_old_setting),
    TEST(test_a_walker_of_its_own_is_refused_by_its_own_updates_only),
    TEST(test_hardware_that_never_updates_faults_on_a_clear_bit_whatever_adue_is),
    TEST(test_x86_hardware_updates_whatever_no_update_says),
    TEST(test_without_a_page_walk_cache_a_read_follows_one_walk),
    TEST(test_speculative_reads_lie_in_tables_that_are_led_to),
    TEST(test_speculation_reads_what_it_reads_now),
    TEST(test_speculation_follows_what_was_read_in_its_own_width),
    TEST(test_speculation_follows_pointers_of_either_byte_order),
    TEST(test_speculation_follows_what_compaction_left),
    TEST(test_speculation_from_any_pae_register),
    TEST(test_speculation_for_an_address_that_reads_nothing_reads_nothing),
    TEST(test_speculation_sets_a_alone_and_never_d),
    TEST(test_asid_bits_the_hardware_lacks_do_not_count),
    TEST(test_without_asids_every_walk_is_of_the_one),
    TEST(test_page_fault_drops_by_the_asid_the_hardware_has),
    TEST(test_invalidations_of_one_sequence_are_done_together),
    CU_TEST_INFO_NULL,
};
