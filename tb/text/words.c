#include "tb/text/words.h"

#include <stddef.h>
#include <string.h>

unsigned words_split(char *line, char *word[WORDS_MAX]) {
  static const char blank[] = " \t\r";
  unsigned n = 0;
  for (char *p = line + strspn(line, blank); *p && *p != '#'; p += strspn(p, blank)) {
    if (n == WORDS_MAX) return WORDS_MAX + 1;
    word[n++] = p;
    p += strcspn(p, blank);
    if (*p) *p++ = 0;
  }
  return n;
}

static int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

static bool number_in_base(const char *text, unsigned base, uint64_t *value) {
  uint64_t v = 0;
  if (!*text) return false;
  for (; *text; text++) {
    unsigned d = (unsigned)digit_value(*text);
    if (d >= base || v > (UINT64_MAX - d) / base) return false;
    v = v * base + d;
  }
  *value = v;
  return true;
}

bool words_hex(const char *text, uint64_t *value) {
  return number_in_base(text, 16, value);
}

bool words_number(const char *text, uint64_t *value) {
  if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) return number_in_base(text + 2, 16, value);
  return number_in_base(text, 10, value);
}

bool words_integer(const char *text, int64_t *value) {
  bool negative = *text == '-';
  uint64_t v;
  if (!number_in_base(text + negative, 10, &v) || v > INT64_MAX) return false;
  *value = negative ? -(int64_t)v : (int64_t)v;
  return true;
}

const char *words_value(const char *word, const char *key) {
  size_t n = strlen(key);
  return strncmp(word, key, n) == 0 && word[n] == '=' ? word + n + 1 : NULL;
}
