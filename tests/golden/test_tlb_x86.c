// The golden TLB on x86: what is never cached, A on the way, INVLPG, MOV CR3, page faults.
#include "tests/golden/tlb_case.h"

static const struct gtlb_profile plain = {.order = AD_EAGER};

static void x86_open(void) {
  case_open(FORMAT_X86_4L, plain);
}

// W4 K2
static void test_x86_never_serves_a_not_present_entry_read_before(void) {
  x86_open();
  x_path(0);
  case_accept();
  CU_ASSERT_FALSE(case_legal_now(page_fault(4)));
  CU_ASSERT(tc.found.forgotten);
  case_read(0x4000, 0);
  CU_ASSERT(case_legal_now(page_fault(4)));
}

// W5 W6 K2
static void test_x86_never_serves_a_malformed_or_refused_entry_read_before(void) {
  x86_open();
  tc.regime.pa_bits = 40;
  case_asid(ASID, ROOT);
  x_path(x_leaf(UINT64_C(1) << 45));
  case_accept();
  CU_ASSERT_FALSE(case_legal_now(page_fault(13)));
  case_read(0x4000, x_leaf(UINT64_C(1) << 45));
  CU_ASSERT(case_legal_now(page_fault(13)));
  case_read_error(0x4000);
  CU_ASSERT(case_legal_now((struct answer){.kind = ANSWER_BUS_ERROR}));
  CU_ASSERT_FALSE(case_legal((struct answer){.kind = ANSWER_BUS_ERROR}));
}

static void test_x86_serves_stale_rights_until_fenced(void) {
  x86_open();
  x_path(x_leaf(0x9000) & ~UINT64_C(2));
  tc.req.access = ACCESS_STORE;
  CU_ASSERT(case_legal(page_fault(7))); // present, accessed, read-only
  case_fence(invlpg(0, ASID));
  CU_ASSERT_FALSE(case_legal(page_fault(7)));
}

// W7
static void test_an_execute_disable_bit_is_no_napot(void) {
  x86_open();
  x_path(x_leaf(0x9000) | UINT64_C(1) << 63);
  struct answer a = x_ok_at(0x9000, 12, false);
  a.perm &= (uint8_t)~PERM_X;
  CU_ASSERT(case_legal(a));
  tc.req.va = 0x1000;
  CU_ASSERT_FALSE(case_legal(a));
  CU_ASSERT_EQUAL(tc.found.answers, 0);
}

// W3 X2
static void test_an_x86_answer_needs_a_at_every_level(void) {
  x86_open();
  x_path(x_leaf(0x9000));
  case_accept();
  case_read(0x2000, x_pointer(0x6000) & ~(uint64_t)X_A_BIT);
  case_read(0x6000, x_pointer(0x4000));
  CU_ASSERT(case_legal_now(x_ok_at(0x9000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
  case_read(0x6000, 0);
  CU_ASSERT(case_legal_now(page_fault(4))); // a walk that faults lower down may leave A clear
  CU_ASSERT(case_updates(0x2000, 0x6000 | 7, 0x6000 | 0x27));
  CU_ASSERT_FALSE(case_updates(0x2000, 0x6000 | 7, 0x6000 | 0x67));
}

// X2 P9
static void test_a_lazy_walk_updates_nothing_on_the_way_to_a_fault(void) {
  case_open(FORMAT_X86_4L, (struct gtlb_profile){.order = AD_LAZY});
  case_accept();
  case_read(ROOT, 0x2000 | 7);
  case_read(0x2000, x_pointer(0x3000));
  case_read(0x3000, 0);
  CU_ASSERT_FALSE(case_updates(ROOT, 0x2000 | 7, 0x2000 | 0x27));
  case_read(0x3000, x_pointer(0x4000));
  case_read(0x4000, x_leaf(0x9000));
  CU_ASSERT(case_updates(ROOT, 0x2000 | 7, 0x2000 | 0x27));
}

static void test_an_eager_walk_updates_no_fenced_pointer(void) {
  x86_open();
  case_accept();
  case_read(ROOT, 0x2000 | 7);
  case_fence(fence_asid(ASID));
  CU_ASSERT(case_updates(ROOT, 0x2000 | 7, 0x2000 | 0x27));
  case_accept();
  CU_ASSERT_FALSE(case_updates(ROOT, 0x2000 | 7, 0x2000 | 0x27));
}

static void test_a_refused_update_on_the_way_is_a_bus_error_of_an_eager_walk_only(void) {
  struct answer refused = {.kind = ANSWER_BUS_ERROR};
  for (unsigned lazy = 0; lazy < 2; lazy++) {
    case_open(FORMAT_X86_4L, (struct gtlb_profile){.order = lazy ? AD_LAZY : AD_EAGER});
    case_accept();
    case_cas_error(ROOT, 0x2000 | 0x27);
    case_read(ROOT, 0x2000 | 7);
    case_read(0x2000, 0);
    CU_ASSERT_EQUAL(case_legal_now(refused), !lazy);
    CU_ASSERT(case_legal_now(page_fault(4)));
    tc.count = false;
    CU_ASSERT(case_legal_now(page_fault(4)));
    CU_ASSERT_FALSE(case_legal(refused)); // of an older request
  }
}

static void test_x86_uses_no_refusal_older_than_the_request(void) {
  x86_open();
  x_path(x_leaf(0x9000));
  case_cas_error(0x4000, 0x9000 | 0x67);
  case_accept();
  case_read(0x4000, 0x9000 | 0x47);
  CU_ASSERT_FALSE(case_legal_now((struct answer){.kind = ANSWER_BUS_ERROR}));
  CU_ASSERT(tc.found.status == GTLB_OK);
}

// W10 F2
static void test_invlpg_takes_globals_and_other_asids_globals(void) {
  x86_open();
  x_path(x_leaf(0x9000) | X_G_BIT);
  case_asid(ASID2, ROOT2);
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, true)));
  case_fence(invlpg(0x1000, ASID2));
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, true)));
  case_fence(invlpg(0, ASID2));
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x9000, 12, true)));
}

// F4
static void test_mov_cr3_spares_globals_and_other_pcids(void) {
  x86_open();
  x_path(x_leaf(0x9000));
  case_read(0x4008, x_leaf(0xa000) | X_G_BIT);
  case_fence(fence_asid(ASID2));
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, false)));
  case_fence(fence_asid(ASID));
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x9000, 12, false)));
  tc.req.va = 0x1000;
  CU_ASSERT(case_legal(x_ok_at(0xa000, 12, true)));
}

// F3 W1 W15
static void test_invlpg_of_another_page_takes_pointers_but_not_a_whole_cached_walk(void) {
  x86_open();
  x_path(x_leaf(0x9000));
  case_fence(invlpg(0x1000, ASID));
  case_accept();
  CU_ASSERT(case_legal_now(x_ok_at(0x9000, 12, false))); // the TLB entry was not named
  CU_ASSERT_FALSE(case_reads(0x2000));                   // the paging-structure cache was emptied
  CU_ASSERT(case_reads(ROOT));
  case_read(0x4000, x_leaf(0xa000)); // no entry of before can hold this leaf
  CU_ASSERT_FALSE(case_legal(x_ok_at(0xa000, 12, false)));
  CU_ASSERT(tc.found.forgotten);
  x_path(x_leaf(0xa000));
  CU_ASSERT(case_legal(x_ok_at(0xa000, 12, false)));
}

static void test_invlpg_of_the_page_takes_pointers_though_the_leaf_is_read_again(void) {
  x86_open();
  x_path(x_leaf(0x9000));
  case_fence(invlpg(0, ASID));
  case_read(0x4000, x_leaf(0x9000));
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x9000, 12, false)));
  x_path(x_leaf(0x9000));
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, false)));
}

static void test_after_invlpg_no_fault_comes_by_an_old_pointer(void) {
  x86_open();
  x_path(0);
  case_fence(invlpg(0x1000, ASID));
  case_accept();
  case_read(0x4000, 0);
  CU_ASSERT_FALSE(case_legal_now(page_fault(4)));
  case_fence(fence_all());
  case_accept();
  x_path(0);
  CU_ASSERT(case_legal_now(page_fault(4)));
}

static void test_invpcid_of_an_address_in_any_pcid_takes_pointers_of_all(void) {
  x86_open();
  x_path(x_leaf(0x9000));
  case_fence((struct fence){.va_valid = true, .va = 0x1000, .structures = true});
  case_accept();
  CU_ASSERT_FALSE(case_reads(0x2000));
}

static void test_pointers_of_another_pcid_outlive_invlpg(void) {
  x86_open();
  x_path(x_leaf(0x9000));
  case_asid(ASID2, ROOT);
  case_fence(invlpg(0x1000, ASID2));
  case_read(0x4000, x_leaf(0xa000) | X_G_BIT); // read by ASID's pointers; its global page serves ASID2
  CU_ASSERT(case_legal(x_ok_at(0xa000, 12, true)));
}

// X1
static void test_a_page_fault_taken_drops_the_leaf_of_its_pcid(void) {
  x86_open();
  x_path(x_leaf(0x9000) & ~UINT64_C(2));
  case_read(0x4008, x_leaf(0xa000) & ~UINT64_C(2));
  tc.req.access = ACCESS_STORE;
  CU_ASSERT(case_legal(page_fault(7)));
  struct request faulted = {.va = 0xabc};
  CU_ASSERT_EQUAL(gtlb_page_fault_taken(tc.g, gtlb_when(tc.clock++, PHASE_RESPONSE), &tc.regime, &faulted), GTLB_OK);
  CU_ASSERT_FALSE(case_legal(page_fault(7)));
  CU_ASSERT(case_reads(0x4000)); // pointers stay
  tc.req.va = 0x1000;
  CU_ASSERT(case_legal(page_fault(7)));
}

static void test_a_non_canonical_x86_address_is_a_general_protection(void) {
  x86_open();
  x_path(x_leaf(0x9000));
  tc.req.va = UINT64_C(1) << 47;
  CU_ASSERT(case_legal((struct answer){.kind = ANSWER_GENERAL_PROTECTION}));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
}

// W18
static void test_an_address_lass_refuses_has_one_answer_and_reads_nothing(void) {
  x86_open();
  case_regime(ROOT, ASID, tc.regime.flags | X86_LASS);
  tc.req.va = UINT64_MAX << 12;
  CU_ASSERT(case_legal((struct answer){.kind = ANSWER_GENERAL_PROTECTION}));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
  CU_ASSERT_FALSE(case_reads(ROOT + 0xff8));
}

static void test_whole_walk_narrows_an_eager_x86_walk_and_spares_a_lazy_one(void) {
  for (unsigned lazy = 0; lazy < 2; lazy++) {
    case_open(FORMAT_X86_4L, (struct gtlb_profile){.whole_walk = true, .order = lazy ? AD_LAZY : AD_EAGER});
    x_path(x_leaf(0x9000));
    case_read(0x2000, x_pointer(0x3000) | 0x200); // a new value, newer than the leaf
    case_fence(fence_va_asid(0x5000, ASID));
    case_read(0x3000, x_pointer(0x4000));
    struct answer a = x_ok_at(0x9000, 12, false);
    CU_ASSERT(case_legal(a)); // by the first value in any case
    CU_ASSERT_EQUAL(tc.found.walk.step[1].value == x_pointer(0x3000), !lazy);
  }
}

// F7: CR4.SMEP going to 1 takes what belongs to the current PCID, the global entries made under it
// included (SDM3 4.10.4.1); what another PCID made stays.
static void test_a_flush_of_one_pcid_spares_globals_and_pointers_of_others(void) {
  struct fence smep = {.asid_valid = true, .asid = ASID2, .globals = true, .structures = true};
  case_open(FORMAT_X86_4L, (struct gtlb_profile){.order = AD_EAGER});
  tc.req.va = 0x1000;
  x_path(0);
  case_read(0x4008, x_leaf(0x9000) | X_G_BIT);
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, true)));
  CU_ASSERT_EQUAL(case_fence(smep), GTLB_OK);
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, true)));
  case_read(0x4008, x_leaf(0xa000) | X_G_BIT); // by pointers that stay
  CU_ASSERT(case_legal(x_ok_at(0xa000, 12, true)));
  case_asid(ASID2, ROOT2);
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, true)));
  smep.asid = ASID;
  CU_ASSERT_EQUAL(case_fence(smep), GTLB_OK);
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x9000, 12, true)));
  CU_ASSERT(tc.found.forgotten);
  case_read(0x4008, x_leaf(0x9000) | X_G_BIT);
  CU_ASSERT_FALSE(case_legal(x_ok_at(0x9000, 12, true))); // its pointers are gone too
}

// W10: the same table as the root of two PCIDs: what SMEP took of one, the other may have made.
static void test_a_root_two_pcids_share_gives_the_globals_of_each(void) {
  const struct fence smep = {.asid_valid = true, .asid = ASID2, .globals = true, .structures = true};
  case_open(FORMAT_X86_4L, (struct gtlb_profile){.order = AD_EAGER});
  x_path(x_leaf(0x9000) | X_G_BIT);
  case_asid(ASID2, ROOT);
  CU_ASSERT_EQUAL(case_fence(smep), GTLB_OK);
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, true)));
}

CU_TestInfo test_tlb_x86_tests[] = {
    TEST(test_x86_never_serves_a_not_present_entry_read_before),
    TEST(test_x86_never_serves_a_malformed_or_refused_entry_read_before),
    TEST(test_x86_serves_stale_rights_until_fenced),
    TEST(test_an_execute_disable_bit_is_no_napot),
    TEST(test_an_x86_answer_needs_a_at_every_level),
    TEST(test_a_lazy_walk_updates_nothing_on_the_way_to_a_fault),
    TEST(test_an_eager_walk_updates_no_fenced_pointer),
    TEST(test_a_refused_update_on_the_way_is_a_bus_error_of_an_eager_walk_only),
    TEST(test_x86_uses_no_refusal_older_than_the_request),
    TEST(test_invlpg_takes_globals_and_other_asids_globals),
    TEST(test_mov_cr3_spares_globals_and_other_pcids),
    TEST(test_invlpg_of_another_page_takes_pointers_but_not_a_whole_cached_walk),
    TEST(test_invlpg_of_the_page_takes_pointers_though_the_leaf_is_read_again),
    TEST(test_after_invlpg_no_fault_comes_by_an_old_pointer),
    TEST(test_invpcid_of_an_address_in_any_pcid_takes_pointers_of_all),
    TEST(test_pointers_of_another_pcid_outlive_invlpg),
    TEST(test_a_page_fault_taken_drops_the_leaf_of_its_pcid),
    TEST(test_a_non_canonical_x86_address_is_a_general_protection),
    TEST(test_an_address_lass_refuses_has_one_answer_and_reads_nothing),
    TEST(test_whole_walk_narrows_an_eager_x86_walk_and_spares_a_lazy_one),
    TEST(test_a_flush_of_one_pcid_spares_globals_and_pointers_of_others),
    TEST(test_a_root_two_pcids_share_gives_the_globals_of_each),
    CU_TEST_INFO_NULL,
};
