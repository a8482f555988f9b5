// Where DUTs come from: ours by name, built in or as plugins, and any plugin by its path.
#ifndef TB_DUT_FIND_H
#define TB_DUT_FIND_H

#include "tb/dut/dut.h"

struct lw_error; // tb/text/error.h

#ifdef __cplusplus
extern "C" {
#endif

// The cycle model in the socket: built in.
const struct dut_ops *dut_csim(void);
// "rtl", "csim", "systemc", "bugs" or a path: NULL and a line in `e` when there is none. `dir` is
// where our own plugins lie (dut_<name>.so).
const struct dut_ops *dut_find(const char *name, const char *dir, struct lw_error *e);

#ifdef __cplusplus
}
#endif

#endif
