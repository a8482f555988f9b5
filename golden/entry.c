#include "golden/entry.h"

static uint64_t vpn_of(enum format_id format, uint64_t va) {
  return (va & ((UINT64_C(1) << format_get(format)->va_bits) - 1)) >> 12;
}

static bool same_page(uint64_t vpn_a, uint64_t vpn_b, uint8_t shift) {
  return (vpn_a ^ vpn_b) >> (shift - 12) == 0;
}

struct tlb_entry entry_from_walk(const struct regime *regime, const struct request *req,
                                 const struct walk_record *record) {
  return (struct tlb_entry){
      .vpn = vpn_of(regime->format, walk_va(regime, req)),
      .ppn = record->leaf_base >> 12,
      .format = regime->format,
      .asid = regime->asid,
      .shift = record->answer.shift,
      .perm = record->answer.perm,
      .type = record->answer.type,
      .pkey = record->pkey,
      .global = record->answer.global,
      .dirty = record->dirty,
  };
}

bool entry_matches(const struct tlb_entry *e, const struct regime *regime, uint64_t va) {
  if (e->format != regime->format || !(e->global || e->asid == regime->asid)) return false;
  return same_page(e->vpn, vpn_of(e->format, va), e->shift);
}

bool entry_overlaps(const struct tlb_entry *a, const struct tlb_entry *b) {
  if (a->format != b->format || !(a->global || b->global || a->asid == b->asid)) return false;
  return same_page(a->vpn, b->vpn, a->shift > b->shift ? a->shift : b->shift);
}

bool entry_fenced(const struct tlb_entry *e, const struct fence *f) {
  if (f->va_valid && !same_page(e->vpn, vpn_of(e->format, f->va), e->shift)) return false;
  if (e->global) return f->globals;
  return !f->asid_valid || e->asid == f->asid;
}

bool entry_answer(const struct tlb_entry *e, const struct regime *regime, const struct request *req,
                  struct answer *out) {
  bool key;
  enum reason reason = allowed(regime, req, e->perm, e->pkey, &key);
  if (reason != REASON_OK) {
    *out = fault_answer(regime, req, reason, key);
    return true;
  }
  // D must be exact in memory: a store may not answer from an entry that has it clear.
  if (req->access == ACCESS_STORE && !e->dirty) return false;
  uint64_t offset = (UINT64_C(1) << e->shift) - 1;
  *out = (struct answer){
      .kind = ANSWER_OK,
      .pa = e->ppn << 12 | (req->va & offset),
      .shift = e->shift,
      .perm = e->perm,
      .type = e->type,
      .global = e->global,
  };
  return true;
}
