// The golden TLB's events: what the DUT has read, written, been told and been made to forget, in order of time.
#include "golden/tlb_internal.h"

// Leaf sizes that a fence by address may meet, malformed leaves of the upper levels included.
static const uint8_t shifts_riscv[] = {12, 16, 21, 22, 30, 39, 48, 0};
static const uint8_t shifts_x86[] = {12, 21, 30, 39, 48, 0};

static enum gtlb_status status(const struct gtlb *g) {
  return g->full ? GTLB_FULL : GTLB_OK;
}

// RISC-V: PBMTE and ADUE may be stale until SFENCE.VMA x0, x0 (priv 12.2.1); so each value has a time of its
// replacement.
static void settings_note(struct gtlb *g, gtlb_time when, const struct regime *regime) {
  static const uint32_t flag[SETTINGS] = {RV_ADUE, RV_PBMTE};
  for (enum setting s = 0; s < SETTINGS; s++) {
    bool now = regime->flags & flag[s], before = g->settings & flag[s];
    if (g->settings_known && before != now) g->setting_replaced[s][before] = when;
    g->setting_replaced[s][now] = GTLB_FOREVER;
  }
}

// The root that was in force is replaced now; the new one, known or not, is in force.
enum gtlb_status gtlb_regime(struct gtlb *g, gtlb_time when, const struct regime *regime) {
  settings_note(g, when, regime);
  if (g->in_force) g->in_force->replaced = when;
  g->in_force = regime->format == FORMAT_BARE ? NULL : tlb_store_root(g, regime);
  if (g->in_force) g->in_force->replaced = GTLB_FOREVER;
  g->settings = regime->flags;
  g->settings_known = true;
  return status(g);
}

enum gtlb_status gtlb_read(struct gtlb *g, gtlb_time when, uint64_t addr, uint64_t value, bool error) {
  tlb_store_sample(g, when, addr, error ? VALUE_READ_ERROR : VALUE_READ, error ? 0 : value);
  return status(g);
}

// What the compare-and-swap left in memory is known: the desired value when it was written, the old one when not. A
// refused one says nothing about memory; it is known by what it offered.
enum gtlb_status gtlb_cas(struct gtlb *g, gtlb_time when, uint64_t addr, uint64_t old, uint64_t desired, bool ok,
                          bool error) {
  tlb_store_sample(g, when, addr, error ? VALUE_UPDATE_ERROR : VALUE_READ, ok || error ? desired : old);
  return status(g);
}

// A fence by address: leaf entries of every size that hold va. Without: every value. Of one class of walks.
static void fence_class(struct gtlb *g, gtlb_time when, const struct fence *f, enum fence_class class) {
  if (!f->va_valid) {
    tlb_store_fence(g, when, tlb_store_key(FENCE_ALL, class, f->asid, 0, 0));
    return;
  }
  const uint8_t *shift = g->arch == ARCH_X86 ? shifts_x86 : shifts_riscv;
  for (; *shift; shift++)
    tlb_store_fence(g, when, tlb_store_key(FENCE_LEAF, class, f->asid, *shift, f->va));
}

enum gtlb_status gtlb_fence_done(struct gtlb *g, gtlb_time when, const struct fence *f) {
  enum fence_class class = f->asid_valid ? CLASS_ASID : CLASS_ANY;
  fence_class(g, when, f, class);
  if (f->globals) fence_class(g, when, f, CLASS_GLOBAL);
  if (f->va_valid && f->structures) {
    // INVLPG and INVPCID 0: every paging-structure-cache entry of the PCID, whatever its address (SDM3 4.10.4.1).
    g->pointer_fences = true;
    tlb_store_fence(g, when, tlb_store_key(FENCE_POINTERS, class, f->asid, 0, 0));
  }
  if (!f->va_valid && !f->asid_valid && f->globals) tlb_store_push(&g->settings_fence, when);
  return status(g);
}

enum gtlb_status gtlb_page_fault_taken(struct gtlb *g, gtlb_time when, const struct regime *regime, uint64_t va) {
  struct fence f = {.va_valid = true, .va = va, .asid_valid = true, .asid = regime->asid};
  fence_class(g, when, &f, CLASS_ASID);
  return status(g);
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
