// For tests that break a state on purpose: did a function end by abort(), as a broken INVARIANT
// does (golden/invariant.h)?
#ifndef TESTS_ABORTS_H
#define TESTS_ABORTS_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// Calls act(with) in a child process, whose message and core file nobody wants.
static inline bool aborts(void (*act)(void *with), void *with) {
  fflush(NULL);
  const pid_t child = fork();
  if (child == 0) {
    setrlimit(RLIMIT_CORE, &(struct rlimit){0});
    if (!freopen("/dev/null", "w", stderr)) _exit(1);
    act(with);
    _exit(0);
  }
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif
