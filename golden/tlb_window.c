// W11: a fence done after something was last sampled (or, of a root or setting, replaced) and
// before the request was accepted puts the walk out, if it ends what that is.
#include "golden/tlb_window.h"

#include "golden/invariant.h"

// As what a walk counts: fences tell global walks from the others.
enum walks { WALKS_LOCAL, WALKS_GLOBAL };

static gtlb_time later(gtlb_time a, gtlb_time b) {
  return a > b ? a : b;
}

// --- cuts ----------------------------------------------------------------------------------------
static gtlb_time fenced(const struct scope *s, enum fence_what what, enum fence_class class, unsigned shift,
                        gtlb_time bound) {
  struct fence_key key = tlb_store_key(what, class, s->regime.asid, shift, s->va);
  return tlb_store_fenced(s->g, key, bound);
}

// The newest fence of non-global walks of this root's ASID, whether it named the ASID or none.
static gtlb_time fenced_local(const struct scope *s, enum fence_what what, unsigned shift, gtlb_time bound) {
  return later(fenced(s, what, CLASS_ASID, shift, bound), fenced(s, what, CLASS_ANY, shift, bound));
}

// The newest without address of those that take such walks whole.
static gtlb_time cut_whole(const struct scope *s, enum walks walks, gtlb_time bound) {
  if (bound == s->accepted) return walks == WALKS_LOCAL ? s->cut_local : s->cut_global;
  return fenced_local(s, FENCE_ALL, 0, bound);
}

// The newest by address of those that take what maps 1 << shift bytes of such walks (0: nothing).
static gtlb_time cut_page(const struct scope *s, enum walks walks, unsigned shift, gtlb_time bound) {
  if (walks == WALKS_LOCAL) return shift ? fenced_local(s, FENCE_LEAF, shift, bound) : 0;
  gtlb_time cut = s->g->own_fences ? fenced(s, FENCE_LEAF, CLASS_OWN, 0, bound) : 0;
  return shift ? later(cut, fenced(s, FENCE_LEAF, CLASS_GLOBAL, shift, bound)) : cut;
}

static gtlb_time cut_pointers(const struct scope *s, gtlb_time bound) {
  return s->g->pointer_fences ? fenced_local(s, FENCE_POINTERS, 0, bound) : 0;
}

// W1 to W9: the newest fence that ends what the rule keeps, as part of such a walk. A TLB entry
// that was formed before `formed` and holds the whole walk outlives those that do not take it: what
// ends its parts by themselves counts until then.
static gtlb_time cut_of(const struct scope *s, const struct gtlb_rule *r, enum walks walks, unsigned shift,
                        gtlb_time formed) {
  enum walks as = r->by == BY_FLUSH ? WALKS_LOCAL : walks;
  gtlb_time cut = 0;
  if (r->by == BY_FULL)
    cut = tlb_store_before(s->g, &s->g->full_fence, s->accepted);
  else if (r->by != BY_NONE)
    cut = cut_whole(s, as, as == walks ? s->accepted : formed);
  if (r->page) cut = later(cut, cut_page(s, as, shift, formed));
  return r->pointers ? later(cut, cut_pointers(s, formed)) : cut;
}

// W9
gtlb_time tlb_window_settings(const struct scope *s) {
  return s->forgotten ? 0 : cut_of(s, tlb_rules_get(s->g, KEPT_SETTING), WALKS_LOCAL, 0, s->accepted);
}

// --- one value, one root -------------------------------------------------------------------------
static const uint32_t refused = 1u << KEPT_REFUSED, read = (1u << KEPT_REFUSED) - 1;

bool tlb_window_open(struct scope *s) {
  s->cut_local = fenced_local(s, FENCE_ALL, 0, s->accepted);
  s->cut_global = fenced(s, FENCE_ALL, CLASS_GLOBAL, 0, s->accepted);
  // Fences of all walks of a kind leave what is younger than the older of the two: as part of a
  // non-global walk, or of a global one. From another ASID's root a walk serves only as a global
  // one (W13), if at all (W10); below a root that is in window (W8).
  gtlb_time since = s->cut_local < s->cut_global && !s->foreign ? s->cut_local : s->cut_global;
  const uint32_t cut = s->forgotten ? 0 : s->g->cut;
  const uint32_t ends = read | 1u << KEPT_NEIGHBOUR;
  s->since_read = (cut & ends) == ends ? since : 0;
  s->since_refused = cut & refused ? since : 0;
  bool shared = s->forgotten | gtlb_traits[TRAIT_SHARED].holds[s->g->arch];
  return (s->foreign <= shared) & (s->root_replaced >= since * (cut >> KEPT_ROOT & 1));
}

// K2, P2, P3
bool tlb_window_keeps(const struct scope *s, uint8_t level, const struct value *v) {
  const uint32_t kinds = value_kind(v) == VALUE_READ ? read : refused;
  if (s->forgotten || (s->g->keeps & kinds) == kinds) return true;
  return tlb_rules_keep(s->g, tlb_rules_of(&s->regime, level, v));
}

// --- a walk --------------------------------------------------------------------------------------
// What the last value of a walk is to a fence.
struct end {
  enum gtlb_kept kept;
  unsigned shift;     // log2 of what it maps; 0: no fence by address covers it
  bool local, global; // may the walk count as non-global, as global
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

// What a sound leaf is to a fence by address; W20: a NAPOT leaf stands for one page of its group.
static unsigned leaf_shift(const struct scope *s, uint8_t level, unsigned shift) {
  const unsigned single = level_shift(s, level);
  return single + gtlb_traits[TRAIT_GROUP].holds[s->g->arch] * (shift - single);
}

// W14: a V=0 entry, a pointer or a refused read is no leaf, and only at level 0 does it stand for a
// page. A malformed leaf maps its level's region. W12: whether its G counts is open, either reading
// is accepted.
static void end_of_fault(const struct scope *s, const struct path *p, struct end *e) {
  unsigned depth = p->depths - 1;
  uint8_t level = scope_level(s, depth);
  const struct value *v = path_value(p, depth);
  struct pte_meaning m = {0};
  if (value_kind(v) == VALUE_READ) m = decode(&s->regime, level, v->value);
  bool sound = m.leaf && m.malformed == REASON_OK;
  if (m.leaf || level == 0) e->shift = sound ? leaf_shift(s, level, m.shift) : level_shift(s, level);
  bool inherited = pointers_global(s, p, depth);
  e->kept = tlb_rules_of(&s->regime, level, v);
  if (sound && !tlb_rules_keep(s->g, e->kept)) e->kept = KEPT_LEAF; // its A was set once
  e->global = inherited || m.global;
  e->local = !inherited && !(m.global && sound);
}

static struct end end_of(const struct scope *s, const struct path *p, const struct walk_record *r) {
  const struct path_entry *last = &p->entry[p->depths - 1];
  const struct value *v = path_value(p, p->depths - 1);
  struct end e = {.kept = KEPT_LEAF, .first = v->first, .last = v->last};
  if (r && r->reason == REASON_OK) {
    e.shift = leaf_shift(s, r->level, r->answer.shift);
    e.global = r->answer.global;
    e.local = !e.global;
  } else {
    end_of_fault(s, p, &e);
  }
  if (value_addr(v) != last->addr) e.kept = KEPT_NEIGHBOUR; // W7
  return e;
}

// P1: one walk read all values, top to leaf. Where pointers have an A and a walk
// sets it late, their values are sampled after the leaf's.
static bool one_walk(const struct scope *s, const struct path *p, unsigned depths) {
  if (s->g->profile.order == AD_LAZY && format_get(s->regime.format)->pointer_a) return true;
  gtlb_time first = 0;
  for (unsigned d = 0; d < depths; d++) {
    const struct value *v = path_value(p, d);
    first = later(first, v->first);
    if (v->last < first) return false;
  }
  return true;
}

// W15: a fence of pointers, or of non-global walks only, does not reach a TLB entry that already
// held the whole walk. Such an entry was formed after its leaf was first sampled, and after the
// newest fence that took the entry itself.
static gtlb_time formed_before(const struct scope *s, const struct end *e, gtlb_time end_cut) {
  gtlb_time formed = e->first < end_cut ? end_cut + 1 : e->first;
  return tlb_rules_keep(s->g, e->kept) && formed < s->accepted ? formed : s->accepted;
}

// The root and the first `depths` values, all pointers.
static bool way_kept(const struct scope *s, const struct path *p, unsigned depths, enum walks walks, gtlb_time formed) {
  const struct gtlb_rule *pointer = tlb_rules_get(s->g, KEPT_POINTER), *root = tlb_rules_get(s->g, KEPT_ROOT);
  const unsigned cuts = 1 + pointer->page * depths; // as many as there are sizes that matter
  gtlb_time cut = 0;
  for (unsigned d = 0; d < depths; d++) {
    if (d < cuts) cut = cut_of(s, pointer, walks, level_shift(s, scope_level(s, d)), formed);
    if (path_value(p, d)->last < cut) return false;
  }
  return s->root_replaced >= cut_of(s, root, walks, 0, formed);
}

static bool kept_as(const struct scope *s, const struct path *p, const struct end *e, enum walks walks) {
  gtlb_time cut = cut_of(s, tlb_rules_get(s->g, e->kept), walks, e->shift, s->accepted);
  if (e->last < cut) return false;
  // The update that ended it was refused.
  const struct gtlb_rule *refused = tlb_rules_get(s->g, KEPT_REFUSED);
  if (p->refusal && p->refusal->last < cut_of(s, refused, walks, e->shift, s->accepted)) return false;
  return way_kept(s, p, p->depths - 1, walks, formed_before(s, e, cut));
}

bool tlb_window_whole(const struct scope *s, const struct path *p, const struct walk_record *r) {
  // K6, W18: no entry was read: Bare, an address that is not canonical, a PAE register that is not
  // present. The one in force.
  if (p->depths == 0) return s->in_force || s->forgotten;
  INVARIANT(s->in_force <= !s->foreign && s->cut_local <= s->accepted && s->cut_global <= s->accepted);
  struct end e = end_of(s, p, r);
  if (s->forgotten) return !s->foreign || e.global; // W13
  if (s->g->profile.whole_walk && !one_walk(s, p, p->depths)) return false;
  if (e.local && !s->foreign && kept_as(s, p, &e, WALKS_LOCAL)) return true;
  return e.global && kept_as(s, p, &e, WALKS_GLOBAL);
}

// P6: the request's own walk, from the root on.
static bool begun_at_root(const struct scope *s, const struct path *p, unsigned depths) {
  for (unsigned d = 0; d < depths; d++)
    if (path_value(p, d)->last <= s->accepted) return false;
  return true;
}

// W19: what the walk will turn out to be is open, so it may be kept as a global or as a non-global
// one. From another ASID's root only what lies below a G pointer may be shared.
bool tlb_window_partial(const struct scope *s, const struct path *p, unsigned depths) {
  if (s->g->profile.from_root && !begun_at_root(s, p, depths)) return false;
  if (s->foreign && !pointers_global(s, p, depths)) return false;
  if (s->g->profile.whole_walk && !one_walk(s, p, depths)) return false;
  if (!s->foreign && way_kept(s, p, depths, WALKS_LOCAL, s->accepted)) return true;
  return way_kept(s, p, depths, WALKS_GLOBAL, s->accepted);
}
