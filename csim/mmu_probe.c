// The probe's words (rtl/README.md, "Probe"), as rtl/mmu_probe.sv hands them over. Packed only when
// somebody asks.
#include "csim/mmu.h"
#include "csim/probe.h"
#include "csim/walker_probe.h"

// The walker's bits are not in it: they are walker_probe()'s.
static uint64_t control_word(const struct mmu_before *b) {
  uint64_t word = PROBE_PUT(load_busy, b->load_state != LOAD_IDLE);
  if (b->s1_valid)
    word |= PROBE_PUT(s1_valid, 1) | PROBE_PUT(s1_replay, b->s1_replay) | PROBE_PUT(s1_old, b->s1_old) |
            PROBE_PUT(s1_id, b->s1_id);
  word |= PROBE_PUT(mq_count, b->mq_count);
  word |= PROBE_PUT(rsp_count, b->rsp_count);
  word |= PROBE_PUT(cur_valid, b->cur_valid);
  word |= PROBE_PUT(fence_executing, b->fence);
  word |= PROBE_PUT(drop_executing, b->drop);
  return word;
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

// Load unit and PDPTE registers share two words with the page-walk cache.
static void load_words(const struct mmu_before *b, struct mmu_probe *out) {
  out->word[PROBE_WORD_load_state] |= PROBE_PUT(load_state, b->load_state);
  if (b->load_state != LOAD_IDLE) out->word[PROBE_WORD_load_state] |= PROBE_PUT(load_index, b->load_index);
  out->word[PROBE_WORD_pdpte_present] |= PROBE_PUT(pdpte_present, b->pdpte_present);
}

// Every word is set, each once: clearing all first costs more than packing them.
void csim_probe(const struct csim *m, struct mmu_probe *out) {
  const struct mmu_before *b = &m->before;
  out->word[PROBE_WORD_tlb_valid] = b->tlb_valid;
  out->word[PROBE_WORD_tlb_plru] = b->plru_bits;
  out->word[PROBE_WORD_ptw_state] = walker_probe(&m->walker, out) | control_word(b);
  tlb_words(&m->tlb, b->tlb_way, out);
  load_words(b, out);
  out->word[PROBE_WORD_tlb_cleared] = b->cleared;
}
