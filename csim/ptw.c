#include "csim/ptw.h"

void ptw_reset(struct ptw *p) {
  p->state = PTW_IDLE;
  p->nofill = false;
}

void ptw_start(struct ptw *p, const struct ptw_request *req) {
  p->req = *req;
  p->nofill = req->old;
  p->narrow = format_get(req->regime.format)->entry_bytes == 4;
  p->state = PTW_PWC;
}

// Where the walk enters: below the root when the page-walk cache knows the way.
static void choose(struct ptw *p, const struct pwc *pwc) {
  const struct ptw_request *r = &p->req;
  const int way = pwc_lookup(pwc, r->mode, r->regime.asid, r->vpn);
  if (way == PWC_MISS) {
    p->level = format_get(r->regime.format)->levels - 1;
    p->table = r->regime.root_pa;
    p->perm = PERM_R | PERM_W | PERM_X | PERM_U;
    p->global = false;
  } else {
    p->level = pwc->entry[way].next;
    p->table = pwc->entry[way].table;
    p->perm = pwc->entry[way].perm;
    p->global = pwc->entry[way].global;
  }
}

static enum walk_action begin(struct ptw *p) {
  const struct walk_place place = {p->level, p->table, p->perm, p->global};
  return walk_begin_at(&p->walk, &p->req.regime, &p->req.req, AD_EAGER, place);
}

// PAE's top entry is in a register: from there golden goes on at once, to level 1 or to a fault.
static void enter(struct ptw *p, const struct pwc *pwc) {
  choose(p, pwc);
  p->state = begin(p) == WALK_READ ? PTW_REQ : PTW_DONE;
  p->level = p->walk.level;
  p->table = p->walk.table;
}

// The golden step on what the memory port answered. After a failed compare-and-swap the walk is
// entered anew at the same level with the value found: the same as walk_cas_done(ok=false), but a
// machine has no bound on restarts, and a walk record has.
static enum walk_action judge(struct ptw *p) {
  if (!p->swapped) return walk_read_done(&p->walk, p->pte, p->err);
  if (p->err || p->swap_ok) return walk_cas_done(&p->walk, p->err ? p->pte : p->walk.expected, p->swap_ok, p->err);
  begin(p);
  return walk_read_done(&p->walk, p->pte, false);
}

static int keep_pointer(const struct ptw *p, struct pwc *pwc) {
  const struct pwc_entry entry = {
      .vpn = p->req.vpn,
      .table = p->table,
      .asid = p->req.regime.asid,
      .mode = p->req.mode,
      .next = p->level,
      .reach = (uint8_t)(format_get(p->req.regime.format)->index_bits * (p->level + 1)),
      .perm = p->perm,
      .global = p->global,
  };
  return pwc_fill(pwc, &entry);
}

static int decode_pte(struct ptw *p, struct pwc *pwc, bool invalidate) {
  switch (judge(p)) {
  case WALK_READ: // a pointer
    p->level = p->walk.level;
    p->table = p->walk.table;
    p->perm = p->walk.perm;
    p->global = p->walk.global;
    p->state = PTW_REQ;
    return p->nofill || invalidate ? PWC_MISS : keep_pointer(p, pwc);
  case WALK_CAS:
    p->state = PTW_CAS_REQ;
    break;
  case WALK_DONE:
    p->state = PTW_DONE;
    break;
  }
  return PWC_MISS;
}

static void capture(struct ptw *p, const struct mmu_in *in) {
  p->swapped = p->state == PTW_CAS_WAIT;
  p->swap_ok = p->swapped && in->mem_rsp_ok;
  p->err = in->mem_rsp_error;
  p->pte = p->swap_ok ? p->walk.desired : p->narrow ? (uint32_t)in->mem_rsp_data : in->mem_rsp_data;
  p->state = PTW_DECODE;
}

int ptw_tick(struct ptw *p, struct pwc *pwc, const struct mmu_in *in, bool taken, bool invalidate, bool answered) {
  int filled = PWC_MISS;
  switch (p->state) {
  case PTW_PWC:
    enter(p, pwc);
    break;
  case PTW_REQ:
  case PTW_CAS_REQ:
    if (in->mem_req_ready) p->state++; // Wait, CasWait
    break;
  case PTW_WAIT:
  case PTW_CAS_WAIT:
    if (answered) capture(p, in);
    break;
  case PTW_DECODE:
    filled = decode_pte(p, pwc, invalidate);
    break;
  case PTW_DONE:
    if (taken) p->state = PTW_IDLE;
    break;
  default:
    break;
  }
  p->nofill = p->state != PTW_IDLE && (p->nofill || invalidate);
  return filled;
}

void ptw_outputs(const struct ptw *p, struct mmu_out *out) {
  if (p->state != PTW_REQ && p->state != PTW_CAS_REQ) return;
  out->mem_req_valid = 1;
  out->mem_req_narrow = p->narrow;
  out->mem_req_addr = p->walk.addr;
  if (p->state == PTW_REQ) return;
  out->mem_req_op = MEM_CAS;
  out->mem_req_expected = p->walk.expected;
  out->mem_req_desired = p->walk.desired;
}
