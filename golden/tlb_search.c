// walk() over a stale view, again and again, each time with another choice of known values; the
// newest value of each entry comes first.
#include "golden/tlb_search.h"

#include <string.h>

#include "golden/invariant.h"

void tlb_search_bounded(struct search *s, enum gtlb_bound bound) {
  s->g->met[bound] += !s->bounded;
  s->bounded = true;
}

// --- the stale view ------------------------------------------------------------------------------
// Newest first; when there are more than one query may hold, the oldest are left out, and the
// search is not exhaustive.
static void offer(struct search *s, struct path_entry *list, const struct value *v) {
  if (list->count == GTLB_MAX_VALUES) { // B5
    if (!s->ask.forgotten) tlb_search_bounded(s, BOUND_CHOICES);
    if (list->candidate[--list->count]->last >= v->last) v = list->candidate[list->count];
  }
  unsigned i = list->count++;
  for (; i > 0 && list->candidate[i - 1]->last < v->last; i--)
    list->candidate[i] = list->candidate[i - 1];
  list->candidate[i] = v;
}

static bool eligible(const struct search *s, uint8_t level, const struct value *v) {
  return v->first <= s->ask.query->now && tlb_window_possible(&s->scope, level, v);
}

// K1, K3, K4
static void list_entry(struct search *s, struct path_entry *list, uint8_t level, uint64_t addr, unsigned bytes) {
  const struct gtlb *g = s->g;
  uint64_t read = value_key(addr, bytes, VALUE_READ), refused = value_key(addr, bytes, VALUE_READ_ERROR);
  for (size_t i = tlb_store_home(g, addr); g->value[i].key; i = (i + 1) & g->mask) {
    const struct value *v = &g->value[i];
    if ((v->key == read || v->key == refused) && eligible(s, level, v)) offer(s, list, v);
  }
}

// W7: one entry of the group of 16 may serve for its neighbours (Svnapot).
static void list_neighbours(struct search *s, struct path_entry *list, uint64_t addr) {
  const struct gtlb *g = s->g;
  uint64_t group = addr & ~UINT64_C(127);
  for (uint64_t other = group; other < group + 128; other += 8) {
    if (other == addr) continue;
    for (size_t i = tlb_store_home(g, other); g->value[i].key; i = (i + 1) & g->mask) {
      const struct value *v = &g->value[i];
      if (v->key == value_key(other, 8, VALUE_READ) && decode(&s->scope.regime, 0, v->value).group && eligible(s, 0, v))
        offer(s, list, v);
    }
  }
}

// RV_SVNAPOT is another flag on x86, whose rules know no neighbours.
static bool in_groups(const struct scope *s, uint8_t level, unsigned bytes) {
  return level == 0 && bytes == 8 && tlb_rules_keep(s->g, KEPT_NEIGHBOUR) && s->regime.flags & RV_SVNAPOT;
}

// Bit 63 of no value is a quick "no" where entries are little-endian.
static bool may_have_neighbours(const struct search *s, uint8_t level, unsigned bytes) {
  bool napots = s->g->napots || s->scope.regime.flags & RV_SBE;
  return napots && in_groups(&s->scope, level, bytes);
}

// K5: the port is not seen, by now the DUT may have read what memory holds.
static void look(struct search *s, uint64_t addr, unsigned bytes) {
  const struct phys *memory = s->ask.query->hidden;
  uint64_t value = 0;
  bool error = memory->read(memory->ctx, addr, bytes, &value) != PHYS_OK;
  enum value_kind kind = error ? VALUE_READ_ERROR : VALUE_READ;
  tlb_store_look(s->g, s->ask.query->now, value_key(addr, bytes, kind), error ? 0 : value);
}

static void look_around(struct search *s, uint8_t level, uint64_t addr, unsigned bytes) {
  look(s, addr, bytes);
  for (unsigned i = 0; i < 128 && in_groups(&s->scope, level, bytes); i += 8)
    look(s, (addr & ~UINT64_C(127)) + i, 8);
}

static void list_values(struct search *s, uint64_t addr, unsigned bytes) {
  struct path *p = &s->path;
  struct path_entry *list = &p->entry[p->depths];
  uint8_t level = scope_level(&s->scope, p->depths);
  list->addr = addr;
  list->count = list->choice = 0;
  p->listed = p->depths + 1;
  if (s->ask.query->hidden && !s->ask.forgotten) look_around(s, level, addr, bytes);
  list_entry(s, list, level, addr, bytes);
  if (may_have_neighbours(s, level, bytes)) list_neighbours(s, list, addr);
}

static enum phys_status view_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  struct search *s = ctx;
  struct path *p = &s->path;
  if (s->ask.read && s->ask.read(s, addr, bytes)) return PHYS_STOP;
  if (p->depths == p->listed) list_values(s, addr, bytes);
  if (p->entry[p->depths].count == 0) return PHYS_STOP;
  const struct value *v = path_value(p, p->depths++);
  *value = v->value;
  return value_kind(v) == VALUE_READ ? PHYS_OK : PHYS_ERROR;
}

// K7: an answer comes from values that have A and D already: an update that succeeded made them
// known. So an update ends the walk, unless it is known to have been refused.
static enum phys_status view_update(void *ctx, struct phys_swap *swap) {
  struct search *s = ctx;
  if (s->ask.update) {
    s->ask.update(s, swap);
    return PHYS_STOP;
  }
  uint64_t refused = value_key(swap->addr, swap->bytes, VALUE_UPDATE_ERROR);
  const struct value *v = s->g->update_errors ? tlb_store_value(s->g, refused, swap->desired) : NULL;
  if (!v || (v->last <= s->scope.accepted && !tlb_rules_keep(s->g, KEPT_REFUSED))) return PHYS_STOP;
  s->path.refusal = v;
  return PHYS_ERROR;
}

// --- the odometer --------------------------------------------------------------------------------
static bool turn(struct path *p) {
  while (p->depths > 0) {
    struct path_entry *list = &p->entry[--p->depths];
    if (++list->choice == list->count) continue;
    p->listed = p->depths + 1;
    return true;
  }
  return false;
}

// Each choice is one of its list, which is of values that may be there, the newest first.
static inline bool path_is_whole(const struct search *s) {
  const struct path *p = &s->path;
  if (p->depths > format_get(s->scope.regime.format)->walked || p->listed < p->depths) return false;
  for (unsigned d = 0; d < p->depths; d++) {
    const struct path_entry *e = &p->entry[d];
    if (e->choice >= e->count || e->count > GTLB_MAX_VALUES) return false;
    for (unsigned i = 0; i < e->count; i++)
      if (!eligible(s, scope_level(&s->scope, d), e->candidate[i])) return false;
    for (unsigned i = 1; i < e->count; i++)
      if (e->candidate[i - 1]->last < e->candidate[i]->last) return false;
  }
  return true;
}

// true, of this and all below: the search is over.
static bool search_walks(struct search *s) {
  const struct phys view = {.ctx = s, .read = view_read, .update = view_update};
  struct path *p = &s->path;
  p->listed = 0;
  p->depths = 0;
  do {
    if (s->walks++ == GTLB_MAX_WALKS) tlb_search_bounded(s, BOUND_WALKS); // B6
    if (s->bounded) return true;
    p->depths = 0;
    p->refusal = NULL;
    struct walk_record r = walk(&s->scope.regime, s->ask.query->req, &view, s->ask.order);
    INVARIANT(s->over || path_is_whole(s));
    if (s->over || (s->ask.walk && s->ask.walk(s, &r))) return true;
  } while (turn(p));
  return false;
}

// X2: with an A in pointers, a refused update of one ends an eager walk where a lazy one goes on.
static bool search_orders(struct search *s) {
  if (search_walks(s)) return true;
  if (s->ask.order == s->g->profile.order || !s->g->update_errors) return false;
  if (!format_get(s->scope.regime.format)->pointer_a) return false;
  enum ad_order order = s->ask.order;
  s->ask.order = s->g->profile.order;
  bool over = search_walks(s);
  s->ask.order = order;
  return over;
}

// --- what may be stale besides the values --------------------------------------------------------
// The settings of which the other value counts too.
static unsigned other_settings(const struct search *s, uint32_t flags) {
  const struct gtlb_setting *settings = gtlb_settings[s->g->arch];
  if (!tlb_rules_keep(s->g, KEPT_SETTING)) return 0;
  const gtlb_time cut = tlb_window_settings(&s->scope);
  unsigned other = 0;
  for (unsigned i = 0; i < GTLB_SETTINGS; i++) {
    bool now = flags & settings[i].flag;
    gtlb_time replaced = s->g->setting_replaced[i][!now];
    // What stands for the old value may stand for it only when that was set.
    bool told = settings[i].instead == settings[i].flag || !now;
    if (replaced && replaced >= cut && told) other |= 1u << i;
  }
  return other;
}

typedef bool each_scope(struct search *s);

// W17: settings take effect at the latest with a fence of everything; until then either value may
// apply.
static bool search_settings(struct search *s, each_scope *each) {
  struct scope *scope = &s->scope;
  const uint32_t flags = scope->regime.flags;
  const unsigned other = other_settings(s, flags);
  if (each(s)) return true;
  scope->in_force = false;
  for (unsigned turned = 1; turned <= other; turned++) {
    if (turned & ~other) continue;
    for (unsigned i = 0; i < GTLB_SETTINGS; i++)
      scope->regime.flags ^= turned >> i & 1 ? gtlb_settings[s->g->arch][i].instead : 0;
    if (each(s)) return true;
    scope->regime.flags = flags;
  }
  return false;
}

// X3, X4
static bool search_root(struct search *s, const struct root *root, bool in_force, each_scope *each) {
  struct scope *scope = &s->scope;
  struct regime *regime = &scope->regime;
  regime->root_pa = root->pa;
  if (root->format == FORMAT_X86_PAE) memcpy(regime->pdpte, root->pdpte, sizeof regime->pdpte);
  regime->format = root->format;
  regime->asid = root->asid;
  scope->va = tlb_store_va(root->format, walk_va(regime, s->ask.query->req));
  scope->in_force = in_force;
  scope->foreign = root->asid != tlb_store_asid(s->g, s->ask.query->regime->asid);
  scope->root_replaced = root->replaced;
  if (!tlb_window_open(scope) || !walk_canonical(regime, scope->va)) return false;
  return search_settings(s, each);
}

static void search_roots(struct search *s, each_scope *each) {
  struct root in_force = tlb_store_root_of(s->g, &s->scope.regime);
  in_force.replaced = GTLB_FOREVER;
  if (search_root(s, &in_force, true, each)) return;
  for (size_t i = 0; i < s->g->roots && tlb_rules_keep(s->g, KEPT_ROOT); i++) {
    const struct root *r = &s->g->root[i];
    // The root in force gives every global walk that the same table gives as another ASID's, unless
    // fences told the two apart.
    bool same = tlb_store_same_tables(r, &in_force);
    if (same && (r->asid == in_force.asid || !(s->g->pointer_fences || s->g->own_fences))) continue;
    if (search_root(s, r, false, each)) return;
  }
}

// --- the faces -----------------------------------------------------------------------------------
// W16: what acts at use is the request's own regime. P4
struct regime tlb_search_regime(const struct gtlb *g, const struct regime *regime) {
  struct regime r = *regime;
  if (g->profile.no_update) r.flags &= ~format_get(r.format)->update_flags;
  return r;
}

static void begin(struct search *s, struct gtlb *g, const struct question *ask) {
  const struct gtlb_query *q = ask->query;
  s->g = g;
  s->ask = *ask;
  s->over = s->bounded = false;
  s->walks = 0;
  s->scope.g = g;
  s->scope.accepted = q->accepted;
  s->scope.forgotten = ask->forgotten;
  s->scope.regime = tlb_search_regime(g, q->regime);
  s->scope.in_force = true;
  s->scope.foreign = false;
  if (q->hidden) tlb_store_room(g);
}

// W18: without translation, and for an address that is refused, there is one answer, and it reads
// nothing.
static bool reads_tables(const struct search *s) {
  const struct regime *r = &s->scope.regime;
  const struct request *req = s->ask.query->req;
  return format_get(r->format)->levels && walk_canonical(r, walk_va(r, req)) && !walk_barred(r, req);
}

void tlb_search_run(struct search *s, struct gtlb *g, const struct question *ask) {
  begin(s, g, ask);
  if (reads_tables(s))
    search_roots(s, search_orders);
  else
    search_walks(s);
}

void tlb_search_scopes(struct search *s, struct gtlb *g, const struct question *ask, bool (*each)(struct search *s)) {
  begin(s, g, ask);
  if (reads_tables(s)) search_roots(s, each);
}
