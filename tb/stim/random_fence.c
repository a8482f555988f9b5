// Fences of every form that an instruction has: aimed at an edit, at anything, alone and as Svinval
// sequences.
#include "tb/stim/random_internal.h"

struct fence random_fence_full(void) {
  return (struct fence){.globals = true, .structures = true};
}

// The table of instructions in the contract for fences. `structures`: a form by address would spare
// a changed pointer.
static struct fence fence_riscv(struct random_run *r, uint64_t va, uint16_t asid, bool structures) {
  unsigned roll = (unsigned)rng_below(&r->rng, 100);
  if (roll < (structures ? 30 : 8)) return random_fence_full();
  if (structures || roll < 24) return (struct fence){.asid_valid = true, .asid = asid, .structures = true};
  if (roll < 60) return (struct fence){.va_valid = true, .va = va, .globals = true};
  return (struct fence){.va_valid = true, .va = va, .asid_valid = true, .asid = asid};
}

static struct fence fence_x86(struct random_run *r, uint64_t va, uint16_t pcid, bool structures) {
  unsigned roll = (unsigned)rng_below(&r->rng, 100);
  if (roll < (structures ? 20 : 8)) return random_fence_full(); // INVPCID 2, a change of CR4.PGE
  if (roll < 50)                                                // INVLPG: the current PCID only
    return (struct fence){
        .va_valid = true, .va = va, .asid_valid = true, .asid = r->regime.asid, .globals = true, .structures = true};
  if (roll < 72 && walk_canonical(&r->regime, va)) // INVPCID 0; of a non-canonical address it is #GP
    return (struct fence){.va_valid = true, .va = va, .asid_valid = true, .asid = pcid, .structures = true};
  if (roll < 90) return (struct fence){.asid_valid = true, .asid = pcid, .structures = true}; // INVPCID 1
  return (struct fence){.structures = true};                                                  // INVPCID 3
}

struct fence random_fence_aimed(struct random_run *r, uint64_t va, bool structures) {
  uint16_t asid = r->regime.asid;
  if (random_percent(&r->rng, 12)) asid = r->context[rng_below(&r->rng, r->contexts)].asid;
  return r->riscv ? fence_riscv(r, va, asid, structures) : fence_x86(r, va, asid, structures);
}

// Of an address in use, one beside it in the same large page or group, another's, or anything.
struct fence random_fence_any(struct random_run *r) {
  unsigned roll = (unsigned)rng_below(&r->rng, 100);
  uint64_t va = r->focus ? r->focus_va : r->last_va;
  if (roll < 40) va = random_tables_pick(r);
  if (roll < 15) {
    uint64_t bits = rng_next(&r->rng);
    va ^= bits >> (rng_chance(&r->rng, 1, 2) ? 64 - 16 : 64 - 12 - 9 * (1 + rng_below(&r->rng, r->top)));
  }
  if (roll >= 94) va = rng_next(&r->rng);
  uint16_t asid = r->regime.asid;
  if (random_percent(&r->rng, 25))
    asid = random_percent(&r->rng, 80) ? r->context[rng_below(&r->rng, r->contexts)].asid : random_regime_asid(r);
  return r->riscv ? fence_riscv(r, va, asid, false) : fence_x86(r, va, asid, false);
}

// A plan beyond RANDOM_FENCES is dropped: software fences later, which is legal.
static void plan(struct random_run *r, uint64_t at, enum random_fence_kind kind, const struct fence *f) {
  struct random_fence *new = &r->fence[r->fences++];
  *new = (struct random_fence){.at = at, .kind = kind, .fence = *f};
  if (r->xlen == 32) new->fence.va = (uint32_t)f->va;
  random_wake(r, at);
}

// SINVAL.VMA for this and perhaps for others, then SFENCE.INVAL.IR. Each form that SFENCE.VMA has,
// SINVAL.VMA has too.
static void plan_svinval(struct random_run *r, uint64_t at, const struct fence *f) {
  unsigned others = (unsigned)rng_below(&r->rng, 3);
  if (r->fences + others + 2 > RANDOM_FENCES) return;
  plan(r, at, RANDOM_SINVAL, f);
  for (unsigned i = 0; i < others; i++) {
    struct fence other = random_fence_any(r);
    plan(r, at, RANDOM_SINVAL, &other);
  }
  plan(r, at + rng_below(&r->rng, random_percent(&r->rng, 50) ? 2 : 60), RANDOM_INVAL_IR, f);
  r->tally->sinvals += others + 1;
}

void random_fence_plan(struct random_run *r, uint64_t at, const struct fence *f) {
  bool everything = !f->va_valid && !f->asid_valid && f->globals;
  if (everything && r->fences < RANDOM_FENCES) r->edits = 0;
  if (r->riscv && r->phase == RANDOM_RUN && random_percent(&r->rng, 20))
    plan_svinval(r, at, f);
  else if (r->fences < RANDOM_FENCES)
    plan(r, at, RANDOM_FENCE, f);
}

// In the order of planning, one at a time.
void random_fence_play(struct random_run *r, const struct stim_view *view, struct stim_clock *out) {
  const struct random_fence *next = &r->fence[0];
  if (!r->fences) return;
  bool waits = view->fence_waiting || (next->kind == RANDOM_INVAL_IR && view->fence_running);
  if (waits || next->at > view->clock) {
    random_wake(r, waits ? view->clock + 1 : next->at);
    return;
  }
  out->inval_ir = next->kind == RANDOM_INVAL_IR;
  out->fence = !out->inval_ir;
  out->sinval = next->kind == RANDOM_SINVAL;
  out->fence_new = next->fence;
  r->fences--;
  for (unsigned i = 0; i < r->fences; i++)
    r->fence[i] = r->fence[i + 1];
  if (r->fences) random_wake(r, view->clock + 1);
}
