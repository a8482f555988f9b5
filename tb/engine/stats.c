#include "tb/engine/stats.h"

const struct stats_field stats_fields[] = {
#define STAT(member, name) {name, offsetof(struct run_stats, member)},
#include "tb/engine/stats.def"
    {NULL, 0}};

uint64_t stats_value(const struct run_stats *s, const struct stats_field *f) {
  return *(const uint64_t *)((const char *)s + f->at);
}

void stats_add(struct run_stats *to, const struct run_stats *from) {
#define STAT(member, name) to->member += from->member;
#include "tb/engine/stats.def"
  for (unsigned i = 0; i < STATS_SET_SIZES; i++)
    to->set_size[i] += from->set_size[i];
  to->seconds += from->seconds;
}

uint64_t stats_counted(const struct run_stats *s) {
  uint64_t all = 0;
  for (unsigned i = 0; i < STATS_SET_SIZES; i++)
    all += s->set_size[i];
  return all;
}

unsigned stats_median(const struct run_stats *s) {
  uint64_t all = stats_counted(s), seen = 0;
  for (unsigned i = 0; all && i < STATS_SET_SIZES; i++) {
    seen += s->set_size[i];
    if (2 * seen >= all) return i;
  }
  return 0;
}
