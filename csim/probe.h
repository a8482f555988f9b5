// The fields of the probe by name (csim/probe.def): probe_ptw_state(&state), and the other way
// PROBE_PUT(ptw_state, value), which is a part of the word PROBE_WORD_ptw_state.
#ifndef CSIM_PROBE_H
#define CSIM_PROBE_H

#include "csim/port.h"

// clang-format off
enum probe_place {
#define PROBE_FIELD(word_, low_, bits, name) PROBE_WORD_##name = (word_), PROBE_LOW_##name = (low_),
#include "csim/probe.def"
};
// clang-format on
#define PROBE_PUT(name, value) ((uint64_t)(value) << PROBE_LOW_##name)

#define PROBE_FIELD(word_, low, bits, name)                                                                            \
  static inline uint64_t probe_##name(const struct mmu_probe *state) {                                                 \
    return state->word[word_] >> (low) & (UINT64_MAX >> (64 - (bits)));                                                \
  }
#include "csim/probe.def"

#endif
