// The registers of the twin, for mmu.c and mmu_probe.c only; everyone else sees csim.h.
#ifndef CSIM_MMU_H
#define CSIM_MMU_H

#include "csim/csim.h"
#include "csim/pae_load.h"
#include "csim/ptw.h"
#include "csim/tlb.h"

enum { MMU_MISS_MAX = 8 };

// An answer in the response FIFO, with what a page-fault drop (x86) needs to know.
struct mmu_rsp {
  struct answer answer;
  uint64_t va;
  uint16_t asid;
  uint8_t id;
};

// What the probe tells of a clock and the registers no longer show after its edge.
struct mmu_before {
  uint64_t tlb_valid, plru_bits;
  uint64_t pte, table;
  uint64_t cleared; // TLB entries, by fence or drop
  int16_t tlb_way;  // filled in this clock, or TLB_MISS: the entry itself is still in the array
  int16_t pwc_way;  // or PWC_MISS
  uint16_t pwc_valid;
  uint8_t pwc_robin, state, level, perm;
  uint8_t mq_count, rsp_count, s1_id, walk_id;
  uint8_t load_state, load_index, pdpte_present;
  bool nofill, global, s1_valid, s1_replay, s1_old, cur_valid, fence, drop;
};

struct csim {
  struct mmu_config config;

  bool cur_valid;
  uint8_t cur_mode;      // as on the port regime_mode_i
  uint8_t pdpte_present; // bit i: PDPTE register i is present
  uint64_t cur_vpn_mask; // the bits of va >> 12 that the mode translates
  struct regime cur;     // the PDPTE registers with it
  struct pae_load load;

  bool s1_valid, s1_replay;
  struct ptw_request s1;

  // What follows from the registers in this clock (rtl/README.md, S1), worked out once by settle().
  bool push_ptw, push_s1, start_walk, push_mq, replay, req_ready;
  int s1_way; // the entry that answers s1, or TLB_MISS
  struct answer s1_answer;

  uint8_t mq_head, mq_count;
  uint8_t rsp_head, rsp_count;
  bool fence_executing, fence_done, drop_executing;
  struct fence fence, drop;
  struct mmu_rsp rsp[MMU_RSP_DEPTH];
  struct ptw_request mq[MMU_MISS_MAX];

  struct mmu_before before;
  struct ptw ptw;
  struct pwc pwc;
  struct tlb tlb;
};

#endif
