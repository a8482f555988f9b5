// A walker's part of the probe's words (rtl/README.md, "Probe"), as rtl/walker_probe.sv. For
// mmu_probe.c only, and inline: the engine asks on every clock.
#ifndef CSIM_WALKER_PROBE_H
#define CSIM_WALKER_PROBE_H

#include "csim/probe.h"
#include "csim/walker.h"

static inline uint64_t walker_control_bits(const struct walker_before *b) {
  const bool walks = b->state != PTW_IDLE;
  const bool has_level = walks && b->state != PTW_PWC;
  uint64_t word = PROBE_PUT(pwc_valid, b->pwc_valid);
  word |= PROBE_PUT(pwc_robin, b->pwc_robin);
  word |= PROBE_PUT(ptw_state, b->state);
  if (walks) word |= PROBE_PUT(ptw_nofill, b->nofill) | PROBE_PUT(ptw_request_id, b->id);
  if (has_level) word |= PROBE_PUT(ptw_level, b->level);
  return word;
}

static inline void walker_walk_words(const struct walker_before *b, struct mmu_probe *out) {
  const bool in_hand = b->state == PTW_DECODE || b->state == PTW_CAS_REQ || b->state == PTW_CAS_WAIT;
  const bool in_table = b->state >= PTW_REQ && b->state <= PTW_CAS_WAIT;
  uint64_t table = 0;
  if (in_table)
    table = PROBE_PUT(ptw_table_ppn, b->table >> 12) | PROBE_PUT(ptw_perm, b->perm) | PROBE_PUT(ptw_global, b->global);
  out->word[PROBE_WORD_ptw_pte] = in_hand ? b->pte : 0;
  out->word[PROBE_WORD_ptw_table_ppn] = table;
}

static inline void walker_pwc_words(const struct walker *w, struct mmu_probe *out) {
  uint64_t fill = 0, tag = 0, table = 0;
  if (w->before.pwc_way != PWC_MISS) {
    const struct pwc_entry *e = &w->pwc.entry[w->before.pwc_way];
    fill = PROBE_PUT(pwc_fill_enable, 1) | PROBE_PUT(pwc_fill_way, w->before.pwc_way) |
           PROBE_PUT(pwc_fill_next_level, e->next) | PROBE_PUT(pwc_fill_asid, e->asid) |
           PROBE_PUT(pwc_fill_levels, e->mode) | PROBE_PUT(pwc_fill_perm, e->perm) |
           PROBE_PUT(pwc_fill_global, e->global);
    tag = e->vpn >> e->reach;
    table = PROBE_PUT(pwc_fill_table, e->table >> 12);
  }
  out->word[PROBE_WORD_pwc_fill_enable] = fill;
  out->word[PROBE_WORD_pwc_fill_tag] = tag;
  out->word[PROBE_WORD_pwc_fill_table] = table;
}

// Sets the walker's words, but for the control word: its bits of that are returned.
static inline uint64_t walker_probe(const struct walker *w, struct mmu_probe *out) {
  walker_walk_words(&w->before, out);
  walker_pwc_words(w, out);
  return walker_control_bits(&w->before);
}

#endif
