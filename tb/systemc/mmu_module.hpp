// An MMU of the DUT socket (tb/dut/dut.h) as an sc_module: the Verilated RTL with the operations of
// dut_rtl.so, the cycle model with those of dut_csim(), or anybody's plugin. Clocked, and wire for
// wire what csim/port.h says; the wires travel as two structs, because forty signals make a clock
// twice as slow.
//
//     lockwalk::mmu_module mmu("mmu", *ops, options);
//     mmu.clk_i(clk); mmu.rst_ni(reset_n); mmu.in_i(in); mmu.out_o(out);
//
// out_o follows in_i in the same clock where the DUT has such a path (ours has none: its outputs
// are registers). The edge takes in_i as it is before it. While rst_ni is 0 a rising edge resets.
#ifndef TB_SYSTEMC_MMU_MODULE_HPP
#define TB_SYSTEMC_MMU_MODULE_HPP

#include <functional>
#include <systemc>

#include "tb/dut/dut.h"

// What sc_signal asks of a type that it carries.
bool operator==(const mmu_in &a, const mmu_in &b);
bool operator==(const mmu_out &a, const mmu_out &b);
std::ostream &operator<<(std::ostream &os, const mmu_in &in);
std::ostream &operator<<(std::ostream &os, const mmu_out &out);
void sc_trace(sc_core::sc_trace_file *file, const mmu_in &in, const std::string &name);
void sc_trace(sc_core::sc_trace_file *file, const mmu_out &out, const std::string &name);

namespace lockwalk {

class mmu_module : public sc_core::sc_module {
public:
  sc_core::sc_in<bool> clk_i{"clk_i"}, rst_ni{"rst_ni"};
  sc_core::sc_in<mmu_in> in_i{"in_i"};
  sc_core::sc_out<mmu_out> out_o{"out_o"};

  // Opens a DUT, or reports an error (SC_REPORT_ERROR) with the reason.
  mmu_module(const sc_core::sc_module_name &name, const dut_ops &ops, const dut_options &options);
  // Without a DUT: outputs are 0 until attach().
  mmu_module(const sc_core::sc_module_name &name, const dut_ops &ops);
  ~mmu_module() override;

  // Another DUT of the same operations, opened by the caller, takes the place of the present one,
  // which is returned and now the caller's (NULL: there was none). SystemC makes no modules once
  // time runs; this makes several lives of one.
  void *attach(void *dut);
  // What to do when the DUT asserts, stops or finishes; by default SC_REPORT_ERROR with its
  // message.
  std::function<void(dut_health, const char *)> failed;

private:
  const dut_ops &ops;
  void *dut = nullptr;
  sc_core::sc_event moved; // the state behind the outputs is another

  SC_HAS_PROCESS(mmu_module);
  void start();
  void settle();
  void rise();
  void judge(dut_health health);
};

} // namespace lockwalk

#endif
