#include "tb/systemc/mmu_tlm.hpp"

#include <algorithm>
#include <cstring>

#include "csim/wires.h"

// Words of memory are copied as they lie.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the host is little-endian");

namespace lockwalk {

enum { PAGES = 256, STUCK_CLOCKS = 1000000 };

namespace {
struct holds {
  explicit holds(sc_core::sc_mutex &m) : mutex(m) { mutex.lock(); }
  ~holds() { mutex.unlock(); }
  sc_core::sc_mutex &mutex;
};

// Who asks, when the transaction does not say.
mmu_extension supervisor(const tlm::tlm_generic_payload &trans) {
  mmu_extension e;
  e.access = trans.is_write() ? ACCESS_STORE : ACCESS_LOAD;
  return e;
}
} // namespace

mmu_tlm::mmu_tlm(const sc_core::sc_module_name &name, const dut_ops &operations, const dut_options &options,
                 const sc_core::sc_time &clock_period)
    : sc_module(name), ops(operations), period(clock_period) {
  char error[256] = "the DUT is of another version of the socket";
  if (ops.abi == DUT_ABI) dut = ops.open(&options, error, sizeof error);
  if (!dut) SC_REPORT_FATAL("/lockwalk/mmu_tlm", error);
  ops.reset(dut);
  in.rsp_ready = in.mem_req_ready = 1;
  cpu.register_b_transport(this, &mmu_tlm::b_transport);
  cpu.register_get_direct_mem_ptr(this, &mmu_tlm::get_direct_mem_ptr);
  memory.register_invalidate_direct_mem_ptr(this, &mmu_tlm::invalidate_direct_mem_ptr);
}

mmu_tlm::~mmu_tlm() {
  if (dut) ops.close(dut);
}

// --- the MMU's clock -----------------------------------------------------------------------------

// One clock with the inputs as they stand; `out` is what it showed. What it asks of memory is done
// before the next one, whose inputs have the answer.
void mmu_tlm::clock(sc_core::sc_time &delay) {
  dut_health health = ops.settle(dut, &in, &out);
  if (health == DUT_FINE) health = ops.tick(dut);
  if (health != DUT_FINE) SC_REPORT_FATAL("/lockwalk/mmu_tlm", ops.message(dut));
  clock_count++;
  delay += period;
  wires_clear(&in, PORT_MEM_RSP);
  if (out.mem_req_valid) access_table(mmu_out(out), delay);
}

// A page-table access: the answer goes to `in`.
void mmu_tlm::access_table(const mmu_out &asked, sc_core::sc_time &delay) {
  unsigned bytes = asked.mem_req_narrow ? 4 : 8;
  bool fine;
  if (asked.mem_req_op == MEM_CAS) {
    fine = swap(asked, bytes, delay);
  } else {
    uint64_t value = 0;
    tlm::tlm_generic_payload trans;
    trans.set_command(tlm::TLM_READ_COMMAND);
    trans.set_address(asked.mem_req_addr);
    trans.set_data_ptr(reinterpret_cast<unsigned char *>(&value));
    trans.set_data_length(bytes);
    trans.set_streaming_width(bytes);
    memory->b_transport(trans, delay);
    fine = trans.is_response_ok();
    if (fine) in.mem_rsp_data = value;
  }
  in.mem_rsp_valid = 1;
  in.mem_rsp_id = asked.mem_req_id;
  in.mem_rsp_error = !fine;
}

bool mmu_tlm::swap(const mmu_out &asked, unsigned bytes, sc_core::sc_time &delay) {
  unsigned char none[8] = {};
  cas_extension cas;
  tlm::tlm_generic_payload trans;
  cas.expected = asked.mem_req_expected;
  cas.desired = asked.mem_req_desired;
  trans.set_command(tlm::TLM_IGNORE_COMMAND);
  trans.set_address(asked.mem_req_addr);
  trans.set_data_ptr(none);
  trans.set_data_length(bytes);
  trans.set_streaming_width(bytes);
  trans.set_extension(&cas);
  memory->b_transport(trans, delay);
  bool fine = trans.is_response_ok() && cas.done;
  trans.clear_extension(&cas);
  if (!fine) return false;
  in.mem_rsp_data = cas.old;
  in.mem_rsp_ok = cas.ok;
  return true;
}

void mmu_tlm::waiting(uint64_t since) {
  if (clock_count - since > STUCK_CLOCKS) SC_REPORT_FATAL("/lockwalk/mmu_tlm", "the MMU answers no more");
}

answer mmu_tlm::translate(uint64_t va, const mmu_extension &who, sc_core::sc_time &delay) {
  uint64_t since = clock_count;
  const request req = {va, who.access, who.priv, who.implicit};
  wires_put_request(&in, 0, &req);
  do {
    clock(delay);
    if (out.req_ready) wires_clear(&in, PORT_REQ);
    waiting(since);
  } while (!out.rsp_valid);
  return wires_answer(&out);
}

// --- transactions --------------------------------------------------------------------------------

// The part of a transaction that begins at `at` and ends with the page or the transaction; `bytes`
// is its length.
bool mmu_tlm::part(tlm::tlm_generic_payload &trans, mmu_extension &who, uint64_t va, unsigned at, unsigned &bytes,
                   sc_core::sc_time &delay) {
  who.answer = translate(va, who, delay);
  if (who.answer.kind != ANSWER_OK) {
    // x86 has dropped what it knew of a page that faults.
    forget_if([va](const page &p) { return p.va <= va && va <= p.last(p.va); });
    trans.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return false;
  }
  remember(va, who);
  uint64_t left = (UINT64_C(1) << who.answer.shift) - (va & ((UINT64_C(1) << who.answer.shift) - 1));
  unsigned all = trans.get_data_length();
  bytes = static_cast<unsigned>(std::min<uint64_t>(left, all - at));
  if (trans.get_command() == tlm::TLM_IGNORE_COMMAND) {
    trans.set_response_status(tlm::TLM_OK_RESPONSE);
    return true;
  }
  bool whole = bytes == all;
  if (!whole && trans.get_byte_enable_ptr()) {
    trans.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    return false;
  }
  tlm::tlm_generic_payload physical;
  physical.set_command(trans.get_command());
  physical.set_address(who.answer.pa);
  physical.set_data_ptr(trans.get_data_ptr() + at);
  physical.set_data_length(bytes);
  physical.set_streaming_width(whole ? trans.get_streaming_width() : bytes);
  physical.set_byte_enable_ptr(trans.get_byte_enable_ptr());
  physical.set_byte_enable_length(trans.get_byte_enable_length());
  memory->b_transport(physical, delay);
  trans.set_response_status(physical.get_response_status());
  return physical.is_response_ok();
}

void mmu_tlm::transport(tlm::tlm_generic_payload &trans, mmu_extension &who, sc_core::sc_time &delay) {
  unsigned at = 0, bytes = 0;
  do {
    if (!part(trans, who, trans.get_address() + at, at, bytes, delay)) return;
    at += bytes;
  } while (at < trans.get_data_length());
  trans.set_dmi_allowed(trans.get_command() != tlm::TLM_IGNORE_COMMAND);
}

void mmu_tlm::b_transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay) {
  holds lock(busy);
  mmu_extension *who = trans.get_extension<mmu_extension>(), unsaid = supervisor(trans);
  if (trans.is_write() && who && who->access != ACCESS_STORE) {
    trans.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
    return;
  }
  transport(trans, who ? *who : unsaid, delay);
}

// --- regimes and fences --------------------------------------------------------------------------

regime_fault mmu_tlm::write_regime(const mmu_in &regime, sc_core::sc_time &delay) {
  holds lock(busy);
  const mmu_in idle = in;
  uint64_t since = clock_count;
  regime_fault fault = REGIME_FINE;
  in = regime;
  in.regime_valid = 1;
  in.req_valid = in.fence_valid = 0;
  in.rsp_ready = in.mem_req_ready = 1;
  in.mem_rsp_valid = 0;
  clock(delay);
  in = idle;
  if (regime.regime_load) {
    do {
      clock(delay);
      waiting(since);
    } while (!out.regime_done);
    fault = static_cast<regime_fault>(out.regime_fault);
  }
  forget_if([](const page &) { return true; });
  return fault;
}

void mmu_tlm::fence(const mmu_fence &f, sc_core::sc_time &delay) {
  holds lock(busy);
  uint64_t since = clock_count;
  struct fence asked = {};
  asked.va_valid = f.va_valid;
  asked.va = f.va_valid ? f.va : 0;
  asked.asid_valid = f.asid_valid;
  asked.asid = f.asid_valid ? f.asid : uint16_t{0};
  asked.globals = f.globals;
  asked.structures = f.structures;
  wires_put_fence(&in, &asked);
  do {
    clock(delay);
    waiting(since);
    if (out.fence_ready) wires_clear(&in, PORT_FENCE);
  } while (!out.fence_done);
  // Whose ASID a page was translated under, and whether it is global, is not asked: forgetting more
  // is always right.
  forget_if([&f](const page &p) { return !f.va_valid || (p.va <= f.va && f.va <= p.last(p.va)); });
}

// --- pointers ------------------------------------------------------------------------------------

mmu_tlm::page *mmu_tlm::find(uint64_t va, const mmu_extension &who) {
  for (page &p : pages)
    if (p.va <= va && va <= p.last(p.va) && p.access == who.access && p.priv == who.priv && p.implicit == who.implicit)
      return &p;
  return nullptr;
}

void mmu_tlm::remember(uint64_t va, const mmu_extension &who) {
  uint64_t mask = (UINT64_C(1) << who.answer.shift) - 1;
  const page now = {va & ~mask, who.answer.pa & ~mask, who.answer.shift, who.access, who.priv, who.implicit, false};
  const page *known = find(va, who);
  if (known && known->va == now.va && known->pa == now.pa && known->shift == now.shift) return;
  // The MMU has read the tables again and found something else: the old pointer would be legal, but
  // two answers at a time would not be one machine.
  if (known) forget_if([va](const page &p) { return p.va <= va && va <= p.last(p.va); });
  if (pages.size() == PAGES) {
    const page oldest = pages.front();
    pages.erase(pages.begin());
    if (oldest.granted) forget(oldest.va, oldest.last(oldest.va));
  }
  pages.push_back(now);
}

template <class Covers> void mmu_tlm::forget_if(Covers covers) {
  // A pointer's range is a whole page of `pages`: out of the list first, for the initiator may call
  // back.
  std::vector<page> gone;
  auto kept = std::stable_partition(pages.begin(), pages.end(), [&](const page &p) { return !covers(p); });
  gone.assign(kept, pages.end());
  pages.erase(kept, pages.end());
  for (const page &p : gone)
    if (p.granted) forget(p.va, p.last(p.va));
}

bool mmu_tlm::get_direct_mem_ptr(tlm::tlm_generic_payload &trans, tlm::tlm_dmi &dmi) {
  uint64_t va = trans.get_address();
  const mmu_extension *said = trans.get_extension<mmu_extension>();
  const mmu_extension who = said ? *said : supervisor(trans);
  dmi.init();
  dmi.set_start_address(va);
  dmi.set_end_address(va);
  page *known = find(va, who);
  if (!known) return false;
  tlm::tlm_generic_payload physical;
  tlm::tlm_dmi inner;
  bool store = who.access == ACCESS_STORE;
  uint64_t pa = known->pa + (va - known->va);
  physical.set_command(store ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
  physical.set_address(pa);
  if (!memory->get_direct_mem_ptr(physical, inner)) return false;
  if (store ? !inner.is_write_allowed() : !inner.is_read_allowed()) return false;
  uint64_t first = std::max<uint64_t>(inner.get_start_address(), known->pa);
  uint64_t last = std::min<uint64_t>(inner.get_end_address(), known->last(known->pa));
  if (pa < first || last < pa) return false;
  dmi.set_dmi_ptr(inner.get_dmi_ptr() + (first - inner.get_start_address()));
  dmi.set_start_address(known->va + (first - known->pa));
  dmi.set_end_address(known->va + (last - known->pa));
  dmi.set_granted_access(store ? tlm::tlm_dmi::DMI_ACCESS_WRITE : tlm::tlm_dmi::DMI_ACCESS_READ);
  dmi.set_read_latency(inner.get_read_latency());
  dmi.set_write_latency(inner.get_write_latency());
  known->granted = true;
  return true;
}

void mmu_tlm::invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
  forget_if([first, last](const page &p) { return p.pa <= last && first <= p.last(p.pa); });
}

} // namespace lockwalk
