// The ports of the MMU, one field per signal, the same nouns as rtl/mmu.sv. Plain data; flags are
// 0/1 in a uint8_t.
#ifndef CSIM_PORT_H
#define CSIM_PORT_H

#include "golden/regime.h"

// Inputs of one clock.
struct mmu_in {
  uint8_t regime_valid;
  uint8_t regime_mode;     // 0 Bare, 2 Sv32 / x86 two-level, 3 Sv39 / PAE, 4 Sv48 / 4-level, 5 Sv57 / LA57
  uint8_t regime_load;     // PAE: read and check the four PDPTEs first (a MOV CR3); else 0
  uint8_t regime_pa_bits;  // x86 MAXPHYADDR
  uint8_t regime_root_low; // PAE: bits 11:5 of CR3; else 0
  uint16_t regime_asid;
  uint16_t regime_flags; // RV_* or X86_* of golden/regime.h, bits 15:0
  uint32_t regime_pkru, regime_pkrs;
  uint64_t regime_root_ppn; // 44 bits

  uint8_t req_valid;
  uint8_t req_id;     // 6 bits; not reused in flight
  uint8_t req_access; // enum access
  uint8_t req_priv;   // enum priv
  uint8_t req_implicit;
  uint64_t req_va;

  uint8_t rsp_ready;

  uint8_t mem_req_ready;
  uint8_t mem_rsp_valid;
  uint8_t mem_rsp_id; // 2 bits
  uint8_t mem_rsp_ok; // compare-and-swap: written
  uint8_t mem_rsp_error;
  uint64_t mem_rsp_data; // value read, or old

  uint8_t fence_valid;
  uint8_t fence_va_valid;
  uint8_t fence_asid_valid;
  uint8_t fence_globals;
  uint8_t fence_structures;
  uint16_t fence_asid;
  uint64_t fence_va;
};

// Outputs of one clock. Moore: they depend on registers only, never on an input of the same clock.
// A field whose valid is 0 is 0.
struct mmu_out {
  uint8_t regime_busy;  // a PAE load is under way: no regime may be written, no request is taken
  uint8_t regime_done;  // it ends in this clock ...
  uint8_t regime_fault; // ... with enum regime_fault; a fault leaves the old regime in force

  uint8_t req_ready;

  uint8_t rsp_valid;
  uint8_t rsp_id;
  uint8_t rsp_kind;  // enum answer_kind
  uint8_t rsp_code;  // 5 bits used: cause, or #PF code (bits 0..5)
  uint8_t rsp_shift; // 6 bits
  uint8_t rsp_perm;  // PERM_*
  uint8_t rsp_type;  // 3 bits
  uint8_t rsp_global;
  uint64_t rsp_pa; // 56 bits

  uint8_t mem_req_valid;
  uint8_t mem_req_id;
  uint8_t mem_req_op;        // enum mem_op
  uint8_t mem_req_narrow;    // 1: 4 bytes at a 4-byte aligned address, data in bits 31:0; 0: 8 bytes
  uint64_t mem_req_addr;     // 56 bits
  uint64_t mem_req_expected; // 0 for a read
  uint64_t mem_req_desired;  // 0 for a read

  uint8_t fence_ready;
  uint8_t fence_done;
};
enum mem_op { MEM_READ = 0, MEM_CAS = 1 };
enum regime_fault { REGIME_FINE = 0, REGIME_GENERAL_PROTECTION = 1, REGIME_BUS_ERROR = 2 };

// Internal state of one clock (before the edge), as rtl/mmu_probe.sv hands it over. Word layout:
// rtl/README.md, "Probe".
enum { PROBE_WORDS = 12 };
struct mmu_probe {
  uint64_t word[PROBE_WORDS];
};

// Sizes; the RTL's parameters and csim's configuration are the same numbers.
struct mmu_config {
  enum arch arch;
  uint8_t tlb_entries; // power of two, 2..64; default 32
  uint8_t pwc_entries; // 1..16; default 8
  uint8_t miss_depth;  // 1..8; default 4
  uint8_t xlen;        // RISC-V: 0 or 64 (Bare, Sv39, Sv48, Sv57), 32 (Bare, Sv32: a build of its own); x86: 0
};
enum { MMU_TLB_ENTRIES = 32, MMU_PWC_ENTRIES = 8, MMU_MISS_DEPTH = 4, MMU_RSP_DEPTH = 2 };

#endif
