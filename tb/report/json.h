// Verdicts and statistics for machines.
#ifndef TB_JSON_H
#define TB_JSON_H

#include "tb/text/error.h"
#include "tb/report/report.h"

// Writes `path` whole or not at all (beside it, then renamed). The same run gives the same bytes:
// no times, no host. 0, or LW_INPUT with a line in `e`.
int json_write(const char *path, const struct report_row *row, size_t rows, struct lw_error *e);

#endif
