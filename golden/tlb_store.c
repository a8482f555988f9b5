// Storage of the golden TLB: known values and fence times in two open-addressed tables with linear
// probing, and the roots. Compaction drops, in place, what a fence of everything has put out of
// every remaining request's window.
#include "golden/tlb_store.h"

#include <string.h>

enum { MIN_SLOTS = 64 };

// 0.7 of the slots is the load at which compaction starts, 0.9 the load at which the storage is
// full.
static bool table_busy(const struct gtlb *g, size_t used) {
  return used * 10 >= (g->mask + 1) * 7;
}
static bool table_full(const struct gtlb *g, size_t used) {
  return used * 10 >= (g->mask + 1) * 9;
}

static size_t slots_bytes(size_t slots) {
  return sizeof(struct gtlb) + slots * (sizeof(struct value) + sizeof(struct fence_slot));
}

size_t gtlb_bytes(size_t pairs) {
  size_t slots = MIN_SLOTS;
  while (slots / 10 * 7 < pairs)
    slots *= 2;
  return slots_bytes(slots);
}

struct gtlb *tlb_store_open(void *storage, size_t bytes, enum arch arch, const struct gtlb_profile *profile) {
  if (bytes < slots_bytes(MIN_SLOTS)) return NULL;
  size_t slots = MIN_SLOTS;
  while (slots_bytes(slots * 2) <= bytes)
    slots *= 2;
  memset(storage, 0, slots_bytes(slots));
  struct gtlb *g = storage;
  g->arch = arch;
  g->profile = *profile;
  g->mask = slots - 1;
  g->value = (struct value *)(g + 1);
  g->fence = (struct fence_slot *)(g->value + slots);
  return g;
}

static uint64_t mix(uint64_t x) {
  x *= UINT64_C(0x9e3779b97f4a7c15);
  return x ^ (x >> 29);
}

// The 16 entries of a NAPOT group (128 bytes) have neighbouring homes, so that a group is read in
// one run.
size_t tlb_store_home(const struct gtlb *g, uint64_t addr) {
  return (size_t)(((mix(addr >> 7) >> 32) << 4) | ((addr >> 3) & 15)) & g->mask;
}

static size_t fence_home(const struct gtlb *g, struct fence_key key) {
  return (size_t)(mix(key.page ^ ((uint64_t)key.tag << 32)) >> 24) & g->mask;
}

// --- compaction: backward-shift deletion ---------------------------------------------------------
// May the entry at `from`, whose home is `home`, move back to the hole? Not when its home lies
// cyclically in (hole, from].
static bool may_move(const struct gtlb *g, size_t hole, size_t from, size_t home) {
  return ((from - home) & g->mask) >= ((from - hole) & g->mask);
}

static void value_count(struct gtlb *g, const struct value *v, size_t by) {
  g->values += by;
  if (value_kind(v) == VALUE_UPDATE_ERROR) g->update_errors += by;
  if (v->value >> 63) g->napots += by;
}

static void value_delete(struct gtlb *g, size_t hole) {
  value_count(g, &g->value[hole], (size_t)-1);
  for (size_t i = (hole + 1) & g->mask; g->value[i].key; i = (i + 1) & g->mask) {
    if (!may_move(g, hole, i, tlb_store_home(g, value_addr(&g->value[i])))) continue;
    g->value[hole] = g->value[i];
    hole = i;
  }
  g->value[hole].key = 0;
}

static void fence_delete(struct gtlb *g, size_t hole) {
  g->fences--;
  for (size_t i = (hole + 1) & g->mask; g->fence[i].key.tag; i = (i + 1) & g->mask) {
    if (!may_move(g, hole, i, fence_home(g, g->fence[i].key))) continue;
    g->fence[hole] = g->fence[i];
    hole = i;
  }
  g->fence[hole].key.tag = 0;
}

// A value last sampled before both the newest fence of all non-global walks and that of all global
// ones is out of every remaining window; so is whatever an older fence key speaks of.
static void compact(struct gtlb *g) {
  gtlb_time local = tlb_store_fenced(g, tlb_store_key(FENCE_ALL, CLASS_ANY, 0, 0, 0), g->horizon);
  gtlb_time global = tlb_store_fenced(g, tlb_store_key(FENCE_ALL, CLASS_GLOBAL, 0, 0, 0), g->horizon);
  gtlb_time cut = local < global ? local : global;
  if (cut <= g->compacted) return;
  g->compacted = cut;
  g->compactions++;
  for (size_t i = 0; i <= g->mask; i++) {
    while (g->value[i].key && g->value[i].last < cut)
      value_delete(g, i);
    while (g->fence[i].key.tag && g->fence[i].times.done[0] < cut)
      fence_delete(g, i);
  }
}

// --- values --------------------------------------------------------------------------------------
// The slot that holds (key, value), or the empty one where it belongs.
static struct value *value_slot(const struct gtlb *g, uint64_t key, uint64_t value) {
  size_t i = tlb_store_home(g, key & ~(VALUE_NARROW | 3));
  while (g->value[i].key && (g->value[i].key != key || g->value[i].value != value))
    i = (i + 1) & g->mask;
  return &g->value[i];
}

void tlb_store_room(struct gtlb *g) {
  if (table_busy(g, g->values)) compact(g);
}

void tlb_store_look(struct gtlb *g, gtlb_time when, uint64_t key, uint64_t value) {
  struct value *v = value_slot(g, key, value);
  if (!v->key) {
    g->full = g->full || table_full(g, g->values);
    if (g->full) return;
    *v = (struct value){.key = key, .value = value, .first = when};
    value_count(g, v, 1);
  }
  v->last = when;
}

void tlb_store_sample(struct gtlb *g, gtlb_time when, uint64_t key, uint64_t value) {
  const struct value *v = value_slot(g, key, value);
  if (!v->key) tlb_store_room(g);
  tlb_store_look(g, when, key, value);
}

const struct value *tlb_store_value(const struct gtlb *g, uint64_t key, uint64_t value) {
  const struct value *v = value_slot(g, key, value);
  return v->key ? v : NULL;
}

// --- fences --------------------------------------------------------------------------------------
struct fence_key tlb_store_key(enum fence_what what, enum fence_class class, uint16_t asid, unsigned shift,
                               uint64_t va) {
  uint32_t tag = (uint32_t)what << 30 | (uint32_t) class << 24 | (uint32_t)shift << 16;
  if (class == CLASS_ASID) tag |= asid;
  return (struct fence_key){.page = shift ? va >> shift : 0, .tag = tag};
}

static struct fence_slot *fence_slot(const struct gtlb *g, struct fence_key key) {
  size_t i = fence_home(g, key);
  while (g->fence[i].key.tag && (g->fence[i].key.tag != key.tag || g->fence[i].key.page != key.page))
    i = (i + 1) & g->mask;
  return &g->fence[i];
}

// A fence that is told late (Svinval) adds nothing where a younger one was told: no request is
// judged that came between.
void tlb_store_push(struct fence_times *t, gtlb_time when) {
  if (t->count && t->done[0] > when) return;
  memmove(&t->done[1], &t->done[0], (FENCE_TIMES - 1) * sizeof t->done[0]);
  t->done[0] = when;
  t->count++;
}

void tlb_store_fence(struct gtlb *g, gtlb_time when, struct fence_key key) {
  struct fence_slot *f = fence_slot(g, key);
  if (!f->key.tag) {
    if (table_busy(g, g->fences)) compact(g);
    g->full = g->full || table_full(g, g->fences);
    if (g->full) return;
    f = fence_slot(g, key);
    *f = (struct fence_slot){.key = key};
    g->fences++;
  }
  tlb_store_push(&f->times, when);
}

// When only younger times are kept and older ones were lost, the answer "none" is lenient, and
// counted.
gtlb_time tlb_store_before(struct gtlb *g, const struct fence_times *t, gtlb_time bound) {
  for (uint32_t i = 0; i < t->count; i++) {
    if (i == FENCE_TIMES) {
      g->lenient += bound >= g->horizon; // not the pointer rule, which looks back on purpose
      break;
    }
    if (t->done[i] < bound) return t->done[i];
  }
  return 0;
}

gtlb_time tlb_store_fenced(struct gtlb *g, struct fence_key key, gtlb_time bound) {
  const struct fence_slot *f = fence_slot(g, key);
  return f->key.tag ? tlb_store_before(g, &f->times, bound) : 0;
}

// --- roots ---------------------------------------------------------------------------------------
// Out of window for every request still to come: as the root of a global walk and as that of a
// non-global one.
static bool root_spent(struct gtlb *g, const struct root *r) {
  gtlb_time asid = tlb_store_fenced(g, tlb_store_key(FENCE_ALL, CLASS_ASID, r->asid, 0, 0), g->horizon);
  gtlb_time any = tlb_store_fenced(g, tlb_store_key(FENCE_ALL, CLASS_ANY, 0, 0, 0), g->horizon);
  gtlb_time global = tlb_store_fenced(g, tlb_store_key(FENCE_ALL, CLASS_GLOBAL, 0, 0, 0), g->horizon);
  return r->replaced < (asid > any ? asid : any) && r->replaced < global;
}

static struct root *root_room(struct gtlb *g) {
  if (g->roots < ROOTS) return &g->root[g->roots++];
  for (size_t i = 0; i < ROOTS; i++)
    if (root_spent(g, &g->root[i])) return &g->root[i];
  return NULL;
}

struct root tlb_store_root_of(const struct gtlb *g, const struct regime *regime) {
  struct root r = {.pa = regime->root_pa, .format = regime->format, .asid = tlb_store_asid(g, regime->asid)};
  if (regime->format == FORMAT_X86_PAE) memcpy(r.pdpte, regime->pdpte, sizeof r.pdpte);
  return r;
}

bool tlb_store_same_tables(const struct root *a, const struct root *b) {
  return a->pa == b->pa && a->format == b->format && memcmp(a->pdpte, b->pdpte, sizeof a->pdpte) == 0;
}

struct root *tlb_store_root(struct gtlb *g, const struct regime *regime) {
  struct root new = tlb_store_root_of(g, regime);
  for (size_t i = 0; i < g->roots; i++) {
    struct root *r = &g->root[i];
    if (r->asid == new.asid && tlb_store_same_tables(r, &new)) return r;
  }
  struct root *r = root_room(g);
  if (!r)
    g->full = true;
  else
    *r = new;
  return r;
}
