// The golden TLB's events: what the DUT has read, written, been told and been made to forget, in
// order of time.
#include "golden/tlb_rules.h"

// Leaf sizes that a fence by address may meet, malformed leaves of the upper levels included: in
// formats of 8-byte and of 4-byte entries. Both have 4 KiB.
static const uint8_t shifts_wide[2][6] = {[ARCH_RISCV] = {16, 21, 30, 39, 48, 0}, [ARCH_X86] = {21, 30, 39, 48, 0}};
static const uint8_t shifts_narrow[] = {22, 0};

struct gtlb *gtlb_init(void *storage, size_t bytes, enum arch arch, const struct gtlb_profile *profile) {
  struct gtlb *g = tlb_store_open(storage, bytes, arch, profile);
  if (g) g->keeps = tlb_rules_mask(arch, profile);
  return g;
}

static enum gtlb_status status(const struct gtlb *g) {
  return g->full ? GTLB_FULL : GTLB_OK;
}

// Settings may be stale until a fence of everything; so each value of each has a time of its
// replacement.
static void settings_note(struct gtlb *g, gtlb_time when, const struct regime *regime) {
  for (unsigned s = 0; s < SETTINGS; s++) {
    uint32_t flag = tlb_settings[g->arch][s].flag;
    bool now = regime->flags & flag, before = g->settings & flag;
    if (g->settings_known && before != now) g->setting_replaced[s][before] = when;
    g->setting_replaced[s][now] = GTLB_FOREVER;
  }
}

// The root that was in force is replaced now; the new one, known or not, is in force.
enum gtlb_status gtlb_regime(struct gtlb *g, gtlb_time when, const struct regime *regime) {
  const struct format *f = format_get(regime->format);
  settings_note(g, when, regime);
  g->narrow = g->narrow || f->entry_bytes == 4;
  g->wide = g->wide || f->entry_bytes == 8;
  if (g->in_force) g->in_force->replaced = when;
  g->in_force = f->levels ? tlb_store_root(g, regime) : NULL;
  if (g->in_force) g->in_force->replaced = GTLB_FOREVER;
  g->settings = regime->flags;
  g->settings_known = true;
  return status(g);
}

static uint64_t entry_part(unsigned bytes, uint64_t value) {
  return bytes == 4 ? (uint32_t)value : value;
}

enum gtlb_status gtlb_read(struct gtlb *g, gtlb_time when, uint64_t addr, unsigned bytes, uint64_t value, bool error) {
  enum value_kind kind = error ? VALUE_READ_ERROR : VALUE_READ;
  tlb_store_sample(g, when, value_key(addr, bytes, kind), error ? 0 : entry_part(bytes, value));
  return status(g);
}

// What the compare-and-swap left in memory is known: the desired value when it was written, the old
// one when not. A refused one says nothing about memory; it is known by what it offered.
enum gtlb_status gtlb_cas(struct gtlb *g, gtlb_time when, uint64_t addr, unsigned bytes, uint64_t old, uint64_t desired,
                          bool ok, bool error) {
  enum value_kind kind = error ? VALUE_UPDATE_ERROR : VALUE_READ;
  tlb_store_sample(g, when, value_key(addr, bytes, kind), entry_part(bytes, ok || error ? desired : old));
  return status(g);
}

// A fence by address: leaf entries of every size that hold va. Without: every value. Of one class
// of walks.
static void fence_class(struct gtlb *g, gtlb_time when, const struct fence *f, enum fence_class class) {
  static const uint8_t none[] = {0};
  if (!f->va_valid) {
    tlb_store_fence(g, when, tlb_store_key(FENCE_ALL, class, f->asid, 0, 0));
    return;
  }
  tlb_store_fence(g, when, tlb_store_key(FENCE_LEAF, class, f->asid, 12, f->va));
  for (const uint8_t *shift = g->wide ? shifts_wide[g->arch] : none; *shift; shift++)
    tlb_store_fence(g, when, tlb_store_key(FENCE_LEAF, class, f->asid, *shift, f->va));
  for (const uint8_t *shift = g->narrow ? shifts_narrow : none; *shift; shift++)
    tlb_store_fence(g, when, tlb_store_key(FENCE_LEAF, class, f->asid, *shift, f->va));
}

enum gtlb_status gtlb_fence_done(struct gtlb *g, gtlb_time when, const struct fence *fence) {
  struct fence own = *fence, *f = &own;
  f->asid = tlb_store_asid(g, f->asid);
  if (g->in_force) f->va = tlb_store_va(g->in_force->format, f->va);
  enum fence_class class = f->asid_valid ? CLASS_ASID : CLASS_ANY;
  fence_class(g, when, f, class);
  // x86, CR4.SMEP going to 1: takes every TLB entry, global ones of other PCIDs too, but of
  // paging-structure caches only the current PCID's (SDM3 4.10.4.1): a global walk from another
  // PCID keeps its pointers.
  if (g->arch == ARCH_X86 && f->globals && f->asid_valid && !f->va_valid)
    tlb_store_fence(g, when, tlb_store_key(FENCE_LEAF, CLASS_GLOBAL, 0, 0, 0));
  else if (f->globals)
    fence_class(g, when, f, CLASS_GLOBAL);
  if (f->va_valid && f->structures) {
    // INVLPG and INVPCID 0: every paging-structure-cache entry of the PCID, whatever its address
    // (SDM3 4.10.4.1).
    g->pointer_fences = true;
    tlb_store_fence(g, when, tlb_store_key(FENCE_POINTERS, class, f->asid, 0, 0));
  }
  if (!f->va_valid && !f->asid_valid && f->globals) tlb_store_push(&g->settings_fence, when);
  return status(g);
}

enum gtlb_status gtlb_page_fault_taken(struct gtlb *g, gtlb_time when, const struct regime *regime,
                                       const struct request *req) {
  struct fence f = {.va_valid = true, .asid_valid = true};
  f.va = tlb_store_va(regime->format, walk_va(regime, req));
  f.asid = tlb_store_asid(g, regime->asid);
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
