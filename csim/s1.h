// The stage S1 and what moves in a clock, with the miss queue, as rtl/s1.sv. A request leaves with
// an answer, for the walker, or for the queue, whose head comes back (a replay) when the walker is
// idle.
#ifndef CSIM_S1_H
#define CSIM_S1_H

#include "csim/ptw.h"
#include "csim/tlb.h"

enum { S1_MISS_MAX = 8 };

// The regime in force. Each request takes a copy with it.
struct mmu_cur {
  bool valid;
  uint8_t mode;      // as on the port regime_mode_i
  uint64_t vpn_mask; // the bits of va >> 12 that the mode translates
  struct regime regime;
};

struct s1 {
  bool valid, replayed;
  bool rv32; // addresses have 32 bits
  struct ptw_request request;

  // What follows from the registers in this clock (rtl/README.md, S1), by s1_settle().
  bool push, start, push_mq, replay, ready;
  int way; // the TLB entry that answers, or TLB_MISS
  struct answer answer;

  uint8_t depth, head, count; // of the miss queue
  struct ptw_request queue[S1_MISS_MAX];
};

void s1_init(struct s1 *s, uint8_t depth, bool rv32); // depth: 1..S1_MISS_MAX
void s1_reset(struct s1 *s);
// `open`: a regime is in force, and no load is busy. `room`: the response FIFO takes an answer of
// S1. `walker_idle`: a walk can start.
void s1_settle(struct s1 *s, struct tlb *tlb, bool open, bool room, bool walker_idle);
// Every request accepted until now may carry a root that the executing fence has forgotten: what
// its walk finds is for itself only.
void s1_mark_old(struct s1 *s);
// The clock's end: the request leaves, then the head of the queue or a new request comes. `marks`:
// a fence executes in this clock.
void s1_tick(struct s1 *s, const struct mmu_in *in, const struct mmu_cur *cur, bool marks);
static inline bool s1_drained(const struct s1 *s) {
  return !s->valid && s->count == 0;
}

#endif
