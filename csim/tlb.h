// The TLB array: fully associative, the same ways as rtl/tlb.sv. What an entry means is
// golden/entry.h's; only the search is here.
#ifndef CSIM_TLB_H
#define CSIM_TLB_H

#include "csim/plru.h"
#include "golden/entry.h"

enum { TLB_MAX = 64, TLB_HINTS = 64, TLB_MISS = -1 };

// A lookup compares one word: the entry matches when ((wanted ^ key) & mask) == 0. Two entries
// overlap when ((key ^ key') & mask & mask') == 0. At most one entry matches an address, because a
// fill clears what it overlaps.
struct tlb {
  uint64_t valid;
  uint64_t key[TLB_MAX];   // TLB_INVALID | asid << 47 | mode << 45 | vpn
  uint64_t mask[TLB_MAX];  // without the vpn bits below the page size, and without the ASID when global
  uint8_t hint[TLB_HINTS]; // where an address was found last; only speed hangs on it
  uint8_t entries;
  struct plru plru;
  struct tlb_entry entry[TLB_MAX];
};
#define TLB_INVALID (1ull << 63)

// One number for all a lookup compares. Translating modes are 2 to 5: their low two bits tell them
// apart. `vpn` is cut to the mode's width.
static inline uint64_t tlb_key(uint8_t mode, uint16_t asid, uint64_t vpn) {
  return (uint64_t)asid << 47 | (uint64_t)(mode & 3) << 45 | vpn;
}

void tlb_init(struct tlb *t, uint8_t entries); // entries: a power of two, 2..TLB_MAX
void tlb_reset(struct tlb *t);
int tlb_lookup(struct tlb *t, uint8_t mode, uint16_t asid, uint64_t vpn); // the way, or TLB_MISS
static inline void tlb_touch(struct tlb *t, uint8_t way) {
  plru_touch(&t->plru, way);
}
// Clears what overlaps, writes the victim, touches it; the way written.
uint8_t tlb_fill(struct tlb *t, uint8_t mode, const struct tlb_entry *entry);
// Clears what the fence takes; bit e: entry e was valid and is cleared.
uint64_t tlb_fence(struct tlb *t, const struct fence *fence);

#endif
