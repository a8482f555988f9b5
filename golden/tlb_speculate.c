// P5. Not a search over walks: which pointers lead to a table is not asked, only that one in window
// does.
#include "golden/tlb_speculate.h"

static bool in_table(const struct scope *s, uint64_t base, uint64_t addr) {
  const struct format *f = format_get(s->regime.format);
  return addr - base < (uint64_t)f->entry_bytes << f->index_bits;
}

static const struct target *target_of(const struct search *s) {
  return s->ask.ctx;
}

static bool in_window(const struct search *s, uint8_t level, const struct value *v) {
  return v->first <= s->ask.query->now && value_kind(v) == VALUE_READ && value_bytes(v) == target_of(s)->bytes &&
         tlb_window_possible(&s->scope, level, v);
}

static bool leads_there(const struct search *s, uint8_t level, uint64_t value) {
  struct pte_meaning m = decode(&s->scope.regime, level, value);
  return m.present && m.malformed == REASON_OK && !m.leaf && in_table(&s->scope, m.base, target_of(s)->addr);
}

// PAE's root is four registers; any of them may be walked from.
static bool root_leads_there(const struct search *s) {
  const struct regime *r = &s->scope.regime;
  const struct format *f = format_get(r->format);
  if (f->walked == f->levels) return in_table(&s->scope, r->root_pa, target_of(s)->addr);
  unsigned i = 0;
  while (i < 4 && !leads_there(s, f->walked, r->pdpte[i]))
    i++;
  return i < 4;
}

static bool pointer_leads_there(struct search *s) {
  const struct gtlb *g = s->g;
  uint8_t walked = format_get(s->scope.regime.format)->walked;
  uint32_t at = tlb_store_led(g, target_of(s)->addr);
  while (at && !s->bounded) {
    const struct value *v;
    at = tlb_store_led_next(g, at, &v);
    for (uint8_t level = 1; level < walked; level++)
      if (leads_there(s, level, v->value) && in_window(s, level, v)) return true;
    if (s->walks++ == GTLB_MAX_WALKS) tlb_search_bounded(s, BOUND_WALKS); // B6
  }
  return false;
}

static bool sets_a_alone(const struct search *s) {
  const struct target *t = target_of(s);
  const struct regime *r = &s->scope.regime;
  const struct format *f = format_get(r->format);
  const struct value *v = tlb_store_value(s->g, value_key(t->addr, t->bytes, VALUE_READ), t->expected);
  if (!v || (r->flags & f->update_flags) != f->update_flags) return false;
  for (uint8_t level = 0; level < f->walked; level++) {
    struct pte_meaning m = decode(r, level, v->value);
    uint64_t bits = m.a_bit & ~v->value;
    bool wanted = bits && m.malformed == REASON_OK && t->desired == (v->value | bits);
    if (wanted && in_window(s, level, v)) return true;
  }
  return false;
}

static bool any_walk_may(struct search *s) {
  const struct target *t = target_of(s);
  if (t->bytes != format_get(s->scope.regime.format)->entry_bytes) return false;
  s->over = t->update ? sets_a_alone(s) : root_leads_there(s) || pointer_leads_there(s);
  return s->over || s->bounded;
}

bool tlb_speculate_explains(struct gtlb *g, const struct gtlb_query *query, const struct target *target) {
  struct search s;
  struct target copy = *target;
  tlb_search_scopes(&s, g, &(struct question){.query = query, .ctx = &copy}, any_walk_may);
  return s.over || s.bounded;
}
