// A run as a SQLite database: requests, walks, their PTE accesses, TLB fills and evictions, fences,
// stores, the verdict. tb/report/README.md has the tables. Rows are committed in batches: after a
// kill what was committed is readable, and the table `complete` is empty.
#ifndef TB_DB_H
#define TB_DB_H

#include "tb/engine/engine.h"

struct db;
struct db_about {
  const char *run, *format, *dut, *again;
  unsigned bug;
  uint64_t seed;
};
// Replaces a database that is there; any other file is refused. NULL and a line in `e` (LW_INPUT).
struct db *db_open(const char *path, const struct db_about *about, struct lw_error *e);
struct sink db_sink(struct db *d);
// `verdict` NULL: the run could not be made, and the database stays incomplete. 0, or LW_INPUT when
// some row could not be written (no room): then it is incomplete too.
int db_close(struct db *d, const struct verdict *verdict, const struct run_stats *stats, struct lw_error *e);

#endif
