// When a dump is open, and under which name. What is shown in it beside the DUT is in wave_show.c.
#include "tb/engine/wave.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "tb/engine/run.h"

int wave_check(struct run *r) {
  const struct engine_config *c = r->config;
  if (!c->wave) return LW_PASS;
  if (!r->dut->wave) return lw_fail(r->error, LW_USAGE, "%s has no waveform", r->dut->name);
  FILE *f = fopen(c->wave, "wb");
  if (!f || fclose(f))
    return lw_fail(r->error, LW_INPUT, "%s: cannot be opened for waves: %s", c->wave, strerror(errno));
  return LW_PASS;
}

void wave_begin(struct run *r) {
  const struct engine_config *c = r->config;
  r->wave.turn = c->wave ? c->wave_from : UINT64_MAX;
  r->wave.seen = c->wave_toggles ? *c->wave_toggles : 0;
}

// The first dump has the name asked for, the n-th `name.n.fst`.
static void name_of(const struct run *r, char *path, size_t size) {
  const char *name = r->config->wave, *slash = strrchr(name, '/'), *dot = strrchr(name, '.');
  if (!dot || (slash && dot < slash)) dot = name + strlen(name);
  if (r->wave.opened == 0)
    snprintf(path, size, "%s", name);
  else
    snprintf(path, size, "%.*s.%u%s", (int)(dot - name), name, r->wave.opened + 1, dot);
}

static void open_dump(struct run *r) {
  char path[PATH_MAX];
  name_of(r, path, sizeof path);
  r->guard.inside = 1;
  r->wave.on = r->dut->wave(r->handle, path);
  r->guard.inside = 0;
  r->wave.opened++;
  memset(&r->wave.golden, 0, sizeof r->wave.golden);
  if (r->wave.on) return;
  struct finding f = finding_of(r, VERDICT_BAD_INPUT, "wave");
  finding_say(f, "%.400s: cannot be opened for waves", path);
  failure_conclude(r, f);
}

void wave_end(struct run *r) {
  if (!r->wave.on) return;
  r->wave.on = false;
  r->guard.inside = 1;
  r->dut->wave(r->handle, NULL);
  r->guard.inside = 0;
}

void wave_turn(struct run *r) {
  uint64_t last = r->config->wave_to;
  r->wave.turn = UINT64_MAX;
  if (r->wave.on) {
    wave_end(r);
    return;
  }
  open_dump(r);
  if (last) r->wave.turn = last + 1;
}

void wave_watch(struct run *r) {
  const struct engine_config *c = r->config;
  if (!c->wave || !c->wave_toggles) return;
  unsigned toggles = *c->wave_toggles;
  if ((toggles - r->wave.seen) & 1) {
    r->wave.turn = UINT64_MAX;
    if (r->wave.on)
      wave_end(r);
    else
      open_dump(r);
  }
  r->wave.seen = toggles;
}
