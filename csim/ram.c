#include "csim/ram.h"

#include <string.h>

enum { WORDS = 512, PAGE_BYTES = 4096 };

// One slot of the open-addressed table: page number + 1 (0: free) and where its words are.
struct slot {
  uint64_t key;
  const uint64_t *words;
};
struct ram {
  const struct ram_image *image; // may be NULL
  size_t own_pages, own_used;
  uint64_t (*own)[WORDS]; // pages copied or added by this lane
  uint64_t *own_pa;       // their addresses
  struct slot *slot;
  size_t slots;   // a power of two, at most half full
  unsigned shift; // 64 - log2(slots)
  bool zero_holes;
};
// What a snapshot is: a header, then a page after another.
struct saved {
  uint64_t pages, zero_holes;
};
struct saved_page {
  uint64_t pa, words[WORDS];
};

size_t ram_image_place(const struct ram_image *image, uint64_t pa) {
  const uint64_t page_pa = pa & ~0xfffull;
  size_t low = 0, high = image->pages;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (image->page_pa[middle] < page_pa)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const uint64_t *ram_image_page(const struct ram_image *image, uint64_t pa) {
  const size_t at = ram_image_place(image, pa);
  return at < image->pages && image->page_pa[at] == (pa & ~0xfffull) ? image->page[at] : NULL;
}

static size_t round_up(size_t bytes) {
  return (bytes + 63) & ~(size_t)63;
}

static size_t slots_for(const struct ram_image *image, size_t own_pages) {
  const size_t pages = (image ? image->pages : 0) + own_pages;
  size_t slots = 16;
  while (slots < 2 * pages)
    slots *= 2;
  return slots;
}

size_t ram_bytes(const struct ram_image *image, size_t own_pages) {
  return round_up(sizeof(struct ram)) + round_up(slots_for(image, own_pages) * sizeof(struct slot)) +
         own_pages * (PAGE_BYTES + sizeof(uint64_t));
}

// The page's slot, or the free slot where it belongs: the table is never full. Fibonacci hashing
// (Knuth 6.4): neighbours spread.
static struct slot *find(const struct ram *r, uint64_t pa) {
  const uint64_t key = (pa >> 12) + 1;
  size_t i = (size_t)(key * 0x9e3779b97f4a7c15ull >> r->shift);
  while (r->slot[i].key != key && r->slot[i].key != 0)
    i = (i + 1) & (r->slots - 1);
  return &r->slot[i];
}

static void put(struct slot *s, uint64_t pa, const uint64_t *words) {
  s->key = (pa >> 12) + 1;
  s->words = words;
}

static void fill_from_image(struct ram *r) {
  r->own_used = 0;
  memset(r->slot, 0, r->slots * sizeof *r->slot);
  for (size_t i = 0; r->image && i < r->image->pages; i++)
    put(find(r, r->image->page_pa[i]), r->image->page_pa[i], r->image->page[i]);
}

struct ram *ram_init(void *storage, size_t bytes, const struct ram_image *image, size_t own_pages) {
  if (bytes < ram_bytes(image, own_pages)) return NULL;
  struct ram *r = storage;
  r->image = image;
  r->own_pages = own_pages;
  r->zero_holes = false;
  r->slots = slots_for(image, own_pages);
  r->shift = 64 - (unsigned)__builtin_ctzll(r->slots);
  r->slot = (struct slot *)((char *)storage + round_up(sizeof *r));
  r->own = (uint64_t(*)[WORDS])((char *)r->slot + round_up(r->slots * sizeof *r->slot));
  r->own_pa = (uint64_t *)(r->own + own_pages);
  fill_from_image(r);
  return r;
}

void ram_zero_holes(struct ram *r, bool on) {
  r->zero_holes = on;
}

enum ram_status ram_read(const struct ram *r, uint64_t pa, uint64_t *value) {
  const struct slot *s = find(r, pa);
  if (s->key == 0) {
    if (!r->zero_holes) return RAM_MISSING;
    *value = 0;
    return RAM_OK;
  }
  *value = s->words[pa / 8 % WORDS];
  return RAM_OK;
}

// Where a 4-byte access lies in its word: memory is little-endian.
static unsigned half_shift(uint64_t pa) {
  return pa & 4 ? 32 : 0;
}

enum ram_status ram_read4(const struct ram *r, uint64_t pa, uint32_t *value) {
  uint64_t word;
  const enum ram_status status = ram_read(r, pa, &word);
  if (status == RAM_OK) *value = (uint32_t)(word >> half_shift(pa));
  return status;
}

// The page's words if this lane may write them, else NULL: they are the image's.
static uint64_t *owned(const struct ram *r, const struct slot *s) {
  const uintptr_t offset = (uintptr_t)s->words - (uintptr_t)r->own;
  return offset < r->own_pages * PAGE_BYTES ? r->own[offset / PAGE_BYTES] : NULL;
}

static bool all_zero(const uint64_t words[WORDS]) {
  unsigned i = 0;
  while (i < WORDS && words[i] == 0)
    i++;
  return i == WORDS;
}

// Where holes read as zero, an added page of zeros says nothing: such pages make room. A copy of an
// image's page stays.
static void reclaim(struct ram *r) {
  const size_t used = r->own_used;
  fill_from_image(r);
  for (size_t i = 0; i < used; i++) {
    struct slot *s = find(r, r->own_pa[i]);
    if (s->key == 0 && all_zero(r->own[i])) continue;
    const size_t to = r->own_used++;
    if (to != i) memcpy(r->own[to], r->own[i], PAGE_BYTES);
    r->own_pa[to] = r->own_pa[i];
    put(s, r->own_pa[to], r->own[to]);
  }
}

// Makes the page this lane's own: a copy of `words`, or zeros when that is NULL. NULL: no room.
static uint64_t *own_page(struct ram *r, struct slot *s, uint64_t pa, const uint64_t *words) {
  if (r->own_used == r->own_pages && r->zero_holes) {
    reclaim(r);
    s = find(r, pa);
  }
  if (r->own_used == r->own_pages) return NULL;
  r->own_pa[r->own_used] = pa & ~0xfffull;
  uint64_t *own = r->own[r->own_used++];
  // NOLINTBEGIN(clang-analyzer-core.NonNullParamChecker): own has own_pages pages
  if (words)
    memcpy(own, words, PAGE_BYTES);
  else
    memset(own, 0, PAGE_BYTES);
  // NOLINTEND(clang-analyzer-core.NonNullParamChecker)
  put(s, pa, own);
  return own;
}

// The page of `pa`, writable. RAM_OK: *words.
static enum ram_status writable(struct ram *r, uint64_t pa, uint64_t **words) {
  struct slot *s = find(r, pa);
  if (s->key == 0 && !r->zero_holes) return RAM_MISSING;
  *words = s->key != 0 ? owned(r, s) : NULL;
  if (!*words) *words = own_page(r, s, pa, s->key != 0 ? s->words : NULL);
  return *words ? RAM_OK : RAM_FULL;
}

enum ram_status ram_write(struct ram *r, uint64_t pa, uint64_t value) {
  uint64_t *words;
  const enum ram_status status = writable(r, pa, &words);
  if (status == RAM_OK) words[pa / 8 % WORDS] = value;
  return status;
}

enum ram_status ram_write4(struct ram *r, uint64_t pa, uint32_t value) {
  uint64_t *words;
  const enum ram_status status = writable(r, pa, &words);
  if (status != RAM_OK) return status;
  uint64_t *word = &words[pa / 8 % WORDS];
  *word = (*word & ~(0xffffffffull << half_shift(pa))) | (uint64_t)value << half_shift(pa);
  return RAM_OK;
}

enum ram_status ram_add_page(struct ram *r, uint64_t pa) {
  struct slot *s = find(r, pa);
  if (s->key != 0) return RAM_OK;
  return own_page(r, s, pa, NULL) ? RAM_OK : RAM_FULL;
}

// The lowest address below `lowest` at which a page of `a` differs from `b`, else `lowest`. A page
// that is missing differs.
static uint64_t first_difference(const struct ram *a, const struct ram *b, uint64_t lowest) {
  for (const struct slot *s = a->slot; s < a->slot + a->slots; s++) {
    const uint64_t pa = (s->key - 1) << 12;
    if (s->key == 0 || pa >= lowest) continue;
    const struct slot *other = find(b, pa);
    if (other->key == 0) {
      lowest = pa;
    } else if (s->words != other->words) {
      unsigned i = 0;
      while (i < WORDS && s->words[i] == other->words[i])
        i++;
      if (i < WORDS && pa + 8 * i < lowest) lowest = pa + 8 * i;
    }
  }
  return lowest;
}

bool ram_equal(const struct ram *a, const struct ram *b, uint64_t *pa) {
  const uint64_t none = UINT64_MAX;
  const uint64_t lowest = first_difference(b, a, first_difference(a, b, none));
  if (lowest == none) return true;
  *pa = lowest;
  return false;
}

// FNV-1a over words instead of bytes, with a shift: its low bits would never see the words' high
// bits.
static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x100000001b3ull;
  return hash ^ hash >> 29;
}

uint64_t ram_digest(const struct ram *r) {
  uint64_t digest = 0;
  for (const struct slot *s = r->slot; s < r->slot + r->slots; s++) {
    if (s->key == 0) continue;
    uint64_t hash = mix(0xcbf29ce484222325ull, s->key);
    for (unsigned i = 0; i < WORDS; i++)
      hash = mix(hash, s->words[i]);
    digest += mix(hash, s->key); // a sum: the order of the slots does not matter
  }
  return digest;
}

size_t ram_saved_bytes(const struct ram *r) {
  return sizeof(struct saved) + r->own_used * sizeof(struct saved_page);
}

void ram_save(const struct ram *r, void *to) {
  struct saved *head = to;
  struct saved_page *page = (struct saved_page *)(head + 1);
  *head = (struct saved){.pages = r->own_used, .zero_holes = r->zero_holes};
  for (const struct slot *s = r->slot; s < r->slot + r->slots; s++) {
    if (s->key == 0 || !owned(r, s)) continue;
    page->pa = (s->key - 1) << 12;
    memcpy(page->words, s->words, PAGE_BYTES);
    page++;
  }
}

enum ram_status ram_restore(struct ram *r, const void *from) {
  const struct saved *head = from;
  const struct saved_page *page = (const struct saved_page *)(head + 1);
  if (head->pages > r->own_pages) return RAM_FULL;
  r->zero_holes = head->zero_holes;
  fill_from_image(r);
  for (uint64_t i = 0; i < head->pages; i++)
    own_page(r, find(r, page[i].pa), page[i].pa, page[i].words);
  return RAM_OK;
}
