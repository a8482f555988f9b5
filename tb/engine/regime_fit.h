// Which regimes an MMU of rtl/README.md can be told: asked by the engine about every stimulus, by
// .txn about each line.
#ifndef TB_REGIME_FIT_H
#define TB_REGIME_FIT_H

#include "csim/port.h"

// NULL, or what is wrong with it. `load`: PAE's PDPTEs are to be loaded.
const char *regime_unfit(const struct mmu_config *config, const struct regime *regime, bool load);
// How many bits of physical address the root may have.
unsigned regime_root_bits(const struct mmu_config *config, enum format_id format);

#endif
