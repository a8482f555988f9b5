// When a dump is open, and under which name. What is shown in it beside the DUT is in wave_show.c.
#include "tb/engine/wave.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tb/engine/output.h"
#include "tb/engine/run.h"

enum { WATCH_MASK = 0xff };

int wave_check(const char *path, const struct dut_ops *dut, struct lw_error *e) {
  if (!dut->wave) return lw_fail(e, LW_USAGE, "%s has no waveform", dut->name);
  FILE *f = fopen(path, "wb");
  if (!f || fclose(f)) return lw_fail(e, LW_INPUT, "%s: cannot be opened for waves: %s", path, strerror(errno));
  return LW_PASS;
}

// The first dump has the name asked for, the n-th `name.n.fst`.
static void name_of(const struct wave *w, char *path, size_t size) {
  const char *name = w->path, *slash = strrchr(name, '/'), *dot = strrchr(name, '.');
  if (!dot || (slash && dot < slash)) dot = name + strlen(name);
  if (w->opened == 0)
    snprintf(path, size, "%s", name);
  else
    snprintf(path, size, "%.*s.%u%s", (int)(dot - name), name, w->opened + 1, dot);
}

static void open_dump(struct wave *w, struct run *r) {
  char path[PATH_MAX];
  name_of(w, path, sizeof path);
  r->guard.inside = 1;
  w->on = r->dut->wave(r->handle, path);
  r->guard.inside = 0;
  w->opened++;
  memset(&w->golden, 0, sizeof w->golden);
  if (w->on) return;
  struct finding f = finding_of(r, VERDICT_BAD_INPUT, "wave");
  finding_say(f, "%.400s: cannot be opened for waves", path);
  failure_conclude(r, f);
}

static void close_dump(struct wave *w, struct run *r) {
  if (!w->on) return;
  w->on = false;
  r->guard.inside = 1;
  r->dut->wave(r->handle, NULL);
  r->guard.inside = 0;
}

static void turn_over(struct wave *w, struct run *r) {
  if (w->on)
    close_dump(w, r);
  else
    open_dump(w, r);
}

static void watch_toggles(struct wave *w, struct run *r) {
  unsigned toggles = *w->toggles;
  if ((toggles - w->seen) & 1) {
    w->turn = UINT64_MAX;
    turn_over(w, r);
  }
  w->seen = toggles;
}

static void begin_clock(struct wave *w, struct run *r) {
  if (w->toggles && (r->clock & WATCH_MASK) == 0) watch_toggles(w, r);
  if (r->clock != w->turn || r->over) return;
  w->turn = !w->on && w->to ? w->to + 1 : UINT64_MAX;
  turn_over(w, r);
}

static bool wave_follow(void *ctx, struct run *r, enum sink_turn turn) {
  struct wave *w = ctx;
  if (turn == SINK_CLOCK)
    begin_clock(w, r);
  else if (turn == SINK_END)
    close_dump(w, r);
  else if (w->on)
    wave_show(w, r);
  return w->on;
}

static void wave_event(void *ctx, const struct event *e) {
  struct wave *w = ctx;
  if (w->on) wave_note(w, e);
}

struct sink wave_sink(struct wave *w) {
  w->turn = w->from;
  w->seen = w->toggles ? *w->toggles : 0;
  return (struct sink){.ctx = w, .event = wave_event, .follow = wave_follow, .outside = true};
}

static int output_open(const char *path, const struct output_run *run, void **state, struct sink *sink,
                       struct lw_error *e) {
  const struct output_options *o = run->options;
  int code = wave_check(path, run->engine->dut, e);
  if (code != LW_PASS) return code;
  struct wave *w = calloc(1, sizeof *w);
  if (!w) return lw_fail(e, LW_INPUT, "%s: out of memory", path);
  w->path = path;
  w->from = o->wave_from;
  w->to = o->wave_to;
  w->verdict = o->wave_verdict;
  w->toggles = o->wave_toggles;
  *state = w;
  *sink = wave_sink(w);
  return LW_PASS;
}

static int output_close(void *state, const struct verdict *verdict, const struct run_stats *stats, struct lw_error *e) {
  (void)stats, (void)e;
  if (!verdict) unlink(((struct wave *)state)->path); // wave_check made it
  free(state);
  return LW_PASS;
}

const struct output output_wave = {.option = "wave",
                                   .doc = "write the DUT's waveform as FST (view: waves/mmu.gtkw)",
                                   .single = true,
                                   .open = output_open,
                                   .close = output_close};
