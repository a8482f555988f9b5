#include "tb/text/option.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tb/text/words.h"

uint64_t option_number(struct argp_state *state, const char *option, const char *text, uint64_t min, uint64_t max) {
  uint64_t value = 0;
  if (!text || !words_number(text, &value)) argp_error(state, "--%s: '%s' is not a number", option, text ? text : "");
  if (value < min || value > max)
    argp_error(state, "--%s: %s is outside %" PRIu64 "..%" PRIu64, option, text, min, max);
  return value;
}

void option_pair(struct argp_state *state, const char *option, const char *text, uint64_t *one, uint64_t *other) {
  const char *comma = strchr(text, ',');
  char first[32];
  if (!comma || (size_t)(comma - text) >= sizeof first)
    argp_error(state, "--%s: '%s' is not two numbers", option, text);
  snprintf(first, sizeof first, "%.*s", (int)(comma - text), text);
  *one = option_number(state, option, first, 0, UINT32_MAX);
  *other = option_number(state, option, comma + 1, 0, UINT32_MAX);
}
