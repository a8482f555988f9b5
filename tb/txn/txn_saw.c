// `saw` lines: what the DUT's outputs were from a clock on. Those that are not named are 0.
#include <stdlib.h>
#include <string.h>

#include "csim/port_table.h"
#include "tb/txn/txn_parse.h"

static int add(struct txn_parser *p, const struct txn_saw *saw) {
  struct txn *t = p->t;
  if (t->saws && saw->clock <= t->saw[t->saws - 1].clock)
    return txn_bad(p, "saw wants clocks that rise, and %llu follows %llu", (unsigned long long)saw->clock,
                   (unsigned long long)t->saw[t->saws - 1].clock);
  if (t->saws == p->saw_room) {
    size_t room = p->saw_room ? 2 * p->saw_room : 256;
    struct txn_saw *larger = realloc(t->saw, room * sizeof *larger);
    if (!larger) return txn_bad(p, "out of memory");
    t->saw = larger;
    p->saw_room = room;
  }
  t->saw[t->saws++] = *saw;
  return 0;
}

int txn_parse_saw(struct txn_parser *p, unsigned words, char **word) {
  struct txn_saw saw = {.clock = 0};
  if (words < 1) return txn_bad(p, "saw wants a clock, then OUTPUT=VALUE");
  if (txn_number(p, word[0], "clock", 1ull << 48, &saw.clock)) return LW_INPUT;
  for (unsigned i = 1; i < words; i++) {
    char *equals = strchr(word[i], '=');
    uint64_t value;
    if (!equals) return txn_bad(p, "saw: \"%.40s\" is not OUTPUT=VALUE", word[i]);
    *equals = 0;
    if (txn_number(p, equals + 1, word[i], UINT64_MAX, &value)) return LW_INPUT;
    const struct port_signal *output = port_table_output(word[i]);
    if (!output || !port_table_set(&saw.out, output, value))
      return txn_bad(p, "saw: no output \"%.40s\" that could be 0x%llx", word[i], (unsigned long long)value);
  }
  return add(p, &saw);
}

void txn_print_saw(uint64_t clock, const struct mmu_out *out, char *text, size_t size) {
  int n = snprintf(text, size, "saw %llu", (unsigned long long)clock);
  for (unsigned i = 0; i < PORT_OUTPUTS && n > 0 && (size_t)n < size; i++) {
    const uint64_t value = port_table_get(out, &port_output[i]);
    if (value) n += snprintf(text + n, size - (size_t)n, " %s=0x%llx", port_output[i].name, (unsigned long long)value);
  }
}
