// libgolden: the architecture's answer, and whether a translation unit's answer is legal, as a C
// library for any test bench.
//
// Installed as <lockwalk/golden.h>; `pkg-config lockwalk-golden`, or find_package(lockwalk) and
// lockwalk::golden. C and C++; only fixed-width scalars, so that ctypes, cffi or DPI-C can call it
// as it stands (golden_dpi.svh, lockwalk_golden.py).
//
// Two faces:
//   lw_walk()        one walk over any memory: a pure function of regime, request and memory (priv
//                    12.3.2, SDM3 4.5).
//   struct lw_judge  the set of legal answers over time. Tell it, in the order in which they
//                    happen, software's stores, regime writes, fences, requests and - when the
//                    bench sees the PTE port - the unit's PTE reads and updates; ask it of each
//                    answer. Old, new and mixed answers are legal until a fence covers them, and
//                    illegal after.
// Stability: the functions and layouts here keep their meaning within one LW_GOLDEN_ABI;
// scripts/abi holds them to it.
#ifndef LOCKWALK_GOLDEN_H
#define LOCKWALK_GOLDEN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LW_GOLDEN_ABI 2
#define LW_API __attribute__((visibility("default")))

// Of the library that is loaded: equal to LW_GOLDEN_ABI, or do not call further. "0.1.0".
LW_API uint32_t lw_golden_abi(void);
LW_API const char *lw_golden_version(void);

enum { LW_RISCV = 0, LW_X86 = 1 };

// Translation schemes by name: "bare" "sv32" "sv39" "sv48" "sv57" "x86-flat" "x86-2l" "x86-pae"
// "x86-4l" "x86-5l". The number of a name, or -1. Numbers are of this library only: keep names.
// NULL and -1 for what is no number of a scheme.
LW_API int lw_format_find(const char *name);
LW_API const char *lw_format_name(int format);
LW_API int lw_format_arch(int format); // LW_RISCV, LW_X86

// lw_regime.flags.
#define LW_RV_SUM 0x1u      // mstatus.SUM
#define LW_RV_MXR 0x2u      // mstatus.MXR
#define LW_RV_ADUE 0x4u     // menvcfg.ADUE; hardware updates A and D iff ADUE and SVADU
#define LW_RV_PBMTE 0x8u    // menvcfg.PBMTE
#define LW_RV_SVNAPOT 0x10u // the extensions that the unit has
#define LW_RV_SVPBMT 0x20u
#define LW_RV_SVRSW60T59B 0x40u
#define LW_RV_SVADU 0x80u
#define LW_RV_SBE 0x10000u  // mstatus.SBE: entries are big-endian
#define LW_X86_WP 0x1u      // CR0.WP
#define LW_X86_SMEP 0x2u    // CR4
#define LW_X86_SMAP 0x4u    // CR4
#define LW_X86_AC 0x8u      // EFLAGS
#define LW_X86_NXE 0x10u    // EFER
#define LW_X86_PGE 0x20u    // CR4
#define LW_X86_PKE 0x40u    // CR4
#define LW_X86_PSE 0x80u    // CR4
#define LW_X86_PKS 0x100u   // CR4
#define LW_X86_NO1G 0x200u  // no 1 GiB pages (CPUID)
#define LW_X86_CET 0x10000u // CR4.CET, shadow stacks on
#define LW_X86_LAM_U48 0x20000u
#define LW_X86_LAM_U57 0x40000u
#define LW_X86_LAM_SUP 0x80000u

// Everything the unit is told before it translates. 4 KiB aligned root: satp.PPN << 12, CR3 &
// ~0xfff; PAE: CR3 & ~0x1f, and pdpte[] the four PDPTE registers. asid: ASID or PCID. pa_bits: x86
// MAXPHYADDR, 32 to 52; RISC-V: ignored.
struct lw_regime {
  int32_t format;
  uint32_t flags;
  uint64_t root;
  uint64_t pdpte[4];
  uint32_t pkru, pkrs;
  uint16_t asid;
  uint8_t pa_bits;
  uint8_t reserved[5]; // 0
};

enum { LW_LOAD = 0, LW_STORE = 1, LW_FETCH = 2, LW_SS_LOAD = 3, LW_SS_STORE = 4 };
enum { LW_USER = 0, LW_SUPERVISOR = 1 };
struct lw_request {
  uint64_t va;
  uint8_t access;   // LW_LOAD ...
  uint8_t priv;     // LW_USER, LW_SUPERVISOR: the effective one (MPRV applied)
  uint8_t implicit; // 1: x86 implicit supervisor access
  uint8_t reserved[5];
};

enum { LW_OK = 0, LW_PAGE_FAULT = 1, LW_ACCESS_FAULT = 2, LW_GENERAL_PROTECTION = 3, LW_BUS_ERROR = 4 };
// A field without meaning for the kind is 0: a fault has only kind and code (RISC-V cause, x86 #PF
// error code).
struct lw_answer {
  uint64_t pa;
  uint32_t code;
  uint8_t kind;   // LW_OK ...
  uint8_t shift;  // log2 of the page's bytes: 12 16 21 22 30 39 48
  uint8_t perm;   // 1 R, 2 W, 4 X, 8 U: merged over the path
  uint8_t type;   // RISC-V PBMT 0..2, x86 PAT index 0..7
  uint8_t global; // 1: survives fences that spare globals
  uint8_t reserved[7];
};

enum { LW_READ = 0, LW_READ_ERROR = 1, LW_UPDATED = 2, LW_UPDATE_LOST = 3, LW_UPDATE_ERROR = 4 };
struct lw_step {
  uint64_t addr, value; // of the entry; what was read, or what a compare-and-swap found
  uint64_t written;     // LW_UPDATE*: the value offered
  uint8_t level;        // 0: the table of 4 KiB pages
  uint8_t event;        // LW_READ ...
  uint8_t reserved[6];
};
enum { LW_STEPS = 24 };
struct lw_walk {
  struct lw_answer answer;
  uint32_t reason; // why it ended so, for lw_reason_name(); 0: translated
  uint32_t steps;
  struct lw_step step[LW_STEPS];
};
LW_API const char *lw_reason_name(uint32_t reason);             // "misaligned superpage"
LW_API const char *lw_reason_clause(uint32_t reason, int arch); // "priv 12.3.2 step 5"

// Memory for lw_walk: one access of 4 or 8 bytes at a naturally aligned address; the value
// little-endian in the low bytes. Return 0, or anything else for "refused or missing". `update`
// compares with `expected` and, if equal, writes `desired`; *old is what was there. NULL `update`:
// A and D are taken as set, memory is not touched.
struct lw_memory {
  void *ctx;
  int32_t (*read)(void *ctx, uint64_t addr, uint32_t bytes, uint64_t *value);
  int32_t (*update)(void *ctx, uint64_t addr, uint32_t bytes, uint64_t expected, uint64_t desired, uint64_t *old);
};

// Every function below that returns int32_t: 1 yes, 0 no, or one of these.
enum {
  LW_BAD_ARGUMENT = -1,
  LW_FULL = -2, // storage or enumeration bound: the judge can say nothing any more, and never passes by forgetting
  LW_NO_MEMORY = -3
};
// 1: done, `out` is filled. `lazy`: x86 writes A of upper entries only when the access succeeds.
LW_API int32_t lw_walk(const struct lw_regime *regime, const struct lw_request *request, const struct lw_memory *memory,
                       int32_t lazy, struct lw_walk *out);

// --- the set of legal answers --------------------------------------------------------------------
struct lw_judge;

// What the unit keeps, which narrows the set (0: it may keep anything). Bits of `options`.
#define LW_HIDDEN_PORT                                                                                                 \
  0x1u // the bench does not see the PTE port: any value memory held since the window's start may be known
#define LW_WHOLE_WALK 0x2u   // no page-walk cache: all values of an answer come from one walk
#define LW_FRESH_FAULTS 0x4u // an entry that faults is never cached
#define LW_LAZY_A 0x8u       // x86: A of upper entries is written when the access succeeds

// `pairs`: room for so many distinct (PTE address, value) pairs known at a time, e.g. 65536;
// `pages`: for so many 4 KiB pages of page tables. NULL: no memory, or a bad argument.
LW_API struct lw_judge *lw_judge_new(int32_t arch, uint32_t options, uint32_t pairs, uint32_t pages);
// The same for a unit with a profile: what it has, keeps and may do, as text ("profile 1", then
// lines of KEY=VALUE; tb/dut/README.md of Lockwalk, "Profiles": tlb, page_walk_cache, skip_levels,
// faults_cached, speculation, ad, a, extensions, asid_bits, formats, answer, fault ...). Keys that
// are about a stimulus, or about clocks, change nothing here. NULL `profile`: all that the
// architecture allows. NULL: `why` (may be NULL) has one line, "profile:LINE: reason" or
// "no memory".
LW_API struct lw_judge *lw_judge_open(int32_t arch, uint32_t options, const char *profile, uint32_t pairs,
                                      uint32_t pages, char *why, size_t why_size);
LW_API void lw_judge_free(struct lw_judge *judge);

// Events, told in the order in which they happen. 1, or an error.
LW_API int32_t lw_judge_store(struct lw_judge *judge, uint64_t addr, uint32_t bytes, uint64_t value);
LW_API int32_t lw_judge_regime(struct lw_judge *judge, const struct lw_regime *regime); // for requests to come
// The unit read a PTE (what it got), or wrote one by compare-and-swap (memory is changed when
// `ok`). Not with LW_HIDDEN_PORT: there the unit's own writes to memory are told as lw_judge_store.
LW_API int32_t lw_judge_read(struct lw_judge *judge, uint64_t addr, uint32_t bytes, uint64_t value, int32_t error);
LW_API int32_t lw_judge_update(struct lw_judge *judge, uint64_t addr, uint32_t bytes, uint64_t old, uint64_t desired,
                               int32_t ok, int32_t error);
// A fence is done. va_valid, asid_valid: whether it names an address, an ASID/PCID; globals: takes
// global entries too; structures: takes pointers too (INVLPG, INVPCID 0). SFENCE.VMA va, asid = (1,
// va, 1, asid, 0, 0); INVLPG va = (1, va, 1, pcid, 1, 1).
LW_API int32_t lw_judge_fence(struct lw_judge *judge, int32_t va_valid, uint64_t va, int32_t asid_valid, uint32_t asid,
                              int32_t globals, int32_t structures);
// Svinval: a SINVAL.VMA is done, and an SFENCE.INVAL.IR. The first guarantees nothing before the
// second (priv 12.2.1). 64 SINVAL.VMAs at most between two; LW_FULL beyond.
LW_API int32_t lw_judge_sinval(struct lw_judge *judge, int32_t va_valid, uint64_t va, int32_t asid_valid,
                               uint32_t asid);
LW_API int32_t lw_judge_inval_ir(struct lw_judge *judge);
// A request is accepted under the regime in force. id: 0 to 63, not in flight.
LW_API int32_t lw_judge_request(struct lw_judge *judge, uint32_t id, const struct lw_request *request);
// Its answer is taken. 1 legal, 0 illegal, or an error; the id is free again unless it was an
// error.
LW_API int32_t lw_judge_response(struct lw_judge *judge, uint32_t id, const struct lw_answer *answer);
// May the unit read this entry now, for any request in flight (1 or 0)? Ask before telling the
// read.
LW_API int32_t lw_judge_explains_read(struct lw_judge *judge, uint64_t addr);
// May it write this update now?
LW_API int32_t lw_judge_explains_update(struct lw_judge *judge, uint64_t addr, uint64_t expected, uint64_t desired);

// The plain walk over the memory that was told, under the regime in force; nothing is remembered.
LW_API int32_t lw_judge_walk(struct lw_judge *judge, const struct lw_request *request, struct lw_walk *out);
// Of the last response: how many answers were legal (at least; up to 8 are shown), and each. 1, or
// 0 past the last.
LW_API uint32_t lw_judge_answers(const struct lw_judge *judge);
LW_API int32_t lw_judge_answer(const struct lw_judge *judge, uint32_t index, struct lw_answer *out);
// Of the last response that was illegal: the story in words, several lines; valid until the next
// call.
LW_API const char *lw_judge_why(struct lw_judge *judge);

#ifdef __cplusplus
}
#endif
#endif
