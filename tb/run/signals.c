#include "tb/run/signals.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATIENCE_SECONDS = 60 };

volatile bool job_stop;
volatile unsigned job_toggles;

static void command_stop(int number) {
  if (job_stop) _Exit(128 + number);
  job_stop = true;
}

static void worker_stop(int number) {
  (void)number;
  if (!job_stop) alarm(PATIENCE_SECONDS);
  job_stop = true;
}

static void toggle(int number) {
  (void)number;
  job_toggles++;
}

static void handle(int number, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

void signals_in_command(void) {
  handle(SIGINT, command_stop);
  handle(SIGTERM, command_stop);
  handle(SIGUSR1, toggle);
}

void signals_in_worker(void) {
  handle(SIGINT, SIG_IGN);
  handle(SIGUSR1, SIG_IGN);
  handle(SIGTERM, worker_stop);
  handle(SIGUSR2, toggle);
}

void signals_rearm(void) {
  alarm(0);
  job_stop = false;
}

void signals_hold(bool on) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGUSR2);
  sigprocmask(on ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

unsigned signals_news(struct signals_passed *p) {
  unsigned toggles = job_toggles - p->toggles;
  unsigned news = (job_stop && !p->stop ? SIGNALS_STOP : 0) | (toggles & 1 ? SIGNALS_TOGGLE : 0);
  p->stop = job_stop;
  p->toggles += toggles;
  return news;
}

void signals_tell(pid_t worker, unsigned news) {
  if (news & SIGNALS_STOP) kill(worker, SIGTERM);
  if (news & SIGNALS_TOGGLE) kill(worker, SIGUSR2);
}
