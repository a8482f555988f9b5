// A checkpoint inside a run, and what a woken copy of the run does: it runs on to the failure with
// a waveform open, tells nobody but its report, and ends.
#include "tb/engine/run.h"

static void wake(struct run *r) {
  const struct checkpoint_order *o = &r->order;
  struct engine_config *c = &r->order_config;
  *c = *r->config;
  c->wave = o->wave;
  c->wave_from = o->wave_from;
  c->wave_to = o->wave_to;
  c->wave_verdict = &o->verdict;
  c->wave_toggles = NULL;
  unsigned inside = 0;
  for (unsigned i = 0; i < c->sink_count; i++)
    if (!c->sinks[i].outside) c->sinks[inside++] = c->sinks[i];
  c->sink_count = inside;
  c->progress = NULL;
  c->stop = NULL;
  if (o->stop_at) c->max_cycles = o->stop_at;
  r->config = c;
  r->woken = true;
  r->checkpoint = UINT64_MAX;
  r->wave.on = false;
  wave_begin(r);
}

void replay_checkpoint(struct run *r) {
  struct checkpoints *c = r->config->checkpoints;
  if (r->wave.on) // a copy would write into the same dump
    r->checkpoint = r->clock + c->every;
  else if (checkpoint_take(c, r->clock, &r->order))
    wake(r);
  else
    r->checkpoint = c->next;
}
