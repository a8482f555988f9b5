// What confirms each feature of the model from outside. "by the manual only" is said, not left
// unsaid.
#ifndef TB_EVIDENCE_H
#define TB_EVIDENCE_H

#include <stdio.h>

enum { EVIDENCE_FEATURES = 39 };
struct evidence {
  unsigned long lines[EVIDENCE_FEATURES]; // vector lines that show the feature
};
struct vectors_case;
void evidence_count(struct evidence *e, const struct vectors_case *c);

// Feature, and what confirms it: vectors, images of real machines, or the manual only. With `e`
// (may be NULL) also in how many of the lines just run.
void evidence_print(FILE *out, const struct evidence *e);
// A feature said to be confirmed by vectors that none of the counted lines shows; NULL: there is
// none.
const char *evidence_missing(const struct evidence *e);

#endif
