// Explain's tree for machines: numbers of 64 bits are "0x..." strings.
#ifndef TB_EXPLAIN_JSON_H
#define TB_EXPLAIN_JSON_H

#include <jansson.h>

#include "tb/text/error.h"
#include "tb/report/explain.h"

json_t *explain_json(const struct explain_tree *t);
// What explain_json gave: regime, request and the walk, walked again over the values that stand in
// it. 0 or LW_INPUT.
int explain_from_json(const json_t *tree, struct regime *regime, struct request *req, struct walk_record *walk,
                      const char *path, struct lw_error *e);

#endif
