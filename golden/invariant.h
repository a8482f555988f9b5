// What holds by construction, whatever the caller, the DUT or the data do. INVARIANT(condition)
// ends a program built with LOCKWALK_CHECKED when it does not hold: the unit tests' libraries and
// every sanitizer build. Elsewhere the condition is read by the compiler only, so it costs nothing,
// may call what is expensive, and must not be the only place that does something. What a caller
// may get wrong is an error with a message, not an invariant.
#ifndef GOLDEN_INVARIANT_H
#define GOLDEN_INVARIANT_H

#if defined LOCKWALK_CHECKED || defined __clang_analyzer__ // the latter takes it for a fact
#include <assert.h>
#define INVARIANT(condition) assert(condition)
#else
#define INVARIANT(condition) ((void)sizeof(!(condition)))
#endif

#endif
