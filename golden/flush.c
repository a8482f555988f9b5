// x86: what a write to a control register makes the hardware forget (SDM3 4.10.4.1, 12.9).
#include "golden/flush.h"

// MOV CR3 that is not told to keep: what belongs to the new PCID, but for global pages. Without
// CR4.PCIDE that is PCID 0, and there is nothing to be told.
static bool flush_root(const struct regime *after, bool keep, struct fence *out) {
  if (keep && after->flags & X86_PCIDE) return false;
  *out = (struct fence){.asid_valid = true, .asid = after->asid, .structures = true};
  return true;
}

// Paging on or off and every change of mode, PSE, PGE and NXE: everything, global pages included.
// PCIDE when it goes to 0.
static bool flushes_all(const struct regime *before, const struct regime *after) {
  uint32_t changed = before->flags ^ after->flags;
  if (before->format != after->format || changed & (X86_PSE | X86_PGE | X86_NXE)) return true;
  return changed & before->flags & X86_PCIDE;
}

// WP, SMAP, PKE, PKS and CET are looked at when a translation is used, LAM before one is looked
// for. SMEP=1 makes forget what belongs to the current PCID, global pages included.
static bool flush_controls(const struct regime *before, const struct regime *after, struct fence *out) {
  if (flushes_all(before, after)) {
    *out = (struct fence){.globals = true, .structures = true};
    return true;
  }
  if (!(~before->flags & after->flags & X86_SMEP)) return false;
  *out = (struct fence){.asid_valid = true, .asid = after->asid, .globals = true, .structures = true};
  return true;
}

bool flush_x86(const struct regime *before, const struct regime *after, enum flush_cause cause, bool keep,
               struct fence *out) {
  if (cause == FLUSH_MOV_CR3) return flush_root(after, keep, out);
  return cause == FLUSH_CONTROLS && flush_controls(before, after, out);
}
