// Walks taken apart: whatever is in memory, what the tree says agrees with the walk.
#include <stdlib.h>
#include <string.h>

#include "tb/report/explain_json.h"
#include "tb/run/explain_source.h"
#include "tb/text/rng.h"
#include "tests/tb/files.h"
#include "tests/suite.h"

// Tables of chance: half of what is read points on, the rest is anything.
struct chance {
  struct rng rng;
  bool x86;
};

static enum phys_status chance_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  struct chance *c = ctx;
  uint64_t r = rng_next(&c->rng), way = rng_next(&c->rng);
  (void)addr;
  if (way % 23 == 0) return PHYS_ERROR;
  *value = r & 0xfffffff000 & (bytes == 4 ? 0xffffffff : ~0ull);
  if (way % 2 == 0)
    *value |= c->x86 ? 0x27 : 1;
  else
    *value |= (way >> 8 & 0xfff) | (way % 5 == 0 ? r & 0xfff0000000000000 : 0);
  if (bytes == 4) *value = (uint32_t)*value;
  return PHYS_OK;
}

static enum phys_status chance_update(void *ctx, struct phys_swap *swap) {
  struct chance *c = ctx;
  uint64_t way = rng_next(&c->rng);
  swap->old = swap->expected;
  swap->ok = way % 8 != 0;
  if (!swap->ok) swap->old ^= way >> 8 & 0x1e;
  return way % 31 == 0 ? PHYS_ERROR : PHYS_OK;
}

static struct regime chance_regime(struct rng *rng, enum format_id format) {
  bool x86 = format_get(format)->arch == ARCH_X86;
  struct regime r = {.format = format, .root_pa = 0x80000000, .pa_bits = x86 ? (uint8_t)(36 + rng_below(rng, 16)) : 56};
  r.flags = (uint32_t)rng_next(rng) & (x86 ? 0x103ff : 0xff);
  for (int i = 0; i < 4; i++)
    r.pdpte[i] = 0x90000001 + 0x1000 * (unsigned)i - (rng_below(rng, 8) == 0);
  return r;
}

static struct request chance_request(struct rng *rng, const struct regime *r) {
  struct request q = {.access = (enum access)rng_below(rng, 3), .priv = (enum priv)rng_below(rng, 2)};
  unsigned bits = format_get(r->format)->va_bits;
  q.va = rng_next(rng) & ((1ull << (bits < 64 ? bits - 1 : 40)) - 1);
  if (rng_below(rng, 16) == 0) q.va |= rng_next(rng);
  return q;
}

static unsigned failed_checks(const struct explain_tree *t, unsigned *bad) {
  unsigned failed = t->entry.state == EXPLAIN_FAILED;
  *bad = 0;
  for (unsigned i = 0; i < t->rows; i++) {
    for (unsigned k = 0; k < t->row[i].checks; k++)
      failed += t->row[i].check[k].state == EXPLAIN_FAILED;
    for (unsigned k = 0; k < t->row[i].fields; k++)
      *bad += t->row[i].field[k].bad;
  }
  return failed;
}

static bool in_an_entry(enum reason r) {
  return r != REASON_NON_CANONICAL && r != REASON_BEYOND_PA && r != REASON_READ_ERROR && r != REASON_UPDATE_ERROR;
}

// One failed check for a fault, in the entry that is to blame, and none without.
static void check_tree(const struct explain_tree *t) {
  unsigned bad, failed = failed_checks(t, &bad);
  if (t->reason == REASON_OK) {
    CU_ASSERT(failed == 0 && bad == 0);
  } else if (t->reason != REASON_LIVELOCK) {
    if (failed != 1 || (in_an_entry(t->reason) && !bad))
      printf("%s %s: %u failed, %u bad, level %u value %llx\n", t->format->name, t->why, failed, bad,
             t->rows ? t->row[t->rows - 1].level : 9, t->rows ? (unsigned long long)t->row[t->rows - 1].value : 0);
    CU_ASSERT_EQUAL(failed, 1);
    if (in_an_entry(t->reason)) CU_ASSERT(bad > 0);
  }
}

// All 64 (or 32) bits of an entry are named, each once.
static void check_fields(const struct explain_tree *t, const struct explain_row *row) {
  uint64_t seen = 0;
  bool twice = false;
  for (unsigned i = 0; i < row->fields; i++) {
    const struct explain_field *f = &row->field[i];
    uint64_t mask = (f->bits == 64 ? ~0ull : (1ull << f->bits) - 1) << f->low;
    twice |= (seen & mask) != 0;
    seen |= mask;
    CU_ASSERT_EQUAL(f->value, (row->value & mask) >> f->low);
  }
  CU_ASSERT(!twice && seen == (t->format->entry_bytes == 4 ? 0xffffffffull : ~0ull));
}

static void check_json(const struct explain_tree *t) {
  struct regime regime;
  struct request req;
  struct walk_record walk;
  struct explain_tree again;
  struct lw_error e = {0};
  json_t *one = explain_json(t), *two;
  CU_ASSERT_EQUAL(explain_from_json(one, &regime, &req, &walk, "one", &e), 0);
  explain_build(&again, &regime, &req, &walk);
  two = explain_json(&again);
  if (!json_equal(one, two)) {
    char *a = json_dumps(one, 0), *b = json_dumps(two, 0);
    printf("%s\n%s\n", a, b);
    free(a), free(b);
  }
  CU_ASSERT(json_equal(one, two));
  json_decref(one);
  json_decref(two);
}

static void test_the_tree_agrees_with_the_walk(void) {
  struct chance c = {.rng = {5}};
  const struct phys phys = {&c, chance_read, chance_update};
  for (enum format_id format = FORMAT_BARE; format < FORMAT_COUNT; format++)
    for (unsigned i = 0; i < 3000; i++) {
      struct regime regime = chance_regime(&c.rng, format);
      struct request req = chance_request(&c.rng, &regime);
      struct explain_tree t;
      c.x86 = format_get(format)->arch == ARCH_X86;
      struct walk_record w = walk(&regime, &req, &phys, AD_EAGER);
      explain_build(&t, &regime, &req, &w);
      check_tree(&t);
      for (unsigned k = 0; k < t.rows; k++)
        if (!t.row[k].refused) check_fields(&t, &t.row[k]);
      if (i % 4 == 0) check_json(&t);
    }
}

static char *text_of(const struct explain_tree *t, unsigned flags) {
  char *text = NULL;
  size_t size;
  FILE *f = open_memstream(&text, &size);
  explain_text(t, "", flags, f);
  fclose(f);
  return text;
}

static void image_tree(const char *image, uint64_t va, enum access access, enum priv priv, struct explain_tree *t) {
  struct explain_asked asked = {.has_va = true, .req = {va, access, priv, false}, .sum = -1, .mxr = -1, .ac = -1};
  struct dump_options dump = {0};
  struct explain_source s;
  struct lw_error e = {0};
  CU_ASSERT_EQUAL_FATAL(explain_image(files_data(image), &dump, &asked, &s, &e), 0);
  explain_build(t, &s.regime, &s.req, &s.walk);
}

static void test_names_levels_bits_and_the_reason(void) {
  struct explain_tree t;
  image_tree("x86/d-userA.ptp.zst", 0x401123, ACCESS_STORE, PRIV_USER, &t);
  char *text = text_of(&t, EXPLAIN_ALL);
  static const char *const part[] = {"= 3:0 (0x0) 2:0 (0x0) 1:2 (0x2) 0:1 (0x1) offset 0x123",
                                     "PML4E (pgd) [0]",
                                     "PDPTE (pud) [0]",
                                     "PDE (pmd) [2]",
                                     "PTE (pte) [1]",
                                     "P R/W=0 U/S A",
                                     "FAILED      the access is granted: not writable (r-xu",
                                     "SDM3 4.6.1",
                                     "fault=7"};
  for (size_t i = 0; i < sizeof part / sizeof *part; i++)
    CU_ASSERT_PTR_NOT_NULL(strstr(text, part[i]));
  CU_ASSERT_PTR_NULL(strchr(text, 033));
  free(text);
  text = text_of(&t, EXPLAIN_ALL | EXPLAIN_COLOUR);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "\033[1;31mR/W=0\033[0m"));
  free(text);
  image_tree("riscv/sv39-userA.ptp.zst", 0x12345678000, ACCESS_LOAD, PRIV_USER, &t);
  CU_ASSERT_STRING_EQUAL(t.clause, "priv 12.4.1");
  CU_ASSERT(t.rows == 0 && t.entry.state == EXPLAIN_FAILED);
}

static void test_the_page_needs_nothing_else(void) {
  struct explain_tree t;
  char *text = NULL;
  size_t size;
  image_tree("x86/d-userA.ptp.zst", 0x401123, ACCESS_STORE, PRIV_USER, &t);
  FILE *f = open_memstream(&text, &size);
  explain_html(&t, "a <file> & \"name\"", f);
  fclose(f);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "a &lt;file&gt; &amp; &quot;name&quot;"));
  CU_ASSERT_PTR_NULL(strstr(text, "http"));
  CU_ASSERT_PTR_NULL(strstr(text, "src="));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "class=\"bit bad\""));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "<li class=\"failed\">the access is granted: not writable"));
  CU_ASSERT(!strncmp(text + size - 8, "</html>\n", 8));
  free(text);
}

static const char FILE_TEXT[] = "txn 1\npte 0x80000008 0x20000401\npage 0x80001000\n"
                                "regime riscv mode=sv39 root=0x80000 asid=3\n"
                                "req 1 load user 0x40200123\n"
                                "store 0x80001008 0x180000df\n"
                                "req 2 store user 0x40200123\ndrain\n"
                                "memory error=0x80001008\nend\n";

static enum reason txn_reason(uint64_t line, const uint64_t *va) {
  struct explain_asked asked = {.line = line, .sum = -1, .mxr = -1, .ac = -1};
  struct explain_source s;
  struct lw_error e = {0};
  if (va) {
    asked.has_va = true;
    asked.req = (struct request){.va = *va, .priv = PRIV_USER};
  }
  if (explain_txn(files_text(FILE_TEXT), &asked, &s, &e)) return REASON_COUNT;
  return s.walk.reason;
}

static void test_a_line_of_a_file_sees_what_stands_above_it(void) {
  const uint64_t va = 0x40200123;
  CU_ASSERT_EQUAL(txn_reason(5, NULL), REASON_NOT_PRESENT);
  CU_ASSERT_EQUAL(txn_reason(7, NULL), REASON_OK);
  CU_ASSERT_EQUAL(txn_reason(0, NULL), REASON_OK);        // the last request
  CU_ASSERT_EQUAL(txn_reason(0, &va), REASON_READ_ERROR); // when all is done
  CU_ASSERT_EQUAL(txn_reason(6, NULL), REASON_COUNT);     // no request there
}

static void test_bad_records_are_refused(void) {
  static const char *const bad[] = {"{", "{}", "{\"walk\": 1}", "{\"walk\": {\"regime\": {\"format\": \"sv39\"}}}",
                                    "{\"entries\": [], \"regime\": 3}"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct explain_source s;
    struct lw_error e = {0};
    const char *path = files_text(bad[i]);
    CU_ASSERT(explain_is_record(path));
    CU_ASSERT_EQUAL(explain_record(path, &s, &e), LW_INPUT);
    CU_ASSERT(files_told(&e, path, ""));
  }
  CU_ASSERT(!explain_is_record(files_text("txn 1\n")) && !explain_is_record("/nonexistent"));
}

CU_TestInfo test_explain_tests[] = {
    TEST(test_the_tree_agrees_with_the_walk), TEST(test_names_levels_bits_and_the_reason),
    TEST(test_the_page_needs_nothing_else),   TEST(test_a_line_of_a_file_sees_what_stands_above_it),
    TEST(test_bad_records_are_refused),       CU_TEST_INFO_NULL};
