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
  bool own;             // the request's own root and settings
  bool foreign;         // another ASID's root
  gtlb_time root_replaced;
  gtlb_time cut_local, cut_global; // the newest fences of everything, before the request was accepted
};

// The values a walk has read, top first, each one of those that could have been read there: the
// odometer whose last digit turns first.
struct path_entry {
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

// Sets the cuts, for a scope whose regime is set.
void tlb_window_open(struct scope *s);
// Could any walk with a value sampled last at `last`, or below a root replaced then, be in window?
bool tlb_window_possible(const struct scope *s, gtlb_time last);
// Is the value something the DUT may keep, or was it sampled since the request was accepted?
bool tlb_window_cacheable(const struct scope *s, uint8_t level, const struct value *v);
// The first `depths` values are pointers of a walk under way: may it go on from them?
bool tlb_window_partial(const struct scope *s, const struct path *p, unsigned depths);
// The walk is complete, or wants an update of its leaf (r is NULL then).
bool tlb_window_whole(const struct scope *s, const struct path *p, const struct walk_record *r);

#endif
