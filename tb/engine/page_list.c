#include "tb/engine/page_list.h"

#include <stdlib.h>
#include <string.h>

struct ram_image page_list_image(const struct page_list *l) {
  return (struct ram_image){l->pages, l->pa, (const uint64_t(*)[512])l->page};
}

void page_list_free(struct page_list *l) {
  free(l->pa);
  free(l->page);
  *l = (struct page_list){0};
}

// Room for so many pages.
static bool make_room(struct page_list *l, size_t room) {
  if (room <= l->room) return true;
  uint64_t *pa = realloc(l->pa, room * sizeof *pa);
  if (pa) l->pa = pa;
  uint64_t(*page)[512] = realloc(l->page, room * sizeof *page);
  if (page) l->page = page;
  if (!pa || !page) return false;
  l->room = room;
  return true;
}

bool page_list_copy(struct page_list *to, const struct ram_image *from) {
  *to = (struct page_list){0};
  if (!make_room(to, from->pages)) {
    page_list_free(to);
    return false;
  }
  to->pages = from->pages;
  if (!from->pages) return true;
  memcpy(to->pa, from->page_pa, from->pages * sizeof *to->pa);
  memcpy(to->page, from->page, from->pages * sizeof *to->page);
  return true;
}

static size_t place(const struct page_list *l, uint64_t pa) {
  const struct ram_image image = page_list_image(l);
  return ram_image_place(&image, pa);
}

uint64_t *page_list_word(const struct page_list *l, uint64_t pa) {
  const size_t at = place(l, pa);
  return at < l->pages && l->pa[at] == (pa & ~0xfffull) ? &l->page[at][pa % 4096 / 8] : NULL;
}

bool page_list_add(struct page_list *l, uint64_t pa) {
  const size_t at = place(l, pa);
  if (at < l->pages && l->pa[at] == (pa & ~0xfffull)) return true;
  if (l->pages == l->room && !make_room(l, l->room ? 2 * l->room : 16)) return false;
  memmove(l->pa + at + 1, l->pa + at, (l->pages - at) * sizeof *l->pa);
  memmove(l->page + at + 1, l->page + at, (l->pages - at) * sizeof *l->page);
  l->pa[at] = pa & ~0xfffull;
  memset(l->page[at], 0, sizeof l->page[at]);
  l->pages++;
  return true;
}

void page_list_remove(struct page_list *l, size_t index) {
  const size_t rest = --l->pages - index;
  memmove(l->pa + index, l->pa + index + 1, rest * sizeof *l->pa);
  memmove(l->page + index, l->page + index + 1, rest * sizeof *l->page);
}

void page_list_write(struct page_list *l, uint64_t pa, uint64_t value, unsigned bytes) {
  char *word = (char *)page_list_word(l, pa);
  memcpy(word + pa % 8, &value, bytes); // little-endian, as all our memories are
}
