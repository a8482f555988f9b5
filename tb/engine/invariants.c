// What holds of a run between two clocks, whatever the stimulus asks and the DUT does:
//   E1  as many requests are in flight as were accepted and not answered, each since a clock that
//       was;
//   E2  the one that waits at the port is not among them;
//   E3  as many PTE accesses are outstanding as the DUT's port holds;
//   E4  no more fences run than the queue holds;
//   E5  what is held was offered;
//   E6  of a PDPTE load's entries no more are owed than were offered, and those are four at most;
//   E7  who is compared with the twin has one, and is asked about it;
//   E8  no clock is half done.
#include "golden/invariant.h"
#include "tb/engine/run.h"

static bool accepted_before(const struct run *r) {
  for (unsigned id = 0; id < FLIGHTS; id++)
    if (flight_is(&r->flights, id) && r->flights.flight[id].accepted > r->clock) return false;
  return true;
}

static unsigned port_holds(const struct memport *port) {
  unsigned busy = 0;
  for (unsigned i = 0; i < MEMPORT_IDS; i++)
    busy += port->slot[i].busy;
  return busy;
}

bool run_is_whole(const struct run *r) {
  INVARIANT((unsigned)__builtin_popcountll(r->flights.in_flight) == r->view.in_flight);              // E1
  INVARIANT(accepted_before(r));                                                                     // E1
  INVARIANT(!r->view.request_waiting || !flight_is(&r->flights, r->request_id));                     // E2
  INVARIANT(r->outstanding == port_holds(&r->lane[LANE_DUT].port));                                  // E3
  INVARIANT(r->fences_running <= RUN_FENCES);                                                        // E4
  INVARIANT((!r->rsp_held || r->held.rsp_valid) && (!r->mem_held || r->held.mem_req_valid));         // E5
  INVARIANT(r->pdpte_load.owed <= r->pdpte_load.offered && r->pdpte_load.offered <= 4);              // E6
  INVARIANT(!r->twin_on || (r->twin && r->checkers.wants[AT_OUTPUTS] && r->checkers.wants[AT_END])); // E7
  INVARIANT(r->stage == CLOCK_NEW);                                                                  // E8
  return true;
}
