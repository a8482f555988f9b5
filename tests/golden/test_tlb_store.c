// Storage: sizes, compaction in place, and what happens when it is full.
#include "tests/golden/tlb_case.h"

static const struct gtlb_profile plain = {.order = AD_EAGER};
static void small(void) {
  case_open_sized(FORMAT_SV39, plain, gtlb_bytes(1));
}

static void test_the_bytes_asked_for_hold_the_pairs(void) {
  static _Alignas(64) unsigned char storage[1 << 18];
  static const struct gtlb_profile speculation = {.speculation = true}; // needs most
  CU_ASSERT_PTR_NULL(gtlb_init(storage, gtlb_bytes(1) - 1, ARCH_RISCV, &speculation));
  CU_ASSERT_PTR_NULL(gtlb_init(storage, gtlb_bytes(1) / 2, ARCH_RISCV, &plain));
  size_t bytes = gtlb_bytes(1000);
  CU_ASSERT_FATAL(bytes <= sizeof storage);
  struct gtlb *g = gtlb_init(storage, bytes, ARCH_RISCV, &plain);
  CU_ASSERT_PTR_NOT_NULL_FATAL(g);
  for (uint64_t i = 0; i < 1000; i++)
    CU_ASSERT_EQUAL(gtlb_read(g, i, 0x1000 + i * 8, 8, i, false), GTLB_OK);
  CU_ASSERT_EQUAL(gtlb_statistics(g).values, 1000);
}

static void test_the_same_pair_is_stored_once(void) {
  small();
  for (unsigned i = 0; i < 500; i++)
    CU_ASSERT_EQUAL(case_read(ROOT, 7), GTLB_OK);
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).values, 1);
  CU_ASSERT_EQUAL(case_read_error(ROOT), GTLB_OK); // an error is not the value 0
  CU_ASSERT_EQUAL(case_read(ROOT, 0), GTLB_OK);
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).values, 3);
}

static enum gtlb_status read_many(unsigned n) {
  enum gtlb_status status = GTLB_OK;
  for (unsigned i = 0; i < n; i++)
    status = case_read(0x100000 + (i % 7) * 8, rv_leaf(tc.clock << 12));
  return status;
}

// B1
static void test_full_is_said_by_every_call_from_then_on(void) {
  small();
  rv_path(rv_leaf(0x9000));
  CU_ASSERT_EQUAL(read_many(40), GTLB_OK);
  CU_ASSERT_EQUAL(read_many(80), GTLB_FULL);
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).met[BOUND_VALUES], 1);
  CU_ASSERT_EQUAL(case_read(ROOT, rv_pointer(0x2000)), GTLB_FULL);
  CU_ASSERT_EQUAL(case_fence(fence_all()), GTLB_FULL);
  CU_ASSERT_EQUAL(case_regime(ROOT2, ASID, 0), GTLB_FULL);
  tc.regime.format = FORMAT_BARE;
  CU_ASSERT_EQUAL(case_regime(ROOT2, ASID, 0), GTLB_FULL);
  case_legal(ok_at(0, 12, false));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_FULL);
}

static void test_full_outranks_too_many_walks(void) {
  case_open_sized(FORMAT_SV39, plain, gtlb_bytes(200));
  rv_path(rv_leaf(0x9000));
  for (unsigned i = 0; i < 600; i++)
    case_read(0x3000, rv_leaf(0x100000 + i * 0x1000));
  case_legal(ok_at(0x77000, 12, false));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_FULL);
}

static void test_a_fence_of_everything_makes_room_once_no_request_is_older(void) {
  small();
  for (unsigned round = 0; round < 50; round++) {
    CU_ASSERT_EQUAL(read_many(30), GTLB_OK);
    CU_ASSERT_EQUAL(case_fence(fence_all()), GTLB_OK);
    gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
  }
  CU_ASSERT(gtlb_statistics(tc.g).compactions > 10);
}

static void test_without_a_horizon_nothing_is_dropped(void) {
  small();
  CU_ASSERT_EQUAL(read_many(30), GTLB_OK);
  case_fence(fence_all());
  CU_ASSERT_EQUAL(read_many(60), GTLB_FULL);
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).compactions, 0);
}

static void test_two_fences_that_cover_all_walks_between_them_make_room_too(void) {
  small();
  CU_ASSERT_EQUAL(read_many(44), GTLB_OK);
  case_fence((struct fence){.structures = true});
  gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
  CU_ASSERT_EQUAL(read_many(8), GTLB_OK);
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).compactions, 0); // globals may live
  case_fence((struct fence){.asid_valid = true, .globals = true, .structures = true});
  gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
  case_read(0x100000, 7);
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).compactions, 1);
}

// W6
static void test_what_was_refused_outlives_compaction_by_less_than_a_fence_of_everything(void) {
  struct answer refused = {.kind = ANSWER_ACCESS_FAULT, .code = 5};
  for (unsigned full = 0; full < 2; full++) {
    small();
    case_read_error(0x3000);
    CU_ASSERT_EQUAL(read_many(44), GTLB_OK);
    case_fence((struct fence){.structures = true});
    case_fence(full ? fence_all() : (struct fence){.asid_valid = true, .globals = true, .structures = true});
    gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
    CU_ASSERT_EQUAL(read_many(1), GTLB_OK);
    CU_ASSERT_EQUAL(gtlb_statistics(tc.g).compactions, 1);
    rv_path(0);
    CU_ASSERT_EQUAL(case_legal(refused), !full);
  }
}

static void test_what_x86_was_refused_is_compacted_like_all_else(void) {
  case_open_sized(FORMAT_X86_4L, plain, gtlb_bytes(1));
  case_read_error(0x3000);
  CU_ASSERT_EQUAL(read_many(44), GTLB_OK);
  case_fence(fence_all());
  gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
  CU_ASSERT_EQUAL(read_many(1), GTLB_OK);
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).values, 1);
}

static void test_what_is_in_window_outlives_compaction(void) {
  for (unsigned skew = 0; skew < 64; skew++) { // so that runs begin, end and wrap everywhere
    small();
    for (unsigned i = 0; i < 30; i++)
      case_read(0x200000 + ((i * 37 + skew * 11) % 256) * 8, i);
    case_cas_error(0x200000 + skew * 8, 5);
    case_read(0x300000 + skew * 8, UINT64_C(1) << 63);
    case_fence(fence_va(skew << 12));
    case_fence(fence_all());
    gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
    rv_path(rv_leaf(0x9000));
    for (unsigned i = 0; i < 30; i++)
      CU_ASSERT_EQUAL(case_read(0x400000 + ((i * 53 + skew) % 256) * 8, 7), GTLB_OK);
    CU_ASSERT_EQUAL(gtlb_statistics(tc.g).compactions, 1);
    CU_ASSERT_EQUAL(gtlb_statistics(tc.g).values, 33);
    CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
    for (unsigned i = 0; i < 30; i++)
      case_read(0x400000 + ((i * 53 + skew) % 256) * 8, 7);
    CU_ASSERT_EQUAL(gtlb_statistics(tc.g).values, 33); // each was found again
  }
}

// B2
static void test_many_fenced_pages_fill_the_storage_and_a_full_fence_empties_it(void) {
  for (unsigned skew = 0; skew < 64; skew++) {
    small();
    enum gtlb_status status = GTLB_OK;
    for (unsigned i = 0; i < 10; i++)
      CU_ASSERT_EQUAL(case_fence(fence_va_asid((skew * 97 + i) << 12, ASID)), GTLB_OK);
    size_t before = gtlb_statistics(tc.g).fence_keys;
    case_fence(fence_all());
    gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
    for (unsigned i = 0; i < 35; i++)
      CU_ASSERT_EQUAL(case_fence(fence_va_asid((skew * 131 + i) << 12, ASID)), GTLB_OK);
    CU_ASSERT(gtlb_statistics(tc.g).fence_keys < before + 35);
    size_t keys = gtlb_statistics(tc.g).fence_keys;
    for (unsigned i = 0; i < 5; i++)
      CU_ASSERT_EQUAL(case_fence(fence_va_asid((skew * 131 + 34 - i) << 12, ASID)), GTLB_OK);
    CU_ASSERT_EQUAL(gtlb_statistics(tc.g).fence_keys, keys); // each was found again
    rv_path(rv_leaf(0x9000));
    tc.req.va = 0;
    CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
    for (unsigned i = 0; i < 60 && status == GTLB_OK; i++)
      status = case_fence(fence_va((skew * 7 + i) << 12));
    CU_ASSERT_EQUAL(status, GTLB_FULL);
    CU_ASSERT_EQUAL(gtlb_statistics(tc.g).met[BOUND_FENCES], 1);
  }
}

static void test_full_of_fences_stops_every_kind(void) {
  enum { KINDS = 4 };
  for (unsigned kind = 0; kind < KINDS; kind++) {
    case_open_sized(FORMAT_X86_4L, plain, gtlb_bytes(1));
    enum gtlb_status status = GTLB_OK;
    for (unsigned i = 0; i < 200 && status == GTLB_OK; i++) {
      const struct fence f[KINDS] = {fence_va(i << 12), invlpg(i << 12, ASID), fence_asid((uint16_t)i), fence_all()};
      if (kind == 3)
        status = gtlb_page_fault_taken(tc.g, gtlb_when(tc.clock++, PHASE_RESPONSE), &tc.regime,
                                       &(struct request){.va = i << 12});
      else
        status = case_fence(f[kind]);
    }
    CU_ASSERT_EQUAL(status, GTLB_FULL);
  }
}

static void test_roots_out_of_every_window_make_room_for_others(void) {
  case_open(FORMAT_SV39, plain);
  for (uint64_t i = 0; i < 1000; i++) {
    CU_ASSERT_EQUAL(case_regime(0x100000 + i * 0x1000, (uint16_t)(i % 3), tc.regime.flags), GTLB_OK);
    if (i % 100 == 0) case_fence(fence_all());
    gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
  }
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).roots, 256);
}

static void test_roots_an_asid_fence_and_a_global_one_took_make_room_too(void) {
  case_open(FORMAT_SV39, plain);
  for (uint64_t i = 0; i < 255; i++)
    case_asid(ASID, 0x100000 + i * 0x1000);
  case_fence((struct fence){.asid_valid = true, .asid = ASID, .globals = true, .structures = true});
  gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
  case_asid(ASID, 0x800000);
  case_fence(fence_asid(ASID));
  gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
  for (uint64_t i = 0; i < 200; i++)
    case_asid(ASID, 0x900000 + i * 0x1000);
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).roots, 256);
}

// B3
static void test_more_roots_in_window_than_fit_is_full(void) {
  case_open(FORMAT_SV39, plain);
  enum gtlb_status status = GTLB_OK;
  for (uint64_t i = 0; i < 255; i++)
    status = case_regime(0x100000 + i * 0x1000, ASID, tc.regime.flags);
  CU_ASSERT_EQUAL(status, GTLB_OK);
  CU_ASSERT_EQUAL(case_regime(0x900000, ASID, tc.regime.flags), GTLB_FULL);
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).met[BOUND_ROOTS], 1);
  CU_ASSERT_EQUAL(case_regime(ROOT, ASID, tc.regime.flags), GTLB_FULL);
  case_open(FORMAT_SV39, plain);
  for (uint64_t i = 0; i < 255; i++)
    case_asid(ASID, 0x100000 + i * 0x1000);
  case_fence(fence_asid(ASID)); // as roots of global walks they may still serve
  gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
  CU_ASSERT_EQUAL(case_regime(0x900000, ASID, tc.regime.flags), GTLB_FULL);
}

CU_TestInfo test_tlb_store_tests[] = {
    TEST(test_the_bytes_asked_for_hold_the_pairs),
    TEST(test_the_same_pair_is_stored_once),
    TEST(test_full_is_said_by_every_call_from_then_on),
    TEST(test_full_outranks_too_many_walks),
    TEST(test_a_fence_of_everything_makes_room_once_no_request_is_older),
    TEST(test_without_a_horizon_nothing_is_dropped),
    TEST(test_two_fences_that_cover_all_walks_between_them_make_room_too),
    TEST(test_what_was_refused_outlives_compaction_by_less_than_a_fence_of_everything),
    TEST(test_what_x86_was_refused_is_compacted_like_all_else),
    TEST(test_what_is_in_window_outlives_compaction),
    TEST(test_many_fenced_pages_fill_the_storage_and_a_full_fence_empties_it),
    TEST(test_full_of_fences_stops_every_kind),
    TEST(test_roots_out_of_every_window_make_room_for_others),
    TEST(test_roots_an_asid_fence_and_a_global_one_took_make_room_too),
    TEST(test_more_roots_in_window_than_fit_is_full),
    CU_TEST_INFO_NULL,
};
