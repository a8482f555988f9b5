// Words of a line and strict numbers: no sign but where it is said, no rest, no overflow.
#ifndef TB_WORDS_H
#define TB_WORDS_H

#include <stdbool.h>
#include <stdint.h>

enum { WORDS_MAX = 32 };

// Cuts `line` in place at spaces and tabs, up to a word that begins with '#'. The number of words,
// or WORDS_MAX + 1 when there are more than WORDS_MAX.
unsigned words_split(char *line, char *word[WORDS_MAX]);
// "1f" (no 0x): hexadecimal digits only.
bool words_hex(const char *text, uint64_t *value);
// "31" or "0x1f".
bool words_number(const char *text, uint64_t *value);
// "31" or "-31".
bool words_integer(const char *text, int64_t *value);
// "key=value": the value when `word` has that key, else NULL.
const char *words_value(const char *word, const char *key);

#endif
