// The DUT socket: one page of C between the lockstep engine and whatever answers. The adapter holds no memory and no
// policy. A plugin is a shared object that exports `const struct dut_ops *lockwalk_dut(void)`.
#ifndef TB_DUT_H
#define TB_DUT_H

#include <stddef.h>
#include "csim/port.h"
#include "tb/wave_golden.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { DUT_ABI = 3 };

struct dut_options {
  struct mmu_config config;
  uint64_t seed;        // for randomised initial values; never 0
  unsigned bug;         // planted bug to switch on; 0 none. A DUT without bugs refuses others
  const char *plusargs; // space-separated, passed through; may be NULL
};

// What became of the DUT itself. Anything but DUT_FINE ends the run with its own exit code.
enum dut_health { DUT_FINE = 0, DUT_ASSERTION /* assertion, $fatal, $stop */, DUT_FINISHED /* $finish */ };

struct dut_ops {
  uint32_t abi;     // DUT_ABI
  const char *name; // "rtl"
  bool has_twin;    // csim is its cycle twin: compare wire for wire
  // NULL and a line in `error` (at most `size` bytes) when the options cannot be met.
  void *(*open)(const struct dut_options *options, char *error, size_t size);
  void (*reset)(void *dut);
  // Applies inputs, gives outputs of this clock; no edge; repeatable.
  enum dut_health (*settle)(void *dut, const struct mmu_in *in, struct mmu_out *out);
  // The edge, with the inputs of the last settle.
  enum dut_health (*tick)(void *dut);
  const char *(*message)(void *dut); // what the assertion said; valid after a health that is not DUT_FINE
  void (*close)(void *dut);
  // Optional: NULL where absent.
  void (*probe)(void *dut, struct mmu_probe *state); // state of the clock that the last tick ended
  bool (*wave)(void *dut, const char *path);         // opens an FST dump; NULL path closes it; false: cannot
  // With a dump open: what stands beside the DUT on the clock that the next tick ends.
  void (*beside)(void *dut, const struct wave_golden *golden);
  // All of the DUT's state lies in this process and belongs to the calling thread, so that a copy of the process made
  // by fork() goes on alike: the engine's checkpoints. Without it a long run is replayed from its start.
  bool forks;
};

const struct dut_ops *lockwalk_dut(void);

#ifdef __cplusplus
}
#endif
#endif
