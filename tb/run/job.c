#include "tb/dut/dut_find.h"
#include "tb/run/job.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tb/engine/checkpoint.h"
#include "tb/report/incident.h"
#include "tb/report/report.h"
#include "tb/run/signals.h"
#include "tb/report/trail.h"

enum { OWN_PAGES = 4096, GOLDEN_PAIRS = 1 << 18, COUNT_EVERY = 16, HANG_CLOCKS = 20000 };

// What a job holds open while it runs.
struct job_inputs {
  struct stim_opened of;
  struct stim *played; // `of.stim`, made to fit the profile
  const struct dut_ops *dut;
  bool fitted; // a profile was given, by the user or the plugin
  struct profile profile;
  struct profile_stim fit;
};

bool job_format_runs(enum format_id id) {
  const struct format *f = format_get(id);
  return f && f->mode != FORMAT_NO_MODE;
}

static int open_dut(const struct job *job, struct job_inputs *in, struct lw_error *e) {
  in->profile = profile_any;
  if (stim_no_dut(&job->stim)) return LW_PASS;
  in->dut = dut_find(job->dut, job->plugin_dir, e);
  if (!in->dut) return e->code;
  in->fitted = job->profile || in->dut->profile;
  return profile_of(job->profile, in->dut->name, in->dut->profile, &in->profile, e);
}

static int fit_profile(struct job_inputs *in, struct job_result *r, struct lw_error *e) {
  const struct profile *p = &in->profile;
  struct stim_opened *o = &in->of;
  in->played = o->stim;
  if (!in->fitted) return LW_PASS;
  const char *unfit = profile_unfit(p, o->regime.format);
  if (unfit) return lw_fail(e, LW_INPUT, "%s: %s", format_get(o->regime.format)->name, unfit);
  profile_print_absent(p, r->absent, sizeof r->absent);
  profile_regime(p, &o->regime);
  if (p->no_bus_errors) o->map = (struct stim_map){.zero_holes = true};
  for (unsigned i = 0; !o->map.regions && i < p->regions; i++)
    o->map.region[i] = p->region[i];
  if (!o->map.regions) o->map.regions = p->regions;
  in->played = profile_fit(&in->fit, p, o->stim);
  return LW_PASS;
}

static int inputs_open(const struct job *job, struct job_inputs *in, struct job_result *r, struct lw_error *e) {
  struct stim_opened *o = &in->of;
  int code = open_dut(job, in, e);
  if (code != LW_PASS) return code;
  const struct stim_for who = {.seed = job->seed, .profile = &in->profile, .fitted = in->fitted, .tally = &r->tally};
  code = stim_kind(&job->stim)->open(&job->stim, &who, o, e);
  if (code != LW_PASS) return code;
  const struct format *format = format_get(o->regime.format);
  if (!o->config_told) o->config.arch = format->arch;
  if (o->regime.format == FORMAT_SV32) o->config.xlen = 32;
  if (o->dut) in->dut = o->dut;
  code = fit_profile(in, r, e);
  if (code == LW_PASS) snprintf(r->format, sizeof r->format, "%s", *o->format ? o->format : format->name);
  return code;
}

static void bad_input(struct job_result *r, const struct lw_error *e) {
  r->verdict = (struct verdict){.kind = VERDICT_BAD_INPUT};
  snprintf(r->verdict.text, sizeof r->verdict.text, "%s", e->text);
  r->exit_code = e->code;
}

static struct engine_config engine_of(const struct job *job, const struct job_inputs *in) {
  const struct stim_opened *o = &in->of;
  return (struct engine_config){
      .dut = in->dut,
      .options = {.config = o->config, .seed = job->seed, .bug = job->bug, .plusargs = job->plusargs},
      .reset_regime = o->regime,
      .no_twin = job->no_twin,
      .no_golden = job->no_golden,
      .count_every = o->count_every,
      .image = o->image,
      .own_pages = OWN_PAGES,
      .memory = o->memory,
      .map = o->map,
      .profile = &in->profile,
      .golden_pairs = o->golden_pairs,
      .max_cycles = job->max_cycles,
      .hang_clocks = HANG_CLOCKS,
      .tail = (unsigned)job->out.after,
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
  if (in->of.sink.event) sinks[c->sink_count++] = in->of.sink;
  int code = outputs_open(&outputs, &job->outputs, &run, sinks, &c->sink_count, e);
  if (code == LW_PASS) code = engine_run(c, in->played, &r->verdict, &r->stats, e);
  int closed = outputs_close(&outputs, code == LW_PASS ? &r->verdict : NULL, &r->stats, code == LW_PASS ? e : NULL);
  return code == LW_PASS ? closed : code;
}

void job_try(const struct job *job, struct job_result *r, struct trail *trail, struct checkpoints *checkpoints,
             void (*progress)(void *, const struct run_stats *), void *ctx) {
  memset(r, 0, sizeof *r);
  memset(trail, 0, sizeof *trail);
  struct job_inputs in = {
      .of = {.config = {.tlb_entries = MMU_TLB_ENTRIES, .pwc_entries = MMU_PWC_ENTRIES, .miss_depth = MMU_MISS_DEPTH},
             .count_every = COUNT_EVERY,
             .golden_pairs = GOLDEN_PAIRS}};
  struct lw_error e = {0};
  int code = inputs_open(job, &in, r, &e);
  if (code == LW_PASS) {
    struct engine_config c = engine_of(job, &in);
    c.checkpoints = checkpoints;
    c.progress = progress;
    c.progress_ctx = ctx;
    code = run_engine(job, &in, r, trail, &c, &e);
  }
  if (code != LW_PASS)
    bad_input(r, &e);
  else
    r->exit_code = verdict_exit_code(r->verdict.kind);
  r->arch = in.of.config.arch;
  stim_kind(&job->stim)->close(&in.of);
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
  if (!job->out.dir) return;
  if (r->out.recorded) incident.recording = "fail.txn";
  if (r->out.wave) incident.wave = "fail.fst";
  if ((size_t)snprintf(path, sizeof path, "%s/fail.json", job->out.dir) >= sizeof path) return;
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
  const struct outdir *o = &job->out;
  bool copies = o->dir && !o->no_checkpoints && checkpoints_open(&checkpoints, o->checkpoint_every, o->before);
  job_try(job, r, &trail, copies ? &checkpoints : NULL, progress, ctx);
  signals_rearm();
  if (r->exit_code != LW_PASS) {
    char rerun[1200];
    job_rerun_line(job, rerun, sizeof rerun);
    report_failure(out, &r->verdict, r->arch, &trail, rerun);
    if (o->dir) outdir_fill(job, r, copies ? &checkpoints : NULL, out);
    write_incident(job, r, &trail, rerun, out);
  }
  if (copies) checkpoints_close(&checkpoints);
  trail_close(&trail);
  *result = own;
}

static void print_again(const struct job *job, FILE *out) {
  bool dut = !stim_no_dut(&job->stim);
  fputs("lockwalk ", out);
  stim_kind(&job->stim)->again(&job->stim, out);
  fprintf(out, " --seed 0x%" PRIx64, job->seed);
  if (dut) fprintf(out, " --dut %s", job->dut);
  if (!dut) fputs(" --no-dut", out);
  if (job->profile) fprintf(out, " --profile %s", job->profile);
  if (job->bug) fprintf(out, " --bug %u", job->bug);
  if (job->max_cycles) fprintf(out, " --max-cycles %" PRIu64, job->max_cycles);
  if (job->no_twin) fputs(" --no-twin", out);
  if (job->no_golden) fputs(" --no-golden", out);
  if (job->plusargs) fprintf(out, " %s", job->plusargs);
}

void job_rerun_line(const struct job *job, char *text, size_t size) {
  FILE *out = fmemopen(text, size, "w");
  *text = 0;
  if (!out) return;
  print_again(job, out);
  fclose(out);
  text[size - 1] = 0;
}
