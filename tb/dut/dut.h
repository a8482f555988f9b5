// The DUT socket: one page of C between the lockstep engine and whatever answers requests for
// translation.
//
// A plugin is a shared object that exports `const struct dut_ops *lockwalk_dut(void)`; `lockwalk
// run --dut ./my.so` loads it. Everything that passes is in csim/port.h: struct mmu_in is what the
// DUT gets in a clock (regime, request, fence, the memory's answer), struct mmu_out what it gives
// (ready, response, memory request, fence done). The adapter turns these into the DUT's own wires;
// it holds no memory and no policy. Its rules:
//   - a clock is settle(), perhaps several times, then tick(). Outputs may depend on inputs of the
//     same clock, but for mem_req_*, on which the memory's ready and answer do not wait either:
//     those are fixed before settle();
//   - request: taken on a clock with req_valid and req_ready. Its answer may come on that same
//     clock or later, held until rsp_ready, in any order, one a clock. It is for the regime that
//     was in force when it was taken: one written on clock t is in force from t+1 on;
//   - memory: mem_req_valid holds, with its fields, until mem_req_ready; the answer comes on a
//     later clock and is taken at once. One access outstanding per mem_req_id (0..3). MEM_READ
//     reads, MEM_CAS compares and swaps: A and D;
//   - fence: taken with fence_valid and fence_ready, ended by one clock of fence_done. A request
//     taken on the clock of done or later depends on no read from before it, as far as the fence
//     covers it. Fencing more is right too;
//   - a field whose valid is 0 is 0.
// What a DUT cannot do is said in its profile (tb/dut/kit/README.md), which also says how to adapt
// other shapes.
#ifndef TB_DUT_H
#define TB_DUT_H

#include <stddef.h>
#include "csim/port.h"
#include "tb/dut/wave_golden.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { DUT_ABI = 5 };

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
  // All of the DUT's state lies in this process and belongs to the calling thread, so that a copy
  // of the process made by fork() goes on alike: the engine's checkpoints. Without it a long run is
  // replayed from its start.
  bool forks;
  // Text of the DUT's profile, in force unless `--profile` gives another; NULL: everything that the
  // architecture allows.
  const char *profile;
};

const struct dut_ops *lockwalk_dut(void);

#ifdef __cplusplus
}
#endif
#endif
