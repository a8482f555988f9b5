// A set of addresses, each with its number in the order in which they came: the PTEs that a DUT has
// read, the tables that were found.
#ifndef TB_KNOWN_H
#define TB_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct known_slot {
  uint64_t addr;
  size_t number; // 0: free
};
struct known { // all zero: empty
  struct known_slot *slot;
  size_t room, count;
};

// The address's number, from 1 on, of a new one the next. 0: out of memory.
size_t known_add(struct known *k, uint64_t addr);
size_t known_number(const struct known *k, uint64_t addr); // 0: not in it
void known_close(struct known *k);

#endif
