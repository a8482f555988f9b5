// DUT plugin: the RTL compiled by Verilator. dut_rtl.so, and with LOCKWALK_BUGS dut_bugs.so. In
// dut_systemc.so it stands behind SystemC, by another name.
#include "tb/dut/verilated_model.h"

namespace {

verilated_model &of(void *dut) {
  return *static_cast<verilated_model *>(dut);
}

void *open_dut(const dut_options *options, char *error, size_t size) {
  return verilated_model_open(*options, error, size).release();
}
void reset_dut(void *dut) {
  of(dut).reset();
}
dut_health settle(void *dut, const mmu_in *in, mmu_out *out) {
  of(dut).settle(*in, *out);
  return of(dut).health;
}
dut_health tick(void *dut) {
  of(dut).tick();
  return of(dut).health;
}
const char *message(void *dut) {
  return of(dut).message.c_str();
}
void close_dut(void *dut) {
  delete &of(dut);
}
void probe(void *dut, mmu_probe *state) {
  *state = of(dut).state;
}
bool wave(void *dut, const char *path) {
  return of(dut).wave(path);
}
void beside(void *dut, const wave_golden *golden) {
  of(dut).beside(*golden);
}
#ifdef LOCKWALK_BUGS
#ifdef LOCKWALK_VARIANTS
constexpr const char *name = "variants";
#else
constexpr const char *name = "bugs";
#endif
#else
constexpr const char *name = "rtl";
#endif

const dut_ops ops = {DUT_ABI, name,      true,  open_dut, reset_dut, settle, tick,
                     message, close_dut, probe, wave,     beside,    true,   nullptr};

} // namespace

#ifndef LOCKWALK_DUT_SYMBOL
#define LOCKWALK_DUT_SYMBOL lockwalk_dut
#endif
extern "C" __attribute__((visibility("default"))) const dut_ops *LOCKWALK_DUT_SYMBOL(void) {
  return &ops;
}
