// The bits of an entry by name, for explain_tree.c.
#ifndef TB_EXPLAIN_FIELDS_H
#define TB_EXPLAIN_FIELDS_H

#include "tb/report/explain.h"

// Of row->value; row->meaning, level and in_register are filled in.
void explain_fields(const struct regime *g, struct explain_row *row);
// Marks what is to blame for t->reason.
void explain_blame(struct explain_tree *t);

#endif
