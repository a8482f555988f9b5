#include "tests/tb/files.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

enum { KEPT = 8 };
static char directory[64];
static char path[KEPT][96];
static unsigned next;

static void clean(void) {
  for (unsigned i = 0; i < KEPT; i++)
    if (path[i][0]) unlink(path[i]);
  rmdir(directory);
}

const char *files_write(const void *data, size_t size) {
  if (!directory[0]) {
    const char *base = getenv("TMPDIR");
    if (!base || strlen(base) > 30) base = P_tmpdir;
    snprintf(directory, sizeof directory, "%s/lockwalk-test-XXXXXX", base);
    if (!mkdtemp(directory)) abort();
    atexit(clean);
  }
  char *name = path[next++ % KEPT];
  snprintf(name, sizeof path[0], "%s/file%u", directory, next % KEPT);
  unlink(name); // ext4 waits for the disk when a file is cut and written again, not for a new one
  FILE *f = fopen(name, "wb");
  if (!f || fwrite(data, 1, size, f) != size || fclose(f)) abort();
  return name;
}

const char *files_text(const char *text) {
  return files_write(text, strlen(text));
}

const char *files_zstd(const void *data, size_t size) {
  size_t room = ZSTD_compressBound(size);
  void *packed = malloc(room);
  ZSTD_CCtx *c = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
  size_t n = ZSTD_compress2(c, packed, room, data, size);
  const char *name = files_write(packed, n);
  ZSTD_freeCCtx(c);
  free(packed);
  return name;
}

// Tests run from the root of the project.
const char *files_data(const char *name) {
  static char full[4][512];
  static unsigned at;
  char *to = full[at++ % 4];
  snprintf(to, sizeof full[0], "tests/data/%s", name);
  return to;
}

unsigned char *files_read(const char *name, size_t *size) {
  FILE *f = fopen(name, "rb");
  if (!f) abort();
  unsigned char *data = NULL;
  size_t room = 0, n;
  *size = 0;
  do {
    room += 1 << 20;
    data = realloc(data, room);
    n = fread(data + *size, 1, room - *size, f);
    *size += n;
  } while (n);
  fclose(f);
  return data;
}

int files_told(const struct lw_error *e, const char *one, const char *two) {
  int right = e->code == LW_INPUT && !strchr(e->text, '\n') && strstr(e->text, one) && strstr(e->text, two);
  if (!right) fprintf(stderr, "told (%d) \"%s\", wanted \"%s\" and \"%s\"\n", e->code, e->text, one, two);
  return right;
}
