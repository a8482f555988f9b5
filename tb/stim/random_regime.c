// The regime as software writes it: roots, ASIDs and modes; features, around a full fence; what
// acts at use; x86's control registers, which flush or do not.
#include "golden/flush.h"
#include "golden/pae.h"
#include "tb/stim/random_internal.h"

// --- contexts ------------------------------------------------------------------------------------

uint16_t random_regime_asid(struct random_run *r) {
  if (!r->riscv && !r->pcide) return 0;
  if (random_percent(&r->rng, 75)) return (uint16_t)rng_below(&r->rng, 4);
  unsigned bits = r->xlen == 32 ? 9 : r->riscv ? 16 : 12;
  return (uint16_t)(rng_next(&r->rng) >> (64 - bits));
}

// RISC-V: contexts of one run may be of several modes, Bare among them; x86: one mode until the
// next rebuild.
static enum format_id choose_of_family(struct random_run *r) {
  static const enum format_id rv64[] = {FORMAT_SV39, FORMAT_SV48, FORMAT_SV57};
  enum format_id main = r->config.format;
  if (!r->mixed) return main;
  if (main == FORMAT_X86_4L || main == FORMAT_X86_5L)
    return random_percent(&r->rng, 50) ? FORMAT_X86_4L : FORMAT_X86_5L;
  if (!r->riscv || random_percent(&r->rng, 50)) return main;
  if (random_percent(&r->rng, 25)) return FORMAT_BARE;
  return r->xlen == 32 ? FORMAT_SV32 : rv64[rng_below(&r->rng, 3)];
}

static enum format_id choose_format(struct random_run *r) {
  enum format_id format = choose_of_family(r);
  return !r->config.formats || r->config.formats >> format & 1 ? format : r->config.format;
}

// A table that is a root in this format; in Bare any is, for it is not looked at.
static uint64_t choose_root(struct random_run *r, enum format_id format, unsigned i) {
  uint8_t level = format == FORMAT_BARE ? r->top : format_get(format)->levels - 1;
  unsigned roots = r->listed_count[level][0];
  uint64_t pa = r->table[r->listed[level][0][i % roots]].pa;
  return r->pae && format == FORMAT_X86_PAE ? pa + 32ull * r->four[i % RANDOM_FOURS] : pa;
}

// Some contexts share a root (the same tables under two ASIDs), some an ASID (a root changed
// without a fence).
static void choose_contexts(struct random_run *r) {
  enum format_id format = choose_format(r);
  // Roots of several modes are all tried for what they may still give: fewer of them keep answers
  // sharp.
  r->contexts = 3 + (unsigned)rng_below(&r->rng, r->riscv && r->mixed ? 2 : RANDOM_CONTEXTS - 2);
  for (unsigned i = 0; i < r->contexts; i++) {
    struct random_context *c = &r->context[i];
    c->format = r->riscv && i ? choose_format(r) : format;
    c->root_pa = choose_root(r, c->format, i);
    c->asid = random_regime_asid(r);
  }
}

// Now and then a PAE run has two levels for a while: the low halves of its entries, where addresses
// allow.
static void choose_excursion(struct random_run *r) {
  if (!r->pae || !r->mixed || !random_percent(&r->rng, 40)) return;
  for (unsigned i = 0; i < r->contexts; i++) {
    r->context[i].format = FORMAT_X86_2L;
    r->context[i].root_pa &= 0xfffff000;
  }
  r->rebuild_at = r->made + 50 + rng_below(&r->rng, 400);
}

static void enter(struct random_run *r, const struct random_context *c) {
  r->tally->root_changes += c->root_pa != r->regime.root_pa;
  r->tally->asid_changes += c->asid != r->regime.asid;
  r->tally->mode_changes += c->format != r->regime.format;
  r->regime.format = c->format;
  r->regime.root_pa = c->root_pa;
  r->regime.asid = c->asid;
}

// --- features: mostly all on ---------------------------------------------------------------------

static void choose_riscv(struct random_run *r) {
  static const uint32_t extension[] = {RV_SVNAPOT, RV_SVPBMT, RV_SVRSW, RV_SVADU};
  struct regime *now = &r->regime;
  now->pa_bits = 56;
  now->flags |= RV_SVNAPOT | RV_SVPBMT | RV_SVRSW | RV_SVADU | RV_ADUE | RV_PBMTE;
  if (random_percent(&r->rng, 30)) now->flags &= ~extension[rng_below(&r->rng, 4)];
  if (random_percent(&r->rng, 10)) now->flags &= ~(uint32_t)RV_PBMTE;
  if (random_percent(&r->rng, 5)) now->flags &= ~(uint32_t)RV_ADUE;
}

static void choose_features(struct random_run *r) {
  static const struct {
    uint32_t flag;
    unsigned off_percent;
  } feature[] = {{X86_NXE, 20}, {X86_PGE, 20}, {X86_PKE, 40}, {X86_PKS, 40}, {X86_PSE, 20}};
  struct regime *now = &r->regime;
  if (r->riscv) {
    choose_riscv(r);
    return;
  }
  for (unsigned i = 0; i < sizeof feature / sizeof feature[0]; i++) {
    now->flags |= feature[i].flag;
    if (random_percent(&r->rng, feature[i].off_percent)) now->flags &= ~feature[i].flag;
  }
  now->flags &= ~(uint32_t)X86_NO1G;
  if (random_percent(&r->rng, 20)) now->flags |= X86_NO1G;
  now->pa_bits = r->pa_bits;
  if (random_percent(&r->rng, 30)) now->pa_bits = (uint8_t)(r->pa_bits + rng_below(&r->rng, 53u - r->pa_bits));
}

void random_regime_first(struct random_run *r) {
  choose_contexts(r);
  r->regime.flags = r->riscv ? RV_SUM : X86_WP;
  if (r->pcide) r->regime.flags |= X86_PCIDE;
  r->regime.format = r->context[0].format;
  r->regime.root_pa = r->context[0].root_pa;
  r->regime.asid = r->context[0].asid;
  choose_features(r);
  r->before = r->regime;
}

// --- writes --------------------------------------------------------------------------------------

// `before` is what is in force until a load ends, and what stays if it faults.
void random_regime_write(struct random_run *r, struct stim_clock *out, bool load) {
  out->regime = true;
  out->regime_load = r->loading = load && r->regime.format == FORMAT_X86_PAE;
  out->regime_new = r->regime;
  if (!r->loading) r->before = r->regime;
}

void random_regime_loaded(struct random_run *r, const struct stim_view *view) {
  r->loads = view->loads;
  r->loading = false;
  random_wake(r, view->clock);
  if (view->load_fault != REGIME_FINE)
    r->regime = r->before;
  else if (r->load_flushes)
    random_fence_plan(r, view->clock, &r->load_fence);
  r->before = r->regime;
  r->load_flushes = false;
}

void random_regime_rebuild(struct random_run *r, const struct stim_view *view, struct stim_clock *out) {
  (void)view;
  r->generation++;
  choose_contexts(r);
  choose_excursion(r);
  choose_features(r);
  enter(r, &r->context[rng_below(&r->rng, r->contexts)]);
  // Nothing hangs on this draw any more; with it a seed still gives the runs that it gave.
  (void)random_percent(&r->rng, 10);
  random_regime_write(r, out, true);
}

// --- changes in the middle of things -------------------------------------------------------------

// A write of satp fences nothing: software does, or does not, when it gives an ASID another root.
static void fence_satp(struct random_run *r, const struct stim_view *view, bool replaced) {
  struct fence own = {.asid_valid = true, .asid = r->regime.asid, .structures = true};
  if (replaced && random_percent(&r->rng, 70)) random_fence_plan(r, view->clock + rng_below(&r->rng, 8), &own);
}

// The fence that a register write implies: after the load of the PDPTEs, where there is one.
static void flush(struct random_run *r, const struct stim_view *view, const struct fence *implied, bool load) {
  r->load_flushes = load;
  if (load)
    r->load_fence = *implied;
  else
    random_fence_plan(r, view->clock, implied);
}

static void fence_cr3(struct random_run *r, const struct stim_view *view, const struct regime *before) {
  struct fence implied;
  bool keep = r->pcide && random_percent(&r->rng, 40);
  if (flush_x86(before, &r->regime, FLUSH_MOV_CR3, keep, &implied))
    flush(r, view, &implied, r->regime.format == FORMAT_X86_PAE);
}

// False: nothing is to be written.
static bool switch_context(struct random_run *r, const struct stim_view *view) {
  struct random_context to = r->context[rng_below(&r->rng, r->contexts)];
  bool same = to.asid == r->regime.asid, other = to.root_pa != r->regime.root_pa;
  if (same && other && (r->pcide || r->riscv) && !random_percent(&r->rng, 25)) return false;
  if (random_percent(&r->rng, 1) && !r->pae) to.root_pa = r->missing[0] << 12;
  struct regime before = r->regime;
  enter(r, &to);
  if (r->riscv)
    fence_satp(r, view, same && (other || to.format != before.format));
  else
    fence_cr3(r, view, &before);
  return true;
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

// Control registers: most bits act at use; some make the hardware forget, and that is their fence
// (SDM3 4.10.4.1), and in PAE paging most of those load the PDPTEs again (4.4.1): true.
static bool change_controls(struct random_run *r, const struct stim_view *view) {
  static const uint32_t at_use[] = {X86_WP, X86_AC, X86_SMEP, X86_SMAP, X86_AC, X86_PKE, X86_PKS};
  static const uint32_t flushing[] = {X86_NXE, X86_PGE, X86_PSE};
  struct regime before = r->regime;
  struct fence implied;
  if (random_percent(&r->rng, 4) && r->fences < RANDOM_FENCES)
    r->regime.flags ^= flushing[rng_below(&r->rng, sizeof flushing / sizeof flushing[0])];
  else
    r->regime.flags ^= at_use[rng_below(&r->rng, sizeof at_use / sizeof at_use[0])];
  bool load = pae_reloads(&before, &r->regime);
  r->tally->control_loads += load;
  if (!flush_x86(&before, &r->regime, FLUSH_CONTROLS, false, &implied)) return load;
  r->tally->control_flushes++;
  flush(r, view, &implied, load);
  return load;
}

// True: the PDPTEs are loaded with it.
static bool change_x86(struct random_run *r, const struct stim_view *view) {
  if (!random_percent(&r->rng, 30)) return change_controls(r, view);
  uint32_t *rights = random_percent(&r->rng, 60) ? &r->regime.pkru : &r->regime.pkrs;
  *rights = (uint32_t)(rng_next(&r->rng) & rng_next(&r->rng) & rng_next(&r->rng)); // few keys refuse
  r->tally->key_changes++;
  return false;
}

void random_regime_change(struct random_run *r, const struct stim_view *view, struct stim_clock *out) {
  bool moved = false;
  if (view->regime_busy || r->loading || out->regime) return;
  if (random_percent(&r->rng, 30)) {
    moved = switch_context(r, view);
  } else if (r->riscv)
    change_riscv(r, view);
  else
    moved = change_x86(r, view);
  random_regime_write(r, out, moved);
}
