// The words for what golden's types hold, each in one table that is read both ways: by .txn lines,
// reports, JSON and the database.
#ifndef TB_NAMES_H
#define TB_NAMES_H

#include <stddef.h>

#include "csim/port.h"
#include "golden/regime.h"

// "riscv", "x86".
const char *names_arch(enum arch arch);
bool names_arch_find(const char *word, enum arch *arch);

// --- flags of a regime (golden/flags.def) --------------------------------------------------------
struct names_flag {
  enum arch arch;
  uint32_t flag;
  const char *word; // "sum"; "" when no line knows it
};
extern const struct names_flag names_flag[]; // ends with a NULL word
// The flag that a word "sum=1" is about; NULL: none of that architecture.
const struct names_flag *names_flag_find(enum arch arch, const char *word);
// Every flag that the port has: " sum=0 mxr=1 ...", at most `size` bytes. Returns `text`.
char *names_flags_print(enum arch arch, uint32_t flags, char *text, size_t size);

// --- requests ------------------------------------------------------------------------------------
// "load" "store" "fetch" "ss-load" "ss-store"; what is none is "access?".
const char *names_access(enum access access);
bool names_access_find(const char *word, enum access *access);
// "user", "supervisor".
const char *names_priv(enum priv priv);
// The same and "implicit", which is a supervisor access of its own kind: priv and implicit of the
// request at once.
const char *names_privilege(const struct request *req);
bool names_privilege_find(const char *word, struct request *req);

// --- answers -------------------------------------------------------------------------------------
enum { NAMES_RIGHTS = 5, NAMES_KINDS = ANSWER_BUS_ERROR + 1 };
// PERM_R, _W, _X, _U as "rwxu", '-' where clear. Returns `text`.
char *names_rights(uint8_t perm, char text[NAMES_RIGHTS]);
// Any of these letters, in any order.
bool names_rights_find(const char *word, uint8_t *perm);

struct names_kind {
  const char *word;   // "page_fault"
  const char *phrase; // "page fault"
  const char *brief;  // "page", as expect lines have it
  const char *vector; // "#GP", as the reports on vectors have it
};
// What is no kind has a row too ("?", "unknown kind", "?", "no kind").
const struct names_kind *names_kind(unsigned kind);
// How a load of PDPTEs ends (enum regime_fault) is one of the kinds.
const struct names_kind *names_load_end(unsigned fault);
// Finds a kind by its brief name.
bool names_kind_find(const char *brief, enum answer_kind *kind);

#endif
