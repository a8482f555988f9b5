// The golden TLB in a run: what the DUT has learnt on its port, and whether what it does is legal.
// check_golden.c judges by it; a story and a waveform ask it too.
#ifndef TB_GOLDEN_H
#define TB_GOLDEN_H

#include "golden/tlb.h"
#include "tb/engine/engine.h"
#include "tb/engine/flight.h"

struct run;

enum { GOLDEN_SINVALS = 64, GOLDEN_GHOSTS = 16 };
struct golden {
  struct gtlb *gtlb;
  unsigned count_every, until_count;
  unsigned until_horizon; // answers until the golden TLB is told who is in flight
  uint8_t explainer;      // whose walk explained the last PTE access: asked first
  // SINVAL.VMAs that are done and do not count before the next SFENCE.INVAL.IR (priv 12.2.1,
  // Svinval).
  unsigned sinvals;
  struct {
    struct fence fence;
    gtlb_time done;
  } sinval[GOLDEN_SINVALS];
  // Profile walk_outlives_answer: requests answered lately, and until when their walks may go on.
  unsigned ghost_next;
  struct {
    struct flight flight;
    uint64_t until;
  } ghost[GOLDEN_GHOSTS];
  struct gtlb_finding finding; // about the last answer
};

// Is the PTE access that the DUT offers on this clock one of some request in flight, or one that
// the profile allows besides?
bool golden_explains(struct run *r);
// What golden says of this answer to a request in flight, every legal answer counted.
struct gtlb_finding golden_judge(const struct run *r, uint8_t id, const struct answer *answer);

#endif
