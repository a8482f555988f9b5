#include "tests/golden/tlb_case.h"

struct tlb_case tc;
static _Alignas(64) unsigned char storage[1 << 20];

void case_open_sized(enum format_id format, struct gtlb_profile profile, size_t bytes) {
  bool x86 = format_get(format)->arch == ARCH_X86;
  tc = (struct tlb_case){.clock = 1, .req = {.access = ACCESS_LOAD, .priv = PRIV_USER}, .count = true};
  tc.g = gtlb_init(storage, bytes, format_get(format)->arch, &profile);
  tc.regime = (struct regime){.format = format, .pa_bits = x86 ? 52 : 56};
  uint32_t flags = x86 ? X86_WP | X86_NXE | X86_PGE : RV_SVADU | RV_ADUE | RV_SVNAPOT | RV_SVPBMT;
  case_regime(ROOT, ASID, flags);
}
void case_open(enum format_id format, struct gtlb_profile profile) {
  case_open_sized(format, profile, sizeof storage);
}

enum gtlb_status case_regime(uint64_t root_pa, uint16_t asid, uint32_t flags) {
  tc.regime.root_pa = root_pa;
  tc.regime.asid = asid;
  tc.regime.flags = flags;
  return gtlb_regime(tc.g, gtlb_when(tc.clock++, PHASE_REGIME), &tc.regime);
}
void case_asid(uint16_t asid, uint64_t root_pa) {
  CU_ASSERT_EQUAL(case_regime(root_pa, asid, tc.regime.flags), GTLB_OK);
}

static unsigned entry_bytes(void) {
  return format_get(tc.regime.format)->entry_bytes;
}
enum gtlb_status case_read(uint64_t addr, uint64_t value) {
  return gtlb_read(tc.g, gtlb_when(tc.clock++, PHASE_SAMPLE), addr, entry_bytes(), value, false);
}
enum gtlb_status case_read_error(uint64_t addr) {
  return gtlb_read(tc.g, gtlb_when(tc.clock++, PHASE_SAMPLE), addr, entry_bytes(), 0, true);
}
enum gtlb_status case_cas(uint64_t addr, uint64_t old, uint64_t desired, bool ok) {
  struct phys_swap swap = {.addr = addr, .bytes = entry_bytes(), .desired = desired, .old = old, .ok = ok};
  return gtlb_cas(tc.g, gtlb_when(tc.clock++, PHASE_SAMPLE), &swap, false);
}
enum gtlb_status case_cas_error(uint64_t addr, uint64_t desired) {
  struct phys_swap swap = {.addr = addr, .bytes = entry_bytes(), .desired = desired};
  return gtlb_cas(tc.g, gtlb_when(tc.clock++, PHASE_SAMPLE), &swap, true);
}
enum gtlb_status case_fence(struct fence f) {
  return gtlb_fence_done(tc.g, gtlb_when(tc.clock++, PHASE_FENCE_DONE), &f);
}

void case_accept(void) {
  static struct regime accepted;
  accepted = tc.regime;
  tc.query = (struct gtlb_query){.regime = &accepted, .req = &tc.req, .accepted = gtlb_when(tc.clock, PHASE_REQUEST)};
  tc.clock++;
}
bool case_legal_now(struct answer a) {
  tc.query.now = gtlb_when(tc.clock, PHASE_RESPONSE);
  gtlb_judge(tc.g, &tc.query, &a, tc.memory, tc.count, &tc.found);
  return tc.found.legal;
}
bool case_legal(struct answer a) {
  case_accept();
  return case_legal_now(a);
}
bool case_reads(uint64_t addr) {
  tc.query.now = gtlb_when(tc.clock, PHASE_SAMPLE);
  return gtlb_explains_read(tc.g, &tc.query, addr, entry_bytes());
}
bool case_updates(uint64_t addr, uint64_t expected, uint64_t desired) {
  tc.query.now = gtlb_when(tc.clock, PHASE_SAMPLE);
  return gtlb_explains_cas(tc.g, &tc.query, addr, entry_bytes(), expected, desired);
}

struct fence fence_all(void) {
  return (struct fence){.globals = true, .structures = true};
}
struct fence fence_asid(uint16_t asid) {
  return (struct fence){.asid_valid = true, .asid = asid, .structures = true};
}
struct fence fence_va(uint64_t va) {
  return (struct fence){.va_valid = true, .va = va, .globals = true};
}
struct fence fence_va_asid(uint64_t va, uint16_t asid) {
  return (struct fence){.va_valid = true, .va = va, .asid_valid = true, .asid = asid};
}
struct fence invlpg(uint64_t va, uint16_t asid) {
  return (struct fence){
      .va_valid = true, .va = va, .asid_valid = true, .asid = asid, .globals = true, .structures = true};
}

uint64_t rv_leaf(uint64_t pa) {
  return pa >> 2 | RV_LEAF;
}
uint64_t rv_pointer(uint64_t pa) {
  return pa >> 2 | 1;
}
uint64_t x_leaf(uint64_t pa) {
  return pa | 0x67;
}
uint64_t x_pointer(uint64_t pa) {
  return pa | 0x27;
}
struct answer ok_at(uint64_t pa, uint8_t shift, bool global) {
  return (struct answer){.pa = pa, .shift = shift, .perm = PERM_R | PERM_W | PERM_U, .global = global};
}
struct answer x_ok_at(uint64_t pa, uint8_t shift, bool global) {
  return (struct answer){.pa = pa, .shift = shift, .perm = PERM_R | PERM_W | PERM_X | PERM_U, .global = global};
}
struct answer page_fault(uint32_t code) {
  return (struct answer){.kind = ANSWER_PAGE_FAULT, .code = code};
}

void rv_path(uint64_t leaf) {
  case_read(ROOT, rv_pointer(0x2000));
  case_read(0x2000, rv_pointer(0x3000));
  case_read(0x3000, leaf);
}
void x_path(uint64_t leaf) {
  case_read(ROOT, x_pointer(0x2000));
  case_read(0x2000, x_pointer(0x3000));
  case_read(0x3000, x_pointer(0x4000));
  case_read(0x4000, leaf);
}
