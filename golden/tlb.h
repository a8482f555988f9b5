// The golden TLB: which answers are legal. Not a cache: the set of everything a DUT may still know.
//
// Knowledge is what the lane's DUT has read on its PTE port or written by a successful
// compare-and-swap: (address, value, when). An answer is legal iff some walk over known values,
// each inside its window, gives it (priv 12.2.1, SDM3 4.10). The enumeration runs walk() over a
// stale view; there is no second walk loop here. Storage is the caller's; when it is full every
// call says GTLB_FULL: the run stops, it never passes by forgetting.
//
// What holds, each with its kind (demanded: hardware must have forgotten; allowed: it may keep, and
// need not; forbidden: it may never keep, or use) and clause. Where the code enforces one it names
// it, and so does the test that shows it; scripts/rules holds the three together.
//
// When something is known:
//   K1 forbidden: an entry's value that the DUT has not read, nor written or found by a
//      compare-and-swap (priv 12.3.2 step 2, SDM3 4.10.2.1)
//   K2 allowed: for a request, whatever was read between its accept and its answer, also what may
//      not be kept (priv 12.2.1, SDM3 4.10.2.1)
//   K3 forbidden: what was read as 4 bytes, for a format whose entries have 8, or the other way
//      (priv 12.3.2 step 2)
//   K4 allowed: the answer of a refused access where that access was refused: a read by its
//      address, an update by address and what it offered (priv 12.3.2 steps 2 and 9)
//   K5 allowed: where the DUT's port is not seen, whatever memory held (priv 12.2.1)
//   K6 allowed: the root, mode and settings in force when the request was accepted (priv 12.1.11)
//   K7 forbidden: A or D granted by a value that has it clear; an update that is not of a known
//      value, to exactly the bits the access needs (priv 12.3.2 step 9, SDM3 4.8)
//
// When a walk is in window; W1 to W10, what may be kept and what ends it, are in gtlb_rules and
// gtlb_traits (rules.h):
//   W11 demanded: a fence takes what was last sampled (a root or setting: replaced) before it was
//      done, from requests accepted after that (priv 12.2.1, SDM3 4.10.4.1)
//   W12 demanded: a walk is global if a leaf or pointer on its path is; of a malformed leaf's G
//      either may count; entries that are not present have none (priv 12.3.1, SDM3 4.10.2.4)
//   W13 forbidden: a walk from another ASID's root, unless it is global (priv 12.1.11, SDM3 4.10.1)
//   W14 demanded: a fence by address takes the walk's last entry alone, where that is a leaf or of
//      level 0 and maps the address; not pointers, roots or other entries of upper levels
//      (priv 12.2.1, SDM3 4.10.4.1)
//   W15 allowed: a TLB entry, once formed, outlives fences that take its pointers or its root alone
//      (SDM3 4.10.4.1)
//   W16 forbidden: an old SUM, MXR, WP, SMEP, SMAP, AC, PKRU, PKRS or privilege
//      (priv 3.1.6.3, 12.1.1; SDM3 4.6, 4.10.2.2)
//   W17 allowed: a setting as it was, for all values of a walk or for none (priv 3.1.18, SDM3 12.9)
//   W18 forbidden: any old table for an address that no table translates: Bare, not canonical,
//      refused by LASS (priv 12.1.11, 12.4.1; SDM1 3.3.7.1)
//   W19 allowed: a walk under way may read and update on from pointers in window; from another
//      ASID's root only below a G pointer (priv 12.3.1, SDM3 4.10.3.2)
//   W22 allowed: everything, over a fence of an address that is not valid in the mode in force
//      (priv 12.2.1, SDM2 INVLPG)
//
// What a fence takes: F1 to F7, in gtlb_fence_rules. What x86 adds:
//   X1 demanded: a page fault taken is a fence of its address in its PCID (SDM3 4.10.4.1)
//   X2 allowed: A of entries on the way set as they are passed, or after all checks (SDM3 4.8)
//   X3 demanded: PAE's root are the registers as the last load left them (SDM3 4.4.1)
//   X4 demanded: addresses that differ in what LAM masks are one (SDM3 4.10.2)
// What a profile narrows or widens: P1 to P9, at struct gtlb_profile. Bounds: B1 to B8, in
// gtlb_bounds.
#ifndef GOLDEN_TLB_H
#define GOLDEN_TLB_H

#include <stddef.h>
#include "golden/entry.h"
#include "golden/rules.h"

// One total order. clock * GTLB_PHASES + phase.
enum gtlb_phase {
  PHASE_STORE,
  PHASE_REGIME,
  PHASE_SAMPLE,
  PHASE_FENCE_ACCEPT,
  PHASE_FENCE_DONE,
  PHASE_REQUEST,
  PHASE_RESPONSE,
  GTLB_PHASES = 8
};
typedef uint64_t gtlb_time;
static inline gtlb_time gtlb_when(uint64_t clock, enum gtlb_phase phase) {
  return clock * GTLB_PHASES + phase;
}

enum gtlb_status { GTLB_OK, GTLB_FULL, GTLB_TOO_MANY_WALKS };

// Fields of an answer that a DUT may lack.
enum {
  GTLB_UNSEEN_SHIFT = 1,
  GTLB_UNSEEN_PERM = 2,
  GTLB_UNSEEN_TYPE = 4,
  GTLB_UNSEEN_GLOBAL = 8,
  GTLB_UNSEEN_CODE = 16, // of a fault only its kind is told ...
  GTLB_UNSEEN_KIND = 32  // ... or that it is one
};

// What the DUT keeps and does. All zero: it may keep whatever the architecture lets it keep.
struct gtlb_profile {
  // P1 narrows: no page-walk cache, all values of an answer come from one walk. Checked as: some
  // increasing choice of times inside the values' [first, last] sampling spans exists. x86 with
  // AD_LAZY is not narrowed: there an upper A is set after the leaf is read.
  bool whole_walk;
  // P2 narrows: no entry that translates nothing is cached: one that is not valid, malformed or
  // refused was read since accept (Svvptc; x86: always so). A leaf with A=0 is none of these.
  bool fresh_faults;
  // P3 narrows: a walker with no TLB. An answer comes from what was read since accept, below the
  // root and under the settings it was accepted with.
  bool no_tlb;
  // P4 narrows: RISC-V hardware that never writes A or D, whatever ADUE says. Every update is then
  // illegal, and a clear bit faults.
  bool no_update;
  // P5 widens: walks for no request. gtlb_explains_* also accept a read of any entry of a table
  // that a root or a pointer in window leads to, and an update that sets nothing but A
  // (priv 12.3.1, SDM3 4.8; never D).
  bool speculation;
  // P6 narrows: walks begin at the root, an entry below it is read only where the pointer to it was
  // read since the request was accepted. (no_tlb implies it.)
  bool from_root;
  // P7 widens: GTLB_UNSEEN_*, what answers of this DUT do not tell; it is not compared.
  uint8_t unseen;
  // P8: ASID bits that the hardware lacks; they do not count (priv 12.2.1: beyond ASIDLEN).
  uint16_t asid_ignored;
  // P9: which of X2.
  enum ad_order order;
};

struct gtlb; // opaque, lives at the start of the storage
// Bytes for about `pairs` distinct (PTE address, value) pairs and as many fence keys: a fence by
// address takes one key per leaf size of the formats in use and class (its ASID or all; and
// globals), a fence without address one per class.
size_t gtlb_bytes(size_t pairs);
// NULL when `bytes` is too small. `storage` is 64-byte aligned.
struct gtlb *gtlb_init(void *storage, size_t bytes, enum arch arch, const struct gtlb_profile *profile);

// Events, in order of time. Each returns GTLB_OK or GTLB_FULL.
enum gtlb_status gtlb_regime(struct gtlb *g, gtlb_time when, const struct regime *regime);
// The walks' reads and updates, of `bytes` (4 or 8): what is known of 4 bytes serves no format of
// 8, nor the other way. The reads of a load of PAE's registers are none of these; the regime
// written afterwards holds what they gave.
enum gtlb_status gtlb_read(struct gtlb *g, gtlb_time when, uint64_t addr, unsigned bytes, uint64_t value, bool error);
enum gtlb_status gtlb_cas(struct gtlb *g, gtlb_time when, const struct phys_swap *swap, bool error);
// A fence without va covers every level, whatever `structures` says (no instruction spares them).
// Svinval: SINVAL.VMA guarantees nothing by itself; tell it here when the SFENCE.INVAL.IR after it
// is done, with the time at which it was done itself, for what was read since is new.
enum gtlb_status gtlb_fence_done(struct gtlb *g, gtlb_time when, const struct fence *fence);
// x86: the page fault of a request was taken: the cached leaf of its address in that PCID is
// forgotten.
enum gtlb_status gtlb_page_fault_taken(struct gtlb *g, gtlb_time when, const struct regime *regime,
                                       const struct request *req);
// No request accepted before `oldest` is in flight any more: what only such requests could use may
// be compacted.
void gtlb_horizon(struct gtlb *g, gtlb_time oldest);

struct gtlb_query {
  const struct regime *regime; // in force when the request was accepted
  const struct request *req;
  gtlb_time accepted;
  gtlb_time now; // values sampled after `accepted` and up to `now` always serve
  // NULL: the DUT's PTE port is seen, and gtlb_read and gtlb_cas have told what it read. Else the
  // memory that a DUT with a hidden port reads, as it is at `now`; what a store replaced is told by
  // gtlb_read, at the moment of the store.
  const struct phys *hidden;
};
enum { GTLB_SHOWN = 8, GTLB_MAX_WALKS = 16384, GTLB_MAX_VALUES = 128 /* of one address that one query may use */ };
struct gtlb_finding {
  enum gtlb_status status;
  bool legal;
  bool stale_only;  // legal, and no walk over what `memory` holds now gives it
  unsigned answers; // distinct legal answers (counted up to 255)
  unsigned shown;   // of which here:
  struct answer answer[GTLB_SHOWN];
  struct walk_record walk; // a walk that gives the answer, or the one over the newest values when none does
  bool forgotten;          // not legal, but a walk over values outside their window gives it: under-fencing
  struct walk_record forgotten_walk;
};
// `memory` (may be NULL: then stale_only is false) is read, never updated. count=false may stop at
// the first match (answers is then a lower bound).
void gtlb_judge(struct gtlb *g, const struct gtlb_query *q, const struct answer *answer, const struct phys *memory,
                bool count, struct gtlb_finding *out);
// Is a read of `addr` on a legal path of this request: the root entry of a legal root, or where a
// known in-window pointer leads? Of as many bytes as its format's entries have?
bool gtlb_explains_read(struct gtlb *g, const struct gtlb_query *q, uint64_t addr, unsigned bytes);
// Is this compare-and-swap what some legal walk of this request asks for (exact address, known
// expected value, exactly the wanted A / A+D bits, not on a walk that must fault, but for A of x86
// entries on the way)?
bool gtlb_explains_cas(struct gtlb *g, const struct gtlb_query *q, uint64_t addr, unsigned bytes, uint64_t expected,
                       uint64_t desired);

// What the storage holds, and how often a bound was met: a run that shows many of these is weak.
struct gtlb_stats {
  size_t values, fence_keys, roots;
  size_t slots; // of values, and of fence keys
  unsigned long compactions;
  unsigned long met[BOUND_COUNT]; // gtlb_bounds
};
struct gtlb_stats gtlb_statistics(const struct gtlb *g);

#endif
