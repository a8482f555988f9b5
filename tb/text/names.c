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
