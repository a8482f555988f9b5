// The page-table walker: the state machine of rtl/ptw.sv around golden's stepwise walk. What an
// entry means is decided there.
#ifndef CSIM_PTW_H
#define CSIM_PTW_H

#include "csim/port.h"
#include "csim/pwc.h"

enum ptw_state { PTW_IDLE, PTW_PWC, PTW_REQ, PTW_WAIT, PTW_DECODE, PTW_CAS_REQ, PTW_CAS_WAIT, PTW_DONE };

// A request on its way through the MMU, with the regime it was accepted under.
struct ptw_request {
  struct regime regime;
  struct request req;
  uint64_t vpn; // of req.va, cut to the mode's width
  uint8_t id;
  uint8_t mode; // of the regime's format
  bool old;     // a fence has executed since it was accepted: its walk keeps nothing
};

struct ptw {
  uint8_t state; // enum ptw_state
  bool nofill;   // an invalidation executed since the walk began: what it read may not be kept
  bool err;      // the memory port refused
  bool narrow;   // entries of 4 bytes
  bool swapped;  // pte and err come from a compare-and-swap ...
  bool swap_ok;  // ... which wrote
  uint8_t level; // of the entry in hand
  uint8_t perm;  // merged from the root down to the table in hand
  bool global;
  uint64_t table; // physical address of the table in hand
  uint64_t pte;
  struct ptw_request req;
  struct walk_state walk; // its record holds the result in PTW_DONE
};

void ptw_reset(struct ptw *p);
void ptw_start(struct ptw *p, const struct ptw_request *req); // Idle -> Pwc
// One clock in a state other than Idle. `taken`: the answer leaves in this clock (PTW_DONE).
// `invalidate`: a fence or drop executes. `answered`: memory answers, and this walker. The way of
// the page-walk cache that is filled, or PWC_MISS.
int ptw_tick(struct ptw *p, struct pwc *pwc, const struct mmu_in *in, bool taken, bool invalidate, bool answered);
void ptw_outputs(const struct ptw *p, struct mmu_out *out); // mem_req_*; `out` is zero before

#endif
