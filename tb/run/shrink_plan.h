// A candidate of the reduction: what is in memory at first, and the lines that act, each with its
// clock.
#ifndef TB_SHRINK_PLAN_H
#define TB_SHRINK_PLAN_H

#include "tb/txn/txn_ops.h"

// When lines act.
enum shrink_style {
  STYLE_ASAP,  // as soon as the ports allow
  STYLE_DRAIN, // each when all before it is answered and done
  STYLE_CLOCKS // not before its clock
};
struct shrink_item {
  struct txn_op op; // acts: not AT, WAIT, DRAIN, ACCEPTED, ANSWERED, END
  uint64_t clock;
};
// The first item is the regime that the run starts with.
struct shrink_plan {
  enum shrink_style style;
  struct stim_memory memory;
  struct shrink_item *item;
  size_t items;
  struct page_list pages;
};

bool plan_copy(struct shrink_plan *to, const struct shrink_plan *from); // false: out of memory (then `to` is empty)
void plan_free(struct shrink_plan *p);
// Memory holds `value` from the start; a page that is missing is added.
bool plan_write(struct shrink_plan *p, uint64_t pa, uint64_t value, unsigned bytes);
void plan_remove(struct shrink_plan *p, size_t first, size_t count); // items
size_t plan_entries(const struct shrink_plan *p);                    // words that are not zero
// A transaction file in memory, over the plan's own pages; `from` gives configuration and
// expectations. Free with plan_txn_free.
bool plan_txn(const struct shrink_plan *p, const struct txn *from, struct txn *out);
void plan_txn_free(struct txn *t);
// The same as a file, with comments. 0 or LW_INPUT.
int plan_write_file(const struct shrink_plan *p, const struct txn *from, const char *path, const char *comment,
                    struct lw_error *e);
#endif
