// Random runs: tables, accesses, fences, table edits with and without fences, latencies, errors -
// all from one seed. One run is of one family: its main format, and in many runs the others that
// its tables can serve. RV64: Sv39, Sv48, Sv57 and Bare under shared ASIDs; RV32: Sv32 and Bare;
// x86: 4-level and LA57; PAE and now and then two-level over the same tables; two-level.
#ifndef TB_RANDOM_H
#define TB_RANDOM_H

#include "tb/input/image.h"
#include "tb/engine/stim.h"

struct random_config {
  enum format_id format;
  uint64_t seed;
  uint64_t transactions; // requests to make
  uint32_t formats;      // bit per enum format_id: those that the run may have; 0: any of its family
  uint8_t pa_bits;       // tables and pages lie below; 0: as the format has it
};
// What the generator itself knows it did.
struct random_tally {
#define TALLY(member) uint64_t member;
#include "tb/stim/random_tally.def"
};
void random_tally_add(struct random_tally *to, const struct random_tally *from);
struct random_run;
struct random_run *random_open(const struct random_config *config, struct random_tally *tally, struct lw_error *e);
const struct ram_image *random_image(const struct random_run *r);
const struct regime *random_regime(const struct random_run *r);
const struct stim_memory *random_memory(const struct random_run *r);
const struct stim_map *random_map(const struct random_run *r);
uint8_t random_xlen(const struct random_run *r); // as mmu_config has it
struct stim *random_stim(struct random_run *r);
void random_close(struct random_run *r);
#endif
