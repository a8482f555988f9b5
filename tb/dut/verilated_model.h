// The Verilated MMU of either architecture behind one C++ face, for the adapters
// (dut_verilated.cpp, dut_systemc.cpp). An instance owns its context, so several live in one
// process; one thread at a time may use an instance.
#ifndef TB_VERILATED_MODEL_H
#define TB_VERILATED_MODEL_H

#include <cstddef>
#include <memory>

#include "tb/dut/instance.hpp"

class verilated_model : public lockwalk::instance {
public:
  using instance::instance;
  virtual void reset() = 0;
  // Inputs of this clock in, outputs of this clock out. No evaluation: the outputs are registers
  // (rtl/README.md, "Moore"), so they have been valid since the last edge.
  virtual void settle(const mmu_in &in, mmu_out &out) = 0;
  virtual void tick() = 0;
  virtual bool wave(const char *path) = 0; // NULL closes; false: cannot
  virtual void beside(const wave_golden &golden) = 0;

  mmu_probe state = {};
};

// nullptr and a line in `error` when the options cannot be met.
std::unique_ptr<verilated_model> verilated_model_open(const dut_options &options, char *error, size_t size);

#endif
