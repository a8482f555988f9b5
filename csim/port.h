// The ports of the MMU as plain data, one field per signal: csim/port.def has them with their
// widths and meaning. A signal of one bit is 0 or 1 in a uint8_t. A field whose valid is 0 is 0.
#ifndef CSIM_PORT_H
#define CSIM_PORT_H

#include "golden/regime.h"

// A group is one channel. (The last one has no outputs.)
enum port_group { PORT_REGIME, PORT_REQ, PORT_RSP, PORT_MEM_REQ, PORT_FENCE, PORT_MEM_RSP };

// Inputs of one clock.
struct mmu_in {
#define PORT_IN(group, signal, bits, type, valid) type signal;
#include "csim/port.def"
};

// Outputs of one clock. Moore: they depend on registers only, never on an input of the same clock.
struct mmu_out {
#define PORT_OUT(group, signal, bits, type, valid) type signal;
#include "csim/port.def"
};

enum mem_op { MEM_READ = 0, MEM_CAS = 1 };
// How a PAE load ends. But for REGIME_FINE the old regime stays in force.
enum regime_fault { REGIME_FINE = 0, REGIME_GENERAL_PROTECTION = 1, REGIME_BUS_ERROR = 2 };

// Internal state of one clock (before the edge), as rtl/mmu_probe.sv hands it over: csim/probe.def
// has the fields of the words.
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
