// What happens in a case, line by line: told to the judge in this order.
#include "tests/legality/world.h"

#include <stdio.h>
#include <string.h>

enum { USE_ID = 63 };

bool event_request(struct world *w, struct words *words, unsigned id) {
  static const char *const accesses[] = {"load", "store", "fetch", "ss_load", "ss_store", NULL};
  struct flight *f = &w->flight[id];
  const char *word = words_peek(words);
  int access = word ? words_find(accesses, word) : -1;
  if (!w->judge) return world_broken(w, "a request before the regime");
  if (access < 0)
    access = LW_LOAD;
  else
    words_next(words);
  if (f->used) return world_broken(w, "request %u is in flight", id);
  *f = (struct flight){.used = true, .request = {.access = (uint8_t)access}};
  if (words_take(words, "supervisor"))
    f->request.priv = LW_SUPERVISOR;
  else
    words_take(words, "user");
  if (words_take(words, "implicit")) f->request.implicit = 1, f->request.priv = LW_SUPERVISOR;
  if (!(word = words_next(words))) return world_broken(w, "a request of what?");
  if (!layout_address(w, word, &f->request.va, &f->map)) return false;
  if (w->trace) printf("  request %u va=0x%llx\n", id, (unsigned long long)f->request.va);
  int32_t told = lw_judge_request(w->judge, id, &f->request);
  return told == 1 || world_failed(w, "the request is refused: %d", told);
}

bool event_read(struct world *w, uint64_t addr, bool refused) {
  if (w->hidden) return true;
  uint64_t value = world_read(w, addr);
  if (w->trace)
    printf("  read 0x%llx = 0x%llx%s\n", (unsigned long long)addr, (unsigned long long)value,
           refused ? " refused" : "");
  int32_t told = lw_judge_read(w->judge, addr, w->shape->bytes, refused ? 0 : value, refused);
  return told == 1 || world_failed(w, "the read of 0x%llx is refused: %d", (unsigned long long)addr, told);
}

// Bits that hardware set: later versions of the map begin with them.
static void names_updated(struct world *w, uint64_t addr, uint64_t value) {
  for (unsigned m = 0; m < w->maps; m++) {
    struct version *v = &w->map[m].version[w->map[m].versions - 1];
    for (unsigned i = v->leaf; i < v->shape->levels; i++)
      if (v->level[i].addr == addr) {
        v->level[i].pte.a |= (value & pte_bits(w, "a")) != 0;
        v->level[i].pte.d |= (value & pte_bits(w, "d")) != 0;
      }
  }
}

enum outcome { DONE, LOST, REFUSED };
static bool update(struct world *w, uint64_t addr, uint64_t old, uint64_t desired, enum outcome outcome) {
  if (w->trace)
    printf("  update 0x%llx 0x%llx -> 0x%llx %d\n", (unsigned long long)addr, (unsigned long long)old,
           (unsigned long long)desired, (int)outcome);
  if (outcome == DONE) {
    names_updated(w, addr, desired);
    if (w->hidden) return world_store(w, addr, desired);
    if (!world_write(w, addr, desired)) return false;
  }
  int32_t told =
      w->hidden ? 1
                : lw_judge_update(w->judge, addr, w->shape->bytes, old, desired, outcome == DONE, outcome == REFUSED);
  return told == 1 || world_failed(w, "the update of 0x%llx is refused: %d", (unsigned long long)addr, told);
}

// ENTRY +a +d...: from the entry's value to that with the bits set; ^ flips one, so that what must
// not be written can be asked too.
bool event_update_of(struct world *w, struct words *words, uint64_t *addr, uint64_t *old, uint64_t *desired) {
  const char *word = words_next(words);
  if (!word) return world_broken(w, "an update of which entry?");
  if (!layout_entry(w, word, addr, old)) return false;
  *desired = *old;
  while ((word = words_peek(words)) && (word[0] == '+' || word[0] == '^')) {
    uint64_t mask = pte_bits(w, word + 1);
    if (!mask) return world_broken(w, "'%s': no such bit", word);
    *desired = word[0] == '+' ? *desired | mask : *desired ^ mask;
    words_next(words);
  }
  return true;
}

// The updates that an honest walk makes at this entry: A where it is missing, D for a store.
static bool honest_update(struct world *w, const struct flight *f, uint64_t addr, bool leaf) {
  bool sets = w->arch == LW_X86 || (w->regime.flags & LW_RV_ADUE && w->regime.flags & LW_RV_SVADU && leaf);
  uint64_t old = world_read(w, addr), desired = old | pte_bits(w, "a");
  if (!sets) return true;
  if (leaf && f->request.access == LW_STORE) desired |= pte_bits(w, "d");
  if (desired == old) return true;
  if (!w->hidden && lw_judge_explains_update(w->judge, addr, old, desired) != 1)
    return world_failed(w, "an honest update of 0x%llx is not explained", (unsigned long long)addr);
  return update(w, addr, old, desired, DONE);
}

// Reads the newest path of a map for an address in it, from the root to the leaf. `honest`: each
// read must be explained, A and D are set on the way, and it ends at reserved bits.
bool event_walk(struct world *w, const struct map *m, uint64_t va, bool honest) {
  const struct version *v = &m->version[m->versions - 1];
  const struct flight *f = &w->flight[USE_ID];
  bool pae = w->arch == LW_X86 && v->shape->levels == 3;
  for (unsigned i = v->shape->levels; i-- > v->leaf;) {
    uint64_t addr = layout_sibling(v->shape, v->level[i].addr, va, i);
    if (pae && i == 2) continue; // in registers
    if (honest && !w->hidden && lw_judge_explains_read(w->judge, addr) != 1)
      return world_failed(w, "an honest walk's read of 0x%llx is not explained", (unsigned long long)addr);
    if (!event_read(w, addr, false)) return false;
    if (!(world_read(w, addr) & 1) || (honest && v->level[i].pte.set)) return true;
    if (honest && !honest_update(w, f, addr, i == v->leaf)) return false;
  }
  return true;
}

static bool respond(struct world *w, struct words *words, unsigned id, bool given) {
  struct flight *f = &w->flight[id];
  struct lw_answer a;
  if (given) {
    if (!answer_read(w, words, f, &a)) return false;
  } else if (!answer_of(w, &f->map->version[f->map->versions - 1], &f->request, &a)) {
    return false;
  }
  f->used = false;
  if (w->trace) printf("  response %u kind=%d pa=0x%llx\n", id, a.kind, (unsigned long long)a.pa);
  int32_t told = lw_judge_response(w->judge, id, &a);
  if (told == 0 && w->trace) printf("%s\n", lw_judge_why(w->judge));
  return told == 1 || world_failed(w, "a right answer of the setup is %s", told ? "refused" : "illegal");
}

// A whole transaction of an honest unit: `use [ACCESS [PRIVILEGE]] NAME [= ANSWER]`.
static bool use(struct world *w, struct words *words) {
  if (!event_request(w, words, USE_ID)) return false;
  const struct map *m = w->flight[USE_ID].map;
  if (!m) return world_broken(w, "use wants a map");
  return event_walk(w, m, w->flight[USE_ID].request.va, true) && respond(w, words, USE_ID, words_take(words, "="));
}

static bool id_read(struct world *w, struct words *words, unsigned *id) {
  const char *word = words_next(words);
  uint64_t n;
  if (!word || !words_number(word, &n) || n >= USE_ID - 1) return world_broken(w, "a number of a request: 0 to 61");
  return *id = (unsigned)n, true;
}

static bool request(struct world *w, struct words *words) {
  unsigned id = 0;
  return id_read(w, words, &id) && event_request(w, words, id);
}

static bool response(struct world *w, struct words *words) {
  unsigned id = 0;
  if (!id_read(w, words, &id)) return false;
  if (!w->flight[id].used || !words_take(words, "=")) return world_broken(w, "rsp ID = ANSWER, in flight");
  return respond(w, words, id, true);
}

static bool reads(struct world *w, struct words *words) {
  uint64_t addr, value;
  bool refused = words_take(words, "refused");
  do {
    const char *word = words_next(words);
    if (!word || !layout_entry(w, word, &addr, &value)) return world_broken(w, "read ENTRY...");
    if (!event_read(w, addr, refused)) return false;
  } while (words_peek(words));
  return true;
}

static bool walk(struct world *w, struct words *words) {
  const char *word = words_next(words);
  const struct map *m = word ? layout_find(w, word, strlen(word)) : NULL;
  return m ? event_walk(w, m, m->va, false) : world_broken(w, "walk NAME");
}

static bool updates(struct world *w, struct words *words) {
  uint64_t addr, old, desired;
  enum outcome outcome = words_take(words, "lost") ? LOST : words_take(words, "refused") ? REFUSED : DONE;
  if (!event_update_of(w, words, &addr, &old, &desired)) return false;
  return update(w, addr, outcome == REFUSED ? 0 : world_read(w, addr), desired, outcome);
}

static bool store(struct world *w, struct words *words) {
  uint64_t addr, old, value;
  const char *word = words_next(words), *number = words_next(words);
  if (!word || !number || !layout_entry(w, word, &addr, &old)) return world_broken(w, "store ENTRY VALUE");
  if (!words_number(number, &value) && !layout_entry(w, number, &addr, &value)) return false;
  return layout_entry(w, word, &addr, &old) && world_store(w, addr, value);
}

bool event_play(struct world *w, struct words *words) {
  static const struct {
    const char *name;
    bool (*play)(struct world *, struct words *);
  } forms[] = {{"regime", regime_play}, {"map", layout_map}, {"set", layout_set}, {"swing", layout_swing},
               {"lift", layout_lift},   {"use", use},        {"req", request},    {"rsp", response},
               {"read", reads},         {"walk", walk},      {"update", updates}, {"store", store}};
  bool fence;
  if (!words->count) return true; // what a loop left empty
  if (!fence_play(w, words, &fence)) return false;
  if (!fence) {
    unsigned i = 0;
    while (i < sizeof forms / sizeof *forms && !words_take(words, forms[i].name))
      i++;
    if (i == sizeof forms / sizeof *forms) return world_broken(w, "'%s' is no event", words_peek(words));
    if (!w->judge && i > 0) return world_broken(w, "the regime comes first");
    if (!forms[i].play(w, words)) return false;
  }
  return !words_peek(words) || world_broken(w, "'%s' is too much", words_peek(words));
}
