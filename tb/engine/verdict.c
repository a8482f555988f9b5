// Names and exit codes of verdicts.
#include "tb/engine/engine.h"

static const struct {
  const char *caught_by;
  int exit_code;
} kinds[] = {
    [VERDICT_PASS] = {"-", EXIT_PASS},
    [VERDICT_WIRE] = {"twin", EXIT_MISMATCH},
    [VERDICT_STATE] = {"twin", EXIT_MISMATCH},
    [VERDICT_ANSWER] = {"golden", EXIT_MISMATCH},
    [VERDICT_PTE_READ] = {"golden", EXIT_MISMATCH},
    [VERDICT_PTE_UPDATE] = {"golden", EXIT_MISMATCH},
    [VERDICT_MEMORY] = {"twin", EXIT_MISMATCH},
    [VERDICT_LOAD] = {"golden", EXIT_MISMATCH},
    [VERDICT_PROTOCOL] = {"golden", EXIT_MISMATCH},
    [VERDICT_EXPECT] = {"expect", EXIT_MISMATCH},
    [VERDICT_ASSERTION] = {"assertion", EXIT_ASSERTION},
    [VERDICT_HANG] = {"watchdog", EXIT_HANG},
    [VERDICT_CRASH] = {"crash", EXIT_CRASH},
    [VERDICT_LIMIT] = {"limit", EXIT_CHECKER},
    [VERDICT_BAD_INPUT] = {"-", EXIT_BAD_INPUT},
};

const char *verdict_caught_by(enum verdict_kind k) {
  return kinds[k].caught_by;
}
int verdict_exit_code(enum verdict_kind k) {
  return kinds[k].exit_code;
}
