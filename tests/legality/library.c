// What the installed library can be asked. ABI 1 knows four options; a profile as text, fences of
// the pointers of one address and fences told late come with the next one.
#include "tests/legality/world.h"

enum { PAIRS = 4096, PAGES = 64 };

bool library_has_profiles(void) {
  return lw_golden_abi() >= 2;
}

bool library_open(struct world *w) {
  if (w->profile[0] && !library_has_profiles()) w->waits = "profiles";
  w->hidden = w->options & LW_HIDDEN_PORT;
  w->judge = lw_judge_new(w->arch, w->options, PAIRS, PAGES);
  return w->judge || world_failed(w, "the library makes no judge");
}
