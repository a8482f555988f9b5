// Fences, each as the instruction that makes it, and writes of the control registers.
#include "tests/legality/world.h"

#include <stdio.h>
#include <string.h>

// As lw_judge_fence takes them. structures: 0 leaves alone, 1 pointers too, 2 the pointers that
// would be used for the address.
struct fence {
  bool va_valid, asid_valid, globals;
  int structures;
  uint64_t va, asid;
};

static bool tell(struct world *w, const struct fence *f) {
  if (w->trace)
    printf("  fence va=%d 0x%llx asid=%d %llu globals=%d structures=%d\n", f->va_valid, (unsigned long long)f->va,
           f->asid_valid, (unsigned long long)f->asid, f->globals, f->structures);
  int32_t told =
      lw_judge_fence(w->judge, f->va_valid, f->va, f->asid_valid, (uint32_t)f->asid, f->globals, f->structures);
  return told == 1 || world_failed(w, "the fence is refused: %d", told);
}

// va=NAME[+OFFSET] or a number.
static bool va_take(struct world *w, struct words *words, struct fence *f) {
  const struct map *map;
  const char *word = words_peek(words);
  if (!word || strncmp(word, "va=", 3) != 0) return true;
  f->va_valid = true;
  return layout_address(w, words_next(words) + 3, &f->va, &map);
}

static bool sfence_read(struct world *w, struct words *words, struct fence *f) {
  *f = (struct fence){.globals = true, .structures = 1};
  if (!va_take(w, words, f)) return false;
  f->asid_valid = words_take_pair(words, "asid", &f->asid);
  f->globals = !f->asid_valid;
  f->structures = !f->va_valid;
  return true;
}

static bool sfence(struct world *w, struct words *words) {
  struct fence f;
  return sfence_read(w, words, &f) && tell(w, &f);
}

// Svinval: SINVAL.VMA is a fence that promises nothing before SFENCE.INVAL.IR. SFENCE.W.INVAL
// orders software's stores, which are told in their order anyway.
static bool sinval(struct world *w, struct words *words) {
  struct fence f;
  if (!sfence_read(w, words, &f)) return false;
  if (w->trace) printf("  sinval va=%d 0x%llx asid=%d\n", f.va_valid, (unsigned long long)f.va, f.asid_valid);
  int32_t told = lw_judge_sinval(w->judge, f.va_valid, f.va, f.asid_valid, (uint32_t)f.asid);
  return told == 1 || world_failed(w, "SINVAL.VMA is refused: %d", told);
}

static bool w_inval(struct world *w, struct words *words) {
  (void)w, (void)words;
  return true;
}

static bool inval_ir(struct world *w, struct words *words) {
  (void)words;
  int32_t told = lw_judge_inval_ir(w->judge);
  return told == 1 || world_failed(w, "SFENCE.INVAL.IR is refused: %d", told);
}

static bool invlpg(struct world *w, struct words *words) {
  struct fence f = {.va_valid = true, .asid_valid = true, .asid = w->regime.asid, .globals = true, .structures = 1};
  const struct map *map;
  const char *word = words_next(words);
  return word ? layout_address(w, word, &f.va, &map) && tell(w, &f) : world_broken(w, "invlpg ADDRESS");
}

static bool invpcid(struct world *w, struct words *words) {
  const char *type = words_next(words);
  if (!type || strlen(type) != 1 || !strchr("0123", *type)) return world_broken(w, "invpcid 0, 1, 2 or 3");
  struct fence f = {.globals = *type == '2', .structures = *type == '0' ? 2 : 1};
  if (!va_take(w, words, &f)) return false;
  f.asid_valid = words_take_pair(words, "pcid", &f.asid);
  if (f.va_valid != (*type == '0') || f.asid_valid != (*type < '2')) return world_broken(w, "operands of invpcid");
  return tell(w, &f);
}

// What a MOV to CR0 or CR4 or a WRMSR flushes, said by hand: everything, or all of the current
// PCID.
static bool flush(struct world *w, struct words *words) {
  bool own = words_take(words, "pcid");
  struct fence f = {.asid_valid = own, .asid = own ? w->regime.asid : 0, .globals = true, .structures = 1};
  return tell(w, &f);
}

static const struct flag {
  const char *name;
  int arch;
  uint32_t mask;
} flags[] = {
    {"sum", LW_RISCV, LW_RV_SUM},
    {"mxr", LW_RISCV, LW_RV_MXR},
    {"adue", LW_RISCV, LW_RV_ADUE},
    {"pbmte", LW_RISCV, LW_RV_PBMTE},
    {"svnapot", LW_RISCV, LW_RV_SVNAPOT},
    {"svpbmt", LW_RISCV, LW_RV_SVPBMT},
    {"svrsw", LW_RISCV, LW_RV_SVRSW60T59B},
    {"svadu", LW_RISCV, LW_RV_SVADU},
    {"wp", LW_X86, LW_X86_WP},
    {"smep", LW_X86, LW_X86_SMEP},
    {"smap", LW_X86, LW_X86_SMAP},
    {"ac", LW_X86, LW_X86_AC},
    {"nxe", LW_X86, LW_X86_NXE},
    {"pge", LW_X86, LW_X86_PGE},
    {"pke", LW_X86, LW_X86_PKE},
    {"pse", LW_X86, LW_X86_PSE},
    {"pks", LW_X86, LW_X86_PKS},
    {"no1g", LW_X86, LW_X86_NO1G},
    {"cet", LW_X86, LW_X86_CET},
    {"lam_u48", LW_X86, LW_X86_LAM_U48},
    {"lam_u57", LW_X86, LW_X86_LAM_U57},
    {"lam_sup", LW_X86, LW_X86_LAM_SUP},
};

static bool flag_take(struct world *w, struct words *words) {
  uint64_t n;
  for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++)
    if (flags[i].arch == w->arch && words_take_pair(words, flags[i].name, &n)) {
      w->regime.flags = n ? w->regime.flags | flags[i].mask : w->regime.flags & ~flags[i].mask;
      return true;
    }
  return false;
}

static bool register_take(struct world *w, struct words *words) {
  uint64_t n;
  const char *word = words_peek(words);
  if (strncmp(word, "root=", 5) == 0) return layout_root(w, words_next(words) + 5, &w->regime.root);
  if (words_take_pair(words, "asid", &n) || words_take_pair(words, "pcid", &n))
    return w->regime.asid = (uint16_t)n, true;
  if (words_take_pair(words, "pkru", &n)) return w->regime.pkru = (uint32_t)n, true;
  if (words_take_pair(words, "pkrs", &n)) return w->regime.pkrs = (uint32_t)n, true;
  if (words_take_pair(words, "pa_bits", &n)) return w->regime.pa_bits = (uint8_t)n, true;
  return flag_take(w, words) || world_broken(w, "'%s' is nothing of a regime", word);
}

static bool format_take(struct world *w, struct words *words) {
  const struct shape *s = words_peek(words) ? layout_shape(words_peek(words)) : NULL;
  if (!s) return w->shape || world_broken(w, "the first regime names its format");
  words_next(words);
  if (w->shape && s->arch != w->arch) return world_broken(w, "another architecture");
  if (!w->shape)
    w->regime.flags = s->arch == LW_RISCV ? LW_RV_ADUE | LW_RV_SVADU | LW_RV_PBMTE | LW_RV_SVPBMT | LW_RV_SVNAPOT
                                          : LW_X86_WP | LW_X86_NXE | LW_X86_PGE | LW_X86_PSE;
  if (!w->shape) w->regime.pa_bits = 40;
  w->shape = s;
  w->arch = s->arch;
  w->regime.format = lw_format_find(s->name);
  return true;
}

// FORMAT KEY=VALUE...: what is absent stays. PAE: the PDPTE registers are loaded, unless `kept`.
bool regime_play(struct world *w, struct words *words) {
  bool kept = false;
  if (!format_take(w, words)) return false;
  while (words_peek(words))
    if (words_take(words, "kept"))
      kept = true;
    else if (!register_take(w, words))
      return false;
  if (!w->judge && !judge_open(w)) return false;
  for (unsigned i = 0; i < 4 && !kept; i++)
    w->regime.pdpte[i] = strcmp(w->shape->name, "x86-pae") == 0 ? world_read(w, w->regime.root + 8 * i) : 0;
  if (w->trace)
    printf("  regime %s root=0x%llx asid=%u flags=0x%x\n", w->shape->name, (unsigned long long)w->regime.root,
           w->regime.asid, w->regime.flags);
  int32_t told = lw_judge_regime(w->judge, &w->regime);
  return told == 1 || world_failed(w, "the regime is refused: %d", told);
}

// MOV to CR3; `keep` is bit 63 of its source (with CR4.PCIDE=1).
static bool mov_cr3(struct world *w, struct words *words) {
  bool keep = words_take(words, "keep");
  if (!regime_play(w, words)) return false;
  struct fence f = {.asid_valid = true, .asid = w->regime.asid, .structures = 1};
  return keep || tell(w, &f);
}

bool fence_play(struct world *w, struct words *words, bool *done) {
  static const struct {
    const char *name;
    bool (*play)(struct world *, struct words *);
  } forms[] = {{"sfence", sfence},
               {"sinval", sinval},
               {"sfence.w.inval", w_inval},
               {"sfence.inval.ir", inval_ir},
               {"invlpg", invlpg},
               {"invpcid", invpcid},
               {"flush", flush},
               {"mov_cr3", mov_cr3}};
  *done = false;
  for (unsigned i = 0; i < sizeof forms / sizeof *forms; i++)
    if (words_take(words, forms[i].name)) {
      *done = true;
      if (!w->judge) return world_broken(w, "a fence before the regime");
      return forms[i].play(w, words);
    }
  return true;
}
