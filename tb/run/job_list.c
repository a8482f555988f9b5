#include "tb/run/job_list.h"

#include <stdlib.h>
#include <string.h>

#include "tb/text/textfile.h"
#include "tb/text/words.h"

struct parser {
  struct textfile *text;
  const char *path;
  struct job_list *list;
  const struct job *base;
  struct stim_asked asked; // by the job in hand
  uint32_t seen;           // bit per key of it
  struct lw_error *e;
};

static int bad(struct parser *p, const char *what, const char *got) {
  return textfile_fail(p->text, p->e, "%s%s%.60s%s", what, got ? ", not \"" : "", got ? got : "", got ? "\"" : "");
}

// Lives as long as the list. NULL: out of memory, and `e` says so.
static const char *keep(struct parser *p, char *text) {
  struct job_list *l = p->list;
  char **larger = text ? realloc(l->text, (l->texts + 1) * sizeof *larger) : NULL;
  if (!larger) {
    free(text);
    bad(p, "out of memory", NULL);
    return NULL;
  }
  l->text = larger;
  return l->text[l->texts++] = text;
}

// --- keys ----------------------------------------------------------------------------------------

static int set_path(struct parser *p, const char **path, const char *value) {
  const char *slash = strrchr(p->path, '/');
  size_t folder = *value == '/' || !slash ? 0 : (size_t)(slash - p->path) + 1, size = folder + strlen(value) + 1;
  char *text = malloc(size);
  if (text) snprintf(text, size, "%.*s%s", (int)folder, p->path, value);
  return (*path = keep(p, text)) ? LW_PASS : LW_INPUT;
}

static int set_number(struct parser *p, uint64_t *number, const char *value) {
  return words_number(value, number) ? LW_PASS : bad(p, "a number is wanted", value);
}

static int set_format(struct parser *p, enum format_id *format, const char *value) {
  *format = format_find(value);
  return job_format_runs(*format) ? LW_PASS : bad(p, "a format (`lockwalk list`) is wanted", value);
}

enum key { KEY_IMAGE, KEY_EXPECT, KEY_AFTER, KEY_WALKS, KEY_CHANGED, KEY_RANDOM, KEY_FORMAT, KEY_TXN, KEY_DUT, KEYS };
static const char *const keys[KEYS] = {[KEY_IMAGE] = "image",   [KEY_EXPECT] = "expect",   [KEY_AFTER] = "image-after",
                                       [KEY_WALKS] = "walks",   [KEY_CHANGED] = "changed", [KEY_RANDOM] = "random",
                                       [KEY_FORMAT] = "format", [KEY_TXN] = "txn",         [KEY_DUT] = "dut"};

static int set(struct parser *p, struct job *j, enum key key, const char *value) {
  struct stim_asked *a = &p->asked;
  switch (key) {
  case KEY_IMAGE:
    return set_path(p, &a->image, value);
  case KEY_EXPECT:
    return set_path(p, &a->expect, value);
  case KEY_AFTER:
    return set_path(p, &a->after, value);
  case KEY_WALKS:
    return set_path(p, &a->walks, value);
  case KEY_CHANGED:
    return set_number(p, &a->changed, value);
  case KEY_RANDOM:
    return set_number(p, &a->transactions, value);
  case KEY_FORMAT:
    return set_format(p, &a->format, value);
  case KEY_TXN:
    return set_path(p, &a->txn, value);
  default:
    return (j->dut = keep(p, strdup(value))) ? LW_PASS : LW_INPUT;
  }
}

// --- lines ---------------------------------------------------------------------------------------

// The job in hand is whole, or why not.
static int end_job(struct parser *p) {
  struct job_list *l = p->list;
  if (!l->jobs) return LW_PASS;
  struct job *j = &l->job[l->jobs - 1];
  const char *wrong = stim_take(&p->asked, &j->stim);
  if (!wrong && j->stim.kind == STIM_RANDOM && !(p->seen >> KEY_FORMAT & 1)) wrong = "--random goes with --format";
  if (!wrong) return LW_PASS;
  char what[160];
  snprintf(what, sizeof what, "the run above is not one run: %s", wrong);
  return bad(p, what, NULL);
}

static int begin_job(struct parser *p, const char *name) {
  struct job_list *l = p->list;
  if (end_job(p)) return LW_INPUT;
  struct job *larger = realloc(l->job, (l->jobs + 1) * sizeof *larger);
  if (!larger) return bad(p, "out of memory", NULL);
  l->job = larger;
  struct job *j = &l->job[l->jobs++];
  *j = *p->base;
  p->asked = (struct stim_asked){.format = FORMAT_COUNT};
  p->seen = 0;
  if (strlen(name) >= sizeof j->name) return bad(p, "a name of at most 63 bytes is wanted", name);
  snprintf(j->name, sizeof j->name, "%s", name);
  return LW_PASS;
}

static int take(struct parser *p, const char *key, const char *value) {
  unsigned k = 0;
  if (!*value) return bad(p, "a value is wanted after", key);
  if (!strcmp(key, "run")) return begin_job(p, value);
  while (k < KEYS && strcmp(key, keys[k]) != 0)
    k++;
  if (k == KEYS) return bad(p, "run or what decides one is wanted", key);
  if (!p->list->jobs) return bad(p, "a line `run NAME` is wanted first", key);
  if (p->seen >> k & 1) return bad(p, "each key once a run is wanted", key);
  p->seen |= 1u << k;
  return set(p, &p->list->job[p->list->jobs - 1], (enum key)k, value);
}

static int read_lines(struct parser *p) {
  static const char blank[] = " \t";
  char *line;
  int got;
  bool begun = false;
  while ((got = textfile_line(p->text, &line, p->e)) > 0) {
    char *key = line + strspn(line, blank), *end = key + strlen(key);
    while (end > key && strchr(blank, end[-1]))
      *--end = 0;
    if (!*key || *key == '#') continue;
    char *value = key + strcspn(key, blank);
    if (*value) *value++ = 0;
    value += strspn(value, blank);
    if (!begun && (strcmp(key, "jobs") || strcmp(value, "1"))) return bad(p, "`jobs 1` is wanted first", key);
    if (begun && take(p, key, value)) return LW_INPUT;
    begun = true;
  }
  if (got < 0) return LW_INPUT;
  return p->list->jobs ? end_job(p) : bad(p, "no run in it", NULL);
}

int job_list_read(const char *path, const struct job *base, struct job_list *list, struct lw_error *e) {
  *list = (struct job_list){.jobs = 0};
  struct parser p = {.path = path, .list = list, .base = base, .e = e};
  p.text = textfile_open(path, e);
  if (!p.text) return LW_INPUT;
  int code = read_lines(&p);
  textfile_close(p.text);
  if (code) job_list_close(list);
  return code;
}

void job_list_close(struct job_list *list) {
  for (unsigned i = 0; i < list->texts; i++)
    free(list->text[i]);
  free(list->text);
  free(list->job);
  *list = (struct job_list){.jobs = 0};
}
