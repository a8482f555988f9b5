// Storage of the golden TLB: known values and fence times in two open-addressed tables with linear
// probing, and the roots. Compaction drops, in place, what a fence of everything has put out of
// every remaining request's window.
#include "golden/tlb_store.h"

#include <string.h>

#include "golden/invariant.h"

enum { MIN_SLOTS = 64 };

static bool table_busy(const struct gtlb *g, size_t used) {
  return used * 100 >= (g->mask + 1) * LOAD_COMPACT;
}
// B1, B2
static bool table_full(struct gtlb *g, size_t used, enum gtlb_bound bound) {
  bool full = used * 100 >= (g->mask + 1) * LOAD_FULL;
  g->met[bound] += full;
  return full;
}

// Of both tables, and of the index over tables that are led to.
static size_t slots_bytes(size_t slots, bool index) {
  size_t slot = sizeof(struct value) + sizeof(struct fence_slot) + (index ? 3 * sizeof(uint32_t) : 0);
  return sizeof(struct gtlb) + slots * slot;
}

size_t gtlb_bytes(size_t pairs) {
  size_t slots = MIN_SLOTS;
  while (slots * LOAD_COMPACT / 100 < pairs)
    slots *= 2;
  return slots_bytes(slots, true);
}

struct gtlb *tlb_store_open(void *storage, size_t bytes, enum arch arch, const struct gtlb_profile *profile) {
  const bool index = profile->speculation;
  if (bytes < slots_bytes(MIN_SLOTS, index)) return NULL;
  size_t slots = MIN_SLOTS;
  while (slots_bytes(slots * 2, index) <= bytes)
    slots *= 2;
  memset(storage, 0, slots_bytes(slots, index));
  struct gtlb *g = storage;
  g->arch = arch;
  g->profile = *profile;
  g->mask = slots - 1;
  g->value = (struct value *)(g + 1);
  g->fence = (struct fence_slot *)(g->value + slots);
  if (index) g->led_first = (uint32_t *)(g->fence + slots);
  if (index) g->led_next = g->led_first + slots;
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

// --- which pointers lead to a table --------------------------------------------------------------
// Chains of values by the page they would lead to as pointers, in either byte order on RISC-V: 2 *
// slot + order. What they are at which level is asked later.
static uint64_t led_page(const struct gtlb *g, const struct value *v, bool reversed) {
  const uint64_t wide = __builtin_bswap64(v->value), narrow = __builtin_bswap32((uint32_t)v->value);
  const uint64_t value = !reversed ? v->value : value_bytes(v) == 8 ? wide : narrow;
  return g->arch == ARCH_RISCV ? value << 10 >> 20 : value << 12 >> 24;
}

static size_t led_home(const struct gtlb *g, uint64_t page) {
  return (size_t)(mix(page) >> 24) & g->mask;
}

static void led_link(struct gtlb *g, size_t slot) {
  for (uint32_t order = 0; order < (g->arch == ARCH_RISCV ? 2 : 1); order++) {
    uint32_t *first = &g->led_first[led_home(g, led_page(g, &g->value[slot], order))];
    uint32_t node = (uint32_t)slot * 2 + order;
    g->led_next[node] = *first;
    *first = node + 1;
  }
}

static void led_build(struct gtlb *g) {
  memset(g->led_first, 0, (g->mask + 1) * sizeof *g->led_first);
  for (size_t i = 0; i <= g->mask; i++)
    if (g->value[i].key) led_link(g, i);
}

uint32_t tlb_store_led(const struct gtlb *g, uint64_t table) {
  return g->led_first[led_home(g, table >> 12)];
}

uint32_t tlb_store_led_next(const struct gtlb *g, uint32_t at, const struct value **v) {
  *v = &g->value[(at - 1) / 2];
  return g->led_next[at - 1];
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

static struct value *value_slot(const struct gtlb *g, uint64_t key, uint64_t value);
static struct fence_slot *fence_slot(const struct gtlb *g, struct fence_key key);

// Every value and fence key is found where it lies, each is counted, and no fence is older than
// `cut`.
static inline bool store_is_whole(const struct gtlb *g, gtlb_time cut) {
  size_t values = 0, fences = 0, refused = 0, napots = 0;
  for (size_t i = 0; i <= g->mask; i++) {
    const struct value *v = &g->value[i];
    const struct fence_slot *f = &g->fence[i];
    if (v->key && value_slot(g, v->key, v->value) != v) return false;
    if (f->key.tag && (f->times.done[0] < cut || fence_slot(g, f->key) != f)) return false;
    values += v->key != 0;
    fences += f->key.tag != 0;
    refused += v->key && value_kind(v) == VALUE_UPDATE_ERROR;
    napots += v->key && v->value >> 63;
  }
  return values == g->values && fences == g->fences && refused == g->update_errors && napots == g->napots;
}

// A value last sampled before both the newest fence of all non-global walks and that of all global
// ones is out of every remaining window; so is whatever an older fence key speaks of. What was
// refused may stay until a fence of everything.
static bool spent(const struct gtlb *g, const struct value *v, gtlb_time cut, gtlb_time full) {
  bool refused = value_kind(v) != VALUE_READ && !(g->cut >> KEPT_REFUSED & 1);
  return v->last < (refused ? full : cut);
}

static void compact(struct gtlb *g) {
  gtlb_time local = tlb_store_fenced(g, tlb_store_key(FENCE_ALL, CLASS_ANY, 0, 0, 0), g->horizon);
  gtlb_time global = tlb_store_fenced(g, tlb_store_key(FENCE_ALL, CLASS_GLOBAL, 0, 0, 0), g->horizon);
  gtlb_time cut = local < global ? local : global, full = tlb_store_before(g, &g->full_fence, g->horizon);
  if (cut <= g->compacted) return;
  g->compacted = cut;
  g->compactions++;
  for (size_t i = 0; i <= g->mask; i++) {
    while (g->value[i].key && spent(g, &g->value[i], cut, full))
      value_delete(g, i);
    while (g->fence[i].key.tag && g->fence[i].times.done[0] < cut)
      fence_delete(g, i);
  }
  if (g->led_first) led_build(g);
  INVARIANT(store_is_whole(g, cut));
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
    g->full = g->full || table_full(g, g->values, BOUND_VALUES);
    if (g->full) return;
    *v = (struct value){.key = key, .value = value, .first = when};
    value_count(g, v, 1);
    if (g->led_first) led_link(g, (size_t)(v - g->value));
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
  if (class == CLASS_ASID || class == CLASS_OWN) tag |= asid;
  return (struct fence_key){.page = shift ? va >> shift : 0, .tag = tag};
}

static struct fence_slot *fence_slot(const struct gtlb *g, struct fence_key key) {
  size_t i = fence_home(g, key);
  while (g->fence[i].key.tag && (g->fence[i].key.tag != key.tag || g->fence[i].key.page != key.page))
    i = (i + 1) & g->mask;
  return &g->fence[i];
}

static inline bool newest_first(const struct fence_times *t) {
  unsigned i = 1;
  while (i < FENCE_TIMES && t->done[i - 1] >= t->done[i])
    i++;
  return i == FENCE_TIMES;
}

// A fence that is told late (Svinval) adds nothing where a younger one was told: no request is
// judged that came between.
void tlb_store_push(struct fence_times *t, gtlb_time when) {
  if (t->count && t->done[0] > when) return;
  memmove(&t->done[1], &t->done[0], (FENCE_TIMES - 1) * sizeof t->done[0]);
  t->done[0] = when;
  t->count++;
  INVARIANT(newest_first(t));
}

void tlb_store_fence(struct gtlb *g, gtlb_time when, struct fence_key key) {
  struct fence_slot *f = fence_slot(g, key);
  if (!f->key.tag) {
    if (table_busy(g, g->fences)) compact(g);
    g->full = g->full || table_full(g, g->fences, BOUND_FENCES);
    if (g->full) return;
    f = fence_slot(g, key);
    *f = (struct fence_slot){.key = key};
    g->fences++;
  }
  tlb_store_push(&f->times, when);
}

// B4: when only younger times are kept and older ones were lost, the answer "none" is lenient, and
// counted; not the pointer rule, which looks back on purpose.
gtlb_time tlb_store_before(struct gtlb *g, const struct fence_times *t, gtlb_time bound) {
  for (uint32_t i = 0; i < t->count; i++) {
    if (i == FENCE_TIMES) {
      g->met[BOUND_FENCE_TIMES] += bound >= g->horizon;
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
  if (r) {
    *r = new;
  } else { // B3
    g->met[BOUND_ROOTS]++;
    g->full = true;
  }
  return r;
}
