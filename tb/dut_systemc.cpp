// DUT plugin: a SystemC top around the same Verilated MMU. The model sits inside one clocked SC_METHOD instead of
// behind 40 sc_signal pins, which would make a clock twice as slow.
//
// SystemC has one kernel per process and takes no new modules once time runs. So the top is made once and stays;
// opening an instance puts a model into it, and the clock that the kernel advances by is the clock of the instance that
// ticks.
#include <cstdlib>
#include <exception>
#include <systemc>

#include "tb/verilated_model.h"

namespace {

SC_MODULE(mmu_top) {
  sc_core::sc_clock clk;
  verilated_model *active = nullptr; // whose edge the next rising edge is

  SC_CTOR(mmu_top) : clk("clk", sc_core::sc_time(2, sc_core::SC_NS), 0.5, sc_core::sc_time(1, sc_core::SC_NS)) {
    SC_METHOD(rise);
    sensitive << clk.posedge_event();
    dont_initialize();
  }

  void rise() {
    if (active) active->tick();
  }

  // One period: [0, 2) ns, the rising edge in its middle, so that where it begins and ends nothing is due.
  void advance(verilated_model & m) {
    active = &m;
    sc_core::sc_start(2, sc_core::SC_NS);
    active = nullptr;
  }
};

mmu_top *top;

struct instance {
  std::unique_ptr<verilated_model> model;
  std::string error; // what SystemC itself complained about
};
instance &of(void *dut) {
  return *static_cast<instance *>(dut);
}

void *open_dut(const dut_options *options, char *error, size_t size) {
  std::unique_ptr<verilated_model> model = verilated_model_open(*options, error, size);
  if (!model) return nullptr;
  try {
    if (!top) {
      // Its reports would end the process; its banner is not part of our output.
      setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
      sc_core::sc_report_handler::set_actions(sc_core::SC_ERROR, sc_core::SC_THROW);
      sc_core::sc_report_handler::set_actions(sc_core::SC_FATAL, sc_core::SC_THROW);
      top = new mmu_top("lockwalk");
      sc_core::sc_start(sc_core::SC_ZERO_TIME);
    }
  } catch (const std::exception &e) {
    snprintf(error, size, "SystemC: %s", e.what());
    return nullptr;
  }
  return new instance{std::move(model), ""};
}
void reset_dut(void *dut) {
  of(dut).model->reset();
}

dut_health health(const instance &i) {
  return i.error.empty() ? i.model->health : DUT_ASSERTION;
}
dut_health settle(void *dut, const mmu_in *in, mmu_out *out) {
  of(dut).model->settle(*in, *out);
  return health(of(dut));
}
dut_health tick(void *dut) {
  try {
    top->advance(*of(dut).model);
  } catch (const std::exception &e) {
    of(dut).error = e.what();
  }
  return health(of(dut));
}
const char *message(void *dut) {
  return (of(dut).error.empty() ? of(dut).model->message : of(dut).error).c_str();
}
void close_dut(void *dut) {
  delete &of(dut);
}
void probe(void *dut, mmu_probe *state) {
  *state = of(dut).model->state;
}
bool wave(void *dut, const char *path) {
  return of(dut).model->wave(path);
}
void beside(void *dut, const wave_golden *golden) {
  of(dut).model->beside(*golden);
}

const dut_ops ops = {DUT_ABI, "systemc", true,  open_dut, reset_dut, settle, tick,
                     message, close_dut, probe, wave,     beside,    true,   nullptr};

} // namespace

extern "C" __attribute__((visibility("default"))) const dut_ops *lockwalk_dut(void) {
  return &ops;
}

// libsystemc brings a main() that calls this one. The program has its own main, so nobody does; the library only needs
// the name.
__attribute__((visibility("default"))) int sc_main(int, char *[]) {
  return 0;
}
