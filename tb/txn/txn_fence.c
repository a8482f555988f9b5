// Fences: as the port has them, and as the instructions of both architectures ask for them.
#include <string.h>

#include "golden/walk.h"
#include "tb/txn/txn_parse.h"

int txn_add_fence(struct txn_parser *p, enum txn_verb verb, const struct fence *fence) {
  struct txn_op *op = txn_add(p, verb);
  if (!op) return LW_INPUT;
  op->u.fence = *fence;
  return 0;
}

static int address(struct txn_parser *p, const char *text, struct fence *f) {
  f->va_valid = true;
  return txn_number(p, text, "va", p->t->config.xlen == 32 ? UINT32_MAX : UINT64_MAX, &f->va);
}

static int space(struct txn_parser *p, const char *text, struct fence *f) {
  uint64_t n;
  if (txn_number(p, text, "asid", p->t->config.arch == ARCH_X86 ? 0xfff : 0xffff, &n)) return LW_INPUT;
  f->asid_valid = true;
  f->asid = (uint16_t)n;
  return 0;
}

static int arch_is(struct txn_parser *p, const char *keyword, enum arch arch) {
  if (p->has_regime && p->t->config.arch == arch) return 0;
  return txn_bad(p, "%s wants %s regime above it", keyword, arch == ARCH_X86 ? "an x86" : "a riscv");
}

// va= and asid=, which every fence has.
static int place_word(struct txn_parser *p, const char *word, struct fence *f, bool *known) {
  const char *v;
  *known = true;
  if ((v = words_value(word, "va"))) return address(p, v, f);
  if ((v = words_value(word, "asid"))) return space(p, v, f);
  *known = false;
  return 0;
}

// What is absent is as SFENCE.VMA has it: globals only without an ASID, structures only without an
// address.
static int parse_fence(struct txn_parser *p, unsigned words, char **word) {
  struct fence f = {0};
  uint64_t globals = 2, structures = 2;
  for (unsigned i = 0; i < words; i++) {
    const char *v;
    bool known;
    int code = place_word(p, word[i], &f, &known);
    if (known && code) return code;
    if (known) continue;
    if ((v = words_value(word[i], "globals")))
      code = txn_number(p, v, "globals", 1, &globals);
    else if ((v = words_value(word[i], "structures")))
      code = txn_number(p, v, "structures", 1, &structures);
    else
      code = txn_bad(p, "fence does not know \"%.40s\" (va asid globals structures)", word[i]);
    if (code) return code;
  }
  f.globals = globals == 2 ? !f.asid_valid : globals;
  f.structures = structures == 2 ? !f.va_valid : structures;
  return txn_add_fence(p, TXN_FENCE, &f);
}

// --- RISC-V (priv 12.2.1, Svinval) ---------------------------------------------------------------

static int parse_sfence_vma(struct txn_parser *p, unsigned words, char **word, enum txn_verb verb) {
  struct fence f = {0};
  for (unsigned i = 0; i < words; i++) {
    bool known;
    int code = place_word(p, word[i], &f, &known);
    if (code) return code;
    if (!known) return txn_bad(p, "it does not know \"%.40s\" (va asid)", word[i]);
  }
  f.globals = !f.asid_valid;
  f.structures = !f.va_valid;
  return txn_add_fence(p, verb, &f);
}

// SFENCE.W.INVAL orders the stores before it. Here a store has happened when the next line comes,
// so it has its place and nothing to do.
static int parse_w_inval(struct txn_parser *p, unsigned words) {
  return words ? txn_bad(p, "sfence.w.inval stands alone") : 0;
}

static int parse_inval_ir(struct txn_parser *p, unsigned words) {
  if (words) return txn_bad(p, "sfence.inval.ir stands alone");
  return txn_add(p, TXN_INVAL_IR) ? 0 : LW_INPUT;
}

// --- x86 (SDM3 4.10.4.1) -------------------------------------------------------------------------

// The address in every size, global or not, and all paging structures of the PCID in force. Of an
// address that is not canonical it does nothing.
static int parse_invlpg(struct txn_parser *p, unsigned words, char **word) {
  struct fence f = {.asid_valid = true, .asid = p->regime.asid, .globals = true, .structures = true};
  if (words != 1) return txn_bad(p, "invlpg wants one address");
  if (address(p, word[0], &f)) return LW_INPUT;
  return walk_canonical(&p->regime, f.va) ? txn_add_fence(p, TXN_FENCE, &f) : 0;
}

static int parse_invpcid(struct txn_parser *p, unsigned words, char **word) {
  struct fence f = {.structures = true};
  uint64_t type;
  if (words < 1) return txn_bad(p, "invpcid wants a type, then pcid= and va=");
  if (txn_number(p, word[0], "type", 3, &type)) return LW_INPUT;
  for (unsigned i = 1; i < words; i++) {
    const char *va = words_value(word[i], "va"), *pcid = words_value(word[i], "pcid");
    if (!va && !pcid) return txn_bad(p, "invpcid does not know \"%.40s\" (pcid va)", word[i]);
    if (va ? address(p, va, &f) : space(p, pcid, &f)) return LW_INPUT;
  }
  if (f.asid_valid != (type < 2) || f.va_valid != (type == 0))
    return txn_bad(p, "invpcid wants pcid= and va= for type 0, pcid= for type 1, nothing for 2 and 3");
  if (f.va_valid && !walk_canonical(&p->regime, f.va))
    return txn_bad(p, "invpcid 0 of an address that is not canonical is #GP");
  f.globals = type == 2;
  return txn_add_fence(p, TXN_FENCE, &f);
}

int txn_parse_fence(struct txn_parser *p, const char *keyword, unsigned words, char **word) {
  enum { FENCE, INVLPG, INVPCID, SFENCE_VMA, SINVAL, W_INVAL, INVAL_IR, KEYWORDS };
  static const char *const name[] = {"fence",  "invlpg",         "invpcid",        "sfence.vma",
                                     "sinval", "sfence.w.inval", "sfence.inval.ir"};
  unsigned i = 0;
  while (i < KEYWORDS && strcmp(keyword, name[i]) != 0)
    i++;
  if (i == KEYWORDS) return -1;
  p->acting = true;
  if (i != FENCE && arch_is(p, keyword, i >= SFENCE_VMA ? ARCH_RISCV : ARCH_X86)) return LW_INPUT;
  switch (i) {
  case FENCE:
    return parse_fence(p, words, word);
  case INVLPG:
    return parse_invlpg(p, words, word);
  case INVPCID:
    return parse_invpcid(p, words, word);
  case SFENCE_VMA:
    return parse_sfence_vma(p, words, word, TXN_FENCE);
  case SINVAL:
    return parse_sfence_vma(p, words, word, TXN_SINVAL);
  case W_INVAL:
    return parse_w_inval(p, words);
  default:
    return parse_inval_ir(p, words);
  }
}
