// DUT plugin: a SystemC top around the same Verilated MMU, as the sc_module that platforms use
// (tb/systemc/). What the engine says goes through its signals, and the kernel advances the clock.
//
// SystemC has one kernel per process and takes no new modules once time runs. So the top is made
// once and stays; opening an instance makes a DUT, and the instance that is spoken to has its DUT
// in the module.
#include <cstdlib>
#include <exception>
#include <string>

#include "tb/systemc/mmu_module.hpp"

// dut_verilated.cpp, which is part of this plugin under that name.
extern "C" const dut_ops *lockwalk_rtl(void);

namespace {

struct instance {
  void *dut;
  dut_health health;
  std::string error; // what the DUT, or SystemC itself, complained about
};

struct platform : sc_core::sc_module {
  // The rising edge is in the middle of a period: where it begins and ends nothing is due.
  sc_core::sc_clock clk{"clk", sc_core::sc_time(2, sc_core::SC_NS), 0.5, sc_core::sc_time(1, sc_core::SC_NS)};
  sc_core::sc_signal<bool> rst_n{"rst_n", true};
  sc_core::sc_signal<mmu_in> in{"in"};
  sc_core::sc_signal<mmu_out> out{"out"};
  lockwalk::mmu_module mmu{"mmu", *lockwalk_rtl()};
  instance *active = nullptr; // whose DUT is in the module

  explicit platform(const sc_core::sc_module_name &name) : sc_module(name) {
    mmu.clk_i(clk);
    mmu.rst_ni(rst_n);
    mmu.in_i(in);
    mmu.out_o(out);
    mmu.failed = [this](dut_health health, const char *message) {
      if (active->health != DUT_FINE) return;
      active->health = health;
      active->error = message;
    };
  }

  void enter(instance &i) {
    if (active == &i) return;
    mmu.attach(i.dut);
    active = &i;
  }
  void leave(instance &i) {
    if (active != &i) return;
    mmu.attach(nullptr);
    active = nullptr;
  }
  // All that follows from a changed signal, in the same moment.
  void settle() {
    while (sc_core::sc_pending_activity_at_current_time())
      sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
  void period() { sc_core::sc_start(2, sc_core::SC_NS); }
};

platform *top;

instance &of(void *dut) {
  return *static_cast<instance *>(dut);
}

// Its reports would end the process; its banner is not part of our output.
void make_top() {
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
  sc_core::sc_report_handler::set_actions(sc_core::SC_ERROR, sc_core::SC_THROW);
  sc_core::sc_report_handler::set_actions(sc_core::SC_FATAL, sc_core::SC_THROW);
  top = new platform("lockwalk");
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
}

// `body` on the kernel; what SystemC throws becomes the instance's failure.
template <class F> dut_health guarded(instance &i, F body) {
  try {
    top->enter(i);
    body();
  } catch (const std::exception &e) {
    i.health = DUT_ASSERTION;
    i.error = e.what();
  }
  return i.health;
}

void *open_dut(const dut_options *options, char *error, size_t size) {
  void *dut = lockwalk_rtl()->open(options, error, size);
  if (!dut) return nullptr;
  try {
    if (!top) make_top();
  } catch (const std::exception &e) {
    snprintf(error, size, "SystemC: %s", e.what());
    lockwalk_rtl()->close(dut);
    return nullptr;
  }
  return new instance{dut, DUT_FINE, ""};
}
void reset_dut(void *dut) {
  guarded(of(dut), [] {
    top->in.write(mmu_in{});
    top->rst_n.write(false);
    top->period();
    top->rst_n.write(true);
    top->settle();
  });
}
dut_health settle(void *dut, const mmu_in *in, mmu_out *out) {
  return guarded(of(dut), [in, out] {
    top->in.write(*in);
    top->settle();
    *out = top->out.read();
  });
}
dut_health tick(void *dut) {
  return guarded(of(dut), [] { top->period(); });
}
const char *message(void *dut) {
  return of(dut).error.c_str();
}
void close_dut(void *dut) {
  top->leave(of(dut));
  lockwalk_rtl()->close(of(dut).dut);
  delete &of(dut);
}
void probe(void *dut, mmu_probe *state) {
  lockwalk_rtl()->probe(of(dut).dut, state);
}
bool wave(void *dut, const char *path) {
  return lockwalk_rtl()->wave(of(dut).dut, path);
}
void beside(void *dut, const wave_golden *golden) {
  lockwalk_rtl()->beside(of(dut).dut, golden);
}

// What is not said here is the RTL's.
dut_ops make_ops() {
  dut_ops ops = *lockwalk_rtl();
  ops.name = "systemc";
  ops.open = open_dut;
  ops.reset = reset_dut;
  ops.settle = settle;
  ops.tick = tick;
  ops.message = message;
  ops.close = close_dut;
  ops.probe = probe;
  ops.wave = wave;
  ops.beside = beside;
  return ops;
}

} // namespace

extern "C" __attribute__((visibility("default"))) const dut_ops *lockwalk_dut(void) {
  static const dut_ops ops = make_ops();
  return &ops;
}

// libsystemc brings a main() that calls this one. The program has its own main, so nobody does; the
// library only needs the name.
__attribute__((visibility("default"))) int sc_main(int, char *[]) {
  return 0;
}
