// A DUT whose PTE port is not seen: it may know whatever memory held since the window's start.
#include "tests/golden/tlb_case.h"

#include <string.h>

static const struct gtlb_profile plain = {.order = AD_EAGER};
static uint64_t table[8][512];

static enum phys_status peek(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  (void)ctx;
  if (addr >> 12 >= 8) return PHYS_ERROR;
  *value = table[addr >> 12][addr >> 3 & 511];
  if (bytes == 4) *value = (uint32_t)(*value >> (addr & 4) * 8);
  return PHYS_OK;
}
static const struct phys memory = {.read = peek};

static void begin(enum format_id format) {
  case_open(format, plain);
  memset(table, 0, sizeof table);
}

// Software replaces an entry: what it held until now may have been read.
static void store(uint64_t addr, uint64_t value) {
  uint64_t *word = &table[addr >> 12][addr >> 3 & 511];
  CU_ASSERT_EQUAL(case_read(addr, *word), GTLB_OK);
  *word = value;
}

static bool legal(struct answer a) {
  case_accept();
  tc.query.hidden = &memory;
  return case_legal_now(a);
}

// K5
static void test_what_memory_holds_needs_no_telling(void) {
  begin(FORMAT_SV39);
  table[1][0] = rv_pointer(0x2000);
  table[2][0] = rv_pointer(0x3000);
  table[3][0] = rv_leaf(0x9000);
  CU_ASSERT(legal(ok_at(0x9000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
  CU_ASSERT_FALSE(legal(ok_at(0xa000, 12, false)));
  CU_ASSERT_FALSE(tc.found.forgotten);
}

// K5
static void test_what_memory_held_is_legal_until_a_fence(void) {
  begin(FORMAT_SV39);
  table[1][0] = rv_pointer(0x2000);
  table[2][0] = rv_pointer(0x3000);
  table[3][0] = rv_leaf(0x9000);
  store(0x3000, rv_leaf(0xa000));
  CU_ASSERT(legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(legal(ok_at(0xa000, 12, false)));
  CU_ASSERT_EQUAL(tc.found.answers, 2);
  CU_ASSERT_EQUAL(case_fence(fence_va(0)), GTLB_OK);
  CU_ASSERT_FALSE(legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(tc.found.forgotten);
  CU_ASSERT(legal(ok_at(0xa000, 12, false)));
}

static void test_an_old_pointer_leads_to_what_memory_holds_now(void) {
  begin(FORMAT_SV39);
  table[1][0] = rv_pointer(0x2000);
  table[2][0] = rv_pointer(0x3000);
  table[3][0] = rv_leaf(0x9000);
  store(0x2000, rv_pointer(0x4000));
  CU_ASSERT_EQUAL(case_fence(fence_va(0)), GTLB_OK); // a fence by address takes no pointer
  table[4][0] = rv_leaf(0xb000);
  CU_ASSERT(legal(ok_at(0x9000, 12, false)));
  CU_ASSERT(legal(ok_at(0xb000, 12, false)));
  CU_ASSERT_EQUAL(case_fence(fence_all()), GTLB_OK);
  CU_ASSERT_FALSE(legal(ok_at(0x9000, 12, false)));
}

static void test_missing_memory_is_a_refused_read(void) {
  begin(FORMAT_SV39);
  table[1][0] = rv_pointer(0x9000); // beyond the memory of this test
  CU_ASSERT(legal((struct answer){.kind = ANSWER_ACCESS_FAULT, .code = 5}));
  CU_ASSERT_FALSE(legal(page_fault(13)));
}

static void test_a_neighbour_of_a_napot_group_serves_unseen(void) {
  begin(FORMAT_SV39);
  table[1][0] = rv_pointer(0x2000);
  table[2][0] = rv_pointer(0x3000);
  table[3][5] = UINT64_C(1) << 63 | rv_leaf(0x18000);
  CU_ASSERT(legal(ok_at(0x10000, 16, false)));
  CU_ASSERT(legal(page_fault(13))); // its own entry is empty
}

static void test_without_svnapot_no_neighbour_is_looked_at(void) {
  begin(FORMAT_SV39);
  case_regime(ROOT, ASID, RV_SVADU | RV_ADUE);
  table[1][0] = rv_pointer(0x2000);
  table[2][0] = rv_pointer(0x3000);
  table[3][1] = UINT64_C(1) << 63 | (rv_leaf(0x20000) + (8 << 10));
  CU_ASSERT_FALSE(legal(ok_at(0x20000, 16, false)));
  CU_ASSERT_EQUAL(gtlb_statistics(tc.g).values, 3);
}

static void test_narrow_entries_are_looked_up_narrow(void) {
  begin(FORMAT_SV32);
  table[1][0] = rv_pointer(0x2000);
  table[2][0] = rv_leaf(0x9000) << 32 | rv_leaf(0xa000);
  CU_ASSERT(legal(ok_at(0xa000, 12, false)));
  tc.req.va = 0x1000;
  CU_ASSERT(legal(ok_at(0x9000, 12, false)));
}

static void test_reads_of_a_hidden_port_can_be_asked_too(void) {
  begin(FORMAT_SV39);
  table[1][0] = rv_pointer(0x2000);
  case_accept();
  tc.query.hidden = &memory;
  CU_ASSERT(case_reads(0x2000));
  CU_ASSERT_FALSE(case_reads(0x3000));
}

static void test_room_is_made_before_a_search_and_a_full_store_says_so(void) {
  case_open_sized(FORMAT_SV39, plain, gtlb_bytes(1));
  memset(table, 0, sizeof table);
  unsigned i = 0;
  struct gtlb_stats stats = gtlb_statistics(tc.g);
  for (; i < stats.slots * 8 / 10; i++)
    CU_ASSERT_EQUAL(case_read(0x100000 + 8 * i, i), GTLB_OK);
  CU_ASSERT_EQUAL(case_fence(fence_all()), GTLB_OK);
  gtlb_horizon(tc.g, gtlb_when(tc.clock, PHASE_STORE));
  table[1][0] = rv_pointer(0x2000);
  table[2][0] = rv_pointer(0x3000);
  table[3][0] = rv_leaf(0x9000);
  CU_ASSERT(legal(ok_at(0x9000, 12, false)));
  stats = gtlb_statistics(tc.g);
  CU_ASSERT(stats.values < 64);
  CU_ASSERT(stats.compactions > 0);
  // Nothing has been fenced since: what is known now can only grow, until nothing more fits.
  while (stats.values * 10 < stats.slots * 9) {
    CU_ASSERT_EQUAL(case_read(0x200000 + 8 * i, i), GTLB_OK);
    stats = gtlb_statistics(tc.g);
    i++;
  }
  tc.req.va = 0x200000; // entries that nobody has looked at
  (void)legal(page_fault(13));
  CU_ASSERT_EQUAL(tc.found.status, GTLB_FULL);
}

CU_TestInfo test_tlb_hidden_tests[] = {TEST(test_what_memory_holds_needs_no_telling),
                                       TEST(test_what_memory_held_is_legal_until_a_fence),
                                       TEST(test_an_old_pointer_leads_to_what_memory_holds_now),
                                       TEST(test_missing_memory_is_a_refused_read),
                                       TEST(test_a_neighbour_of_a_napot_group_serves_unseen),
                                       TEST(test_without_svnapot_no_neighbour_is_looked_at),
                                       TEST(test_narrow_entries_are_looked_up_narrow),
                                       TEST(test_reads_of_a_hidden_port_can_be_asked_too),
                                       TEST(test_room_is_made_before_a_search_and_a_full_store_says_so),
                                       CU_TEST_INFO_NULL};
