// Memory as software wrote it, and what goes wrong with a case.
#include "tests/legality/world.h"

#include <stdarg.h>
#include <stdio.h>

static void reason(struct world *w, const char *format, va_list list) {
  if (!w->error[0]) vsnprintf(w->error, sizeof w->error, format, list);
}

bool world_broken(struct world *w, const char *format, ...) {
  va_list list;
  va_start(list, format);
  reason(w, format, list);
  va_end(list);
  w->broken = true;
  return false;
}

bool world_failed(struct world *w, const char *format, ...) {
  va_list list;
  va_start(list, format);
  reason(w, format, list);
  va_end(list);
  return false;
}

uint64_t world_read(const struct world *w, uint64_t addr) {
  for (unsigned i = 0; i < w->words; i++)
    if (w->memory[i].addr == addr) return w->memory[i].value;
  return 0;
}

bool world_write(struct world *w, uint64_t addr, uint64_t value) {
  for (unsigned i = 0; i < w->words; i++)
    if (w->memory[i].addr == addr) return w->memory[i].value = value, true;
  if (w->words == MEMORY_WORDS) return world_broken(w, "more than %d words of memory", MEMORY_WORDS);
  w->memory[w->words].addr = addr;
  w->memory[w->words++].value = value;
  return true;
}

bool world_store(struct world *w, uint64_t addr, uint64_t value) {
  if (!world_write(w, addr, value)) return false;
  if (w->trace) printf("  store 0x%llx = 0x%llx\n", (unsigned long long)addr, (unsigned long long)value);
  int32_t told = lw_judge_store(w->judge, addr, w->shape->bytes, value);
  return told == 1 || world_failed(w, "the store of 0x%llx is refused: %d", (unsigned long long)addr, told);
}
