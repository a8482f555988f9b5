// What adapters of Verilated DUTs share (tb/dut/kit/README.md has the recipes): the plugin around a
// model; with pieces.hpp, what stands between the socket (tb/dut/dut.h) and common shapes of ports.
// A plugin is one .cpp file: a class derived from lockwalk::adapter<Top> and the line
// LOCKWALK_DUT(class, "name").
#ifndef TB_DUT_ADAPTER_HPP
#define TB_DUT_ADAPTER_HPP

#include <cstdio>
#include <memory>

#include <verilated_fst_c.h>

#include "tb/dut/dut.h"
#include "tb/dut/instance.hpp"
#include "tb/dut/pieces.hpp"

namespace lockwalk {

// --- the plugin around a model -------------------------------------------------------------------

// A model and its adapter. A clock is settle() - `connect` may be called several times - then
// tick().
template <class Top> class adapter : public instance {
public:
  explicit adapter(const dut_options &options) : instance(options), options_(options) {
    enter();
    top = std::make_unique<Top>(&context, "dut");
  }
  ~adapter() override {
    enter();
    wave(nullptr);
    top->final();
    top.reset();
  }

  void reset() {
    in_ = mmu_in{};
    set_reset(true);
    for (int i = 0; i < 4; i++) {
      mmu_out out{};
      settle(in_, out);
      tick();
    }
    set_reset(false);
    cleared();
  }
  void settle(const mmu_in &in, mmu_out &out) {
    in_ = in;
    guarded([&] {
      out = mmu_out{};
      connect(in, out);
      out_ = out;
    });
  }
  void tick() {
    guarded([&] {
      if (fst) fst->dump(2 * clock);
      edge(in_, out_);
      set_clock(true);
      top->eval();
      if (fst) fst->dump(2 * clock + 1);
      set_clock(false);
      top->eval();
      clock++;
    });
  }
  bool wave(const char *path) {
    enter();
    if (fst) fst->close();
    fst.reset();
    if (!path) return true;
    fst = std::make_unique<VerilatedFstC>();
    top->trace(fst.get(), 99);
    fst->set_time_unit("1ns");
    fst->set_time_resolution("1ns");
    fst->open(path);
    if (fst->isOpen()) return true;
    fst.reset();
    return false;
  }

protected:
  std::unique_ptr<Top> top;
  uint64_t clock = 0;
  const dut_options &options() const { return options_; }

  // For the user to write:
  virtual void set_clock(bool high) = 0;
  virtual void set_reset(bool active) = 0;
  // Wires of this clock: inputs to the model, eval(), its outputs to `out`, which begins as all 0.
  // No edge; the pieces below keep their registers in edge(). Where an output decides an input of
  // the same clock: set it, eval() again.
  virtual void connect(const mmu_in &in, mmu_out &out) = 0;
  // The registers of the adapter, before the model's edge; with the wires of the clock.
  virtual void edge(const mmu_in &in, const mmu_out &out) = 0;
  virtual void cleared() {} // after reset: the adapter's registers
  void eval() { top->eval(); }

private:
  dut_options options_;
  mmu_in in_{};
  mmu_out out_{};
  std::unique_ptr<VerilatedFstC> fst;
};

// --- what LOCKWALK_DUT makes ---------------------------------------------------------------------

template <class Adapter> struct plugin {
  static Adapter &of(void *dut) { return *static_cast<Adapter *>(dut); }
  static void *open(const dut_options *options, char *error, size_t size) {
    if (const char *unfit = Adapter::unfit(*options)) {
      snprintf(error, size, "%s", unfit);
      return nullptr;
    }
    return new Adapter(*options);
  }
  static void reset(void *dut) { of(dut).reset(); }
  static dut_health settle(void *dut, const mmu_in *in, mmu_out *out) {
    of(dut).settle(*in, *out);
    return of(dut).health;
  }
  static dut_health tick(void *dut) {
    of(dut).tick();
    return of(dut).health;
  }
  static const char *message(void *dut) { return of(dut).message.c_str(); }
  static void close(void *dut) { delete &of(dut); }
  static bool wave(void *dut, const char *path) { return of(dut).wave(path); }
  static const dut_ops *ops(const char *name, const char *profile) {
    static dut_ops o = {};
    o.abi = DUT_ABI;
    o.name = name;
    o.open = open;
    o.reset = reset;
    o.settle = settle;
    o.tick = tick;
    o.message = message;
    o.close = close;
    o.wave = wave;
    o.forks = true;
    o.profile = profile;
    return &o;
  }
};

} // namespace lockwalk

// Once, at the end of the adapter's .cpp. `Adapter` has static const char *unfit(const dut_options
// &): NULL, or why it cannot be opened so. The profile is the one named in lockwalk_add_dut(...
// PROFILE file).
#define LOCKWALK_DUT(Adapter, name)                                                                                    \
  LOCKWALK_VERILATED_HOOKS                                                                                             \
  extern "C" __attribute__((visibility("default"))) const dut_ops *lockwalk_dut(void) {                                \
    return lockwalk::plugin<Adapter>::ops(name, lockwalk_profile);                                                     \
  }

#include "lockwalk_profile.h" // made by lockwalk_add_dut

#endif
