#include "tb/report/wave_file.h"

#include <fstapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 1024, DEPTH_MAX = 64 };

struct reading {
  struct wave_file *file;
  size_t room;
  char path[PATH_ROOM];
  size_t length[DEPTH_MAX]; // of `path` outside the scope at each depth
  unsigned depth;
  bool enumerated; // the next signal's
};

static bool enter(struct reading *r, const char *name) {
  size_t used = strlen(r->path);
  if (r->depth == DEPTH_MAX || used + strlen(name) + 2 > sizeof r->path) return false;
  r->length[r->depth++] = used;
  snprintf(r->path + used, sizeof r->path - used, "%s.", name);
  return true;
}

static void leave(struct reading *r) {
  if (r->depth) r->path[r->length[--r->depth]] = 0;
}

// "name [7:0]" has a space that GTKWave does not write.
static bool add(struct reading *r, const char *name, unsigned bits) {
  struct wave_file *f = r->file;
  if (f->signals == r->room) {
    size_t room = r->room ? 2 * r->room : 1024;
    struct wave_signal *larger = realloc(f->signal, room * sizeof *larger);
    if (!larger) return false;
    f->signal = larger;
    r->room = room;
  }
  struct wave_signal *s = &f->signal[f->signals];
  s->name = malloc(strlen(r->path) + strlen(name) + 1);
  if (!s->name) return false;
  char *to = s->name + sprintf(s->name, "%s", r->path);
  s->stem = 0;
  for (const char *from = name; *from; from++) {
    if (*from == ' ')
      s->stem = (size_t)(to - s->name);
    else
      *to++ = *from;
  }
  *to = 0;
  if (!s->stem) s->stem = (size_t)(to - s->name);
  s->bits = bits;
  s->enumerated = r->enumerated;
  r->enumerated = false;
  f->signals++;
  return true;
}

static bool take(struct reading *r, const struct fstHier *h) {
  switch (h->htyp) {
  case FST_HT_SCOPE:
    return enter(r, h->u.scope.name);
  case FST_HT_UPSCOPE:
    leave(r);
    return true;
  case FST_HT_ATTRBEGIN: // a table's definition has a name, a signal's use of it has none
    if (h->u.attr.typ == FST_AT_MISC && h->u.attr.subtype == FST_MT_ENUMTABLE && !h->u.attr.name[0])
      r->enumerated = true;
    return true;
  case FST_HT_VAR:
    return add(r, h->u.var.name, h->u.var.length);
  default:
    return true;
  }
}

int wave_file_open(struct wave_file *f, const char *path, struct lw_error *e) {
  struct reading r = {.file = f};
  struct fstHier *h;
  bool fine = true;
  memset(f, 0, sizeof *f);
  if (access(path, R_OK)) return lw_fail(e, LW_INPUT, "%s: no such dump, or not readable", path);
  void *reader = fstReaderOpen(path);
  if (!reader) return lw_fail(e, LW_INPUT, "%s: not an FST dump, or one that was not closed", path);
  f->first = fstReaderGetStartTime(reader);
  f->last = fstReaderGetEndTime(reader);
  while (fine && (h = fstReaderIterateHier(reader)))
    fine = take(&r, h);
  fstReaderClose(reader);
  if (fine && f->signals) return LW_PASS;
  wave_file_close(f);
  return lw_fail(e, LW_INPUT, "%s: %s", path, fine ? "a dump without a signal" : "names too long, or out of memory");
}

void wave_file_close(struct wave_file *f) {
  for (size_t i = 0; i < f->signals; i++)
    free(f->signal[i].name);
  free(f->signal);
  memset(f, 0, sizeof *f);
}

const struct wave_signal *wave_file_find(const struct wave_file *f, const char *name) {
  size_t length = strlen(name);
  for (size_t i = 0; i < f->signals; i++) {
    const struct wave_signal *s = &f->signal[i];
    if ((s->stem == length && !strncmp(s->name, name, length)) || !strcmp(s->name, name)) return s;
  }
  return NULL;
}
