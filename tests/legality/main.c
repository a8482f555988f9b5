// Asks libgolden the questions of a folder of tables (README.md has the format).
//   test_legality [--list] [--trace] [--shrink] FOLDER [FILTER]
// FILTER: questions whose name has this in it. --list counts them by kind and clause instead.
// --trace prints what is told to the judge. --shrink takes out of FOLDER/open.txt what is answered
// rightly now. Exit 0: all answered as the manual does, but for those
// in FOLDER/open.txt; 1: not; 2: usage; 5: a table is wrong.
#include "tests/legality/world.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH = 512, NAME = 160, OPENS = 400, TALLIES = 400 };

// A disagreement that is known: `NAME | WHY | CLAUSE`.
struct known {
  char name[NAME];
  bool met, mended;
};
struct tally {
  char clause[60];
  unsigned kind[3];
};
struct run {
  const char *folder, *filter;
  bool list, trace, shrink;
  struct table table;
  struct known known[OPENS];
  struct tally tally[TALLIES];
  unsigned opens, tallies, passed, failed, open, asked;
};

static int is_table(const struct dirent *d) {
  size_t n = strlen(d->d_name);
  return n > 2 && strcmp(d->d_name + n - 2, ".q") == 0;
}

static bool tables_read(struct run *r) {
  struct dirent **file;
  char path[PATH];
  int n = scandir(r->folder, &file, is_table, alphasort);
  bool good = n > 0;
  if (!good) fprintf(stderr, "%s: no tables there\n", r->folder);
  for (int i = 0; i < n; i++) {
    snprintf(path, sizeof path, "%s/%s", r->folder, file[i]->d_name);
    good = good && table_read(&r->table, path);
    free(file[i]);
  }
  if (n >= 0) free(file);
  return good;
}

static bool opens_read(struct run *r) {
  char path[PATH], text[PATH];
  snprintf(path, sizeof path, "%s/open.txt", r->folder);
  FILE *in = fopen(path, "r");
  if (!in) return true; // nothing is open
  bool good = true;
  for (unsigned n = 1; good && fgets(text, sizeof text, in); n++) {
    if (text[0] == '#' || text[0] == '\n') continue;
    size_t length = strcspn(text, " |");
    const char *bar = strchr(text, '|');
    good = r->opens < OPENS && length && length < NAME && bar && strchr(bar + 1, '|');
    if (!good)
      fprintf(stderr, "%s:%u: not 'NAME | WHY | CLAUSE'\n", path, n);
    else
      snprintf(r->known[r->opens++].name, NAME, "%.*s", (int)length, text);
  }
  fclose(in);
  return good;
}

static void count(struct run *r, const struct question *q) {
  struct tally *t = r->tally;
  while (t < r->tally + r->tallies && strcmp(t->clause, q->clause) != 0)
    t++;
  if (t == r->tally + TALLIES) return;
  if (t == r->tally + r->tallies) strcpy(t->clause, q->clause), r->tallies++;
  t->kind[q->kind[0] == 'd' ? 0 : q->kind[0] == 'a' ? 1 : 2]++;
}

static struct known *known_find(struct run *r, const char *name) {
  for (unsigned i = 0; i < r->opens; i++)
    if (strcmp(r->known[i].name, name) == 0) return &r->known[i];
  return NULL;
}

static bool question_run(struct run *r, const struct question *q, const char *name) {
  char why[LINE_BYTES];
  unsigned at = 0;
  enum verdict v = play(q, r->trace, why, &at);
  struct known *known = known_find(r, name);
  if (known) known->met = true, known->mended = v == PASSED;
  if (v == BROKEN) return fprintf(stderr, "%s/%s:%u: %s\n", r->folder, q->kase->file, at, why), false;
  r->passed += v == PASSED && !known;
  r->open += v == FAILED && known;
  bool failed = v == FAILED ? !known : v == PASSED && known;
  r->failed += failed;
  if (failed)
    printf("FAIL %s (%s:%u, %s)\n     %s\n     %s %s:%s\n     %s\n", name, q->kase->file, at, q->clause, q->kase->title,
           q->legal ? "legal" : "illegal", q->kind, q->text,
           v == FAILED ? why : "open.txt lists it, and it is answered as the manual does: take it out");
  return true;
}

static bool case_run(struct run *r, const struct kase *k) {
  struct question q;
  char name[NAME];
  bool broken, any = false;
  for (unsigned line = 0; line < k->lines; line++) {
    bool is = play_question(k, line, &q, &broken);
    if (broken)
      return fprintf(stderr, "%s/%s:%u: not 'legal|illegal KIND: WORDS [CLAUSE]'\n", r->folder, k->file,
                     k->line[line].number),
             false;
    any |= is;
    snprintf(name, sizeof name, "%.*s/%s/%u", (int)strcspn(k->file, "."), k->file, k->id, q.number);
    if (!is || (r->filter && !strstr(name, r->filter))) continue;
    r->asked++;
    count(r, &q);
    if (!r->list && !question_run(r, &q, name)) return false;
  }
  if (!any) fprintf(stderr, "%s/%s: case %s asks nothing\n", r->folder, k->file, k->id);
  return any;
}

static int by_clause(const void *a, const void *b) {
  const struct tally *x = a, *y = b;
  return strcmp(x->clause, y->clause);
}

static void tallies_print(struct run *r) {
  unsigned sum[3] = {0};
  qsort(r->tally, r->tallies, sizeof *r->tally, by_clause);
  printf("%-28s %8s %8s %9s\n", "clause", "demanded", "allowed", "forbidden");
  for (unsigned i = 0; i < r->tallies; i++) {
    const struct tally *t = &r->tally[i];
    printf("%-28s %8u %8u %9u\n", t->clause, t->kind[0], t->kind[1], t->kind[2]);
    for (unsigned k = 0; k < 3; k++)
      sum[k] += t->kind[k];
  }
  printf("%-28s %8u %8u %9u\n%u questions, %u cases\n", "all", sum[0], sum[1], sum[2], r->asked, r->table.kases);
}

// open.txt again, with its comments, without what was mended.
static bool opens_shrink(struct run *r) {
  char path[PATH], beside[PATH + 8], text[PATH];
  unsigned at = 0;
  snprintf(path, sizeof path, "%s/open.txt", r->folder);
  snprintf(beside, sizeof beside, "%s.new", path);
  FILE *in = fopen(path, "r"), *out = in ? fopen(beside, "w") : NULL;
  while (out && fgets(text, sizeof text, in))
    if (text[0] == '#' || text[0] == '\n' || !r->known[at++].mended) fputs(text, out);
  if (in) fclose(in);
  bool good = out && fclose(out) == 0 && rename(beside, path) == 0;
  if (!good) fprintf(stderr, "%s: not written\n", path);
  return good;
}

static int run_end(struct run *r) {
  for (unsigned i = 0; i < r->opens && !r->filter; i++)
    if (!r->known[i].met) {
      printf("FAIL open.txt lists %s, which is no question\n", r->known[i].name);
      r->failed++;
    }
  if (r->open) printf("%u open: known to be answered otherwise (open.txt)\n", r->open);
  printf("%u passed, %u failed\n", r->passed, r->failed);
  return r->failed > 0;
}

int main(int argc, char **argv) {
  static struct run r;
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; i++) {
    if (strcmp(argv[i], "--list") == 0)
      r.list = true;
    else if (strcmp(argv[i], "--trace") == 0)
      r.trace = true;
    else if (strcmp(argv[i], "--shrink") == 0)
      r.shrink = true;
    else
      break;
  }
  if (argc - i < 1 || argc - i > 2 || argv[i][0] == '-') {
    fprintf(stderr, "usage: test_legality [--list] [--trace] [--shrink] FOLDER [FILTER]\n");
    return 2;
  }
  r.folder = argv[i];
  r.filter = argv[i + 1];
  bool good = tables_read(&r) && opens_read(&r);
  for (unsigned k = 0; good && k < r.table.kases; k++)
    good = case_run(&r, &r.table.kase[k]);
  int code = good ? 0 : 5;
  if (good && !r.asked)
    code = 2, fprintf(stderr, "no question is called so\n");
  else if (good && r.list)
    tallies_print(&r);
  else if (good)
    code = run_end(&r);
  if (code == 1 && r.shrink && !opens_shrink(&r)) code = 5;
  table_free(&r.table);
  return code;
}
