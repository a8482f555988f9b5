// The MMU's top, as rtl/mmu.sv: regime register, S1, miss queue, response FIFO, fence and
// page-fault drop.
#include "csim/mmu.h"
#include "csim/wires.h"

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
  if (config->miss_depth < 1 || config->miss_depth > MMU_MISS_MAX) return NULL;
  struct csim *m = storage;
  memset(m, 0, sizeof *m);
  m->config = *config;
  tlb_init(&m->tlb, entries);
  pwc_init(&m->pwc, config->pwc_entries);
  csim_reset(m);
  return m;
}

// Does S1 answer by itself? Fills s1_way and s1_answer.
static bool s1_lookup(struct csim *m) {
  const struct ptw_request *s1 = &m->s1;
  m->s1_way = TLB_MISS;
  if (s1->regime.format == FORMAT_BARE) { // a walk without tables: reads nothing
    m->s1_answer = walk(&s1->regime, &s1->req, NULL, AD_EAGER).answer;
    return true;
  }
  if (!walk_canonical(&s1->regime, s1->req.va)) {
    m->s1_answer = fault_answer(&s1->regime, &s1->req, REASON_NON_CANONICAL, false);
    return true;
  }
  m->s1_way = tlb_lookup(&m->tlb, s1->mode, s1->regime.asid, s1->vpn);
  return m->s1_way != TLB_MISS && entry_answer(&m->tlb.entry[m->s1_way], &s1->regime, &s1->req, &m->s1_answer);
}

static void settle(struct csim *m) {
  const bool fifo_full = m->rsp_count == MMU_RSP_DEPTH;
  const bool idle = m->ptw.state == PTW_IDLE, done = m->ptw.state == PTW_DONE;
  const bool answers = m->s1_valid && s1_lookup(m);
  const bool s1_miss = m->s1_valid && !answers;
  m->push_ptw = done && !fifo_full;
  m->push_s1 = answers && !fifo_full && !done;
  m->start_walk = s1_miss && idle && (m->s1_replay || m->mq_count == 0);
  m->push_mq = s1_miss && !m->start_walk;
  const bool s1_free = !m->s1_valid || m->push_s1 || s1_miss;
  m->replay = s1_free && m->mq_count != 0 && idle && !(m->s1_valid && m->s1_replay);
  m->req_ready = m->cur_valid && s1_free && !m->replay && m->mq_count + m->s1_valid < m->config.miss_depth &&
                 m->load.state == LOAD_IDLE;
}

void csim_reset(struct csim *m) {
  m->cur_valid = m->s1_valid = m->s1_replay = false;
  m->mq_head = m->mq_count = m->rsp_head = m->rsp_count = 0;
  m->fence_executing = m->fence_done = m->drop_executing = false;
  memset(m->cur.pdpte, 0, sizeof m->cur.pdpte);
  m->pdpte_present = 0;
  pae_load_reset(&m->load);
  tlb_reset(&m->tlb);
  pwc_reset(&m->pwc);
  ptw_reset(&m->ptw);
  m->before = (struct mmu_before){.tlb_way = TLB_MISS, .pwc_way = PWC_MISS};
  settle(m);
}

void csim_outputs(const struct csim *m, struct mmu_out *out) {
  memset(out, 0, sizeof *out);
  out->req_ready = m->req_ready;
  out->fence_ready = !m->fence_executing;
  out->fence_done = m->fence_done;
  if (m->rsp_count != 0) {
    const struct mmu_rsp *rsp = &m->rsp[m->rsp_head];
    wires_put_answer(out, rsp->id, &rsp->answer);
  }
  ptw_outputs(&m->ptw, out);
  if (m->load.state != LOAD_IDLE) pae_load_outputs(&m->load, out);
}

// What the probe wants of this clock, taken before any register changes.
static void remember(struct csim *m) {
  struct mmu_before *b = &m->before;
  b->tlb_valid = m->tlb.valid;
  b->plru_bits = m->tlb.plru.bits;
  b->cleared = 0;
  b->tlb_way = TLB_MISS;
  b->pwc_way = PWC_MISS;
  b->pwc_valid = m->pwc.valid;
  b->pwc_robin = m->pwc.robin;
  b->mq_count = m->mq_count;
  b->rsp_count = m->rsp_count;
  b->cur_valid = m->cur_valid;
  b->fence = m->fence_executing;
  b->drop = m->drop_executing;
  b->s1_valid = m->s1_valid;
  b->s1_replay = m->s1_replay;
  b->s1_id = m->s1.id;
  b->s1_old = m->s1.old;
  b->load_state = m->load.state;
  b->load_index = m->load.index;
  b->pdpte_present = m->pdpte_present;
  b->state = m->ptw.state;
  if (b->state == PTW_IDLE) return;
  b->nofill = m->ptw.nofill;
  b->level = m->ptw.level;
  b->walk_id = m->ptw.req.id;
  b->pte = m->ptw.pte;
  b->table = m->ptw.table;
  b->perm = m->ptw.perm;
  b->global = m->ptw.global;
}

static void push_rsp(struct csim *m, const struct ptw_request *from, const struct answer *answer) {
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
  struct ptw *ptw = &m->ptw;
  if (ptw->state == PTW_IDLE) {
    if (m->start_walk) ptw_start(ptw, &m->s1);
    return;
  }
  if (m->push_ptw) {
    const struct walk_record *record = &ptw->walk.record;
    push_rsp(m, &ptw->req, &record->answer);
    if (record->reason == REASON_OK && !ptw->nofill && !invalidate) {
      const struct tlb_entry entry = entry_from_walk(&ptw->req.regime, &ptw->req.req, record);
      m->before.tlb_way = tlb_fill(&m->tlb, ptw->req.mode, &entry);
    }
  }
  m->before.pwc_way = (int16_t)ptw_tick(ptw, &m->pwc, in, m->push_ptw, invalidate);
}

static void execute(struct csim *m, const struct fence *fence) {
  m->before.cleared |= tlb_fence(&m->tlb, fence);
  pwc_fence(&m->pwc, fence);
}

static void accept_fence(struct csim *m, const struct mmu_in *in) {
  m->fence_done = m->fence_executing;
  m->fence_executing = in->fence_valid && !m->fence_executing;
  if (m->fence_executing) m->fence = wires_fence(in);
}

// Every request accepted until now may carry a root that the executing fence has forgotten: what
// its walk finds is for itself only.
static void mark_old(struct csim *m) {
  m->s1.old = true;
  for (unsigned i = 0; i < MMU_MISS_MAX; i++)
    m->mq[i].old = true;
}

// S1 leaves (answered, walked or queued), then takes the head of the queue or a new request.
static void tick_s1(struct csim *m, const struct mmu_in *in, bool marks) {
  const uint8_t depth = m->config.miss_depth;
  if (m->push_mq) m->mq[(m->mq_head + m->mq_count++) % depth] = m->s1;
  if (m->push_s1 || m->start_walk || m->push_mq) m->s1_valid = false;
  if (m->replay) {
    m->s1 = m->mq[m->mq_head];
    m->mq_head = (uint8_t)((m->mq_head + 1) % depth);
    m->mq_count--;
    m->s1_valid = m->s1_replay = true;
  } else if (m->req_ready && in->req_valid) {
    m->s1_valid = true;
    m->s1_replay = false;
    m->s1.regime = m->cur;
    m->s1.mode = m->cur_mode;
    m->s1.old = marks;
    m->s1.id = in->req_id;
    m->s1.req = wires_request(in);
    if (m->config.arch == ARCH_RISCV && m->config.xlen == 32) m->s1.req.va = (uint32_t)m->s1.req.va;
    m->s1.vpn = m->s1.req.va >> 12 & m->cur_vpn_mask;
  }
}

static void put_in_force(struct csim *m, const struct regime *regime) {
  const struct format *format = format_get(regime->format);
  m->cur = *regime;
  m->cur_mode = format->mode;
  m->cur_vpn_mask = (1ull << format->va_bits >> 12) - 1;
  m->cur_valid = true;
}

static void write_regime(struct csim *m, const struct mmu_in *in) {
  struct regime next = m->cur;                          // the PDPTE registers stay
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
      m->pdpte_present |= (uint8_t)((m->cur.pdpte[i] & 1) << i);
  }
  pae_load_tick(load, in, !m->s1_valid && m->mq_count == 0 && m->ptw.state == PTW_IDLE);
}

void csim_tick(struct csim *m, const struct mmu_in *in) {
  const bool invalidate = m->fence_executing || m->drop_executing;
  const bool marks = m->fence_executing;
  remember(m);
  if (m->load.state != LOAD_IDLE) tick_load(m, in);
  if (marks) mark_old(m);
  if (m->push_s1) { // looks the array up as it was: touched even if this clock's invalidation takes the entry
    push_rsp(m, &m->s1, &m->s1_answer);
    if (m->s1_way != TLB_MISS) tlb_touch(&m->tlb, (uint8_t)m->s1_way);
  }
  tick_walker(m, in, invalidate);
  if (m->fence_executing) execute(m, &m->fence);
  if (m->drop_executing) execute(m, &m->drop);
  m->drop_executing = false;
  if (m->before.rsp_count != 0 && in->rsp_ready) take_rsp(m);
  tick_s1(m, in, marks);
  accept_fence(m, in);
  if (in->regime_valid) write_regime(m, in);
  settle(m);
}
