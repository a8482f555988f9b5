// What a checker finds: which rule is broken, at which wire, and about whom. It is returned by
// value, in two words that a register each holds, for nearly every question ends with nothing
// found; what there is to tell of it lies in the run until it is concluded. A finding says nothing
// about the run: failure.c alone makes the verdict of it and decides whether the run is over.
#ifndef TB_FINDING_H
#define TB_FINDING_H

#include "tb/engine/engine.h"

struct run;

struct account {
  bool timing;      // the DUT differs from its twin in time alone: golden may still find more
  bool has_request; // it is about the request in flight `id` ...
  uint8_t id;
  bool has_answer; // ... and about this answer to it
  struct answer answer;
  char port[48];
  char expected[512], got[256];
  char text[512];
};
struct finding {
  enum verdict_kind kind; // VERDICT_PASS: nothing was found ...
  struct account *told;   // ... and this is NULL
};

static inline struct finding finding_none(void) {
  return (struct finding){VERDICT_PASS, NULL};
}
struct finding finding_of(struct run *r, enum verdict_kind kind, const char *port);
// VERDICT_PROTOCOL: `rule` is what the port must do, `got` the wire's value.
struct finding finding_broken(struct run *r, const char *port, const char *rule, uint64_t got);
// VERDICT_EXPECT: what was known from outside.
struct finding finding_complaint(struct run *r, const char *port, const struct stim_complaint *c);
// VERDICT_LIMIT of the checker's own.
struct finding finding_limit(struct run *r, const char *port, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Each replaces what stood there.
void finding_expect(struct finding f, const char *format, ...) __attribute__((format(printf, 2, 3)));
void finding_got(struct finding f, const char *format, ...) __attribute__((format(printf, 2, 3)));
void finding_say(struct finding f, const char *format, ...) __attribute__((format(printf, 2, 3)));
// It is about this request; `answer` may be NULL.
void finding_about(struct finding f, uint8_t id, const struct answer *answer);

#endif
