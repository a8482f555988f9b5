#include "tb/text/names.h"

#include <stdio.h>
#include <string.h>

#include "tb/text/words.h"

static const char *const archs[] = {[ARCH_RISCV] = "riscv", [ARCH_X86] = "x86"};

const char *names_arch(enum arch arch) {
  return archs[arch];
}

bool names_arch_find(const char *word, enum arch *arch) {
  *arch = strcmp(word, archs[ARCH_X86]) == 0 ? ARCH_X86 : ARCH_RISCV;
  return strcmp(word, archs[*arch]) == 0;
}

// --- flags of a regime ---------------------------------------------------------------------------
enum { PORT_BITS = 16 };

const struct names_flag names_flag[] = {
#define RISCV_FLAG(name, bit, word, library) {ARCH_RISCV, name, word},
#define X86_FLAG(name, bit, word, library) {ARCH_X86, name, word},
#include "golden/flags.def"
    {ARCH_RISCV, 0, NULL}};

const struct names_flag *names_flag_find(enum arch arch, const char *word) {
  for (const struct names_flag *f = names_flag; f->word; f++)
    if (f->arch == arch && *f->word && words_value(word, f->word)) return f;
  return NULL;
}

char *names_flags_print(enum arch arch, uint32_t flags, char *text, size_t size) {
  size_t used = 0;
  *text = 0;
  for (const struct names_flag *f = names_flag; f->word; f++) {
    if (f->arch != arch || f->flag >> PORT_BITS) continue;
    int n = snprintf(text + used, size - used, " %s=%d", f->word, (flags & f->flag) != 0);
    if (n < 0 || (size_t)n >= size - used) break;
    used += (size_t)n;
  }
  return text;
}

// --- requests ------------------------------------------------------------------------------------
static const char *const accesses[] = {[ACCESS_LOAD] = "load",
                                       [ACCESS_STORE] = "store",
                                       [ACCESS_FETCH] = "fetch",
                                       [ACCESS_SS_LOAD] = "ss-load",
                                       [ACCESS_SS_STORE] = "ss-store"};
// The last is no privilege of its own, but stands in its place.
enum { IMPLICIT = PRIV_SUPERVISOR + 1, PRIVILEGES };
static const char *const privileges[PRIVILEGES] = {
    [PRIV_USER] = "user", [PRIV_SUPERVISOR] = "supervisor", [IMPLICIT] = "implicit"};

// The place of `word` among them, or `n`.
static unsigned place(const char *word, const char *const *words, unsigned n) {
  unsigned i = 0;
  while (i < n && strcmp(word, words[i]) != 0)
    i++;
  return i;
}

const char *names_access(enum access access) {
  return (unsigned)access <= ACCESS_SS_STORE ? accesses[access] : "access?";
}

bool names_access_find(const char *word, enum access *access) {
  unsigned i = place(word, accesses, ACCESS_SS_STORE + 1);
  *access = (enum access)i;
  return i <= ACCESS_SS_STORE;
}

const char *names_priv(enum priv priv) {
  return privileges[priv == PRIV_USER ? PRIV_USER : PRIV_SUPERVISOR];
}

const char *names_privilege(const struct request *req) {
  return req->implicit ? privileges[IMPLICIT] : names_priv(req->priv);
}

bool names_privilege_find(const char *word, struct request *req) {
  unsigned i = place(word, privileges, PRIVILEGES);
  req->priv = i == PRIV_USER ? PRIV_USER : PRIV_SUPERVISOR;
  req->implicit = i == IMPLICIT;
  return i < PRIVILEGES;
}

// --- answers -------------------------------------------------------------------------------------
static const char letters[NAMES_RIGHTS] = "rwxu"; // PERM_R, _W, _X, _U are bits 0 to 3

char *names_rights(uint8_t perm, char text[NAMES_RIGHTS]) {
  for (unsigned i = 0; letters[i]; i++)
    text[i] = perm >> i & 1 ? letters[i] : '-';
  text[NAMES_RIGHTS - 1] = 0;
  return text;
}

bool names_rights_find(const char *word, uint8_t *perm) {
  *perm = 0;
  for (const char *c = word; *c; c++) {
    const char *at = strchr(letters, *c);
    if (at)
      *perm |= (uint8_t)(1u << (at - letters));
    else if (*c != '-')
      return false;
  }
  return true;
}

static const struct names_kind kinds[NAMES_KINDS] = {
    [ANSWER_OK] = {"ok", "ok", "ok", "translated"},
    [ANSWER_PAGE_FAULT] = {"page_fault", "page fault", "page", "page fault"},
    [ANSWER_ACCESS_FAULT] = {"access_fault", "access fault", "access", "access fault"},
    [ANSWER_GENERAL_PROTECTION] = {"general_protection", "general protection", "gp", "#GP"},
    [ANSWER_BUS_ERROR] = {"bus_error", "bus error", "bus", "bus error"},
};
static const struct names_kind no_kind = {"?", "unknown kind", "?", "no kind"};

const struct names_kind *names_kind(unsigned kind) {
  return kind < NAMES_KINDS ? &kinds[kind] : &no_kind;
}

const struct names_kind *names_load_end(unsigned fault) {
  static const uint8_t kind[] = {[REGIME_FINE] = ANSWER_OK,
                                 [REGIME_GENERAL_PROTECTION] = ANSWER_GENERAL_PROTECTION,
                                 [REGIME_BUS_ERROR] = ANSWER_BUS_ERROR};
  return fault <= REGIME_BUS_ERROR ? &kinds[kind[fault]] : &no_kind;
}

bool names_kind_find(const char *brief, enum answer_kind *kind) {
  unsigned i = 0;
  while (i < NAMES_KINDS && strcmp(brief, kinds[i].brief) != 0)
    i++;
  *kind = (enum answer_kind)i;
  return i < NAMES_KINDS;
}
