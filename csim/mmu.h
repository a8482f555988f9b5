// The registers of the twin, for the top's own files (mmu.c, mmu_probe.c, mmu_invariants.c) and
// their tests; everyone else sees csim.h.
#ifndef CSIM_MMU_H
#define CSIM_MMU_H

#include "csim/csim.h"
#include "csim/pae_load.h"
#include "csim/s1.h"
#include "csim/tlb.h"
#include "csim/walker.h"

// An answer in the response FIFO, with what a page-fault drop (x86) needs to know.
struct mmu_rsp {
  struct answer answer;
  uint64_t va;
  uint16_t asid;
  uint8_t id;
};

// What the probe tells of a clock and the registers no longer show after its edge; of the walker
// it is in its walker_before.
struct mmu_before {
  uint64_t tlb_valid, plru_bits;
  uint64_t cleared; // TLB entries, by fence or drop
  int16_t tlb_way;  // filled in this clock, or TLB_MISS: the entry itself is still in the array
  uint8_t mq_count, rsp_count, s1_id;
  uint8_t load_state, load_index, pdpte_present;
  bool s1_valid, s1_replay, s1_old, cur_valid, fence, drop;
};

struct csim {
  struct mmu_config config;

  struct mmu_cur cur;    // the PDPTE registers with its regime
  uint8_t pdpte_present; // bit i: PDPTE register i is present
  struct pae_load load;

  struct s1 s1;
  bool push_ptw; // the walker's answer leaves in this clock; settled with S1

  uint8_t rsp_head, rsp_count;
  bool fence_executing, fence_done, drop_executing;
  struct fence fence, drop;
  struct mmu_rsp rsp[MMU_RSP_DEPTH];

  struct mmu_before before;
  struct walker walker;
  struct tlb tlb;
};

// What holds between two clocks (mmu_invariants.c): true, or the end of a checked program.
bool csim_is_whole(const struct csim *m);

#endif
