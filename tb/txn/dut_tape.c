// A DUT that is not there: it shows what the `saw` lines of a recording say it showed. The stimulus
// and the memory being the recorded ones, golden judges the run again without the hardware.
#include <stdlib.h>
#include <string.h>

#include "tb/txn/dut_tape.h"

struct tape {
  size_t at;
  uint64_t clock;
};
// Of the tape that is played next: the socket's open() has no place for it.
static const struct txn *source;

static void *tape_open(const struct dut_options *options, char *error, size_t size) {
  (void)options;
  struct tape *t = calloc(1, sizeof *t);
  if (!t) snprintf(error, size, "out of memory");
  return t;
}

static void tape_reset(void *dut) {
  memset(dut, 0, sizeof(struct tape));
}

static enum dut_health tape_settle(void *dut, const struct mmu_in *in, struct mmu_out *out) {
  struct tape *t = dut;
  (void)in;
  while (t->at < source->saws && source->saw[t->at].clock <= t->clock)
    t->at++;
  memset(out, 0, sizeof *out);
  if (t->at) *out = source->saw[t->at - 1].out;
  return DUT_FINE;
}

static enum dut_health tape_tick(void *dut) {
  ((struct tape *)dut)->clock++;
  return DUT_FINE;
}

static const char *tape_message(void *dut) {
  (void)dut;
  return "a recording has no assertions";
}

const struct dut_ops *dut_tape(const struct txn *txn, struct lw_error *e) {
  static const struct dut_ops ops = {.abi = DUT_ABI,
                                     .name = "recording",
                                     .open = tape_open,
                                     .reset = tape_reset,
                                     .settle = tape_settle,
                                     .tick = tape_tick,
                                     .message = tape_message,
                                     .close = free};
  source = txn;
  if (txn->saws) return &ops;
  lw_fail(e, LW_INPUT, "%s: no `saw` lines in it (record with --saw): it can be run with a DUT only", txn->path);
  return NULL;
}
