// What a translation unit may keep between requests, as one table per architecture, and which rule
// a value falls under.
#include "golden/tlb_rules.h"

#define UNTIL_FENCE "a fence that covers the walk"
#define UNTIL_ALL "SFENCE.VMA x0, x0"
#define UNTIL_FLUSH "a flush of everything"
#define USE_CLAUSE_RISCV "priv 3.1.6.3, 12.1.1: SUM, MXR and privilege act at once"
#define USE_CLAUSE_X86 "SDM3 4.6, 4.10.2.2: WP, SMEP, SMAP, AC, PKRU, PKRS and CPL are looked at on each access"

// RISC-V caches whatever it reads, also what is invalid or refused (Svvptc bounds that: profile
// fresh_faults). x86 caches nothing that could not have translated an access.
// clang-format off
const struct gtlb_rule gtlb_rules[2][KEPT_COUNT] = {
    [ARCH_RISCV] = {
        [KEPT_POINTER]    = {"a pointer", "a fence without address that covers the walk", "priv 12.2.1: rs1=x0 for all levels"},
        [KEPT_LEAF]       = {"a leaf", UNTIL_FENCE, "priv 12.2.1"},
        [KEPT_UNACCESSED] = {"a leaf with A=0", UNTIL_FENCE, "priv 12.2.1, 12.3.2 step 9"},
        [KEPT_ABSENT]     = {"an entry with V=0", UNTIL_FENCE, "priv 12.2.1: also invalid entries; not with Svvptc"},
        [KEPT_MALFORMED]  = {"a malformed entry", UNTIL_FENCE, "priv 12.2.1; not with Svvptc"},
        [KEPT_REFUSED]    = {"a refused access to an entry", UNTIL_FENCE, "priv 3.7.2: PMP may be cached until SFENCE.VMA"},
        [KEPT_NEIGHBOUR]  = {"a NAPOT leaf, for its group of 16", UNTIL_FENCE, "Svnapot: any entry of the group may serve"},
        [KEPT_GLOBAL]     = {"a global walk, under any ASID", "a fence that takes globals", "priv 12.3.1, 12.2.1"},
        [KEPT_ROOT]       = {"the root and mode of an ASID", UNTIL_FENCE, "priv 12.1.11: a write of satp fences nothing"},
        [KEPT_SETTINGS]   = {"ADUE, PBMTE, SBE", UNTIL_ALL, "priv 3.1.6.5, 3.1.18"},
        [KEPT_USE]        = {"what the use decides", NULL, USE_CLAUSE_RISCV},
    },
    [ARCH_X86] = {
        [KEPT_POINTER]    = {"a pointer with A=1", "INVLPG, INVPCID or MOV CR3 of its PCID", "SDM3 4.10.3.1"},
        [KEPT_LEAF]       = {"a leaf with A=1", "INVLPG of its page, what flushes its PCID, its page fault", "SDM3 4.10.2.3, 4.10.4.1"},
        [KEPT_UNACCESSED] = {"an entry with A=0", NULL, "SDM3 4.10.2.3, 4.10.3.1: only when the accessed flag is 1"},
        [KEPT_ABSENT]     = {"an entry with P=0", NULL, "SDM3 4.10.2.3, 4.10.3.1: only when P is 1"},
        [KEPT_MALFORMED]  = {"an entry with a reserved bit set", NULL, "SDM3 4.10.2.3, 4.10.3.1: only when reserved bits are 0"},
        [KEPT_REFUSED]    = {"a refused access to an entry", NULL, "no translation"},
        [KEPT_NEIGHBOUR]  = {"a leaf, for other pages of a group", NULL, "SDM3 4.10.2.1"},
        [KEPT_GLOBAL]     = {"a global page, under any PCID", "INVLPG of its page, INVPCID 2, a change of PGE", "SDM3 4.10.2.4"},
        [KEPT_ROOT]       = {"the root and mode of a PCID, PAE's registers", "what flushes that PCID", "SDM3 4.10.4.1: MOV CR3 with bit 63 set"},
        [KEPT_SETTINGS]   = {"NXE, PSE, PGE", UNTIL_FLUSH, "SDM3 4.10.4.1, 12.9"},
        [KEPT_USE]        = {"what the use decides", NULL, USE_CLAUSE_X86},
    },
};

const struct setting tlb_settings[2][SETTINGS] = {
    [ARCH_RISCV] = {{RV_ADUE, RV_SVADU, RV_ADUE}, {RV_PBMTE, RV_SVPBMT, RV_PBMTE}, {RV_SBE, 0, RV_SBE}},
    [ARCH_X86] = {{X86_NXE, 0, X86_NXE_WAS}, {X86_PSE, 0, X86_PSE}, {X86_PGE, 0, X86_PGE}},
};
// clang-format on

static bool faults_always(enum gtlb_kept kept) {
  return kept >= KEPT_UNACCESSED && kept <= KEPT_REFUSED;
}

uint32_t tlb_rules_mask(enum arch arch, const struct gtlb_profile *profile) {
  uint32_t mask = 0;
  for (enum gtlb_kept kept = 0; kept < KEPT_COUNT && !profile->own_walk; kept++)
    if (gtlb_rules[arch][kept].until && !(profile->fresh_faults && faults_always(kept))) mask |= 1u << kept;
  return mask;
}

enum gtlb_kept tlb_rules_of(const struct regime *regime, uint8_t level, const struct value *v) {
  if (value_kind(v) != VALUE_READ) return KEPT_REFUSED;
  struct pte_meaning m = decode(regime, level, v->value);
  if (!m.present) return KEPT_ABSENT;
  if (m.malformed != REASON_OK) return KEPT_MALFORMED;
  if (m.a_bit & ~v->value) return KEPT_UNACCESSED;
  return m.leaf ? KEPT_LEAF : KEPT_POINTER;
}
