// The tables of rules.h, and which rule a value falls under.
#include "golden/tlb_rules.h"

#include "golden/invariant.h"

// clang-format off
// RISC-V caches whatever it reads, also what is invalid or refused. x86 caches nothing that could
// not have translated an access, and no paging-structure cache holds anything global.
const struct gtlb_rule gtlb_rules[2][KEPT_COUNT] = {
#define KEEP(kept, id_, what_, by_, page_, pointers_, accept_, clause_) \
  [KEPT_##kept] = {.id = id_, .what = what_, .by = BY_##by_, .page = page_, .pointers = pointers_, \
                   .accept = accept_, .clause = clause_}
  [ARCH_RISCV] = {
    //   kept        id    what                                   by     page pointers accept
    KEEP(POINTER,    "W1", "a pointer",                           CLASS, 0,   1,       0,      "priv 12.2.1: rs1=x0 for all levels"),
    KEEP(LEAF,       "W2", "a leaf",                              CLASS, 1,   0,       0,      "priv 12.2.1"),
    KEEP(UNACCESSED, "W3", "a leaf with A=0",                     CLASS, 1,   0,       0,      "priv 12.2.1, 12.3.2 step 9; Svvptc speaks of V alone"),
    KEEP(ABSENT,     "W4", "an entry with V=0",                   CLASS, 1,   0,       1,      "priv 12.2.1: also invalid entries; not with Svvptc"),
    KEEP(MALFORMED,  "W5", "a malformed entry",                   CLASS, 1,   0,       1,      "priv 12.2.1; not with Svvptc"),
    KEEP(REFUSED,    "W6", "a refused access to an entry",        FULL,  0,   0,       1,      "priv 3.7.2: what PMP gave is cached until SFENCE.VMA x0, x0"),
    KEEP(NEIGHBOUR,  "W7", "an entry of a NAPOT group, for others", CLASS, 1,   0,       0,      "Svnapot: V=1, N=1 and a valid size suffice"),
    KEEP(ROOT,       "W8", "the root and mode of an ASID",        CLASS, 0,   0,       0,      "priv 12.1.11: a write of satp fences nothing"),
    KEEP(SETTING,    "W9", "what a setting was",                  FULL,  0,   0,       0,      "priv 3.1.6.5, 3.1.18"),
  },
  [ARCH_X86] = {
    KEEP(POINTER,    "W1", "a pointer with A=1",                  FLUSH, 0,   1,       0,      "SDM3 4.10.3.1"),
    KEEP(LEAF,       "W2", "a leaf with A=1",                     CLASS, 1,   0,       0,      "SDM3 4.10.2.3, 4.10.4.1"),
    KEEP(UNACCESSED, "W3", "an entry with A=0",                   NONE,  0,   0,       0,      "SDM3 4.10.2.3, 4.10.3.1: only when the accessed flag is 1"),
    KEEP(ABSENT,     "W4", "an entry with P=0",                   NONE,  0,   0,       0,      "SDM3 4.10.2.3, 4.10.3.1: only when P is 1"),
    KEEP(MALFORMED,  "W5", "an entry with a reserved bit set",    NONE,  0,   0,       0,      "SDM3 4.10.2.3, 4.10.3.1: only when reserved bits are 0"),
    KEEP(REFUSED,    "W6", "a refused access to an entry",        NONE,  0,   0,       0,      "no translation"),
    KEEP(ROOT,       "W8", "the root and mode of a PCID, PAE's registers", FLUSH, 0, 0, 0,     "SDM3 4.10.4.1: MOV CR3 with bit 63 set"),
    KEEP(SETTING,    "W9", "what a setting was",                  FULL,  0,   0,       0,      "SDM3 4.10.4.1, 12.9"),
  },
#undef KEEP
};

const struct gtlb_fence_rule gtlb_fence_rules[2][GTLB_FENCE_RULES] = {
#define FENCE(id_, page_, needs_, cut_, clause_) \
  {.id = id_, .page = page_, .needs = needs_, .cut = CUT_##cut_, .clause = clause_}
  [ARCH_RISCV] = {
    //    id    page needs                            cut
    FENCE("F1", 1,   0,                               PAGE_LOCAL,   "priv 12.2.1: SFENCE.VMA va, with or without an ASID"),
    FENCE("F2", 1,   NEEDS_GLOBALS,                   PAGE_GLOBAL,  "priv 12.2.1: SFENCE.VMA va, x0"),
    FENCE("F3", 1,   NEEDS_STRUCTURES,                POINTERS,     "no instruction; the port's contract (rtl/README.md)"),
    FENCE("F4", 0,   0,                               WALKS_LOCAL,  "priv 12.2.1: SFENCE.VMA x0, with or without an ASID"),
    FENCE("F5", 0,   NEEDS_GLOBALS,                   WALKS_GLOBAL, "priv 12.2.1: SFENCE.VMA x0, x0"),
    FENCE("F6", 0,   NEEDS_GLOBALS | NEEDS_ALL_ASIDS, FULL,         "priv 3.1.6.5, 3.1.18: SFENCE.VMA x0, x0"),
  },
  [ARCH_X86] = {
    FENCE("F1", 1,   0,                               PAGE_LOCAL,   "SDM3 4.10.4.1: INVLPG, INVPCID 0, a page fault"),
    FENCE("F2", 1,   NEEDS_GLOBALS,                   PAGE_GLOBAL,  "SDM3 4.10.4.1: INVLPG"),
    FENCE("F3", 1,   NEEDS_STRUCTURES,                POINTERS,     "SDM3 4.10.4.1: INVLPG, INVPCID 0"),
    FENCE("F4", 0,   0,                               WALKS_LOCAL,  "SDM3 4.10.4.1: MOV CR3, INVPCID 1, 2 and 3"),
    FENCE("F5", 0,   NEEDS_GLOBALS | NEEDS_ALL_ASIDS, WALKS_GLOBAL, "SDM3 4.10.4.1: INVPCID 2, a change of CR4.PGE"),
    FENCE("F6", 0,   NEEDS_GLOBALS | NEEDS_ALL_ASIDS, FULL,         "SDM3 4.10.4.1, 12.9: changes of CR0.PG, CR4, EFER.NXE"),
    FENCE("F7", 0,   NEEDS_GLOBALS | NEEDS_ASID,      ENTRIES_OWN,  "SDM3 4.10.4.1: CR4.SMEP going to 1"),
  },
#undef FENCE
};

const struct gtlb_trait_rule gtlb_traits[TRAIT_COUNT] = {
  [TRAIT_SHARED] = {"W10", "a global walk serves every ASID", {true, true}, {"priv 12.3.1", "SDM3 4.10.2.4"}},
  [TRAIT_LEAF_G] = {"W21", "an answer may tell not global where only a pointer has G", {true}, {"priv 12.3.1; manual #3168", NULL}},
  [TRAIT_GROUP]  = {"W20", "a fence of one page takes what serves all of its NAPOT group", {false}, {"Svnapot: sixteen 4 KiB entries", NULL}},
};

const struct gtlb_setting gtlb_settings[2][GTLB_SETTINGS] = {
  [ARCH_RISCV] = {{"ADUE", RV_ADUE, RV_ADUE}, {"PBMTE", RV_PBMTE, RV_PBMTE}, {"SBE", RV_SBE, RV_SBE}},
  [ARCH_X86] = {{"NXE", X86_NXE, X86_NXE_WAS}, {"PSE", X86_PSE, X86_PSE}, {"PGE", X86_PGE, X86_PGE}},
};

const struct gtlb_bound_rule gtlb_bounds[BOUND_COUNT] = {
  [BOUND_VALUES]      = {"B1", "known values, in percent of the storage's slots", LOAD_FULL, "full: the run stops"},
  [BOUND_FENCES]      = {"B2", "fence keys, in percent of as many slots", LOAD_FULL, "full: the run stops"},
  [BOUND_ROOTS]       = {"B3", "roots in window", ROOTS, "full: the run stops"},
  [BOUND_FENCE_TIMES] = {"B4", "times kept of one fence key", FENCE_TIMES, "an older fence counts as none"},
  [BOUND_CHOICES]     = {"B5", "known values of one entry", GTLB_MAX_VALUES, "too many walks; an access counts as explained"},
  [BOUND_WALKS]       = {"B6", "walks of one query", GTLB_MAX_WALKS, "too many walks; an access counts as explained"},
  [BOUND_ANSWERS]     = {"B7", "distinct answers that are counted", ANSWERS, "the count stays there"},
  [BOUND_SHOWN]       = {"B8", "answers that are told", GTLB_SHOWN, "the others are counted"},
};
// clang-format on

static bool kept_at_all(const struct gtlb_rule *r) {
  return (unsigned)r->by | r->page | r->pointers | r->accept;
}

// P2, P3
void tlb_rules_open(struct gtlb *g) {
  const struct gtlb_profile *p = &g->profile;
  for (enum gtlb_kept kept = 0; kept < KEPT_COUNT; kept++) {
    const struct gtlb_rule *r = tlb_rules_get(g, kept);
    bool keep = kept_at_all(r) && !p->no_tlb && !(p->fresh_faults && r->accept);
    g->keeps |= (uint32_t)keep << kept;
    g->cut |= (uint32_t)(!keep || r->by == BY_CLASS || r->by == BY_FLUSH) << kept;
    // What maps no page is ended by none.
    INVARIANT(!r->page || (kept != KEPT_ROOT && kept != KEPT_SETTING));
  }
}

// W1 W2 W3 W4 W5 W6
enum gtlb_kept tlb_rules_of(const struct regime *regime, uint8_t level, const struct value *v) {
  if (value_kind(v) != VALUE_READ) return KEPT_REFUSED;
  struct pte_meaning m = decode(regime, level, v->value);
  if (!m.present) return KEPT_ABSENT;
  if (m.malformed != REASON_OK) return KEPT_MALFORMED;
  if (m.a_bit & ~v->value) return KEPT_UNACCESSED;
  return m.leaf ? KEPT_LEAF : KEPT_POINTER;
}

bool tlb_rules_fence(const struct gtlb_fence_rule *r, const struct fence *f) {
  uint8_t has = (f->asid_valid ? NEEDS_ASID : NEEDS_ALL_ASIDS) | (f->globals ? NEEDS_GLOBALS : 0) |
                (f->structures ? NEEDS_STRUCTURES : 0);
  return r->page == f->va_valid && !(r->needs & ~has);
}
