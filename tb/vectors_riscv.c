// MODE PRIV SUM MXR ADUE PBMTE EXT ACC ASID VA SATP_PPN N  A1:V1 ... | CAUSE NRD R1 ... | PA FPMP W # LABEL Lk
// FPMP is not compared: the walk does not look at the final page's rights.
#include "tb/vectors_case.h"

#include <string.h>

// Which of the letters the field is; its index.
static unsigned letter(struct vectors_fields *f, const char *letters, const char *name) {
  const char *word = vectors_word(f);
  const char *at = word && word[0] && !word[1] ? strchr(letters, word[0]) : NULL;
  if (at) return at - letters;
  if (!f->c->bad) f->c->bad = name;
  return 0;
}

static void set_mode(struct vectors_case *c, long mode) {
  bool narrow = mode == 32;
  c->regime.format = mode == 32   ? FORMAT_SV32
                     : mode == 39 ? FORMAT_SV39
                     : mode == 48 ? FORMAT_SV48
                     : mode == 57 ? FORMAT_SV57
                                  : FORMAT_COUNT;
  if (c->regime.format == FORMAT_COUNT && !c->bad) c->bad = "MODE is not 32, 39, 48 or 57";
  c->regime.pa_bits = narrow ? 34 : 56;
  c->memory.no_access = UINT64_C(1) << (narrow ? 31 : 42);
  c->memory.read_only = c->memory.no_access << 1;
  c->memory.nothing = c->memory.no_access << 2;
}

static uint32_t extensions(uint64_t ext) {
  return (ext & 1 ? RV_SVNAPOT : 0) | (ext & 2 ? RV_SVPBMT : 0) | (ext & 4 ? RV_SVRSW : 0) | (ext & 8 ? RV_SVADU : 0);
}

static void read_case(struct vectors_case *c, char *group) {
  struct vectors_fields f = {c, group};
  set_mode(c, vectors_dec(&f, "bad MODE", 0, 64));
  bool narrow = c->regime.format == FORMAT_SV32;
  c->req.priv = letter(&f, "US", "PRIV is not U or S");
  uint32_t flags = vectors_dec(&f, "SUM is not 0 or 1", 0, 1) ? RV_SUM : 0;
  flags |= vectors_dec(&f, "MXR is not 0 or 1", 0, 1) ? RV_MXR : 0;
  flags |= vectors_dec(&f, "ADUE is not 0 or 1", 0, 1) ? RV_ADUE : 0;
  flags |= vectors_dec(&f, "PBMTE is not 0 or 1", 0, 1) ? RV_PBMTE : 0;
  c->regime.flags = flags | extensions(vectors_hex(&f, "bad EXT", 15));
  c->req.access = letter(&f, "LSF", "ACC is not L, S or F");
  c->regime.asid = vectors_hex(&f, "bad ASID", 0xffff);
  c->req.va = vectors_hex(&f, "bad VA", narrow ? UINT32_MAX : UINT64_MAX);
  c->regime.root_pa = vectors_hex(&f, "bad SATP_PPN", (UINT64_C(1) << (narrow ? 22 : 44)) - 1) << 12;
  long listed = vectors_dec(&f, "bad N", 0, VECTORS_PTES);
  unsigned pairs = 0;
  for (const char *p = f.at; p && (p = strchr(p, ':')); p++)
    pairs++;
  if (pairs != listed && !c->bad) c->bad = "N is not the number of entries";
  vectors_load(&f, narrow ? 4 : 8);
}

struct expected {
  long cause;
  unsigned reads;
  uint64_t read[VECTORS_PTES];
  uint64_t pa;
  bool writes;
  struct vectors_pte written;
};

static void read_expected(struct vectors_case *c, char **group, struct expected *e) {
  struct vectors_fields f = {c, group[1]};
  e->cause = vectors_dec(&f, "bad CAUSE", -1, 15);
  e->reads = vectors_dec(&f, "bad NRD", 0, WALK_MAX_STEPS);
  for (unsigned i = 0; i < e->reads; i++)
    e->read[i] = vectors_hex(&f, "bad address of a read", UINT64_MAX);
  vectors_end(&f);
  char *label = strchr(group[2], '#');
  if (label) *label = 0;
  f = (struct vectors_fields){c, group[2]};
  e->pa = vectors_hex(&f, "bad PA", UINT64_MAX);
  vectors_dec(&f, "FPMP is not 0 or 1", 0, 1);
  e->writes = !(f.at && f.at[strspn(f.at, " ")] == '-');
  if (e->writes) {
    if (!vectors_pair(&f, c->regime.format == FORMAT_SV32 ? 4 : 8, &e->written) && !c->bad) c->bad = "no W field";
  } else
    vectors_word(&f);
  vectors_end(&f);
}

static void compare_reads(struct vectors_case *c, const struct expected *e) {
  uint64_t got[WALK_MAX_STEPS];
  unsigned n = 0;
  for (unsigned i = 0; i < c->record.steps; i++) {
    const struct walk_step *s = &c->record.step[i];
    bool repeat = false;
    for (unsigned k = 0; k < n; k++)
      repeat |= got[k] == s->addr;
    if (s->event == STEP_READ && !repeat) got[n++] = s->addr;
  }
  vectors_same(c, "NRD", e->reads, n);
  for (unsigned i = 0; i < n; i++)
    if (i < e->reads) vectors_same(c, "read address", e->read[i], got[i]);
}

static void compare_memory(struct vectors_case *c, const struct expected *e) {
  unsigned changed = 0;
  for (unsigned i = 0; i < c->memory.count; i++) {
    const struct vectors_pte *pte = &c->memory.pte[i];
    if (pte->value == pte->before) continue;
    changed++;
    vectors_same(c, "address written", e->writes ? e->written.addr : 0, pte->addr);
    vectors_same(c, "value written", e->writes ? e->written.value : 0, pte->value);
  }
  vectors_same(c, "entries written", e->writes, changed);
}

enum vectors_outcome vectors_riscv(struct vectors_case *c, char **group) {
  struct expected e;
  read_case(c, group[0]);
  read_expected(c, group, &e);
  if (c->bad) return VECTORS_BAD;
  if (!format_get(c->regime.format)->complete) return VECTORS_NOT_COVERED;
  struct phys phys = vectors_phys(&c->memory);
  c->record = walk(&c->regime, &c->req, &phys, AD_EAGER);
  const struct answer *a = &c->record.answer;
  vectors_same(c, "CAUSE", e.cause, a->kind == ANSWER_OK ? (uint64_t)-1 : a->code);
  compare_reads(c, &e);
  vectors_same(c, "PA", e.pa, a->pa);
  compare_memory(c, &e);
  return c->field ? VECTORS_FAIL : VECTORS_PASS;
}
