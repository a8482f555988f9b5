// The files of questions as cases: `for` is expanded, setups and the file's preamble are put in
// place, so that a case is a list of lines which is played from its first.
#ifndef TESTS_LEGALITY_TABLE_H
#define TESTS_LEGALITY_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct line {
  char *text;
  unsigned number; // in its file, from 1
};
struct kase {
  char *file; // name without folder
  char *id, *title, *clause;
  struct line *line;
  unsigned lines;
};
struct table {
  struct kase *kase;
  unsigned kases;
};

// Adds the cases of one file. False: said on stderr, with file and line.
bool table_read(struct table *t, const char *path);
void table_free(struct table *t);

#endif
