#include "csim/walker.h"

void walker_init(struct walker *w, uint8_t id, uint8_t pwc_entries) {
  w->id = id;
  pwc_init(&w->pwc, pwc_entries);
  walker_reset(w);
}

void walker_reset(struct walker *w) {
  pwc_reset(&w->pwc);
  ptw_reset(&w->ptw);
  w->before = (struct walker_before){.pwc_way = PWC_MISS};
}

bool walker_fills(const struct walker *w, bool invalidate, struct tlb_entry *entry) {
  const struct ptw *ptw = &w->ptw;
  const struct walk_record *record = &ptw->walk.record;
  if (record->reason != REASON_OK || ptw->nofill || invalidate) return false;
  *entry = entry_from_walk(&ptw->req.regime, &ptw->req.req, record);
  return true;
}
