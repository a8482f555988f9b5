// Fields of a line, strictly: no sign, no prefix, no rest, no overflow.
#include "tb/input/vectors_case.h"

#include <string.h>

#include "tb/text/words.h"

const struct vectors_pte *vectors_find(const struct vectors_list *list, uint64_t addr) {
  for (unsigned i = 0; i < list->count; i++)
    if (list->pte[i].addr == addr) return &list->pte[i];
  return NULL;
}

bool vectors_set(struct vectors_list *list, uint64_t addr, uint64_t value) {
  unsigned at = 0;
  while (at < list->count && list->pte[at].addr != addr)
    at++;
  if (at == VECTORS_PTES) return false;
  list->pte[at] = (struct vectors_pte){addr, value};
  if (at == list->count) list->count++;
  return true;
}

void vectors_bad(struct vectors_case *c, const char *why) {
  if (!c->bad) c->bad = why;
}

const char *vectors_word(struct vectors_fields *f) {
  char *save = NULL, *word = f->at ? strtok_r(f->at, " ", &save) : NULL;
  f->at = word ? save : NULL;
  return word;
}

uint64_t vectors_hex(struct vectors_fields *f, const char *why, uint64_t max) {
  const char *word = vectors_word(f);
  uint64_t value = 0;
  if (word && words_hex(word, &value) && value <= max) return value;
  vectors_bad(f->c, why);
  return 0;
}

long vectors_dec(struct vectors_fields *f, const char *why, long min, long max) {
  const char *word = vectors_word(f);
  int64_t value;
  if (word && words_integer(word, &value) && value >= min && value <= max) return (long)value;
  vectors_bad(f->c, why);
  return min > 0 ? min : 0;
}

static bool read_pair(char *word, unsigned bytes, struct vectors_pte *pte) {
  char *colon = strchr(word, ':');
  if (!colon) return false;
  *colon = 0;
  return words_hex(word, &pte->addr) && pte->addr <= UINT64_C(0xffffffffffffff) && pte->addr % bytes == 0 &&
         words_hex(colon + 1, &pte->value) && pte->value <= UINT64_MAX >> (64 - 8 * bytes);
}

void vectors_pairs(struct vectors_fields *f, unsigned bytes, struct vectors_list *list) {
  char *word;
  list->count = 0;
  while (!f->c->bad && (word = (char *)vectors_word(f))) {
    struct vectors_pte pte;
    if (!read_pair(word, bytes, &pte)) {
      vectors_bad(f->c, bytes == 4 ? "not ADDRESS:VALUE of a 4-byte entry" : "not ADDRESS:VALUE of an 8-byte entry");
      return;
    }
    const struct vectors_pte *same = vectors_find(list, pte.addr);
    if (same && same->value != pte.value) vectors_bad(f->c, "one address is listed with two values");
    if (!vectors_set(list, pte.addr, pte.value)) vectors_bad(f->c, "more than 128 entries");
  }
}

void vectors_end(struct vectors_fields *f) {
  if (vectors_word(f)) vectors_bad(f->c, "too many fields");
}
