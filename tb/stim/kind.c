#include "tb/stim/kind.h"

#include <stdio.h>

#define DECLARE(NAME, row) extern const struct stim_kind row;
STIM_KINDS(DECLARE)
#define POINTER(NAME, row) &row,
static const struct stim_kind *const kinds[] = {STIM_KINDS(POINTER)};

const struct stim_kind *stim_kind(const struct stim_spec *spec) {
  return kinds[spec->kind];
}

// "give one of --image, --random": lives as long as the program.
static const char *give_one(void) {
  static char text[256];
  size_t used = (size_t)snprintf(text, sizeof text, "give one of");
  for (int i = 0, n = 0; i < STIM_KIND_COUNT; i++)
    if (kinds[i]->option && used < sizeof text)
      used += (size_t)snprintf(text + used, sizeof text - used, "%s --%s", n++ ? "," : "", kinds[i]->option);
  return text;
}

const char *stim_take(const struct stim_asked *asked, struct stim_spec *spec) {
  const struct stim_kind *one = NULL;
  for (int i = 0; i < STIM_KIND_COUNT; i++) {
    if (!kinds[i]->option || !kinds[i]->asked(asked)) continue;
    if (one) return give_one();
    one = kinds[i];
    spec->kind = (enum stim_kind_index)i;
  }
  if (!one) return give_one();
  const char *wrong = one->take(asked, spec);
  if (!wrong && (asked->after || asked->changed) && !asked->walks)
    wrong = "--image-after and --changed go with --walks";
  return wrong;
}
