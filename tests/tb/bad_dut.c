#include "tb/dut/dut_find.h"
#include "tests/tb/bad_dut.h"

#include <signal.h>
#include <string.h>

#include "tb/engine/engine.h"

enum { FROM = 100 /* clock */, NTH = 40 /* answer */, FOREIGN_ID = 3 /* a walker the model does not have */ };

// One at a time, and static: a model that crashes is never closed.
static struct {
  enum bad bad;
  void *inner;
  struct mmu_in in;
  struct mmu_out out, saved;
  uint64_t clock, answers;
  uint64_t walked; // address of the read that the model waits for; 0: none
  bool again, hidden, foreign_done, fence_offered;
  unsigned done_in;
} dut;

static void *bad_open(const struct dut_options *options, char *error, size_t size) {
  enum bad bad = dut.bad;
  if (dut.inner) dut_csim()->close(dut.inner); // of a run that crashed
  memset(&dut, 0, sizeof dut);
  dut.bad = bad;
  dut.inner = dut_csim()->open(options, error, size);
  return dut.inner ? &dut : NULL;
}

static void bad_reset(void *d) {
  (void)d;
  dut_csim()->reset(dut.inner);
}

static void answers_wrong(struct mmu_out *out) {
  bool nth = out->rsp_valid && dut.answers >= NTH;
  if (dut.bad == BAD_PA && nth && out->rsp_kind == ANSWER_OK) out->rsp_pa ^= 1ull << 14;
  if (dut.bad == BAD_CODE && out->rsp_valid && out->rsp_kind == ANSWER_PAGE_FAULT) out->rsp_code ^= 2;
  if (dut.bad == BAD_CHANGES && nth && dut.again && out->rsp_kind == ANSWER_OK) out->rsp_pa ^= 8;
  if (dut.bad == BAD_TWICE && dut.again) {
    *out = dut.saved;
    out->req_ready = 0;
    dut.in.rsp_ready = 0;
  }
  if ((dut.bad == BAD_DROP || dut.bad == BAD_LATE) && nth && !dut.hidden) {
    out->rsp_valid = out->rsp_id = out->rsp_kind = out->rsp_code = out->rsp_shift = 0;
    out->rsp_perm = out->rsp_type = out->rsp_global = 0;
    out->rsp_pa = 0;
    dut.in.rsp_ready = dut.bad == BAD_DROP;
  }
}

static void memory_wrong(struct mmu_out *out) {
  if (dut.bad == BAD_CAS && out->mem_req_valid && out->mem_req_op == MEM_CAS) out->mem_req_desired |= 0x100;
  if (dut.bad != BAD_READ && dut.bad != BAD_TWO_WALKS) return;
  if (dut.in.mem_rsp_valid && dut.in.mem_rsp_id == FOREIGN_ID) dut.in.mem_rsp_valid = 0;
  if (dut.foreign_done || dut.clock < FROM || out->mem_req_valid) return;
  if (dut.bad == BAD_TWO_WALKS && !dut.walked) return;
  out->mem_req_valid = 1;
  out->mem_req_id = FOREIGN_ID;
  out->mem_req_addr = dut.bad == BAD_READ ? 0x90000008 : dut.walked;
}

static void fence_wrong(const struct mmu_in *in, struct mmu_out *out) {
  if (dut.bad == BAD_FENCE_TLB) {
    dut.in.fence_va_valid = 1;
    dut.in.fence_va = 0x3f00000000; // a page nobody uses
  }
  if (dut.bad != BAD_FENCE) return;
  dut.fence_offered = in->fence_valid;
  dut.in.fence_valid = 0;
  out->fence_ready = dut.done_in != 2;
  out->fence_done = dut.done_in == 1;
}

static enum dut_health bad_settle(void *d, const struct mmu_in *in, struct mmu_out *out) {
  (void)d;
  dut_csim()->settle(dut.inner, in, out);
  dut.in = *in;
  answers_wrong(out);
  memory_wrong(out);
  fence_wrong(in, out);
  if (dut.bad == BAD_HANG && dut.clock >= FROM) *out = (struct mmu_out){0};
  if (dut.bad == BAD_CRASH && dut.clock == FROM) raise(SIGSEGV);
  dut.out = *out;
  return DUT_FINE;
}

static enum dut_health bad_tick(void *d) {
  (void)d;
  const bool ready = dut.in.rsp_ready;
  struct mmu_out ignored;
  dut_csim()->settle(dut.inner, &dut.in, &ignored);
  // What the bench saw decides what has been taken.
  if (dut.bad == BAD_TWICE) {
    bool first = !dut.again && dut.out.rsp_valid && ready && dut.answers == NTH;
    if (first) dut.saved = dut.out;
    dut.again = first;
  }
  if (dut.bad == BAD_CHANGES) dut.again = dut.out.rsp_valid && !ready;
  if (dut.answers >= NTH && ignored.rsp_valid) dut.hidden = true;
  dut.answers += ignored.rsp_valid && ready;
  if (dut.out.mem_req_valid && dut.in.mem_req_ready) {
    if (dut.out.mem_req_id == FOREIGN_ID)
      dut.foreign_done = true;
    else
      dut.walked = dut.out.mem_req_op == MEM_READ ? dut.out.mem_req_addr : 0;
  } else if (dut.in.mem_rsp_valid) {
    dut.walked = 0;
  }
  if (dut.done_in) dut.done_in--;
  if (dut.bad == BAD_FENCE && dut.out.fence_ready && dut.fence_offered) dut.done_in = 2;
  dut.clock++;
  if (dut.bad == BAD_ASSERTION && dut.clock == FROM) return DUT_ASSERTION;
  return dut_csim()->tick(dut.inner);
}

static const char *bad_message(void *d) {
  (void)d;
  return "bad.sv:7: assertion failed";
}

static void bad_probe(void *d, struct mmu_probe *state) {
  (void)d;
  dut_csim()->probe(dut.inner, state);
}

static void bad_close(void *d) {
  (void)d;
  dut_csim()->close(dut.inner);
  dut.inner = NULL;
}

const struct dut_ops *bad_dut(enum bad bad) {
  static const struct dut_ops ops = {.abi = DUT_ABI,
                                     .forks = true,
                                     .name = "bad",
                                     .has_twin = true,
                                     .open = bad_open,
                                     .reset = bad_reset,
                                     .settle = bad_settle,
                                     .tick = bad_tick,
                                     .message = bad_message,
                                     .close = bad_close,
                                     .probe = bad_probe};
  dut.bad = bad;
  return &ops;
}
