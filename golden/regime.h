// Everything the hardware is told before it translates, captured once and passed as one const
// pointer.
#ifndef GOLDEN_REGIME_H
#define GOLDEN_REGIME_H

#include "golden/format.h"

// The bits of `flags`, RV_* and X86_* (golden/flags.def). The bit numbers are the RTL port
// regime_flags_i's.
enum {
#define RISCV_FLAG(name, bit, word, library) name = 1u << (bit),
#define X86_FLAG(name, bit, word, library) name = 1u << (bit),
#include "golden/flags.def"
};

struct regime {
  enum format_id format;
  uint32_t flags; // RV_* or X86_*
  uint64_t
      root_pa; // physical address of the root table, 4 KiB aligned (satp.PPN << 12, CR3 & ~0xfff); PAE: CR3 & ~0x1f
  uint64_t pdpte[4]; // PAE: the PDPTE registers, as the last load left them (SDM3 4.4.1). Others: ignored
  uint32_t pkru;     // x86 PKRU: 2 bits a key, AD then WD
  uint32_t pkrs;     // x86 IA32_PKRS, likewise
  uint16_t asid;     // ASID, or PCID (0 when CR4.PCIDE=0)
  uint8_t pa_bits;   // x86 MAXPHYADDR 32..52; RISC-V: 56, refusals beyond memory come from the memory port
};

// Shadow-stack accesses (x86 CET) are golden only, and only with X86_CET. WRUSS is a user one.
enum access { ACCESS_LOAD = 0, ACCESS_STORE = 1, ACCESS_FETCH = 2, ACCESS_SS_LOAD = 3, ACCESS_SS_STORE = 4 };
enum priv { PRIV_USER = 0, PRIV_SUPERVISOR = 1 };

struct request {
  uint64_t va;
  enum access access;
  enum priv priv;
  bool implicit; // x86 implicit supervisor access: priv is PRIV_SUPERVISOR, AC does not help
};

// Same numbers as the RTL port rsp_kind_o.
enum answer_kind {
  ANSWER_OK = 0,
  ANSWER_PAGE_FAULT = 1,
  ANSWER_ACCESS_FAULT = 2,
  ANSWER_GENERAL_PROTECTION = 3,
  ANSWER_BUS_ERROR = 4
};

// Merged over the whole path. x86: PERM_R is always set, PERM_W = AND of R/W, PERM_X = no XD,
// PERM_U = AND of U/S; PERM_SS (only with X86_CET): a shadow-stack page, R/W=0 and D=1 in the leaf,
// R/W=1 in all above (SDM3 4.6.1).
enum { PERM_R = 1, PERM_W = 2, PERM_X = 4, PERM_U = 8, PERM_SS = 16 };

// One answer of a translation unit. Every field that has no meaning for the kind is 0 (a fault has
// only kind and code).
struct answer {
  enum answer_kind kind;
  uint32_t code; // RISC-V cause (1 5 7 12 13 15); x86 #PF error code; 0 for ok, #GP, bus_error
  uint64_t pa;
  uint8_t shift; // log2 of the leaf's size in bytes: 12 16 21 22 30 39 48; Bare: 12
  uint8_t perm;  // PERM_*
  uint8_t type;  // RISC-V PBMT (0..2); x86 PAT index (PAT:PCD:PWT, 0..7)
  bool global;   // RISC-V: G in the leaf or any pointer on the path; x86: leaf G and CR4.PGE
};

// What software says after it has edited a table: SFENCE.VMA, INVLPG, INVPCID, MOV CR3, a
// control-register flush.
struct fence {
  bool va_valid;
  uint64_t va;
  bool asid_valid;
  uint16_t asid;
  bool globals;    // takes global entries too
  bool structures; // takes pointers (page-walk cache) too: of `asid`, or all when !asid_valid
};

#endif
