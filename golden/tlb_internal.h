// What the files of the golden TLB share: its storage, and the search over walks. Nobody else
// includes this.
#ifndef GOLDEN_TLB_INTERNAL_H
#define GOLDEN_TLB_INTERNAL_H

#include "golden/tlb.h"

#define GTLB_FOREVER UINT64_MAX // the "replaced" time of what is in force

// A known value. Addresses are at least 4-byte aligned and have at most 56 bits, so kind and width
// ride in the outer bits of the key; key 0 is an empty slot.
enum value_kind { VALUE_READ = 1, VALUE_READ_ERROR = 2, VALUE_UPDATE_ERROR = 3 };
#define VALUE_NARROW (UINT64_C(1) << 63)
struct value {
  uint64_t key;   // address | kind, and VALUE_NARROW when 4 bytes were read
  uint64_t value; // VALUE_UPDATE_ERROR: the value that was offered
  gtlb_time first, last;
};
static inline uint64_t value_key(uint64_t addr, unsigned bytes, enum value_kind kind) {
  return addr | kind | (bytes == 4 ? VALUE_NARROW : 0);
}
static inline uint64_t value_addr(const struct value *v) {
  return v->key & ~(VALUE_NARROW | 3);
}
static inline unsigned value_bytes(const struct value *v) {
  return v->key & VALUE_NARROW ? 4 : 8;
}
static inline enum value_kind value_kind(const struct value *v) {
  return (enum value_kind)(v->key & 3);
}

// The latest times at which one kind of fence was done, newest first.
enum { FENCE_TIMES = 5 };
struct fence_times {
  uint32_t count; // may exceed FENCE_TIMES: then older ones are unknown
  gtlb_time done[FENCE_TIMES];
};

// What a fence key covers: the pages of one size (shift 0: of every size, at every address), every
// value of a walk, or the pointers of a walk.
enum fence_what { FENCE_LEAF = 1, FENCE_ALL, FENCE_POINTERS };
// Which walks: non-global ones from roots of one ASID, non-global ones from any root, global ones.
enum fence_class { CLASS_ASID, CLASS_ANY, CLASS_GLOBAL };
struct fence_key {
  uint64_t page; // va >> shift; 0 when no page is named
  uint32_t tag;  // what, class, shift, ASID; 0: empty slot
};
struct fence_slot {
  struct fence_key key;
  struct fence_times times;
};

struct root {
  uint64_t pa;
  uint64_t pdpte[4]; // PAE: what the registers held; else 0
  gtlb_time replaced;
  enum format_id format;
  uint16_t asid;
};
enum { ROOTS = 256 };

// What an entry meant when it was read may differ from what it means now: flags of the regime that
// change the meaning, and take effect at the latest with a fence of everything (priv 3.1.6.5,
// 12.1.11; SDM3 4.10.4.1).
enum { SETTINGS = 3 };
struct setting {
  uint32_t flag;
  uint32_t exists;  // RISC-V: only with this extension; 0: always
  uint32_t instead; // the flag that stands for the value the regime no longer has: `flag` itself, or another one
};
extern const struct setting tlb_settings[2][SETTINGS]; // by enum arch
enum { ANSWERS = 255 };

struct gtlb {
  enum arch arch;
  struct gtlb_profile profile;
  bool full;
  uint32_t keeps;      // bit per enum gtlb_kept: rule and profile let it be kept
  bool pointer_fences; // some fence was of the pointers of one ASID
  bool narrow, wide;   // formats of 4-byte and of 8-byte entries have been in force
  struct value *value;
  struct fence_slot *fence;
  size_t mask; // slots - 1, of both tables
  size_t values, fences, update_errors, napots;
  gtlb_time horizon, compacted;
  struct fence_times settings_fence; // SFENCE.VMA x0, x0 and nothing less
  gtlb_time setting_replaced[SETTINGS][2];
  uint32_t settings; // flags of the regime last written
  bool settings_known;
  struct root *in_force; // NULL: none, or no translation
  size_t roots;
  struct root root[ROOTS];
  unsigned long compactions, lenient;
  unsigned long bounded;
  struct answer answer[ANSWERS];
};

// --- tlb_store.c ---------------------------------------------------------------------------------
size_t tlb_store_home(const struct gtlb *g, uint64_t addr);
// Finds or adds (key, value), and marks it sampled at `when`. No room: g->full.
void tlb_store_sample(struct gtlb *g, gtlb_time when, uint64_t key, uint64_t value);
// The same in two parts, for a search: room first, then samples that leave every value where it
// lies.
void tlb_store_room(struct gtlb *g);
void tlb_store_look(struct gtlb *g, gtlb_time when, uint64_t key, uint64_t value);
const struct value *tlb_store_value(const struct gtlb *g, uint64_t key, uint64_t value); // NULL: not known
static inline uint16_t tlb_store_asid(const struct gtlb *g, uint16_t asid) {
  return asid & (uint16_t)~g->profile.asid_ignored;
}
struct root tlb_store_root_of(const struct gtlb *g, const struct regime *regime);
bool tlb_store_same_tables(const struct root *a, const struct root *b); // whatever the ASIDs
struct fence_key tlb_store_key(enum fence_what what, enum fence_class class, uint16_t asid, unsigned shift,
                               uint64_t va);
void tlb_store_fence(struct gtlb *g, gtlb_time when, struct fence_key key);
void tlb_store_push(struct fence_times *t, gtlb_time when);
// The newest time before `bound`; 0 when there is none.
gtlb_time tlb_store_before(struct gtlb *g, const struct fence_times *t, gtlb_time bound);
gtlb_time tlb_store_fenced(struct gtlb *g, struct fence_key key, gtlb_time bound);
// The root's slot, new or known; NULL, and g->full, when all are taken by roots still in window.
// ASIDs as the hardware has them.
struct root *tlb_store_root(struct gtlb *g, const struct regime *regime);

// --- tlb_search.c --------------------------------------------------------------------------------
// One walk after another over the choices of known values. `mode` says which values count and what
// ends the search.
enum search_mode {
  SEARCH_LEGAL,     // values in window; `visit` sees each walk that ends in an answer
  SEARCH_FORGOTTEN, // any known value
  SEARCH_READ,      // a legal walk that reads target.addr
  SEARCH_CAS        // a legal walk that wants the target update
};
struct search_depth {
  unsigned count, choice;
  const struct value *candidate[GTLB_MAX_VALUES]; // newest first
};
struct search {
  struct gtlb *g;
  const struct gtlb_query *q;
  enum search_mode mode;
  enum ad_order order;
  struct {
    uint64_t addr, expected, desired;
    unsigned bytes;
  } target;
  bool (*visit)(struct search *s, const struct walk_record *r); // true ends the search
  void *ctx;
  bool speculating; // no walk of the request: what any walk might do
  bool found;       // SEARCH_READ, SEARCH_CAS
  bool bounded;     // the search ended at its limit
  unsigned walks;
  // Of the root and settings being tried:
  struct regime regime;
  uint64_t va;  // that is translated
  bool own;     // the query's own root and settings
  bool foreign; // another ASID's root
  gtlb_time root_replaced;
  gtlb_time cut_local, cut_global; // the newest fences of everything, before the query was accepted
  // Of the walk being run:
  unsigned depths, listed;     // reads so far; how many lists below are of this path
  const struct value *refusal; // of the update that ended it
  struct search_depth depth[FORMAT_MAX_LEVELS];
};
// `s` has g, q, mode, order, target, visit and ctx set.
void tlb_search_run(struct search *s);
// The address as it is looked up: of 32-bit formats without what is above bit 31.
uint64_t tlb_search_va(const struct regime *regime, uint64_t va);
// The query's regime as the profile has it.
struct regime tlb_search_regime(const struct gtlb *g, const struct regime *regime);
static inline const struct value *search_value(const struct search *s, unsigned depth) {
  return s->depth[depth].candidate[s->depth[depth].choice];
}
static inline uint8_t search_level(const struct search *s, unsigned depth) {
  return (uint8_t)(format_get(s->regime.format)->walked - 1 - depth);
}

// --- tlb_window.c --------------------------------------------------------------------------------
void tlb_window_root(struct search *s); // computes the cuts of s->regime.asid
// Could any walk with this value sampled at `last`, or below a root replaced then, be in window?
bool tlb_window_possible(const struct search *s, gtlb_time last);
// Is the value something the DUT may keep, or was it sampled since the request was accepted?
bool tlb_window_cacheable(const struct search *s, uint8_t level, const struct value *v);
// The first `depths` values are pointers of a walk under way: may it go on from them?
bool tlb_window_partial(struct search *s, unsigned depths);
// The walk is complete, or wants an update of its leaf (r is NULL then).
bool tlb_window_whole(struct search *s, const struct walk_record *r);

// --- tlb_rules.c ---------------------------------------------------------------------------------
uint32_t tlb_rules_mask(enum arch arch, const struct gtlb_profile *profile);
static inline bool tlb_rules_keep(const struct gtlb *g, enum gtlb_kept kept) {
  return g->keeps >> kept & 1;
}
enum gtlb_kept tlb_rules_of(const struct regime *regime, uint8_t level, const struct value *v);

// --- tlb_speculate.c -----------------------------------------------------------------------------
// SEARCH_READ, SEARCH_CAS: may a walk for no request do this?
bool tlb_speculated(struct search *s);

#endif
