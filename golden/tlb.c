// The golden TLB's events: what the DUT has read, written, been told and been made to forget, in
// order of time.
#include "golden/tlb_rules.h"

#include <string.h>

#include "golden/invariant.h"

struct gtlb *gtlb_init(void *storage, size_t bytes, enum arch arch, const struct gtlb_profile *profile) {
  struct gtlb *g = tlb_store_open(storage, bytes, arch, profile);
  if (g) tlb_rules_open(g);
  return g;
}

static enum gtlb_status status(const struct gtlb *g) {
  return g->full ? GTLB_FULL : GTLB_OK;
}

// Settings may be stale until a fence of everything; so each value of each has a time of its
// replacement.
static void settings_note(struct gtlb *g, gtlb_time when, const struct regime *regime) {
  for (unsigned s = 0; s < GTLB_SETTINGS; s++) {
    uint32_t flag = gtlb_settings[g->arch][s].flag;
    bool now = regime->flags & flag, before = g->settings & flag;
    if (g->settings_known && before != now) g->setting_replaced[s][before] = when;
    g->setting_replaced[s][now] = GTLB_FOREVER;
  }
}

// Sizes that leaves may have, malformed ones of the upper levels included. A NAPOT leaf counts as
// sixteen pages (W20).
static uint64_t shifts_of(const struct format *f) {
  uint64_t shifts = (uint64_t)gtlb_traits[TRAIT_GROUP].holds[f->arch] << GROUP_SHIFT;
  for (unsigned level = 0; level < f->levels; level++)
    shifts |= UINT64_C(1) << (12 + level * f->index_bits);
  return shifts;
}

static inline bool one_in_force(const struct gtlb *g) {
  for (size_t i = 0; i < g->roots; i++)
    if ((g->root[i].replaced == GTLB_FOREVER) != (&g->root[i] == g->in_force)) return false;
  return true;
}

// K6: the root that was in force is replaced now; the new one, known or not, is in force.
enum gtlb_status gtlb_regime(struct gtlb *g, gtlb_time when, const struct regime *regime) {
  const struct format *f = format_get(regime->format);
  settings_note(g, when, regime);
  g->shifts |= shifts_of(f);
  if (g->in_force) g->in_force->replaced = when;
  g->in_force = f->levels ? tlb_store_root(g, regime) : NULL;
  if (g->in_force) g->in_force->replaced = GTLB_FOREVER;
  g->settings = regime->flags;
  g->settings_known = true;
  INVARIANT(one_in_force(g));
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

// K1, K4: what the compare-and-swap left in memory is known: the desired value when it was written,
// the old one when not. A refused one says nothing about memory; it is known by what it offered.
enum gtlb_status gtlb_cas(struct gtlb *g, gtlb_time when, const struct phys_swap *swap, bool error) {
  enum value_kind kind = error ? VALUE_UPDATE_ERROR : VALUE_READ;
  tlb_store_sample(g, when, value_key(swap->addr, swap->bytes, kind),
                   entry_part(swap->bytes, swap->ok || error ? swap->desired : swap->old));
  return status(g);
}

static void cut_page(struct gtlb *g, gtlb_time when, const struct fence *f, enum fence_class class) {
  for (uint64_t left = g->shifts; left; left &= left - 1) {
    unsigned shift = (unsigned)__builtin_ctzll(left);
    tlb_store_fence(g, when, tlb_store_key(FENCE_LEAF, class, f->asid, shift, f->va));
  }
}

static void cut_whole(struct gtlb *g, gtlb_time when, const struct fence *f, enum fence_what what,
                      enum fence_class class) {
  tlb_store_fence(g, when, tlb_store_key(what, class, f->asid, 0, 0));
}

static void cut(struct gtlb *g, gtlb_time when, const struct fence *f, enum gtlb_cut cut) {
  enum fence_class local = f->asid_valid ? CLASS_ASID : CLASS_ANY;
  switch (cut) {
  case CUT_PAGE_LOCAL:
    cut_page(g, when, f, local);
    break;
  case CUT_PAGE_GLOBAL:
    cut_page(g, when, f, CLASS_GLOBAL);
    break;
  case CUT_ENTRIES_OWN:
    g->own_fences = true;
    cut_whole(g, when, f, FENCE_LEAF, CLASS_OWN);
    break;
  case CUT_POINTERS:
    g->pointer_fences = true;
    cut_whole(g, when, f, FENCE_POINTERS, local);
    break;
  case CUT_WALKS_LOCAL:
    cut_whole(g, when, f, FENCE_ALL, local);
    break;
  case CUT_WALKS_GLOBAL:
    cut_whole(g, when, f, FENCE_ALL, CLASS_GLOBAL);
    break;
  default: // CUT_FULL
    tlb_store_push(&g->full_fence, when);
  }
}

// F1 F2 F3 F4 F5 F6 F7
static enum gtlb_status fenced(struct gtlb *g, gtlb_time when, const struct fence *f) {
  for (unsigned i = 0; i < GTLB_FENCE_RULES; i++) {
    const struct gtlb_fence_rule *r = &gtlb_fence_rules[g->arch][i];
    if (r->id && tlb_rules_fence(r, f)) cut(g, when, f, r->cut);
  }
  return status(g);
}

enum gtlb_status gtlb_fence_done(struct gtlb *g, gtlb_time when, const struct fence *fence) {
  struct fence f = *fence;
  f.asid = tlb_store_asid(g, f.asid);
  if (g->in_force && f.va_valid) {
    const struct regime mode = {.format = g->in_force->format};
    if (!walk_canonical(&mode, f.va)) return status(g); // W22
    f.va = tlb_store_va(mode.format, f.va);
  }
  return fenced(g, when, &f);
}

// X1
enum gtlb_status gtlb_page_fault_taken(struct gtlb *g, gtlb_time when, const struct regime *regime,
                                       const struct request *req) {
  struct fence f = {.va_valid = true, .asid_valid = true};
  f.va = tlb_store_va(regime->format, walk_va(regime, req));
  f.asid = tlb_store_asid(g, regime->asid);
  return fenced(g, when, &f);
}

void gtlb_horizon(struct gtlb *g, gtlb_time oldest) {
  g->horizon = oldest;
}

struct gtlb_stats gtlb_statistics(const struct gtlb *g) {
  struct gtlb_stats stats = {.values = g->values,
                             .fence_keys = g->fences,
                             .roots = g->roots,
                             .slots = g->mask + 1,
                             .compactions = g->compactions};
  memcpy(stats.met, g->met, sizeof stats.met);
  return stats;
}
