#include <CUnit/CUnit.h>

#include "csim/tlb.h"

static uint64_t state;
static uint64_t rnd(uint64_t below) {
  state = state * 6364136223846793005ull + 1442695040888963407ull;
  return (state >> 33) % below;
}

static struct tlb_entry entry_at(uint64_t va, uint8_t shift, uint16_t asid, bool global) {
  return (struct tlb_entry){.vpn = tlb_vpn(4, va),
                            .ppn = 1,
                            .format = FORMAT_SV48,
                            .asid = asid,
                            .shift = shift,
                            .perm = PERM_R,
                            .global = global};
}

static void test_a_page_matches_to_its_edges(void) {
  static const uint8_t shifts[] = {12, 16, 21, 30, 39};
  for (unsigned i = 0; i < sizeof shifts; i++) {
    struct tlb t;
    tlb_init(&t, 4);
    const uint64_t size = 1ull << shifts[i], base = 0x123ull << 39;
    const struct tlb_entry e = entry_at(base + size / 2, shifts[i], 3, false);
    const int way = tlb_fill(&t, 4, &e);
    CU_ASSERT_EQUAL(tlb_lookup(&t, 4, 3, base), way);
    CU_ASSERT_EQUAL(tlb_lookup(&t, 4, 3, base + size - 1), way);
    CU_ASSERT_EQUAL(tlb_lookup(&t, 4, 3, base + size), TLB_MISS);
    CU_ASSERT_EQUAL(tlb_lookup(&t, 4, 3, base - 1), TLB_MISS);
    CU_ASSERT_EQUAL(tlb_lookup(&t, 4, 2, base), TLB_MISS);
    CU_ASSERT_EQUAL(tlb_lookup(&t, 5, 3, base), TLB_MISS);
  }
}

static void test_a_global_entry_matches_every_asid(void) {
  struct tlb t;
  tlb_init(&t, 4);
  const struct tlb_entry e = entry_at(0x5000, 12, 3, true);
  tlb_fill(&t, 4, &e);
  CU_ASSERT_EQUAL(tlb_lookup(&t, 4, 9, 0x5fff), 0);
  CU_ASSERT_EQUAL(tlb_lookup(&t, 3, 9, 0x5fff), TLB_MISS);
}

static void test_a_fill_clears_overlaps_but_chose_its_victim_before(void) {
  struct tlb t;
  tlb_init(&t, 4);
  for (uint64_t i = 0; i < 4; i++) {
    const struct tlb_entry e = entry_at(i << 21, 12, 1, false);
    CU_ASSERT_EQUAL(tlb_fill(&t, 4, &e), i); // lowest-numbered invalid
  }
  const uint8_t chosen = plru_victim(&t.plru);
  CU_ASSERT_EQUAL(chosen, 0);
  const struct tlb_entry giga = entry_at(0x1234567, 30, 1, false); // overlaps all four
  CU_ASSERT_EQUAL(tlb_fill(&t, 4, &giga), 0);
  CU_ASSERT_EQUAL(t.valid, 1);
  const struct tlb_entry other = entry_at(0x1234567, 12, 2, false); // another ASID: no overlap
  CU_ASSERT_EQUAL(tlb_fill(&t, 4, &other), 1);
  CU_ASSERT_EQUAL(t.valid, 3);
  const struct tlb_entry global = entry_at(0x1234567, 12, 7, true); // overlaps both
  CU_ASSERT_EQUAL(tlb_fill(&t, 4, &global), 2);
  CU_ASSERT_EQUAL(t.valid, 4);
}

static void test_a_fence_clears_what_golden_says_and_tells(void) {
  struct tlb t;
  tlb_init(&t, 8);
  const struct tlb_entry e[] = {entry_at(0x1000, 12, 1, false), entry_at(0x2000, 12, 2, false),
                                entry_at(0x3000, 12, 1, true), entry_at(1 << 21, 21, 1, false)};
  for (unsigned i = 0; i < 4; i++)
    tlb_fill(&t, 4, &e[i]);
  CU_ASSERT_EQUAL(tlb_fence(&t, &(struct fence){.va_valid = true, .va = (1 << 21) + 0x5000, .globals = true}), 1u << 3);
  CU_ASSERT_EQUAL(tlb_fence(&t, &(struct fence){.asid_valid = true, .asid = 1}), 1u << 0);
  CU_ASSERT_EQUAL(t.valid, 1u << 1 | 1u << 2);
  CU_ASSERT_EQUAL(tlb_lookup(&t, 4, 1, 0x1000), TLB_MISS);
  CU_ASSERT_EQUAL(tlb_fence(&t, &(struct fence){.globals = true}), 1u << 1 | 1u << 2);
  CU_ASSERT_EQUAL(t.valid, 0);
}

static struct tlb_entry random_entry(uint8_t *levels, bool sv39) {
  static const uint8_t shifts[] = {12, 12, 16, 21, 30};
  *levels = sv39 ? 3 : 5;
  struct tlb_entry e = {.format = sv39 ? FORMAT_SV39 : FORMAT_SV57};
  e.vpn = tlb_vpn(*levels, rnd(4) << 30 | rnd(3) << 21 | rnd(40) << 12);
  e.asid = (uint16_t)rnd(3);
  e.global = rnd(8) == 0;
  e.shift = shifts[rnd(5)];
  return e;
}

// The keys stand for golden's predicates: at every step the array holds the entries that golden says, and finds the one
// that matches.
static void test_keys_agree_with_goldens_predicates(void) {
  struct tlb t;
  tlb_init(&t, 32);
  state = 1;
  unsigned hits = 0;
  for (unsigned step = 0; step < 20000; step++) {
    uint8_t levels;
    const struct tlb_entry e = random_entry(&levels, rnd(2));
    const struct regime regime = {.format = e.format, .asid = e.asid};
    int found = TLB_MISS;
    uint64_t kept = t.valid;
    for (unsigned way = 0; way < 32; way++) {
      if (!(t.valid >> way & 1)) continue;
      if (entry_matches(&t.entry[way], &regime, e.vpn << 12)) {
        CU_ASSERT_EQUAL(found, TLB_MISS); // at most one
        found = (int)way;
      }
      if (entry_overlaps(&t.entry[way], &e)) kept &= ~(1ull << way);
    }
    CU_ASSERT_EQUAL(tlb_lookup(&t, levels, e.asid, e.vpn << 12), found);
    hits += found != TLB_MISS;
    if (rnd(2)) continue;
    kept |= 1ull << tlb_fill(&t, levels, &e);
    CU_ASSERT_EQUAL(t.valid, kept);
  }
  CU_ASSERT_TRUE(hits > 1000 && hits < 19000);
}

CU_TestInfo test_tlb_tests[] = {
    {"test_a_page_matches_to_its_edges", test_a_page_matches_to_its_edges},
    {"test_a_global_entry_matches_every_asid", test_a_global_entry_matches_every_asid},
    {"test_a_fill_clears_overlaps_but_chose_its_victim_before",
     test_a_fill_clears_overlaps_but_chose_its_victim_before},
    {"test_a_fence_clears_what_golden_says_and_tells", test_a_fence_clears_what_golden_says_and_tells},
    {"test_keys_agree_with_goldens_predicates", test_keys_agree_with_goldens_predicates},
    CU_TEST_INFO_NULL,
};
