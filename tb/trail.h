// The last 32 events of a run, for the story of a failure.
#ifndef TB_TRAIL_H
#define TB_TRAIL_H

#include "tb/event.h"

enum { TRAIL_EVENTS = 32 };
struct trail {    // all zero: empty
  uint64_t count; // events seen
  struct event ring[TRAIL_EVENTS];
};

// Keeps all but the offers, which only a recorder needs.
struct sink trail_sink(struct trail *t);
// The i-th oldest of those kept; NULL past the end.
const struct event *trail_get(const struct trail *t, unsigned i);

#endif
