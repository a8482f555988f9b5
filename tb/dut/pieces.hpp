// Pieces of adapters between the socket (tb/dut/dut.h) and common shapes of ports. Each keeps a few
// registers; its other calls are wires of the clock, for connect(), and edge() is for the adapter's
// edge().
#ifndef TB_DUT_PIECES_HPP
#define TB_DUT_PIECES_HPP

#include "tb/dut/dut.h"

namespace lockwalk {

// The regime as the port last wrote it. A request is for the one in force when it was taken: a DUT
// that looks at its control registers all the time gets the copy that its request holds.
struct regime_register {
  uint8_t levels = 0;
  uint16_t asid = 0, flags = 0;
  uint64_t root_ppn = 0;
  bool written = false; // no request may be taken before

  void edge(const mmu_in &in) {
    if (!in.regime_valid) return;
    *this = {in.regime_mode, in.regime_asid, in.regime_flags, in.regime_root_ppn, true};
  }
};

// One request at a time, for a DUT without ids: kept from its accept to its answer, with its
// regime.
struct one_request {
  bool busy = false;
  uint8_t id = 0, access = 0;
  bool user = false;
  uint64_t va = 0;
  regime_register regime;

  void take(const mmu_in &in, const regime_register &now) {
    busy = true;
    id = in.req_id;
    access = in.req_access;
    user = in.req_priv == PRIV_USER;
    va = in.req_va;
    regime = now;
  }
};

// Answers wait here until they are taken, in the order they came; one may pass through in its own
// clock.
template <int Size> class response_queue {
public:
  bool empty() const { return count == 0; }
  bool room(int n = 1) const { return count + n <= Size; }
  // In connect(): the oldest, or `fresh` (its rsp_valid tells whether there is one).
  void show(const mmu_out &fresh, mmu_out &out) const { copy(count ? slot[0] : fresh, out); }
  // In edge(): what was shown and taken leaves, what was fresh and not taken stays.
  void edge(const mmu_in &in, const mmu_out *fresh, int n) {
    bool taken = in.rsp_ready && (count || (n && fresh[0].rsp_valid));
    for (int i = 0; i < n; i++)
      if (fresh[i].rsp_valid && count < Size + 1) slot[count++] = fresh[i];
    if (!taken) return;
    for (int i = 1; i < count; i++)
      slot[i - 1] = slot[i];
    count--;
  }
  void clear() { count = 0; }

private:
  mmu_out slot[Size + 1];
  int count = 0;
  static void copy(const mmu_out &from, mmu_out &to) {
#define PORT_OUT(group, signal, bits, type, valid)                                                                     \
  if (PORT_##group == PORT_RSP) to.signal = from.signal;
#include "csim/port.def"
    if (!to.rsp_valid) to.rsp_id = to.rsp_kind = to.rsp_code = 0;
  }
};

// RISC-V causes: of a load, a store, a fetch.
inline uint8_t page_fault_cause(uint8_t access) {
  static const uint8_t cause[] = {13, 15, 12};
  return cause[access];
}
inline uint8_t access_fault_cause(uint8_t access) {
  static const uint8_t cause[] = {5, 7, 1};
  return cause[access];
}
inline void answer_fault(mmu_out &out, uint8_t id, bool access_fault, uint8_t access) {
  out.rsp_valid = 1;
  out.rsp_id = id;
  out.rsp_kind = access_fault ? ANSWER_ACCESS_FAULT : ANSWER_PAGE_FAULT;
  out.rsp_code = access_fault ? access_fault_cause(access) : page_fault_cause(access);
}
inline void answer_ok(mmu_out &out, uint8_t id, uint64_t pa, uint8_t shift = 0, uint8_t perm = 0) {
  out.rsp_valid = 1;
  out.rsp_id = id;
  out.rsp_pa = pa;
  out.rsp_shift = shift;
  out.rsp_perm = perm;
}

// Read channels, one access at a time: address (valid, ready) and data (valid, ready), as AXI4's AR
// and R with single beats. The port's answer lasts one clock; it waits here until the DUT takes it.
class read_channels {
public:
  // After the model's address is known; `ready` is its ar_ready.
  void address(const mmu_in &in, mmu_out &out, bool valid, uint64_t addr, uint8_t walker, bool narrow,
               bool &ready) const {
    bool free = !waiting && !held;
    out.mem_req_valid = valid && free;
    if (out.mem_req_valid) {
      out.mem_req_id = walker;
      out.mem_req_addr = addr;
      out.mem_req_narrow = narrow;
    }
    ready = free && in.mem_req_ready;
  }
  bool valid(const mmu_in &in) const { return held || (waiting && in.mem_rsp_valid); }
  uint64_t data(const mmu_in &in) const { return held ? data_ : in.mem_rsp_data; }
  bool error(const mmu_in &in) const { return held ? error_ : in.mem_rsp_error; }
  void edge(const mmu_in &in, const mmu_out &out, bool taken) {
    if (waiting && in.mem_rsp_valid) {
      waiting = false;
      held = true;
      data_ = in.mem_rsp_data;
      error_ = in.mem_rsp_error;
    }
    if (held && taken) held = false;
    if (out.mem_req_valid && in.mem_req_ready) waiting = true;
  }
  void clear() { waiting = held = false; }

private:
  bool waiting = false, held = false, error_ = false;
  uint64_t data_ = 0;
};

// A bus that holds its request until ack or err (Wishbone's classic cycle, one access at a time). A
// cycle that the DUT drops or replaces under way is killed: the port's answer to it goes nowhere,
// and only then the new one is asked.
class held_bus {
public:
  void request(const mmu_in &in, mmu_out &out, bool strobe, uint64_t addr, uint8_t walker, bool narrow) const {
    (void)in;
    bool asks = offered || (strobe && !waiting);
    out.mem_req_valid = asks;
    if (!asks) return;
    out.mem_req_id = walker;
    out.mem_req_addr = offered ? addr_ : addr; // an offer holds until it is taken
    out.mem_req_narrow = narrow;
  }
  bool ack(const mmu_in &in, bool strobe, uint64_t addr) const {
    return waiting && in.mem_rsp_valid && !killed && strobe && addr == addr_;
  }
  void edge(const mmu_in &in, const mmu_out &out, bool strobe, uint64_t addr) {
    if (waiting && in.mem_rsp_valid) {
      waiting = killed = offered = false;
      return;
    }
    if (out.mem_req_valid && !waiting) {
      if (!offered) killed = false;
      addr_ = out.mem_req_addr;
      offered = !in.mem_req_ready;
      waiting = in.mem_req_ready;
    }
    if ((waiting || offered) && (!strobe || addr != addr_)) killed = true;
  }
  void clear() { waiting = killed = offered = false; }

private:
  bool waiting = false, killed = false, offered = false;
  uint64_t addr_ = 0;
};

// A fence for a DUT that has one input pulse and is done a clock later: everything is forgotten,
// whatever was asked (more than asked is right). `pulse` in connect() drives the DUT's flush in the
// clock the fence is taken.
struct fence_pulse {
  bool done = false;
  bool pulse(const mmu_in &in, mmu_out &out, bool may) const {
    out.fence_ready = may && !done;
    out.fence_done = done;
    return in.fence_valid && out.fence_ready;
  }
  void edge(const mmu_in &in, const mmu_out &out) { done = in.fence_valid && out.fence_ready; }
};

} // namespace lockwalk

#endif
