// A recording in the DUT's socket.
#ifndef TB_DUT_TAPE_H
#define TB_DUT_TAPE_H

#include "tb/engine/engine.h"
#include "tb/txn/txn_ops.h"

// Plays the outputs that `txn` holds; `txn` outlives it, and one is played at a time. NULL and a
// line in `e` when it holds none.
const struct dut_ops *dut_tape(const struct txn *txn, struct lw_error *e);

#endif
