// The requests in flight: accepted and not answered. Who judges an answer or an access to memory
// asks here whose it may be.
#ifndef TB_FLIGHT_H
#define TB_FLIGHT_H

#include "golden/tlb.h"

enum { FLIGHTS = 64 }; // ids
struct flight {
  struct request req;
  struct regime regime; // in force at accept
  uint64_t accepted;    // clock
  uint64_t worked;      // run.worked when it was accepted
};
struct flights {
  struct flight flight[FLIGHTS]; // by id
  uint64_t in_flight;            // bit i: flight[i] is
};

static inline bool flight_is(const struct flights *f, unsigned id) {
  return id < FLIGHTS && f->in_flight >> id & 1;
}
// Clock of the oldest accept among those of `among` that are in flight; UINT64_MAX: none. `id` (may
// be NULL) is then as it was.
static inline uint64_t flight_oldest_of(const struct flights *f, uint64_t among, uint8_t *id) {
  uint64_t oldest = UINT64_MAX;
  for (uint64_t left = f->in_flight & among; left; left &= left - 1) {
    uint8_t i = (uint8_t)__builtin_ctzll(left);
    if (f->flight[i].accepted >= oldest) continue;
    oldest = f->flight[i].accepted;
    if (id) *id = i;
  }
  return oldest;
}
static inline uint64_t flight_oldest(const struct flights *f, uint8_t *id) {
  return flight_oldest_of(f, UINT64_MAX, id);
}

// What golden is asked about a request on this clock.
static inline struct gtlb_query flight_query(const struct flight *f, uint64_t clock, enum gtlb_phase phase) {
  return (struct gtlb_query){.regime = &f->regime,
                             .req = &f->req,
                             .accepted = gtlb_when(f->accepted, PHASE_REQUEST),
                             .now = gtlb_when(clock, phase)};
}

#endif
