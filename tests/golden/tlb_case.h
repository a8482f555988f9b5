// The stage of the golden TLB's tests: one storage, one clock that moves with each event, and short
// names for PTEs and answers. The tables: root 0x1000, then 0x2000, 0x3000 (, 0x4000 on 4-level
// x86); another root at 0x5000.
#ifndef TESTS_GOLDEN_TLB_CASE_H
#define TESTS_GOLDEN_TLB_CASE_H

#include "golden/tlb.h"
#include "tests/suite.h"

enum { ROOT = 0x1000, ROOT2 = 0x5000, ASID = 3, ASID2 = 4 };

struct tlb_case {
  struct gtlb *g;
  uint64_t clock;
  struct regime regime;
  struct request req;
  struct gtlb_query query;   // of the last case_accept
  struct gtlb_finding found; // of the last case_legal
  const struct phys *memory; // NULL unless a test sets it
  bool count;
};
extern struct tlb_case tc;

// Opens a case: the format, its usual flags, ASID, ROOT; a user load of address 0. The regime is in
// force.
void case_open(enum format_id format, struct gtlb_profile profile);
void case_open_sized(enum format_id format, struct gtlb_profile profile, size_t bytes);
enum gtlb_status case_regime(uint64_t root_pa, uint16_t asid, uint32_t flags); // a new regime in force
void case_asid(uint16_t asid, uint64_t root_pa);                               // the same, flags kept
enum gtlb_status case_read(uint64_t addr, uint64_t value);
enum gtlb_status case_read_error(uint64_t addr);
enum gtlb_status case_cas(uint64_t addr, uint64_t old, uint64_t desired, bool ok);
enum gtlb_status case_cas_error(uint64_t addr, uint64_t desired);
enum gtlb_status case_fence(struct fence f);
void case_accept(void);               // the request, under the regime in force
bool case_legal_now(struct answer a); // of the request accepted last
bool case_legal(struct answer a);     // of a request accepted now
bool case_reads(uint64_t addr);
bool case_updates(uint64_t addr, uint64_t expected, uint64_t desired);

struct fence fence_all(void);
struct fence fence_asid(uint16_t asid);
struct fence fence_va(uint64_t va);
struct fence fence_va_asid(uint64_t va, uint16_t asid);
struct fence invlpg(uint64_t va, uint16_t asid);

// RISC-V: a user page with R W A D, a pointer; x86: the same rights.
enum { RV_G_BIT = 0x20, RV_A_BIT = 0x40, RV_D_BIT = 0x80, RV_LEAF = 0xd7 };
uint64_t rv_leaf(uint64_t pa);
uint64_t rv_pointer(uint64_t pa);
enum { X_A_BIT = 0x20, X_D_BIT = 0x40, X_PS = 0x80, X_G_BIT = 0x100 };
uint64_t x_leaf(uint64_t pa);
uint64_t x_pointer(uint64_t pa);
struct answer ok_at(uint64_t pa, uint8_t shift, bool global); // of an rv_leaf
struct answer x_ok_at(uint64_t pa, uint8_t shift, bool global);
struct answer page_fault(uint32_t code);

void rv_path(uint64_t leaf); // reads root, 0x2000, and the leaf at 0x3000
void x_path(uint64_t leaf);  // the same with one more level

#endif
