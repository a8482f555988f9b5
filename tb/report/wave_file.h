// The header of an FST dump: what signals there are, and the times it covers.
#ifndef TB_WAVE_FILE_H
#define TB_WAVE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tb/text/error.h"

struct wave_signal {
  char *name;  // as GTKWave writes it: a.b.c or a.b.c[7:0]
  size_t stem; // its length without the range
  unsigned bits;
  bool enumerated; // the dump has names for its values
};
struct wave_file {
  struct wave_signal *signal; // in the dump's order
  size_t signals;
  uint64_t first, last; // in the dump's time unit
};

// 0, or LW_INPUT with a line in `e`: no dump, cut off, or not closed.
int wave_file_open(struct wave_file *f, const char *path, struct lw_error *e);
void wave_file_close(struct wave_file *f);
// By its whole name, or by its name without the range; NULL: not in the dump.
const struct wave_signal *wave_file_find(const struct wave_file *f, const char *name);

#endif
