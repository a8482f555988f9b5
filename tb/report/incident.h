// An incident: all that is known of a run that failed, and what it is called. Its file is the
// mismatch record: JSON by tb/report/record.schema.json, with the same bytes whenever the same run
// is made by the same build.
#ifndef TB_INCIDENT_H
#define TB_INCIDENT_H

#include "tb/engine/engine.h"
#include "tb/report/trail.h"

enum { INCIDENT_VERSION = 1 };

// What kind of failure it is: "function" "timing" "state" "fence" "pte_read" "pte_update" "memory"
// "load" "protocol" "expect" "hang" "assertion" "crash" "limit" "bad_input"; "pass" when it is
// none.
const char *incident_class(const struct verdict *v);
// In words: "no legal walk gives this answer".
const char *incident_headline(const struct verdict *v);
// The clause of the manual, or the rule of our own contract, that was broken.
const char *incident_clause(const struct verdict *v, enum arch arch);

struct incident {
  const struct verdict *verdict;
  const struct trail *trail; // may be NULL
  enum arch arch;
  const char *run, *format, *dut; // "random", "sv48", "rtl"
  unsigned bug;
  uint64_t seed;
  const char *again;            // one line to paste
  const char *recording, *wave; // files beside it, or NULL
};
// The mismatch record, there whole or not at all. 0, or LW_INPUT with a line in `e`.
int incident_write(const char *path, const struct incident *r, struct lw_error *e);

// "by a store at clock 120, read at 130..450"
void incident_origin_text(const struct trail *t, uint64_t addr, uint64_t value, uint64_t clock, char *text,
                          size_t size);
// The fences that were done after the clock `after` and before `before`: the i-th; NULL past the
// last.
const struct trail_note *incident_fence(const struct trail *t, uint64_t after, uint64_t before, unsigned i);
// Does a fence take what a walk with this answer left behind? False also when it left nothing that
// can be told.
bool incident_fence_takes(const struct fence *f, const struct verdict *v, const struct walk_record *walk);

#endif
