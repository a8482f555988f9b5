// x86: which writes to control registers forget cached translations, and which (SDM3 4.10.4.1).
// Software's own fences are entry.h's `struct fence`; here is what a register write implies.
#ifndef GOLDEN_FLUSH_H
#define GOLDEN_FLUSH_H

#include "golden/entry.h"

enum flush_cause {
  FLUSH_MOV_CR3,  // `keep`: bit 63 of the source (heeded with CR4.PCIDE=1 only)
  FLUSH_CONTROLS, // MOV CR0, MOV CR4, WRMSR EFER: what differs between the two regimes decides
  FLUSH_KEYS      // WRPKRU, IA32_PKRS, EFLAGS.AC: never
};
// The fence that going from `before` to `after` implies; false: none. The new regime is in force
// when it is done.
bool flush_x86(const struct regime *before, const struct regime *after, enum flush_cause cause, bool keep,
               struct fence *out);

#endif
