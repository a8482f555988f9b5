// A fence done after a value was last sampled and before the request was accepted puts the walk
// out, if it covers it (priv 12.2.1, SDM3 4.10.4).
#include "golden/tlb_window.h"

static gtlb_time later(gtlb_time a, gtlb_time b) {
  return a > b ? a : b;
}

static gtlb_time cut_of(const struct scope *s, enum fence_what what, enum fence_class class, unsigned shift,
                        gtlb_time bound) {
  struct fence_key key = tlb_store_key(what, class, s->regime.asid, shift, s->va);
  return tlb_store_fenced(s->g, key, bound);
}

// The newest fence of non-global walks of this root's ASID, whether it named the ASID or none.
static gtlb_time cut_local(const struct scope *s, enum fence_what what, unsigned shift, gtlb_time bound) {
  return later(cut_of(s, what, CLASS_ASID, shift, bound), cut_of(s, what, CLASS_ANY, shift, bound));
}

void tlb_window_open(struct scope *s) {
  s->cut_local = cut_local(s, FENCE_ALL, 0, s->accepted);
  s->cut_global = cut_of(s, FENCE_ALL, CLASS_GLOBAL, 0, s->accepted);
}

// A walk from another ASID's root serves only as a global one.
bool tlb_window_possible(const struct scope *s, gtlb_time last) {
  if (s->forgotten) return true;
  return last >= s->cut_global || (!s->foreign && last >= s->cut_local);
}

bool tlb_window_cacheable(const struct scope *s, uint8_t level, const struct value *v) {
  static const uint32_t all = (1u << (KEPT_REFUSED + 1)) - 1; // of what is read
  if ((s->g->keeps & all) == all || v->last > s->accepted || s->forgotten) return true;
  return tlb_rules_keep(s->g, tlb_rules_of(&s->regime, level, v));
}

// What the last value of a walk is to a fence.
struct end {
  unsigned shift;     // log2 of what it maps; 0: no fence by address covers it
  bool local, global; // may the walk count as non-global, as global
  bool cached;        // a TLB entry may hold the whole walk
  gtlb_time first, last;
};

static bool pointers_global(const struct scope *s, const struct path *p, unsigned depths) {
  for (unsigned d = 0; d < depths; d++)
    if (decode(&s->regime, scope_level(s, d), path_value(p, d)->value).global) return true;
  return false;
}

static unsigned level_shift(const struct scope *s, uint8_t level) {
  return 12u + level * format_get(s->regime.format)->index_bits;
}

// A V=0 entry, a pointer or a refused read is no leaf, and only at level 0 does it stand for a
// page. A malformed leaf maps its level's region, and whether its G counts is open: either reading
// is accepted.
static void end_of_fault(const struct scope *s, const struct path *p, struct end *e) {
  unsigned depth = p->depths - 1;
  uint8_t level = scope_level(s, depth);
  const struct value *v = path_value(p, depth);
  struct pte_meaning m = {0};
  if (value_kind(v) == VALUE_READ) m = decode(&s->regime, level, v->value);
  bool sound = m.leaf && m.malformed == REASON_OK;
  if (m.leaf || level == 0) e->shift = sound ? m.shift : level_shift(s, level);
  bool inherited = pointers_global(s, p, depth);
  e->global = inherited || m.global;
  e->local = !inherited && !(m.global && sound);
  e->cached = s->g->arch == ARCH_RISCV || sound;
}

static struct end end_of(const struct scope *s, const struct path *p, const struct walk_record *r) {
  const struct value *v = path_value(p, p->depths - 1);
  struct end e = {.cached = true, .first = v->first, .last = v->last};
  if (r && r->reason == REASON_OK) {
    e.shift = r->answer.shift;
    e.global = r->answer.global;
    e.local = !e.global;
  } else {
    end_of_fault(s, p, &e);
  }
  if (p->refusal && p->refusal->last < e.last) e.last = p->refusal->last;
  return e;
}

// No page-walk cache: one walk read all values, top to leaf.
static bool one_walk(const struct scope *s, const struct path *p, unsigned depths) {
  if (s->g->arch == ARCH_X86 && s->g->profile.order == AD_LAZY) return true;
  gtlb_time first = 0;
  for (unsigned d = 0; d < depths; d++) {
    const struct value *v = path_value(p, d);
    first = later(first, v->first);
    if (v->last < first) return false;
  }
  return true;
}

static bool sampled_since(const struct scope *s, const struct path *p, unsigned depths, gtlb_time cut) {
  for (unsigned d = 0; d < depths; d++)
    if (path_value(p, d)->last < cut) return false;
  return s->root_replaced >= cut;
}

// x86: paging-structure caches hold nothing global, so what flushes a PCID takes its pointers and
// the way from an old root, also where a global page below them stays (SDM3 4.10.3.1, 4.10.4.1).
static gtlb_time cut_of_flush(const struct scope *s, gtlb_time bound) {
  return s->g->arch == ARCH_X86 ? cut_local(s, FENCE_ALL, 0, bound) : 0;
}

// A fence of all pointers of an ASID (INVLPG) does not reach a TLB entry that already held the
// whole walk. Such an entry was formed after its leaf was first sampled, and after the newest fence
// that took the entry itself.
static bool pointers_kept(const struct scope *s, const struct path *p, const struct end *e, gtlb_time leaf_cut) {
  gtlb_time formed = e->first < leaf_cut ? leaf_cut + 1 : e->first;
  gtlb_time bound = e->cached && formed < s->accepted ? formed : s->accepted;
  gtlb_time flush = cut_of_flush(s, bound), cut = later(cut_local(s, FENCE_POINTERS, 0, bound), flush);
  for (unsigned d = 0; d + 1 < p->depths; d++)
    if (path_value(p, d)->last < cut) return false;
  return s->root_replaced >= flush;
}

static bool kept_as_local(const struct scope *s, const struct path *p, const struct end *e) {
  if (!e->local || s->foreign || !sampled_since(s, p, p->depths, s->cut_local)) return false;
  gtlb_time cut = e->shift ? cut_local(s, FENCE_LEAF, e->shift, s->accepted) : 0;
  return e->last >= later(cut, s->cut_local) && pointers_kept(s, p, e, cut);
}

static bool kept_as_global(const struct scope *s, const struct path *p, const struct end *e) {
  if (!e->global || !sampled_since(s, p, p->depths, s->cut_global)) return false;
  struct fence_key every = tlb_store_key(FENCE_LEAF, CLASS_GLOBAL, 0, 0, 0);
  gtlb_time cut = tlb_store_fenced(s->g, every, s->accepted);
  if (e->shift) cut = later(cut, cut_of(s, FENCE_LEAF, CLASS_GLOBAL, e->shift, s->accepted));
  return e->last >= later(cut, s->cut_global) && pointers_kept(s, p, e, cut);
}

bool tlb_window_whole(const struct scope *s, const struct path *p, const struct walk_record *r) {
  // No entry was read: Bare, an address that is not canonical, a PAE register that is not present.
  // The one in force.
  if (p->depths == 0) return s->own || s->forgotten;
  struct end e = end_of(s, p, r);
  if (s->forgotten) return !s->foreign || e.global;
  if (s->g->profile.whole_walk && !one_walk(s, p, p->depths)) return false;
  return kept_as_local(s, p, &e) || kept_as_global(s, p, &e);
}

// The request's own walk, from the root on.
static bool begun_at_root(const struct scope *s, const struct path *p, unsigned depths) {
  for (unsigned d = 0; d < depths; d++)
    if (path_value(p, d)->last <= s->accepted) return false;
  return true;
}

// What the walk will turn out to be is open, so values and root need only be in window as global or
// as non-global ones, which is how they were listed. From another ASID's root only what lies below
// a G pointer may be shared.
bool tlb_window_partial(const struct scope *s, const struct path *p, unsigned depths) {
  if (s->g->profile.from_root && !begun_at_root(s, p, depths)) return false;
  if (s->foreign && !pointers_global(s, p, depths)) return false;
  if (s->g->profile.whole_walk && !one_walk(s, p, depths)) return false;
  gtlb_time flush = cut_of_flush(s, s->accepted);
  gtlb_time cut = later(cut_local(s, FENCE_POINTERS, 0, s->accepted), flush);
  for (unsigned d = 0; d < depths; d++)
    if (path_value(p, d)->last < cut) return false;
  return s->root_replaced >= flush;
}
