// The cells of the golden TLB's rules (golden/rules.h): every value that a verdict may hang on, and
// what it could be instead.
#ifndef TESTS_CELLS_CELLS_H
#define TESTS_CELLS_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cell {
  char name[96]; // "riscv W1 page: 0 -> 1"
  const void *at;
  size_t bytes;
  uint32_t instead;
};
// The n-th change of a cell, from 1 on; false when there are fewer.
bool cell_get(unsigned n, struct cell *out);

#endif
