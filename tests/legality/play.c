// Plays cases: each question has a judge of its own and the events above it, and no other question.
#include "tests/legality/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS = 4096, PAGES = 64 };
static const char *const kinds[] = {"demanded", "allowed", "forbidden", NULL};

// `legal|illegal KIND: TEXT [CLAUSE]`
bool play_question(const struct kase *k, unsigned line, struct question *q, bool *broken) {
  const char *text = k->line[line].text, *colon = strchr(text, ':'), *clause;
  size_t verdict = strcspn(text, " "), kind = colon ? (size_t)(colon - text) - verdict : 0;
  *broken = false;
  bool legal = strncmp(text, "legal ", 6) == 0;
  if (!legal && strncmp(text, "illegal ", 8) != 0) return false;
  *q = (struct question){.kase = k, .line = line, .legal = legal, .number = 1};
  *broken = true;
  if (kind < 2 || kind > sizeof q->kind) return false;
  snprintf(q->kind, sizeof q->kind, "%.*s", (int)kind - 1, text + verdict + 1);
  clause = strchr(colon, '[');
  size_t length = clause ? (size_t)(clause - colon) - 1 : strlen(colon + 1), end = clause ? strlen(clause) : 0;
  if (clause && (end < 3 || end > sizeof q->clause || clause[end - 1] != ']')) return false;
  snprintf(q->text, sizeof q->text, "%.*s", (int)length, colon + 1);
  snprintf(q->clause, sizeof q->clause, "%.*s", clause ? (int)end - 2 : (int)sizeof q->clause,
           clause ? clause + 1 : k->clause);
  // What hardware may do is legal, what it must never do is not; a demand has both sides.
  if (words_find(kinds, q->kind) < 0) return false;
  if ((strcmp(q->kind, "allowed") == 0 && !legal) || (strcmp(q->kind, "forbidden") == 0 && legal)) return false;
  for (unsigned i = 0; i < line; i++)
    q->number += strncmp(k->line[i].text, "legal ", 6) == 0 || strncmp(k->line[i].text, "illegal ", 8) == 0;
  *broken = false;
  return true;
}

// `options WORD...`, `profile TEXT`: before the regime.
static bool setting_play(struct world *w, const char *text, struct words *words, bool *done) {
  static const char *const names[] = {"hidden_port", "whole_walk", "fresh_faults", "lazy_a", NULL};
  static const uint32_t masks[] = {LW_HIDDEN_PORT, LW_WHOLE_WALK, LW_FRESH_FAULTS, LW_LAZY_A};
  *done = strncmp(text, "options", 7) == 0 || strncmp(text, "profile ", 8) == 0;
  if (!*done) return true;
  if (w->judge) return world_broken(w, "options and profile come before the regime");
  if (text[0] == 'p') return strcpy(w->profile, text + 8), true;
  for (words_next(words); words_peek(words);) {
    int i = words_find(names, words_next(words));
    if (i < 0) return world_broken(w, "no such option");
    w->options |= masks[i];
  }
  return true;
}

bool judge_open(struct world *w) {
  char text[LINE_BYTES + 20], why[200];
  snprintf(text, sizeof text, "profile 1\n%s\n", w->profile);
  w->hidden = w->options & LW_HIDDEN_PORT;
  w->judge = lw_judge_open(w->arch, w->options, w->profile[0] ? text : NULL, PAIRS, PAGES, why, sizeof why);
  return w->judge || world_broken(w, "%s", why);
}

static bool line_play(struct world *w, const char *text) {
  struct words words;
  bool done;
  if (!words_split(&words, text)) return world_broken(w, "too long");
  if (!setting_play(w, text, &words, &done)) return false;
  return done || event_play(w, &words);
}

static bool question_play(struct world *w, const struct question *q, unsigned *at, int *got) {
  struct words words;
  for (unsigned i = 0; i < q->line; i++) {
    const char *text = q->kase->line[i].text;
    if (strncmp(text, "legal ", 6) == 0 || strncmp(text, "illegal ", 8) == 0) continue;
    *at = q->kase->line[i].number;
    if (w->trace) printf("%s\n", text);
    if (!line_play(w, text)) return false;
  }
  *at = q->kase->line[q->line].number;
  if (w->trace) printf("%s\n", q->text);
  if (!words_split(&words, q->text)) return world_broken(w, "too long");
  return ask(w, &words, got);
}

enum verdict play(const struct question *q, bool trace, char *why, unsigned *at) {
  struct world *w = calloc(1, sizeof *w);
  if (!w) abort();
  int got = -1;
  enum verdict verdict = PASSED;
  w->trace = trace;
  why[0] = '\0';
  bool played = question_play(w, q, at, &got);
  if (!played && w->broken)
    verdict = BROKEN;
  else if (!played || got != q->legal)
    verdict = FAILED;
  if (!played)
    snprintf(why, LINE_BYTES, "%s", w->error);
  else if (verdict == FAILED)
    snprintf(why, LINE_BYTES, "the judge says %s", got ? "legal" : "illegal");
  if (trace && verdict == FAILED && played && !got) printf("%s\n", lw_judge_why(w->judge));
  lw_judge_free(w->judge);
  free(w);
  return verdict;
}
