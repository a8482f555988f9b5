// The cycle model in the DUT's socket: lockstep against itself, and a machine for checks without
// Verilator.
#include <stdio.h>
#include <stdlib.h>

#include "csim/csim.h"
#include "tb/dut/dut_find.h"

struct dut_csim {
  struct csim *model;
  struct mmu_in in; // of the last settle: the edge uses them
};

static void *csim_open(const struct dut_options *options, char *error, size_t size) {
  if (options->bug) {
    snprintf(error, size, "the cycle model has no planted bugs");
    return NULL;
  }
  struct dut_csim *d = calloc(1, sizeof *d);
  void *storage = aligned_alloc(64, (csim_bytes() + 63) & ~(size_t)63);
  if (d && storage) d->model = csim_init(storage, &options->config);
  if (d && d->model) {
    csim_reset(d->model);
    return d;
  }
  snprintf(error, size, d && storage ? "sizes out of range" : "out of memory");
  free(storage);
  free(d);
  return NULL;
}

static void reset(void *dut) {
  csim_reset(((struct dut_csim *)dut)->model);
}

static enum dut_health settle(void *dut, const struct mmu_in *in, struct mmu_out *out) {
  struct dut_csim *d = dut;
  d->in = *in;
  csim_outputs(d->model, out);
  return DUT_FINE;
}

static enum dut_health tick(void *dut) {
  struct dut_csim *d = dut;
  csim_tick(d->model, &d->in);
  return DUT_FINE;
}

static const char *message(void *dut) {
  (void)dut;
  return "the cycle model has no assertions";
}

static void probe(void *dut, struct mmu_probe *state) {
  csim_probe(((struct dut_csim *)dut)->model, state);
}

static void csim_close(void *dut) {
  struct dut_csim *d = dut;
  free(d->model); // the handle is the start of its storage
  free(d);
}

const struct dut_ops *dut_csim(void) {
  static const struct dut_ops ops = {.abi = DUT_ABI,
                                     .name = "csim",
                                     .has_twin = true,
                                     .open = csim_open,
                                     .reset = reset,
                                     .settle = settle,
                                     .tick = tick,
                                     .message = message,
                                     .close = csim_close,
                                     .probe = probe,
                                     .forks = true};
  return &ops;
}
#ifdef LOCKWALK_PLUGIN
// dut_csim.so, for platforms that load it (tb/systemc/); the program has it built in.
__attribute__((visibility("default"))) const struct dut_ops *lockwalk_dut(void) {
  return dut_csim();
}
#endif
