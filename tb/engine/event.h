// What happens in a lane, in its total order. The engine emits; log, recorder, trail, statistics
// are sinks.
#ifndef TB_EVENT_H
#define TB_EVENT_H

#include <stdio.h>

#include "csim/memport.h"
#include "golden/entry.h"
#include "tb/engine/stim.h"

enum event_kind {
  EVENT_MEMORY, // memory behaviour changed
  EVENT_MAP,    // what memory allows where: one for each region, in order, or one when there is none
  EVENT_ERROR,  // an address answers error from now on, or no more
  EVENT_STORE,
  EVENT_REGIME,
  EVENT_LOADED, // a PAE load has ended
  EVENT_OFFER,  // a request is put on the port (what a recorder needs)
  EVENT_FENCE_OFFER,
  EVENT_READ,  // PTE read sampled: launched on the port
  EVENT_CAS,   // compare-and-swap linearised
  EVENT_FENCE, // accepted
  EVENT_FENCE_DONE,
  EVENT_INVAL_IR, // the SINVAL.VMAs before it count from here on
  EVENT_REQUEST,  // accepted
  EVENT_RESPONSE, // taken
  EVENT_MEM_REQ,  // PTE request accepted by the port
  EVENT_END,      // the stimulus has ended
  EVENT_KINDS
};
struct event {
  uint64_t clock;
  enum event_kind kind;
  uint8_t id; // REQUEST, OFFER, RESPONSE; REGIME: 1 is a PAE load; LOADED: enum regime_fault; FENCE*: 1 is a SINVAL.VMA
  union {
    struct stim_memory memory;
    struct {
      uint64_t addr;
      bool on;
    } error;
    struct {
      bool zero_holes;
      uint8_t index, regions;
      struct memport_region region;
    } map;
    struct {
      uint64_t pa, value;
      uint8_t bytes; // 4 or 8
    } store;
    uint64_t pdpte[4]; // LOADED: as read
    struct regime regime;
    struct request req;
    struct {
      struct request req;
      struct answer answer;
      uint64_t accepted;
    } response;
    struct fence fence;
    struct memport_event mem; // READ, CAS, MEM_REQ (addr, op, expected, desired)
  } u;
};
struct run;
// When a sink that follows the clocks is called.
enum sink_turn {
  SINK_CLOCK, // before a clock begins
  SINK_EDGE,  // all of it stands, its edge is next
  SINK_END    // no clock comes any more, and the DUT is still open
};
// What is absent is NULL.
struct sink {
  void *ctx;
  void (*event)(void *ctx, const struct event *e);
  void (*probe)(void *ctx, uint64_t clock, const struct mmu_probe *state); // of each clock, where the DUT has a probe
  // What the DUT is told and shows on each clock.
  void (*wires)(void *ctx, uint64_t clock, const struct mmu_in *in, const struct mmu_out *out);
  // Looks at the whole of the run (tb/engine/run.h), after a failure too. True while it has
  // something open to which the next clock belongs.
  bool (*follow)(void *ctx, struct run *r, enum sink_turn turn);
  bool outside; // writes to a file or the like: told nothing by a copy of the run (checkpoint.h)
};

// One line of text without a newline, at most `size` bytes.
void event_print(const struct event *e, char *text, size_t size);
// The same nouns as .txn: "user load 0x3f2a1000", "ok pa=0x... shift=12 perm=rw-u type=0",
// "fault=13" ...
void request_print(const struct request *req, char *text, size_t size);
void answer_print(const struct answer *a, char *text, size_t size);
void regime_print(const struct regime *r, char *text, size_t size);
void fence_print(const struct fence *f, char *text, size_t size);
// An entry: its bits by name, then what it means.
void entry_print(const struct regime *regime, uint8_t level, uint64_t value, FILE *out);
// A walk, a line a step, each with decoded bits and, last, the reason with the clause. To `out`,
// each line led by `indent`.
void walk_print(const struct regime *regime, const struct request *req, const struct walk_record *w, const char *indent,
                FILE *out);
#endif
