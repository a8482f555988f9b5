// The list of the checkers, and who of them is asked when.
#include "tb/engine/checker.h"

#include <stdlib.h>

#include "tb/engine/run.h"

// In the order of judging. On one clock the twin stands before all others because it sees the most;
// a load's accesses are told from a walk's before golden is asked about them; and what was known
// from outside does not depend on the golden model.
#define CHECKERS(ROW)                                                                                                  \
  ROW(check_twin)                                                                                                      \
  ROW(check_port)                                                                                                      \
  ROW(check_pdpte_load)                                                                                                \
  ROW(check_expect)                                                                                                    \
  ROW(check_latency)                                                                                                   \
  ROW(check_golden)                                                                                                    \
  ROW(check_once)

#define DECLARE(name) extern const struct checker name;
CHECKERS(DECLARE)
#define POINTER(name) &name,
static const struct checker *const list[] = {CHECKERS(POINTER)};
#define ONE(name) +1
enum { LIST = 0 CHECKERS(ONE) };
_Static_assert((int)LIST <= (int)CHECKERS_MOST, "a bit for each");

int checkers_open(struct run *r) {
  struct checkers *all = &r->checkers;
  for (unsigned i = 0; i < LIST; i++) {
    const struct checker *c = list[i];
    if (c->wanted && !c->wanted(r)) continue;
    if (c->bytes && !(all->self[i] = calloc(1, c->bytes)))
      return lw_fail(r->error, LW_INPUT, "no memory for the checker '%s'", c->name);
    int code = c->open ? c->open(r, all->self[i]) : LW_PASS;
    if (code != LW_PASS) {
      free(all->self[i]);
      return code;
    }
    all->open |= 1u << i;
    for (enum moment m = 0; m < MOMENTS; m++) {
      if (!c->at[m]) continue;
      unsigned n = all->wants[m]++;
      all->asked[m][n].ask = c->at[m];
      all->asked[m][n].self = all->self[i];
      all->asked[m][n].row = c;
    }
  }
  return LW_PASS;
}

void checkers_close(struct run *r) {
  struct checkers *all = &r->checkers;
  for (uint32_t left = all->open; left; left &= left - 1) {
    unsigned i = (unsigned)__builtin_ctz(left);
    if (list[i]->close) list[i]->close(all->self[i]);
    free(all->self[i]);
  }
  *all = (struct checkers){.open = 0};
}

struct finding checkers_ask(struct run *r, enum moment moment) {
  for (unsigned i = 0; i < r->checkers.wants[moment]; i++) {
    struct finding f = r->checkers.asked[moment][i].ask(r, r->checkers.asked[moment][i].self);
    if (f.kind != VERDICT_PASS) return f;
  }
  return finding_none();
}

void checkers_mute(struct run *r, const struct checker *c) {
  for (enum moment m = 0; m < MOMENTS; m++) {
    unsigned left = 0;
    for (unsigned i = 0; i < r->checkers.wants[m]; i++)
      if (r->checkers.asked[m][i].row != c) r->checkers.asked[m][left++] = r->checkers.asked[m][i];
    r->checkers.wants[m] = (uint8_t)left;
  }
}
