// Sparse physical memory, and a copy-on-write view of it per lane. Pages are 4 KiB; an address in
// no page is missing memory.
#ifndef CSIM_RAM_H
#define CSIM_RAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One immutable image shared by lanes: n pages, addresses ascending (4 KiB aligned), 512 words
// each.
struct ram_image {
  size_t pages;
  const uint64_t *page_pa;
  const uint64_t (*page)[512];
};
// Where the page of `pa` is among them, or would be.
size_t ram_image_place(const struct ram_image *image, uint64_t pa);
// The words of the page that holds `pa`; NULL: missing memory.
const uint64_t *ram_image_page(const struct ram_image *image, uint64_t pa);

enum ram_status { RAM_OK, RAM_MISSING, RAM_FULL };

struct ram; // opaque, caller's storage
// Room for up to `own_pages` pages copied or added by this lane, over `image` (may be NULL: empty).
size_t ram_bytes(const struct ram_image *image, size_t own_pages);
// `storage` is 64-byte aligned. NULL when `bytes` is less than ram_bytes().
struct ram *ram_init(void *storage, size_t bytes, const struct ram_image *image, size_t own_pages);
enum ram_status ram_read(const struct ram *r, uint64_t pa, uint64_t *value);  // pa 8-byte aligned
enum ram_status ram_write(struct ram *r, uint64_t pa, uint64_t value);        // RAM_MISSING: no such page
enum ram_status ram_read4(const struct ram *r, uint64_t pa, uint32_t *value); // pa 4-byte aligned
enum ram_status ram_write4(struct ram *r, uint64_t pa, uint32_t value);
// Addresses in no page read as 0 from now on, and a write to one adds its page (RAM_FULL when there
// is no room: pages that hold nothing but zeros give up theirs first).
void ram_zero_holes(struct ram *r, bool on);
enum ram_status ram_add_page(struct ram *r, uint64_t pa); // a zero page; no effect if present
// True when both hold the same pages with the same words; else *pa is the first address (ascending)
// that differs.
bool ram_equal(const struct ram *a, const struct ram *b, uint64_t *pa);
uint64_t ram_digest(const struct ram *r); // of all pages and their addresses, in whatever order they were added
// A snapshot of this lane's own pages, without addresses of this process in it. `to`:
// ram_saved_bytes() of 8-byte aligned storage. Restored into any RAM over the same image; RAM_FULL,
// and nothing changed, when that has too little room.
size_t ram_saved_bytes(const struct ram *r);
void ram_save(const struct ram *r, void *to);
enum ram_status ram_restore(struct ram *r, const void *from);
#endif
