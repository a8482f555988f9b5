// The enumeration: walk() over one choice of known values after another, below each root and under
// each value of the settings that may be stale.
#ifndef GOLDEN_TLB_SEARCH_H
#define GOLDEN_TLB_SEARCH_H

#include "golden/tlb_window.h"

struct search;

// What is asked of the walks. The hooks may be NULL.
struct question {
  const struct gtlb_query *query;
  bool forgotten; // every known value counts, in window or not
  enum ad_order order;
  // A walk reads here. true: and no further.
  bool (*read)(struct search *s, uint64_t addr, unsigned bytes);
  // It wants this update, and ends. NULL: it ends too, as refused where that is known.
  void (*update)(struct search *s, const struct phys_swap *swap);
  // It has ended. true: the search is over.
  bool (*walk)(struct search *s, const struct walk_record *r);
  void *ctx;
};

struct search {
  struct gtlb *g;
  struct question ask;
  struct scope scope;
  struct path path;
  unsigned walks;
  bool over;    // a hook's: what was asked for is found
  bool bounded; // it ended at its limit
};

void tlb_search_run(struct search *s, struct gtlb *g, const struct question *ask);
// Not over walks: `each` scope of the request that walks read in; true ends it.
void tlb_search_scopes(struct search *s, struct gtlb *g, const struct question *ask, bool (*each)(struct search *s));
// The search ends at a limit.
void tlb_search_bounded(struct search *s, enum gtlb_bound bound);
// The regime as the profile has it.
struct regime tlb_search_regime(const struct gtlb *g, const struct regime *regime);

#endif
