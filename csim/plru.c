#include "csim/plru.h"

void plru_init(struct plru *p, uint8_t entries) {
  p->bits = 0;
  p->entries = entries;
  for (unsigned entry = 0; entry < entries; entry++) {
    p->path[entry] = p->away[entry] = 0;
    unsigned node = 0;
    for (unsigned half = entries / 2; half != 0; half /= 2) {
      const unsigned upper = (entry & half) != 0;
      p->path[entry] |= 1ull << node;
      if (!upper) p->away[entry] |= 1ull << node;
      node = 2 * node + 1 + upper;
    }
  }
}

uint8_t plru_victim(const struct plru *p) {
  unsigned node = 0;
  while (node < p->entries - 1u)
    node = 2 * node + 1 + (p->bits >> node & 1);
  return (uint8_t)(node - (p->entries - 1u)); // the leaves follow the inner nodes in heap order
}
