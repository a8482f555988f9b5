#include "tests/golden/toy.h"

#include <string.h>

static uint64_t toy_random(struct toy *t, uint64_t n) { // xorshift64*
  t->seed ^= t->seed >> 12;
  t->seed ^= t->seed << 25;
  t->seed ^= t->seed >> 27;
  return (t->seed * UINT64_C(0x2545f4914f6cdd1d) >> 32) % n;
}

// --- memory --------------------------------------------------------------------------------------
// Page k is a table at (k + 1) * 4096: 0 and 1 are roots, the others tables of any level, so tables
// alias and loop.
static uint8_t *toy_byte(struct toy *t, uint64_t addr) {
  return &t->page[((addr >> 12) - 1) % TOY_PAGES][addr & 4095];
}
static uint64_t toy_load(struct toy *t, uint64_t addr, unsigned bytes) {
  uint64_t value = 0;
  memcpy(&value, toy_byte(t, addr), bytes);
  return value;
}
static void toy_put(struct toy *t, uint64_t addr, unsigned bytes, uint64_t value) {
  memcpy(toy_byte(t, addr), &value, bytes);
}

static uint64_t random_index(struct toy *t) {
  static const uint16_t index[] = {0, 1, 16, 17};
  return index[toy_random(t, 4)];
}

static uint64_t random_va(struct toy *t) {
  const struct format *f = format_get(t->format[0]);
  uint64_t va = toy_random(t, 4096);
  for (unsigned level = 0; level < f->levels; level++)
    va |= (toy_random(t, 3) ? level == 0 ? random_index(t) : toy_random(t, 2) : 0) << (12 + f->index_bits * level);
  return va;
}

static uint64_t table_pa(struct toy *t) {
  return (1 + toy_random(t, TOY_PAGES)) << 12;
}

static uint64_t pte_riscv(struct toy *t) {
  uint64_t g = toy_random(t, 6) ? 0 : 0x20;
  if (toy_random(t, 2)) return table_pa(t) >> 2 | g | 1;
  uint64_t flags = 1 | g | toy_random(t, 2) << 1 | toy_random(t, 2) << 3 | toy_random(t, 2) << 4;
  flags |= (toy_random(t, 4) ? 0xc6 : toy_random(t, 16) << 4);
  uint64_t big = toy_random(t, 3) ? 0 : UINT64_C(1) << 61; // PBMT
  if (!toy_random(t, 4)) return UINT64_C(1) << 63 | (0x4000 * toy_random(t, 4) + 0x2000) | flags;
  return (toy_random(t, 4) << 28) | (toy_random(t, 3) ? 0 : 0x1000 * toy_random(t, 4)) | flags | big;
}

static uint64_t pte_x86(struct toy *t) {
  uint64_t flags = 1 | (toy_random(t, 5) ? 2 : 0) | (toy_random(t, 5) ? 4 : 0) | (toy_random(t, 3) ? 0x20 : 0);
  if (toy_random(t, 3) == 0) flags |= 0x80 | (toy_random(t, 2) ? 0x100 : 0);
  flags |= toy_random(t, 2) << 6 | (toy_random(t, 4) ? 0 : 0x100);
  if (!toy_random(t, 6)) flags |= UINT64_C(1) << 63;
  return (flags & 0x80 && toy_random(t, 4) ? toy_random(t, 4) << 30 : table_pa(t)) | flags;
}

static void toy_store(struct toy *t) {
  unsigned bytes = format_get(t->regime.format)->entry_bytes;
  uint64_t addr = table_pa(t) + bytes * random_index(t);
  uint64_t value = toy_random(t, 6) == 0 ? 0 : t->arch == ARCH_X86 ? pte_x86(t) : pte_riscv(t);
  if (t->regime.flags & RV_SBE && t->arch == ARCH_RISCV) value = __builtin_bswap64(value) >> 8 * (8 - bytes);
  uint64_t ad = t->arch == ARCH_X86 ? 0x60 : 0xc0; // software clears A and D
  toy_put(t, addr, bytes, toy_random(t, 4) ? value : toy_load(t, addr, bytes) & ~ad);
}

// --- fences and regimes --------------------------------------------------------------------------
static bool taken(const struct toy *t, const struct toy_cached *c, const struct fence *f) {
  bool here = !f->va_valid || (c->whole && c->leaf && c->va >> c->shift == f->va >> c->shift);
  bool global_taken = f->globals && t->bug != TOY_KEEPS_GLOBAL;
  bool class = f->asid_valid ? (c->global ? global_taken : c->asid == f->asid) : (global_taken || !c->global);
  if (t->bug == TOY_KEEPS_PAGE && f->va_valid) here = false;
  if (t->bug == TOY_KEEPS_ASID && !f->va_valid && f->asid_valid) class = false;
  bool pointer = f->va_valid && f->structures && !c->whole && (!f->asid_valid || c->asid == f->asid);
  return (here && class) || (pointer && t->bug != TOY_KEEPS_POINTERS);
}

static void toy_drop(struct toy *t, const struct fence *f) {
  for (unsigned i = 0; i < TOY_CACHED; i++)
    if (taken(t, &t->cached[i], f)) t->cached[i].valid = false;
}

static void toy_fence(struct toy *t) {
  bool x86 = t->arch == ARCH_X86;
  struct fence f = {.va_valid = toy_random(t, 3) != 0, .va = random_va(t), .asid_valid = toy_random(t, 2)};
  f.asid = (uint16_t)toy_random(t, 2);
  f.globals = x86 && f.va_valid ? toy_random(t, 2) : !f.asid_valid;
  f.structures = !f.va_valid || x86;
  toy_drop(t, &f);
  if (t->bug != TOY_LATE_FILL) t->nofill = true;
  t->tally.status += gtlb_fence_done(t->gtlb, gtlb_when(t->clock, PHASE_FENCE_DONE), &f) != GTLB_OK;
}

// What x86 forgets by itself is forgotten at some later time, as on a port: requests come in
// between.
static void toy_flush(struct toy *t) {
  struct fence f = {.globals = true, .structures = true};
  t->flush_pending = false;
  toy_drop(t, &f);
  t->nofill = true;
  t->tally.status += gtlb_fence_done(t->gtlb, gtlb_when(t->clock, PHASE_FENCE_DONE), &f) != GTLB_OK;
}

static void toy_regime(struct toy *t) {
  struct regime *r = &t->regime;
  r->root_pa = (1 + toy_random(t, 2)) << 12;
  r->asid = (uint16_t)toy_random(t, 2);
  if (!toy_random(t, 4)) r->format = t->format[toy_random(t, 2)];
  for (unsigned i = 0; i < 4 && toy_random(t, 3); i++)
    r->pdpte[i] = toy_random(t, 6) ? table_pa(t) | 1 : 0;
  if (t->arch == ARCH_RISCV) {
    r->flags = RV_SVNAPOT | RV_SVPBMT | RV_SVADU | toy_random(t, 4); // SUM, MXR
    r->flags |= (toy_random(t, 4) ? RV_ADUE : 0) | (toy_random(t, 2) ? RV_PBMTE : 0) | (toy_random(t, 8) ? 0 : RV_SBE);
  } else if (t->flush_pending) {
    r->flags = (r->flags & ~15u) | toy_random(t, 16); // WP, SMEP, SMAP, AC
  } else {
    r->flags = toy_random(t, 16) | (toy_random(t, 4) ? X86_NXE : 0) | (toy_random(t, 4) ? X86_PGE : 0) |
               (toy_random(t, 4) ? X86_PSE : 0);
    t->flush_pending = true;
  }
  t->tally.status += gtlb_regime(t->gtlb, gtlb_when(t->clock, PHASE_REGIME), r) != GTLB_OK;
}

static void toy_mischief(struct toy *t) {
  t->clock += 1 + toy_random(t, 3);
  if (!toy_random(t, 3)) toy_store(t);
  if (!toy_random(t, 24)) toy_regime(t);
  if (!toy_random(t, 16)) toy_fence(t);
  if (t->flush_pending && !toy_random(t, 16)) toy_flush(t);
}

// --- one request ---------------------------------------------------------------------------------
struct serving {
  struct toy *t;
  struct regime regime;
  const struct request *req;
  struct gtlb_query query;
  const struct toy_cached *from; // replays its values first
  unsigned reads, fixed;
  bool updates; // an update was wanted while replaying a whole walk
  uint64_t value[WALK_MAX_STEPS];
};

static enum phys_status serve_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  struct serving *s = ctx;
  struct toy *t = s->t;
  if (s->reads < s->fixed) {
    *value = s->value[s->reads] = s->from->value[s->reads];
    s->reads++;
    return PHYS_OK;
  }
  if (s->from && s->from->whole) return PHYS_STOP;
  s->query.now = gtlb_when(t->clock, PHASE_SAMPLE);
  t->tally.unexplained += !gtlb_explains_read(t->gtlb, &s->query, addr, bytes);
  toy_mischief(t);
  t->clock++;
  *value = s->value[s->reads++ % WALK_MAX_STEPS] = toy_load(t, addr, bytes);
  t->tally.status += gtlb_read(t->gtlb, gtlb_when(t->clock, PHASE_SAMPLE), addr, bytes, *value, false) != GTLB_OK;
  return PHYS_OK;
}

static enum phys_status serve_update(void *ctx, struct phys_swap *swap) {
  struct serving *s = ctx;
  struct toy *t = s->t;
  const uint64_t addr = swap->addr;
  s->updates = true;
  if (s->from && s->from->whole) {
    swap->old = swap->expected;
    swap->ok = true;
    return t->bug == TOY_FORGETS_DIRTY ? PHYS_OK : PHYS_STOP;
  }
  s->query.now = gtlb_when(t->clock, PHASE_SAMPLE);
  t->tally.unexplained += !gtlb_explains_cas(t->gtlb, &s->query, addr, swap->bytes, swap->expected, swap->desired);
  toy_mischief(t);
  t->clock++;
  swap->old = toy_load(t, addr, swap->bytes);
  if (!toy_random(t, 16)) swap->old ^= t->arch == ARCH_X86 ? 0x200 : 0x100; // software got in between
  swap->ok = swap->old == swap->expected;
  toy_put(t, addr, swap->bytes, swap->ok ? swap->desired : swap->old);
  t->tally.cas_failed += !swap->ok;
  t->tally.cas_won += swap->ok;
  t->tally.status += gtlb_cas(t->gtlb, gtlb_when(t->clock, PHASE_SAMPLE), swap, false) != GTLB_OK;
  if (s->reads) s->value[(s->reads - 1) % WALK_MAX_STEPS] = swap->ok ? swap->desired : swap->old;
  return PHYS_OK;
}

static struct walk_record serve(struct serving *s, const struct toy_cached *from) {
  s->from = from;
  s->reads = 0;
  s->fixed = from ? from->values : 0;
  s->updates = false;
  struct phys view = {s, serve_read, serve_update};
  return walk(&s->regime, s->req, &view, AD_EAGER);
}

// Caches the first `like.values` of the walk just done; `like` says what they lead to.
static void keep(struct toy *t, const struct serving *s, struct toy_cached like) {
  struct toy_cached *c = &t->cached[toy_random(t, TOY_CACHED)];
  *c = like;
  c->valid = true;
  c->asid = s->regime.asid;
  c->va = s->req->va;
  c->regime = s->regime;
  memcpy(c->value, s->value, like.values * sizeof c->value[0]);
}

static void fill(struct toy *t, const struct serving *s) {
  const struct format *f = format_get(s->regime.format);
  unsigned levels = f->walked, last = s->reads - 1;
  if (t->nofill || s->reads == 0 || s->reads > levels) return;
  bool global = false;
  for (unsigned d = 0; d < last; d++) {
    struct pte_meaning m = decode(&s->regime, (uint8_t)(levels - 1 - d), s->value[d]);
    global = global || m.global;
    // Not a shorter prefix than the one it came from: a fence may have spared that only as global.
    unsigned shift = 12 + f->index_bits * (levels - 1 - d);
    if (d + 1 > s->fixed) keep(t, s, (struct toy_cached){.values = d + 1, .global = global, .shift = shift});
  }
  uint8_t level = (uint8_t)(levels - 1 - last);
  struct pte_meaning m = decode(&s->regime, level, s->value[last]);
  bool sound = m.leaf && m.malformed == REASON_OK;
  if (t->arch == ARCH_X86 && (!sound || !m.accessed)) return;
  keep(t, s,
       (struct toy_cached){.values = s->reads,
                           .whole = true,
                           .global = global || m.global,
                           .shift = sound ? m.shift : 12u + f->index_bits * level,
                           .leaf = m.leaf || level == 0});
}

static bool hits(const struct toy *t, const struct toy_cached *c, const struct serving *s) {
  bool asid = c->asid == s->query.regime->asid || t->bug == TOY_CROSSES_ASID;
  // A prefix is shared between ASIDs below a G pointer only, a whole walk when it is global.
  return c->valid && c->va >> c->shift == s->req->va >> c->shift && (asid || c->global);
}

// What an entry meant stays as it was when it was cached; the rest is looked at when it is used.
static uint32_t flags_of(const struct toy *t, uint32_t now, const struct toy_cached *c) {
  uint32_t settings = t->arch == ARCH_X86 ? X86_PSE | X86_PGE : c->whole ? RV_ADUE | RV_PBMTE | RV_SBE : RV_SBE;
  uint32_t flags = (now & ~settings) | (c->regime.flags & settings);
  return t->arch == ARCH_X86 && c->regime.flags & (X86_NXE | X86_NXE_WAS) ? flags | X86_NXE_WAS : flags;
}

static bool serve_cached(struct toy *t, struct serving *s, struct walk_record *r) {
  unsigned at = (unsigned)toy_random(t, TOY_CACHED);
  for (unsigned i = 0; i < TOY_CACHED; i++) {
    const struct toy_cached *c = &t->cached[(at + i) % TOY_CACHED];
    if (!hits(t, c, s)) continue;
    struct toy_cached copy = *c; // the walk may see it fenced
    s->regime = copy.regime;
    s->regime.flags = flags_of(t, s->query.regime->flags, &copy);
    *r = serve(s, &copy);
    if (r->reason == REASON_STOPPED) continue;
    if (!copy.whole) fill(t, s);
    t->tally.from_cache++;
    return true;
  }
  return false;
}

static enum phys_status peek(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  *value = toy_load(ctx, addr, bytes);
  return PHYS_OK;
}

static void toy_judge(struct toy *t, struct serving *s, const struct walk_record *r) {
  struct phys memory = {t, peek, NULL};
  struct gtlb_finding f;
  s->query.now = gtlb_when(t->clock, PHASE_RESPONSE);
  gtlb_judge(t->gtlb, &s->query, &r->answer, &memory, toy_random(t, 2), &f);
  t->tally.queries++;
  t->tally.illegal += !f.legal;
  t->tally.forgotten += f.forgotten;
  t->tally.stale += f.stale_only;
  t->tally.ambiguous += f.answers > 1;
  t->tally.status += f.status != GTLB_OK;
}

static void toy_page_fault(struct toy *t, const struct serving *s) {
  const struct regime *regime = s->query.regime;
  struct fence f = {.va_valid = true, .va = s->req->va, .asid_valid = true, .asid = regime->asid};
  if (t->bug != TOY_KEEPS_FAULTED) toy_drop(t, &f);
  gtlb_time when = gtlb_when(t->clock, PHASE_RESPONSE);
  t->tally.status += gtlb_page_fault_taken(t->gtlb, when, regime, s->req) != GTLB_OK;
}

static void toy_request(struct toy *t) {
  struct request req = {
      .va = random_va(t), .access = (enum access)toy_random(t, 3), .priv = (enum priv)toy_random(t, 2)};
  struct regime regime = t->regime;
  struct serving s = {.t = t, .regime = regime, .req = &req};
  s.query = (struct gtlb_query){.regime = &regime, .req = &req, .accepted = gtlb_when(t->clock, PHASE_REQUEST)};
  gtlb_horizon(t->gtlb, s.query.accepted);
  t->nofill = false;
  struct walk_record r;
  if (!toy_random(t, 4) || !serve_cached(t, &s, &r)) {
    s.regime = regime;
    if (t->bug == TOY_STALE_REGISTER && !toy_random(t, 4)) s.regime.pdpte[req.va >> 30 & 3] = 0;
    r = serve(&s, NULL);
    if (r.reason == REASON_LIVELOCK) return;
    fill(t, &s);
  }
  toy_judge(t, &s, &r);
  if (t->arch == ARCH_X86 && r.answer.kind == ANSWER_PAGE_FAULT) toy_page_fault(t, &s);
}

void toy_init(struct toy *t, enum format_id format, enum format_id other, enum toy_bug bug, uint64_t seed,
              struct gtlb *gtlb) {
  memset(t, 0, sizeof *t);
  t->arch = format_get(format)->arch;
  t->bug = bug;
  t->seed = seed;
  t->clock = 1;
  t->gtlb = gtlb;
  t->format[0] = format;
  t->format[1] = other;
  t->regime = (struct regime){.format = format, .pa_bits = 52};
  toy_regime(t);
  for (unsigned i = 0; i < 200; i++)
    toy_store(t);
}

void toy_run(struct toy *t, unsigned long queries) {
  while (t->tally.queries < queries) {
    toy_mischief(t);
    toy_request(t);
  }
}
