// One template over the three Verilated classes. The edge is two evaluations; with a wave open a
// third one shows the inputs of a clock from the clock's start, as registers would have driven
// them: clock n fills [2n, 2n+2) ns, the rising edge at 2n.
#include "tb/dut/verilated_model.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "lw_rtl_riscv.h"
#include "lw_rtl_rv32.h"
#include "lw_rtl_x86.h"
#include <verilated_fst_c.h>
#include "tb/dut/verilated_golden.h"

namespace {

template <class Top> class model final : public verilated_model {
public:
  explicit model(const dut_options &options) : verilated_model(options) {
    enter();
    top = std::make_unique<Top>(&context, "dut");
#ifdef LOCKWALK_BUGS
    bug = static_cast<CData>(options.bug);
    for (const std::string &a : arguments)
      if (a.rfind("+bug-from=", 0) == 0)
        bug_from = strtoull(a.c_str() + strlen("+bug-from="), nullptr, 10); // as run_plusarg wrote it
    if (!bug_from) top->bug_i = bug;
#endif
  }
  ~model() override {
    enter();
    wave(nullptr);
    top->final();
    top.reset(); // it leaves the scopes of the thread's context, which must be this one
  }

  void reset() override {
    apply(mmu_in{});
    top->rst_ni = 0;
    for (int i = 0; i < 2; i++)
      guarded([this] { edge(); });
    top->rst_ni = 1;
    state = mmu_probe{};
  }

  void settle(const mmu_in &in, mmu_out &out) override {
    apply(in);
    outputs(out);
  }

  void tick() override {
    context.time(2 * clock); // what the RTL's messages print
#ifdef LOCKWALK_BUGS
    if (__builtin_expect(clock == bug_from, 0)) top->bug_i = bug;
#endif
    guarded([this] {
      dump_start();
      edge();
      clock++;
    });
  }

  bool wave(const char *path) override;
  void beside(const wave_golden &golden) override {
    if (fst) golden_model.show(golden);
  }

private:
  std::unique_ptr<Top> top;
  uint64_t clock = 0;
#ifdef LOCKWALK_BUGS
  CData bug = 0;
  uint64_t bug_from = 0; // clock
#endif
  verilated_golden golden_model;
  std::unique_ptr<VerilatedFstC> fst;

  std::string place(const char *file, int line) const override {
    const char *name = file ? strrchr(file, '/') : nullptr;
    return instance::place(name ? name + 1 : file, line);
  }

  void dump_start();
  void dump_fall();
  void edge() {
    top->clk_i = 0;
    top->eval();
    dump_fall();
    top->clk_i = 1;
    top->eval();
  }

  void apply(const mmu_in &in) {
    Top &t = *top;
#define PORT_IN(group, signal, bits, type, valid) t.signal##_i = in.signal;
#include "csim/port.def"
  }

  void outputs(mmu_out &out) const {
    const Top &t = *top;
#define PORT_OUT(group, signal, bits, type, valid) out.signal = t.signal##_o;
#include "csim/port.def"
  }
};

template <class Top> bool model<Top>::wave(const char *path) {
  enter();
  if (fst) {
    dump_start(); // the state that the last edge left
    fst->close();
    fst.reset();
  }
  if (!path) return true;
  fst = std::make_unique<VerilatedFstC>();
  golden_model.make(context);
  top->trace(fst.get(), 99);
  golden_model.trace(*fst);
  // After trace(), which sets the RTL's own (absent) time unit.
  fst->set_time_unit("1ns");
  fst->set_time_resolution("1ns");
  fst->open(path);
  if (fst->isOpen()) return true;
  fst.reset();
  return false;
}
template <class Top> void model<Top>::dump_start() {
  if (__builtin_expect(fst != nullptr, 0)) {
    top->eval(); // the clock is still high: no edge, only the inputs
    fst->dump(2 * clock);
  }
}
template <class Top> void model<Top>::dump_fall() {
  if (__builtin_expect(fst != nullptr, 0)) fst->dump(2 * clock + 1);
}

} // namespace

std::unique_ptr<verilated_model> verilated_model_open(const dut_options &options, char *error, size_t size) {
  const mmu_config &c = options.config;
  if (c.tlb_entries != MMU_TLB_ENTRIES || c.pwc_entries != MMU_PWC_ENTRIES || c.miss_depth != MMU_MISS_DEPTH) {
    snprintf(
        error, size,
        "the RTL is built with %d TLB entries, %d page-walk-cache entries and %d misses waiting, not %u, %u and %u",
        MMU_TLB_ENTRIES, MMU_PWC_ENTRIES, MMU_MISS_DEPTH, c.tlb_entries, c.pwc_entries, c.miss_depth);
    return nullptr;
  }
#ifdef LOCKWALK_BUGS
  if (options.bug > 255) {
    snprintf(error, size, "planted bugs have numbers up to 255, not %u", options.bug);
    return nullptr;
  }
#else
  if (options.bug) {
    snprintf(error, size, "this DUT holds no planted bugs; --dut bugs does");
    return nullptr;
  }
#endif
  if (c.arch == ARCH_X86) return std::make_unique<model<lw_rtl_x86>>(options);
  if (c.xlen == 32) return std::make_unique<model<lw_rtl_rv32>>(options);
  return std::make_unique<model<lw_rtl_riscv>>(options);
}

LOCKWALK_VERILATED_HOOKS

// rtl/mmu_probe.sv, once a clock, with the values before the edge.
extern "C" void lockwalk_probe(unsigned long long w0, unsigned long long w1, unsigned long long w2,
                               unsigned long long w3, unsigned long long w4, unsigned long long w5,
                               unsigned long long w6, unsigned long long w7, unsigned long long w8,
                               unsigned long long w9, unsigned long long w10, unsigned long long w11) {
  static_cast<verilated_model *>(lockwalk::instance::current)->state = {
      {w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11}};
}
