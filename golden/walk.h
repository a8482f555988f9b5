// The walk: one loop over one format table (priv 12.3.2, SDM3 4.5). A pure function of regime,
// request and memory. Allocates nothing. Two faces over the same steps: walk() runs to the end over
// a memory handle; walk_begin/_read_done/ _cas_done give one action at a time, for a cycle model
// that waits between them.
#ifndef GOLDEN_WALK_H
#define GOLDEN_WALK_H

#include "golden/regime.h"

// Physical memory as a handle. The walk never knows whether it is RAM, a recorder, a stale view or
// a second stage.
enum phys_status {
  PHYS_OK,
  PHYS_ERROR, // refused or missing: access fault of the original type (RISC-V), bus error (x86)
  PHYS_STOP   // a view that has no value to offer: the walk ends with REASON_STOPPED
};
// A compare-and-swap: `desired` is written where memory holds `expected` in the whole entry.
struct phys_swap {
  uint64_t addr;
  unsigned bytes;
  uint64_t expected, desired;
  uint64_t old; // out: what memory held
  bool ok;      // out: it was `expected`, and is `desired` now
};
// One access of `bytes` (4 or 8) at a naturally aligned address.
struct phys {
  void *ctx;
  enum phys_status (*read)(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value);
  // NULL: memory that is only looked at. The walk goes on as if each of its updates had been made.
  enum phys_status (*update)(void *ctx, struct phys_swap *swap);
};

// Why a walk ended, finer than the architectural answer. fault.c maps it to cause / error code.
enum reason {
  REASON_OK,
  REASON_NON_CANONICAL,
  REASON_LASS,          // x86: bit 63 of the address is of the other mode
  REASON_BEYOND_PA,     // Bare: an address wider than a physical one
  REASON_READ_ERROR,    // PTE read refused
  REASON_UPDATE_ERROR,  // PTE write refused
  REASON_NOT_PRESENT,   // V=0 / P=0
  REASON_RESERVED_BITS, // reserved bit, W without R, A/D/U in a pointer, PBMT misuse, x86 PS where illegal ...
  REASON_POINTER_AT_0,  // pointer at level 0
  REASON_MISALIGNED,    // superpage with low PPN bits (RISC-V; on x86 these are reserved bits)
  REASON_NAPOT,         // malformed N
  REASON_PERM_READ,
  REASON_PERM_WRITE,
  REASON_PERM_EXEC,       // R/W/X, NX
  REASON_USER_PAGE,       // supervisor on a U=1 page (SUM, SMEP, SMAP)
  REASON_SUPERVISOR_PAGE, // user on a U=0 page
  REASON_PKEY,            // protection key
  REASON_SHADOW_STACK,    // x86 CET: shadow-stack access to another page
  REASON_A_CLEAR,
  REASON_D_CLEAR,     // Svade: update is left to software
  REASON_STOPPED,     // the handle had no value
  REASON_LIVELOCK,    // WALK_MAX_STEPS restarts: compare-and-swap never succeeded
  REASON_UNSUPPORTED, // no such format
  REASON_COUNT
};
const char *reason_name(enum reason r);                   // "misaligned superpage"
const char *reason_clause(enum reason r, enum arch arch); // "priv 12.3.2 step 5"

// x86: when A of entries above the leaf is written. RISC-V ignores it.
enum ad_order {
  AD_EAGER, // as each present, well-formed entry is traversed, also on walks that fault lower down
  AD_LAZY   // only when the access succeeds: top to leaf, after all checks
};

// What one entry of a table means, independent of architecture. Produced by decode_riscv.c /
// decode_x86.c.
struct pte_meaning {
  bool present;          // V / P
  enum reason malformed; // REASON_OK, or why a present entry is a fault whatever the access
  bool leaf;
  uint8_t perm;  // RISC-V pointers grant everything; x86 entries grant what they grant
  bool global;   // RISC-V: G of any entry; x86: leaf G && PGE
  uint8_t shift; // leaf: log2 size
  uint64_t base; // leaf: physical base of the page (NAPOT resolved); pointer: next table
  uint8_t type;  // leaf: PBMT / PAT index
  uint8_t pkey;  // x86 leaf: bits 62:59
  // RISC-V: N with a valid size at level 0. A read of any entry of such a group may give this one
  // with the low PPN bits replaced (Svnapot), and what is malformed or forbidden then follows.
  bool group;
  bool accessed, dirty;
  uint64_t a_bit, d_bit; // masks of A and D in the raw entry (a_bit is 0 where the entry has no A: RISC-V pointers)
};
// regime->format is a real row that has levels. `value` is the entry as memory holds it:
// `entry_bytes` read little-endian, also where entries are big-endian (RV_SBE). A present entry has
// all fields filled in, also when it is malformed. PAE's level 2 is a PDPTE.
struct pte_meaning decode(const struct regime *regime, uint8_t level, uint64_t value);

// The permission predicate (priv 12.3.2 steps 6-8, SDM3 4.6). Pure; uses only use-time state of
// `regime` (SUM, MXR / WP, SMEP, SMAP, AC, PKRU). REASON_OK or the first reason. *pkey_violation
// (may be NULL) tells a key violation apart, which shows in the x86 error code even when another
// right is missing too.
enum reason allowed(const struct regime *regime, const struct request *req, uint8_t perm, uint8_t pkey,
                    bool *pkey_violation);

// The address that is translated: req->va, but for the bits that x86 LAM masks (a fault reports
// req->va).
uint64_t walk_va(const struct regime *regime, const struct request *req);
// Does x86 LASS refuse the request for its address, whatever the tables say?
bool walk_barred(const struct regime *regime, const struct request *req);
// True when the bits of such an address above the format's VA width equal the top VA bit; formats
// of 32 bits ignore what is above.
bool walk_canonical(const struct regime *regime, uint64_t va);

enum { WALK_MAX_STEPS = 24 };
enum step_event { STEP_READ, STEP_READ_ERROR, STEP_CAS_OK, STEP_CAS_FAILED, STEP_CAS_ERROR, STEP_STOPPED };
struct walk_step {
  uint64_t addr;    // of the entry
  uint64_t value;   // read, or found by the failed/succeeded compare-and-swap
  uint64_t written; // STEP_CAS_*: the value offered
  uint8_t level;
  uint8_t event; // enum step_event
};

// What a successful walk leaves in a TLB entry, and the answer. By value.
struct walk_record {
  enum reason reason;
  struct answer answer; // meaningless for REASON_STOPPED, _LIVELOCK, _UNSUPPORTED
  uint8_t level;        // where it stopped
  uint8_t pkey;
  bool dirty;         // leaf D after the walk
  uint64_t leaf_base; // REASON_OK: physical base of the page
  uint8_t steps;
  struct walk_step step[WALK_MAX_STEPS];
};
struct walk_record walk(const struct regime *regime, const struct request *req, const struct phys *phys,
                        enum ad_order order);

// --- one action at a time ------------------------------------------------------------------------
enum walk_action { WALK_READ, WALK_CAS, WALK_DONE };
struct walk_state {
  struct regime regime;
  struct request req;
  enum ad_order order;
  uint8_t level;              // of the entry in hand
  uint64_t table;             // physical address of the table in hand
  uint8_t perm;               // AND so far (starts with all bits)
  bool global;                // RISC-V: OR so far
  uint64_t addr;              // WALK_READ, WALK_CAS: the entry's address
  uint64_t expected, desired; // WALK_CAS
  uint64_t value;             // last value in hand
  bool descended; // the last call moved to the next level: level/table/perm/global describe a pointer worth caching
  // Of the walk itself, for AD_LAZY: the pass over the tables is record.step[first..leaf], `next`
  // is the entry to update next.
  uint8_t first, next, leaf;
  uint64_t a_bit, leaf_bits; // what an entry on the way, and the leaf, must have set
  struct walk_record record; // WALK_DONE: the result
};
// Checks canonicality and gives the first action: WALK_READ of the root entry, or WALK_DONE (Bare,
// a non-canonical address, a PAE register that is not present). PAE: the first entry read is at
// level 1, where the register leads.
enum walk_action walk_begin(struct walk_state *w, const struct regime *regime, const struct request *req,
                            enum ad_order order);
// The same, entered below the root from a page-walk cache. The caller guarantees a canonical va. At
// PAE's level 2 `table` is ignored: the register says where to go on, and one that is not present
// ends the walk.
struct walk_place {
  uint8_t level;
  uint64_t table; // the one to read next
  uint8_t perm;   // what the skipped pointers merged to
  bool global;    // likewise
};
enum walk_action walk_begin_at(struct walk_state *w, const struct regime *regime, const struct request *req,
                               enum ad_order order, struct walk_place place);
enum walk_action walk_read_done(struct walk_state *w, uint64_t value, bool error);
// After a failed compare-and-swap the walk goes on from `old` at the same level; after a good one
// from the desired value.
enum walk_action walk_cas_done(struct walk_state *w, uint64_t old, bool ok, bool error);

// Reason -> architectural answer (kind and code; other fields 0). fault.c.
struct answer fault_answer(const struct regime *regime, const struct request *req, enum reason reason,
                           bool pkey_violation);

#endif
