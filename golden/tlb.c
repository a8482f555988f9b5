// The golden TLB's events: what the DUT has read, written, been told and been made to forget, in order of time.
#include "golden/tlb_internal.h"

// Leaf sizes that a fence by address may meet, malformed leaves of the upper levels included.
static const uint8_t shifts_riscv[] = {12, 16, 21, 22, 30, 39, 48};
static const uint8_t shifts_x86[] = {12, 21, 30, 39, 48};

static enum gtlb_status status(struct gtlb *g, bool room) {
  if (!room) g->full = true;
  return g->full ? GTLB_FULL : GTLB_OK;
}

static bool setting_of(const struct regime *regime, enum setting s) {
  return regime->flags & (s == SETTING_ADUE ? RV_ADUE : RV_PBMTE);
}

// RISC-V: PBMTE and ADUE may be stale until SFENCE.VMA x0, x0 (priv 12.2.1); so each value has a time of its
// replacement.
static void settings_note(struct gtlb *g, gtlb_time when, const struct regime *regime) {
  for (enum setting s = 0; s < SETTINGS; s++) {
    bool now = setting_of(regime, s);
    if (g->regime_known && setting_of(&g->regime, s) != now) g->setting_replaced[s][!now] = when;
    g->setting_replaced[s][now] = GTLB_FOREVER;
  }
}

enum gtlb_status gtlb_regime(struct gtlb *g, gtlb_time when, const struct regime *regime) {
  settings_note(g, when, regime);
  if (g->regime_known && g->regime.format != FORMAT_BARE) tlb_store_root(g, &g->regime)->replaced = when;
  g->regime = *regime;
  g->regime_known = true;
  if (regime->format == FORMAT_BARE) return status(g, true);
  struct root *r = tlb_store_root(g, regime);
  if (r) r->replaced = GTLB_FOREVER;
  g->regime_known = r != NULL;
  return status(g, r != NULL);
}

enum gtlb_status gtlb_read(struct gtlb *g, gtlb_time when, uint64_t addr, uint64_t value, bool error) {
  return status(g, tlb_store_sample(g, when, addr, error ? VALUE_READ_ERROR : VALUE_READ, error ? 0 : value));
}

// What the compare-and-swap left in memory is known: the desired value when it was written, the old one when not. A
// refused one says nothing about memory; it is known by what it offered.
enum gtlb_status gtlb_cas(struct gtlb *g, gtlb_time when, uint64_t addr, uint64_t old, uint64_t desired, bool ok,
                          bool error) {
  enum value_kind kind = error ? VALUE_UPDATE_ERROR : VALUE_READ;
  return status(g, tlb_store_sample(g, when, addr, kind, ok || error ? desired : old));
}

// A fence by address: leaf entries of every size that hold va, of one class of walks.
static bool fence_pages(struct gtlb *g, gtlb_time when, const struct fence *f, enum fence_class class) {
  const uint8_t *shift = g->arch == ARCH_X86 ? shifts_x86 : shifts_riscv;
  size_t n = g->arch == ARCH_X86 ? sizeof shifts_x86 : sizeof shifts_riscv;
  bool room = true;
  for (size_t i = 0; i < n; i++)
    room = tlb_store_fence(g, when, tlb_store_key(FENCE_LEAF, class, f->asid, shift[i], f->va)) && room;
  return room;
}

static bool fence_class(struct gtlb *g, gtlb_time when, const struct fence *f, enum fence_class class) {
  if (f->va_valid) return fence_pages(g, when, f, class);
  return tlb_store_fence(g, when, tlb_store_key(FENCE_ALL, class, f->asid, 0, 0));
}

enum gtlb_status gtlb_fence_done(struct gtlb *g, gtlb_time when, const struct fence *f) {
  enum fence_class class = f->asid_valid ? CLASS_ASID : CLASS_ANY;
  bool room = fence_class(g, when, f, class);
  if (f->globals) room = fence_class(g, when, f, CLASS_GLOBAL) && room;
  // INVLPG and INVPCID 0: every paging-structure-cache entry of the PCID, whatever its address (SDM3 4.10.4.1).
  g->pointer_fences = g->pointer_fences || (f->va_valid && f->structures);
  if (f->va_valid && f->structures)
    room = tlb_store_fence(g, when, tlb_store_key(FENCE_POINTERS, class, f->asid, 0, 0)) && room;
  if (!f->va_valid && !f->asid_valid && f->globals) tlb_store_push(&g->settings_fence, when);
  return status(g, room);
}

enum gtlb_status gtlb_page_fault_taken(struct gtlb *g, gtlb_time when, const struct regime *regime, uint64_t va) {
  struct fence f = {.va_valid = true, .va = va, .asid_valid = true, .asid = regime->asid};
  return status(g, fence_class(g, when, &f, CLASS_ASID));
}

void gtlb_horizon(struct gtlb *g, gtlb_time oldest) {
  g->horizon = oldest;
}

struct gtlb_stats gtlb_statistics(const struct gtlb *g) {
  return (struct gtlb_stats){.values = g->values,
                             .fence_keys = g->fences,
                             .roots = g->roots,
                             .slots = g->mask + 1,
                             .compactions = g->compactions,
                             .lenient_fences = g->lenient,
                             .bounded = g->bounded};
}
