// Lines that write the regime: regime, and x86's cr3 and controls, which imply their fence.
#include <stdio.h>
#include <string.h>

#include "golden/flush.h"
#include "golden/pae.h"
#include "tb/engine/regime_fit.h"
#include "tb/text/names.h"
#include "tb/txn/txn_parse.h"

int txn_set_arch(struct txn_parser *p, const char *text) {
  enum arch arch;
  if (!names_arch_find(text, &arch)) return txn_bad(p, "arch \"%.40s\" is not riscv or x86", text);
  if (p->has_arch && p->t->config.arch != arch) return txn_bad(p, "arch %s contradicts an earlier line", text);
  p->has_arch = true;
  p->t->config.arch = arch;
  return 0;
}

// What a line of words named, beside the values.
struct named {
  bool mode, root, load_given, load, keep;
  bool reloads; // a change of control registers that loads the PDPTEs again
};

static int mode_word(struct txn_parser *p, const char *text) {
  struct mmu_config *c = &p->t->config;
  enum format_id id = format_find(text);
  const struct format *f = format_get(id);
  if (!f || f->arch != c->arch || f->mode == FORMAT_NO_MODE)
    return txn_bad(p, "mode \"%.40s\" is none that this MMU has", text);
  if (id == FORMAT_SV32 && !p->has_xlen && !p->has_regime) { // that alone tells RV32
    p->has_xlen = true;
    c->xlen = 32;
  }
  p->regime.format = id;
  return 0;
}

static int number_word(struct txn_parser *p, const char *word, bool *known) {
  bool x86 = p->t->config.arch == ARCH_X86;
  const char *v;
  uint64_t n;
  *known = true;
  if ((v = words_value(word, "root"))) {
    if (txn_number(p, v, "root", (1ull << (x86 ? 40 : 44)) - 1, &n)) return LW_INPUT;
    p->regime.root_pa = n << 12;
  } else if ((v = words_value(word, "root-pa"))) {
    return txn_number(p, v, "root-pa", (1ull << 56) - 1, &p->regime.root_pa);
  } else if ((v = words_value(word, "asid"))) {
    if (txn_number(p, v, "asid", x86 ? 0xfff : 0xffff, &n)) return LW_INPUT;
    p->regime.asid = (uint16_t)n;
  } else if (x86 && (v = words_value(word, "pkru"))) {
    if (txn_number(p, v, "pkru", UINT32_MAX, &n)) return LW_INPUT;
    p->regime.pkru = (uint32_t)n;
  } else if (x86 && (v = words_value(word, "pkrs"))) {
    if (txn_number(p, v, "pkrs", UINT32_MAX, &n)) return LW_INPUT;
    p->regime.pkrs = (uint32_t)n;
  } else if (x86 && (v = words_value(word, "pa-bits"))) {
    if (txn_number(p, v, "pa-bits", 52, &n)) return LW_INPUT;
    if (n < 32) return txn_bad(p, "pa-bits is not 32 to 52");
    p->regime.pa_bits = (uint8_t)n;
  } else
    *known = false;
  return 0;
}

static int flag_word(struct txn_parser *p, const char *word, bool *known) {
  const struct names_flag *f = names_flag_find(p->t->config.arch, word);
  uint64_t n;
  *known = f != NULL;
  if (!f) return 0;
  if (txn_number(p, words_value(word, f->word), f->word, 1, &n)) return LW_INPUT;
  p->regime.flags = n ? p->regime.flags | f->flag : p->regime.flags & ~f->flag;
  return 0;
}

static int regime_word(struct txn_parser *p, const char *keyword, const char *word, struct named *named) {
  bool x86 = p->t->config.arch == ARCH_X86, known;
  const char *v;
  uint64_t n;
  if ((v = words_value(word, "mode"))) {
    named->mode = true;
    return mode_word(p, v);
  }
  if (x86 && (v = words_value(word, "load"))) {
    if (txn_number(p, v, "load", 1, &n)) return LW_INPUT;
    named->load_given = true;
    named->load = n;
    return 0;
  }
  named->root |= words_value(word, "root") || words_value(word, "root-pa");
  if (number_word(p, word, &known)) return LW_INPUT;
  if (!known && flag_word(p, word, &known)) return LW_INPUT;
  return known ? 0 : txn_bad(p, "%s does not know \"%.40s\"", keyword, word);
}

static int add_regime(struct txn_parser *p, const struct named *named) {
  struct txn *t = p->t;
  bool pae = p->regime.format == FORMAT_X86_PAE;
  bool load = named->load_given ? named->load : pae && (named->mode || named->root || named->reloads);
  const char *unfit = regime_unfit(&t->config, &p->regime, load);
  if (unfit) return txn_bad(p, "%s", unfit);
  if (!p->has_regime) t->first_regime = p->regime;
  p->has_regime = p->acting = true;
  struct txn_op *op = txn_add(p, TXN_REGIME);
  if (!op) return LW_INPUT;
  op->u.regime = p->regime;
  op->load = load;
  if (!load) return 0;
  op->expect = p->early_load;
  p->early_load = 0;
  p->latest_load = t->ops;
  return 0;
}

static void defaults(struct txn_parser *p) {
  bool x86 = p->t->config.arch == ARCH_X86;
  p->regime.flags = x86 ? X86_WP | X86_NXE | X86_PGE | X86_SMEP | X86_SMAP | X86_PCIDE
                        : RV_ADUE | RV_PBMTE | RV_SVNAPOT | RV_SVPBMT | RV_SVADU;
  p->regime.pa_bits = x86 ? 40 : 56;
}

int txn_parse_regime(struct txn_parser *p, unsigned words, char **word) {
  struct named named = {.mode = false};
  if (words < 1) return txn_bad(p, "regime wants riscv or x86, then key=value");
  if (txn_set_arch(p, word[0])) return LW_INPUT;
  char keyword[16];
  snprintf(keyword, sizeof keyword, "regime %s", word[0]);
  if (!p->has_regime) defaults(p);
  for (unsigned i = 1; i < words; i++)
    if (regime_word(p, keyword, word[i], &named)) return LW_INPUT;
  bool bare = p->regime.format == FORMAT_BARE;
  if (!p->has_regime && (!named.mode || (!named.root && !bare)))
    return txn_bad(p, "the first regime wants mode= and root=");
  return add_regime(p, &named);
}

// What the write makes the hardware forget (golden/flush.h), once a load that it starts is over.
static int add_flush(struct txn_parser *p, const struct regime *before, enum flush_cause cause, bool keep) {
  struct fence f;
  if (!flush_x86(before, &p->regime, cause, keep, &f)) return 0;
  return txn_add(p, TXN_LOADED) ? txn_add_fence(p, TXN_FENCE, &f) : LW_INPUT;
}

static int x86_line(struct txn_parser *p, const char *keyword) {
  if (p->has_regime && p->t->config.arch == ARCH_X86) return 0;
  return txn_bad(p, "%s wants an x86 regime above it", keyword);
}

int txn_parse_cr3(struct txn_parser *p, unsigned words, char **word) {
  struct named named = {.mode = false};
  struct regime before = p->regime;
  bool known;
  if (x86_line(p, "cr3")) return LW_INPUT;
  for (unsigned i = 0; i < words; i++) {
    bool root = words_value(word[i], "root") || words_value(word[i], "root-pa");
    if (strcmp(word[i], "keep") == 0)
      named.keep = true;
    else if (!root && !words_value(word[i], "asid"))
      return txn_bad(p, "cr3 does not know \"%.40s\" (root root-pa asid keep)", word[i]);
    else if (number_word(p, word[i], &known))
      return LW_INPUT;
    named.root |= root;
  }
  if (!named.root) return txn_bad(p, "cr3 wants root= or root-pa=");
  if (named.keep && (format_get(p->regime.format)->levels < 4 || !(p->regime.flags & X86_PCIDE)))
    return txn_bad(p, "keep is bit 63, which wants pcide=1 and a 64-bit mode");
  return add_regime(p, &named) ? LW_INPUT : add_flush(p, &before, FLUSH_MOV_CR3, named.keep);
}

int txn_parse_controls(struct txn_parser *p, unsigned words, char **word) {
  struct named named = {.mode = false};
  struct regime before = p->regime;
  if (x86_line(p, "controls")) return LW_INPUT;
  if (words < 1) return txn_bad(p, "controls wants key=value, as regime has them");
  for (unsigned i = 0; i < words; i++)
    if (regime_word(p, "controls", word[i], &named)) return LW_INPUT;
  named.reloads = pae_reloads(&before, &p->regime);
  return add_regime(p, &named) ? LW_INPUT : add_flush(p, &before, FLUSH_CONTROLS, false);
}
