// The glue to the golden TLB: who is in flight, what the DUT has learnt on its port, and whether
// what it does is legal.
#ifndef TB_CHECK_H
#define TB_CHECK_H

#include "tb/engine/engine.h"
#include "tb/engine/known.h"
#include "tb/engine/lane.h"

enum { CHECK_IDS = 64, CHECK_SINVALS = 64, CHECK_GHOSTS = 16, CHECK_READS = 64 };
// A request from accept to answer.
struct flight {
  struct request req;
  struct regime regime; // in force at accept
  uint64_t accepted;    // clock
  uint64_t own;         // clocks of the DUT's own before it (check.own)
};
// SINVAL.VMAs that are done and do not count before the next SFENCE.INVAL.IR (priv 12.2.1,
// Svinval).
struct sinval {
  struct fence fence;
  gtlb_time done;
};
struct check {
  struct gtlb *gtlb;       // NULL: golden is off
  const struct lane *lane; // the DUT's
  struct run_stats *stats;
  struct verdict *verdict; // what a failure is written to
  struct flight flight[CHECK_IDS];
  uint64_t in_flight; // bit i: flight[i] is
  const struct profile *profile;
  uint64_t own; // clocks so far on which the DUT waited neither for memory nor for its answer to be taken nor fenced
  // Profile walk_outlives_answer: requests answered lately, and until when their walks may go on.
  unsigned ghost_next;
  struct {
    struct flight flight;
    uint64_t until;
  } ghost[CHECK_GHOSTS];
  // Profile duplicate_reads=no: what the request in flight has read.
  unsigned reads;
  struct {
    uint64_t addr, value;
  } read[CHECK_READS];
  bool has_regime;
  struct regime regime; // in force: what a walk for no request is for
  unsigned count_every, until_count;
  uint8_t explainer;      // whose walk explained the last PTE access: asked first
  unsigned until_horizon; // answers until the golden TLB is told who is in flight
  unsigned sinvals;
  struct sinval sinval[CHECK_SINVALS];
  uint64_t unfenced; // stores to known PTEs since the last fence that no answer has followed yet
  struct known known;
  struct gtlb_finding finding;
};

// False when memory is short. `golden` false: only ids are kept.
bool check_open(struct check *c, const struct engine_config *config, const struct lane *lane, bool golden);
void check_close(struct check *c);

// What happens, in the order of golden/tlb.h's phases. false: `verdict` says why the run is over.
void check_store(struct check *c, uint64_t pa, unsigned bytes);                  // 4 or 8
bool check_regime(struct check *c, uint64_t clock, const struct regime *regime); // in force from this clock on
bool check_sample(struct check *c, uint64_t clock, const struct memport_event *m);
bool check_explained(struct check *c, uint64_t clock, const struct mmu_out *out); // by some request in flight
bool check_offer(struct check *c, uint64_t clock, const struct mmu_out *out);     // a PTE access, on its first clock
bool check_fence_done(struct check *c, uint64_t clock, const struct fence *fence);
bool check_sinval_done(struct check *c, uint64_t clock, const struct fence *fence); // false: too many
bool check_inval_ir(struct check *c, uint64_t clock);
void check_request(struct check *c, uint64_t clock, uint8_t id, const struct request *req, const struct regime *regime);
bool check_response(struct check *c, uint64_t clock, uint8_t id, const struct answer *answer); // id is in flight

static inline struct gtlb_query check_query(const struct flight *f, uint64_t clock, enum gtlb_phase phase) {
  return (struct gtlb_query){.regime = &f->regime,
                             .req = &f->req,
                             .accepted = gtlb_when(f->accepted, PHASE_REQUEST),
                             .now = gtlb_when(clock, phase)};
}

uint64_t check_oldest(const struct check *c, uint8_t *id); // clock of the oldest accept in flight; UINT64_MAX: none
// Fills the request, the regime and the golden walk of `id` into the verdict; with an answer also
// what golden says of it.
void check_describe(struct check *c, uint64_t clock, uint8_t id, const struct answer *answer);

// Starts a failure: kind, clock, port; the caller adds expected and got. Always false.
bool check_fail(struct check *c, enum verdict_kind kind, uint64_t clock, const char *port);

#endif
