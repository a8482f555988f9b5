// A net under the DUT's model: a fatal signal inside it ends the run with a verdict, not the
// process.
#ifndef TB_GUARD_H
#define TB_GUARD_H

#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>

enum { GUARD_SIGNALS = 5 };
struct guard {
  sigjmp_buf back;              // where a caught signal goes: sigsetjmp(guard.back, 1) after guard_open
  volatile sig_atomic_t inside; // 1 while the DUT runs; signals elsewhere keep their old meaning
  volatile sig_atomic_t signal; // the one caught
  struct sigaction old[GUARD_SIGNALS];
  stack_t old_stack;
  void *stack; // a stack overflow must not take the handler with it
};

// One guard at a time; false when it could not be set up.
bool guard_open(struct guard *g);
void guard_close(struct guard *g);

#endif
