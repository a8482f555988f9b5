// All that is told of a kind of verdict.
#include "tb/engine/engine.h"

#define CONTRACT "rtl/README.md, the contract clock by clock"
#define PORTS "rtl/README.md, the rules of the ports"
#define READ                                                                                                           \
  { "priv 12.3.2 step 2", "SDM3 4.5" }
#define UPDATE                                                                                                         \
  { "priv 12.3.2 step 9", "SDM3 4.8" }
#define BOTH(text)                                                                                                     \
  { text, text }
#define NONE BOTH("")

// clang-format off: a row a kind.
static const struct verdict_about about[] = {
    [VERDICT_PASS] = {"pass", "pass", "no mismatch", "-", LW_PASS, NONE},
    [VERDICT_WIRE] = {"wire", "function", "an output differs from the twin's", "twin", LW_MISMATCH, BOTH(CONTRACT)},
    [VERDICT_STATE] = {"state", "state", "internal state differs from the twin's", "twin", LW_MISMATCH,
                       BOTH("rtl/README.md, Probe")},
    [VERDICT_ANSWER] = {"answer", "function", "no legal walk gives this answer", "golden", LW_MISMATCH, BOTH(CONTRACT)},
    [VERDICT_PTE_READ] = {"pte_read", "pte_read", "a PTE read on no legal path", "golden", LW_MISMATCH, READ},
    [VERDICT_PTE_UPDATE] = {"pte_update", "pte_update", "a PTE update that no legal walk makes", "golden", LW_MISMATCH,
                            UPDATE},
    [VERDICT_MEMORY] = {"memory", "memory", "the memories differ at the end", "twin", LW_MISMATCH, UPDATE},
    [VERDICT_LOAD] = {"load", "load", "a load of the PDPTE registers ends as it must not", "golden", LW_MISMATCH,
                      BOTH("SDM3 4.4.1")},
    [VERDICT_PROTOCOL] = {"protocol", "protocol", "a rule of the port is broken", "golden", LW_MISMATCH, BOTH(PORTS)},
    [VERDICT_EXPECT] = {"expect", "expect", "contradicts the expectation from outside", "expect", LW_MISMATCH,
                        BOTH(CONTRACT)},
    [VERDICT_ASSERTION] = {"assertion", "assertion", "an assertion of the DUT", "assertion", LW_ASSERTION,
                           BOTH("the DUT's own assertion")},
    [VERDICT_HANG] = {"hang", "hang", "hang", "watchdog", LW_HANG, BOTH(PORTS)},
    [VERDICT_CRASH] = {"crash", "crash", "the DUT's model crashed", "crash", LW_CRASH, NONE},
    [VERDICT_LIMIT] = {"limit", "limit", "the checker's own limit: the run proves nothing", "limit", LW_LIMIT, NONE},
    [VERDICT_BAD_INPUT] = {"bad_input", "bad_input", "bad input", "-", LW_INPUT, NONE},
};
// clang-format on

const struct verdict_about *verdict_about(enum verdict_kind k) {
  return &about[k];
}
const char *verdict_caught_by(enum verdict_kind k) {
  return about[k].caught_by;
}
int verdict_exit_code(enum verdict_kind k) {
  return about[k].exit_code;
}
