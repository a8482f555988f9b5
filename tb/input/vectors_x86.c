// Six groups:   id mode FLAGS access maxphy pkru cr3 va | before | kind err pa psize w u nx g pat | lazy | eager | raw
// Eight groups: id mode FLAGS access maxphy nest pkru pkrs cr3 va ncr3 | before | PDPTEs | rewrites |
//               kind err gpa pa psize nsize w u nx g pat | lazy | eager | raw
#include <stdio.h>
#include <string.h>

#include "tb/input/vectors_case.h"

#define BIT(n) (UINT64_C(1) << (n))
enum { SIX = 6, X86_PS = 0x80, MODE_PAE = 3 };
enum { FLAG_USER = 7, FLAG_LOAD = 13, FLAGS_SHORT = 9, FLAGS_LONG = 14 };

// The bits of regime.flags by place: WP PSE SMEP SMAP PKE PGE NXE USER AC, then PKS CET MBE HNXE
// LOAD. MBE and HNXE are nested paging's, without which they have no meaning.
static const uint32_t flag_bit[FLAGS_LONG] = {X86_WP, X86_PSE, X86_SMEP, X86_SMAP, X86_PKE, X86_PGE, X86_NXE,
                                              0,      X86_AC,  X86_PKS,  X86_CET,  0,       0,       0};

static void read_flags(struct vectors_fields *f, bool six, bool *load) {
  struct vectors_case *c = f->c;
  const char *word = vectors_word(f);
  size_t due = six ? FLAGS_SHORT : FLAGS_LONG;
  *load = false;
  if (!word || strlen(word) != due || strspn(word, "01") != due) {
    vectors_bad(c, six ? "FLAGS are not 9 times 0 or 1" : "FLAGS are not 14 times 0 or 1");
    return;
  }
  for (unsigned i = 0; i < due; i++)
    c->regime.flags |= word[i] == '1' ? flag_bit[i] : 0;
  c->req.priv = word[FLAG_USER] == '1' ? PRIV_USER : PRIV_SUPERVISOR;
  *load = !six && word[FLAG_LOAD] == '1';
  if (c->regime.flags & X86_CET && !(c->regime.flags & X86_WP)) vectors_bad(c, "CET=1 needs WP=1");
}

// CR3's low bits do not matter, nor do those above the widest physical address (LAM, no-flush).
static uint64_t root_of(long mode, uint64_t cr3) {
  if (mode == MODE_PAE) return cr3 & 0xffffffe0;
  return mode == 0 ? cr3 & 0xfffff000 : cr3 & (BIT(52) - BIT(12));
}

static void read_access(struct vectors_fields *f, bool six) {
  static const enum access access[] = {ACCESS_LOAD, ACCESS_STORE, ACCESS_FETCH, ACCESS_SS_LOAD, ACCESS_SS_STORE};
  struct vectors_case *c = f->c;
  long number = vectors_dec(f, six ? "access is not 0..2" : "access is not 0..4", 0, six ? 2 : 4);
  c->req.access = access[number];
  if (number > 2 && !(c->regime.flags & X86_CET)) vectors_bad(c, "a shadow-stack access needs CET=1");
}

static void read_case(struct vectors_case *c, char *group, bool six) {
  struct vectors_fields f = {c, group};
  bool load;
  vectors_dec(&f, "id is no number", 0, 999999999);
  long mode = vectors_dec(&f, "mode is not 0, 3, 4 or 5", 0, 5);
  if (mode == 1 || mode == 2) vectors_bad(c, "mode is not 0, 3, 4 or 5");
  if (mode == MODE_PAE && six) vectors_bad(c, "mode 3 (PAE) needs a line of 8 groups");
  c->regime.format = mode == 5          ? FORMAT_X86_5L
                     : mode == 4        ? FORMAT_X86_4L
                     : mode == MODE_PAE ? FORMAT_X86_PAE
                                        : FORMAT_X86_2L;
  read_flags(&f, six, &load);
  c->load = load && mode == MODE_PAE;
  read_access(&f, six);
  c->regime.pa_bits = (uint8_t)vectors_dec(&f, "maxphy is not 32..52", 32, 52);
  if (!six && vectors_dec(&f, "nest is not 0: nested paging is not known", 0, 0) != 0) return;
  c->regime.pkru = (uint32_t)vectors_hex(&f, "pkru is not 0..ffffffff", UINT32_MAX);
  if (!six) c->regime.pkrs = (uint32_t)vectors_hex(&f, "pkrs is not 0..ffffffff", UINT32_MAX);
  c->regime.root_pa = root_of(mode, vectors_hex(&f, "bad cr3", UINT64_MAX));
  c->req.va = vectors_hex(&f, "bad va", UINT64_MAX);
  if (!six) vectors_hex(&f, "bad ncr3", UINT64_MAX);
  vectors_end(&f);
}

// A group that may be "-" for nothing; else its pairs.
static void read_optional(struct vectors_case *c, char *group, unsigned bytes, struct vectors_list *list) {
  char *first = group + strspn(group, " ");
  struct vectors_fields f = {c, first};
  if (first[0] == '-' && first[1 + strspn(first + 1, " ")] == 0) return;
  vectors_pairs(&f, bytes, list);
}

// PAE without a load: the registers as they are.
static void read_registers(struct vectors_case *c, char *group) {
  char *first = group + strspn(group, " ");
  struct vectors_fields f = {c, first};
  bool due = c->regime.format == FORMAT_X86_PAE && !c->load;
  if (!due) {
    if (first[0] != '-') vectors_bad(c, "PDPTE registers are given, but only PAE with LOAD=0 has them");
    return;
  }
  for (unsigned i = 0; i < 4; i++)
    c->regime.pdpte[i] = vectors_hex(&f, "PAE with LOAD=0 needs four PDPTE registers", UINT64_MAX);
  vectors_end(&f);
}

// A field that has a meaning, or is 0 or -1.
static uint64_t page_hex(struct vectors_fields *f, bool meant, const char *why, uint64_t max) {
  if (meant || !f->at || f->at[strspn(f->at, " ")] != '-') return vectors_hex(f, why, meant ? max : 0);
  vectors_dec(f, why, -1, -1);
  return 0;
}
static uint8_t page_dec(struct vectors_fields *f, bool translated, const char *why, long max) {
  long value = vectors_dec(f, why, translated ? 0 : -1, translated ? max : 0);
  return (uint8_t)(value > 0 ? value : 0);
}

static uint8_t read_size(struct vectors_fields *f, bool translated) {
  const char *why = "psize is none of 1000, 200000, 400000, 40000000";
  uint64_t size = page_hex(f, translated, why, BIT(30));
  if (!translated) return 0;
  if (size != BIT(12) && size != BIT(21) && size != BIT(22) && size != BIT(30)) {
    vectors_bad(f->c, why);
    return 0;
  }
  return (uint8_t)__builtin_ctzll(size);
}

static void read_expected(struct vectors_case *c, char *group, bool six) {
  static const enum answer_kind kinds[] = {ANSWER_OK, ANSWER_PAGE_FAULT, ANSWER_GENERAL_PROTECTION, ANSWER_OK};
  struct vectors_expected *x = &c->expected;
  struct answer *a = &x->answer;
  struct vectors_fields f = {c, group};
  long kind = vectors_dec(&f, six ? "kind is not 0..2" : "kind is not 0..3", 0, six ? 2 : 3);
  bool ok = kind == 0;
  x->load_refused = kind == 3;
  if (x->load_refused && !c->load) vectors_bad(c, "kind 3 without a load of PDPTEs");
  a->kind = kinds[kind];
  a->code = (uint32_t)page_hex(&f, kind == 1, "err is no error code of a page fault, or not 0 or -1", 0x7f);
  if (!six) page_hex(&f, false, "gpa is not 0: nested paging is not known", 0);
  a->pa = page_hex(&f, ok, "pa is no address of 52 bits, or not 0 or -1 on a fault", BIT(52) - 1);
  a->shift = read_size(&f, ok);
  if (!six) page_hex(&f, false, "nsize is not 0: nested paging is not known", 0);
  a->perm = ok ? PERM_R : 0;
  if (page_dec(&f, ok, "w is not 0 or 1 (0 or -1 on a fault)", 1)) a->perm |= PERM_W;
  if (page_dec(&f, ok, "u is not 0 or 1 (0 or -1 on a fault)", 1)) a->perm |= PERM_U;
  if (!page_dec(&f, ok, "nx is not 0 or 1 (0 or -1 on a fault)", 1) && ok) a->perm |= PERM_X;
  a->global = page_dec(&f, ok, "g is not 0 or 1 (0 or -1 on a fault)", 1);
  a->type = page_dec(&f, ok, "pat is not 0..7 (0 or -1 on a fault)", 7);
  vectors_end(&f);
  x->has_page = x->has_global = true;
  x->exact = ok;
  x->ends_known = six;
}

// QEMU sets A in a 1 GiB leaf whose access faults; such an entry of the eager list is a defect, not
// a choice. It is the one with PS=1: the others are pointers.
static void drop_defect(struct vectors_list *eager) {
  unsigned kept = 0;
  for (unsigned i = 0; i < eager->count; i++)
    if (!(eager->pte[i].value & X86_PS)) eager->pte[kept++] = eager->pte[i];
  eager->count = kept;
}

void vectors_x86(struct vectors_case *c, char **group, unsigned groups) {
  bool six = groups == SIX;
  read_case(c, group[0], six);
  unsigned bytes = format_get(c->regime.format)->entry_bytes;
  char **rest = group + (six ? 2 : 4);
  vectors_pairs(&(struct vectors_fields){c, group[1]}, bytes, &c->before);
  if (!six) {
    read_registers(c, group[2]);
    read_optional(c, group[3], bytes, &c->rewrites);
  }
  read_expected(c, rest[0], six);
  read_optional(c, rest[1], bytes, &c->expected.lazy);
  read_optional(c, rest[2], bytes, &c->expected.eager);
  if (!c->expected.exact && strstr(rest[3], "QEMU_A_ON_FAULTING_1G_LEAF")) drop_defect(&c->expected.eager);
  const char *tag = rest[3] + strspn(rest[3], " ");
  snprintf(c->label, sizeof c->label, "%s", tag);
}
