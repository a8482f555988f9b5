// A line of a table as words, read one after another.
#ifndef TESTS_LEGALITY_WORDS_H
#define TESTS_LEGALITY_WORDS_H

#include <stdbool.h>
#include <stdint.h>

enum { LINE_BYTES = 400, WORDS = 60 };
struct words {
  char text[LINE_BYTES];
  const char *word[WORDS];
  unsigned count, at;
};

// False: too long. Words stand between blanks.
bool words_split(struct words *w, const char *line);
// The next word, which is consumed by _next alone; NULL at the end.
const char *words_peek(const struct words *w);
const char *words_next(struct words *w);
// Consumes the next word if it is this one.
bool words_take(struct words *w, const char *word);
// Decimal or 0x, the whole of it.
bool words_number(const char *text, uint64_t *out);
// Consumes the next word if it is KEY=NUMBER; false also where the number is none.
bool words_take_pair(struct words *w, const char *key, uint64_t *out);
// The place of a word in a list that ends with NULL, or -1.
int words_find(const char *const *list, const char *word);

#endif
