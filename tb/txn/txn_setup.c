// Lines that set up: config, seed, memory.
#include <stdlib.h>
#include <string.h>

#include "tb/txn/txn_parse.h"

int txn_parse_config(struct txn_parser *p, unsigned words, char **word) {
  struct mmu_config *c = &p->t->config;
  if (p->acting) return txn_bad(p, "\"config\" must stand before the first line that acts");
  for (unsigned i = 0; i < words; i++) {
    const char *v;
    uint64_t n = 0;
    if ((v = words_value(word[i], "arch"))) {
      if (txn_set_arch(p, v)) return LW_INPUT;
    } else if ((v = words_value(word[i], "tlb"))) {
      if (txn_number(p, v, "tlb", 64, &n)) return LW_INPUT;
      if (n < 2 || n & (n - 1)) return txn_bad(p, "tlb is not a power of two from 2 to 64");
      c->tlb_entries = (uint8_t)n;
    } else if ((v = words_value(word[i], "pwc"))) {
      if (txn_number(p, v, "pwc", 16, &n)) return LW_INPUT;
      if (n < 1) return txn_bad(p, "pwc is not 1 to 16");
      c->pwc_entries = (uint8_t)n;
    } else if ((v = words_value(word[i], "miss"))) {
      if (txn_number(p, v, "miss", 8, &n)) return LW_INPUT;
      if (n < 1) return txn_bad(p, "miss is not 1 to 8");
      c->miss_depth = (uint8_t)n;
    } else if ((v = words_value(word[i], "xlen"))) {
      if (txn_number(p, v, "xlen", 64, &n)) return LW_INPUT;
      if (n != 32 && n != 64) return txn_bad(p, "xlen is not 32 or 64");
      c->xlen = n == 32 ? 32 : 0;
      p->has_xlen = true;
    } else {
      return txn_bad(p, "config does not know \"%.40s\" (arch xlen tlb pwc miss)", word[i]);
    }
  }
  return 0;
}

int txn_parse_seed(struct txn_parser *p, unsigned words, char **word) {
  if (p->acting) return txn_bad(p, "\"seed\" must stand before the first line that acts");
  if (words != 1) return txn_bad(p, "seed wants one number");
  if (txn_number(p, word[0], "seed", UINT64_MAX, &p->t->seed)) return LW_INPUT;
  return p->t->seed ? 0 : txn_bad(p, "seed is 0");
}

// "40" or "4..20".
static int set_latency(struct txn_parser *p, char *text) {
  uint64_t least, most;
  char *dots = strstr(text, "..");
  if (dots) *dots = 0;
  if (txn_number(p, text, "latency", 4096, &least)) return LW_INPUT;
  most = least;
  if (dots && txn_number(p, dots + 2, "latency", 4096, &most)) return LW_INPUT;
  if (least < 1 || least > most) return txn_bad(p, "latency is not 1 to 4096, the smaller first");
  p->memory.port.latency_min = (uint32_t)least;
  p->memory.port.latency_max = (uint32_t)most;
  return 0;
}

static int count_error(struct txn_parser *p, uint64_t addr, bool on) {
  unsigned i = 0;
  while (i < p->errors && p->error_addr[i] != addr)
    i++;
  if (on && i == MEMPORT_ERRORS) return txn_bad(p, "more than %d addresses answer error", MEMPORT_ERRORS);
  if (on && i == p->errors) p->error_addr[p->errors++] = addr;
  if (!on && i < p->errors) p->error_addr[i] = p->error_addr[--p->errors];
  return 0;
}

static int set_error(struct txn_parser *p, const char *text, bool on) {
  uint64_t addr;
  if (txn_number(p, text, "address", (1ull << 56) - 1, &addr)) return LW_INPUT;
  if (addr & 7) return txn_bad(p, "address %s is not 8-byte aligned", text);
  if (count_error(p, addr, on)) return LW_INPUT;
  struct txn_op *op = txn_add(p, TXN_ERROR);
  if (!op) return LW_INPUT;
  op->u.error.addr = addr;
  op->u.error.on = on;
  return 0;
}

// "0x1000..0x2000:rw", ":r" or ":none"; "off": everything is allowed. The first region of a line
// begins a new map.
static int set_region(struct txn_parser *p, char *text, bool first) {
  struct stim_map *m = &p->map;
  struct memport_region g = {0};
  if (first) m->regions = 0;
  if (strcmp(text, "off") == 0) return first ? 0 : txn_bad(p, "map=off stands beside no other map=");
  char *dots = strstr(text, ".."), *colon = strchr(text, ':');
  if (!dots || !colon || colon < dots) return txn_bad(p, "map=\"%.60s\" is not BASE..END:rw, :r, :none or off", text);
  *dots = *colon = 0;
  if (txn_number(p, text, "base", 1ull << 56, &g.base) || txn_number(p, dots + 2, "end", 1ull << 56, &g.end))
    return LW_INPUT;
  if (g.base >= g.end) return txn_bad(p, "region 0x%llx..%s is empty", (unsigned long long)g.base, dots + 2);
  g.write = strcmp(colon + 1, "rw") == 0;
  g.read = g.write || strcmp(colon + 1, "r") == 0;
  if (!g.read && strcmp(colon + 1, "none")) return txn_bad(p, "\"%.40s\" is not rw, r or none", colon + 1);
  if (m->regions == MEMPORT_REGIONS) return txn_bad(p, "more than %d regions", MEMPORT_REGIONS);
  m->region[m->regions++] = g;
  return 0;
}

static int set_holes(struct txn_parser *p, const char *text) {
  p->map.zero_holes = strcmp(text, "zero") == 0;
  return p->map.zero_holes || !strcmp(text, "error") ? 0 : txn_bad(p, "holes=\"%.40s\" is not zero or error", text);
}

// Before all that act, the first map is how the run starts.
static int add_map(struct txn_parser *p) {
  struct txn *t = p->t;
  if (!p->acting && !p->has_map) {
    p->has_map = true;
    t->first_map = p->map;
    return 0;
  }
  if (t->maps == p->map_room) {
    p->map_room = p->map_room ? 2 * p->map_room : 16;
    struct stim_map *larger = realloc(t->map, p->map_room * sizeof *larger);
    if (!larger) return txn_bad(p, "out of memory");
    t->map = larger;
  }
  struct txn_op *op = txn_add(p, TXN_MAP);
  if (!op) return LW_INPUT;
  t->map[t->maps] = p->map;
  op->u.map = t->maps++;
  return 0;
}

// One word of a memory line. *behaviour: it changes how memory behaves from now on. *maps: words of
// a map so far.
static int memory_word(struct txn_parser *p, char *word, bool *behaviour, unsigned *regions, bool *map) {
  const char *v;
  uint64_t n;
  if ((v = words_value(word, "error"))) return set_error(p, v, true);
  if ((v = words_value(word, "noerror"))) return set_error(p, v, false);
  *map |= words_value(word, "map") || words_value(word, "holes");
  if ((v = words_value(word, "map"))) return set_region(p, word + (v - word), (*regions)++ == 0);
  if ((v = words_value(word, "holes"))) return set_holes(p, v);
  *behaviour = true;
  if ((v = words_value(word, "latency"))) return set_latency(p, word + (v - word));
  if ((v = words_value(word, "backpressure"))) {
    if (txn_number(p, v, "backpressure", 1000, &n)) return LW_INPUT;
    p->memory.port.backpressure = (uint32_t)n;
    return 0;
  }
  if ((v = words_value(word, "rsp-backpressure"))) {
    if (txn_number(p, v, "rsp-backpressure", 1000, &n)) return LW_INPUT;
    p->memory.rsp_backpressure = (uint32_t)n;
    return 0;
  }
  if (!(v = words_value(word, "seed")))
    return txn_bad(p,
                   "memory does not know \"%.40s\" (latency backpressure rsp-backpressure seed error noerror map "
                   "holes)",
                   word);
  if (!p->has_port_seed) p->seeded_from = p->t->ops;
  p->has_port_seed = true;
  return txn_number(p, v, "seed", UINT64_MAX, &p->memory.port.seed);
}

int txn_parse_memory(struct txn_parser *p, unsigned words, char **word) {
  bool behaviour = false, map = false;
  unsigned regions = 0;
  if (words == 0) return txn_bad(p, "memory wants at least one key=value");
  for (unsigned i = 0; i < words; i++)
    if (memory_word(p, word[i], &behaviour, &regions, &map)) return LW_INPUT;
  if (map && add_map(p)) return LW_INPUT;
  if (!behaviour) return 0;
  if (!p->acting && !p->has_memory) { // how the run starts: nothing that happens on a clock
    p->has_memory = true;
    p->initial_seeded = p->has_port_seed;
    p->t->memory = p->memory;
    return 0;
  }
  struct txn_op *op = txn_add(p, TXN_MEMORY);
  if (!op) return LW_INPUT;
  op->u.memory = p->memory;
  return 0;
}
