// whole_walk, answers that memory no longer gives, and what happens at the limits of the search.
#include "tests/golden/tlb_case.h"

static const struct gtlb_profile plain = {.order = AD_EAGER};

// P1
static void test_whole_walk_refuses_values_no_one_walk_can_have_read(void) {
  for (enum ad_order order = AD_EAGER; order <= AD_LAZY; order++) { // which RISC-V ignores
    case_open(FORMAT_SV39, (struct gtlb_profile){.whole_walk = true, .order = order});
    rv_path(rv_leaf(0x9000));
    CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
    case_read(0x2000, rv_pointer(0x3000) | RV_G_BIT); // first read after the leaf was last read
    CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, true)));
    case_read(0x3000, rv_leaf(0x9000));
    CU_ASSERT(case_legal(ok_at(0x9000, 12, true)));
  }
}

static uint64_t table[4][512];
static enum phys_status peek(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  (void)ctx, (void)bytes;
  if (addr >> 12 >= 4) return PHYS_ERROR;
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

static void test_bits_that_do_not_show_make_no_stale_answer(void) {
  static const struct phys memory = {.read = peek};
  case_open(FORMAT_SV39, plain);
  tc.memory = &memory;
  table[1][0] = rv_pointer(0x2000);
  table[2][0] = rv_pointer(0x3000);
  rv_path(rv_leaf(0x9000));
  table[3][0] = (rv_leaf(0x9000) | 0x100) & ~(uint64_t)(RV_A_BIT | RV_D_BIT); // software's bit set, A and D cleared
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_FALSE(tc.found.stale_only);
}

// W21
static void test_g_of_a_pointer_makes_no_stale_answer(void) {
  static const struct phys memory = {.read = peek};
  case_open(FORMAT_SV39, plain);
  tc.memory = &memory;
  table[1][0] = rv_pointer(0x2000) | RV_G_BIT;
  table[2][0] = rv_pointer(0x3000);
  table[3][0] = rv_leaf(0x9000) | 0x100; // software's bit, set since
  case_read(ROOT, table[1][0]);
  case_read(0x2000, table[2][0]);
  case_read(0x3000, rv_leaf(0x9000));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_FALSE(tc.found.stale_only);
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

// B8
static void test_more_answers_than_shown_are_counted(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  for (uint64_t i = 1; i < 20; i++)
    case_read(0x3000, rv_leaf(0x9000 + i * 0x1000));
  CU_ASSERT(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 20);
  CU_ASSERT_EQUAL(tc.found.shown, GTLB_SHOWN);
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).met[BOUND_SHOWN], 20 - GTLB_SHOWN);
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

// B7
static void test_no_more_than_255_answers_are_counted(void) {
  case_open(FORMAT_SV39, plain);
  read_a_thicket(0x100000);
  CU_ASSERT(case_legal(ok_at(0x100000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 255);
  CU_ASSERT_EQUAL(tc.found.status, GTLB_OK);
  CU_ASSERT(gtlb_statistics(tc.g).met[BOUND_ANSWERS] > 0);
}

// B6
static void test_too_many_walks_is_a_status_and_not_a_verdict(void) {
  case_open(FORMAT_SV39, plain);
  read_a_thicket(0x100000);
  for (uint64_t r = 1; r <= 16; r++) {
    case_asid(ASID, r << 20);
    case_read(r << 20, rv_pointer(0x2000));
  }
  CU_ASSERT_FALSE(case_legal(ok_at(0x77000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_TOO_MANY_WALKS);
  CU_ASSERT(gtlb_statistics(tc.g).met[BOUND_WALKS] > 0);
  CU_ASSERT_FALSE(tc.found.forgotten);
  CU_ASSERT(case_legal(ok_at(0x100000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_TOO_MANY_WALKS); // the count is open
  tc.count = false;
  CU_ASSERT(case_legal(ok_at(0x100000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_OK);
  static const struct phys memory = {.read = peek};
  CU_ASSERT_FALSE(case_legal(ok_at(0x77000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_TOO_MANY_WALKS);
  tc.memory = &memory; // has no such root
  CU_ASSERT(case_legal(ok_at(0x100000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_OK);
  CU_ASSERT_FALSE(tc.found.stale_only); // not proven
}

// B5
static void test_too_many_values_of_one_entry_is_a_status_too(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  for (uint64_t i = 0; i <= GTLB_MAX_VALUES; i++)
    case_read(0x3000, rv_leaf(0x100000 + i * 0x1000));
  CU_ASSERT_FALSE(case_legal(ok_at(0x77000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_TOO_MANY_WALKS);
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).met[BOUND_CHOICES], 1);
  uint64_t bare = rv_leaf(0x9000) & ~(uint64_t)RV_A_BIT;
  CU_ASSERT(case_updates(0x3000, bare, bare | RV_A_BIT)); // open: taken as explained, and counted
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).met[BOUND_CHOICES], 2);
}

static void test_of_too_many_forgotten_values_the_newest_are_told(void) {
  case_open(FORMAT_SV39, plain);
  rv_path(rv_leaf(0x9000));
  for (uint64_t i = 0; i <= GTLB_MAX_VALUES; i++)
    case_read(0x3000, rv_leaf(0x100000 + i * 0x1000));
  for (uint64_t i = 0; i < GTLB_MAX_VALUES; i++)
    case_read(0x3000, rv_leaf(0x100000 + i * 0x1000)); // old slots, new times
  case_fence(fence_all());
  rv_path(rv_leaf(0xa000));
  CU_ASSERT_FALSE(case_legal(ok_at(0x101000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_OK);
  CU_ASSERT(tc.found.forgotten);
  CU_ASSERT_FALSE(case_legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_FALSE(tc.found.forgotten);
  CU_ASSERT_FALSE(case_legal(ok_at(0x100000 + GTLB_MAX_VALUES * 0x1000, 12, false)));
  CU_ASSERT_FALSE(tc.found.forgotten);
}

static void test_every_bound_is_listed_with_its_limit(void) {
  static const unsigned limit[BOUND_COUNT] = {[BOUND_VALUES] = 90,
                                              [BOUND_FENCES] = 90,
                                              [BOUND_ROOTS] = 256,
                                              [BOUND_FENCE_TIMES] = 5,
                                              [BOUND_CHOICES] = GTLB_MAX_VALUES,
                                              [BOUND_WALKS] = GTLB_MAX_WALKS,
                                              [BOUND_ANSWERS] = 255,
                                              [BOUND_SHOWN] = GTLB_SHOWN};
  for (unsigned i = 0; i < BOUND_COUNT; i++) {
    CU_ASSERT_EQUAL(gtlb_bounds[i].id[0], 'B');
    CU_ASSERT_EQUAL(gtlb_bounds[i].id[1], (char)('1' + i));
    CU_ASSERT_EQUAL(gtlb_bounds[i].limit, limit[i]);
  }
}

// More values than walks of a query, all of which would lead to one table and none does.
static void test_speculation_follows_no_more_pointers_than_a_query_walks(void) {
  static _Alignas(64) unsigned char storage[1 << 23];
  static const struct gtlb_profile speculation = {.speculation = true};
  case_open(FORMAT_SV39, speculation);
  tc.g = gtlb_init(storage, sizeof storage, ARCH_RISCV, &speculation);
  case_asid(ASID, ROOT);
  for (uint64_t i = 0; i < GTLB_MAX_WALKS; i++)
    CU_ASSERT_EQUAL(case_read(0x100000 + i * 8, rv_pointer(0x2000) & ~UINT64_C(1)), GTLB_OK);
  case_accept();
  CU_ASSERT_FALSE(case_reads(0x2010));
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).met[BOUND_WALKS], 0);
  for (uint64_t i = 0; i < 2; i++)
    case_read(0x90000 + i * 8, rv_pointer(0x2000) & ~UINT64_C(1));
  CU_ASSERT(case_reads(0x2010)); // taken as explained, and counted
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).met[BOUND_WALKS], 1);
}

CU_TestInfo test_tlb_limits_tests[] = {
    TEST(test_whole_walk_refuses_values_no_one_walk_can_have_read),
    TEST(test_an_answer_only_old_values_give_is_stale),
    TEST(test_bits_that_do_not_show_make_no_stale_answer),
    TEST(test_g_of_a_pointer_makes_no_stale_answer),
    TEST(test_a_refusal_is_stale_once_memory_answers),
    TEST(test_more_answers_than_shown_are_counted),
    TEST(test_no_more_than_255_answers_are_counted),
    TEST(test_too_many_walks_is_a_status_and_not_a_verdict),
    TEST(test_too_many_values_of_one_entry_is_a_status_too),
    TEST(test_of_too_many_forgotten_values_the_newest_are_told),
    TEST(test_every_bound_is_listed_with_its_limit),
    TEST(test_speculation_follows_no_more_pointers_than_a_query_walks),
    CU_TEST_INFO_NULL,
};
