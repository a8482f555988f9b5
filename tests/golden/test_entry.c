#include "golden/entry.h"
#include "tests/suite.h"

static const struct regime sv48 = {.format = FORMAT_SV48, .asid = 7};

static struct tlb_entry small(uint64_t va) {
  return (struct tlb_entry){
      .vpn = va >> 12, .ppn = 0x555, .format = FORMAT_SV48, .asid = 7, .shift = 12, .perm = PERM_R};
}

static struct tlb_entry large(uint64_t va) {
  struct tlb_entry e = small(va);
  e.shift = 21;
  return e;
}

static void test_walk_fills_the_entry_it_found(void) {
  struct request req = {.va = 0xffff800012345678};
  struct walk_record record = {.reason = REASON_OK, .leaf_base = 0x40000000, .pkey = 5, .dirty = true};
  record.answer = (struct answer){.kind = ANSWER_OK, .shift = 21, .perm = PERM_R | PERM_X, .type = 2, .global = true};
  struct tlb_entry e = entry_from_walk(&sv48, &req, &record);
  CU_ASSERT_EQUAL(e.vpn, 0x800012345); // the sign bits are cut, the low bits kept
  CU_ASSERT_EQUAL(e.ppn, 0x40000);
  CU_ASSERT_EQUAL(e.format, FORMAT_SV48);
  CU_ASSERT_EQUAL(e.asid, 7);
  CU_ASSERT_EQUAL(e.shift, 21);
  CU_ASSERT_EQUAL(e.perm, PERM_R | PERM_X);
  CU_ASSERT_EQUAL(e.type, 2);
  CU_ASSERT_EQUAL(e.pkey, 5);
  CU_ASSERT_TRUE(e.global && e.dirty);
}

static void test_entry_answers_inside_its_page_only(void) {
  struct tlb_entry e = small(0x12345000), l = large(0x12345000);
  CU_ASSERT_TRUE(entry_matches(&e, &sv48, 0x12345fff));
  CU_ASSERT_FALSE(entry_matches(&e, &sv48, 0x12346000));
  CU_ASSERT_TRUE(entry_matches(&l, &sv48, 0x12200000));
  CU_ASSERT_TRUE(entry_matches(&l, &sv48, 0x123fffff));
  CU_ASSERT_FALSE(entry_matches(&l, &sv48, 0x12400000));
}

static void test_other_formats_and_asids_do_not_match_unless_global(void) {
  struct tlb_entry e = small(0x1000);
  struct regime other_asid = sv48, other_format = sv48;
  other_asid.asid = 8;
  other_format.format = FORMAT_SV39;
  CU_ASSERT_FALSE(entry_matches(&e, &other_asid, 0x1000));
  CU_ASSERT_FALSE(entry_matches(&e, &other_format, 0x1000));
  e.global = true;
  CU_ASSERT_TRUE(entry_matches(&e, &other_asid, 0x1000));
  CU_ASSERT_FALSE(entry_matches(&e, &other_format, 0x1000));
}

static void test_pages_overlap_by_the_larger_one(void) {
  struct tlb_entry e = small(0x12345000), l = large(0x12200000), far = small(0x12400000);
  CU_ASSERT_TRUE(entry_overlaps(&e, &l));
  CU_ASSERT_TRUE(entry_overlaps(&l, &e));
  CU_ASSERT_FALSE(entry_overlaps(&far, &l));
  CU_ASSERT_FALSE(entry_overlaps(&l, &far));
}

static void test_overlap_needs_one_format_and_one_address_space(void) {
  struct tlb_entry a = small(0x1000), b = small(0x1000);
  b.asid = 8;
  CU_ASSERT_FALSE(entry_overlaps(&a, &b));
  b.global = true;
  CU_ASSERT_TRUE(entry_overlaps(&a, &b));
  CU_ASSERT_TRUE(entry_overlaps(&b, &a));
  b.format = FORMAT_SV39;
  CU_ASSERT_FALSE(entry_overlaps(&a, &b));
}

static void test_fence_by_address_takes_the_page_that_holds_it(void) {
  struct tlb_entry l = large(0x12345000);
  struct fence inside = {.va_valid = true, .va = 0x12200123}, outside = {.va_valid = true, .va = 0x12400000};
  CU_ASSERT_TRUE(entry_fenced(&l, &inside));
  CU_ASSERT_FALSE(entry_fenced(&l, &outside));
}

static void test_fence_compares_sign_extended_addresses_by_their_width(void) {
  struct tlb_entry e = small(0x800012345000);
  struct fence f = {.va_valid = true, .va = 0xffff800012345000};
  CU_ASSERT_TRUE(entry_fenced(&e, &f));
}

static void test_fence_by_asid_takes_that_asid(void) {
  struct tlb_entry e = small(0x1000);
  struct fence same = {.asid_valid = true, .asid = 7}, other = {.asid_valid = true, .asid = 8}, all = {.globals = true};
  CU_ASSERT_TRUE(entry_fenced(&e, &same));
  CU_ASSERT_FALSE(entry_fenced(&e, &other));
  CU_ASSERT_TRUE(entry_fenced(&e, &all));
}

static void test_global_entry_falls_only_to_fences_that_take_globals(void) {
  struct tlb_entry e = small(0x1000);
  e.global = true;
  struct fence same = {.asid_valid = true, .asid = 7}, spares = {0}, all = {.globals = true};
  struct fence invlpg = {.va_valid = true, .va = 0x1000, .asid_valid = true, .asid = 8, .globals = true};
  CU_ASSERT_FALSE(entry_fenced(&e, &same));
  CU_ASSERT_FALSE(entry_fenced(&e, &spares));
  CU_ASSERT_TRUE(entry_fenced(&e, &all));
  CU_ASSERT_TRUE(entry_fenced(&e, &invlpg));
}

static void test_32_bit_formats_compare_addresses_by_32_bits(void) {
  static const enum format_id narrow[] = {FORMAT_SV32, FORMAT_X86_2L, FORMAT_X86_PAE};
  for (unsigned i = 0; i < 3; i++) {
    struct regime regime = {.format = narrow[i], .asid = 7};
    struct request req = {.va = UINT64_C(0xabc00000fedcb123)};
    struct walk_record record = {.leaf_base = 0x3ffc00000};
    record.answer = (struct answer){.shift = narrow[i] == FORMAT_X86_PAE ? 21 : 22, .perm = PERM_R};
    struct tlb_entry e = entry_from_walk(&regime, &req, &record);
    struct fence f = {.va_valid = true, .va = 0xfec00000};
    CU_ASSERT_EQUAL(e.vpn, 0xfedcb);
    CU_ASSERT_EQUAL(e.ppn, 0x3ffc00);
    CU_ASSERT_TRUE(entry_matches(&e, &regime, UINT64_C(0x100000000) | 0xfec01000));
    CU_ASSERT_EQUAL(entry_matches(&e, &regime, 0xfef00000), e.shift == 22);
    CU_ASSERT_FALSE(entry_matches(&e, &regime, 0xff000000));
    CU_ASSERT_TRUE(entry_fenced(&e, &f));
  }
}

// CR3.LAM_U48 under LA57 masks bits 56:48 too: the entry is that of the masked address.
static void test_entry_of_a_masked_address_is_under_its_translated_one(void) {
  struct regime regime = {.format = FORMAT_X86_5L, .flags = X86_LAM_U48, .asid = 7};
  struct request req = {.va = UINT64_C(0x01ff000012345678)};
  struct walk_record record = {.answer = {.shift = 12}};
  struct tlb_entry e = entry_from_walk(&regime, &req, &record);
  CU_ASSERT_EQUAL(e.vpn, 0x12345);
  CU_ASSERT_TRUE(entry_matches(&e, &regime, walk_va(&regime, &req)));
}

static void test_keys_are_judged_when_the_entry_is_used(void) {
  struct tlb_entry e = {.format = FORMAT_X86_4L, .shift = 12, .perm = PERM_R | PERM_W, .pkey = 3, .dirty = true};
  struct regime regime = {.format = FORMAT_X86_4L, .flags = X86_PKE | X86_PKS | X86_WP};
  struct request store = {.access = ACCESS_STORE, .priv = PRIV_SUPERVISOR};
  struct answer a;
  CU_ASSERT_TRUE(entry_answer(&e, &regime, &store, &a) && a.kind == ANSWER_OK);
  regime.pkrs = 2u << 6;
  CU_ASSERT_TRUE(entry_answer(&e, &regime, &store, &a));
  CU_ASSERT_EQUAL(a.code, 0x23);
  e.perm |= PERM_U;
  CU_ASSERT_TRUE(entry_answer(&e, &regime, &store, &a) && a.kind == ANSWER_OK);
  regime.pkru = 1u << 6;
  CU_ASSERT_TRUE(entry_answer(&e, &regime, &store, &a));
  CU_ASSERT_EQUAL(a.code, 0x23);
}

static void test_hit_answers_with_the_offset_of_its_page(void) {
  struct tlb_entry l = large(0x12200000);
  struct request req = {.va = 0x12345679, .priv = PRIV_SUPERVISOR};
  struct answer a;
  l.ppn = 0x40000;
  l.type = 1;
  l.global = true;
  CU_ASSERT_TRUE(entry_answer(&l, &sv48, &req, &a));
  CU_ASSERT_EQUAL(a.kind, ANSWER_OK);
  CU_ASSERT_EQUAL(a.pa, 0x40145679);
  CU_ASSERT_EQUAL(a.shift, 21);
  CU_ASSERT_EQUAL(a.perm, PERM_R);
  CU_ASSERT_EQUAL(a.type, 1);
  CU_ASSERT_TRUE(a.global);
}

static void test_hit_without_the_right_faults_by_use_time_state(void) {
  struct tlb_entry e = small(0x1000);
  e.perm = PERM_R | PERM_U;
  struct request req = {.va = 0x1000, .priv = PRIV_SUPERVISOR};
  struct regime with_sum = sv48;
  struct answer a;
  with_sum.flags = RV_SUM;
  CU_ASSERT_TRUE(entry_answer(&e, &sv48, &req, &a));
  CU_ASSERT_EQUAL(a.kind, ANSWER_PAGE_FAULT);
  CU_ASSERT_EQUAL(a.code, 13);
  CU_ASSERT_EQUAL(a.pa, 0);
  CU_ASSERT_TRUE(entry_answer(&e, &with_sum, &req, &a));
  CU_ASSERT_EQUAL(a.kind, ANSWER_OK);
}

static void test_store_needs_a_dirty_entry(void) {
  struct tlb_entry e = small(0x1000);
  struct request req = {.va = 0x1000, .access = ACCESS_STORE, .priv = PRIV_SUPERVISOR};
  struct answer a;
  CU_ASSERT_TRUE(entry_answer(&e, &sv48, &req, &a)); // not writable: that is an answer
  CU_ASSERT_EQUAL(a.code, 15);
  e.perm = PERM_R | PERM_W;
  CU_ASSERT_FALSE(entry_answer(&e, &sv48, &req, &a));
  e.dirty = true;
  CU_ASSERT_TRUE(entry_answer(&e, &sv48, &req, &a));
  CU_ASSERT_EQUAL(a.kind, ANSWER_OK);
}

CU_TestInfo test_entry_tests[] = {
    TEST(test_walk_fills_the_entry_it_found),
    TEST(test_entry_answers_inside_its_page_only),
    TEST(test_other_formats_and_asids_do_not_match_unless_global),
    TEST(test_pages_overlap_by_the_larger_one),
    TEST(test_overlap_needs_one_format_and_one_address_space),
    TEST(test_fence_by_address_takes_the_page_that_holds_it),
    TEST(test_fence_compares_sign_extended_addresses_by_their_width),
    TEST(test_fence_by_asid_takes_that_asid),
    TEST(test_global_entry_falls_only_to_fences_that_take_globals),
    TEST(test_32_bit_formats_compare_addresses_by_32_bits),
    TEST(test_entry_of_a_masked_address_is_under_its_translated_one),
    TEST(test_keys_are_judged_when_the_entry_is_used),
    TEST(test_hit_answers_with_the_offset_of_its_page),
    TEST(test_hit_without_the_right_faults_by_use_time_state),
    TEST(test_store_needs_a_dirty_entry),
    CU_TEST_INFO_NULL,
};
