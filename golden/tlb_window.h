// The window: may a request accepted at a time still depend on these values, below this root and
// under these settings?
#ifndef GOLDEN_TLB_WINDOW_H
#define GOLDEN_TLB_WINDOW_H

#include "golden/tlb_rules.h"

// What walks that are tried have in common.
struct scope {
  struct gtlb *g;
  gtlb_time accepted;   // when the request was
  bool forgotten;       // every known value counts, in window or not
  struct regime regime; // the request's, but for the root and the settings that are tried
  uint64_t va;          // that is translated
  bool in_force;        // the root and settings that were so when it was accepted
  bool foreign;         // another ASID's root
  gtlb_time root_replaced;
  gtlb_time cut_local, cut_global; // the newest fences of everything, before the request was accepted
  // What was last read, or refused, before these times is in no walk of this scope.
  gtlb_time since_read, since_refused;
};

// The values a walk has read, top first, each one of those that could have been read there: the
// odometer whose last digit turns first.
struct path_entry {
  uint64_t addr; // that was read for
  unsigned count, choice;
  const struct value *candidate[GTLB_MAX_VALUES]; // newest first
};
struct path {
  unsigned depths, listed;     // reads so far; how many lists below are of this path
  const struct value *refusal; // of the update that ended the walk
  struct path_entry entry[FORMAT_MAX_LEVELS];
};

static inline const struct value *path_value(const struct path *p, unsigned depth) {
  return p->entry[depth].candidate[p->entry[depth].choice];
}
static inline uint8_t scope_level(const struct scope *s, unsigned depth) {
  return (uint8_t)(format_get(s->regime.format)->walked - 1 - depth);
}

// Sets the cuts, for a scope whose regime and root are set. false: nothing below that root is in
// window.
bool tlb_window_open(struct scope *s);
bool tlb_window_keeps(const struct scope *s, uint8_t level, const struct value *v);
// Could any walk with this value be in window: may it be kept, or was it sampled since the request
// was accepted?
static inline bool tlb_window_possible(const struct scope *s, uint8_t level, const struct value *v) {
  if (v->last < (value_kind(v) == VALUE_READ ? s->since_read : s->since_refused)) return false;
  return v->last > s->accepted || tlb_window_keeps(s, level, v);
}
// A setting's value that was replaced before this time counts no more.
gtlb_time tlb_window_settings(const struct scope *s);
// The first `depths` values are pointers of a walk under way: may it go on from them?
bool tlb_window_partial(const struct scope *s, const struct path *p, unsigned depths);
// The walk is complete, or wants an update of its leaf (r is NULL then).
bool tlb_window_whole(const struct scope *s, const struct path *p, const struct walk_record *r);

#endif
