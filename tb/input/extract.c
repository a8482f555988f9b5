#include "tb/input/extract.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "golden/walk.h"
#include "tb/engine/known.h"

enum { PAGE_BYTES = 4096, WORDS = 512 };

struct table {
  uint64_t pa;
  uint8_t levels;  // bit l: has been, or is to be, looked at as a table of level l
  bool missing;    // the memory has it not
  uint32_t number; // of its page, in the order found
};
struct work {
  uint32_t table;
  uint8_t level;
};
struct extraction {
  const struct regime *regime;
  const struct format *format;
  const struct extract_source *source;
  struct table *table; // in the order found
  size_t tables, table_room;
  struct known known; // where they are
  struct work *work;
  size_t works, work_room;
  uint64_t (*page)[WORDS];
  size_t pages, page_room, missing;
};

static int out_of_memory(const struct extraction *x, struct lw_error *e) {
  return lw_fail(e, LW_INPUT, "%s: out of memory", x->source->name);
}

// Room for one more in an array that grows by doubling. False: no memory.
static bool grow(void **array, size_t used, size_t *room, size_t each) {
  if (used < *room) return true;
  size_t more = *room ? 2 * *room : 64;
  void *larger = realloc(*array, more * each);
  if (!larger) return false;
  *array = larger;
  *room = more;
  return true;
}

// The table at `pa`, which is found now or was before. NULL: `e` says why.
static struct table *find_table(struct extraction *x, uint64_t pa, struct lw_error *e) {
  size_t number = known_number(&x->known, pa);
  if (number) return &x->table[number - 1];
  if (x->pages == EXTRACT_PAGES_MAX || x->tables == 4 * EXTRACT_PAGES_MAX) { // the second: missing ones
    lw_fail(e, LW_INPUT, "%s: more than %d table pages are reachable from the root 0x%" PRIx64, x->source->name,
            EXTRACT_PAGES_MAX, x->regime->root_pa);
    return NULL;
  }
  if (!grow((void **)&x->table, x->tables, &x->table_room, sizeof *x->table) ||
      !grow((void **)&x->page, x->pages, &x->page_room, sizeof *x->page) || !known_add(&x->known, pa))
    return out_of_memory(x, e), NULL;
  struct table *t = &x->table[x->tables++];
  *t = (struct table){.pa = pa, .number = (uint32_t)x->pages};
  t->missing = !x->source->page(x->source->ctx, pa, x->page[x->pages]);
  if (t->missing)
    x->missing++;
  else
    x->pages++;
  if (x->source->progress) x->source->progress(x->source->progress_ctx, x->pages);
  return t;
}

static int visit(struct extraction *x, uint64_t pa, uint8_t level, struct lw_error *e) {
  struct table *t = find_table(x, pa, e);
  if (!t) return LW_INPUT;
  if (t->missing || t->levels >> level & 1) return 0;
  t->levels |= (uint8_t)(1u << level);
  if (level == 0) return 0; // its entries are leaves
  if (!grow((void **)&x->work, x->works, &x->work_room, sizeof *x->work)) return out_of_memory(x, e);
  x->work[x->works++] = (struct work){(uint32_t)(t - x->table), level};
  return 0;
}

static uint64_t entry(const uint64_t *page, unsigned byte, unsigned entry_bytes) {
  uint64_t word = page[byte / 8];
  return entry_bytes == 8 ? word : (uint32_t)(word >> (byte & 4 ? 32 : 0));
}

// Each entry is what the golden model says it is. PAE's root is four entries inside a page; every
// other table is a page.
static int expand(struct extraction *x, struct work w, struct lw_error *e) {
  const struct format *f = x->format;
  const struct table t = x->table[w.table];
  uint64_t copy[WORDS];                         // visit() may move the pages
  memcpy(copy, x->page[t.number], sizeof copy); // NOLINT(clang-analyzer-core.NonNullParamChecker): work has a page
  bool root = w.level == f->levels - 1;
  unsigned bits = root ? f->va_bits - 12u - (f->levels - 1u) * f->index_bits : f->index_bits;
  unsigned start = root && t.pa == (x->regime->root_pa & ~0xfffull) ? x->regime->root_pa & 0xfff : 0;
  for (unsigned i = 0; i < 1u << bits && start + i * f->entry_bytes < PAGE_BYTES; i++) {
    uint64_t value = entry(copy, start + i * f->entry_bytes, f->entry_bytes);
    if (!value) continue;
    struct pte_meaning m = decode(x->regime, w.level, value);
    if (m.present && m.malformed == REASON_OK && !m.leaf && visit(x, m.base & ~0xfffull, w.level - 1, e))
      return LW_INPUT;
  }
  return 0;
}

static int table_compare(const void *a, const void *b) {
  const struct table *x = a, *y = b;
  return (x->pa > y->pa) - (x->pa < y->pa);
}

static int give(struct extraction *x, struct ram_image *out, struct lw_error *e) {
  uint64_t *pa = calloc(x->pages + 1, sizeof *pa);
  uint64_t(*page)[WORDS] = calloc(x->pages + 1, sizeof *page);
  *out = (struct ram_image){x->pages, pa, (const uint64_t(*)[WORDS])page};
  if (!pa || !page || !x->table) return out_of_memory(x, e);
  qsort(x->table, x->tables, sizeof *x->table, table_compare);
  size_t n = 0;
  for (size_t i = 0; i < x->tables; i++) {
    if (x->table[i].missing) continue;
    pa[n] = x->table[i].pa;
    memcpy(page[n++], x->page[x->table[i].number], PAGE_BYTES);
  }
  return 0;
}

int extract_tables(const struct regime *regime, const struct extract_source *source, struct ram_image *out,
                   size_t *missing, struct lw_error *e) {
  struct extraction x = {.regime = regime, .format = format_get(regime->format), .source = source};
  *out = (struct ram_image){0};
  *missing = 0;
  if (!x.format || x.format->levels < 2) {
    lw_fail(e, LW_INPUT, "%s: its mode has no tables to look for", source->name);
    return LW_INPUT;
  }
  int code = visit(&x, regime->root_pa & ~0xfffull, x.format->levels - 1, e);
  if (code == 0 && x.pages == 0)
    code = lw_fail(e, LW_INPUT, "%s: the root table 0x%" PRIx64 " is not in it", source->name, regime->root_pa);
  while (code == 0 && x.works)
    code = expand(&x, x.work[--x.works], e);
  if (code == 0) code = give(&x, out, e);
  *missing = x.missing;
  free(x.table);
  known_close(&x.known);
  free(x.work);
  free(x.page);
  if (code) extract_free(out);
  return code;
}

void extract_free(struct ram_image *ram) {
  free((void *)ram->page_pa);
  free((void *)ram->page);
  *ram = (struct ram_image){0};
}
