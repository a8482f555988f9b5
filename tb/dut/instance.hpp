// What every Verilated DUT has around its model: a context of its own, and Verilator's hooks, by
// which an assertion, $fatal, $stop or $finish is told to the instance that evaluates.
#ifndef TB_DUT_INSTANCE_HPP
#define TB_DUT_INSTANCE_HPP

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <exception>
#include <sstream>
#include <string>
#include <vector>

#include <verilated.h>

#include "tb/dut/dut.h"

namespace lockwalk {

// $fatal must not return into the model: Verilator's own checks would loop for ever.
struct fatal_stop : std::exception {};

class instance {
public:
  explicit instance(const dut_options &options) {
    context.traceEverOn(true);
    context.randReset(2); // what reset leaves alone starts with random bits, by the seed
    // 31 bits, never 0: Verilator takes 0 as "no seed".
    context.randSeed(static_cast<int>((options.seed ^ options.seed >> 31) & 0x7fffffff) | 1);
    std::istringstream words(options.plusargs ? options.plusargs : "");
    for (std::string word; words >> word;)
      arguments.push_back(word);
    std::vector<const char *> argv;
    for (const std::string &a : arguments)
      argv.push_back(a.c_str());
    context.commandArgs(static_cast<int>(argv.size()), argv.data());
  }
  virtual ~instance() = default;
  instance(const instance &) = delete;
  instance &operator=(const instance &) = delete;

  dut_health health = DUT_FINE;
  std::string message; // what the first assertion, $fatal, $stop or $finish said

  // What Verilator's hooks call while this instance evaluates.
  static thread_local instance *current;
  void stopped(dut_health why, const char *file, int line, const char *text) {
    if (health != DUT_FINE) return; // the first one is the cause
    health = why;
    message = last_error.empty() ? place(file, line) + ": " + text : last_error;
  }
  void printed(const char *text) {
    fputs(text, stderr);
    const char *error = strstr(text, "%Error");
    if (!error) return;
    last_error = error;
    last_error.resize(last_error.find_last_not_of(" \n") + 1);
  }

protected:
  VerilatedContext context; // must outlive its model, which is a derived class's
  std::vector<std::string> arguments = {"lockwalk"};

  virtual std::string place(const char *file, int line) const {
    return std::string(file ? file : "rtl") + ":" + std::to_string(line);
  }
  // Verilator's library asks the thread for its context; another model may have been the last to
  // set it, and be gone.
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

private:
  std::string last_error; // text of an $error: it is printed before its $stop comes
};

} // namespace lockwalk

// Once in a plugin: the hooks of Verilator's run-time library (tb/dut/verilated_hooks.h).
#define LOCKWALK_VERILATED_HOOKS                                                                                       \
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
  }

#endif
