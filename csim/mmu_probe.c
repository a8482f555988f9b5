// The probe's words (rtl/README.md, "Probe"), as rtl/mmu_probe.sv hands them over. Packed only when
// somebody asks.
#include "csim/mmu.h"
#include "csim/probe.h"

static uint64_t control_word(const struct mmu_before *b) {
  const bool walks = b->state != PTW_IDLE;
  const bool has_level = walks && b->state != PTW_PWC;
  uint64_t word = PROBE_PUT(pwc_valid, b->pwc_valid);
  word |= PROBE_PUT(pwc_robin, b->pwc_robin);
  word |= PROBE_PUT(ptw_state, b->state);
  if (walks) word |= PROBE_PUT(ptw_nofill, b->nofill) | PROBE_PUT(ptw_request_id, b->walk_id);
  if (has_level) word |= PROBE_PUT(ptw_level, b->level);
  if (b->s1_valid)
    word |= PROBE_PUT(s1_valid, 1) | PROBE_PUT(s1_replay, b->s1_replay) | PROBE_PUT(s1_old, b->s1_old) |
            PROBE_PUT(s1_id, b->s1_id);
  word |= PROBE_PUT(load_busy, b->load_state != LOAD_IDLE);
  word |= PROBE_PUT(mq_count, b->mq_count);
  word |= PROBE_PUT(rsp_count, b->rsp_count);
  word |= PROBE_PUT(cur_valid, b->cur_valid);
  word |= PROBE_PUT(fence_executing, b->fence);
  word |= PROBE_PUT(drop_executing, b->drop);
  return word;
}

// The functions below set every word, each once: clearing all first costs more than packing them.
static void walk_words(const struct mmu_before *b, struct mmu_probe *out) {
  const bool in_hand = b->state == PTW_DECODE || b->state == PTW_CAS_REQ || b->state == PTW_CAS_WAIT;
  const bool in_table = b->state >= PTW_REQ && b->state <= PTW_CAS_WAIT;
  uint64_t table = 0;
  if (in_table)
    table = PROBE_PUT(ptw_table_ppn, b->table >> 12) | PROBE_PUT(ptw_perm, b->perm) | PROBE_PUT(ptw_global, b->global);
  out->word[PROBE_WORD_ptw_pte] = in_hand ? b->pte : 0;
  out->word[PROBE_WORD_ptw_table_ppn] = table;
}

static void tlb_words(const struct tlb *tlb, int way, struct mmu_probe *out) {
  uint64_t *fill = &out->word[PROBE_WORD_tlb_fill_enable];
  uint64_t *vpn = &out->word[PROBE_WORD_tlb_fill_vpn], *ppn = &out->word[PROBE_WORD_tlb_fill_ppn];
  *fill = *vpn = *ppn = 0;
  if (way == TLB_MISS) return;
  const struct tlb_entry *e = &tlb->entry[way];
  *fill = PROBE_PUT(tlb_fill_enable, 1) | PROBE_PUT(tlb_fill_way, way) | PROBE_PUT(tlb_fill_shift, e->shift) |
          PROBE_PUT(tlb_fill_asid, e->asid) | PROBE_PUT(tlb_fill_levels, format_get(e->format)->mode) |
          PROBE_PUT(tlb_fill_perm, e->perm) | PROBE_PUT(tlb_fill_type, e->type) | PROBE_PUT(tlb_fill_pkey, e->pkey) |
          PROBE_PUT(tlb_fill_global, e->global) | PROBE_PUT(tlb_fill_dirty, e->dirty);
  *vpn = e->vpn;
  *ppn = e->ppn;
}

// Load unit and PDPTE registers share two of the page-walk cache's words.
static void pwc_words(const struct mmu_before *b, const struct pwc *pwc, struct mmu_probe *out) {
  uint64_t fill = PROBE_PUT(load_state, b->load_state), tag = 0, table = PROBE_PUT(pdpte_present, b->pdpte_present);
  if (b->load_state != LOAD_IDLE) fill |= PROBE_PUT(load_index, b->load_index);
  if (b->pwc_way != PWC_MISS) {
    const struct pwc_entry *e = &pwc->entry[b->pwc_way];
    fill |= PROBE_PUT(pwc_fill_enable, 1) | PROBE_PUT(pwc_fill_way, b->pwc_way) |
            PROBE_PUT(pwc_fill_next_level, e->next) | PROBE_PUT(pwc_fill_asid, e->asid) |
            PROBE_PUT(pwc_fill_levels, e->mode) | PROBE_PUT(pwc_fill_perm, e->perm) |
            PROBE_PUT(pwc_fill_global, e->global);
    tag = e->vpn >> e->reach;
    table |= PROBE_PUT(pwc_fill_table, e->table >> 12);
  }
  out->word[PROBE_WORD_pwc_fill_enable] = fill;
  out->word[PROBE_WORD_pwc_fill_tag] = tag;
  out->word[PROBE_WORD_pwc_fill_table] = table;
}

void csim_probe(const struct csim *m, struct mmu_probe *out) {
  const struct mmu_before *b = &m->before;
  out->word[PROBE_WORD_tlb_valid] = b->tlb_valid;
  out->word[PROBE_WORD_tlb_plru] = b->plru_bits;
  out->word[PROBE_WORD_ptw_state] = control_word(b);
  walk_words(b, out);
  tlb_words(&m->tlb, b->tlb_way, out);
  pwc_words(b, &m->pwc, out);
  out->word[PROBE_WORD_tlb_cleared] = b->cleared;
}
