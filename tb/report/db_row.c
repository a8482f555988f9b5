#include "tb/report/db_row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BATCH = 20000 };

static const char tables[] =
    "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE request (n INTEGER PRIMARY KEY, id INTEGER NOT NULL, access TEXT NOT NULL, priv TEXT NOT NULL,"
    " va INTEGER NOT NULL, accepted INTEGER NOT NULL, answered INTEGER, kind TEXT, code INTEGER, pa INTEGER,"
    " shift INTEGER, perm INTEGER, type INTEGER, global INTEGER, walks INTEGER NOT NULL);"
    "CREATE TABLE walk (n INTEGER PRIMARY KEY, request INTEGER, begun INTEGER NOT NULL, ended INTEGER NOT NULL,"
    " level INTEGER NOT NULL, accesses INTEGER NOT NULL);"
    "CREATE TABLE pte (walk INTEGER, level INTEGER, op TEXT NOT NULL, addr INTEGER NOT NULL, value INTEGER,"
    " desired INTEGER, asked INTEGER NOT NULL, answered INTEGER NOT NULL, result TEXT NOT NULL);"
    "CREATE TABLE tlb (clock INTEGER NOT NULL, event TEXT NOT NULL, way INTEGER NOT NULL, vpn INTEGER NOT NULL,"
    " ppn INTEGER NOT NULL, shift INTEGER NOT NULL, asid INTEGER NOT NULL, global INTEGER NOT NULL,"
    " filled INTEGER NOT NULL);"
    "CREATE TABLE fence (accepted INTEGER NOT NULL, done INTEGER NOT NULL, va INTEGER, asid INTEGER,"
    " globals INTEGER NOT NULL, structures INTEGER NOT NULL);"
    "CREATE TABLE store (clock INTEGER NOT NULL, pa INTEGER NOT NULL, value INTEGER NOT NULL, bytes INTEGER NOT NULL);"
    "CREATE TABLE verdict (class TEXT NOT NULL, caught_by TEXT NOT NULL, clock INTEGER NOT NULL, port TEXT NOT NULL,"
    " expected TEXT NOT NULL, got TEXT NOT NULL, note TEXT NOT NULL);"
    // Written last, with all that was still open: no row, and the run was cut off.
    "CREATE TABLE complete (clocks INTEGER NOT NULL, requests INTEGER NOT NULL);";

static const char *const inserts[DB_TABLES] = {
    "INSERT INTO about VALUES (?, ?)",
    "INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO walk VALUES (?, ?, ?, ?, ?, ?)",
    "INSERT INTO pte VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO tlb VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO fence VALUES (?, ?, ?, ?, ?, ?)",
    "INSERT INTO store VALUES (?, ?, ?, ?)",
    "INSERT INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO complete VALUES (?, ?)"};

static void note(struct db_rows *r, int code) {
  if (!r->failed && code != SQLITE_OK && code != SQLITE_DONE) r->failed = code;
}

static void run_sql(struct db_rows *r, const char *sql) {
  note(r, sqlite3_exec(r->sqlite, sql, NULL, NULL, NULL));
}

void db_row_null(struct db_rows *r, enum db_table t, int column) {
  note(r, sqlite3_bind_null(r->insert[t], column));
}

void db_row_number(struct db_rows *r, enum db_table t, int column, uint64_t value) {
  note(r, sqlite3_bind_int64(r->insert[t], column, (sqlite3_int64)value));
}

void db_row_number_if(struct db_rows *r, enum db_table t, int column, bool there, uint64_t value) {
  if (there)
    db_row_number(r, t, column, value);
  else
    db_row_null(r, t, column);
}

void db_row_text(struct db_rows *r, enum db_table t, int column, const char *value) {
  note(r, sqlite3_bind_text(r->insert[t], column, value ? value : "", -1, SQLITE_TRANSIENT));
}

void db_row_add(struct db_rows *r, enum db_table t) {
  note(r, sqlite3_step(r->insert[t]));
  sqlite3_reset(r->insert[t]);
  if (++r->in_batch >= BATCH) db_row_commit(r);
}

void db_row_commit(struct db_rows *r) {
  r->in_batch = 0;
  run_sql(r, "COMMIT; BEGIN");
}

static bool is_database(const char *path) {
  static const char magic[] = "SQLite format 3";
  char head[sizeof magic] = "";
  FILE *f = fopen(path, "rb");
  size_t n = f ? fread(head, 1, sizeof head, f) : 0;
  if (f) fclose(f);
  return n == 0 || (n == sizeof head && !memcmp(head, magic, sizeof head));
}

// With what SQLite leaves beside a database whose writer was killed.
static int replace(const char *path, struct lw_error *e) {
  static const char *const beside[] = {"", "-wal", "-shm", "-journal"};
  char name[4096];
  if (!is_database(path)) return lw_fail(e, LW_INPUT, "%s: is there and no database: not replaced", path);
  for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
    if ((size_t)snprintf(name, sizeof name, "%s%s", path, beside[i]) >= sizeof name)
      return lw_fail(e, LW_INPUT, "%.80s...: the path is too long", path);
    unlink(name);
  }
  return LW_PASS;
}

static void free_rows(struct db_rows *r) {
  for (int i = 0; i < DB_TABLES; i++)
    sqlite3_finalize(r->insert[i]);
  sqlite3_close(r->sqlite);
  free(r->path);
}

int db_row_open(struct db_rows *r, const char *path, struct lw_error *e) {
  *r = (struct db_rows){.path = strdup(path)};
  if (!r->path) return lw_fail(e, LW_INPUT, "%s: out of memory", path);
  int code = replace(path, e);
  if (code == LW_PASS) {
    note(r, sqlite3_open(path, &r->sqlite));
    // A killed process loses nothing that was committed; the machine itself may.
    if (!r->failed) run_sql(r, "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF");
    if (!r->failed) run_sql(r, tables);
    for (int i = 0; i < DB_TABLES && !r->failed; i++)
      note(r, sqlite3_prepare_v2(r->sqlite, inserts[i], -1, &r->insert[i], NULL));
    if (!r->failed) run_sql(r, "BEGIN");
    if (r->failed) code = lw_fail(e, LW_INPUT, "%s: %s", path, sqlite3_errstr(r->failed));
  }
  if (code != LW_PASS) free_rows(r);
  return code;
}

int db_row_close(struct db_rows *r, struct lw_error *e) {
  int code = LW_PASS;
  run_sql(r, "COMMIT");
  if (r->failed) code = lw_fail(e, LW_INPUT, "%s: %s", r->path, sqlite3_errstr(r->failed));
  free_rows(r);
  return code;
}
