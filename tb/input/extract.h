// The page tables of a memory: every table page that walks from a root can reach, and nothing else.
#ifndef TB_EXTRACT_H
#define TB_EXTRACT_H

#include "csim/ram.h"
#include "golden/regime.h"
#include "tb/text/error.h"

struct extract_source {
  const char *name; // for messages
  void *ctx;
  bool (*page)(void *ctx, uint64_t pa, uint64_t page[512]); // pa 4 KiB aligned; false: not there
  void (*progress)(void *ctx, size_t pages);                // may be NULL
  void *progress_ctx;
};

// `out` gets the pages, ascending, to be freed with extract_free(). *missing: tables that an entry
// points to and the memory has not. A page may be a table of several levels, of itself too: it is
// taken once, and each (page, level) is looked at once. 0, or LW_INPUT: no root, no memory, or more
// than EXTRACT_PAGES_MAX tables.
enum { EXTRACT_PAGES_MAX = 1 << 17 };
int extract_tables(const struct regime *regime, const struct extract_source *source, struct ram_image *out,
                   size_t *missing, struct lw_error *e);
void extract_free(struct ram_image *ram);

#endif
