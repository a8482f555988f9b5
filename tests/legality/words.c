#include "tests/legality/words.h"

#include <stdlib.h>
#include <string.h>

bool words_split(struct words *w, const char *line) {
  *w = (struct words){.count = 0};
  if (strlen(line) >= LINE_BYTES) return false;
  strcpy(w->text, line);
  char *save = NULL;
  for (char *word = strtok_r(w->text, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
    if (w->count == WORDS) return false;
    w->word[w->count++] = word;
  }
  return true;
}

const char *words_peek(const struct words *w) {
  return w->at < w->count ? w->word[w->at] : NULL;
}

const char *words_next(struct words *w) {
  return w->at < w->count ? w->word[w->at++] : NULL;
}

bool words_take(struct words *w, const char *word) {
  const char *next = words_peek(w);
  if (!next || strcmp(next, word) != 0) return false;
  w->at++;
  return true;
}

bool words_number(const char *text, uint64_t *out) {
  if (text[0] < '0' || text[0] > '9') return false;
  char *end;
  *out = strtoull(text, &end, text[0] == '0' && text[1] == 'x' ? 16 : 10);
  return *end == '\0';
}

bool words_take_pair(struct words *w, const char *key, uint64_t *out) {
  const char *next = words_peek(w);
  size_t length = strlen(key);
  if (!next || strncmp(next, key, length) != 0 || next[length] != '=') return false;
  if (!words_number(next + length + 1, out)) return false;
  w->at++;
  return true;
}

int words_find(const char *const *list, const char *word) {
  for (int i = 0; list[i]; i++)
    if (strcmp(list[i], word) == 0) return i;
  return -1;
}
