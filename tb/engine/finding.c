#include "tb/engine/finding.h"

#include <inttypes.h>
#include <stdarg.h>

#include "tb/engine/run.h"

struct finding finding_of(struct run *r, enum verdict_kind kind, const char *port) {
  struct finding f = {kind, &r->account};
  r->account = (struct account){.timing = false};
  snprintf(f.told->port, sizeof f.told->port, "%s", port);
  return f;
}

struct finding finding_broken(struct run *r, const char *port, const char *rule, uint64_t got) {
  struct finding f = finding_of(r, VERDICT_PROTOCOL, port);
  finding_expect(f, "%s", rule);
  finding_got(f, "0x%" PRIx64, got);
  return f;
}

struct finding finding_complaint(struct run *r, const char *port, const struct stim_complaint *c) {
  struct finding f = finding_of(r, VERDICT_EXPECT, port);
  finding_expect(f, "%s", c->expected);
  finding_got(f, "%s", c->got);
  finding_say(f, "%s: %s", c->where, c->what);
  return f;
}

struct finding finding_limit(struct run *r, const char *port, const char *format, ...) {
  struct finding f = finding_of(r, VERDICT_LIMIT, port);
  va_list args;
  va_start(args, format);
  vsnprintf(f.told->text, sizeof f.told->text, format, args);
  va_end(args);
  return f;
}

void finding_expect(struct finding f, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(f.told->expected, sizeof f.told->expected, format, args);
  va_end(args);
}

void finding_got(struct finding f, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(f.told->got, sizeof f.told->got, format, args);
  va_end(args);
}

void finding_say(struct finding f, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(f.told->text, sizeof f.told->text, format, args);
  va_end(args);
}

void finding_about(struct finding f, uint8_t id, const struct answer *answer) {
  f.told->has_request = true;
  f.told->id = id;
  f.told->has_answer = answer != NULL;
  if (answer) f.told->answer = *answer;
}
