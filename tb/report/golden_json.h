// golden's types as JSON, each in one shape, and back. Where only a line is wanted it is the `text`
// of that shape.
#ifndef TB_GOLDEN_JSON_H
#define TB_GOLDEN_JSON_H

#include <jansson.h>

#include "golden/walk.h"

// "user load 0x1000", as request_print has it; likewise the others.
json_t *golden_json_request_text(const struct request *req);
json_t *golden_json_regime_text(const struct regime *regime);
json_t *golden_json_answer_text(const struct answer *answer);
// Objects that lead with that text.
json_t *golden_json_request(const struct request *req);
json_t *golden_json_regime(const struct regime *regime);
// level, addr and value; the caller may add to it.
json_t *golden_json_step(const struct walk_step *step);

// What golden_json_request and _regime wrote; false when it is not whole.
bool golden_json_get_request(const json_t *o, struct request *req);
bool golden_json_get_regime(const json_t *o, struct regime *regime);

#endif
