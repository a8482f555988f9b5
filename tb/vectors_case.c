#include "tb/vectors_case.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct vectors_pte *find(struct vectors_memory *m, uint64_t addr) {
  for (unsigned i = 0; i < m->count; i++)
    if (m->pte[i].addr == addr) return &m->pte[i];
  return NULL;
}

static bool readable(const struct vectors_memory *m, uint64_t addr) {
  return addr < m->no_access || (addr >= m->read_only && addr < m->nothing);
}

static enum phys_status memory_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  struct vectors_memory *m = ctx;
  (void)bytes;
  if (!readable(m, addr)) return PHYS_ERROR;
  const struct vectors_pte *pte = find(m, addr);
  *value = pte ? pte->value : 0;
  return PHYS_OK;
}

static enum phys_status memory_update(void *ctx, uint64_t addr, unsigned bytes, uint64_t expected, uint64_t desired,
                                      uint64_t *old, bool *ok) {
  struct vectors_memory *m = ctx;
  (void)bytes;
  if (addr >= m->no_access) return PHYS_ERROR;
  struct vectors_pte *pte = find(m, addr);
  *old = pte ? pte->value : 0;
  *ok = pte && *old == expected; // an entry that is not listed is 0: no walk has reason to update it
  if (*ok) pte->value = desired;
  return PHYS_OK;
}

struct phys vectors_phys(struct vectors_memory *memory) {
  return (struct phys){.ctx = memory, .read = memory_read, .update = memory_update};
}

static void bad(struct vectors_case *c, const char *why) {
  if (!c->bad) c->bad = why;
}

const char *vectors_word(struct vectors_fields *f) {
  char *save = NULL, *word = f->at ? strtok_r(f->at, " ", &save) : NULL;
  f->at = word ? save : NULL;
  return word;
}

static bool hex_of(const char *word, uint64_t max, uint64_t *value) {
  size_t digits = strspn(word, "0123456789abcdefABCDEF");
  if (!digits || digits > 16 || word[digits]) return false;
  *value = strtoull(word, NULL, 16);
  return *value <= max;
}

uint64_t vectors_hex(struct vectors_fields *f, const char *name, uint64_t max) {
  const char *word = vectors_word(f);
  uint64_t value = 0;
  if (word && hex_of(word, max, &value)) return value;
  bad(f->c, name);
  return 0;
}

long vectors_dec(struct vectors_fields *f, const char *name, long min, long max) {
  const char *word = vectors_word(f);
  const char *digits = word && *word == '-' ? word + 1 : word;
  if (word && *digits && strlen(digits) < 10 && !digits[strspn(digits, "0123456789")]) {
    long value = strtol(word, NULL, 10);
    if (value >= min && value <= max) return value;
  }
  bad(f->c, name);
  return min > 0 ? min : 0;
}

bool vectors_pair(struct vectors_fields *f, unsigned bytes, struct vectors_pte *pte) {
  char *word = (char *)vectors_word(f);
  if (!word) return false;
  char *colon = strchr(word, ':');
  if (colon) *colon = 0;
  if (colon && hex_of(word, UINT64_MAX, &pte->addr) && hex_of(colon + 1, UINT64_MAX >> (64 - 8 * bytes), &pte->value) &&
      pte->addr % bytes == 0) {
    pte->before = pte->value;
    return true;
  }
  bad(f->c, "bad ADDRESS:VALUE");
  return false;
}

void vectors_end(struct vectors_fields *f) {
  if (vectors_word(f)) bad(f->c, "too many fields");
}

void vectors_load(struct vectors_fields *f, unsigned bytes) {
  struct vectors_memory *m = &f->c->memory;
  struct vectors_pte pte;
  m->count = 0;
  while (vectors_pair(f, bytes, &pte)) {
    struct vectors_pte *same = find(m, pte.addr);
    if (same && same->value != pte.value) bad(f->c, "one address listed with two values");
    if (m->count == VECTORS_PTES) bad(f->c, "too many entries");
    if (f->c->bad) return;
    if (!same) m->pte[m->count++] = pte;
  }
}

void vectors_same(struct vectors_case *c, const char *name, uint64_t expected, uint64_t got) {
  if (c->field || expected == got) return;
  c->field = name;
  snprintf(c->expected, sizeof c->expected, "%" PRIx64, expected);
  snprintf(c->got, sizeof c->got, "%" PRIx64, got);
}
