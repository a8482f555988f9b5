#include "tb/input/image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tb/text/textfile.h"
#include "tb/text/words.h"

// `L|S|I U|S va ret pa prot`; va and pa hexadecimal, ret 0 ok or 1 page fault, prot a mask of 1 R,
// 2 W, 4 X.
struct walklog {
  struct textfile *text;
};

static int bad(struct walklog *w, struct lw_error *e, const char *reason, const char *word) {
  textfile_fail(w->text, e, "%s%s%.32s%s", reason, word ? " \"" : "", word ? word : "", word ? "\"" : "");
  return -1;
}

struct walklog *walklog_open(const char *path, struct lw_error *e) {
  struct walklog *w = calloc(1, sizeof *w);
  if (!w) {
    lw_fail(e, LW_INPUT, "%s: out of memory", path);
    return NULL;
  }
  w->text = textfile_open(path, e);
  if (w->text) return w;
  walklog_close(w);
  return NULL;
}

static int parse_access(struct walklog *w, const char *word, struct walklog_row *row, struct lw_error *e) {
  static const char letters[] = "LSI"; // in the order of enum access
  const char *at = word[0] && !word[1] ? strchr(letters, word[0]) : NULL;
  if (!at) return bad(w, e, "access is not L, S or I:", word);
  row->access = (enum access)(at - letters);
  return 0;
}

static int parse_priv(struct walklog *w, const char *word, struct walklog_row *row, struct lw_error *e) {
  if (strcmp(word, "M") == 0) return bad(w, e, "machine-mode requests are not supported", NULL);
  if (strcmp(word, "U") && strcmp(word, "S")) return bad(w, e, "privilege is not U or S:", word);
  row->priv = word[0] == 'U' ? PRIV_USER : PRIV_SUPERVISOR;
  return 0;
}

static int parse_row(struct walklog *w, char *word[], struct walklog_row *row, struct lw_error *e) {
  uint64_t ret, prot;
  if (parse_access(w, word[0], row, e) || parse_priv(w, word[1], row, e)) return -1;
  if (!words_hex(word[2], &row->va)) return bad(w, e, "va is not a hexadecimal number:", word[2]);
  if (!words_number(word[3], &ret) || ret > 2) return bad(w, e, "ret is not 0, 1 or 2:", word[3]);
  if (ret == 2) return bad(w, e, "requests refused by PMP (ret 2) are not supported", NULL);
  if (!words_hex(word[4], &row->pa) || row->pa >> 56)
    return bad(w, e, "pa is not a hexadecimal number of 56 bits:", word[4]);
  if (!words_number(word[5], &prot) || prot > 7) return bad(w, e, "prot is not 0..7:", word[5]);
  static const uint8_t right[] = {1, 2, 4}; // of load, store, fetch
  if (ret == 0 && !(prot & right[row->access]))
    return bad(w, e, "an answered access that prot does not grant:", word[5]);
  row->ret = (uint8_t)ret;
  row->prot = (uint8_t)prot;
  row->line = (unsigned)textfile_number(w->text);
  return 1;
}

int walklog_next(struct walklog *w, struct walklog_row *row, struct lw_error *e) {
  char *line, *word[WORDS_MAX];
  int more;
  while ((more = textfile_line(w->text, &line, e)) > 0) {
    unsigned words = words_split(line, word);
    if (words == 0) continue;
    if (words != 6) return bad(w, e, "not 6 words: access privilege va ret pa prot", NULL);
    return parse_row(w, word, row, e);
  }
  return more;
}

void walklog_close(struct walklog *w) {
  if (!w) return;
  textfile_close(w->text);
  free(w);
}
