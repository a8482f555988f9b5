// The scope `golden` of a dump: a small Verilated model (wave_golden.sv) traced into the same file
// as the DUT's.
#ifndef TB_VERILATED_GOLDEN_H
#define TB_VERILATED_GOLDEN_H

#include <memory>

#include "tb/dut/wave_golden.h"

class VerilatedContext;
class VerilatedFstC;
class lw_golden;

class verilated_golden {
public:
  verilated_golden();
  ~verilated_golden();
  // In the DUT's context, which outlives this; then, after the DUT's own trace() and before `fst`
  // is opened:
  void make(VerilatedContext &context);
  void trace(VerilatedFstC &fst);
  void show(const wave_golden &golden);

private:
  std::unique_ptr<lw_golden> top;
};

#endif
