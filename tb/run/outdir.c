#include "tb/dut/dut_find.h"
#include "tb/run/outdir.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tb/engine/checkpoint.h"
#include "tb/run/job.h"
#include "tb/engine/run.h"
#include "tb/report/wave_view.h"

enum { REPEAT_CLOCKS = 1 << 24 }; // a run of so many clocks is repeated whole: some ten seconds

static const char *const names[] = {"fail.fst", "fail.gtkw", "fail.txn", "fail.json"};
enum { FAIL_FST, FAIL_GTKW, FAIL_TXN, FAIL_JSON, FAIL_FILES };

static bool path_of(const char *dir, int file, char path[PATH_MAX]) {
  int n = snprintf(path, PATH_MAX, "%s/%s", dir, names[file]);
  return n > 0 && n < PATH_MAX;
}

int outdir_prepare(const char *dir, struct lw_error *e) {
  char path[PATH_MAX];
  if (mkdir(dir, 0777) && errno != EEXIST) return lw_fail(e, LW_INPUT, "%s: cannot be made: %s", dir, strerror(errno));
  for (int i = 0; i < FAIL_FILES; i++) {
    if (!path_of(dir, i, path)) return lw_fail(e, LW_INPUT, "%.80s...: the path is too long", dir);
    if (unlink(path) && errno != ENOENT)
      return lw_fail(e, LW_INPUT, "%s: cannot be replaced: %s", path, strerror(errno));
  }
  return access(dir, W_OK) ? lw_fail(e, LW_INPUT, "%s: cannot be written to: %s", dir, strerror(errno)) : LW_PASS;
}

static void __attribute__((format(printf, 2, 3))) note(struct outdir_result *o, const char *format, ...) {
  size_t used = strlen(o->note);
  va_list args;
  if (used + 3 >= sizeof o->note) return;
  if (used) used += (size_t)snprintf(o->note + used, sizeof o->note - used, "; ");
  va_start(args, format);
  vsnprintf(o->note + used, sizeof o->note - used, format, args);
  va_end(args);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// A run that was ended from outside is repeated up to where it was, and one that crashed up to its
// last good clock.
static uint64_t stops_at(const struct verdict *v) {
  return v->kind == VERDICT_LIMIT || v->kind == VERDICT_CRASH ? v->clock : 0;
}

static bool same(const struct job_result *r, const struct verdict *v, const struct run_stats *s) {
  const struct verdict *w = &r->verdict;
  if (stops_at(w)) return v->kind == VERDICT_LIMIT && v->clock == w->clock && s->timing == r->stats.timing;
  return v->kind == w->kind && v->clock == w->clock && !strcmp(v->port, w->port) && !strcmp(v->got, w->got) &&
         s->digest == r->stats.digest && s->timing == r->stats.timing;
}

// The clocks to show. A hang is found long after the last thing that moved.
static void window(const struct job *job, const struct job_result *r, struct outdir_result *o) {
  const struct verdict *v = &r->verdict;
  uint64_t before = job->out.before + (v->kind == VERDICT_HANG ? RUN_HANG_CLOCKS : 0);
  o->first = v->clock > before ? v->clock - before : 0;
  o->last = v->clock + job->out.after;
}

static void judge(struct job_result *r, const struct verdict *v, const struct run_stats *s, const char *which) {
  if (same(r, v, s)) return;
  r->out.equal = false;
  note(&r->out, "the repeat from %s went another way: %s at clock %" PRIu64 ", digests 0x%" PRIx64 " 0x%" PRIx64, which,
       v->port[0] ? v->port : verdict_caught_by(v->kind), v->clock, s->digest, s->timing);
}

// What the RTL prints was printed by the run.
static int silence(void) {
  int kept = dup(STDERR_FILENO), nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
  fflush(stderr);
  if (nothing >= 0) {
    dup2(nothing, STDERR_FILENO);
    close(nothing);
  }
  return kept;
}

static void speak(int kept) {
  fflush(stderr);
  if (kept < 0) return;
  dup2(kept, STDERR_FILENO);
  close(kept);
}

static bool from_checkpoint(const struct job *job, struct job_result *r, struct checkpoints *c) {
  struct outdir_result *o = &r->out;
  struct checkpoint_order order = {.wave_from = o->first, .wave_to = o->last, .verdict = r->verdict};
  struct checkpoint_report report;
  if (!c || !checkpoint_before(c, o->first, &o->from)) return false;
  if (!path_of(job->out.dir, FAIL_FST, order.wave)) return false;
  order.stop_at = stops_at(&r->verdict);
  checkpoint_wake(c, &order, &report);
  if (!report.done) {
    note(o, "the checkpoint at clock %" PRIu64 " died", o->from);
    o->from = 0;
    return false;
  }
  judge(r, &report.verdict, &report.stats, "a checkpoint");
  return true;
}

static void from_start(const struct job *job, struct job_result *r, bool wave) {
  struct outdir_result *o = &r->out;
  char fst[PATH_MAX], txn[PATH_MAX];
  struct job again = *job;
  struct job_result result;
  struct trail trail;
  struct outputs *left = &again.outputs;
  again.out.dir = NULL;
  memset(left->path, 0, sizeof left->path);
  if (wave && path_of(job->out.dir, FAIL_FST, fst)) left->path[OUTPUT_WAVE] = fst;
  left->options.wave_from = o->first;
  left->options.wave_to = o->last;
  left->options.wave_verdict = &r->verdict;
  if (path_of(job->out.dir, FAIL_TXN, txn)) left->path[OUTPUT_RECORD] = txn;
  if (stops_at(&r->verdict)) again.max_cycles = stops_at(&r->verdict);
  int kept = silence();
  job_try(&again, &result, &trail, NULL, NULL, NULL);
  trail_close(&trail);
  speak(kept);
  judge(r, &result.verdict, &result.stats, "the start");
  o->wave = o->wave || (left->path[OUTPUT_WAVE] && !access(fst, R_OK));
  o->recorded = left->path[OUTPUT_RECORD] && !access(txn, R_OK);
}

static bool repeats(const struct job *job, struct job_result *r) {
  const struct stim_kind *kind = stim_kind(&job->stim);
  const char *file;
  for (unsigned i = 0; kind->file && (file = kind->file(&job->stim, i)); i++)
    if (!strcmp(file, "-")) {
      note(&r->out, "what came from standard input cannot be read again");
      return false;
    }
  return true;
}

static void make_view(const struct job *job, struct job_result *r) {
  char fst[PATH_MAX], view[PATH_MAX];
  struct lw_error e = {0};
  if (!path_of(job->out.dir, FAIL_FST, fst) || !path_of(job->out.dir, FAIL_GTKW, view)) return;
  unsigned signals;
  r->out.view =
      wave_view_write(view, fst, &r->verdict, &e) == LW_PASS && wave_view_check(view, fst, &signals, &e) == LW_PASS;
  if (!r->out.view) note(&r->out, "%s", e.text);
}

static void say(const struct job *job, const struct job_result *r, FILE *out) {
  const struct outdir_result *o = &r->out;
  if (o->wave)
    fprintf(out,
            "  waves     %s/%s, clocks %" PRIu64 " to %" PRIu64 ", replayed from %s%" PRIu64
            " in %.2f s (%.1f %% of the run): %s\n",
            job->out.dir, names[FAIL_FST], o->first, o->last, o->from ? "the checkpoint at clock " : "clock ", o->from,
            o->seconds, r->stats.seconds > 0 ? 100 * o->seconds / r->stats.seconds : 0,
            o->equal ? "equal to the run" : "NOT THE SAME RUN");
  if (o->view) fprintf(out, "  view      lockwalk wave %s\n", job->out.dir);
  if (o->recorded) fprintf(out, "  as text   %s/%s\n", job->out.dir, names[FAIL_TXN]);
  fprintf(out, "  digests   0x%016" PRIx64 " 0x%016" PRIx64 "\n", r->stats.digest, r->stats.timing);
  if (o->note[0]) fprintf(out, "  note      %s\n", o->note);
}

void outdir_fill(const struct job *job, struct job_result *r, struct checkpoints *c, FILE *out) {
  struct outdir_result *o = &r->out;
  double start = now();
  memset(o, 0, sizeof *o);
  if (r->verdict.kind == VERDICT_BAD_INPUT) return;
  o->equal = true;
  window(job, r, o);
  bool input = repeats(job, r);
  const struct dut_ops *dut = dut_find(job->dut, job->plugin_dir, NULL);
  bool waves = dut && dut->wave;
  if (dut && !waves) note(o, "%s has no waveform", dut->name);
  if (waves && !dut->forks) note(o, "%s has no checkpoints: it is repeated from the start", dut->name);
  o->wave = input && waves && from_checkpoint(job, r, c);
  o->seconds = now() - start;
  bool whole = r->stats.clocks <= REPEAT_CLOCKS || (waves && !o->wave && r->verdict.kind != VERDICT_LIMIT);
  if (!whole)
    note(o, "no %s: the run is long; --record writes one", names[FAIL_TXN]);
  else if (input)
    from_start(job, r, waves && !o->wave);
  if (!o->from) o->seconds = now() - start;
  if (o->wave) make_view(job, r);
  say(job, r, out);
}
