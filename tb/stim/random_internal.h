// What the parts of the random stimulus share: the run's state, and how each part is called.
// random.c        opening, the clock, requests
// random_memory.c how the PTE memory behaves: latency, readiness, what is allowed where, errors
// random_pte.c    what a table entry may hold: good and broken, each a pure function of (seed,
//                 address, variant)
// random_tables.c where tables lie, what they start with, the pool of addresses
// random_edit.c   software's stores: with and without fences, and raced against a walk
// random_regime.c what is written to the regime
// random_fence.c  fences of every form, alone and in Svinval sequences
#ifndef TB_RANDOM_INTERNAL_H
#define TB_RANDOM_INTERNAL_H

#include "golden/walk.h"
#include "tb/stim/random.h"
#include "tb/text/rng.h"

enum {
  RANDOM_TABLES = 64,    // table pages at most
  RANDOM_FRAMES = 48,    // pages that leaves map: few, so that several addresses share one
  RANDOM_MISSING = 4,    // pages without memory that pointers lead to
  RANDOM_INDICES = 12,   // entries in use in each table
  RANDOM_POOL = 256,     // addresses at most
  RANDOM_CONTEXTS = 6,   // pairs of root and ASID at most
  RANDOM_VARIANTS = 4,   // values an entry takes between two rebuilds of the regime (A, D and V apart)
  RANDOM_STORES = 64,    // stores planned at most
  RANDOM_FENCES = 8,     // fences planned at most
  RANDOM_ERRORS = 4,     // addresses that answer error at most
  RANDOM_FOURS = 3,      // places of PDPTEs in a page
  RANDOM_ENTRIES = 1024, // of a table at most
  RANDOM_SEEN = 512      // pages whose last address is remembered, to see aliases
};

struct random_table {
  uint64_t pa;
  uint8_t level; // the level it is written for; loops and self-maps lead to it at others
  bool kernel;   // reached from the upper half of the address space: shared by all roots, mostly global
};
struct random_context {
  enum format_id format;
  uint64_t root_pa;
  uint16_t asid;
};
struct random_store {
  uint64_t at; // clock
  uint64_t pa, value;
};
enum random_fence_kind { RANDOM_FENCE, RANDOM_SINVAL, RANDOM_INVAL_IR };
struct random_fence {
  uint64_t at;
  enum random_fence_kind kind;
  struct fence fence;
};
// Features that hardware has or software sets up once are changed only around a full fence with
// nothing in flight. RANDOM_LOAD: of PAE's registers, after which the fence comes.
enum random_phase { RANDOM_RUN, RANDOM_DRAIN, RANDOM_LOAD, RANDOM_SETTLE };

struct random_run {
  struct random_config config;
  struct random_tally *tally;
  struct stim stim;
  struct rng rng;
  enum format_id tables_of;    // format that the tables are of: the deepest of the family ...
  const struct format *format; // ... and its row
  bool riscv, pae, mixed;      // mixed: contexts of other formats too
  uint8_t xlen;

  // Fixed when the run is opened.
  uint8_t top;      // level of the deepest root
  uint16_t entries; // of a table
  uint8_t pa_bits;  // tables and most pages lie below this width; x86 MAXPHYADDR is never less
  bool pcide;       // x86: without it the PCID is 0 and every MOV CR3 flushes
  unsigned tables;  // ascending by address
  struct random_table table[RANDOM_TABLES];
  uint64_t table_pa[RANDOM_TABLES];
  uint64_t (*page)[512];
  struct ram_image image;
  uint8_t listed[FORMAT_MAX_LEVELS][2][RANDOM_TABLES], listed_count[FORMAT_MAX_LEVELS][2]; // by level, kernel
  uint64_t frame[RANDOM_FRAMES];                                                           // page numbers
  uint64_t missing[RANDOM_MISSING];                                                        // page numbers
  uint16_t index[FORMAT_MAX_LEVELS][RANDOM_INDICES];
  uint8_t index_count[FORMAT_MAX_LEVELS];
  bool used[FORMAT_MAX_LEVELS][RANDOM_ENTRIES]; // index[] as a set, with the whole NAPOT group
  uint8_t four[RANDOM_FOURS];                   // PAE: a page of PDPTEs has some at 32 times these
  uint16_t napot_group;                         // RISC-V: index / 16 of the entries that may form a NAPOT group

  // What software and memory are doing.
  unsigned contexts;
  struct random_context context[RANDOM_CONTEXTS];
  struct regime regime, first_regime; // as last written
  struct regime before;               // the regime that a load under way replaces, if it ends well
  bool loading, load_flushes;         // ... and a fence follows:
  struct fence load_fence;
  uint64_t loads; // of the view, when it was last looked at
  struct stim_memory memory, first_memory;
  struct stim_map map, first_map;
  unsigned pool;
  uint64_t va[RANDOM_POOL];
  unsigned hot, hot_size; // the addresses in use now: va[hot ..], wrapping
  bool quiet;             // few edits and fences for a while, so that a TLB fills up and evicts
  uint64_t last_va;       // of the newest request
  uint64_t focus_va;      // an edit or a fence was aimed here: use it for a while
  unsigned focus;         // requests left of that
  unsigned stores, fences, errors;
  unsigned edits; // since the last fence of everything was planned
  struct random_store store[RANDOM_STORES];
  struct random_fence fence[RANDOM_FENCES];
  struct {
    uint64_t addr, until; // until so many requests have been made
  } error[RANDOM_ERRORS];
  struct {
    uint64_t addr;
    bool set;
  } error_now; // an error that a race switches on

  enum random_phase phase;
  bool started;
  uint64_t generation;  // of entry values; changes at each rebuild of the regime
  uint64_t rebuild_at;  // in requests
  uint64_t made;        // requests offered
  uint64_t reads;       // of the view, when it was last looked at
  uint64_t fences_done; // of the view, when the rebuild's fence was planned
  uint64_t open;        // ids offered and not answered, and since when
  uint64_t offered_at[64];
  uint64_t request_at; // clock of the next request at the earliest
  unsigned burst;      // requests left that follow each other at once
  unsigned window;     // requests in flight at most
  uint64_t wake;       // nothing to do before this clock
  struct {
    uint64_t page, va_page;
  } seen[RANDOM_SEEN];
};

static inline bool random_percent(struct rng *g, unsigned percent) {
  return rng_chance(g, percent, 100);
}
// Where an entry stands in its table.
static inline unsigned random_index(const struct random_run *r, uint64_t addr) {
  return (unsigned)(addr & 4095) / r->format->entry_bytes;
}
// The address as it is canonical in the format; one of 32 bits has nothing above them.
static inline uint64_t random_canonical(const struct format *f, uint64_t va) {
  unsigned unused = 64u - f->va_bits;
  return f->sign_extended ? (uint64_t)((int64_t)(va << unused) >> unused) : va << unused >> unused;
}
// A PAE table of the highest level holds registers' values, in fours.
static inline bool random_is_pdpte(const struct random_run *r, uint8_t level) {
  return r->pae && level == 2;
}
static inline void random_wake(struct random_run *r, uint64_t clock) {
  if (clock < r->wake) r->wake = clock;
}

// random_pte.c: the value that variant `variant` of the entry at `addr`, an entry of one of the
// tables, has.
uint64_t random_pte(const struct random_run *r, uint64_t addr, unsigned variant);
// True when the entry belongs to a group of 16 that are written together.
bool random_pte_grouped(const struct random_run *r, uint64_t addr);
// Flips a bit that hardware ignores.
uint64_t random_pte_ignored(const struct random_run *r, struct rng *g, uint64_t value);
// Masks of A and D in this entry; 0 where the bits are none (RISC-V pointers, where they are
// reserved).
uint64_t random_pte_a(const struct random_run *r, uint8_t level, uint64_t value);
uint64_t random_pte_d(const struct random_run *r, uint8_t level, uint64_t value);
bool random_pte_leaf(const struct random_run *r, uint8_t level, uint64_t value);

// random_tables.c. Layout draws from r->rng; 0 or a code with a line in `e`.
int random_tables_build(struct random_run *r, struct lw_error *e);
const struct random_table *random_table_at(const struct random_run *r, uint64_t addr); // NULL: in no table
// The walk of `va` by a supervisor load as memory stands (`ram` NULL: as it starts), without side
// effect.
struct walk_record random_tables_walk(const struct random_run *r, const struct ram *ram, const struct regime *regime,
                                      uint64_t va);
uint64_t random_tables_address(struct random_run *r, const struct ram *ram); // a new address for the pool
uint64_t random_tables_pick(struct random_run *r);                           // one of the pool, mostly a hot one

// random_edit.c. Nothing is edited while a request has been waiting for long: whatever was read
// since it was accepted may serve it, and the answers that would be legal are too many to
// enumerate.
void random_edit(struct random_run *r, const struct stim_view *view);      // plans stores, perhaps a fence
void random_edit_race(struct random_run *r, const struct stim_view *view); // a PTE was just read: perhaps change it
void random_edit_play(struct random_run *r, const struct stim_view *view, struct stim_clock *out); // what is due

// random_memory.c
void random_memory_first(struct random_run *r);
void random_memory_change(struct random_run *r, struct stim_clock *out);
void random_memory_change_map(struct random_run *r, struct stim_clock *out);
void random_memory_errors(struct random_run *r, const struct stim_view *view, struct stim_clock *out);

// random_regime.c
void random_regime_first(struct random_run *r); // contexts and the first regime
void random_regime_change(struct random_run *r, const struct stim_view *view,
                          struct stim_clock *out); // use-time state, context
// New features, another mode of x86; nothing is in flight. The fence is the caller's.
void random_regime_rebuild(struct random_run *r, const struct stim_view *view, struct stim_clock *out);
void random_regime_write(struct random_run *r, struct stim_clock *out, bool load);
void random_regime_loaded(struct random_run *r, const struct stim_view *view); // a load of PDPTEs has ended
uint16_t random_regime_asid(struct random_run *r);

// random_fence.c
void random_fence_plan(struct random_run *r, uint64_t at, const struct fence *f);
struct fence random_fence_full(void);
// A fence for `va`: of a form that takes pointers too when `structures`.
struct fence random_fence_aimed(struct random_run *r, uint64_t va, bool structures);
struct fence random_fence_any(struct random_run *r);
void random_fence_play(struct random_run *r, const struct stim_view *view, struct stim_clock *out);

#endif
