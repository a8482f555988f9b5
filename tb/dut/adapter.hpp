// What adapters of Verilated DUTs share (tb/dut/kit/README.md has the recipes): the plugin around a
// model; with pieces.hpp, what stands between the socket (tb/dut/dut.h) and common shapes of ports.
// A plugin is one .cpp file: a class derived from lockwalk::adapter<Top> and the line
// LOCKWALK_DUT(class, "name").
#ifndef TB_DUT_ADAPTER_HPP
#define TB_DUT_ADAPTER_HPP

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <verilated.h>
#include <verilated_fst_c.h>

#include "tb/dut/dut.h"
#include "tb/dut/pieces.hpp"

namespace lockwalk {

// --- the plugin around a model -------------------------------------------------------------------

// $fatal must not return into the model.
struct fatal_stop : std::exception {};

// What Verilator's hooks report to.
class instance {
public:
  virtual ~instance() = default;
  dut_health health = DUT_FINE;
  std::string message;
  static thread_local instance *current;

  void stopped(dut_health why, const char *file, int line, const char *text) {
    if (health != DUT_FINE) return; // the first one is the cause
    health = why;
    message = last_error;
    if (message.empty()) message = std::string(file ? file : "rtl") + ":" + std::to_string(line) + ": " + text;
  }
  void printed(const char *text) {
    fputs(text, stderr);
    if (const char *error = strstr(text, "%Error")) last_error = error;
    while (!last_error.empty() && last_error.back() == '\n')
      last_error.pop_back();
  }

private:
  std::string last_error; // an $error is printed before its $stop comes
};

// A model and its adapter. A clock is settle() - `connect` may be called several times - then
// tick().
template <class Top> class adapter : public instance {
public:
  explicit adapter(const dut_options &options) : options_(options) {
    context.traceEverOn(true);
    context.randReset(2); // what reset leaves alone starts with random bits, by the seed
    context.randSeed(static_cast<int>((options.seed ^ options.seed >> 31) & 0x7fffffff) | 1);
    std::istringstream words(options.plusargs ? options.plusargs : "");
    arguments.push_back("lockwalk");
    for (std::string word; words >> word;)
      arguments.push_back(word);
    std::vector<const char *> argv;
    for (const std::string &a : arguments)
      argv.push_back(a.c_str());
    context.commandArgs(static_cast<int>(argv.size()), argv.data());
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
  VerilatedContext context; // outlives the model: see ~adapter
  dut_options options_;
  std::vector<std::string> arguments;
  mmu_in in_{};
  mmu_out out_{};
  std::unique_ptr<VerilatedFstC> fst;

  void enter() {
    current = this;
    Verilated::threadContextp(&context);
  }
  template <class F> void guarded(F body) {
    enter();
    try {
      body();
    } catch (const fatal_stop &) {
      // `health` and `message` tell it
    }
  }
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
  thread_local lockwalk::instance *lockwalk::instance::current;                                                        \
  void vl_finish(const char *file, int line, const char *) {                                                           \
    Verilated::threadContextp()->gotFinish(true);                                                                      \
    if (lockwalk::instance::current) lockwalk::instance::current->stopped(DUT_FINISHED, file, line, "$finish");        \
  }                                                                                                                    \
  void vl_stop(const char *file, int line, const char *) {                                                             \
    Verilated::threadContextp()->gotError(true);                                                                       \
    if (lockwalk::instance::current) lockwalk::instance::current->stopped(DUT_ASSERTION, file, line, "$stop");         \
  }                                                                                                                    \
  void vl_fatal(const char *file, int line, const char *, const char *text) {                                          \
    if (lockwalk::instance::current) lockwalk::instance::current->stopped(DUT_ASSERTION, file, line, text);            \
    throw lockwalk::fatal_stop();                                                                                      \
  }                                                                                                                    \
  extern "C" int lockwalk_printf(const char *format, ...) {                                                            \
    char text[1024];                                                                                                   \
    va_list args;                                                                                                      \
    va_start(args, format);                                                                                            \
    int length = vsnprintf(text, sizeof text, format, args);                                                           \
    va_end(args);                                                                                                      \
    if (lockwalk::instance::current)                                                                                   \
      lockwalk::instance::current->printed(text);                                                                      \
    else                                                                                                               \
      fputs(text, stderr);                                                                                             \
    return length;                                                                                                     \
  }                                                                                                                    \
  extern "C" __attribute__((visibility("default"))) const dut_ops *lockwalk_dut(void) {                                \
    return lockwalk::plugin<Adapter>::ops(name, lockwalk_profile);                                                     \
  }

#include "lockwalk_profile.h" // made by lockwalk_add_dut

#endif
