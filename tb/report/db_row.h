// The tables of a run's database, filled a row at a time: number, text or nothing into the columns
// of the next row (the first is 1), then add it. Rows are committed in batches. The first one that
// could not be written is remembered, and told when the database is closed.
#ifndef TB_DB_ROW_H
#define TB_DB_ROW_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "tb/text/error.h"

enum db_table { DB_ABOUT, DB_REQUEST, DB_WALK, DB_PTE, DB_TLB, DB_FENCE, DB_STORE, DB_VERDICT, DB_COMPLETE, DB_TABLES };

struct db_rows {
  sqlite3 *sqlite;
  char *path;
  sqlite3_stmt *insert[DB_TABLES];
  int failed; // SQLite's code of the first row that could not be written
  unsigned in_batch;
};

// An empty database: it replaces one that is there; any other file is refused. 0, or LW_INPUT and a
// line in `e`, and nothing is open.
int db_row_open(struct db_rows *r, const char *path, struct lw_error *e);
void db_row_null(struct db_rows *r, enum db_table t, int column);
void db_row_number(struct db_rows *r, enum db_table t, int column, uint64_t value);
void db_row_number_if(struct db_rows *r, enum db_table t, int column, bool there, uint64_t value); // or nothing
void db_row_text(struct db_rows *r, enum db_table t, int column, const char *value);               // NULL is ""
void db_row_add(struct db_rows *r, enum db_table t);
void db_row_commit(struct db_rows *r);
// Commits. 0, or LW_INPUT and a line in `e` when some row could not be written.
int db_row_close(struct db_rows *r, struct lw_error *e);

#endif
