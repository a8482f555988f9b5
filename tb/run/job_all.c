// Jobs on processes: a job that kills its process is a verdict of its own, and the results do not
// depend on how many work at once.
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tb/text/error.h"
#include "tb/run/job.h"
#include "tb/run/signals.h"

struct shared {
  struct job_result result;
  uint64_t answers; // progress
  bool done;
};
struct worker {
  pid_t pid;
  FILE *story;
};

static void note_progress(void *ctx, const struct run_stats *s) {
  __atomic_store_n(&((struct shared *)ctx)->answers, s->answers, __ATOMIC_RELAXED);
}

static void show_progress(const struct job *job, const struct worker *w, const struct shared *s, unsigned n) {
  fputs("\r\033[K", stderr);
  for (unsigned i = 0; i < n; i++)
    if (w[i].pid > 0)
      fprintf(stderr, "%s: %llu answers  ", job[i].name,
              (unsigned long long)__atomic_load_n(&s[i].answers, __ATOMIC_RELAXED));
  fflush(stderr);
}

static bool start(const struct job *job, struct worker *w, struct shared *s) {
  w->story = tmpfile();
  if (!w->story) return false;
  fflush(NULL);
  pid_t parent = getpid();
  signals_hold(true);
  w->pid = fork();
  if (w->pid) {
    signals_hold(false);
    return w->pid > 0;
  }
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(LW_INPUT);
  signals_in_worker();
  signals_hold(false);
  job_run(job, &s->result, w->story, note_progress, s);
  fflush(w->story);
  s->done = true;
  _exit(0);
}

// The process is gone: whole result, or a crash outside the engine's own net.
static void finish(struct worker *w, struct shared *s, int status) {
  w->pid = 0;
  if (s->done) return;
  s->result.exit_code = LW_CRASH;
  s->result.verdict.kind = VERDICT_CRASH;
  snprintf(s->result.verdict.text, sizeof s->result.verdict.text, "the run's process ended with %s %d",
           WIFSIGNALED(status) ? "signal" : "status", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
  fprintf(w->story, "%s\n", s->result.verdict.text);
  fflush(w->story);
}

static void copy_story(FILE *from, FILE *to) {
  char buffer[4096];
  size_t got;
  rewind(from);
  while ((got = fread(buffer, 1, sizeof buffer, from)) > 0)
    fwrite(buffer, 1, got, to);
  fclose(from);
}

// Waits a moment for one of the workers; true when one ended.
static bool reap(struct worker *w, struct shared *s, unsigned n, unsigned *running) {
  int status;
  pid_t pid = waitpid(-1, &status, WNOHANG);
  if (pid <= 0) {
    nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
    return false;
  }
  for (unsigned i = 0; i < n; i++)
    if (w[i].pid == pid) {
      finish(&w[i], &s[i], status);
      --*running;
    }
  return true;
}

static void pass_signals(struct signals_passed *passed, const struct worker *w, unsigned n) {
  unsigned news = signals_news(passed);
  for (unsigned i = 0; news && i < n; i++)
    if (w[i].pid > 0) signals_tell(w[i].pid, news);
}

int job_run_all(const struct job *job, unsigned n, unsigned workers, bool quiet, struct job_result *result, FILE *out) {
  struct shared *s = mmap(NULL, n * sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  struct worker *w = calloc(n, sizeof *w);
  if (s == MAP_FAILED || !w) {
    fprintf(out, "no memory for %u jobs\n", n);
    free(w);
    return LW_INPUT;
  }
  bool show = !quiet && isatty(STDERR_FILENO);
  unsigned next = 0, running = 0, ticks = 0;
  struct signals_passed passed = {.toggles = job_toggles};
  while (next < n || running) {
    pass_signals(&passed, w, n);
    if (next < n && running < (workers ? workers : 1)) {
      if (start(&job[next], &w[next], &s[next]))
        running++;
      else {
        w[next].pid = 0;
        s[next].result.exit_code = LW_INPUT;
        s[next].result.verdict.kind = VERDICT_BAD_INPUT;
        snprintf(s[next].result.verdict.text, sizeof s[next].result.verdict.text, "cannot start a process: %s",
                 strerror(errno));
      }
      next++;
      continue;
    }
    if (!reap(w, s, n, &running) && show && ++ticks % 10 == 0) show_progress(job, w, s, n);
  }
  if (show) fputs("\r\033[K", stderr);
  int code = LW_PASS;
  for (unsigned i = 0; i < n; i++) {
    result[i] = s[i].result;
    if (w[i].story) copy_story(w[i].story, out);
    if (code == LW_PASS) code = result[i].exit_code;
  }
  free(w);
  munmap(s, n * sizeof *s);
  return code;
}
