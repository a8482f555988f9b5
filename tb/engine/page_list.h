// Pages of memory that come one by one, in any order: what a .txn file, or a candidate of shrink,
// begins with.
#ifndef TB_PAGE_LIST_H
#define TB_PAGE_LIST_H

#include "csim/ram.h"

struct page_list { // all zero: empty
  size_t pages, room;
  uint64_t *pa; // 4 KiB aligned, ascending
  uint64_t (*page)[512];
};

bool page_list_copy(struct page_list *to, const struct ram_image *from); // false: out of memory, and `to` is empty
void page_list_free(struct page_list *l);                                // leaves it empty
struct ram_image page_list_image(const struct page_list *l);             // the list's own pages, until it changes

// The word that holds `pa`; NULL: in no page.
uint64_t *page_list_word(const struct page_list *l, uint64_t pa);
// From here on `pa` lies in a page, of zeros if it is new. False: out of memory.
bool page_list_add(struct page_list *l, uint64_t pa);
void page_list_remove(struct page_list *l, size_t index);
// `bytes` (4 or 8) of a page that is there.
void page_list_write(struct page_list *l, uint64_t pa, uint64_t value, unsigned bytes);

#endif
