// MODE PRIV SUM MXR ADUE PBMTE EXT ACC ASID VA SATP_PPN N  A1:V1 ... | CAUSE NRD R1 ... | PA FPMP W # LABEL Lk
// FPMP is not of the walk, which does not look at the final page's rights.
#include "tb/input/vectors_case.h"

#include <stdio.h>
#include <string.h>

#define BIT(n) (UINT64_C(1) << (n))
enum { NAPOT_SHIFT = 16 };

// Which of the letters the field is; its index.
static unsigned letter(struct vectors_fields *f, const char *letters, const char *why) {
  const char *word = vectors_word(f);
  const char *at = word && word[0] && !word[1] ? strchr(letters, word[0]) : NULL;
  if (at) return (unsigned)(at - letters);
  vectors_bad(f->c, why);
  return 0;
}

static void set_mode(struct vectors_case *c, long mode) {
  bool narrow = mode == 32;
  c->regime.format = narrow       ? FORMAT_SV32
                     : mode == 39 ? FORMAT_SV39
                     : mode == 48 ? FORMAT_SV48
                     : mode == 57 ? FORMAT_SV57
                                  : FORMAT_COUNT;
  if (c->regime.format == FORMAT_COUNT) {
    vectors_bad(c, "MODE is not 32, 39, 48 or 57");
    c->regime.format = FORMAT_SV39;
  }
  c->regime.pa_bits = narrow ? 34 : 56;
  uint64_t unit = BIT(narrow ? 31 : 42);
  c->areas = 2; // between them no access, beyond the second no memory
  c->area[0] = (struct vectors_area){0, unit, true};
  c->area[1] = (struct vectors_area){2 * unit, 4 * unit, false};
}

static uint32_t extensions(uint64_t ext) {
  return (ext & 1 ? RV_SVNAPOT : 0) | (ext & 2 ? RV_SVPBMT : 0) | (ext & 4 ? RV_SVRSW : 0) | (ext & 8 ? RV_SVADU : 0);
}

static void read_case(struct vectors_case *c, char *group) {
  struct vectors_fields f = {c, group};
  set_mode(c, vectors_dec(&f, "MODE is not 32, 39, 48 or 57", 0, 64));
  bool narrow = c->regime.format == FORMAT_SV32;
  c->req.priv = (enum priv)letter(&f, "US", "PRIV is not U or S");
  uint32_t flags = vectors_dec(&f, "SUM is not 0 or 1", 0, 1) ? RV_SUM : 0;
  flags |= vectors_dec(&f, "MXR is not 0 or 1", 0, 1) ? RV_MXR : 0;
  flags |= vectors_dec(&f, "ADUE is not 0 or 1", 0, 1) ? RV_ADUE : 0;
  flags |= vectors_dec(&f, "PBMTE is not 0 or 1", 0, 1) ? RV_PBMTE : 0;
  c->regime.flags = flags | extensions(vectors_hex(&f, "EXT is not 0..f", 15));
  c->req.access = (enum access)letter(&f, "LSF", "ACC is not L, S or F");
  c->regime.asid = (uint16_t)vectors_hex(&f, "ASID is not 0..ffff", 0xffff);
  c->req.va = vectors_hex(&f, narrow ? "VA is not of 32 bits" : "bad VA", narrow ? UINT32_MAX : UINT64_MAX);
  c->regime.root_pa = vectors_hex(&f, "SATP_PPN is too wide or no number", BIT(narrow ? 22 : 44) - 1) << 12;
  long listed = vectors_dec(&f, "N is not 0..128", 0, VECTORS_PTES);
  long pairs = 0;
  for (const char *p = f.at; p && (p = strchr(p, ':')); p++)
    pairs++;
  if (pairs != listed) vectors_bad(c, "N is not the number of entries");
  vectors_pairs(&f, narrow ? 4 : 8, &c->before);
}

static void read_cause(struct vectors_case *c, char *group) {
  struct vectors_expected *x = &c->expected;
  struct vectors_fields f = {c, group};
  long cause = vectors_dec(&f, "CAUSE is not -1, 1, 5, 7, 12, 13 or 15", -1, 15);
  bool page = cause == 12 || cause == 13 || cause == 15, access = cause == 1 || cause == 5 || cause == 7;
  if (cause != -1 && !page && !access) vectors_bad(c, "CAUSE is not -1, 1, 5, 7, 12, 13 or 15");
  x->answer.kind = page ? ANSWER_PAGE_FAULT : access ? ANSWER_ACCESS_FAULT : ANSWER_OK;
  x->answer.code = cause == -1 ? 0 : (uint32_t)cause;
  x->has_reads = true;
  x->reads = (unsigned)vectors_dec(&f, "NRD is not 0..24", 0, WALK_MAX_STEPS);
  for (unsigned i = 0; i < x->reads; i++)
    x->read[i] = vectors_hex(&f, "a read has no address", BIT(56) - 1);
  vectors_end(&f);
}

// "# LABEL Lk"
static void read_label(struct vectors_case *c, char *text) {
  struct vectors_fields f = {c, text};
  const char *label = vectors_word(&f), *level = vectors_word(&f);
  if (!label || !level || level[0] != 'L') {
    vectors_bad(c, "no LABEL and Lk after #");
    return;
  }
  snprintf(c->label, sizeof c->label, "%s", label);
  struct vectors_fields number = {c, (char *)level + 1};
  c->expected.has_level = true;
  c->expected.level = (int)vectors_dec(&number, "Lk is not L-1..L4", -1, 4);
  vectors_end(&f);
}

static void read_outcome(struct vectors_case *c, char *group) {
  struct vectors_expected *x = &c->expected;
  char *label = strchr(group, '#');
  if (label) {
    *label = 0;
    read_label(c, label + 1);
  } else
    vectors_bad(c, "no LABEL and Lk after #");
  struct vectors_fields f = {c, group};
  uint64_t pa = vectors_hex(&f, "bad PA", BIT(56) - 1);
  x->answer.pa = x->answer.kind == ANSWER_OK ? pa : 0;
  if (pa != x->answer.pa) vectors_bad(c, "PA is not 0 on a fault");
  vectors_dec(&f, "FPMP is not 0 or 1", 0, 1);
  if (f.at && f.at[strspn(f.at, " ")] == '-')
    vectors_word(&f);
  else {
    vectors_pairs(&f, c->regime.format == FORMAT_SV32 ? 4 : 8, &x->lazy);
    if (x->lazy.count != 1) vectors_bad(c, "W is neither ADDRESS:VALUE nor -");
  }
  vectors_end(&f);
  x->exact = true;
  x->eager = x->lazy;
}

// The line names address and level; size, rights and memory type are what the leaf that it lists
// says in plain bits. Where an entry was read at two levels, the list of reads does not tell the
// leaf.
static void derive_page(struct vectors_case *c) {
  struct vectors_expected *x = &c->expected;
  const struct format *format = format_get(c->regime.format);
  int depth = format->levels - x->level;
  if (x->answer.kind != ANSWER_OK || x->reads == 0 || (int)x->reads != depth) return;
  const struct vectors_pte *leaf = vectors_find(&c->before, x->read[x->reads - 1]);
  if (!leaf) return;
  x->has_page = true;
  x->answer.shift = (uint8_t)(12 + x->level * format->index_bits);
  if (leaf->value & BIT(63)) x->answer.shift = NAPOT_SHIFT;
  x->answer.perm = leaf->value >> 1 & (PERM_R | PERM_W | PERM_X | PERM_U);
  x->answer.type = leaf->value >> 61 & 3;
}

void vectors_riscv(struct vectors_case *c, char **group) {
  read_case(c, group[0]);
  read_cause(c, group[1]);
  read_outcome(c, group[2]);
  if (!c->bad) derive_page(c);
}
