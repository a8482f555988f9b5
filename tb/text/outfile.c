#include "tb/text/outfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int outfile_open(struct outfile *o, const char *path, struct lw_error *e) {
  struct stat there;
  *o = (struct outfile){0};
  if (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
    return lw_fail(e, LW_INPUT, "%s: cannot write: not a regular file", path);
  size_t size = strlen(path) + 32;
  o->path = strdup(path);
  o->beside = malloc(size);
  if (!o->path || !o->beside) {
    outfile_abort(o);
    return lw_fail(e, LW_INPUT, "%s: out of memory", path);
  }
  // With this process's number: runs side by side never meet, and the rename stays within one
  // directory.
  snprintf(o->beside, size, "%s.%ld.part", path, (long)getpid());
  o->file = fopen(o->beside, "wb");
  if (o->file) return 0;
  lw_fail(e, LW_INPUT, "%s: cannot write: %s", path, strerror(errno));
  outfile_abort(o);
  return LW_INPUT;
}

int outfile_commit(struct outfile *o, struct lw_error *e) {
  int failed = ferror(o->file) ? EIO : 0;
  if (fclose(o->file) && !failed) failed = errno;
  o->file = NULL;
  if (!failed && rename(o->beside, o->path)) failed = errno;
  if (failed) {
    lw_fail(e, LW_INPUT, "%s: cannot write: %s", o->path, strerror(failed));
    unlink(o->beside);
  }
  free(o->path);
  free(o->beside);
  *o = (struct outfile){0};
  return failed ? LW_INPUT : 0;
}

void outfile_abort(struct outfile *o) {
  if (o->file && o->beside) {
    fclose(o->file);
    unlink(o->beside);
  }
  free(o->path);
  free(o->beside);
  *o = (struct outfile){0};
}
