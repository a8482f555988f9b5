// A toy DUT for the golden TLB: it caches whole walks and prefixes of walks, honours every fence,
// and can be told not to. It knows nothing of the golden TLB's rules: it replays what it kept.
#ifndef TESTS_GOLDEN_TOY_H
#define TESTS_GOLDEN_TOY_H

#include "golden/tlb.h"

enum toy_bug {
  TOY_SOUND,
  TOY_KEEPS_PAGE,     // a fence by address does nothing
  TOY_KEEPS_ASID,     // a fence by ASID without address does nothing
  TOY_KEEPS_GLOBAL,   // a fence of globals spares them
  TOY_KEEPS_POINTERS, // INVLPG spares the page-walk cache
  TOY_LATE_FILL,      // a fence during a walk does not stop its fill
  TOY_KEEPS_FAULTED,  // x86: a page fault does not drop the cached leaf
  TOY_FORGETS_DIRTY,  // a store is granted on D=0
  TOY_CROSSES_ASID,   // the ASID is not compared
  TOY_STALE_REGISTER, // PAE: answers not present by the registers of before
  TOY_BUGS
};

enum { TOY_PAGES = 8, TOY_CACHED = 12 };
struct toy_cached {
  bool valid, whole, global;
  uint16_t asid;
  struct regime regime; // when it was cached
  uint64_t va;
  unsigned shift; // reach: what a request must share with `va`
  bool leaf;      // a fence by address can hit it
  unsigned values;
  uint64_t value[FORMAT_MAX_LEVELS];
};
struct toy_tally {
  unsigned long queries, illegal, forgotten, stale, unexplained, cas_failed, cas_won, ambiguous, status, from_cache;
};
struct toy {
  enum arch arch;
  enum toy_bug bug;
  uint64_t seed;
  uint64_t clock;
  struct gtlb *gtlb;
  struct regime regime;
  enum format_id format[2]; // regimes change between them
  bool flush_pending;       // x86: a register write of before that flushes is not done yet
  uint8_t page[TOY_PAGES][4096];
  struct toy_cached cached[TOY_CACHED];
  bool nofill;
  struct toy_tally tally;
};
void toy_init(struct toy *t, enum format_id format, enum format_id other, enum toy_bug bug, uint64_t seed,
              struct gtlb *gtlb);
void toy_run(struct toy *t, unsigned long queries);

#endif
