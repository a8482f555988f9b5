// Lists the changes of cells, a line each: "NUMBER NAME".
#include <stdio.h>

#include "tests/cells/cells.h"

int main(void) {
  struct cell cell;
  for (unsigned n = 1; cell_get(n, &cell); n++)
    printf("%u %s\n", n, cell.name);
  return 0;
}
