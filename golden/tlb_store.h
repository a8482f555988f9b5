// What the golden TLB knows: values, fences and roots, in the caller's storage. The other files of
// the golden TLB build on this one; it knows no rule.
#ifndef GOLDEN_TLB_STORE_H
#define GOLDEN_TLB_STORE_H

#include "golden/rules.h"
#include "golden/tlb.h"

#define GTLB_FOREVER UINT64_MAX // the "replaced" time of what is in force

// A known value (K1, K3). Addresses are at least 4-byte aligned and have at most 56 bits, so kind
// and width ride in the outer bits of the key; key 0 is an empty slot.
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
// Which walks: non-global ones from roots of one ASID, non-global ones from any root, global ones,
// global ones from roots of one ASID.
enum fence_class { CLASS_ASID, CLASS_ANY, CLASS_GLOBAL, CLASS_OWN };
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

enum { ROOTS = 256, ANSWERS = 255, GROUP_SHIFT = 16 /* log2 of the bytes a NAPOT group maps */ };
// Percent of the slots at which compaction starts, and at which the storage is full.
enum { LOAD_COMPACT = 70, LOAD_FULL = 90 };

struct gtlb {
  enum arch arch;
  struct gtlb_profile profile;
  bool full;
  uint32_t keeps;                  // bit per enum gtlb_kept: rule and profile let it be kept
  uint32_t cut;                    // bit per enum gtlb_kept: a fence of all walks of its kind ends it
  bool pointer_fences, own_fences; // some fence was of pointers, of global walks from roots of one ASID
  uint64_t shifts;                 // bit per log2 of a size that leaves of the formats so far in force may have
  struct value *value;
  struct fence_slot *fence;
  uint32_t *led_first, *led_next; // which pointers lead to a table; NULL without speculation
  size_t mask;                    // slots - 1, of both tables
  size_t values, fences, update_errors, napots;
  gtlb_time horizon, compacted;
  struct fence_times full_fence; // of everything, and nothing less
  gtlb_time setting_replaced[GTLB_SETTINGS][2];
  uint32_t settings; // flags of the regime last written
  bool settings_known;
  struct root *in_force; // NULL: none, or no translation
  size_t roots;
  struct root root[ROOTS];
  unsigned long compactions;
  unsigned long met[BOUND_COUNT];
  struct answer answer[ANSWERS];
};

// An empty one in `storage`, for gtlb_init; NULL: too small.
struct gtlb *tlb_store_open(void *storage, size_t bytes, enum arch arch, const struct gtlb_profile *profile);

size_t tlb_store_home(const struct gtlb *g, uint64_t addr);
// Finds or adds (key, value), and marks it sampled at `when`. No room: g->full.
void tlb_store_sample(struct gtlb *g, gtlb_time when, uint64_t key, uint64_t value);
// The same in two parts, for a search: room first, then samples that leave every value where it
// lies.
void tlb_store_room(struct gtlb *g);
void tlb_store_look(struct gtlb *g, gtlb_time when, uint64_t key, uint64_t value);
const struct value *tlb_store_value(const struct gtlb *g, uint64_t key, uint64_t value); // NULL: not known

// The first value, and the one after `at`, of those that as pointers may lead to the table (with
// others); 0: no more. `v` is the one at `at`. Only under the profile `speculation`.
uint32_t tlb_store_led(const struct gtlb *g, uint64_t table);
uint32_t tlb_store_led_next(const struct gtlb *g, uint32_t at, const struct value **v);

// As the hardware has it (P8).
static inline uint16_t tlb_store_asid(const struct gtlb *g, uint16_t asid) {
  return asid & (uint16_t)~g->profile.asid_ignored;
}
// The address as it is looked up: of 32-bit formats without what is above bit 31.
static inline uint64_t tlb_store_va(enum format_id format, uint64_t va) {
  return format_get(format)->va_bits == 32 ? (uint32_t)va : va;
}

struct fence_key tlb_store_key(enum fence_what what, enum fence_class class, uint16_t asid, unsigned shift,
                               uint64_t va);
void tlb_store_fence(struct gtlb *g, gtlb_time when, struct fence_key key);
void tlb_store_push(struct fence_times *t, gtlb_time when);
// The newest time before `bound`; 0 when there is none.
gtlb_time tlb_store_before(struct gtlb *g, const struct fence_times *t, gtlb_time bound);
gtlb_time tlb_store_fenced(struct gtlb *g, struct fence_key key, gtlb_time bound);

struct root tlb_store_root_of(const struct gtlb *g, const struct regime *regime);
bool tlb_store_same_tables(const struct root *a, const struct root *b); // whatever the ASIDs
// The root's slot, new or known; NULL, and g->full, when all are taken by roots still in window.
struct root *tlb_store_root(struct gtlb *g, const struct regime *regime);

#endif
