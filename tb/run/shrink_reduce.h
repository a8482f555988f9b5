// From a plan that fails to a smaller one: lines, entries, timing, values.
#ifndef TB_SHRINK_REDUCE_H
#define TB_SHRINK_REDUCE_H

#include "tb/report/incident.h"
#include "tb/run/shrink_try.h"

// `p` fails before and after.
void reduce_plan(struct shrink_runner *r, const struct txn *source, struct shrink_plan *p);
#endif
