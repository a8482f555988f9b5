#include "tb/engine/known.h"

#include <stdlib.h>

// `room` is a power of two and never full, so the search ends.
static size_t known_find(const struct known *k, uint64_t addr) {
  size_t i = (size_t)((addr >> 3) * 0x9e3779b97f4a7c15u >> 20) & (k->room - 1);
  while (k->slot[i] && k->slot[i] != addr + 1)
    i = (i + 1) & (k->room - 1);
  return i;
}

static bool known_grow(struct known *k) {
  struct known larger = {.room = k->room ? 2 * k->room : 1024};
  larger.slot = calloc(larger.room, sizeof *larger.slot);
  if (!larger.slot) return false;
  for (size_t i = 0; i < k->room; i++)
    if (k->slot[i]) larger.slot[known_find(&larger, k->slot[i] - 1)] = k->slot[i];
  larger.count = k->count;
  free(k->slot);
  *k = larger;
  return true;
}

bool known_add(struct known *k, uint64_t addr) {
  if (2 * k->count >= k->room && !known_grow(k)) return false;
  size_t i = known_find(k, addr);
  k->count += k->slot[i] == 0;
  k->slot[i] = addr + 1;
  return true;
}

bool known_has(const struct known *k, uint64_t addr) {
  return k->room && k->slot[known_find(k, addr)] != 0;
}

void known_close(struct known *k) {
  free(k->slot);
  *k = (struct known){0};
}
