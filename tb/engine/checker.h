// Who judges. A checker is a row of the list in checkers.c and a file of its own, and looks on at
// moments of a run: it says nothing, or returns what it has found. A new check is a file that
// defines `const struct checker check_NAME`, and a row.
//
// The order of the list is the order of judging: of what happens at one moment the first row that
// finds something is heard, and the run asks nobody else.
#ifndef TB_CHECKER_H
#define TB_CHECKER_H

#include "tb/engine/finding.h"

struct run;

// The moments of a clock, in their order, which is that of golden/tlb.h's phases. What happened
// lies in the run: the wires in run.lane[LANE_DUT], the requests in run.flights.
enum moment {
  AT_REGIME,     // run.regime is in force from this clock on
  AT_INVAL_IR,   // SFENCE.INVAL.IR
  AT_OUTPUTS,    // every clock: inputs and outputs stand
  AT_HELD,       // an answer or a PTE access was offered on the last clock and not taken: it is in run.held
  AT_LOAD_PORT,  // a PAE load is under way, or the DUT says something of one
  AT_ACCESS,     // a PTE access is offered, new or not
  AT_SAMPLE,     // memory has answered a PTE access that may be a walk's: lane.sampled
  AT_OFFER,      // a PTE access is offered for the first time
  AT_LOADED,     // a PAE load ends
  AT_FENCE_DONE, // run.fenced
  AT_REQUEST,    // the request run.request_id is accepted
  AT_RESPONSE,   // run.response was taken; its request is still in flight
  AT_STATE,      // after the edge: run.state is the DUT's probe. Only where it has one
  AT_END,        // the run has ended well so far
  MOMENTS
};

struct checker {
  const char *name;
  bool (*wanted)(const struct run *r); // in this run? NULL: in each
  size_t bytes;                        // of its own state, zero at first, which each hook is given as `self`
  // 0, or an exit code with a line in run.error. May be NULL.
  int (*open)(struct run *r, void *self);
  void (*close)(void *self);                                // after an open that went well. May be NULL
  struct finding (*at[MOMENTS])(struct run *r, void *self); // NULL: is not asked
};

enum { CHECKERS_MOST = 16 };
struct checkers {
  void *self[CHECKERS_MOST]; // by row
  uint32_t open;             // bit i: the list's i-th is
  uint8_t wants[MOMENTS];    // how many want to be asked then ...
  struct {                   // ... and those, ready to be called: some moments come on every clock
    struct finding (*ask)(struct run *r, void *self);
    void *self;
    const struct checker *row;
  } asked[MOMENTS][CHECKERS_MOST];
};
int checkers_open(struct run *r);
void checkers_close(struct run *r);
// Asks those who want this moment; run_ask (run.h) is the way here.
struct finding checkers_ask(struct run *r, enum moment moment);
// From now on this one is not asked any more.
void checkers_mute(struct run *r, const struct checker *c);

#endif
