// A profile says what a DUT is, keeps and may do: a short text file (tb/dut/kit/README.md,
// "Profiles"). The stimulus is made to fit it, and the checks by transaction judge by it: what it
// does not allow is a mismatch.
#ifndef TB_PROFILE_H
#define TB_PROFILE_H

#include <stddef.h>
#include "csim/memport.h"
#include "golden/tlb.h"
#include "tb/text/error.h"
#include "tb/engine/stim.h"

struct profile {
  uint32_t formats;           // bit per enum format_id; 0: whatever the run is of
  uint32_t missing;           // RV_* or X86_* flags of regimes that the DUT does not have: always 0
  uint32_t present;           // RV_* flags of extensions that it always has: always 1
  bool ad_faults;             // hardware never writes A or D
  bool no_duplicates;         // a walk reads no entry twice, but after a failed compare-and-swap; needs in_flight 1
  bool walks_noncanonical;    // a walk may begin for an address that is not canonical, as if its upper bits were right
  bool no_bus_errors;         // the DUT's memory port has no error: none is made
  bool held;                  // a request's fields stay on the port until its answer; needs in_flight 1
  uint8_t in_flight;          // requests at a time; 1 to 64
  uint8_t walks;              // PTE accesses outstanding at a time; 1 to 4
  uint8_t pa_bits, asid_bits; // 56 and 16: all
  uint32_t outlives;          // a walk may go on for so many clocks after its request was answered
  uint32_t latency;           // most clocks from accept to answer that do not wait for memory or a fence; 0: any
  unsigned regions;           // what memory allows where, unless the stimulus says
  struct memport_region region[MEMPORT_REGIONS];
  struct gtlb_profile golden; // what may be kept; which fields of an answer are told
};

// Everything is allowed that the architecture allows.
extern const struct profile profile_any;
// `*p` from a file, or from text that a plugin brings (`name` stands for the file). LW_PASS or
// LW_INPUT with "file:line: reason". `*p` is profile_any before the first line.
int profile_read(const char *path, struct profile *p, struct lw_error *e);
int profile_parse(const char *name, const char *text, struct profile *p, struct lw_error *e);
// The profile in force: of `path`, else of the plugin's text, else profile_any. Either may be NULL.
int profile_of(const char *path, const char *plugin, const char *text, struct profile *p, struct lw_error *e);
// Is a run of this format for this DUT? NULL, or why not.
const char *profile_unfit(const struct profile *p, enum format_id format);
// A regime as the DUT has it: ASID bits and flags that it lacks are 0.
void profile_regime(const struct profile *p, struct regime *regime);
// Profile walks_noncanonical: the address that a walk for `va` reads by, when it begins before the
// upper bits were looked at: as if they were right. false: no such walk, the address is canonical
// or
// the profile does not allow it.
bool profile_walks_as(const struct profile *p, const struct regime *regime, uint64_t va, uint64_t *as);
// What is not compared or not limited, in one line; "" when all is compared.
void profile_print_absent(const struct profile *p, char *text, size_t size);

// The stimulus `inner` for a DUT of this profile: regimes, ASIDs and errors as it has them, no more
// requests at a time than it takes. `*fit` is the caller's and holds the state.
struct profile_stim {
  const struct profile *profile;
  struct stim *inner;
  struct stim stim;
  struct stim_view view;
};
struct stim *profile_fit(struct profile_stim *fit, const struct profile *profile, struct stim *inner);

#endif
