// The scope `golden` of a dump: a small Verilated model (wave_golden.sv) traced into the same file as the DUT's.
#ifndef TB_WAVE_MODEL_H
#define TB_WAVE_MODEL_H

#include <memory>

#include "tb/wave_golden.h"

class VerilatedContext;
class VerilatedFstC;
class lw_golden;

class wave_model {
public:
  wave_model();
  ~wave_model();
  // In the DUT's context, which outlives this; then, after the DUT's own trace() and before `fst` is opened:
  void make(VerilatedContext &context);
  void trace(VerilatedFstC &fst);
  void show(const wave_golden &golden);

private:
  std::unique_ptr<lw_golden> top;
};

#endif
