// Everything the hardware is told before it translates, captured once and passed as one const
// pointer.
#ifndef GOLDEN_REGIME_H
#define GOLDEN_REGIME_H

#include "golden/format.h"

// RISC-V bits of `flags`. The bit numbers are the RTL port regime_flags_i's.
enum {
  RV_SUM = 1u << 0,     // mstatus.SUM: supervisor loads and stores may use U=1 pages
  RV_MXR = 1u << 1,     // mstatus.MXR: explicit loads may use X=1,R=0 pages
  RV_ADUE = 1u << 2,    // menvcfg.ADUE: hardware updates A and D (only where RV_SVADU), else they fault
  RV_PBMTE = 1u << 3,   // menvcfg.PBMTE (only where RV_SVPBMT)
  RV_SVNAPOT = 1u << 4, // the extension exists
  RV_SVPBMT = 1u << 5,
  RV_SVRSW = 1u << 6, // Svrsw60t59b: bits 60:59 are free for software
  RV_SVADU = 1u << 7,
  RV_SBE = 1u << 16 // mstatus.SBE: entries lie in memory big-endian. Golden only
};
// x86 bits of `flags`. Same bit numbers as the RTL port.
enum {
  X86_WP = 1u << 0,   // CR0.WP
  X86_SMEP = 1u << 1, // CR4.SMEP
  X86_SMAP = 1u << 2, // CR4.SMAP
  X86_AC = 1u << 3,   // EFLAGS.AC
  X86_NXE = 1u << 4,  // EFER.NXE
  X86_PGE = 1u << 5,  // CR4.PGE
  X86_PKE = 1u << 6,  // CR4.PKE
  X86_PSE = 1u << 7,  // CR4.PSE, matters only in 32-bit paging
  X86_PKS = 1u << 8,  // CR4.PKS: PKRS judges supervisor pages
  X86_NO1G = 1u << 9, // CPUID has no 1 GiB pages: PS is reserved in a PDPTE
  // Golden only: the RTL port has bits 15:0.
  X86_CET = 1u << 16,     // CR4.CET and shadow stacks enabled: ACCESS_SS_* are judged
  X86_LAM_U48 = 1u << 17, // CR3.LAM_U48: user data addresses ignore bits 62:48
  X86_LAM_U57 = 1u << 18, // CR3.LAM_U57: bits 62:57
  X86_LAM_SUP = 1u << 19, // CR4.LAM_SUP: supervisor data addresses ignore 62:48, with LA57 62:57
  X86_PCIDE = 1u << 20,   // CR4.PCIDE. Only flush_x86 asks; without it asid is 0
  X86_NXE_WAS = 1u << 21, // for the golden TLB: an entry cached while NXE was 1 (XD is not reserved, and bars nothing)
  X86_LASS = 1u << 22     // CR4.LASS: bit 63 of an address tells whose it is, before any walk
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

#endif
