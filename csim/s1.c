#include "csim/s1.h"

#include <stddef.h>

#include "csim/wires.h"

void s1_init(struct s1 *s, uint8_t depth, bool rv32) {
  s->depth = depth;
  s->rv32 = rv32;
  s1_reset(s);
}

void s1_reset(struct s1 *s) {
  s->valid = s->replayed = false;
  s->head = s->count = 0;
}

// Does S1 answer by itself? Fills way and answer.
static bool look_up(struct s1 *s, struct tlb *tlb) {
  const struct ptw_request *r = &s->request;
  s->way = TLB_MISS;
  if (r->regime.format == FORMAT_BARE) { // a walk without tables: reads nothing
    s->answer = walk(&r->regime, &r->req, NULL, AD_EAGER).answer;
    return true;
  }
  if (!walk_canonical(&r->regime, r->req.va)) {
    s->answer = fault_answer(&r->regime, &r->req, REASON_NON_CANONICAL, false);
    return true;
  }
  s->way = tlb_lookup(tlb, r->mode, r->regime.asid, r->vpn);
  return s->way != TLB_MISS && entry_answer(&tlb->entry[s->way], &r->regime, &r->req, &s->answer);
}

void s1_settle(struct s1 *s, struct tlb *tlb, bool open, bool room, bool walker_idle) {
  const bool answers = s->valid && look_up(s, tlb);
  const bool miss = s->valid && !answers;
  s->push = answers && room;
  s->start = miss && walker_idle && (s->replayed || s->count == 0);
  s->push_mq = miss && !s->start;
  const bool is_free = !s->valid || s->push || miss;
  s->replay = is_free && s->count != 0 && walker_idle && !(s->valid && s->replayed);
  s->ready = open && is_free && !s->replay && s->count + s->valid < s->depth;
}

void s1_mark_old(struct s1 *s) {
  s->request.old = true;
  for (unsigned i = 0; i < S1_MISS_MAX; i++)
    s->queue[i].old = true;
}

static void accept(struct s1 *s, const struct mmu_in *in, const struct mmu_cur *cur, bool marks) {
  struct ptw_request *r = &s->request;
  s->valid = true;
  s->replayed = false;
  r->regime = cur->regime;
  r->mode = cur->mode;
  r->old = marks;
  r->id = in->req_id;
  r->req = wires_request(in);
  if (s->rv32) r->req.va = (uint32_t)r->req.va;
  r->vpn = r->req.va >> 12 & cur->vpn_mask;
}

void s1_tick(struct s1 *s, const struct mmu_in *in, const struct mmu_cur *cur, bool marks) {
  if (s->push_mq) s->queue[(s->head + s->count++) % s->depth] = s->request;
  if (s->push || s->start || s->push_mq) s->valid = false;
  if (s->replay) {
    s->request = s->queue[s->head];
    s->head = (uint8_t)((s->head + 1) % s->depth);
    s->count--;
    s->valid = s->replayed = true;
  } else if (s->ready && in->req_valid) {
    accept(s, in, cur, marks);
  }
}
