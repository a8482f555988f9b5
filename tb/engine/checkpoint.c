#include "tb/engine/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

bool checkpoints_open(struct checkpoints *c, uint64_t every, uint64_t before) {
  memset(c, 0, sizeof *c);
  c->grow = every == 0;
  c->every = every ? every : CHECKPOINT_EVERY;
  // Two are kept: when the newest lies inside the window, the one before it must not.
  if (c->every < before) c->every = before;
  c->next = c->every;
  c->report = mmap(NULL, sizeof *c->report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (c->report != MAP_FAILED) return true;
  c->report = NULL;
  c->next = UINT64_MAX;
  return false;
}

static void drop(struct checkpoints *c, unsigned i) {
  close(c->copy[i].wake);
  // It sleeps and holds nothing but memory.
  kill(c->copy[i].pid, SIGKILL);
  while (waitpid(c->copy[i].pid, NULL, 0) < 0 && errno == EINTR) {
  }
  c->kept--;
  memmove(&c->copy[i], &c->copy[i + 1], (c->kept - i) * sizeof c->copy[0]);
}

void checkpoints_close(struct checkpoints *c) {
  while (c->kept)
    drop(c, 0);
  if (c->report) munmap(c->report, sizeof *c->report);
  c->report = NULL;
}

// A whole order, or false when the run has no use for this copy.
static bool await(int from, struct checkpoint_order *order) {
  char *at = (char *)order;
  for (size_t got = 0; got < sizeof *order;) {
    ssize_t n = read(from, at + got, sizeof *order - got);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    got += (size_t)n;
  }
  return true;
}

// The life of a copy: it dies with the run, and what is told to the run's process group is not
// meant for it.
static void sleep_in_copy(struct checkpoints *c, pid_t run, int from, struct checkpoint_order *order) {
  static const int not_ours[] = {SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGHUP};
  sigset_t set;
  sigemptyset(&set);
  for (unsigned i = 0; i < sizeof not_ours / sizeof *not_ours; i++)
    sigaddset(&set, not_ours[i]);
  sigprocmask(SIG_BLOCK, &set, NULL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != run) _exit(1);
  for (unsigned i = 0; i < c->kept; i++)
    close(c->copy[i].wake);
  c->kept = 0;
  if (!await(from, order)) _exit(0);
  close(from);
  // What the RTL prints was printed by the run.
  int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nothing >= 0) dup2(nothing, STDERR_FILENO);
}

bool checkpoint_take(struct checkpoints *c, uint64_t clock, struct checkpoint_order *order) {
  uint64_t distance = c->grow && clock / CHECKPOINT_GROWTH > c->every ? clock / CHECKPOINT_GROWTH : c->every;
  c->next = clock + distance;
  int ends[2];
  if (pipe(ends)) return false;
  if (c->kept == CHECKPOINTS) drop(c, 0);
  pid_t run = getpid(), pid = fork();
  if (pid == 0) {
    close(ends[1]);
    sleep_in_copy(c, run, ends[0], order);
    return true;
  }
  close(ends[0]);
  if (pid < 0) { // no memory or no process for one: the run goes on, and tries again at the next
    close(ends[1]);
    return false;
  }
  c->copy[c->kept].pid = pid;
  c->copy[c->kept].wake = ends[1];
  c->copy[c->kept].clock = clock;
  c->kept++;
  c->taken++;
  return false;
}

_Noreturn void checkpoint_finish(struct checkpoints *c, const struct verdict *verdict, const struct run_stats *stats) {
  c->report->verdict = *verdict;
  c->report->stats = *stats;
  c->report->done = true;
  _exit(0); // no buffer of the run's is flushed a second time
}

static bool find(const struct checkpoints *c, uint64_t clock, unsigned *i) {
  for (*i = c->kept; (*i)-- > 0;)
    if (c->copy[*i].clock <= clock) return true;
  return false;
}

bool checkpoint_before(const struct checkpoints *c, uint64_t clock, uint64_t *from) {
  unsigned i;
  if (!find(c, clock, &i)) return false;
  *from = c->copy[i].clock;
  return true;
}

static bool send(int to, const struct checkpoint_order *order) {
  const char *at = (const char *)order;
  for (size_t put = 0; put < sizeof *order;) {
    ssize_t n = write(to, at + put, sizeof *order - put);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    put += (size_t)n;
  }
  return true;
}

void checkpoint_wake(struct checkpoints *c, const struct checkpoint_order *order, struct checkpoint_report *report) {
  unsigned i;
  memset(report, 0, sizeof *report);
  if (!find(c, order->wave_from, &i)) return;
  memset(c->report, 0, sizeof *c->report);
  void (*old)(int) = signal(SIGPIPE, SIG_IGN); // a copy that was killed
  bool sent = send(c->copy[i].wake, order);
  signal(SIGPIPE, old);
  while (sent && waitpid(c->copy[i].pid, NULL, 0) < 0 && errno == EINTR) {
  }
  *report = *c->report;
  if (sent) {
    close(c->copy[i].wake);
    c->kept--;
    memmove(&c->copy[i], &c->copy[i + 1], (c->kept - i) * sizeof c->copy[0]);
  } else {
    drop(c, i);
  }
}
