#include "csim/pae_load.h"

#include "golden/pae.h"

enum { PDPTE_LAST = 3, PDPTE_BYTES = 8 };

void pae_load_reset(struct pae_load *l) {
  l->state = LOAD_IDLE;
}

void pae_load_start(struct pae_load *l, const struct regime *next) {
  l->state = LOAD_DRAIN;
  l->index = 0;
  l->next = *next;
}

static void capture(struct pae_load *l, const struct mmu_in *in) {
  l->next.pdpte[l->index] = in->mem_rsp_data;
  l->error = in->mem_rsp_error;
  if (l->error || l->index == PDPTE_LAST) {
    l->state = LOAD_END;
  } else {
    l->index++;
    l->state = LOAD_REQ;
  }
}

void pae_load_tick(struct pae_load *l, const struct mmu_in *in, bool drained) {
  switch (l->state) {
  case LOAD_DRAIN:
    if (drained) l->state = LOAD_REQ;
    break;
  case LOAD_REQ:
    if (in->mem_req_ready) l->state = LOAD_WAIT;
    break;
  case LOAD_WAIT:
    if (in->mem_rsp_valid && in->mem_rsp_id == 0) capture(l, in);
    break;
  default:
    l->state = LOAD_IDLE;
    break;
  }
}

enum regime_fault pae_load_fault(const struct pae_load *l) {
  if (l->error) return REGIME_BUS_ERROR;
  return pae_load_allowed(l->next.pdpte, l->next.pa_bits) ? REGIME_FINE : REGIME_GENERAL_PROTECTION;
}

void pae_load_outputs(const struct pae_load *l, struct mmu_out *out) {
  out->regime_busy = 1;
  if (l->state == LOAD_END) {
    out->regime_done = 1;
    out->regime_fault = (uint8_t)pae_load_fault(l);
  }
  if (l->state != LOAD_REQ) return;
  out->mem_req_valid = 1;
  out->mem_req_addr = l->next.root_pa + PDPTE_BYTES * l->index;
}
