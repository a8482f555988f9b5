// A checkpoint inside a run, and what a woken copy of the run does: it runs on to the failure with
// a waveform open, tells nobody but its report, and ends.
#include "tb/engine/run.h"

static void wake(struct run *r) {
  const struct checkpoint_order *o = &r->order;
  struct engine_config *c = &r->order_config;
  *c = *r->config;
  unsigned inside = 0;
  for (unsigned i = 0; i < c->sink_count; i++)
    if (!c->sinks[i].outside) r->order_sinks[inside++] = c->sinks[i];
  r->order_wave = (struct wave){.path = o->wave, .from = o->wave_from, .to = o->wave_to, .verdict = &o->verdict};
  r->order_sinks[inside++] = wave_sink(&r->order_wave);
  c->sinks = r->order_sinks;
  c->sink_count = inside;
  c->progress = NULL;
  c->stop = NULL;
  if (o->stop_at) c->max_cycles = o->stop_at;
  r->config = c;
  r->woken = true;
  r->followed = true;
  r->checkpoint = UINT64_MAX;
}

void wake_checkpoint(struct run *r) {
  struct checkpoints *c = r->config->checkpoints;
  if (r->shown) // a copy would write into the same dump
    r->checkpoint = r->clock + c->every;
  else if (checkpoint_take(c, r->clock, &r->order))
    wake(r);
  else
    r->checkpoint = c->next;
}
