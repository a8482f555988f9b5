// A TLM-2.0 MMU, loosely timed. Virtual transactions come in at `cpu`, physical ones leave at
// `memory`; translation is done by an MMU of the DUT socket (tb/dut/dut.h) that is clocked inside
// the transaction: with csim's operations this is the cycle model, with dut_rtl.so's the Verilated
// RTL. The clocks it takes and the time that its page-table accesses take are added to the
// transaction's delay.
//
//   cpu      b_transport: TLM_READ, TLM_WRITE, or TLM_IGNORE_COMMAND to translate only. Who asks is
//            in an mmu_extension; without one it is a supervisor's load or store. A fault is
//            TLM_ADDRESS_ERROR_RESPONSE with extension.answer.kind != ANSWER_OK, and nothing was
//            read or written behind it. A transaction may cross pages if it has no byte enables:
//            the parts go in order, and the first fault ends it.
//            get_direct_mem_ptr: for pages that a transaction of that access and privilege has
//            translated (it then says is_dmi_allowed). Good for just that access and privilege,
//            until it is invalidated.
//   memory   page-table reads are TLM_READs of 8 (or 4) bytes. An update of A or D is a
//            TLM_IGNORE_COMMAND with a cas_extension: memory compares and swaps at once and sets
//            `done`. Memory that leaves `done` false cannot do it, and the access is refused:
//            access fault, or bus error on x86.
// Pointers are invalidated by a fence that covers them, by every regime that is written, by a page
// fault at their address, and when memory invalidates what lies behind them. Transactions and
// fences wait for each other; both must come from threads.
#ifndef TB_SYSTEMC_MMU_TLM_HPP
#define TB_SYSTEMC_MMU_TLM_HPP

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

#include "tb/dut/dut.h"

namespace lockwalk {

struct mmu_extension : tlm::tlm_extension<mmu_extension> {
  // In.
  enum access access = ACCESS_LOAD;
  enum priv priv = PRIV_SUPERVISOR;
  bool implicit = false; // x86: an implicit supervisor access
  // Out: of the last page that was translated; kind ANSWER_OK, or the fault.
  struct answer answer = {};

  tlm::tlm_extension_base *clone() const override { return new mmu_extension(*this); }
  void copy_from(const tlm::tlm_extension_base &other) override { *this = static_cast<const mmu_extension &>(other); }
};

// The transaction's address and length say where; values are numbers, little-endian in memory.
struct cas_extension : tlm::tlm_extension<cas_extension> {
  uint64_t expected = 0, desired = 0;
  // Out.
  uint64_t old = 0;
  bool ok = false, done = false;

  tlm::tlm_extension_base *clone() const override { return new cas_extension(*this); }
  void copy_from(const tlm::tlm_extension_base &other) override { *this = static_cast<const cas_extension &>(other); }
};

struct mmu_fence {
  bool va_valid, asid_valid, globals, structures; // as in rtl/README.md and csim/port.h: which instruction is which
  uint64_t va;
  uint16_t asid;
};

class mmu_tlm : public sc_core::sc_module {
public:
  tlm_utils::simple_target_socket<mmu_tlm> cpu{"cpu"};
  tlm_utils::simple_initiator_socket<mmu_tlm> memory{"memory"};

  // `period` is a clock of the MMU. A DUT that cannot be opened is reported (SC_REPORT_FATAL).
  mmu_tlm(const sc_core::sc_module_name &name, const dut_ops &ops, const dut_options &options,
          const sc_core::sc_time &period = sc_core::sc_time(1, sc_core::SC_NS));
  ~mmu_tlm() override;

  // The fields regime_* of csim/port.h; regime_valid is set here. With regime_load (PAE) the PDPTEs
  // are read first, and anything but REGIME_FINE leaves the old regime in force.
  regime_fault write_regime(const mmu_in &regime, sc_core::sc_time &delay);
  // Returns when the fence is done: no transaction after it, and no pointer, knows what it covers.
  void fence(const mmu_fence &fence, sc_core::sc_time &delay);

  uint64_t clocks() const { return clock_count; }

protected:
  // The initiator's pointers into [first, last] end here. A class that does not pass it on is
  // wrong: tests plant that.
  virtual void forget(uint64_t first, uint64_t last) { cpu->invalidate_direct_mem_ptr(first, last); }

private:
  // A page that was translated for one kind of access, and for which a pointer may be given.
  struct page {
    uint64_t va, pa;
    uint8_t shift;
    enum access access;
    enum priv priv;
    bool implicit, granted;
    uint64_t last(uint64_t first) const { return first + ((UINT64_C(1) << shift) - 1); }
  };

  const dut_ops &ops;
  void *dut = nullptr;
  sc_core::sc_time period;
  mmu_in in = {};
  mmu_out out = {};
  uint64_t clock_count = 0;
  sc_core::sc_mutex busy;
  std::vector<page> pages;

  void clock(sc_core::sc_time &delay);
  void access_table(const mmu_out &asked, sc_core::sc_time &delay);
  bool swap(const mmu_out &asked, unsigned bytes, sc_core::sc_time &delay);
  void waiting(uint64_t since);
  answer translate(uint64_t va, const mmu_extension &who, sc_core::sc_time &delay);
  bool part(tlm::tlm_generic_payload &trans, mmu_extension &who, uint64_t va, unsigned at, unsigned &bytes,
            sc_core::sc_time &delay);
  void transport(tlm::tlm_generic_payload &trans, mmu_extension &who, sc_core::sc_time &delay);

  void remember(uint64_t va, const mmu_extension &who);
  page *find(uint64_t va, const mmu_extension &who);
  template <class Covers> void forget_if(Covers covers);

  void b_transport(tlm::tlm_generic_payload &trans, sc_core::sc_time &delay);
  bool get_direct_mem_ptr(tlm::tlm_generic_payload &trans, tlm::tlm_dmi &dmi);
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last);
};

} // namespace lockwalk

#endif
