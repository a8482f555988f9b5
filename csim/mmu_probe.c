// The probe's words (rtl/README.md, "Probe"), as rtl/mmu_probe.sv hands them over. Packed only when
// somebody asks.
#include "csim/mmu.h"

static uint64_t control_word(const struct mmu_before *b) {
  const bool walks = b->state != PTW_IDLE;
  const bool has_level = walks && b->state != PTW_PWC;
  uint64_t word = b->pwc_valid;
  word |= (uint64_t)b->pwc_robin << 16;
  word |= (uint64_t)b->state << 20;
  if (walks) word |= (uint64_t)b->nofill << 23 | (uint64_t)b->walk_id << 47;
  if (has_level) word |= (uint64_t)b->level << 24;
  if (b->s1_valid)
    word |= 1ull << 27 | (uint64_t)b->s1_replay << 28 | (uint64_t)b->s1_old << 29 | (uint64_t)b->s1_id << 41;
  word |= (uint64_t)(b->load_state != LOAD_IDLE) << 30;
  word |= (uint64_t)b->mq_count << 32;
  word |= (uint64_t)b->rsp_count << 36;
  word |= (uint64_t)b->cur_valid << 38;
  word |= (uint64_t)b->fence << 39;
  word |= (uint64_t)b->drop << 40;
  return word;
}

// The functions below set every word, each once: clearing all first costs more than packing them.
static void walk_words(const struct mmu_before *b, struct mmu_probe *out) {
  const bool in_hand = b->state == PTW_DECODE || b->state == PTW_CAS_REQ || b->state == PTW_CAS_WAIT;
  const bool in_table = b->state >= PTW_REQ && b->state <= PTW_CAS_WAIT;
  out->word[3] = in_hand ? b->pte : 0;
  out->word[4] = in_table ? b->table >> 12 | (uint64_t)b->perm << 44 | (uint64_t)b->global << 48 : 0;
}

static void tlb_words(const struct tlb *tlb, int way, struct mmu_probe *out) {
  out->word[5] = out->word[6] = out->word[7] = 0;
  if (way == TLB_MISS) return;
  const struct tlb_entry *e = &tlb->entry[way];
  out->word[5] = 1 | (uint64_t)way << 1 | (uint64_t)e->shift << 7 | (uint64_t)e->asid << 13 |
                 (uint64_t)format_get(e->format)->mode << 29 | (uint64_t)e->perm << 32 | (uint64_t)e->type << 36 |
                 (uint64_t)e->pkey << 39 | (uint64_t)e->global << 43 | (uint64_t)e->dirty << 44;
  out->word[6] = e->vpn;
  out->word[7] = e->ppn;
}

// Load unit and PDPTE registers share two of the page-walk cache's words.
static void pwc_words(const struct mmu_before *b, const struct pwc *pwc, struct mmu_probe *out) {
  uint64_t fill = (uint64_t)b->load_state << 31, tag = 0, table = (uint64_t)b->pdpte_present << 60;
  if (b->load_state != LOAD_IDLE) fill |= (uint64_t)b->load_index << 34;
  if (b->pwc_way != PWC_MISS) {
    const struct pwc_entry *e = &pwc->entry[b->pwc_way];
    fill |= 1 | (uint64_t)b->pwc_way << 1 | (uint64_t)e->next << 5 | (uint64_t)e->asid << 7 | (uint64_t)e->mode << 23 |
            (uint64_t)e->perm << 26 | (uint64_t)e->global << 30;
    tag = e->vpn >> e->reach;
    table |= e->table >> 12;
  }
  out->word[8] = fill;
  out->word[9] = tag;
  out->word[10] = table;
}

void csim_probe(const struct csim *m, struct mmu_probe *out) {
  const struct mmu_before *b = &m->before;
  out->word[0] = b->tlb_valid;
  out->word[1] = b->plru_bits;
  out->word[2] = control_word(b);
  walk_words(b, out);
  tlb_words(&m->tlb, b->tlb_way, out);
  pwc_words(b, &m->pwc, out);
  out->word[11] = b->cleared;
}
