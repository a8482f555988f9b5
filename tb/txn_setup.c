// Lines of key=value: config, seed, memory, regime.
#include <stdlib.h>
#include <string.h>

#include "golden/format.h"
#include "tb/txn_parse.h"

static int set_arch(struct txn_parser *p, const char *text) {
  if (strcmp(text, "riscv") && strcmp(text, "x86")) return txn_bad(p, "arch \"%.40s\" is not riscv or x86", text);
  enum arch arch = text[0] == 'x' ? ARCH_X86 : ARCH_RISCV;
  if (p->has_arch && p->t->config.arch != arch) return txn_bad(p, "arch %s contradicts an earlier line", text);
  p->has_arch = true;
  p->t->config.arch = arch;
  return 0;
}

int txn_parse_config(struct txn_parser *p, unsigned words, char **word) {
  struct mmu_config *c = &p->t->config;
  if (p->acting) return txn_bad(p, "\"config\" must stand before the first line that acts");
  for (unsigned i = 0; i < words; i++) {
    const char *v;
    uint64_t n = 0;
    if ((v = words_value(word[i], "arch"))) {
      if (set_arch(p, v)) return LW_INPUT;
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
    } else {
      return txn_bad(p, "config does not know \"%.40s\" (arch tlb pwc miss)", word[i]);
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

// One word of a memory line. *behaviour: it changes how memory behaves from now on.
static int memory_word(struct txn_parser *p, char *word, bool *behaviour) {
  const char *v;
  uint64_t n;
  if ((v = words_value(word, "error"))) return set_error(p, v, true);
  if ((v = words_value(word, "noerror"))) return set_error(p, v, false);
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
    return txn_bad(p, "memory does not know \"%.40s\" (latency backpressure rsp-backpressure seed error noerror)",
                   word);
  if (!p->has_port_seed) p->seeded_from = p->t->ops;
  p->has_port_seed = true;
  return txn_number(p, v, "seed", UINT64_MAX, &p->memory.port.seed);
}

int txn_parse_memory(struct txn_parser *p, unsigned words, char **word) {
  bool behaviour = false;
  if (words == 0) return txn_bad(p, "memory wants at least one key=value");
  for (unsigned i = 0; i < words; i++)
    if (memory_word(p, word[i], &behaviour)) return LW_INPUT;
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

static const struct {
  enum arch arch;
  const char *key;
  uint32_t flag;
} flag_table[] = {
    {ARCH_RISCV, "sum", RV_SUM},     {ARCH_RISCV, "mxr", RV_MXR},         {ARCH_RISCV, "adue", RV_ADUE},
    {ARCH_RISCV, "pbmte", RV_PBMTE}, {ARCH_RISCV, "svnapot", RV_SVNAPOT}, {ARCH_RISCV, "svpbmt", RV_SVPBMT},
    {ARCH_RISCV, "svrsw", RV_SVRSW}, {ARCH_RISCV, "svadu", RV_SVADU},     {ARCH_X86, "wp", X86_WP},
    {ARCH_X86, "smep", X86_SMEP},    {ARCH_X86, "smap", X86_SMAP},        {ARCH_X86, "ac", X86_AC},
    {ARCH_X86, "nxe", X86_NXE},      {ARCH_X86, "pge", X86_PGE},          {ARCH_X86, "pke", X86_PKE},
    {ARCH_X86, "pse", X86_PSE}};

static int regime_mode(struct txn_parser *p, const char *text) {
  enum format_id id = format_find(text);
  const struct format *f = format_get(id);
  if (!f || f->arch != p->t->config.arch || f->walked < 3 || f->entry_bytes != 8 || !f->complete)
    return txn_bad(p, "mode \"%.40s\" is none that this MMU has", text);
  p->regime.format = id;
  return 0;
}

static int regime_word(struct txn_parser *p, char *word) {
  enum arch arch = p->t->config.arch;
  const char *v;
  uint64_t n;
  if ((v = words_value(word, "mode"))) return regime_mode(p, v);
  if ((v = words_value(word, "root"))) {
    if (txn_number(p, v, "root", (1ull << (arch == ARCH_X86 ? 40 : 44)) - 1, &n)) return LW_INPUT;
    p->regime.root_pa = n << 12;
    return 0;
  }
  if ((v = words_value(word, "asid"))) {
    if (txn_number(p, v, "asid", arch == ARCH_X86 ? 0xfff : 0xffff, &n)) return LW_INPUT;
    p->regime.asid = (uint16_t)n;
    return 0;
  }
  if (arch == ARCH_X86 && (v = words_value(word, "pkru"))) {
    if (txn_number(p, v, "pkru", UINT32_MAX, &n)) return LW_INPUT;
    p->regime.pkru = (uint32_t)n;
    return 0;
  }
  if (arch == ARCH_X86 && (v = words_value(word, "pa-bits"))) {
    if (txn_number(p, v, "pa-bits", 52, &n)) return LW_INPUT;
    if (n < 32) return txn_bad(p, "pa-bits is not 32 to 52");
    p->regime.pa_bits = (uint8_t)n;
    return 0;
  }
  for (size_t i = 0; i < sizeof flag_table / sizeof *flag_table; i++) {
    if (flag_table[i].arch != arch || !(v = words_value(word, flag_table[i].key))) continue;
    if (txn_number(p, v, flag_table[i].key, 1, &n)) return LW_INPUT;
    p->regime.flags = n ? p->regime.flags | flag_table[i].flag : p->regime.flags & ~flag_table[i].flag;
    return 0;
  }
  return txn_bad(p, "regime %s does not know \"%.40s\"", arch == ARCH_X86 ? "x86" : "riscv", word);
}

int txn_parse_regime(struct txn_parser *p, unsigned words, char **word) {
  if (words < 1 || set_arch(p, word[0]))
    return words < 1 ? txn_bad(p, "regime wants riscv or x86, then key=value") : LW_INPUT;
  bool x86 = p->t->config.arch == ARCH_X86, mode = false, root = false;
  if (!p->has_regime) {
    p->regime.flags =
        x86 ? X86_WP | X86_NXE | X86_PGE | X86_SMEP | X86_SMAP : RV_ADUE | RV_PBMTE | RV_SVNAPOT | RV_SVPBMT | RV_SVADU;
    p->regime.pa_bits = x86 ? 40 : 56;
  }
  for (unsigned i = 1; i < words; i++) {
    mode |= words_value(word[i], "mode") != NULL;
    root |= words_value(word[i], "root") != NULL;
    if (regime_word(p, word[i])) return LW_INPUT;
  }
  if (!p->has_regime && (!mode || !root)) return txn_bad(p, "the first regime wants mode= and root=");
  if (!p->has_regime) p->t->first_regime = p->regime;
  p->has_regime = p->acting = true;
  struct txn_op *op = txn_add(p, TXN_REGIME);
  if (!op) return LW_INPUT;
  op->u.regime = p->regime;
  return 0;
}
