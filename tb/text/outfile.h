// A file that is there whole or not at all: written beside its name, then renamed.
#ifndef TB_OUTFILE_H
#define TB_OUTFILE_H

#include <stdio.h>

#include "tb/text/error.h"

struct outfile {
  FILE *file;          // write here; seeking is fine
  char *path, *beside; // "PATH", "PATH.PID.part"
};

// 0, or LW_INPUT with "path: reason" (a name that is something else than a regular file is
// refused).
int outfile_open(struct outfile *o, const char *path, struct lw_error *e);
// The file gets its name. 0, or LW_INPUT: then nothing is left behind.
int outfile_commit(struct outfile *o, struct lw_error *e);
// Gives up and leaves nothing behind. No effect after a commit.
void outfile_abort(struct outfile *o);

#endif
