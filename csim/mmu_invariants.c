// What holds of the twin between two clocks, whatever its inputs were. Beside each is the assertion
// of rtl/mmu_assert.sv or rtl/tlb_assert.sv that says the same of the RTL; what those say of the
// environment is not here, since a twin is not to blame for it.
//   M1  one answer a clock, into a response FIFO that has room
//   M2  a request is taken only under a regime, and never during a load
//   M3  S1's request leaves by one way at most, and by none only while its answer waits
//   M4  the miss queue never overflows
//   M5  a replay has a request, and an idle walker that nothing else starts
//   M6  a walk starts only when none is under way
//   W1  only a walk may be forbidden to fill
//   W2  an entry's address is aligned to its width, which is the mode's
//   W3  an update adds A, and D perhaps, to what it expects, and changes nothing else
//   L1  a load is alone: no request in S1, the queue or the walker
//   L2  a load ends with its fourth word, or an error
//   T1  an entry is valid iff a lookup may find it, under the key that is its own
//   T2  the entry filled in this clock overlaps no other
//   T3  nothing is filled in the clock of a fence, a drop or a hit's answer
//   T4  pseudo-LRU bits and the page-walk cache's pointer are of entries that there are
#include "csim/mmu.h"
#include "golden/invariant.h"

static unsigned ways_out(const struct s1 *s) {
  return (unsigned)s->push + (unsigned)s->start + (unsigned)s->push_mq;
}

// An answer waits for the FIFO, or for the walker's.
static bool waits(const struct csim *m) {
  return m->rsp_count == MMU_RSP_DEPTH || walker_done(&m->walker);
}

static bool moves_are_whole(const struct csim *m) {
  const struct s1 *s = &m->s1;
  const bool idle = walker_idle(&m->walker);
  INVARIANT(!(s->push && m->push_ptw));                                        // M1 a_one_push
  INVARIANT(m->rsp_count <= MMU_RSP_DEPTH);                                    // M1 a_rsp_fifo
  INVARIANT(!(s->push || m->push_ptw) || m->rsp_count < MMU_RSP_DEPTH);        // M1 a_rsp_fifo
  INVARIANT(!s->ready || (m->cur.valid && m->load.state == LOAD_IDLE));        // M2 a_ready_regime a_ld_busy
  INVARIANT(ways_out(s) <= s->valid && (ways_out(s) == s->valid || waits(m))); // M3 a_s1_kept
  INVARIANT(s->count <= s->depth && (!s->push_mq || s->count < s->depth));     // M4 a_mq_room
  INVARIANT(!s->replay || (s->count != 0 && idle && !s->start));               // M5 a_mq_pop a_replay_free
  INVARIANT(!s->start || idle);                                                // M6 a_walk_idle
  return true;
}

// The bits that hardware may set: A and D.
static uint64_t bit_a(enum arch arch) {
  return arch == ARCH_X86 ? 1 << 5 : 1 << 6;
}

static bool walk_is_whole(const struct csim *m) {
  const struct ptw *p = &m->walker.ptw;
  const bool updates = p->state == PTW_CAS_REQ || p->state == PTW_CAS_WAIT;
  const uint64_t a = bit_a(m->config.arch), added = p->walk.desired ^ p->walk.expected;
  INVARIANT(!p->nofill || p->state != PTW_IDLE); // W1 a_nofill
  if (updates || p->state == PTW_REQ || p->state == PTW_WAIT) {
    INVARIANT(p->narrow == (p->req.mode == 2));         // W2 a_mem_width
    INVARIANT(p->walk.addr % (p->narrow ? 4 : 8) == 0); // W2 a_mem_aligned
    INVARIANT(!p->narrow || p->state == PTW_REQ || p->state == PTW_WAIT ||
              (p->walk.expected | p->walk.desired) >> 32 == 0); // W2 a_mem_narrow
  }
  if (updates)
    INVARIANT(added != 0 && (added & ~(a | a << 1)) == 0 && (p->walk.desired & added) == added &&
              (p->walk.desired & a) != 0); // W3 a_mem_cas_ad
  return true;
}

static bool load_is_whole(const struct csim *m) {
  const struct pae_load *l = &m->load;
  INVARIANT(l->state <= LOAD_DRAIN || (s1_drained(&m->s1) && walker_idle(&m->walker))); // L1 a_ld_alone
  INVARIANT(l->state != LOAD_END || l->error || l->index == 3);                         // L2 a_ld_four
  return true;
}

// The key and mask of an entry follow from it, and say whether it is valid.
static bool found_as_it_is(const struct tlb *t, unsigned way) {
  const struct tlb_entry *e = &t->entry[way];
  const bool valid = t->valid >> way & 1;
  if (valid != !(t->key[way] & TLB_INVALID)) return false;
  return !valid || t->key[way] == tlb_key(format_get(e->format)->mode, e->asid, e->vpn);
}

static bool overlaps_no_other(const struct tlb *t, unsigned way) {
  for (unsigned e = 0; e < t->entries; e++) {
    if (e == way || !(t->valid >> e & 1)) continue;
    if (((t->key[e] ^ t->key[way]) & t->mask[e] & t->mask[way]) == 0) return false;
  }
  return true;
}

static bool tlb_is_whole(const struct csim *m) {
  const struct tlb *t = &m->tlb;
  const int way = m->before.tlb_way;
  for (unsigned e = 0; e < t->entries; e++)
    INVARIANT(found_as_it_is(t, e));                                                        // T1 a_hit_onehot a_filled
  INVARIANT(t->entries == 64 || t->valid >> t->entries == 0);                               // T1
  INVARIANT(way == TLB_MISS || (t->valid >> way & 1));                                      // T1 a_filled
  INVARIANT(way == TLB_MISS || overlaps_no_other(t, (unsigned)way));                        // T2 a_no_overlap
  INVARIANT(way == TLB_MISS || (!m->before.fence && !m->before.drop));                      // T3 a_fill_alone a_nofill
  INVARIANT(t->plru.bits >> (t->entries - 1) == 0);                                         // T4
  INVARIANT(m->walker.pwc.valid >> m->walker.pwc.entries == 0);                             // T4
  INVARIANT(m->walker.pwc.robin < m->walker.pwc.entries);                                   // T4
  INVARIANT(m->walker.before.pwc_way == PWC_MISS || (!m->before.fence && !m->before.drop)); // T3 a_nofill
  return true;
}

bool csim_is_whole(const struct csim *m) {
  return moves_are_whole(m) && walk_is_whole(m) && load_is_whole(m) && tlb_is_whole(m);
}
