// The MMU's top, as rtl/mmu.sv: how the parts meet, with what is small enough to stand here: the
// regime in force, the response FIFO, fence and page-fault drop.
#include "csim/mmu.h"
#include "csim/wires.h"
#include "golden/invariant.h"

#include <string.h>

size_t csim_bytes(void) {
  return sizeof(struct csim);
}

struct csim *csim_init(void *storage, const struct mmu_config *config) {
  const uint8_t entries = config->tlb_entries;
  if (config->arch != ARCH_RISCV && config->arch != ARCH_X86) return NULL;
  if (entries < 2 || entries > TLB_MAX || (entries & (entries - 1)) != 0) return NULL;
  if (config->pwc_entries < 1 || config->pwc_entries > PWC_MAX) return NULL;
  if (config->xlen != 0 && config->xlen != 32 && config->xlen != 64) return NULL;
  if (config->miss_depth < 1 || config->miss_depth > S1_MISS_MAX) return NULL;
  struct csim *m = storage;
  memset(m, 0, sizeof *m);
  m->config = *config;
  s1_init(&m->s1, config->miss_depth, config->arch == ARCH_RISCV && config->xlen == 32);
  tlb_init(&m->tlb, entries);
  walker_init(&m->walker, 0, config->pwc_entries);
  csim_reset(m);
  return m;
}

// A walk's answer goes before a hit's.
static void settle(struct csim *m) {
  const bool fifo_full = m->rsp_count == MMU_RSP_DEPTH, done = walker_done(&m->walker);
  m->push_ptw = done && !fifo_full;
  const bool open = m->cur.valid && m->load.state == LOAD_IDLE;
  s1_settle(&m->s1, &m->tlb, open, !fifo_full && !done, walker_idle(&m->walker));
}

void csim_reset(struct csim *m) {
  m->cur.valid = false;
  m->rsp_head = m->rsp_count = 0;
  m->fence_executing = m->fence_done = m->drop_executing = false;
  memset(m->cur.regime.pdpte, 0, sizeof m->cur.regime.pdpte);
  m->pdpte_present = 0;
  pae_load_reset(&m->load);
  s1_reset(&m->s1);
  tlb_reset(&m->tlb);
  walker_reset(&m->walker);
  m->before = (struct mmu_before){.tlb_way = TLB_MISS};
  settle(m);
}

void csim_outputs(const struct csim *m, struct mmu_out *out) {
  memset(out, 0, sizeof *out);
  out->req_ready = m->s1.ready;
  out->fence_ready = !m->fence_executing;
  out->fence_done = m->fence_done;
  if (m->rsp_count != 0) {
    const struct mmu_rsp *rsp = &m->rsp[m->rsp_head];
    wires_put_answer(out, rsp->id, &rsp->answer);
  }
  walker_outputs(&m->walker, out);
  if (m->load.state != LOAD_IDLE) pae_load_outputs(&m->load, out);
}

// What the probe wants of this clock, taken before any register changes.
static void remember(struct csim *m) {
  struct mmu_before *b = &m->before;
  walker_remember(&m->walker);
  b->tlb_valid = m->tlb.valid;
  b->plru_bits = m->tlb.plru.bits;
  b->cleared = 0;
  b->tlb_way = TLB_MISS;
  b->mq_count = m->s1.count;
  b->rsp_count = m->rsp_count;
  b->cur_valid = m->cur.valid;
  b->fence = m->fence_executing;
  b->drop = m->drop_executing;
  b->s1_valid = m->s1.valid;
  b->s1_replay = m->s1.replayed;
  b->s1_id = m->s1.request.id;
  b->s1_old = m->s1.request.old;
  b->load_state = m->load.state;
  b->load_index = m->load.index;
  b->pdpte_present = m->pdpte_present;
}

static void push_rsp(struct csim *m, const struct ptw_request *from, const struct answer *answer) {
  INVARIANT(m->rsp_count < MMU_RSP_DEPTH); // a_rsp_fifo
  struct mmu_rsp *rsp = &m->rsp[(m->rsp_head + m->rsp_count) % MMU_RSP_DEPTH];
  m->rsp_count++;
  rsp->answer = *answer;
  rsp->va = from->req.va;
  rsp->asid = from->regime.asid;
  rsp->id = from->id;
}

// SDM3 4.10.4.1: a page fault invalidates what the TLBs and paging-structure caches hold for its
// address and PCID, global entries included; as INVLPG does.
static void take_rsp(struct csim *m) {
  const struct mmu_rsp *rsp = &m->rsp[m->rsp_head];
  m->drop_executing = m->config.arch == ARCH_X86 && rsp->answer.kind == ANSWER_PAGE_FAULT;
  if (m->drop_executing)
    m->drop = (struct fence){
        .va_valid = true, .va = rsp->va, .asid_valid = true, .asid = rsp->asid, .globals = true, .structures = true};
  m->rsp_head = (m->rsp_head + 1) % MMU_RSP_DEPTH;
  m->rsp_count--;
}

static void tick_walker(struct csim *m, const struct mmu_in *in, bool invalidate) {
  struct walker *w = &m->walker;
  if (walker_idle(w)) {
    if (m->s1.start) ptw_start(&w->ptw, &m->s1.request);
    return;
  }
  if (m->push_ptw) {
    struct tlb_entry entry;
    push_rsp(m, &w->ptw.req, &w->ptw.walk.record.answer);
    if (walker_fills(w, invalidate, &entry)) m->before.tlb_way = tlb_fill(&m->tlb, w->ptw.req.mode, &entry);
  }
  walker_tick(w, in, m->push_ptw, invalidate);
}

static void execute(struct csim *m, const struct fence *fence) {
  m->before.cleared |= tlb_fence(&m->tlb, fence);
  pwc_fence(&m->walker.pwc, fence);
}

static void accept_fence(struct csim *m, const struct mmu_in *in) {
  m->fence_done = m->fence_executing;
  m->fence_executing = in->fence_valid && !m->fence_executing;
  if (m->fence_executing) m->fence = wires_fence(in);
}

static void put_in_force(struct csim *m, const struct regime *regime) {
  const struct format *format = format_get(regime->format);
  m->cur.regime = *regime;
  m->cur.mode = format->mode;
  m->cur.vpn_mask = (1ull << format->va_bits >> 12) - 1;
  m->cur.valid = true;
}

static void write_regime(struct csim *m, const struct mmu_in *in) {
  struct regime next = m->cur.regime;                   // the PDPTE registers stay
  if (!wires_regime(in, m->config.arch, &next)) return; // never driven
  if (next.format == FORMAT_X86_PAE && in->regime_load)
    pae_load_start(&m->load, &next);
  else
    put_in_force(m, &next);
}

// Comes first in a clock: it looks at the registers as they were.
static void tick_load(struct csim *m, const struct mmu_in *in) {
  struct pae_load *load = &m->load;
  if (load->state == LOAD_END && pae_load_fault(load) == REGIME_FINE) {
    put_in_force(m, &load->next);
    m->pdpte_present = 0;
    for (unsigned i = 0; i < 4; i++)
      m->pdpte_present |= (uint8_t)((m->cur.regime.pdpte[i] & 1) << i);
  }
  pae_load_tick(load, in, s1_drained(&m->s1) && walker_idle(&m->walker));
}

void csim_tick(struct csim *m, const struct mmu_in *in) {
  const bool invalidate = m->fence_executing || m->drop_executing;
  const bool marks = m->fence_executing;
  remember(m);
  if (m->load.state != LOAD_IDLE) tick_load(m, in);
  if (marks) s1_mark_old(&m->s1);
  if (m->s1.push) { // looks the array up as it was: touched even if this clock's invalidation takes the entry
    push_rsp(m, &m->s1.request, &m->s1.answer);
    if (m->s1.way != TLB_MISS) tlb_touch(&m->tlb, (uint8_t)m->s1.way);
  }
  tick_walker(m, in, invalidate);
  if (m->fence_executing) execute(m, &m->fence);
  if (m->drop_executing) execute(m, &m->drop);
  m->drop_executing = false;
  if (m->before.rsp_count != 0 && in->rsp_ready) take_rsp(m);
  s1_tick(&m->s1, in, &m->cur, marks);
  accept_fence(m, in);
  if (in->regime_valid) write_regime(m, in);
  settle(m);
  INVARIANT(csim_is_whole(m));
}
