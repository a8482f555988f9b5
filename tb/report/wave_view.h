// A GTKWave view made for one failure, from the hierarchy of its dump: the signals that differ on
// top, then what the run is doing, then groups, folded but for the one concerned; zoomed to the
// failing clock and marked there.
#ifndef TB_WAVE_VIEW_H
#define TB_WAVE_VIEW_H

#include "tb/engine/engine.h"

// Writes `path` (beside, then renamed) for the dump `fst`, which lies in the same folder. LW_INPUT
// with a line in `e` when the dump lacks a signal that the view needs, or does not hold the failing
// clock.
int wave_view_write(const char *path, const char *fst, const struct verdict *verdict, struct lw_error *e);
// Is every signal that the view names in the dump? LW_INPUT with a line in `e` names the first that
// is not.
int wave_view_check(const char *path, const char *fst, unsigned *signals, struct lw_error *e);

#endif
