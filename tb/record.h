// The mismatch record: all that is known of a failure, for people and for machines.
#ifndef TB_RECORD_H
#define TB_RECORD_H

#include "tb/engine.h"

// What kind of failure it is: "function" "timing" "state" "fence" "pte_read" "pte_update" "memory" "load" "protocol"
// "expect" "hang" "assertion" "crash" "limit" "bad_input"; "pass" when it is none.
const char *record_class(const struct verdict *v);

#endif
