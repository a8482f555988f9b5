// What is to be explained: a walk over an image, at a line of a .txn file, or out of a mismatch
// record.
#ifndef TB_EXPLAIN_SOURCE_H
#define TB_EXPLAIN_SOURCE_H

#include "golden/walk.h"
#include "tb/text/error.h"
#include "tb/input/image.h"

struct explain_source {
  struct regime regime;
  struct request req;
  struct walk_record walk;
  char title[256]; // where it is from
};
struct explain_asked {
  bool has_va; // else a .txn file's own request, or the record's
  struct request req;
  uint64_t line;    // of a .txn file: its request on that line; 0: the last one
  int sum, mxr, ac; // -1: as they are
};
// 0, or an exit code with a line in `e`.
int explain_image(const char *path, const struct dump_options *dump, const struct explain_asked *asked,
                  struct explain_source *out, struct lw_error *e);
// Tables and regime as software has left them before that line; hardware's own updates of A and D
// are not known.
int explain_txn(const char *path, const struct explain_asked *asked, struct explain_source *out, struct lw_error *e);
int explain_record(const char *path, struct explain_source *out, struct lw_error *e);
// Does the file begin like JSON?
bool explain_is_record(const char *path);

#endif
