// A run from start to end. What happens on a clock is in clock.c.
#include "tb/engine/engine.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tb/engine/run.h"

enum { PROGRESS_MASK = 0xffff, WATCH_MASK = 0xff };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int open_dut(struct run *r) {
  const struct engine_config *c = r->config;
  char reason[256] = "";
  r->handle = r->dut->open(&c->options, reason, sizeof reason);
  if (!r->handle) return lw_fail(r->error, LW_INPUT, "%s: %s", r->dut->name, reason[0] ? reason : "cannot be opened");
  return LW_PASS;
}

static int open_twin(struct run *r) {
  const struct engine_config *c = r->config;
  if (!r->dut->has_twin || c->no_twin) return LW_PASS;
  void *storage = aligned_alloc(64, (csim_bytes() + 63) & ~(size_t)63);
  if (!storage) return lw_fail(r->error, LW_INPUT, "no memory for the twin");
  r->twin = csim_init(storage, &c->options.config);
  if (!r->twin) {
    free(storage);
    return lw_fail(r->error, LW_USAGE, "the cycle model does not have these sizes");
  }
  csim_reset(r->twin);
  r->twin_on = true;
  if (!lane_open(&r->lane[LANE_TWIN], c->image, c->own_pages, &c->memory.port))
    return lw_fail(r->error, LW_INPUT, "no memory for the twin's RAM");
  lane_map(&r->lane[LANE_TWIN], &c->map);
  return LW_PASS;
}

static int run_open(struct run *r) {
  const struct engine_config *c = r->config;
  const struct format *f = format_get(c->reset_regime.format);
  if (!f || f->arch != c->options.config.arch)
    return lw_fail(r->error, LW_INPUT, "the first regime is not of the DUT's architecture");
  if (r->dut->abi != DUT_ABI) return lw_fail(r->error, LW_INPUT, "%s: another version of the DUT socket", r->dut->name);
  if (c->sink_count > ENGINE_SINKS) return lw_fail(r->error, LW_INPUT, "more than %d sinks", ENGINE_SINKS);
  for (unsigned i = 0; i < c->sink_count; i++)
    r->followed |= c->sinks[i].follow != NULL;
  r->memory = c->memory;
  if (!lane_open(&r->lane[LANE_DUT], c->image, c->own_pages, &c->memory.port))
    return lw_fail(r->error, LW_INPUT, "no memory for the DUT's RAM");
  lane_map(&r->lane[LANE_DUT], &c->map);
  r->view.ram = r->lane[LANE_DUT].ram;
  r->profile = c->profile ? c->profile : &profile_any;
  int code = open_twin(r);
  if (code == LW_PASS) code = checkers_open(r);
  return code == LW_PASS ? open_dut(r) : code;
}

static void run_close(struct run *r) {
  // After a crash the model's own structures may be torn: it is left as it lies.
  if (r->handle && !r->guard.signal) {
    run_follow(r, SINK_END);
    r->dut->close(r->handle);
  }
  free(r->twin);
  checkers_close(r);
  known_close(&r->tally.known);
  for (int i = 0; i < LANES; i++)
    lane_close(&r->lane[i]);
}

void run_tell_turn(struct run *r, enum sink_turn turn) {
  r->shown = false;
  for (unsigned i = 0; i < r->config->sink_count; i++) {
    const struct sink *s = &r->config->sinks[i];
    if (s->follow && s->follow(s->ctx, r, turn)) r->shown = true;
  }
}

static bool work_waits(const struct run *r) {
  return r->view.request_waiting || r->view.fence_waiting || r->fences_running || r->view.in_flight || r->outstanding ||
         r->mem_held || r->pdpte_load.active;
}

static void limit(struct run *r, const char *port, const char *what) {
  struct finding f = finding_limit(r, port, "%s at clock %" PRIu64 ", %" PRIu64 " requests answered", what, r->clock,
                                   r->stats->answers);
  failure_conclude(r, f);
}

// A compare-and-swap that found no room was not made: from there on memory is not what it should
// be.
static void check_room(struct run *r) {
  if (r->lane[LANE_DUT].port.ram_full || r->lane[LANE_TWIN].port.ram_full)
    limit(r, "memory", "more pages change than the run has room for");
}

// Too long without anything moving, or for ever moving and getting nowhere.
static void watch(struct run *r) {
  uint64_t patience = r->config->hang_clocks ? r->config->hang_clocks : RUN_HANG_CLOCKS;
  uint64_t oldest = flight_oldest(&r->flights, NULL);
  if (!work_waits(r))
    r->moved = r->clock;
  else if (r->clock - r->moved >= patience ||
           (oldest != UINT64_MAX && r->clock - oldest >= patience * RUN_SLOW_FACTOR)) {
    struct finding f = failure_hang(r);
    failure_conclude(r, f);
  }
  if (!r->over) check_room(r);
  if (!r->over && r->config->stop && *r->config->stop) limit(r, "engine", "stopped from outside");
}

static void run_loop(struct run *r) {
  const struct engine_config *c = r->config;
  while (!r->over) {
    if (__builtin_expect(r->clock == r->checkpoint, 0)) wake_checkpoint(r);
    run_follow(r, SINK_CLOCK);
    if (!r->over) clock_run(r);
    if (r->over) break;
    if ((r->clock & WATCH_MASK) == 0) watch(r);
    if (c->progress && (r->clock & PROGRESS_MASK) == 0) {
      r->stats->clocks = r->clock;
      c->progress(c->progress_ctx, r->stats);
    }
    if (r->over) break;
    if (r->grace_end && r->clock >= r->grace_end)
      failure_grace(r);
    else if (r->ended && !work_waits(r))
      r->over = true;
    else if (c->max_cycles && r->clock >= c->max_cycles)
      limit(r, "engine", "max-cycles reached");
  }
}

// The memories must be equal, and the stimulus has its last word.
static void run_finish(struct run *r) {
  check_room(r);
  if (r->verdict->kind != VERDICT_PASS) return;
  r->finished = true;
  struct finding f = run_ask(r, AT_END);
  if (f.kind != VERDICT_PASS) failure_conclude(r, f);
}

static void digest_memory(struct run *r) {
  uint64_t d = (r->stats->digest ^ ram_digest(r->lane[LANE_DUT].ram)) * 0x9e3779b97f4a7c15u;
  r->stats->digest = d ^ d >> 29;
}

// With a waveform open the DUT goes on for a while; whatever it does now changes nothing in the
// verdict.
static void show_rest(struct run *r) {
  enum verdict_kind kind = r->verdict->kind;
  if (!r->shown || r->guard.signal || kind == VERDICT_PASS || kind == VERDICT_LIMIT || kind == VERDICT_BAD_INPUT)
    return;
  if (sigsetjmp(r->guard.back, 1) == 0) coast_run(r, r->verdict->clock + r->config->tail);
}

static void run_all(struct run *r) {
  if (sigsetjmp(r->guard.back, 1) == 0) {
    r->guard.inside = 1;
    r->dut->reset(r->handle);
    r->guard.inside = 0;
    r->checkpoint = r->config->checkpoints && r->dut->forks ? r->config->checkpoints->next : UINT64_MAX;
    run_loop(r);
    if (r->verdict->kind == VERDICT_PASS) run_finish(r);
  } else {
    struct finding f = failure_crash(r);
    failure_conclude(r, f);
  }
  r->stats->clocks = r->clock;
  digest_memory(r);
  show_rest(r);
}

int engine_run(const struct engine_config *config, struct stim *stim, struct verdict *verdict, struct run_stats *stats,
               struct lw_error *e) {
  struct lw_error unused;
  struct run *r = calloc(1, sizeof *r);
  memset(verdict, 0, sizeof *verdict);
  memset(stats, 0, sizeof *stats);
  if (!r) return lw_fail(e, LW_INPUT, "out of memory");
  r->config = config;
  r->stim = stim;
  r->verdict = verdict;
  r->stats = stats;
  r->error = e ? e : &unused;
  r->dut = config->dut;
  int code = run_open(r);
  if (code == LW_PASS && !guard_open(&r->guard))
    code = lw_fail(e, LW_INPUT, "another run is under way in this process");
  if (code == LW_PASS) {
    double start = now();
    run_all(r);
    stats->seconds = now() - start;
    guard_close(&r->guard);
  }
  if (r->woken) {
    if (!r->guard.signal) run_follow(r, SINK_END);
    checkpoint_finish(r->config->checkpoints, verdict, stats);
  }
  run_close(r);
  free(r);
  return code;
}
