// What adapters of Verilated DUTs share (tb/dut/README.md has the recipes): the plugin around a model, and pieces between
// the socket (tb/dut.h) and common shapes of ports. A plugin is one .cpp file: a class derived from lockwalk::adapter<Top>
// and the line LOCKWALK_DUT(class, "name").
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

#include "tb/dut.h"

namespace lockwalk {

// --- the plugin around a model ---------------------------------------------------------------------------------------

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
    message = last_error.empty() ? std::string(file ? file : "rtl") + ":" + std::to_string(line) + ": " + text : last_error;
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

// A model and its adapter. A clock is settle() - `connect` may be called several times - then tick().
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
  // Wires of this clock: inputs to the model, eval(), its outputs to `out`, which begins as all 0. No edge; the pieces
  // below keep their registers in edge(). Where an output decides an input of the same clock: set it, eval() again.
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

// --- pieces ------------------------------------------------------------------------------------------------------------

// The regime as the port last wrote it. A request is for the one in force when it was taken: a DUT that looks at its
// control registers all the time gets the copy that its request holds.
struct regime_register {
  uint8_t levels = 0;
  uint16_t asid = 0, flags = 0;
  uint64_t root_ppn = 0;
  bool written = false; // no request may be taken before

  void edge(const mmu_in &in) {
    if (!in.regime_valid) return;
    *this = {in.regime_levels, in.regime_asid, in.regime_flags, in.regime_root_ppn, true};
  }
};

// One request at a time, for a DUT without ids: kept from its accept to its answer, with its regime.
struct one_request {
  bool busy = false;
  uint8_t id = 0, access = 0;
  bool user = false;
  uint64_t va = 0;
  regime_register regime;

  void take(const mmu_in &in, const regime_register &now) {
    busy = true;
    id = in.req_id;
    access = in.req_access;
    user = in.req_priv == PRIV_USER;
    va = in.req_va;
    regime = now;
  }
};

// Answers wait here until they are taken, in the order they came; one may pass through in its own clock.
template <int Size> class response_queue {
public:
  bool empty() const { return count == 0; }
  bool room(int n = 1) const { return count + n <= Size; }
  // In connect(): the oldest, or `fresh` (its rsp_valid tells whether there is one).
  void show(const mmu_out &fresh, mmu_out &out) const { copy(count ? slot[0] : fresh, out); }
  // In edge(): what was shown and taken leaves, what was fresh and not taken stays.
  void edge(const mmu_in &in, const mmu_out *fresh, int n) {
    bool taken = in.rsp_ready && (count || (n && fresh[0].rsp_valid));
    for (int i = 0; i < n; i++)
      if (fresh[i].rsp_valid && count < Size + 1) slot[count++] = fresh[i];
    if (!taken) return;
    for (int i = 1; i < count; i++)
      slot[i - 1] = slot[i];
    count--;
  }
  void clear() { count = 0; }

private:
  mmu_out slot[Size + 1];
  int count = 0;
  static void copy(const mmu_out &from, mmu_out &to) {
    to.rsp_valid = from.rsp_valid;
    to.rsp_id = from.rsp_id;
    to.rsp_kind = from.rsp_kind;
    to.rsp_code = from.rsp_code;
    to.rsp_shift = from.rsp_shift;
    to.rsp_perm = from.rsp_perm;
    to.rsp_type = from.rsp_type;
    to.rsp_global = from.rsp_global;
    to.rsp_pa = from.rsp_pa;
    if (!to.rsp_valid) to.rsp_id = to.rsp_kind = to.rsp_code = 0;
  }
};

// RISC-V causes: of a load, a store, a fetch.
inline uint8_t page_fault_cause(uint8_t access) {
  static const uint8_t cause[] = {13, 15, 12};
  return cause[access];
}
inline uint8_t access_fault_cause(uint8_t access) {
  static const uint8_t cause[] = {5, 7, 1};
  return cause[access];
}
inline void answer_fault(mmu_out &out, uint8_t id, bool access_fault, uint8_t access) {
  out.rsp_valid = 1;
  out.rsp_id = id;
  out.rsp_kind = access_fault ? ANSWER_ACCESS_FAULT : ANSWER_PAGE_FAULT;
  out.rsp_code = access_fault ? access_fault_cause(access) : page_fault_cause(access);
}
inline void answer_ok(mmu_out &out, uint8_t id, uint64_t pa, uint8_t shift = 0, uint8_t perm = 0) {
  out.rsp_valid = 1;
  out.rsp_id = id;
  out.rsp_pa = pa;
  out.rsp_shift = shift;
  out.rsp_perm = perm;
}

// Read channels, one access at a time: address (valid, ready) and data (valid, ready), as AXI4's AR and R with single
// beats. The port's answer lasts one clock; it waits here until the DUT takes it.
class read_channels {
public:
  // After the model's address is known; `ready` is its ar_ready.
  void address(const mmu_in &in, mmu_out &out, bool valid, uint64_t addr, uint8_t walker, bool narrow, bool &ready) const {
    bool free = !waiting && !held;
    out.mem_req_valid = valid && free;
    if (out.mem_req_valid) {
      out.mem_req_id = walker;
      out.mem_req_addr = addr;
      out.mem_req_narrow = narrow;
    }
    ready = free && in.mem_req_ready;
  }
  bool valid(const mmu_in &in) const { return held || (waiting && in.mem_rsp_valid); }
  uint64_t data(const mmu_in &in) const { return held ? data_ : in.mem_rsp_data; }
  bool error(const mmu_in &in) const { return held ? error_ : in.mem_rsp_error; }
  void edge(const mmu_in &in, const mmu_out &out, bool taken) {
    if (waiting && in.mem_rsp_valid) {
      waiting = false;
      held = true;
      data_ = in.mem_rsp_data;
      error_ = in.mem_rsp_error;
    }
    if (held && taken) held = false;
    if (out.mem_req_valid && in.mem_req_ready) waiting = true;
  }
  void clear() { waiting = held = false; }

private:
  bool waiting = false, held = false, error_ = false;
  uint64_t data_ = 0;
};

// A bus that holds its request until ack or err (Wishbone's classic cycle, one access at a time). A cycle that the DUT
// drops or replaces under way is killed: the port's answer to it goes nowhere, and only then the new one is asked.
class held_bus {
public:
  void request(const mmu_in &in, mmu_out &out, bool strobe, uint64_t addr, uint8_t walker, bool narrow) const {
    (void)in;
    bool asks = offered || (strobe && !waiting);
    out.mem_req_valid = asks;
    if (!asks) return;
    out.mem_req_id = walker;
    out.mem_req_addr = offered ? addr_ : addr; // an offer holds until it is taken
    out.mem_req_narrow = narrow;
  }
  bool ack(const mmu_in &in, bool strobe, uint64_t addr) const {
    return waiting && in.mem_rsp_valid && !killed && strobe && addr == addr_;
  }
  void edge(const mmu_in &in, const mmu_out &out, bool strobe, uint64_t addr) {
    if (waiting && in.mem_rsp_valid) {
      waiting = killed = offered = false;
      return;
    }
    if (out.mem_req_valid && !waiting) {
      if (!offered) killed = false;
      addr_ = out.mem_req_addr;
      offered = !in.mem_req_ready;
      waiting = in.mem_req_ready;
    }
    if ((waiting || offered) && (!strobe || addr != addr_)) killed = true;
  }
  void clear() { waiting = killed = offered = false; }

private:
  bool waiting = false, killed = false, offered = false;
  uint64_t addr_ = 0;
};

// A fence for a DUT that has one input pulse and is done a clock later: everything is forgotten, whatever was asked
// (more than asked is right). `pulse` in connect() drives the DUT's flush in the clock the fence is taken.
struct fence_pulse {
  bool done = false;
  bool pulse(const mmu_in &in, mmu_out &out, bool may) const {
    out.fence_ready = may && !done;
    out.fence_done = done;
    return in.fence_valid && out.fence_ready;
  }
  void edge(const mmu_in &in, const mmu_out &out) { done = in.fence_valid && out.fence_ready; }
};

// --- what LOCKWALK_DUT makes --------------------------------------------------------------------------------------------

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

// Once, at the end of the adapter's .cpp. `Adapter` has static const char *unfit(const dut_options &): NULL, or why it
// cannot be opened so. The profile is the one named in lockwalk_add_dut(... PROFILE file).
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
