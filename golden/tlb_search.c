// The enumeration: walk() over a stale view, again and again, each time with another choice of known values. The
// choices of one walk are an odometer whose last digit turns first; the newest value of each entry comes first.
#include "golden/tlb_internal.h"

// --- the stale view -----------------------------------------------------------------------------------------------
// Newest first; when there are more than one query may hold, the oldest are left out, and the search is not exhaustive.
static void offer(struct search *s, struct search_depth *list, const struct value *v) {
  if (list->count == GTLB_MAX_VALUES) {
    s->bounded = s->bounded || s->mode != SEARCH_FORGOTTEN;
    if (list->candidate[--list->count]->last >= v->last) v = list->candidate[list->count];
  }
  unsigned i = list->count++;
  for (; i > 0 && list->candidate[i - 1]->last < v->last; i--)
    list->candidate[i] = list->candidate[i - 1];
  list->candidate[i] = v;
}

static bool eligible(const struct search *s, uint8_t level, const struct value *v) {
  return v->first <= s->q->now && tlb_window_possible(s, v->last) && tlb_window_cacheable(s, level, v);
}

static void list_entry(struct search *s, struct search_depth *list, uint8_t level, uint64_t addr) {
  const struct gtlb *g = s->g;
  for (size_t i = tlb_store_home(g, addr); g->value[i].key; i = (i + 1) & g->mask) {
    const struct value *v = &g->value[i];
    if (value_addr(v) != addr || value_kind(v) == VALUE_UPDATE_ERROR || !eligible(s, level, v)) continue;
    offer(s, list, v);
  }
}

static bool is_napot(const struct search *s, const struct value *v) {
  struct pte_meaning m = decode(&s->regime, 0, v->value);
  return value_kind(v) == VALUE_READ && m.malformed == REASON_OK && m.shift == 16;
}

// Svnapot: one well-formed leaf of the group of 16 may serve for its neighbours (priv 12.5, Svnapot).
static void list_neighbours(struct search *s, struct search_depth *list, uint64_t addr) {
  const struct gtlb *g = s->g;
  uint64_t group = addr & ~UINT64_C(127);
  for (uint64_t other = group; other < group + 128; other += 8) {
    if (other == addr) continue;
    for (size_t i = tlb_store_home(g, other); g->value[i].key; i = (i + 1) & g->mask) {
      const struct value *v = &g->value[i];
      if (value_addr(v) != other || !is_napot(s, v) || !eligible(s, 0, v)) continue;
      offer(s, list, v);
    }
  }
}

static void list_values(struct search *s, uint64_t addr) {
  struct search_depth *list = &s->depth[s->depths];
  uint8_t level = search_level(s, s->depths);
  list->count = list->choice = 0;
  s->listed = s->depths + 1;
  list_entry(s, list, level, addr);
  // An update goes to the entry that was read, so a neighbour's value asks for none.
  if (level == 0 && s->g->napots && s->regime.flags & RV_SVNAPOT && s->g->arch == ARCH_RISCV && s->mode != SEARCH_CAS)
    list_neighbours(s, list, addr);
}

static enum phys_status view_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  struct search *s = ctx;
  (void)bytes;
  if (s->mode == SEARCH_READ) {
    s->found = addr == s->target.addr && tlb_window_partial(s, s->depths);
    if (s->found || search_level(s, s->depths) == 0) return PHYS_STOP;
  }
  if (s->depths == s->listed) list_values(s, addr);
  if (s->depth[s->depths].count == 0) return PHYS_STOP;
  const struct value *v = search_value(s, s->depths++);
  *value = v->value;
  return value_kind(v) == VALUE_READ ? PHYS_OK : PHYS_ERROR;
}

static bool wants_target(struct search *s, uint64_t addr, uint64_t expected, uint64_t desired) {
  if (addr != s->target.addr || expected != s->target.expected || desired != s->target.desired) return false;
  uint8_t level = search_level(s, s->depths - 1);
  bool leaf = decode(&s->regime, level, search_value(s, s->depths - 1)->value).leaf;
  return leaf ? tlb_window_whole(s, NULL) : tlb_window_partial(s, s->depths);
}

// An answer comes from values that have A and D already: an update that succeeded made them known. So an update ends
// the walk, unless it is known to have been refused.
static enum phys_status view_update(void *ctx, uint64_t addr, unsigned bytes, uint64_t expected, uint64_t desired,
                                    uint64_t *old, bool *ok) {
  struct search *s = ctx;
  (void)bytes, (void)old, (void)ok;
  if (s->mode == SEARCH_CAS) {
    s->found = wants_target(s, addr, expected, desired);
    return PHYS_STOP;
  }
  const struct value *v = s->g->update_errors ? tlb_store_refusal(s->g, addr, desired) : NULL;
  bool fresh_only = s->g->arch == ARCH_X86 || s->g->profile.fresh_faults;
  if (!v || (fresh_only && v->last <= s->q->accepted)) return PHYS_STOP;
  s->refusal = v;
  return PHYS_ERROR;
}

// --- the odometer -------------------------------------------------------------------------------------------------
static bool turn(struct search *s) {
  while (s->depths > 0) {
    struct search_depth *list = &s->depth[--s->depths];
    if (++list->choice == list->count) continue;
    s->listed = s->depths + 1;
    return true;
  }
  return false;
}

// true: the search is over.
static bool search_walks(struct search *s) {
  const struct phys view = {.ctx = s, .read = view_read, .update = view_update};
  s->listed = 0;
  s->depths = 0;
  do {
    if (s->walks++ == GTLB_MAX_WALKS) s->bounded = true;
    if (s->bounded) return true;
    s->depths = 0;
    s->refusal = NULL;
    struct walk_record r = walk(&s->regime, s->q->req, &view, s->order);
    if (s->found || (s->visit && s->visit(s, &r))) return true;
  } while (turn(s));
  return false;
}

// --- what may be stale besides the values ---------------------------------------------------------------------------
// x86: a refused A update of an upper entry ends an eager walk where a lazy one goes on.
static bool search_orders(struct search *s) {
  if (search_walks(s)) return true;
  if (s->g->arch == ARCH_RISCV || s->order == s->g->profile.order || !s->g->update_errors) return false;
  enum ad_order order = s->order;
  s->order = s->g->profile.order;
  bool over = search_walks(s);
  s->order = order;
  return over;
}

static bool setting_in_window(const struct search *s, enum setting setting, bool value) {
  gtlb_time replaced = s->g->setting_replaced[setting][value];
  if (replaced == 0) return false; // never in force
  if (s->mode == SEARCH_FORGOTTEN) return true;
  return replaced >= tlb_store_before(s->g, &s->g->settings_fence, s->q->accepted);
}

// PBMTE and ADUE take effect at the latest with SFENCE.VMA x0, x0 (priv 12.1.11); until then either value may apply.
static bool search_settings(struct search *s) {
  static const uint32_t flag[SETTINGS] = {RV_ADUE, RV_PBMTE}, exists[SETTINGS] = {RV_SVADU, RV_SVPBMT};
  bool own = s->own;
  uint32_t flags = s->q->regime->flags;
  unsigned other = 0; // settings whose other value is in window
  for (enum setting i = 0; s->g->arch == ARCH_RISCV && i < SETTINGS; i++)
    if (flags & exists[i] && setting_in_window(s, i, !(flags & flag[i]))) other |= 1u << i;
  for (unsigned turned = 0; turned < 1u << SETTINGS; turned++) {
    if (turned & ~other) continue;
    s->regime.flags = flags ^ (turned & 1 ? RV_ADUE : 0) ^ (turned & 2 ? RV_PBMTE : 0);
    s->own = own && !turned;
    if (search_orders(s)) return true;
  }
  return false;
}

static bool search_root(struct search *s, const struct root *root, bool own) {
  s->regime.root_pa = root->pa;
  s->regime.format = root->format;
  s->regime.asid = root->asid;
  s->own = own;
  s->foreign = root->asid != s->q->regime->asid;
  s->root_replaced = root->replaced;
  tlb_window_root(s);
  if (!tlb_window_possible(s, root->replaced) || !walk_canonical(&s->regime, walk_va(&s->regime, s->q->req)))
    return false;
  return search_settings(s);
}

void tlb_search_run(struct search *s) {
  const struct regime *regime = s->q->regime;
  const struct root own = {regime->root_pa, GTLB_FOREVER, regime->format, regime->asid};
  s->regime = *regime;
  s->own = true;
  // Without translation, and for a non-canonical address, there is one answer, and it reads nothing.
  bool reads = format_get(regime->format)->levels && walk_canonical(regime, walk_va(regime, s->q->req));
  if (!reads) {
    search_walks(s);
    return;
  }
  if (search_root(s, &own, true)) return;
  for (size_t i = 0; i < s->g->roots; i++) {
    const struct root *r = &s->g->root[i];
    // The root in force gives every global walk that the same table gives as another ASID's, unless fences told
    // pointers apart.
    bool same = r->pa == own.pa && r->format == own.format;
    if (same && (r->asid == own.asid || !s->g->pointer_fences)) continue;
    if (search_root(s, r, false)) return;
  }
}
