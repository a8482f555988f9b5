// A small machine for tests of the engine: three-level tables with 64 pages, and software that uses
// and edits them.
#ifndef TESTS_TB_SMALL_STIM_H
#define TESTS_TB_SMALL_STIM_H

#include "tb/engine/engine.h"
#include "tb/text/rng.h"

struct small_stim {
  struct rng rng;
  uint64_t left;       // requests to offer
  unsigned edit_every; // a PTE is stored and a full fence offered after each n requests; 0: never
  bool only_hits;      // loads of four pages: after the first they hit
  bool bad_id;         // breaks the rules of the stimulus
  uint8_t next_id;
  uint64_t answered, wrong_at; // complains about that answer; 0: about none
  bool fail_finish;
};
const struct ram_image *small_image(void);
struct regime small_regime(void);
struct stim small_stim(struct small_stim *s);

#endif
