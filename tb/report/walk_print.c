// A walk, a line an entry, with the bits of each by name and, last, why it ended and which clause
// says so.
#include "tb/engine/event.h"
#include "tb/report/explain.h"

void entry_print(const struct regime *regime, uint8_t level, uint64_t value, FILE *out) {
  explain_entry_text(regime, level, value, out);
}

void walk_print(const struct regime *regime, const struct request *req, const struct walk_record *w, const char *indent,
                FILE *out) {
  struct explain_tree t;
  explain_build(&t, regime, req, w);
  explain_text(&t, indent, explain_colour(out), out);
}
