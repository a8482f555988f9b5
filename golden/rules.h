// The rules of the golden TLB as data: what may be kept from one request to the next and what ends
// it, what each fence takes, where the architectures differ, which settings may be stale. The
// golden TLB goes by these tables (tlb_rules.c), and scripts/rule-cells changes each of their
// cells: a test must notice.
#ifndef GOLDEN_RULES_H
#define GOLDEN_RULES_H

#include "golden/regime.h"

// --- what may be kept between requests -----------------------------------------------------------
enum gtlb_kept {
  KEPT_POINTER,
  KEPT_LEAF,
  KEPT_UNACCESSED, // A is clear
  KEPT_ABSENT,
  KEPT_MALFORMED,
  KEPT_REFUSED,   // the memory refused the access
  KEPT_NEIGHBOUR, // an entry of a group, for another page of it
  KEPT_ROOT,      // the root and mode of an ASID, PAE's registers
  KEPT_SETTING,   // what a flag of gtlb_settings was
  KEPT_COUNT
};
// Which fences without an address end it.
enum gtlb_by {
  BY_NONE,
  BY_CLASS, // those that take walks like the one it is part of: global ones, or non-global ones of its ASID
  BY_FLUSH, // those that take non-global walks of its ASID, though it be part of a global one
  BY_FULL   // those that take everything
};
// All cells empty: it may not be kept.
struct gtlb_rule {
  const char *id, *what; // NULL: the architecture has no such thing
  enum gtlb_by by;
  bool page;     // a fence by address too, where it lies in what the entry maps or leads to
  bool pointers; // a fence of pointers too
  bool accept;   // under the profile `fresh_faults` each request does
  const char *clause;
};
extern const struct gtlb_rule gtlb_rules[2][KEPT_COUNT]; // by enum arch

// --- what each fence takes -----------------------------------------------------------------------
enum gtlb_cut {
  CUT_PAGE_LOCAL,   // of non-global walks of its ASID, or of all ASIDs: TLB entries that map its address
  CUT_PAGE_GLOBAL,  // of global walks: TLB entries that map its address
  CUT_ENTRIES_OWN,  // of global walks from roots of its ASID: every TLB entry, but not its pointers
  CUT_POINTERS,     // pointers of its ASID, or of all ASIDs
  CUT_WALKS_LOCAL,  // all of non-global walks of its ASID, or of all ASIDs
  CUT_WALKS_GLOBAL, // all of global walks
  CUT_FULL,         // everything, settings included
  CUT_COUNT
};
enum { NEEDS_ASID = 1, NEEDS_ALL_ASIDS = 2, NEEDS_GLOBALS = 4, NEEDS_STRUCTURES = 8 };
// Each rule counts for every fence that has what it needs. A page fault taken on x86 is a fence of
// its address in its PCID that spares globals and structures.
struct gtlb_fence_rule {
  const char *id; // NULL: the architecture has no such rule
  bool page;      // of fences by address; else of those without
  uint8_t needs;  // NEEDS_*
  enum gtlb_cut cut;
  const char *clause;
};
enum { GTLB_FENCE_RULES = 7 };
extern const struct gtlb_fence_rule gtlb_fence_rules[2][GTLB_FENCE_RULES];

// --- where the architectures differ, or may -----------------------------------------------------
enum gtlb_trait {
  TRAIT_SHARED, // a global walk serves every ASID
  TRAIT_LEAF_G, // G of pointers may be ignored in an answer
  TRAIT_GROUP,  // a fence of one page takes what serves all sixteen of its NAPOT group
  TRAIT_COUNT
};
struct gtlb_trait_rule {
  const char *id, *what;
  bool holds[2];
  const char *clause[2]; // NULL: the architecture knows no such thing
};
extern const struct gtlb_trait_rule gtlb_traits[TRAIT_COUNT];

// --- settings ------------------------------------------------------------------------------------
// Flags of the regime that change what an entry means. What one was may be kept (KEPT_SETTING): an
// entry may go on meaning what it meant when it was read.
struct gtlb_setting {
  const char *name;
  uint32_t flag;
  uint32_t instead; // the flag that stands for the value the regime no longer has: `flag` itself, or another one
};
enum { GTLB_SETTINGS = 3 };
extern const struct gtlb_setting gtlb_settings[2][GTLB_SETTINGS];

// --- bounds --------------------------------------------------------------------------------------
// What is finite, and what happens there: never is an answer called wrong for it. How often each
// was met is counted (struct gtlb_stats).
enum gtlb_bound {
  BOUND_VALUES,
  BOUND_FENCES,
  BOUND_ROOTS,
  BOUND_FENCE_TIMES,
  BOUND_CHOICES,
  BOUND_WALKS,
  BOUND_ANSWERS,
  BOUND_SHOWN,
  BOUND_COUNT
};
struct gtlb_bound_rule {
  const char *id, *what;
  unsigned limit;
  const char *then;
};
extern const struct gtlb_bound_rule gtlb_bounds[BOUND_COUNT];

#endif
