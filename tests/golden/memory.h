// A few entries of memory with the misfortunes a test wants, behind the walk's handle.
#ifndef TESTS_GOLDEN_MEMORY_H
#define TESTS_GOLDEN_MEMORY_H

#include "golden/walk.h"

enum { MEMORY_ENTRIES = 16 };

struct memory {
  unsigned count;
  struct {
    uint64_t addr, value;
  } entry[MEMORY_ENTRIES];
  uint64_t refuse_read, refuse_update, stop_read, stop_update; // addresses; 0: none
  unsigned races; // so many updates find that the entry at race_addr has just become race_value
  uint64_t race_addr, race_value;
  unsigned endless;               // bit that every update finds toggled: no compare-and-swap ever succeeds
  unsigned reads, updates, bytes; // counted; bytes: of the last access
};

void memory_put(struct memory *m, uint64_t addr, uint64_t value);
uint64_t memory_at(const struct memory *m, uint64_t addr);
struct phys memory_phys(struct memory *m);
// One table below the other from 0x1000 on (root 0x1000, then 0x2000, ...), all indices 0, down to
// `level`, where `leaf` is. Pointers have the bits `pointer`.
struct memory memory_chain(enum format_id format, uint64_t pointer, uint8_t level, uint64_t leaf);
uint64_t memory_chain_addr(enum format_id format, uint8_t level);

#endif
