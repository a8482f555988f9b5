#include "tb/input/evidence.h"

#include <stddef.h>

#include "tb/input/vectors_case.h"

#define BIT(n) (UINT64_C(1) << (n))
typedef const struct vectors_case *line;

static bool riscv(line c) {
  return format_get(c->regime.format)->arch == ARCH_RISCV;
}
static bool x86(line c) {
  return !riscv(c);
}
static bool flag(line c, uint32_t bit) {
  return c->regime.flags & bit;
}
static bool ok(line c) {
  return !c->expected.load_refused && c->expected.answer.kind == ANSWER_OK;
}
static bool refused(line c) {
  return c->expected.answer.kind == ANSWER_PAGE_FAULT;
}
// Some bits of the error code are set by one rule only.
static bool code(line c, uint32_t bits) {
  return x86(c) && refused(c) && (c->expected.answer.code & bits) == bits;
}
// Some listed entry has these bits: enough to say that the walk had to look at them.
static bool entry(line c, uint64_t bits) {
  for (unsigned i = 0; i < c->before.count; i++)
    if ((c->before.pte[i].value & bits) == bits) return true;
  return false;
}

static bool sv32(line c) {
  return c->regime.format == FORMAT_SV32;
}
static bool sv39(line c) {
  return c->regime.format == FORMAT_SV39;
}
static bool sv48(line c) {
  return c->regime.format == FORMAT_SV48;
}
static bool sv57(line c) {
  return c->regime.format == FORMAT_SV57;
}
static bool superpage(line c) {
  return riscv(c) && ok(c) && c->expected.level > 0;
}
static bool napot(line c) {
  return riscv(c) && ok(c) && c->expected.has_page && c->expected.answer.shift == 16;
}
static bool pbmt(line c) {
  return riscv(c) && ok(c) && c->expected.has_page && c->expected.answer.type;
}
static bool rsw(line c) {
  return riscv(c) && ok(c) && flag(c, RV_SVRSW) && (entry(c, BIT(59)) || entry(c, BIT(60)));
}
static bool svadu(line c) {
  return riscv(c) && c->expected.lazy.count;
}
static bool svade(line c) {
  return riscv(c) && refused(c) && !(flag(c, RV_ADUE) && flag(c, RV_SVADU));
}
static bool sum(line c) {
  return riscv(c) && ok(c) && flag(c, RV_SUM) && c->req.priv == PRIV_SUPERVISOR && entry(c, BIT(4));
}
static bool mxr(line c) {
  return riscv(c) && ok(c) && flag(c, RV_MXR) && c->expected.has_page && !(c->expected.answer.perm & PERM_R);
}
static bool refused_access(line c) {
  return c->expected.answer.kind == ANSWER_ACCESS_FAULT;
}
static bool non_canonical(line c) {
  return riscv(c) ? c->expected.level < 0 : c->expected.answer.kind == ANSWER_GENERAL_PROTECTION;
}

static bool two_level(line c) {
  return c->regime.format == FORMAT_X86_2L;
}
static bool pse36(line c) {
  return two_level(c) && ok(c) && c->expected.answer.pa >> 32;
}
static bool pae(line c) {
  return c->regime.format == FORMAT_X86_PAE;
}
static bool pae_load(line c) {
  return c->expected.load_refused;
}
static bool pae_rewritten(line c) {
  return pae(c) && c->rewrites.count;
}
static bool four(line c) {
  return c->regime.format == FORMAT_X86_4L;
}
static bool five(line c) {
  return c->regime.format == FORMAT_X86_5L;
}
// Of the rules that may refuse a supervisor access, all others are off.
static bool only(line c, enum access access, uint32_t on, uint32_t off) {
  const struct vectors_expected *x = &c->expected;
  bool rights = x86(c) && refused(c) && (x->answer.code & ~0x12u) == 1; // P, and what the access itself sets
  return rights && c->req.priv == PRIV_SUPERVISOR && c->req.access == access && flag(c, on) && !flag(c, off);
}
static bool smep(line c) {
  return only(c, ACCESS_FETCH, X86_SMEP, X86_NXE);
}
static bool smap(line c) {
  return only(c, ACCESS_LOAD, X86_SMAP, 0);
}
static bool wp(line c) {
  return only(c, ACCESS_STORE, X86_WP, X86_SMAP);
}
static bool nxe(line c) {
  return only(c, ACCESS_FETCH, X86_NXE, X86_SMEP);
}
static bool reserved(line c) {
  return code(c, 8);
}
static bool pku(line c) {
  return code(c, 0x20) && !flag(c, X86_PKS);
}
static bool pks(line c) {
  return code(c, 0x20) && flag(c, X86_PKS) && !flag(c, X86_PKE);
}
static bool shadow(line c) {
  return c->req.access >= ACCESS_SS_LOAD;
}
static bool pat(line c) {
  return x86(c) && ok(c) && c->expected.answer.type >= 4;
}
static bool global(line c) {
  return x86(c) && ok(c) && c->expected.answer.global;
}
static bool a_and_d(line c) {
  return x86(c) && c->expected.eager.count;
}

// `shown`: NULL where no vector can speak. `other`: what else does, or NULL.
static const struct feature {
  const char *name;
  bool (*shown)(line c);
  const char *other;
} feature[] = {
    {"Sv32", sv32, NULL},
    {"Sv39", sv39, "images"},
    {"Sv48", sv48, "images, walk log"},
    {"Sv57", sv57, NULL},
    {"RISC-V superpages", superpage, "images"},
    {"Svnapot", napot, "images"},
    {"Svpbmt", pbmt, "images"},
    {"Svrsw60t59b", rsw, NULL},
    {"Svadu (A/D by hardware)", svadu, NULL},
    {"Svade (A/D faults)", svade, NULL},
    {"SUM", sum, NULL},
    {"MXR", mxr, NULL},
    {"PTE access refused (PMP, no memory)", refused_access, NULL},
    {"non-canonical addresses", non_canonical, NULL},
    {"Bare", NULL, NULL},
    {"big-endian entries (SBE)", NULL, NULL},
    {"x86 32-bit two-level", two_level, "images"},
    {"PSE-36", pse36, NULL},
    {"PAE", pae, "images"},
    {"PAE: load of the PDPTEs refused", pae_load, NULL},
    {"PAE: PDPTEs are registers", pae_rewritten, NULL},
    {"x86 4-level", four, "images"},
    {"LA57", five, "images"},
    {"WP", wp, NULL},
    {"SMEP", smep, NULL},
    {"SMAP, AC, implicit accesses", smap, NULL},
    {"NXE", nxe, NULL},
    {"MAXPHYADDR and reserved bits", reserved, NULL},
    {"protection keys, user (PKU)", pku, NULL},
    {"protection keys, supervisor (PKS)", pks, NULL},
    {"shadow-stack pages (CET)", shadow, NULL},
    {"PAT index", pat, "images"},
    {"x86 global pages", global, "images"},
    {"x86 A and D, eager and lazy", a_and_d, NULL},
    {"1 GiB pages absent (NO1G)", NULL, NULL},
    {"LAM", NULL, NULL},
    {"LASS", NULL, NULL},
    {"x86 single-level table (flat)", NULL, NULL},
    {"TLB: what fences and stores leave legal", NULL, NULL},
};
_Static_assert(sizeof feature / sizeof *feature == EVIDENCE_FEATURES, "evidence.h has their number");

void evidence_count(struct evidence *e, const struct vectors_case *c) {
  for (unsigned i = 0; i < EVIDENCE_FEATURES; i++)
    if (feature[i].shown && feature[i].shown(c)) e->lines[i]++;
}

void evidence_print(FILE *out, const struct evidence *e) {
  fprintf(out, "%-40s %s%s\n", "feature", e ? "   lines  " : "", "confirmed by");
  for (unsigned i = 0; i < EVIDENCE_FEATURES; i++) {
    const struct feature *f = &feature[i];
    fprintf(out, "%-40s ", f->name);
    if (e) fprintf(out, "%8lu  ", e->lines[i]);
    if (!f->shown && !f->other)
      fputs("the manual only\n", out);
    else
      fprintf(out, "%s%s%s\n", f->shown ? "vectors" : "", f->shown && f->other ? ", " : "", f->other ? f->other : "");
  }
}

const char *evidence_missing(const struct evidence *e) {
  for (unsigned i = 0; i < EVIDENCE_FEATURES; i++)
    if (feature[i].shown && !e->lines[i]) return feature[i].name;
  return NULL;
}
