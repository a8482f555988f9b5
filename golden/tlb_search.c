// The enumeration: walk() over a stale view, again and again, each time with another choice of
// known values. The choices of one walk are an odometer whose last digit turns first; the newest
// value of each entry comes first.
#include "golden/tlb_internal.h"

#include <string.h>

// --- the stale view ------------------------------------------------------------------------------
// Newest first; when there are more than one query may hold, the oldest are left out, and the
// search is not exhaustive.
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

static void list_entry(struct search *s, struct search_depth *list, uint8_t level, uint64_t addr, unsigned bytes) {
  const struct gtlb *g = s->g;
  uint64_t read = value_key(addr, bytes, VALUE_READ), refused = value_key(addr, bytes, VALUE_READ_ERROR);
  for (size_t i = tlb_store_home(g, addr); g->value[i].key; i = (i + 1) & g->mask) {
    const struct value *v = &g->value[i];
    if ((v->key == read || v->key == refused) && eligible(s, level, v)) offer(s, list, v);
  }
}

static bool is_napot(const struct search *s, const struct value *v) {
  struct pte_meaning m = decode(&s->regime, 0, v->value);
  return m.malformed == REASON_OK && m.shift == 16;
}

// Svnapot: one well-formed leaf of the group of 16 may serve for its neighbours (priv 12.5,
// Svnapot).
static void list_neighbours(struct search *s, struct search_depth *list, uint64_t addr) {
  const struct gtlb *g = s->g;
  uint64_t group = addr & ~UINT64_C(127);
  for (uint64_t other = group; other < group + 128; other += 8) {
    if (other == addr) continue;
    for (size_t i = tlb_store_home(g, other); g->value[i].key; i = (i + 1) & g->mask) {
      const struct value *v = &g->value[i];
      if (v->key == value_key(other, 8, VALUE_READ) && is_napot(s, v) && eligible(s, 0, v)) offer(s, list, v);
    }
  }
}

// RV_SVNAPOT is another flag on x86, whose rules know no neighbours.
static bool in_groups(const struct search *s, uint8_t level, unsigned bytes) {
  return level == 0 && bytes == 8 && tlb_rules_keep(s->g, KEPT_NEIGHBOUR) && s->regime.flags & RV_SVNAPOT;
}

// An update goes to the entry that was read, so a neighbour's value asks for none. Bit 63 of no
// value is a quick "no" where entries are little-endian.
static bool may_have_neighbours(const struct search *s, uint8_t level, unsigned bytes) {
  return (s->g->napots || s->regime.flags & RV_SBE) && s->mode != SEARCH_CAS && in_groups(s, level, bytes);
}

// The port is not seen: by now the DUT may have read what memory holds.
static void look(struct search *s, uint64_t addr, unsigned bytes) {
  const struct phys *memory = s->q->hidden;
  uint64_t value = 0;
  bool error = memory->read(memory->ctx, addr, bytes, &value) != PHYS_OK;
  enum value_kind kind = error ? VALUE_READ_ERROR : VALUE_READ;
  tlb_store_look(s->g, s->q->now, value_key(addr, bytes, kind), error ? 0 : value);
}

static void look_around(struct search *s, uint8_t level, uint64_t addr, unsigned bytes) {
  look(s, addr, bytes);
  for (unsigned i = 0; i < 128 && in_groups(s, level, bytes); i += 8)
    look(s, (addr & ~UINT64_C(127)) + i, 8);
}

static void list_values(struct search *s, uint64_t addr, unsigned bytes) {
  struct search_depth *list = &s->depth[s->depths];
  uint8_t level = search_level(s, s->depths);
  list->count = list->choice = 0;
  s->listed = s->depths + 1;
  if (s->q->hidden && s->mode != SEARCH_FORGOTTEN) look_around(s, level, addr, bytes);
  list_entry(s, list, level, addr, bytes);
  if (may_have_neighbours(s, level, bytes)) list_neighbours(s, list, addr);
}

static enum phys_status view_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  struct search *s = ctx;
  if (s->mode == SEARCH_READ) {
    s->found = addr == s->target.addr && bytes == s->target.bytes && tlb_window_partial(s, s->depths);
    if (s->found || search_level(s, s->depths) == 0) return PHYS_STOP;
  }
  if (s->depths == s->listed) list_values(s, addr, bytes);
  if (s->depth[s->depths].count == 0) return PHYS_STOP;
  const struct value *v = search_value(s, s->depths++);
  *value = v->value;
  return value_kind(v) == VALUE_READ ? PHYS_OK : PHYS_ERROR;
}

static bool wants_target(struct search *s, const struct phys_swap *swap) {
  if (swap->addr != s->target.addr || swap->bytes != s->target.bytes) return false;
  if (swap->expected != s->target.expected || swap->desired != s->target.desired) return false;
  uint8_t level = search_level(s, s->depths - 1);
  bool leaf = decode(&s->regime, level, search_value(s, s->depths - 1)->value).leaf;
  return leaf ? tlb_window_whole(s, NULL) : tlb_window_partial(s, s->depths);
}

// An answer comes from values that have A and D already: an update that succeeded made them known.
// So an update ends the walk, unless it is known to have been refused.
static enum phys_status view_update(void *ctx, struct phys_swap *swap) {
  struct search *s = ctx;
  if (s->mode == SEARCH_CAS) {
    s->found = wants_target(s, swap);
    return PHYS_STOP;
  }
  uint64_t refused = value_key(swap->addr, swap->bytes, VALUE_UPDATE_ERROR);
  const struct value *v = s->g->update_errors ? tlb_store_value(s->g, refused, swap->desired) : NULL;
  if (!v || (v->last <= s->q->accepted && !tlb_rules_keep(s->g, KEPT_REFUSED))) return PHYS_STOP;
  s->refusal = v;
  return PHYS_ERROR;
}

// --- the odometer --------------------------------------------------------------------------------
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

// --- what may be stale besides the values --------------------------------------------------------
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

static bool setting_in_window(const struct search *s, unsigned setting, bool value) {
  gtlb_time replaced = s->g->setting_replaced[setting][value];
  if (replaced == 0) return false; // never in force
  if (s->mode == SEARCH_FORGOTTEN) return true;
  return replaced >= tlb_store_before(s->g, &s->g->settings_fence, s->q->accepted);
}

// A setting of which the other value is in window, and makes a difference.
static bool may_be_turned(const struct search *s, unsigned i, uint32_t flags) {
  const struct setting *t = &tlb_settings[s->g->arch][i];
  if (t->exists && !(flags & t->exists)) return false;
  if (t->instead != t->flag && flags & t->flag) return false;
  return setting_in_window(s, i, !(flags & t->flag));
}

static bool search_under(struct search *s) {
  return s->speculating ? (s->found = tlb_speculated(s)) : search_orders(s);
}

// Settings take effect at the latest with a fence of everything; until then either value may apply.
static bool search_settings(struct search *s) {
  const uint32_t flags = s->regime.flags;
  unsigned other = 0;
  for (unsigned i = 0; i < SETTINGS && tlb_rules_keep(s->g, KEPT_SETTINGS); i++)
    if (may_be_turned(s, i, flags)) other |= 1u << i;
  if (search_under(s)) return true;
  s->own = false;
  for (unsigned turned = 1; turned <= other; turned++) {
    if (turned & ~other) continue;
    for (unsigned i = 0; i < SETTINGS; i++)
      s->regime.flags ^= turned >> i & 1 ? tlb_settings[s->g->arch][i].instead : 0;
    if (search_under(s)) return true;
    s->regime.flags = flags;
  }
  return false;
}

uint64_t tlb_search_va(const struct regime *regime, uint64_t va) {
  const struct format *f = format_get(regime->format);
  return f->va_bits == 32 ? (uint32_t)va : va;
}

static bool search_root(struct search *s, const struct root *root, bool own) {
  s->regime.root_pa = root->pa;
  if (root->format == FORMAT_X86_PAE) memcpy(s->regime.pdpte, root->pdpte, sizeof s->regime.pdpte);
  s->regime.format = root->format;
  s->regime.asid = root->asid;
  s->va = tlb_search_va(&s->regime, walk_va(&s->regime, s->q->req));
  s->own = own;
  s->foreign = root->asid != tlb_store_asid(s->g, s->q->regime->asid);
  s->root_replaced = root->replaced;
  tlb_window_root(s);
  if (!tlb_window_possible(s, root->replaced) || !walk_canonical(&s->regime, s->va)) return false;
  return search_settings(s);
}

struct regime tlb_search_regime(const struct gtlb *g, const struct regime *regime) {
  struct regime r = *regime;
  if (g->profile.no_update && g->arch == ARCH_RISCV) r.flags &= ~(uint32_t)(RV_SVADU | RV_ADUE);
  return r;
}

void tlb_search_run(struct search *s) {
  s->regime = tlb_search_regime(s->g, s->q->regime);
  s->own = true;
  // Without translation, and for an address that is refused, there is one answer, and it reads
  // nothing.
  bool reads = format_get(s->regime.format)->levels && walk_canonical(&s->regime, walk_va(&s->regime, s->q->req)) &&
               !walk_barred(&s->regime, s->q->req);
  if (!reads) {
    search_walks(s);
    return;
  }
  struct root own = tlb_store_root_of(s->g, &s->regime);
  own.replaced = GTLB_FOREVER;
  if (search_root(s, &own, true)) return;
  for (size_t i = 0; i < s->g->roots && tlb_rules_keep(s->g, KEPT_ROOT); i++) {
    const struct root *r = &s->g->root[i];
    // The root in force gives every global walk that the same table gives as another ASID's, unless
    // fences told pointers apart.
    bool same = tlb_store_same_tables(r, &own);
    if (same && (r->asid == own.asid || !s->g->pointer_fences)) continue;
    if (search_root(s, r, false)) return;
  }
}
