// The regime as software writes it, and fences.
#include "tb/random_internal.h"

// --- contexts
// ---------------------------------------------------------------------------------------------------------

static uint16_t choose_asid(struct random_run *r) {
  if (!r->riscv && !r->pcide) return 0;
  if (random_percent(&r->rng, 75)) return (uint16_t)rng_below(&r->rng, 4);
  return (uint16_t)(rng_next(&r->rng) >> (64 - (r->riscv ? 16 : 12)));
}

// Some contexts share a root (the same tables under two ASIDs), some an ASID (a root changed without a fence).
static void choose_contexts(struct random_run *r) {
  r->contexts = 3 + (unsigned)rng_below(&r->rng, RANDOM_CONTEXTS - 2);
  unsigned roots = r->listed_count[r->top][0];
  for (unsigned i = 0; i < r->contexts; i++) {
    r->context[i].root_pa = r->table[r->listed[r->top][0][i % roots]].pa;
    r->context[i].asid = choose_asid(r);
  }
}

static void enter(struct random_run *r, const struct random_context *c) {
  r->tally->root_changes += c->root_pa != r->regime.root_pa;
  r->tally->asid_changes += c->asid != r->regime.asid;
  r->regime.root_pa = c->root_pa;
  r->regime.asid = c->asid;
}

// --- features: mostly all on
// ------------------------------------------------------------------------------------------

static void choose_features(struct random_run *r) {
  static const uint32_t extension[] = {RV_SVNAPOT, RV_SVPBMT, RV_SVRSW, RV_SVADU};
  struct regime *now = &r->regime;
  if (r->riscv) {
    now->pa_bits = 56;
    now->flags |= RV_SVNAPOT | RV_SVPBMT | RV_SVRSW | RV_SVADU | RV_ADUE | RV_PBMTE;
    if (random_percent(&r->rng, 30)) now->flags &= ~extension[rng_below(&r->rng, 4)];
    if (random_percent(&r->rng, 10)) now->flags &= ~(uint32_t)RV_PBMTE;
    if (random_percent(&r->rng, 5)) now->flags &= ~(uint32_t)RV_ADUE;
    return;
  }
  now->flags |= X86_NXE | X86_PGE | X86_PKE | X86_PSE;
  if (random_percent(&r->rng, 20)) now->flags &= ~(uint32_t)X86_NXE;
  if (random_percent(&r->rng, 20)) now->flags &= ~(uint32_t)X86_PGE;
  if (random_percent(&r->rng, 40)) now->flags &= ~(uint32_t)X86_PKE;
  if (random_percent(&r->rng, 50)) now->flags &= ~(uint32_t)X86_PSE; // makes no difference here
  now->pa_bits = r->pa_bits;
  if (random_percent(&r->rng, 30)) now->pa_bits = (uint8_t)(r->pa_bits + rng_below(&r->rng, 53u - r->pa_bits));
}

void random_regime_first(struct random_run *r) {
  choose_contexts(r);
  r->regime.format = r->config.format;
  r->regime.root_pa = r->context[0].root_pa;
  r->regime.asid = r->context[0].asid;
  r->regime.flags = r->riscv ? RV_SUM : X86_WP;
  choose_features(r);
}

void random_regime_rebuild(struct random_run *r, struct stim_clock *out) {
  r->generation++;
  choose_contexts(r);
  choose_features(r);
  enter(r, &r->context[rng_below(&r->rng, r->contexts)]);
  out->regime = true;
  out->regime_new = r->regime;
}

// --- changes in the middle of things
// ----------------------------------------------------------------------------------

static void switch_context(struct random_run *r, const struct stim_view *view) {
  struct random_context *c = &r->context[rng_below(&r->rng, r->contexts)];
  if (c->asid == r->regime.asid && c->root_pa != r->regime.root_pa && !random_percent(&r->rng, 25)) return;
  struct random_context to = *c;
  if (random_percent(&r->rng, 1)) to.root_pa = r->missing[0] << 12;
  bool root_replaced = to.asid == r->regime.asid && to.root_pa != r->regime.root_pa;
  enter(r, &to);
  // MOV CR3 with bit 63 clear forgets the new PCID; without PCIDs there is no bit 63. satp does not fence: software
  // does, or does not, when it gives an ASID another root.
  struct fence own = {.asid_valid = true, .asid = to.asid, .structures = true};
  bool fenced = r->riscv ? root_replaced && random_percent(&r->rng, 70) : !r->pcide || random_percent(&r->rng, 60);
  if (fenced) random_fence_plan(r, view->clock + (r->riscv ? rng_below(&r->rng, 8) : 0), &own);
}

static void change_riscv(struct random_run *r, const struct stim_view *view) {
  unsigned roll = (unsigned)rng_below(&r->rng, 1000);
  if (roll < 600) {
    r->regime.flags ^= RV_SUM; // both act at once (priv 12.2.1): no fence
    if (random_percent(&r->rng, 70)) r->regime.flags |= RV_SUM;
  } else if (roll < 960)
    r->regime.flags ^= RV_MXR;
  else {
    // ADUE and PBMTE: the old setting stays legal until SFENCE.VMA x0, x0. They return to on soon.
    uint32_t both = RV_ADUE | RV_PBMTE;
    if ((r->regime.flags & both) == both)
      r->regime.flags ^= roll < 980 ? RV_ADUE : RV_PBMTE;
    else
      r->regime.flags |= both;
    struct fence full = random_fence_full();
    if (random_percent(&r->rng, 70)) random_fence_plan(r, view->clock + rng_below(&r->rng, 30), &full);
  }
}

static void change_x86(struct random_run *r) {
  static const uint32_t bit[] = {X86_WP, X86_AC, X86_SMEP, X86_SMAP, X86_AC};
  if (random_percent(&r->rng, 30))
    r->regime.pkru = (uint32_t)(rng_next(&r->rng) & rng_next(&r->rng) & rng_next(&r->rng)); // few keys refuse
  else
    r->regime.flags ^= bit[rng_below(&r->rng, sizeof bit / sizeof bit[0])];
}

void random_regime_change(struct random_run *r, const struct stim_view *view, struct stim_clock *out) {
  if (random_percent(&r->rng, 30))
    switch_context(r, view);
  else if (r->riscv)
    change_riscv(r, view);
  else
    change_x86(r);
  out->regime = true;
  out->regime_new = r->regime;
}

// --- fences
// -----------------------------------------------------------------------------------------------------------

struct fence random_fence_full(void) {
  return (struct fence){.globals = true, .structures = true};
}

// The table of instructions in the contract for fences. `structures`: a form by address would spare a changed pointer.
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
  if (roll < 15)
    va ^= rng_next(&r->rng) >> (rng_chance(&r->rng, 1, 2) ? 64 - 16 : 64 - 12 - 9 * (1 + rng_below(&r->rng, r->top)));
  if (roll >= 94) va = rng_next(&r->rng);
  uint16_t asid = r->regime.asid;
  if (random_percent(&r->rng, 25))
    asid = random_percent(&r->rng, 80) ? r->context[rng_below(&r->rng, r->contexts)].asid : choose_asid(r);
  return r->riscv ? fence_riscv(r, va, asid, false) : fence_x86(r, va, asid, false);
}

// A plan beyond RANDOM_FENCES is dropped: software fences later, which is legal.
void random_fence_plan(struct random_run *r, uint64_t at, const struct fence *f) {
  if (r->fences == RANDOM_FENCES) return;
  r->fence[r->fences++] = (struct random_fence){.at = at, .fence = *f};
  random_wake(r, at);
}

// In the order of planning, one at a time.
void random_fence_play(struct random_run *r, const struct stim_view *view, struct stim_clock *out) {
  if (!r->fences) return;
  if (view->fence_waiting || r->fence[0].at > view->clock) {
    random_wake(r, view->fence_waiting ? view->clock + 1 : r->fence[0].at);
    return;
  }
  out->fence = true;
  out->fence_new = r->fence[0].fence;
  r->fences--;
  for (unsigned i = 0; i < r->fences; i++)
    r->fence[i] = r->fence[i + 1];
  if (r->fences) random_wake(r, view->clock + 1);
}
