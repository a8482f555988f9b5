#include "tb/systemc/mmu_module.hpp"

#include <cstring>

// Padding may differ while every field is equal: then a signal changes once too often, which does
// no harm.
bool operator==(const mmu_in &a, const mmu_in &b) {
  return memcmp(&a, &b, sizeof a) == 0;
}
bool operator==(const mmu_out &a, const mmu_out &b) {
  return memcmp(&a, &b, sizeof a) == 0;
}
std::ostream &operator<<(std::ostream &os, const mmu_in &in) {
  return os << "req " << +in.req_valid << " va 0x" << std::hex << in.req_va << std::dec << " access " << +in.req_access;
}
std::ostream &operator<<(std::ostream &os, const mmu_out &out) {
  return os << "rsp " << +out.rsp_valid << " kind " << +out.rsp_kind << " pa 0x" << std::hex << out.rsp_pa << std::dec;
}

// The fields a waveform of a platform needs; the DUT's own dump has all of them.
void sc_trace(sc_core::sc_trace_file *file, const mmu_in &in, const std::string &name) {
  sc_core::sc_trace(file, in.req_valid, name + ".req_valid");
  sc_core::sc_trace(file, in.req_va, name + ".req_va");
  sc_core::sc_trace(file, in.req_access, name + ".req_access");
  sc_core::sc_trace(file, in.mem_rsp_valid, name + ".mem_rsp_valid");
  sc_core::sc_trace(file, in.mem_rsp_data, name + ".mem_rsp_data");
  sc_core::sc_trace(file, in.fence_valid, name + ".fence_valid");
  sc_core::sc_trace(file, in.regime_valid, name + ".regime_valid");
}
void sc_trace(sc_core::sc_trace_file *file, const mmu_out &out, const std::string &name) {
  sc_core::sc_trace(file, out.req_ready, name + ".req_ready");
  sc_core::sc_trace(file, out.rsp_valid, name + ".rsp_valid");
  sc_core::sc_trace(file, out.rsp_kind, name + ".rsp_kind");
  sc_core::sc_trace(file, out.rsp_pa, name + ".rsp_pa");
  sc_core::sc_trace(file, out.mem_req_valid, name + ".mem_req_valid");
  sc_core::sc_trace(file, out.mem_req_op, name + ".mem_req_op");
  sc_core::sc_trace(file, out.mem_req_addr, name + ".mem_req_addr");
  sc_core::sc_trace(file, out.fence_done, name + ".fence_done");
}

namespace lockwalk {

mmu_module::mmu_module(const sc_core::sc_module_name &name, const dut_ops &operations)
    : sc_module(name), ops(operations) {
  start();
}
mmu_module::mmu_module(const sc_core::sc_module_name &name, const dut_ops &operations, const dut_options &options)
    : sc_module(name), ops(operations) {
  char error[256] = "";
  start();
  if (ops.abi != DUT_ABI) {
    SC_REPORT_ERROR("/lockwalk/mmu", "the DUT is of another version of the socket");
    return;
  }
  dut = ops.open(&options, error, sizeof error);
  if (!dut) SC_REPORT_ERROR("/lockwalk/mmu", error);
}
mmu_module::~mmu_module() {
  if (dut) ops.close(dut);
}

void mmu_module::start() {
  failed = [](dut_health, const char *message) { SC_REPORT_ERROR("/lockwalk/mmu", message); };
  SC_METHOD(settle);
  sensitive << in_i << moved;
  SC_METHOD(rise);
  sensitive << clk_i.pos();
  dont_initialize();
}

void *mmu_module::attach(void *other) {
  void *before = dut;
  dut = other;
  moved.notify(sc_core::SC_ZERO_TIME);
  return before;
}

void mmu_module::judge(dut_health health) {
  if (health != DUT_FINE) failed(health, ops.message(dut));
}

void mmu_module::settle() {
  mmu_out out = {};
  if (dut) judge(ops.settle(dut, &in_i.read(), &out));
  out_o.write(out);
}

void mmu_module::rise() {
  if (!dut) return;
  if (!rst_ni.read())
    ops.reset(dut);
  else
    judge(ops.tick(dut));
  moved.notify(sc_core::SC_ZERO_TIME);
}

} // namespace lockwalk
