// The PTE memory port: takes a request, answers it some clocks later, and touches RAM exactly once,
// on the clock the answer is launched. Latency and readiness are pure functions of (seed, request
// number) and (seed, clock): the same for twin and DUT.
#ifndef CSIM_MEMPORT_H
#define CSIM_MEMPORT_H

#include "csim/port.h"
#include "csim/ram.h"

struct memport_config {
  uint64_t seed;
  uint32_t latency_min, latency_max; // clocks from accept to answer, 1 <= min <= max <= 4096
  uint32_t backpressure;             // 0: always ready; n: ready on about one clock in n+1
};
enum { MEMPORT_IDS = 4, MEMPORT_ERRORS = 64, MEMPORT_REGIONS = 8 };
// What the port allows where (PMP, PMA, end of memory). The first region that holds the access
// wholly decides: a read needs `read`, a compare-and-swap needs both. In no region, or over the
// edge of the first one it touches: error.
struct memport_region {
  uint64_t base, end; // [base, end)
  bool read, write;
};

// What happened on this clock, for the checker: exactly what the DUT sees.
struct memport_event {
  bool valid;
  uint8_t id;
  bool narrow; // 4 bytes
  enum mem_op op;
  uint64_t addr, expected, desired; // addr: aligned to its size
  uint64_t data;                    // read value, or old
  bool ok, error;
};
// No pointer but `ram`: a plain copy is a snapshot; a copy over another RAM needs only that pointer
// changed.
struct memport {
  struct memport_config config;
  struct ram *ram;
  uint64_t requests; // accepted so far
  struct {
    bool busy;
    uint64_t due;
    struct memport_event asked;
  } slot[MEMPORT_IDS];
  uint64_t error_addr[MEMPORT_ERRORS];
  unsigned errors; // addresses that answer error (8-byte aligned)
  struct memport_region region[MEMPORT_REGIONS];
  unsigned regions; // 0: everything is allowed
  bool ram_full; // a compare-and-swap found no room for its page's copy: memory is no longer right, the run must stop
};
void memport_init(struct memport *m, struct ram *ram, const struct memport_config *config);
void memport_configure(struct memport *m,
                       const struct memport_config *config);   // applies to requests accepted from now on
bool memport_error(struct memport *m, uint64_t addr, bool on); // false: table full
void memport_regions(struct memport *m, const struct memport_region *region, unsigned n); // n <= MEMPORT_REGIONS
// Does the port answer error whatever memory holds: a listed address, or what the regions do not
// allow? `bytes`: 4 or 8.
bool memport_refuses(const struct memport *m, uint64_t addr, unsigned bytes, enum mem_op op);
bool memport_ready(const struct memport *m, uint64_t clock);
// Launches the answer due at `clock` (at most one; the lowest id first, others wait a clock): fills
// in->mem_rsp_* and *event, and in->mem_req_ready.
void memport_drive(struct memport *m, uint64_t clock, struct mmu_in *in, struct memport_event *event);
// What the request on the wires asks for: the event that its answer will be, but for that answer.
struct memport_event memport_asked(const struct mmu_out *out);
// Takes the request of this clock when out->mem_req_valid and ready. Due at clock + latency(seed,
// number).
void memport_accept(struct memport *m, uint64_t clock, const struct mmu_out *out, bool ready);
bool memport_idle(const struct memport *m);
#endif
