#include "tests/legality/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 400, BLOCK_LINES = 200, SETUPS = 40, VARIABLES = 4, ALTERNATIVES = 40, LOOPS = 4 };

// Lines that stand together: the preamble, a setup, a case before its expansion.
struct block {
  char head[TEXT];
  struct line line[BLOCK_LINES];
  unsigned lines, number;
};
struct loop {
  char name[VARIABLES][32], value[ALTERNATIVES][VARIABLES][80];
  unsigned names, values;
};
struct reader {
  const char *path, *file;
  struct table *table;
  struct block preamble, setup[SETUPS], kase;
  struct block *into;
  struct loop loop[LOOPS];
  unsigned setups, loops, number;
};

static void *grown(void *old, size_t bytes) {
  void *p = realloc(old, bytes);
  if (!p) abort();
  return p;
}

static char *copy(const char *text) {
  return strcpy(grown(NULL, strlen(text) + 1), text);
}

static bool complain(const struct reader *r, unsigned line, const char *format, ...) {
  va_list list;
  fprintf(stderr, "%s:%u: ", r->path, line);
  va_start(list, format);
  vfprintf(stderr, format, list);
  va_end(list);
  fputc('\n', stderr);
  return false;
}

static char *trimmed(char *text) {
  while (*text == ' ')
    text++;
  for (size_t n = strlen(text); n && (text[n - 1] == ' ' || text[n - 1] == '\n'); n--)
    text[n - 1] = '\0';
  return text;
}

static bool block_add(const struct reader *r, struct block *b, const char *text, unsigned number) {
  if (b->lines == BLOCK_LINES) return complain(r, number, "more than %d lines together", BLOCK_LINES);
  b->line[b->lines++] = (struct line){copy(text), number};
  return true;
}

static void block_clear(struct block *b) {
  for (unsigned i = 0; i < b->lines; i++)
    free(b->line[i].text);
  b->lines = 0;
}

// `$NAME`, or `${NAME}` before a letter, becomes the value that the loop stands at.
static void substituted(const struct reader *r, const unsigned *at, const char *text, char *out, size_t bytes) {
  size_t n = 0;
  while (*text && n + 1 < bytes) {
    const char *value = NULL, *name = text + 1 + (text[1] == '{');
    size_t skip = 0;
    for (unsigned l = 0; *text == '$' && l < r->loops; l++)
      for (unsigned v = 0; v < r->loop[l].names; v++) {
        size_t length = strlen(r->loop[l].name[v]);
        if (length > skip && strncmp(name, r->loop[l].name[v], length) == 0)
          value = r->loop[l].value[at[l]][v], skip = length;
      }
    if (!value) {
      out[n++] = *text++;
      continue;
    }
    for (; *value && n + 1 < bytes; value++)
      out[n++] = *value;
    text = name + skip + (text[1] == '{');
  }
  out[n] = '\0';
}

static struct block *setup_find(struct reader *r, const char *name) {
  for (unsigned i = 0; i < r->setups; i++)
    if (strcmp(r->setup[i].head, name) == 0) return &r->setup[i];
  return NULL;
}

static bool flat_add(struct reader *r, const unsigned *at, const struct block *from, struct block *flat) {
  char text[TEXT];
  for (unsigned i = 0; i < from->lines; i++) {
    substituted(r, at, from->line[i].text, text, sizeof text);
    if (strchr(text, '$')) return complain(r, from->line[i].number, "%s: no such variable", strchr(text, '$'));
    if (strncmp(text, "with ", 5) == 0) {
      struct block *setup = setup_find(r, trimmed(text + 5));
      if (!setup) return complain(r, from->line[i].number, "no setup '%s'", trimmed(text + 5));
      if (!flat_add(r, at, setup, flat)) return false;
    } else if (!block_add(r, flat, text, from->line[i].number)) {
      return false;
    }
  }
  return true;
}

// `ID [CLAUSE]: TITLE`
static bool head_split(const struct reader *r, char *head, char **clause, char **title) {
  char *open = strchr(head, '['), *close = open ? strstr(open, "]:") : NULL;
  if (!close || open == head) return complain(r, r->kase.number, "not 'case ID [CLAUSE]: TITLE'");
  *close = *open = '\0';
  *clause = trimmed(open + 1);
  *title = trimmed(close + 2);
  char *id = trimmed(head);
  if (!*id || strchr(id, ' ') || !**clause || !**title)
    return complain(r, r->kase.number, "not 'case ID [CLAUSE]: TITLE'");
  return true;
}

// The case's name goes on with the loop's first value; with its place too where others have the
// same.
static size_t loop_name(const struct loop *l, unsigned at, char *out, size_t bytes) {
  const char *value = l->value[at][0];
  bool twice = false;
  for (unsigned i = 0; i < l->values; i++)
    twice |= i != at && strcmp(l->value[i][0], value) == 0;
  return (size_t)(twice ? snprintf(out, bytes, ".%s.%u", value, at + 1) : snprintf(out, bytes, ".%s", value));
}

static bool case_add(struct reader *r, const unsigned *at) {
  struct table *t = r->table;
  char head[TEXT], id[TEXT], *clause = NULL, *title = NULL;
  substituted(r, at, r->kase.head, head, sizeof head);
  if (!head_split(r, head, &clause, &title)) return false;
  size_t n = (size_t)snprintf(id, sizeof id, "%s", trimmed(head));
  for (unsigned l = 0; l < r->loops && n < sizeof id; l++)
    n += loop_name(&r->loop[l], at[l], id + n, sizeof id - n);
  for (char *c = id; *c; c++)
    if (*c == ' ') *c = '_';
  for (unsigned i = 0; i < t->kases; i++)
    if (strcmp(t->kase[i].id, id) == 0 && strcmp(t->kase[i].file, r->file) == 0)
      return complain(r, r->kase.number, "case '%s' stands twice", id);
  struct block flat = {.lines = 0};
  if (!flat_add(r, at, &r->preamble, &flat) || !flat_add(r, at, &r->kase, &flat)) return block_clear(&flat), false;
  t->kase = grown(t->kase, (t->kases + 1) * sizeof *t->kase);
  struct line *lines = grown(NULL, (flat.lines + 1) * sizeof *lines);
  memcpy(lines, flat.line, flat.lines * sizeof *lines);
  t->kase[t->kases++] = (struct kase){copy(r->file), copy(id), copy(title), copy(clause), lines, flat.lines};
  return true;
}

// The case that ends here, once for each combination of its loops.
static bool case_end(struct reader *r) {
  unsigned at[LOOPS] = {0}, l = 0;
  if (r->into != &r->kase) return true;
  do {
    if (!case_add(r, at)) return false;
    for (l = 0; l < r->loops && ++at[l] == r->loop[l].values; l++)
      at[l] = 0;
  } while (l < r->loops);
  block_clear(&r->kase);
  r->loops = 0;
  return true;
}

// `VALUE, VALUE | VALUE, VALUE`: alternatives between bars, one value for each name.
static bool alternatives_read(struct reader *r, struct loop *loop, char *text) {
  char *bar, *save;
  for (char *part = strtok_r(text, "|", &bar); part; part = strtok_r(NULL, "|", &bar)) {
    unsigned n = 0;
    if (loop->values == ALTERNATIVES) return complain(r, r->number, "more than %d alternatives", ALTERNATIVES);
    for (char *value = strtok_r(part, ",", &save); value; value = strtok_r(NULL, ",", &save)) {
      value = trimmed(value);
      if (n == loop->names || strlen(value) >= sizeof loop->value[0][0]) return complain(r, r->number, "'%s'", value);
      strcpy(loop->value[loop->values][n++], strcmp(value, "-") == 0 ? "" : value);
    }
    if (n != loop->names) return complain(r, r->number, "%u values for %u names", n, loop->names);
    loop->values++;
  }
  return loop->values > 0 || complain(r, r->number, "no alternatives");
}

// `NAME... = ALTERNATIVES`; more of them on lines that begin with a bar.
static bool loop_read(struct reader *r, char *text) {
  char *equals = strstr(text, " = "), *save;
  if (!equals || r->loops == LOOPS) return complain(r, r->number, "not 'for NAME... = VALUE... | VALUE...'");
  struct loop *loop = &r->loop[r->loops++];
  *loop = (struct loop){.names = 0};
  *equals = '\0';
  for (char *name = strtok_r(text, " ", &save); name; name = strtok_r(NULL, " ", &save)) {
    if (loop->names == VARIABLES || strlen(name) >= sizeof loop->name[0]) return complain(r, r->number, "'%s'", name);
    strcpy(loop->name[loop->names++], name);
  }
  return alternatives_read(r, loop, equals + 3);
}

static bool setup_begin(struct reader *r, const char *name) {
  if (setup_find(r, name)) return complain(r, r->number, "setup '%s' stands twice", name);
  if (r->setups == SETUPS) return complain(r, r->number, "more than %d setups", SETUPS);
  r->into = &r->setup[r->setups++];
  snprintf(r->into->head, sizeof r->into->head, "%s", name);
  return true;
}

static bool line_read(struct reader *r, char *text) {
  if (strncmp(text, "for ", 4) == 0) {
    if (!case_end(r)) return false;
    r->into = NULL;
    return loop_read(r, text + 4);
  }
  if (strncmp(text, "case ", 5) == 0) {
    if (!case_end(r)) return false;
    r->into = &r->kase;
    r->kase.number = r->number;
    snprintf(r->kase.head, sizeof r->kase.head, "%s", text + 5);
    return true;
  }
  if (strncmp(text, "setup ", 6) == 0) return case_end(r) && setup_begin(r, trimmed(text + 6));
  if (!r->into && text[0] == '|') return alternatives_read(r, &r->loop[r->loops - 1], text + 1);
  if (!r->into) return complain(r, r->number, "'for' wants a case after it");
  return block_add(r, r->into, text, r->number);
}

static bool file_read(struct reader *r, FILE *in) {
  char text[TEXT];
  for (r->number = 1; fgets(text, sizeof text, in); r->number++) {
    if (!strchr(text, '\n') && !feof(in)) return complain(r, r->number, "a line longer than %d", TEXT);
    for (unsigned char *c = (unsigned char *)text; *c; c++)
      if (*c != '\n' && (*c < ' ' || *c > '~')) return complain(r, r->number, "byte 0x%x", *c);
    char *comment = strchr(text, '#');
    if (comment) *comment = '\0';
    char *line = trimmed(text);
    if (*line && !line_read(r, line)) return false;
  }
  return case_end(r);
}

bool table_read(struct table *t, const char *path) {
  const char *slash = strrchr(path, '/');
  struct reader *r = calloc(1, sizeof *r);
  if (!r) abort();
  r->path = path;
  r->file = slash ? slash + 1 : path;
  r->table = t;
  r->into = &r->preamble;
  FILE *in = fopen(path, "r");
  bool good = in ? file_read(r, in) : complain(r, 0, "cannot be read");
  if (in) fclose(in);
  block_clear(&r->preamble);
  block_clear(&r->kase);
  for (unsigned i = 0; i < r->setups; i++)
    block_clear(&r->setup[i]);
  free(r);
  return good;
}

void table_free(struct table *t) {
  for (unsigned i = 0; i < t->kases; i++) {
    struct kase *k = &t->kase[i];
    for (unsigned l = 0; l < k->lines; l++)
      free(k->line[l].text);
    free(k->line);
    free(k->file);
    free(k->id);
    free(k->title);
    free(k->clause);
  }
  free(t->kase);
}
