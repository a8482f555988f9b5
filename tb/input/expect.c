#include "tb/input/image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden/format.h"
#include "tb/text/textfile.h"
#include "tb/text/words.h"

// `va pa pagesize flags count va_stride pa_stride`, hexadecimal but for the count. Bounds keep a
// bad line from asking for years.
enum { PAGES_MAX = 1 << 22 };

struct span { // one expanded page, to find overlaps
  uint64_t va, last;
  unsigned line;
};
struct parser {
  struct textfile *text;
  enum arch arch;
  struct expect *x;
  size_t room;
};

// "rwxugad", '-' where clear, then N (NAPOT) and M1 or M2 (PBMT).
static bool riscv_flags(const char *s, uint16_t *flags) {
  static const char letters[] = "rwxugad";
  static const uint16_t bits[] = {EXPECT_R, EXPECT_W, EXPECT_X, EXPECT_U, EXPECT_G, EXPECT_A, EXPECT_D};
  *flags = 0;
  for (unsigned i = 0; i < 7; i++, s++) {
    if (*s == letters[i])
      *flags |= bits[i];
    else if (*s != '-')
      return false;
  }
  if (*s == 'N') {
    *flags |= EXPECT_NAPOT;
    s++;
  }
  if (s[0] == 'M' && (s[1] == '1' || s[1] == '2')) {
    *flags |= (uint16_t)((s[1] - '0') << EXPECT_PBMT_SHIFT);
    s += 2;
  }
  return *s == 0;
}

// "XGPDACTUW", '-' where clear: no-execute, global, large, dirty, accessed, PCD, PWT, user,
// writable.
static bool x86_flags(const char *s, uint64_t page_bytes, uint16_t *flags) {
  static const char letters[] = "XGPDACTUW";
  static const uint16_t bits[] = {
      EXPECT_X, EXPECT_G, 0, EXPECT_D, EXPECT_A, 2 << EXPECT_PBMT_SHIFT, 1 << EXPECT_PBMT_SHIFT, EXPECT_U, EXPECT_W};
  *flags = EXPECT_R | EXPECT_X;
  if (strlen(s) != 9) return false;
  for (unsigned i = 0; i < 9; i++) {
    if (s[i] != '-' && s[i] != letters[i]) return false;
    if (s[i] != '-') *flags ^= bits[i];
  }
  return (s[2] == 'P') == (page_bytes > 4096);
}

static bool page_size_known(enum arch arch, uint64_t bytes, uint16_t flags) {
  if (bytes == 1ull << 22 && !(flags & EXPECT_NAPOT)) return true; // 32-bit two-level paging, Sv32
  if (arch == ARCH_X86) return bytes == 1ull << 12 || bytes == 1ull << 21 || bytes == 1ull << 30;
  if (flags & EXPECT_NAPOT) return bytes == 1ull << 16;
  return bytes == 1ull << 12 || bytes == 1ull << 21 || bytes == 1ull << 30 || bytes == 1ull << 39 ||
         bytes == 1ull << 48;
}

static int check_row(struct parser *p, const struct expect_row *r, struct lw_error *e) {
  uint64_t low = r->page_bytes - 1, steps = r->count - 1;
  if (!page_size_known(p->arch, r->page_bytes, r->flags))
    return textfile_fail(p->text, e, "0x%llx is no page size here", (unsigned long long)r->page_bytes);
  if (r->va & low || r->pa & low) return textfile_fail(p->text, e, "address is not aligned to the page size");
  if (r->count == 0 || r->count > PAGES_MAX || p->x->pages + r->count > PAGES_MAX)
    return textfile_fail(p->text, e, "absurd number of pages (more than %d in the file, or none)", PAGES_MAX);
  if (steps && (r->va_stride < r->page_bytes || r->va_stride & low))
    return textfile_fail(p->text, e, "pages of the run overlap: va_stride 0x%llx", (unsigned long long)r->va_stride);
  if (steps && r->pa_stride & low) return textfile_fail(p->text, e, "pa_stride is no multiple of the page size");
  if (steps && (r->va_stride > (UINT64_MAX - low - r->va) / steps || r->pa_stride > ((1ull << 56) - 1) / steps))
    return textfile_fail(p->text, e, "the run leaves the address space");
  if (r->pa >> 56 || (r->pa + steps * r->pa_stride) >> 56)
    return textfile_fail(p->text, e, "physical address has more than 56 bits");
  return 0;
}

static int add_row(struct parser *p, const struct expect_row *r, struct lw_error *e) {
  if (p->x->rows == p->room) {
    p->room = p->room ? 2 * p->room : 256;
    struct expect_row *larger = realloc(p->x->row, p->room * sizeof *larger);
    if (!larger) return textfile_fail(p->text, e, "out of memory");
    p->x->row = larger;
  }
  p->x->row[p->x->rows++] = *r;
  p->x->pages += r->count;
  return 0;
}

// `VA gpa: 0xPA` or `VA Unmapped`.
static int parse_point(struct parser *p, char **word, unsigned words, struct lw_error *e) {
  struct expect_row r = {.count = 1, .line = (unsigned)textfile_number(p->text)};
  if (p->x->rows == PAGES_MAX) return textfile_fail(p->text, e, "more than %d addresses", PAGES_MAX);
  if (!words_hex(word[0], &r.va)) return textfile_fail(p->text, e, "\"%.32s\" is not a hexadecimal number", word[0]);
  if (words == 2 && strcmp(word[1], "Unmapped") == 0) return add_row(p, &r, e);
  if (words != 3 || strcmp(word[1], "gpa:") != 0 || strncmp(word[2], "0x", 2) != 0 || !words_hex(word[2] + 2, &r.pa) ||
      r.pa >> 56)
    return textfile_fail(p->text, e, "neither \"VA gpa: 0xPA\" nor \"VA Unmapped\"");
  r.flags = EXPECT_R;
  return add_row(p, &r, e);
}

static int parse_row(struct parser *p, char *line, struct lw_error *e) {
  static const char *const name[] = {"va", "pa", "pagesize", "flags", "count", "va_stride", "pa_stride"};
  char *word[WORDS_MAX];
  uint64_t n[7] = {0};
  unsigned words = words_split(line, word);
  if (words == 0) return 0;
  if (p->x->rows == 0) p->x->points = words <= 3 && words > 1; // the first line says which kind of file it is
  if (p->x->points) return parse_point(p, word, words, e);
  if (words != 7)
    return textfile_fail(p->text, e, "%u words where 7 belong: va pa pagesize flags count va_stride pa_stride", words);
  for (unsigned i = 0; i < 7; i++)
    if (i != 3 && !(i == 4 ? words_number(word[i], &n[i]) : words_hex(word[i], &n[i])))
      return textfile_fail(p->text, e, "%s \"%.32s\" is not a %s number", name[i], word[i],
                           i == 4 ? "decimal" : "hexadecimal");
  struct expect_row r = {n[0], n[1], n[2], n[5], n[6], n[4], 0, (unsigned)textfile_number(p->text)};
  if (!(p->arch == ARCH_RISCV ? riscv_flags(word[3], &r.flags) : x86_flags(word[3], r.page_bytes, &r.flags)))
    return textfile_fail(p->text, e, "flags \"%.32s\" are not those of %s", word[3],
                         p->arch == ARCH_RISCV ? "RISC-V (rwxugad)" : "x86 (XGPDACTUW)");
  return check_row(p, &r, e) ? LW_INPUT : add_row(p, &r, e);
}

static int span_compare(const void *a, const void *b) {
  const struct span *x = a, *y = b;
  if (x->va != y->va) return x->va < y->va ? -1 : 1;
  return (x->line > y->line) - (x->line < y->line);
}

// Strided runs interleave legally, so only their pages, one by one, can tell whether an address is
// mapped twice.
static int check_overlap(struct parser *p, struct lw_error *e) {
  struct span *span = calloc(p->x->pages + 1, sizeof *span);
  size_t n = 0;
  int code = 0;
  if (!span) return textfile_fail(p->text, e, "out of memory");
  for (size_t i = 0; i < p->x->rows; i++) {
    const struct expect_row *r = &p->x->row[i];
    for (uint64_t k = 0; k < r->count; k++) {
      uint64_t va = r->va + k * r->va_stride;
      span[n++] = (struct span){va, va + r->page_bytes - 1, r->line};
    }
  }
  qsort(span, n, sizeof *span, span_compare);
  for (size_t i = 1; i < n && code == 0; i++)
    if (span[i].va <= span[i - 1].last)
      code = lw_fail(e, LW_INPUT, "%s:%u: 0x%llx is mapped by line %u too", textfile_path(p->text), span[i].line,
                     (unsigned long long)span[i].va, span[i - 1].line);
  free(span);
  return code;
}

static int parse(struct parser *p, struct lw_error *e) {
  char *line;
  int more;
  while ((more = textfile_line(p->text, &line, e)) > 0)
    if (parse_row(p, line, e)) return LW_INPUT;
  if (more < 0) return LW_INPUT;
  // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): expect_open has allocated x
  if (p->x->rows == 0) return textfile_fail(p->text, e, "no mapping in the whole file");
  return p->x->points ? 0 : check_overlap(p, e);
}

struct expect *expect_open(const char *path, enum arch arch, struct lw_error *e) {
  struct parser p = {.arch = arch, .text = textfile_open(path, e)};
  if (!p.text) return NULL;
  p.x = calloc(1, sizeof *p.x);
  if (!p.x) {
    lw_fail(e, LW_INPUT, "%s: out of memory", path);
    textfile_close(p.text);
    return NULL;
  }
  snprintf(p.x->path, sizeof p.x->path, "%s", path);
  int code = parse(&p, e);
  textfile_close(p.text);
  if (code == 0) return p.x;
  expect_close(p.x);
  return NULL;
}

void expect_close(struct expect *x) {
  if (!x) return;
  free(x->row);
  free(x);
}
