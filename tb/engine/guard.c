#include "tb/engine/guard.h"

#include <stdlib.h>
#include <string.h>

static const int signals[GUARD_SIGNALS] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { STACK_BYTES = 64 * 1024 };

static struct guard *volatile current; // a signal handler has no other way to its guard

static void guard_caught(int number) {
  struct guard *g = current;
  if (g && g->inside) {
    g->inside = 0;
    g->signal = number;
    siglongjmp(g->back, 1);
  }
  // Not the DUT's: put the old meaning back and let it happen again.
  for (int i = 0; g && i < GUARD_SIGNALS; i++)
    if (signals[i] == number) sigaction(number, &g->old[i], NULL);
  raise(number);
}

bool guard_open(struct guard *g) {
  memset(g, 0, sizeof *g);
  if (current) return false;
  g->stack = malloc(STACK_BYTES);
  if (!g->stack) return false;
  stack_t stack = {.ss_sp = g->stack, .ss_size = STACK_BYTES};
  if (sigaltstack(&stack, &g->old_stack)) {
    free(g->stack);
    return false;
  }
  current = g;
  struct sigaction action = {.sa_handler = guard_caught, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < GUARD_SIGNALS; i++)
    sigaction(signals[i], &action, &g->old[i]);
  return true;
}

void guard_close(struct guard *g) {
  for (int i = 0; i < GUARD_SIGNALS; i++)
    sigaction(signals[i], &g->old[i], NULL);
  sigaltstack(&g->old_stack, NULL);
  free(g->stack);
  current = NULL;
}
