// What a walk for no request may do, where the profile allows speculation. Not a search over walks:
// which pointers lead to a table is not asked, only that one in window does.
#include "golden/tlb_internal.h"

static bool in_table(const struct search *s, uint64_t base) {
  const struct format *f = format_get(s->regime.format);
  return s->target.addr - base < (uint64_t)f->entry_bytes << f->index_bits;
}

static bool in_window(const struct search *s, uint8_t level, const struct value *v) {
  return v->first <= s->q->now && value_kind(v) == VALUE_READ && value_bytes(v) == s->target.bytes &&
         tlb_window_possible(s, v->last) && tlb_window_cacheable(s, level, v);
}

static bool leads_there(const struct search *s, uint8_t level, uint64_t value) {
  struct pte_meaning m = decode(&s->regime, level, value);
  return m.present && m.malformed == REASON_OK && !m.leaf && in_table(s, m.base);
}

// PAE's root is four registers; any of them may be walked from.
static bool root_leads_there(const struct search *s) {
  const struct format *f = format_get(s->regime.format);
  if (f->walked == f->levels) return in_table(s, s->regime.root_pa);
  unsigned i = 0;
  while (i < 4 && !leads_there(s, f->walked, s->regime.pdpte[i]))
    i++;
  return i < 4;
}

static bool pointer_leads_there(const struct search *s) {
  const struct gtlb *g = s->g;
  uint8_t walked = format_get(s->regime.format)->walked;
  for (size_t i = 0; i <= g->mask; i++)
    for (uint8_t level = 1; g->value[i].key && level < walked; level++)
      if (leads_there(s, level, g->value[i].value) && in_window(s, level, &g->value[i])) return true;
  return false;
}

static bool sets_a_alone(const struct search *s) {
  const struct format *f = format_get(s->regime.format);
  const struct value *v =
      tlb_store_value(s->g, value_key(s->target.addr, s->target.bytes, VALUE_READ), s->target.expected);
  if (!v || (s->regime.flags & f->update_flags) != f->update_flags) return false;
  for (uint8_t level = 0; level < f->walked; level++) {
    struct pte_meaning m = decode(&s->regime, level, v->value);
    uint64_t bits = m.a_bit & ~v->value;
    bool wanted = bits && m.malformed == REASON_OK && s->target.desired == (v->value | bits);
    if (wanted && in_window(s, level, v)) return true;
  }
  return false;
}

bool tlb_speculated(struct search *s) {
  if (s->target.bytes != format_get(s->regime.format)->entry_bytes) return false;
  return s->mode == SEARCH_READ ? root_leads_there(s) || pointer_leads_there(s) : sets_a_alone(s);
}
