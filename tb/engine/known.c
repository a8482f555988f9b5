#include "tb/engine/known.h"

#include <stdlib.h>

// The address's slot, or the free one where it belongs. `room` is a power of two and never full, so
// the search ends.
static struct known_slot *known_find(const struct known *k, uint64_t addr) {
  size_t i = (size_t)((addr >> 3) * 0x9e3779b97f4a7c15u >> 20) & (k->room - 1);
  while (k->slot[i].number && k->slot[i].addr != addr)
    i = (i + 1) & (k->room - 1);
  return &k->slot[i];
}

static bool known_grow(struct known *k) {
  struct known larger = {.room = k->room ? 2 * k->room : 1024, .count = k->count};
  larger.slot = calloc(larger.room, sizeof *larger.slot);
  if (!larger.slot) return false;
  for (size_t i = 0; i < k->room; i++)
    if (k->slot[i].number) *known_find(&larger, k->slot[i].addr) = k->slot[i];
  free(k->slot);
  *k = larger;
  return true;
}

size_t known_add(struct known *k, uint64_t addr) {
  if (2 * k->count >= k->room && !known_grow(k)) return 0;
  struct known_slot *s = known_find(k, addr);
  if (!s->number) *s = (struct known_slot){addr, ++k->count};
  return s->number;
}

size_t known_number(const struct known *k, uint64_t addr) {
  return k->room ? known_find(k, addr)->number : 0;
}

void known_close(struct known *k) {
  free(k->slot);
  *k = (struct known){0};
}
