#include "tb/text/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

enum { CHUNK = 128 * 1024 };

struct textfile {
  char *path;
  int fd;
  off_t at;          // read so far. A copy of the process shares the file's own position, so it is never used ...
  bool pipe;         // ... but here, where there is nothing else
  ZSTD_DStream *zst; // NULL: plain text
  bool frame_open;   // inside a zstd frame: ending here means truncated
  bool file_ended;
  unsigned long number; // of the line last returned
  bool torn;            // it is the last, and has no newline
  size_t raw_at, raw_end, text_at, text_end;
  char *line;
  size_t line_room;
  char *text; // where decoded bytes are: `decoded`, or `raw` for plain text
  char raw[CHUNK], decoded[CHUNK];
};

static int fail(struct textfile *t, struct lw_error *e, const char *reason) {
  lw_fail(e, LW_INPUT, "%s:%lu: %s", t->path, t->number + 1, reason);
  return -1;
}

static int fill_raw(struct textfile *t, struct lw_error *e) {
  t->raw_at = 0;
  t->raw_end = 0;
  ssize_t got;
  do
    got = t->pipe ? read(t->fd, t->raw, CHUNK) : pread(t->fd, t->raw, CHUNK, t->at);
  while (got < 0 && errno == EINTR);
  if (got < 0) return fail(t, e, strerror(errno));
  t->raw_end = (size_t)got;
  t->at += got;
  t->file_ended = got == 0;
  return 0;
}

// More decoded bytes. 1: there are some; 0: the end; -1: error.
static int fill_text(struct textfile *t, struct lw_error *e) {
  for (;;) {
    // A full output chunk may leave decoded bytes inside the decoder, so it is called before more
    // input is read.
    if (t->zst) {
      ZSTD_inBuffer in = {t->raw, t->raw_end, t->raw_at};
      ZSTD_outBuffer out = {t->decoded, CHUNK, 0};
      if (t->raw_at < t->raw_end || (t->frame_open && t->text_end == CHUNK)) {
        size_t left = ZSTD_decompressStream(t->zst, &out, &in);
        if (ZSTD_isError(left)) return fail(t, e, ZSTD_getErrorName(left));
        t->frame_open = left != 0;
      }
      t->raw_at = in.pos;
      t->text_at = 0;
      t->text_end = out.pos;
    } else {
      t->text_at = t->raw_at;
      t->text_end = t->raw_at = t->raw_end;
    }
    if (t->text_at < t->text_end) return 1;
    if (t->raw_at < t->raw_end) continue;
    if (!t->file_ended && fill_raw(t, e) < 0) return -1;
    if (t->file_ended) return t->frame_open ? fail(t, e, "compressed data ends in the middle (truncated file)") : 0;
  }
}

static int line_append(struct textfile *t, size_t *length, const char *bytes, size_t n, struct lw_error *e) {
  if (n > TEXTFILE_LINE_MAX - *length) return fail(t, e, "line is too long");
  if (memchr(bytes, 0, n)) return fail(t, e, "NUL byte (not a text file?)");
  if (*length + n + 1 > t->line_room) {
    size_t room = 2 * (*length + n + 1);
    char *larger = realloc(t->line, room);
    if (!larger) return fail(t, e, "out of memory");
    t->line = larger;
    t->line_room = room;
  }
  memcpy(t->line + *length, bytes, n);
  *length += n;
  t->line[*length] = 0;
  return 0;
}

static int line_done(struct textfile *t, char **line, size_t length) {
  if (length && t->line[length - 1] == '\r') t->line[length - 1] = 0;
  t->number++;
  *line = t->line;
  return 1;
}

int textfile_line(struct textfile *t, char **line, struct lw_error *e) {
  size_t length = 0;
  for (bool begun = false;; begun = true) {
    if (t->text_at == t->text_end) {
      int more = fill_text(t, e);
      if (more < 0) return -1;
      if (!more) {
        t->torn = begun;
        return begun ? line_done(t, line, length) : 0;
      }
    }
    const char *from = t->text + t->text_at;
    size_t have = t->text_end - t->text_at;
    const char *newline = memchr(from, '\n', have);
    size_t n = newline ? (size_t)(newline - from) : have;
    if (line_append(t, &length, from, n, e) < 0) return -1;
    t->text_at += n + (newline != NULL);
    if (newline) return line_done(t, line, length);
  }
}

static int detect(struct textfile *t, struct lw_error *e) {
  static const unsigned char magic[4] = {0x28, 0xb5, 0x2f, 0xfd};
  if (fill_raw(t, e) < 0) return -1;
  t->text = t->raw;
  if (t->raw_end < sizeof magic || memcmp(t->raw, magic, sizeof magic)) return 0;
  t->text = t->decoded;
  t->zst = ZSTD_createDStream();
  return t->zst ? 0 : fail(t, e, "out of memory");
}

struct textfile *textfile_open(const char *path, struct lw_error *e) {
  struct textfile *t = calloc(1, sizeof *t);
  if (!t || !(t->path = strdup(path))) {
    free(t);
    lw_fail(e, LW_INPUT, "%s: out of memory", path);
    return NULL;
  }
  t->fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
  t->pipe = t->fd >= 0 && lseek(t->fd, 0, SEEK_CUR) != 0; // a pipe, or the rest of a file
  if (t->fd < 0)
    lw_fail(e, LW_INPUT, "%s: %s", path, strerror(errno));
  else if (detect(t, e) == 0)
    return t;
  textfile_close(t);
  return NULL;
}

unsigned long textfile_number(const struct textfile *t) {
  return t->number;
}
const char *textfile_path(const struct textfile *t) {
  return t->path;
}

int textfile_fail(const struct textfile *t, struct lw_error *e, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  lw_vfail_line(e, t->path, t->number, fmt, args);
  va_end(args);
  return LW_INPUT;
}

void textfile_close(struct textfile *t) {
  if (!t) return;
  if (t->fd > STDIN_FILENO) close(t->fd);
  ZSTD_freeDStream(t->zst);
  free(t->line);
  free(t->path);
  free(t);
}

bool textfile_torn(const struct textfile *t) {
  return t->torn;
}
