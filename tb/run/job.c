#include "tb/dut/dut_find.h"
#include "tb/run/job.h"

#include <stdlib.h>
#include <string.h>

#include "tb/engine/checkpoint.h"
#include "tb/txn/dut_tape.h"
#include "tb/report/incident.h"
#include "tb/report/report.h"
#include "tb/run/signals.h"
#include "tb/run/source_options.h"
#include "tb/report/trail.h"
#include "tb/txn/txn.h"

enum { OWN_PAGES = 4096, GOLDEN_PAIRS = 1 << 18, RANDOM_PAIRS = 1 << 13, HANG_CLOCKS = 20000 };

// What a job holds open while it runs.
struct job_inputs {
  struct image *image, *after;
  struct expect *expect;
  struct txn *txn;
  struct random_run *random;
  struct stim *stim;
  struct stim *played; // `stim`, made to fit the profile
  const struct ram_image *ram;
  struct regime regime;
  struct stim_memory memory;
  struct stim_map map;
  struct mmu_config config;
  const struct dut_ops *dut;
  bool fitted; // a profile was given, by the user or the plugin
  struct profile profile;
  struct profile_stim fit;
};

bool job_format_runs(enum format_id id) {
  const struct format *f = format_get(id);
  return f && f->mode != FORMAT_NO_MODE;
}

static const struct mmu_config default_config = {
    .tlb_entries = MMU_TLB_ENTRIES, .pwc_entries = MMU_PWC_ENTRIES, .miss_depth = MMU_MISS_DEPTH};

static struct stim_memory image_memory(uint64_t seed) {
  return (struct stim_memory){.port = {.seed = seed, .latency_min = 2, .latency_max = 9, .backpressure = 1}};
}

static int open_image(const struct job *job, struct job_inputs *in, struct job_result *r, struct lw_error *e) {
  in->image = image_open_as(job->image, &job->dump, NULL, NULL, e);
  if (!in->image) return e->code;
  profile_regime(&in->profile, &in->image->regime);
  if (in->profile.ad_faults) in->image->regime.flags &= ~(uint32_t)RV_ADUE;
  in->ram = &in->image->ram;
  in->regime = in->image->regime;
  in->memory = image_memory(job->seed);
  if (job->kind == JOB_IMAGE) {
    in->expect = expect_open(job->expect, format_get(in->regime.format)->arch, e);
    if (in->expect)
      in->stim = in->expect->points ? stim_points_open(in->image, in->expect, &r->image, e)
                                    : stim_image_open(in->image, in->expect, job->seed, &r->image, e);
    return in->stim ? LW_PASS : e->code;
  }
  if (job->image_after && !(in->after = image_open(job->image_after, e))) return e->code;
  in->stim = stim_walks_open(in->image, in->after, job->walks, job->changed, &r->walks, e);
  return in->stim ? LW_PASS : e->code;
}

static int open_txn(const struct job *job, struct job_inputs *in, struct lw_error *e) {
  in->txn = job->partial ? txn_open_partial(job->txn, e) : txn_open(job->txn, e);
  if (!in->txn) return e->code;
  in->ram = txn_image(in->txn);
  in->regime = *txn_first_regime(in->txn);
  in->memory = *txn_memory(in->txn);
  in->map = *txn_map(in->txn);
  in->config = txn_config(in->txn);
  in->stim = txn_stim(in->txn);
  return LW_PASS;
}

static int open_random(const struct job *job, struct job_inputs *in, struct job_result *r, struct lw_error *e) {
  struct random_config config = {.format = job->format, .seed = job->seed, .transactions = job->transactions};
  config.formats = in->profile.formats;
  const char *unfit = profile_unfit(&in->profile, job->format);
  if (unfit) return lw_fail(e, LW_INPUT, "%s: %s", format_get(job->format)->name, unfit);
  if (in->fitted) config.pa_bits = in->profile.pa_bits;
  in->random = random_open(&config, &r->random, e);
  if (!in->random) return e->code;
  in->ram = random_image(in->random);
  in->regime = *random_regime(in->random);
  in->memory = *random_memory(in->random);
  in->map = *random_map(in->random);
  in->config.xlen = random_xlen(in->random);
  in->stim = random_stim(in->random);
  return LW_PASS;
}

// The lines bring their regimes; here is only what the DUT is built for.
static int open_vectors(const struct job *job, struct job_inputs *in, struct job_result *r, struct lw_error *e) {
  static const enum format_id format[] = {
      [VECTORS_RV32] = FORMAT_SV32, [VECTORS_RV64] = FORMAT_SV39, [VECTORS_X86] = FORMAT_X86_4L};
  in->regime = (struct regime){.format = format[job->machine], .pa_bits = 52};
  in->memory = image_memory(job->seed);
  in->stim = stim_vectors_open(job->vectors, job->machine, job->line, &r->vectors, e);
  return in->stim ? LW_PASS : e->code;
}

static int open_cube(const struct job *job, struct job_inputs *in, struct job_result *r, struct lw_error *e) {
  in->regime = cube_regime(job->format);
  in->memory = (struct stim_memory){.port = {.seed = job->seed, .latency_min = 1, .latency_max = 1}};
  in->map = (struct stim_map){.zero_holes = true};
  in->stim = cube_open(job->format, &r->cube, e);
  return in->stim ? LW_PASS : e->code;
}

static int open_dut(const struct job *job, struct job_inputs *in, struct lw_error *e) {
  in->profile = profile_any;
  if (job->no_dut) return LW_PASS;
  in->dut = dut_find(job->dut, job->plugin_dir, e);
  if (!in->dut) return e->code;
  in->fitted = job->profile || in->dut->profile;
  return profile_of(job->profile, in->dut->name, in->dut->profile, &in->profile, e);
}

static int fit_profile(struct job_inputs *in, struct job_result *r, struct lw_error *e) {
  const struct profile *p = &in->profile;
  in->played = in->stim;
  if (!in->fitted) return LW_PASS;
  const char *unfit = profile_unfit(p, in->regime.format);
  if (unfit) return lw_fail(e, LW_INPUT, "%s: %s", format_get(in->regime.format)->name, unfit);
  profile_print_absent(p, r->absent, sizeof r->absent);
  profile_regime(p, &in->regime);
  if (p->no_bus_errors) in->map = (struct stim_map){.zero_holes = true};
  for (unsigned i = 0; !in->map.regions && i < p->regions; i++)
    in->map.region[i] = p->region[i];
  if (!in->map.regions) in->map.regions = p->regions;
  in->played = profile_fit(&in->fit, p, in->stim);
  return LW_PASS;
}

static int inputs_open(const struct job *job, struct job_inputs *in, struct job_result *r, struct lw_error *e) {
  in->config = default_config;
  int code = open_dut(job, in, e);
  if (code != LW_PASS) return code;
  code = job->kind == JOB_TXN       ? open_txn(job, in, e)
         : job->kind == JOB_RANDOM  ? open_random(job, in, r, e)
         : job->kind == JOB_VECTORS ? open_vectors(job, in, r, e)
         : job->kind == JOB_CUBE    ? open_cube(job, in, r, e)
                                    : open_image(job, in, r, e);
  if (code != LW_PASS) return code;
  if (job->kind != JOB_TXN) in->config.arch = format_get(in->regime.format)->arch;
  if (in->regime.format == FORMAT_SV32) in->config.xlen = 32;
  if (job->no_dut && !(in->dut = dut_tape(in->txn, e))) return e->code;
  return fit_profile(in, r, e);
}

static void inputs_close(struct job_inputs *in) {
  if (in->stim && in->stim->close) in->stim->close(in->stim->ctx);
  random_close(in->random);
  txn_close(in->txn);
  expect_close(in->expect);
  image_close(in->after);
  image_close(in->image);
}

static void bad_input(struct job_result *r, const struct lw_error *e) {
  r->verdict = (struct verdict){.kind = VERDICT_BAD_INPUT};
  snprintf(r->verdict.text, sizeof r->verdict.text, "%s", e->text);
  r->exit_code = e->code;
}

static struct engine_config engine_of(const struct job *job, const struct job_inputs *in) {
  return (struct engine_config){
      .dut = in->dut,
      .options = {.config = in->config, .seed = job->seed, .bug = job->bug, .plusargs = job->plusargs},
      .reset_regime = in->regime,
      .no_twin = job->no_twin,
      .no_golden = job->no_golden,
      .count_every = job->kind == JOB_RANDOM ? 1 : 16,
      .image = in->ram,
      .own_pages = OWN_PAGES,
      .memory = in->memory,
      .map = in->map,
      .profile = &in->profile,
      .golden_pairs = job->kind == JOB_RANDOM ? RANDOM_PAIRS : GOLDEN_PAIRS,
      .max_cycles = job->max_cycles,
      .hang_clocks = HANG_CLOCKS,
      .tail = (unsigned)job->after,
      .stop = &job_stop};
}

// With its outputs around it; `c` lacks the sinks.
static int run_engine(const struct job *job, struct job_inputs *in, struct job_result *r, struct trail *trail,
                      struct engine_config *c, struct lw_error *e) {
  char again[1200];
  struct sink sinks[ENGINE_SINKS];
  struct outputs_open outputs = {.wanted = &job->outputs};
  struct output_options options = job->outputs.options;
  const struct output_run run = {
      .name = job->name, .format = r->format, .dut = job->dut, .again = again, .engine = c, .options = &options};
  job_rerun_line(job, again, sizeof again);
  options.wave_toggles = &job_toggles;
  c->sinks = sinks;
  sinks[c->sink_count++] = trail_sink(trail);
  if (job->kind == JOB_VECTORS) sinks[c->sink_count++] = stim_vectors_sink(in->stim);
  if (job->kind == JOB_CUBE) sinks[c->sink_count++] = cube_sink(in->stim);
  int code = outputs_open(&outputs, &job->outputs, &run, sinks, &c->sink_count, e);
  if (code == LW_PASS) code = engine_run(c, in->played, &r->verdict, &r->stats, e);
  int closed = outputs_close(&outputs, code == LW_PASS ? &r->verdict : NULL, &r->stats, code == LW_PASS ? e : NULL);
  return code == LW_PASS ? closed : code;
}

void job_try(const struct job *job, struct job_result *r, struct trail *trail, struct checkpoints *checkpoints,
             void (*progress)(void *, const struct run_stats *), void *ctx) {
  memset(r, 0, sizeof *r);
  memset(trail, 0, sizeof *trail);
  struct job_inputs in = {0};
  struct lw_error e = {0};
  int code = inputs_open(job, &in, r, &e);
  if (code == LW_PASS) {
    struct engine_config c = engine_of(job, &in);
    c.checkpoints = checkpoints;
    c.progress = progress;
    c.progress_ctx = ctx;
    snprintf(r->format, sizeof r->format, "%s",
             job->kind == JOB_VECTORS ? vectors_machine_name(job->machine) : format_get(in.regime.format)->name);
    code = run_engine(job, &in, r, trail, &c, &e);
  }
  if (code != LW_PASS)
    bad_input(r, &e);
  else
    r->exit_code = verdict_exit_code(r->verdict.kind);
  r->arch = in.config.arch;
  inputs_close(&in);
}

// The mismatch record, where one is wanted: a file of its own, and fail.json in the folder.
static void write_incident(const struct job *job, const struct job_result *r, const struct trail *trail,
                           const char *rerun, FILE *out) {
  struct incident incident = {.verdict = &r->verdict,
                              .trail = trail,
                              .arch = r->arch,
                              .run = job->name,
                              .format = r->format,
                              .dut = job->dut,
                              .bug = job->bug,
                              .seed = job->seed,
                              .again = rerun,
                              .recording = job->outputs.path[OUTPUT_RECORD],
                              .wave = job->outputs.path[OUTPUT_WAVE]};
  struct lw_error e;
  char path[4096];
  if (r->verdict.kind == VERDICT_BAD_INPUT) return;
  outputs_failed(&job->outputs, &incident, out);
  if (!job->out) return;
  if (r->out.recorded) incident.recording = "fail.txn";
  if (r->out.wave) incident.wave = "fail.fst";
  if ((size_t)snprintf(path, sizeof path, "%s/fail.json", job->out) >= sizeof path) return;
  if (incident_write(path, &incident, &e))
    fprintf(out, "  note      %s\n", e.text);
  else
    fprintf(out, "  record    %s: `lockwalk explain` shows its walk\n", path);
}

void job_run(const struct job *job, struct job_result *result, FILE *out,
             void (*progress)(void *, const struct run_stats *), void *ctx) {
  struct trail trail;
  struct job_result own, *r = &own; // *result may be shared with the copies that checkpoints are
  struct checkpoints checkpoints;
  bool copies = job->out && !job->no_checkpoints && checkpoints_open(&checkpoints, job->checkpoint_every, job->before);
  job_try(job, r, &trail, copies ? &checkpoints : NULL, progress, ctx);
  signals_rearm();
  if (r->exit_code != LW_PASS) {
    char rerun[1200];
    job_rerun_line(job, rerun, sizeof rerun);
    report_failure(out, &r->verdict, r->arch, &trail, rerun);
    if (job->out) outdir_fill(job, r, copies ? &checkpoints : NULL, out);
    write_incident(job, r, &trail, rerun, out);
  }
  if (copies) checkpoints_close(&checkpoints);
  trail_close(&trail);
  *result = own;
}

static void append(char *text, size_t size, const char *format, const char *value) {
  size_t used = strlen(text);
  if (value && used < size) snprintf(text + used, size - used, format, value);
}

void job_rerun_line(const struct job *job, char *text, size_t size) {
  snprintf(text, size, "lockwalk %s", job->kind == JOB_CUBE ? "cube" : job->no_dut ? "replay" : "run");
  append(text, size, " --image %s", job->image);
  char source[512];
  source_options_print(&job->dump, source, sizeof source);
  if (*source) source[strlen(source) - 1] = 0; // its last space
  append(text, size, " %s", *source ? source : NULL);
  append(text, size, " --expect %s", job->expect);
  append(text, size, " --image-after %s", job->image_after);
  append(text, size, " --walks %s", job->walks);
  append(text, size, job->no_dut ? " %s" : " --txn %s", job->txn);
  append(text, size, " --vectors %s", job->vectors);
  char number[64];
  if (job->kind == JOB_RANDOM) {
    snprintf(number, sizeof number, "%llu", (unsigned long long)job->transactions);
    append(text, size, " --random %s", number);
  }
  if (job->kind == JOB_RANDOM || job->kind == JOB_CUBE)
    append(text, size, " --format %s", format_get(job->format)->name);
  if (job->kind == JOB_WALKS && job->changed) {
    snprintf(number, sizeof number, "%llu", (unsigned long long)job->changed);
    append(text, size, " --changed %s", number);
  }
  if (job->line) {
    snprintf(number, sizeof number, "%lu", job->line);
    append(text, size, " --line %s", number);
  }
  snprintf(number, sizeof number, "0x%llx", (unsigned long long)job->seed);
  append(text, size, " --seed %s", number);
  append(text, size, " --dut %s", job->no_dut ? NULL : job->dut);
  append(text, size, "%s", job->no_dut ? " --no-dut" : NULL);
  append(text, size, " --profile %s", job->profile);
  if (job->bug) {
    snprintf(number, sizeof number, "%u", job->bug);
    append(text, size, " --bug %s", number);
  }
  if (job->max_cycles) {
    snprintf(number, sizeof number, "%llu", (unsigned long long)job->max_cycles);
    append(text, size, " --max-cycles %s", number);
  }
  append(text, size, "%s", job->no_twin ? " --no-twin" : NULL);
  append(text, size, "%s", job->no_golden ? " --no-golden" : NULL);
  append(text, size, " %s", job->plusargs);
}
