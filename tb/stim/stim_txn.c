// Transaction files as a kind of stimulus; their player is in tb/txn/.
#include "tb/stim/kind.h"
#include "tb/txn/dut_tape.h"
#include "tb/txn/txn.h"

static bool txn_asked(const struct stim_asked *a) {
  return a->txn != NULL;
}

static const char *txn_take(const struct stim_asked *a, struct stim_spec *s) {
  s->of.txn.path = a->txn;
  s->of.txn.partial = s->of.txn.no_dut = false;
  return NULL;
}

static int txn_open_kind(const struct stim_spec *spec, const struct stim_for *who, struct stim_opened *o,
                         struct lw_error *e) {
  const char *path = spec->of.txn.path;
  struct txn *t = o->own[0] = spec->of.txn.partial ? txn_open_partial(path, e) : txn_open(path, e);
  (void)who;
  if (!t) return e->code;
  o->image = txn_image(t);
  o->regime = *txn_first_regime(t);
  o->memory = *txn_memory(t);
  o->map = *txn_map(t);
  o->config = txn_config(t);
  o->config_told = true;
  o->stim = txn_stim(t);
  return spec->of.txn.no_dut && !(o->dut = dut_tape(t, e)) ? e->code : LW_PASS;
}

static void txn_close_kind(struct stim_opened *o) {
  txn_close(o->own[0]);
}

static void txn_again(const struct stim_spec *s, FILE *out) {
  fprintf(out, s->of.txn.no_dut ? "replay %s" : "run --txn %s", s->of.txn.path);
}

static const char *txn_file(const struct stim_spec *s, unsigned i) {
  return i == 0 ? s->of.txn.path : NULL;
}

const struct stim_kind kind_txn = {.option = "txn",
                                   .asked = txn_asked,
                                   .take = txn_take,
                                   .open = txn_open_kind,
                                   .close = txn_close_kind,
                                   .again = txn_again,
                                   .file = txn_file};
