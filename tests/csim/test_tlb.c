#include "csim/tlb.h"
#include "tests/suite.h"

static uint64_t state;
static uint64_t rnd(uint64_t below) {
  state = state * 6364136223846793005ull + 1442695040888963407ull;
  return (state >> 33) % below;
}

static uint64_t vpn_of(uint8_t mode, uint64_t va) {
  return (va & ((1ull << (12 + 9 * mode)) - 1)) >> 12;
}

static int look(struct tlb *t, uint8_t mode, uint16_t asid, uint64_t va) {
  return tlb_lookup(t, mode, asid, vpn_of(mode, va));
}

static struct tlb_entry entry_at(uint64_t va, uint8_t shift, uint16_t asid, bool global) {
  return (struct tlb_entry){.vpn = vpn_of(4, va),
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
    CU_ASSERT_EQUAL(look(&t, 4, 3, base), way);
    CU_ASSERT_EQUAL(look(&t, 4, 3, base + size - 1), way);
    CU_ASSERT_EQUAL(look(&t, 4, 3, base + size), TLB_MISS);
    CU_ASSERT_EQUAL(look(&t, 4, 3, base - 1), TLB_MISS);
    CU_ASSERT_EQUAL(look(&t, 4, 2, base), TLB_MISS);
    CU_ASSERT_EQUAL(look(&t, 5, 3, base), TLB_MISS);
  }
}

static void test_a_global_entry_matches_every_asid(void) {
  struct tlb t;
  tlb_init(&t, 4);
  const struct tlb_entry e = entry_at(0x5000, 12, 3, true);
  tlb_fill(&t, 4, &e);
  CU_ASSERT_EQUAL(look(&t, 4, 9, 0x5fff), 0);
  CU_ASSERT_EQUAL(look(&t, 3, 9, 0x5fff), TLB_MISS);
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
  CU_ASSERT_EQUAL(look(&t, 4, 1, 0x1000), TLB_MISS);
  CU_ASSERT_EQUAL(tlb_fence(&t, &(struct fence){.globals = true}), 1u << 1 | 1u << 2);
  CU_ASSERT_EQUAL(t.valid, 0);
}

// The modes of one build: their keys must never be taken for another's.
struct build {
  unsigned formats;
  enum format_id format[4];
};
static const struct build builds[] = {{3, {FORMAT_SV39, FORMAT_SV48, FORMAT_SV57}},
                                      {1, {FORMAT_SV32}},
                                      {4, {FORMAT_X86_2L, FORMAT_X86_PAE, FORMAT_X86_4L, FORMAT_X86_5L}}};

static struct tlb_entry random_entry(const struct build *build, uint8_t *mode) {
  struct tlb_entry e = {.format = build->format[rnd(build->formats)]};
  const struct format *f = format_get(e.format);
  *mode = f->mode;
  const uint8_t shift[] = {12, 12, 16, (uint8_t)(12 + f->index_bits), f->levels > 2 ? 30 : 12};
  const uint64_t va = rnd(4) << 30 | rnd(3) << 21 | rnd(3) << 22 | rnd(40) << 12;
  e.vpn = (va & ((1ull << f->va_bits) - 1)) >> 12;
  e.asid = (uint16_t)rnd(3);
  e.global = rnd(8) == 0;
  e.shift = shift[rnd(5)];
  return e;
}

// The entry that golden says matches, and which of the valid ones stay when `e` is filled in.
static int by_golden(const struct tlb *t, const struct tlb_entry *e, uint64_t *kept) {
  const struct regime regime = {.format = e->format, .asid = e->asid};
  int found = TLB_MISS;
  *kept = t->valid;
  for (unsigned way = 0; way < 32; way++) {
    if (!(t->valid >> way & 1)) continue;
    if (entry_matches(&t->entry[way], &regime, e->vpn << 12)) {
      CU_ASSERT_EQUAL(found, TLB_MISS); // at most one
      found = (int)way;
    }
    if (entry_overlaps(&t->entry[way], e)) *kept &= ~(1ull << way);
  }
  return found;
}

// The keys stand for golden's predicates: at every step the array holds the entries that golden
// says, and finds the one that matches.
static void test_keys_agree_with_goldens_predicates(void) {
  for (unsigned b = 0; b < sizeof builds / sizeof *builds; b++) {
    struct tlb t;
    tlb_init(&t, 32);
    state = 1;
    unsigned hits = 0;
    for (unsigned step = 0; step < 20000; step++) {
      uint8_t mode;
      uint64_t kept;
      const struct tlb_entry e = random_entry(&builds[b], &mode);
      const int found = by_golden(&t, &e, &kept);
      CU_ASSERT_EQUAL(tlb_lookup(&t, mode, e.asid, e.vpn), found);
      hits += found != TLB_MISS;
      if (rnd(2)) continue;
      kept |= 1ull << tlb_fill(&t, mode, &e);
      CU_ASSERT_EQUAL(t.valid, kept);
    }
    CU_ASSERT_TRUE(hits > 1000 && hits < 19000);
  }
}

static void test_a_4m_page_matches_to_its_edges(void) {
  struct tlb t;
  tlb_init(&t, 4);
  const struct tlb_entry e = {.vpn = 0xc0123, .format = FORMAT_SV32, .asid = 3, .shift = 22, .perm = PERM_R};
  tlb_fill(&t, 2, &e);
  CU_ASSERT_EQUAL(tlb_lookup(&t, 2, 3, 0xc0000), 0);
  CU_ASSERT_EQUAL(tlb_lookup(&t, 2, 3, 0xc03ff), 0);
  CU_ASSERT_EQUAL(tlb_lookup(&t, 2, 3, 0xbffff), TLB_MISS);
  CU_ASSERT_EQUAL(tlb_lookup(&t, 2, 3, 0xc0400), TLB_MISS);
  CU_ASSERT_EQUAL(tlb_lookup(&t, 3, 3, 0xc0000), TLB_MISS);
}

CU_TestInfo test_tlb_tests[] = {
    TEST(test_a_page_matches_to_its_edges),
    TEST(test_a_global_entry_matches_every_asid),
    TEST(test_a_fill_clears_overlaps_but_chose_its_victim_before),
    TEST(test_a_fence_clears_what_golden_says_and_tells),
    TEST(test_keys_agree_with_goldens_predicates),
    TEST(test_a_4m_page_matches_to_its_edges),
    CU_TEST_INFO_NULL,
};
