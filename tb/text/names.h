// The words for what golden's types hold, each in one table that is read both ways: by .txn lines,
// reports, JSON and the database.
#ifndef TB_NAMES_H
#define TB_NAMES_H

#include <stddef.h>

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

#endif
