// A stimulus tells the engine, clock by clock, what software and memory do. Image walks, logs,
// random streams and .txn files are all of them this. Everything a run does goes through here, so
// that a recorder can write it down and a replay repeats it.
#ifndef TB_STIM_H
#define TB_STIM_H

#include "csim/memport.h"
#include "golden/tlb.h"
#include "tb/text/error.h"

// What a stimulus may look at when it decides about a clock.
struct stim_view {
  uint64_t clock;
  bool request_waiting; // the request offered earlier is not accepted yet: do not offer another
  bool fence_waiting;   // likewise for a fence
  bool fence_running;   // accepted, not done
  unsigned in_flight;   // accepted, not answered (an answer counts when it is taken)
  uint64_t ids_free;    // bit i: id i is neither waiting nor in flight
  uint64_t accepted, answered, fences_done;
  uint64_t last_accepted_clock, last_answered_clock;
  uint8_t last_answered_id;
  bool regime_busy;                         // a PAE load is under way: write no regime
  uint64_t loads;                           // PAE loads that have ended, and how the newest did
  uint8_t load_fault;                       // enum regime_fault; not 0: the regime before it is still in force
  bool walking;                             // a PTE access is outstanding on the port
  uint64_t reads;                           // PTE reads sampled so far
  uint64_t last_read_addr, last_read_value; // the newest of them
  const struct ram *ram;                    // the lane's memory, to look at
};

enum { STIM_STORES = 8, STIM_ERRORS = 4 };
struct stim_memory { // behaviour of the PTE memory and of whoever takes responses
  struct memport_config port;
  uint32_t rsp_backpressure; // 0: responses are taken at once; n: on about one clock in n+1
};
// What memory allows where, and what lies where it has no page. All zero: everything is allowed,
// holes answer error.
struct stim_map {
  bool zero_holes; // addresses in no page hold 0 and can be written
  unsigned regions;
  struct memport_region region[MEMPORT_REGIONS];
};
// What happens on this clock. The engine zeroes the flags before it asks.
struct stim_clock {
  bool memory; // from this clock on:
  struct stim_memory memory_new;
  bool map; // likewise; the whole of it anew
  struct stim_map map_new;
  unsigned errors;
  struct {
    uint64_t addr;
    bool on;
  } error[STIM_ERRORS]; // PTE accesses to addr (8-byte aligned) answer error
  unsigned stores;
  struct {
    uint64_t pa, value;
    uint8_t bytes;      // 4 or 8; the engine sets 8 before it asks; naturally aligned
  } store[STIM_STORES]; // by software, now (before any sample of this clock)
  bool regime;          // not while view->regime_busy
  bool regime_load;     // PAE: a MOV CR3, which reads the PDPTEs first. regime_new.pdpte is the engine's to fill in
  struct regime regime_new;
  bool request; // offered from now until accepted
  uint8_t id;
  struct request req;
  bool fence;  // offered from now until accepted
  bool sinval; // it is a SINVAL.VMA: what it takes counts as taken from the next inval_ir on
  struct fence fence_new;
  bool inval_ir; // SFENCE.INVAL.IR, now: no fence may be waiting or running
  bool end;      // nothing more comes: the engine drains and ends the run
};

// What an answer ought to have been, by something outside the golden model (QEMU, an `expect`
// line).
struct stim_complaint {
  char what[48]; // "pa against the .exp file"
  char expected[96], got[96];
  char where[160];    // file:line of the expectation
  uint8_t unseen;     // GTLB_UNSEEN_* (golden/tlb.h): fields that the answer does not tell
  bool nothing_known; // set when nothing outside speaks about this request: it does not count as checked
};

// Are two faults the same, as far as a DUT tells them?
static inline bool stim_same_fault(uint8_t unseen, enum answer_kind kind, uint32_t code, enum answer_kind other_kind,
                                   uint32_t other_code) {
  if (unseen & GTLB_UNSEEN_KIND) return kind != ANSWER_OK && other_kind != ANSWER_OK;
  return kind == other_kind && (unseen & GTLB_UNSEEN_CODE || code == other_code);
}

struct stim {
  void *ctx;
  const char *name; // "image", "walks", "random", "txn"
  // 0, or the exit code with a line in `e`.
  int (*clock)(void *ctx, const struct stim_view *view, struct stim_clock *out, struct lw_error *e);
  // An answer was taken. Returns false and fills `c` when it contradicts what is known from
  // outside. May be NULL.
  bool (*answered)(void *ctx, uint64_t clock, uint8_t id, const struct request *req, const struct answer *answer,
                   struct stim_complaint *c);
  // A PAE load has ended, with `fault` (enum regime_fault). Returns like `answered`. May be NULL.
  bool (*loaded)(void *ctx, uint64_t clock, uint8_t fault, struct stim_complaint *c);
  // At the end, after the drain: a last word about counts; false fails the run. May be NULL.
  bool (*finish)(void *ctx, struct stim_complaint *c);
  void (*close)(void *ctx);
};
#endif
