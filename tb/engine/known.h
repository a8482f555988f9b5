// The set of PTE addresses that the DUT has read: a store to one of them may leave something stale
// behind.
#ifndef TB_KNOWN_H
#define TB_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct known {    // all zero: empty
  uint64_t *slot; // address + 1; 0 is free
  size_t room, count;
};

bool known_add(struct known *k, uint64_t addr); // false: out of memory
bool known_has(const struct known *k, uint64_t addr);
void known_close(struct known *k);

#endif
