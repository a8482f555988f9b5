// The rules of the port (tb/dut/dut.h) that no model is needed for. An answer that no request
// awaits, a fence that ends and none runs, a request before a regime: those clock.c finds itself,
// because nothing can be made of them.
#include <inttypes.h>

#include "tb/engine/run.h"

static struct finding port_held(struct run *r, void *self) {
  const struct mmu_out *out = &r->lane[LANE_DUT].out;
  (void)self;
  if (r->rsp_held && !compare_same(PORT_RSP, &r->held, out))
    return finding_broken(r, "rsp_valid_o", "the answer held until it is taken", out->rsp_valid);
  if (r->mem_held && !compare_same(PORT_MEM_REQ, &r->held, out))
    return finding_broken(r, "mem_req_valid_o", "the PTE access held until it is taken", out->mem_req_valid);
  return finding_none();
}

static struct finding port_access(struct run *r, void *self) {
  const struct mmu_out *out = &r->lane[LANE_DUT].out;
  (void)self;
  if (out->mem_req_id >= MEMPORT_IDS) return finding_broken(r, "mem_req_id_o", "a walker id below 4", out->mem_req_id);
  if (r->lane[LANE_DUT].port.slot[out->mem_req_id].busy)
    return finding_broken(r, "mem_req_id_o", "one access outstanding per id", out->mem_req_id);
  if (out->mem_req_op > MEM_CAS)
    return finding_broken(r, "mem_req_op_o", "0 (read) or 1 (compare-and-swap)", out->mem_req_op);
  if (out->mem_req_addr & (out->mem_req_narrow ? 3 : 7) || out->mem_req_addr >> 56)
    return finding_broken(r, "mem_req_addr_o", "an address of 56 bits, aligned to 8 bytes or, narrow, to 4",
                          out->mem_req_addr);
  if (out->mem_req_narrow && (out->mem_req_expected | out->mem_req_desired) >> 32)
    return finding_broken(r, "mem_req_desired_o", "32 bits in a narrow access", out->mem_req_desired);
  return finding_none();
}

static struct finding too_many(struct run *r, unsigned most, unsigned got) {
  struct finding f = finding_of(r, VERDICT_PROTOCOL, "mem_req_valid_o");
  finding_expect(f, "at most %u PTE accesses at a time: the profile says walks=%u", most, most);
  finding_got(f, "%u", got);
  return f;
}

static struct finding port_offer(struct run *r, void *self) {
  (void)self;
  unsigned most = r->profile->walks;
  return r->outstanding < most ? finding_none() : too_many(r, most, r->outstanding + 1);
}

const struct checker check_port = {.name = "port",
                                   .at = {[AT_HELD] = port_held, [AT_ACCESS] = port_access, [AT_OFFER] = port_offer}};
