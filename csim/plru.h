// Tree pseudo-LRU over a power of two of entries, as rtl/tlb_plru.sv: heap order, children of node
// n are 2n+1 and 2n+2.
#ifndef CSIM_PLRU_H
#define CSIM_PLRU_H

#include <stdint.h>

enum { PLRU_MAX = 64 };

struct plru {
  uint64_t bits;           // bit n: where node n points, 0 the lower half
  uint64_t path[PLRU_MAX]; // nodes on the way to an entry
  uint64_t away[PLRU_MAX]; // of those, the ones that a touch sets to 1: the entry is in their lower half
  uint8_t entries;
};

void plru_init(struct plru *p, uint8_t entries); // entries: a power of two, 2..PLRU_MAX
uint8_t plru_victim(const struct plru *p);

static inline void plru_touch(struct plru *p, uint8_t entry) {
  p->bits = (p->bits & ~p->path[entry]) | p->away[entry];
}

#endif
