// A question: what the unit does now, and whether the judge takes it.
#include "tests/legality/world.h"

#include <stdio.h>
#include <string.h>

enum { ASK_ID = 62 };

static bool is_verb(const char *word) {
  static const char *const verbs[] = {"reads", "refused", "walks", "may", "=", "updates", NULL};
  return words_find(verbs, word) >= 0;
}

// reads ENTRY..., refused ENTRY..., walks, updates ENTRY +a...: what the unit does before it
// answers.
static bool does(struct world *w, struct words *words, const struct flight *f) {
  uint64_t addr, old, desired;
  if (words_take(words, "walks"))
    return f->map ? event_walk(w, f->map, f->request.va, false) : world_broken(w, "walks what?");
  if (words_take(words, "updates")) {
    if (!event_update_of(w, words, &addr, &old, &desired)) return false;
    int32_t told = lw_judge_update(w->judge, addr, w->shape->bytes, old, desired, 1, 0);
    return told == 1 || world_failed(w, "the update is refused: %d", told);
  }
  bool refused = words_take(words, "refused");
  if (!refused && !words_take(words, "reads")) return world_broken(w, "'%s'", words_peek(words));
  while (words_peek(words) && !is_verb(words_peek(words)))
    if (!layout_entry(w, words_next(words), &addr, &old) || !event_read(w, addr, refused)) return false;
  return true;
}

static bool may(struct world *w, struct words *words, int *got) {
  uint64_t addr, old, desired;
  if (w->hidden) return world_broken(w, "a hidden port shows no read");
  if (words_take(words, "read")) {
    const char *word = words_next(words);
    if (!word) return world_broken(w, "may read ENTRY");
    if (!words_number(word, &addr) && !layout_entry(w, word, &addr, &old)) return false;
    if (w->trace) printf("  may read 0x%llx?\n", (unsigned long long)addr);
    *got = lw_judge_explains_read(w->judge, addr);
    return true;
  }
  if (!words_take(words, "update")) return world_broken(w, "may read, or may update");
  if (!event_update_of(w, words, &addr, &old, &desired)) return false;
  if (w->trace)
    printf("  may update 0x%llx 0x%llx -> 0x%llx?\n", (unsigned long long)addr, (unsigned long long)old,
           (unsigned long long)desired);
  *got = lw_judge_explains_update(w->judge, addr, old, desired);
  return *got >= 0 || world_failed(w, "the judge answers %d", *got);
}

bool ask(struct world *w, struct words *words, int *got) {
  uint64_t id = ASK_ID;
  const char *word = words_peek(words);
  if (!word || !w->judge) return world_broken(w, "nothing is asked");
  if (words_take(words, "may")) return may(w, words, got); // for no request, or for all in flight
  if (words_number(word, &id)) {
    words_next(words);
    if (id >= ASK_ID || !w->flight[id].used) return world_broken(w, "request %s is not in flight", word);
  } else if (!event_request(w, words, ASK_ID)) {
    return false;
  }
  struct flight *f = &w->flight[id];
  while (words_peek(words) && strcmp(words_peek(words), "may") != 0 && strcmp(words_peek(words), "=") != 0)
    if (!does(w, words, f)) return false;
  if (words_take(words, "may")) {
    if (!may(w, words, got)) return false;
  } else {
    struct lw_answer a;
    if (!words_take(words, "=")) return world_broken(w, "= ANSWER, or may read or update ENTRY");
    if (!answer_read(w, words, f, &a)) return false;
    if (w->trace)
      printf("  response %u kind=%d code=%u pa=0x%llx shift=%d perm=%d type=%d global=%d?\n", (unsigned)id, a.kind,
             a.code, (unsigned long long)a.pa, a.shift, a.perm, a.type, a.global);
    *got = lw_judge_response(w->judge, (uint32_t)id, &a);
  }
  if (words_peek(words)) return world_broken(w, "'%s' is too much", words_peek(words));
  return *got >= 0 || world_failed(w, "the judge answers %d", *got);
}
