// What a run counts.
#ifndef TB_STATS_H
#define TB_STATS_H

#include <stddef.h>
#include <stdint.h>

enum { STATS_SET_SIZES = 16 };
struct run_stats {
#define STAT(member, name) uint64_t member;
#include "tb/engine/stats.def"
  uint64_t set_size[STATS_SET_SIZES]; // distribution of legal-answer-set sizes (last bin: that or more, or too many
                                      // walks to count); judged with count
  uint64_t digest;                    // of every response in order, and of the final memory
  uint64_t timing;                    // of every handshake with its clock
  double seconds;                     // wall time: for the printed speed only, never in a result
};

// A count by its name in JSON; where it is in the struct.
struct stats_field {
  const char *name;
  size_t at;
};
extern const struct stats_field stats_fields[]; // ends with a NULL name
uint64_t stats_value(const struct run_stats *s, const struct stats_field *f);

// Adds every count, the distribution and the seconds. Digests are of one run: those of `to` stay.
void stats_add(struct run_stats *to, const struct run_stats *from);
// Of the distribution: how many answers were judged with count; the median of their sizes, 0 when
// there were none.
uint64_t stats_counted(const struct run_stats *s);
unsigned stats_median(const struct run_stats *s);

#endif
