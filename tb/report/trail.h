// The last events of a run, for the story of a failure: 32 whole ones, and of what happened to
// memory, fences and roots the last 65,536 in short, to tell where a value came from.
#ifndef TB_TRAIL_H
#define TB_TRAIL_H

#include "tb/engine/event.h"

enum { TRAIL_EVENTS = 32, TRAIL_NOTES = 1 << 16 };
struct trail_note {
  uint64_t clock;
  uint8_t kind, bytes; // EVENT_STORE, EVENT_READ, EVENT_CAS (written ones only), EVENT_FENCE_DONE
  union {
    struct {
      uint64_t addr, value;
    } word;
    struct fence fence;
  } u;
};
struct trail {    // all zero: empty
  uint64_t count; // events seen
  struct event ring[TRAIL_EVENTS];
  uint64_t notes; // made
  struct trail_note *note;
};

// Keeps all but the offers, which only a recorder needs.
struct sink trail_sink(struct trail *t);
void trail_close(struct trail *t);
// The i-th oldest of those kept; NULL past the end.
const struct event *trail_get(const struct trail *t, unsigned i);
// Of the notes, likewise.
const struct trail_note *trail_note_get(const struct trail *t, uint64_t i);

// Where a value that the DUT read came from, as far as the notes tell.
struct trail_origin {
  enum {
    ORIGIN_START,  // it was there when the run began
    ORIGIN_BEFORE, // it was there at `written`, where the notes begin
    ORIGIN_STORE,  // by software, at `written`
    ORIGIN_UPDATE  // by the hardware, at `written`
  } by;
  uint64_t written;
  bool read; // by the DUT, or written by it, first and last in the notes:
  uint64_t first_read, last_read;
};
// As it was at or before `clock`.
struct trail_origin trail_origin_of(const struct trail *t, uint64_t addr, uint64_t value, uint64_t clock);

#endif
