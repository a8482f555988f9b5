#include "csim/ram.h"

#include <string.h>

enum { WORDS = 512, PAGE_BYTES = 4096 };

// One slot of the open-addressed table: page number + 1 (0: free) and where its words are.
struct slot {
  uint64_t key;
  const uint64_t *words;
};
struct ram {
  size_t own_pages, own_used;
  uint64_t (*own)[WORDS]; // pages copied or added by this lane
  struct slot *slot;
  size_t slots;   // a power of two, at most half full
  unsigned shift; // 64 - log2(slots)
};

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
         own_pages * PAGE_BYTES;
}

// The page's slot, or the free slot where it belongs: the table is never full. Fibonacci hashing (Knuth 6.4):
// neighbours spread.
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

struct ram *ram_init(void *storage, size_t bytes, const struct ram_image *image, size_t own_pages) {
  if (bytes < ram_bytes(image, own_pages)) return NULL;
  struct ram *r = storage;
  r->own_pages = own_pages;
  r->own_used = 0;
  r->slots = slots_for(image, own_pages);
  r->shift = 64 - (unsigned)__builtin_ctzll(r->slots);
  r->slot = (struct slot *)((char *)storage + round_up(sizeof *r));
  r->own = (uint64_t(*)[WORDS])((char *)r->slot + round_up(r->slots * sizeof *r->slot));
  memset(r->slot, 0, r->slots * sizeof *r->slot);
  for (size_t i = 0; image && i < image->pages; i++)
    put(find(r, image->page_pa[i]), image->page_pa[i], image->page[i]);
  return r;
}

enum ram_status ram_read(const struct ram *r, uint64_t pa, uint64_t *value) {
  const struct slot *s = find(r, pa);
  if (s->key == 0) return RAM_MISSING;
  *value = s->words[pa / 8 % WORDS];
  return RAM_OK;
}

// The page's words if this lane may write them, else NULL: they are the image's.
static uint64_t *owned(const struct ram *r, const struct slot *s) {
  const uintptr_t offset = (uintptr_t)s->words - (uintptr_t)r->own;
  return offset < r->own_pages * PAGE_BYTES ? r->own[offset / PAGE_BYTES] : NULL;
}

enum ram_status ram_write(struct ram *r, uint64_t pa, uint64_t value) {
  struct slot *s = find(r, pa);
  if (s->key == 0) return RAM_MISSING;
  uint64_t *words = owned(r, s);
  if (!words) {
    if (r->own_used == r->own_pages) return RAM_FULL;
    words = r->own[r->own_used++];
    memcpy(words, s->words, PAGE_BYTES); // NOLINT(clang-analyzer-core.NonNullParamChecker): own has own_pages pages
    s->words = words;
  }
  words[pa / 8 % WORDS] = value;
  return RAM_OK;
}

enum ram_status ram_add_page(struct ram *r, uint64_t pa) {
  struct slot *s = find(r, pa);
  if (s->key != 0) return RAM_OK;
  if (r->own_used == r->own_pages) return RAM_FULL;
  uint64_t *words = r->own[r->own_used++];
  memset(words, 0, PAGE_BYTES);
  put(s, pa, words);
  return RAM_OK;
}

// The lowest address below `lowest` at which a page of `a` differs from `b`, else `lowest`. A page that is missing
// differs.
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

// FNV-1a over words instead of bytes, with a shift: its low bits would never see the words' high bits.
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
