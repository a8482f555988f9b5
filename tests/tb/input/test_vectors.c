// Vector lines: what is read from them, what is refused, and that each field is compared.
#include <string.h>

#include "tb/input/vectors.h"
#include "tb/input/vectors_case.h"
#include "tests/tb/files.h"
#include "tests/suite.h"
#include "tests/tb/vector_lines.h"

static const char *const good[] = {RISCV_LINE, X86_LINE, PAE_LINE, PAE_HELD, PAE_REFUSED, SHADOW_LINE};
enum { GOOD = sizeof good / sizeof *good };

static int run_text(const char *text, struct vectors_tally *t, char *said, size_t size) {
  memset(t, 0, sizeof *t);
  FILE *out = tmpfile();
  int code = vectors_run(files_text(text), out, t);
  rewind(out);
  size_t got = fread(said, 1, size - 1, out);
  said[got] = 0;
  fclose(out);
  return code;
}

static void test_each_kind_of_line_passes(void) {
  struct vectors_tally t;
  char said[4096];
  for (unsigned i = 0; i < GOOD; i++) {
    CU_ASSERT_EQUAL(run_text(good[i], &t, said, sizeof said), LW_PASS);
    CU_ASSERT(t.passed == 1 && t.failed == 0);
    if (*said) printf("%s", said);
  }
}

static void test_comments_and_empty_lines_are_no_lines(void) {
  struct vectors_tally t;
  char said[4096];
  CU_ASSERT_EQUAL(run_text("# a comment\n\n" X86_LINE "\n  \n" RISCV_LINE "\n", &t, said, sizeof said), LW_PASS);
  CU_ASSERT_EQUAL(t.passed, 2);
}

// Each answer of the file, changed: the line fails and the field is named.
static void test_every_field_is_compared(void) {
  static const struct {
    const char *line, *from, *to, *field;
  } wrong[] = {
      {RISCV_LINE, "| -1 4", "| 13 4", "PA is not 0"},
      {RISCV_LINE, "| -1 4 ea53e8eb18", "| -1 4 ea53e8eb10", "address read"},
      {RISCV_LINE, "| -1 4 ea53e8eb18 21e036d5ff8 337349425b0 100eed1afb8",
       "| -1 5 ea53e8eb18 21e036d5ff8 337349425b0 100eed1afb8 8", "entries read"},
      {RISCV_LINE, "| -1 4 ea53e8eb18 21e036d5ff8 337349425b0 100eed1afb8", "| -1 3 ea53e8eb18 21e036d5ff8 337349425b0",
       "entries read"},
      {RISCV_LINE, "| 1112a2b01f4", "| 1112a2b01f5", "pa"},
      {RISCV_LINE, "100eed1afb8:444a8ac0cf", "100eed1afb8:444a8ac04f", "entry written"},
      {RISCV_LINE, "100eed1afb8:444a8ac0cf", "100eed1afb0:444a8ac0cf", "entry written"},
      {RISCV_LINE, "100eed1afb8:444a8ac0cf", "-", "entry written"},
      {RISCV_LINE, "AD L0", "AD L1", "level"},
      {X86_LINE, "| 0 0 7a1d8d191 1000 0 0 0 0 0", "| 1 5 0 0 -1 -1 -1 -1 -1", "kind"},
      {X86_LINE, "| 0 0 7a1d8d191", "| 0 0 7a1d8d190", "pa"},
      {X86_LINE, "7a1d8d191 1000 0", "7a1d8d191 200000 0", "page size"},
      {X86_LINE, "1000 0 0 0 0 0", "1000 1 0 0 0 0", "writable"},
      {X86_LINE, "1000 0 0 0 0 0", "1000 0 1 0 0 0", "user"},
      {X86_LINE, "1000 0 0 0 0 0", "1000 0 0 1 0 0", "executable"},
      {X86_LINE, "1000 0 0 0 0 0", "1000 0 0 0 1 0", "global"},
      {X86_LINE, "1000 0 0 0 0 0", "1000 0 0 0 0 4", "memory type"},
      {X86_LINE, "cd56a2030:65600007a1d8d267", "cd56a2030:65600007a1d8d227", "entry written"},
      {X86_LINE, "cd56a2030:65600007a1d8d267", "", "entry written"},
      {PAE_LINE, "| 0 0 0 436649603a0 200000 0 0 0 0 1 0", "| 3 0 0 0 0 0 -1 -1 -1 -1 -1", "load of the PDPTEs"},
      {PAE_REFUSED, "| 3 0", "| 1 0", "load of the PDPTEs"},
      {SHADOW_LINE, "| 1 45", "| 1 5", "error code"},
  };
  for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct vectors_tally t;
    char said[4096];
    int code = run_text(vector_edit(wrong[i].line, wrong[i].from, wrong[i].to), &t, said, sizeof said);
    if (code == LW_MISMATCH) {
      CU_ASSERT(t.failed == 1 && t.passed == 0);
      CU_ASSERT(strstr(said, ":1: ") && strstr(said, wrong[i].field));
    } else { // the line contradicts itself
      CU_ASSERT(code == LW_INPUT && files_told(&t.error, ":1: ", wrong[i].field));
    }
  }
}

static void test_a_difference_tells_field_values_and_walk(void) {
  struct vectors_tally t;
  char said[4096];
  const char *text = vector_edit(X86_LINE, "| 0 0 7a1d8d191 1000", "| 0 0 7a1d8d190 1000");
  CU_ASSERT_EQUAL(run_text(text, &t, said, sizeof said), LW_MISMATCH);
  CU_ASSERT(strstr(said, "pa: expected 7a1d8d190, got 7a1d8d191") != NULL);
  CU_ASSERT(strstr(said, "x86-5l") && strstr(said, "level 4") && strstr(said, "level 0"));
}

// A fault of x86: A of the upper entries may be set or not; A of the leaf, D, and any other bit may
// not.
static void test_a_fault_leaves_a_choice_of_upper_a_bits_only(void) {
  static struct vectors_case c;
  static struct vectors_result r;
  struct walk_record record;
  struct lw_error e;
  struct vectors_file *f = vectors_open(files_text(SHADOW_LINE "\n"), &e);
  CU_ASSERT_EQUAL_FATAL(vectors_next(f, &c, &e), 1);
  vectors_golden(&c, AD_LAZY, &r, &record);
  CU_ASSERT(r.changed.count == 0 && vectors_judge(&c, &r, VECTORS_BETWEEN));
  vectors_golden(&c, AD_EAGER, &r, &record);
  CU_ASSERT(r.changed.count == 1 && vectors_judge(&c, &r, VECTORS_BETWEEN));
  r.changed.pte[0].value |= 0x40;
  CU_ASSERT(!vectors_judge(&c, &r, VECTORS_BETWEEN) && strstr(c.field, "entry written"));
  vectors_set(&r.changed, 0x22240fca79b0, 0x60c01d2a800019a7 | 0x200);
  r.changed.pte[0].value &= ~UINT64_C(0x40);
  CU_ASSERT(!vectors_judge(&c, &r, VECTORS_BETWEEN));
  CU_ASSERT_EQUAL(vectors_next(f, &c, &e), 0);
  vectors_close(f);
}

// QEMU's A in a 1 GiB leaf whose access faults is neither demanded nor accepted.
static void test_the_tagged_defect_is_not_accepted(void) {
  static const char line[] = "9 4 100000010 1 46 0 1000 40000000 | 1000:2007 2008:c0000085 | 1 7 0 0 -1 -1 -1 -1 -1 | "
                             "| 1000:2027 2008:c00000a5 "
                             "| raw QEMU_A_ON_FAULTING_1G_LEAF";
  static struct vectors_case c;
  static struct vectors_result r;
  struct lw_error e;
  struct vectors_file *f = vectors_open(files_text(line), &e);
  CU_ASSERT_EQUAL_FATAL(vectors_next(f, &c, &e), 1);
  vectors_close(f);
  struct walk_record record;
  vectors_golden(&c, AD_EAGER, &r, &record);
  CU_ASSERT(vectors_judge(&c, &r, VECTORS_EAGER) && r.changed.count == 1);
  vectors_set(&r.changed, 0x2008, 0xc00000a5);
  CU_ASSERT(!vectors_judge(&c, &r, VECTORS_EAGER));
  CU_ASSERT(!vectors_judge(&c, &r, VECTORS_BETWEEN));
}

// A good line, what of it becomes what, and the reason why it is then refused.
static const struct {
  const char *line, *from, *to, *reason;
} bad[] = {
    {RISCV_LINE, "48 S", "40 S", "MODE"},
    {RISCV_LINE, "48 S", "48 M", "PRIV"},
    {RISCV_LINE, "S 1 1", "S 2 1", "SUM"},
    {RISCV_LINE, "S 1 1", "S 1 x", "MXR"},
    {RISCV_LINE, "1 1 b", "1 1 1b", "EXT"},
    {RISCV_LINE, "b S", "b X", "ACC"},
    {RISCV_LINE, "9b77", "19b77", "ASID"},
    {RISCV_LINE, "ffffb1ffd6df71f4", "fffffb1ffd6df71f4", "VA"},
    {RISCV_LINE, "ea53e8e 4", "100000000000 4", "SATP_PPN"},
    {RISCV_LINE, "ea53e8e 4", "ea53e8e 3", "N is not the number"},
    {RISCV_LINE, "ea53e8e 4", "ea53e8e -1", "N is not 0"},
    {RISCV_LINE, "ea53e8eb18:", "ea53e8eb1c:", "8-byte entry"},
    {RISCV_LINE, "21e036d5ff8:", "ea53e8eb18:", "two values"},
    {RISCV_LINE, "| -1", "| 2", "CAUSE"},
    {RISCV_LINE, "| -1 4", "| -1 5", "a read has no address"},
    {RISCV_LINE, "| -1 4", "| -1 3", "too many fields"},
    {RISCV_LINE, "01f4 1 ", "01f4 2 ", "FPMP"},
    {RISCV_LINE, "100eed1afb8:444a8ac0cf #", "#", "W is neither"},
    {RISCV_LINE, "# OK", "OK", "LABEL"},
    {RISCV_LINE, "L0", "L9", "Lk"},
    {RISCV_LINE, "| 1112", "| 7 | 1112", "not a vector line"},
    {RISCV_LINE, "| 1112", "1112", "not a vector line"},
    {X86_LINE, "66 5", "66 3", "8 groups"},
    {X86_LINE, "66 5", "66 2", "mode"},
    {X86_LINE, "101011101", "10101110", "FLAGS"},
    {X86_LINE, "101011101 0", "101011101 3", "access"},
    {X86_LINE, "0 36", "0 31", "maxphy"},
    {X86_LINE, "1c402088", "11c402088", "pkru"},
    {X86_LINE, "44b4c318c06191", "44b4c318c06191 0", "too many fields"},
    {X86_LINE, "5938e6220:", "5938e6224:", "8-byte entry"},
    {X86_LINE, "| 0 0 7a", "| 3 0 7a", "kind"},
    {X86_LINE, "| 0 0 7a", "| 0 1 7a", "err"},
    {X86_LINE, "191 1000", "191 2000", "psize"},
    {X86_LINE, "1000 0 0", "1000 -1 0", "w is not"},
    {X86_LINE, "0 0 0 0 0 |", "0 0 0 0 8 |", "pat"},
    {PAE_LINE, "11001110000011", "110011100000111", "FLAGS"},
    {PAE_LINE, "2 46 0", "2 46 1", "nested"},
    {PAE_LINE, "2 46 0", "3 46 0", "CET=1"},
    {PAE_LINE, "| - | - |", "| 0 0 0 0 | - |", "LOAD=0"},
    {PAE_HELD, "| 0 0 1a3e1719411 0 |", "| - |", "four"},
    {PAE_HELD, "| 0 0 1a3e1719411 0 |", "| 0 0 1a3e1719411 0 0 |", "too many fields"},
    {PAE_HELD, "| 0 0 0 436649603a0 200000 0 0 0 0 1 0", "| 3 0 0 0 0 0 -1 -1 -1 -1 -1", "without a load"},
    {PAE_LINE, "| - | - |", "| - | 5 |", "8-byte entry"},
    {PAE_LINE, "| 0 0 0 436", "| 0 0 7 436", "gpa"},
    {SHADOW_LINE, "10001101011010", "00001101011010", "needs WP"},
    {SHADOW_LINE, "| 1 45", "| 1 145", "err"},
};
static void test_bad_lines_are_refused_with_their_reason(void) {
  for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct vectors_tally t;
    char text[2100], said[4096];
    snprintf(text, sizeof text, "# bad\n%s\n", vector_edit(bad[i].line, bad[i].from, bad[i].to));
    CU_ASSERT_EQUAL(run_text(text, &t, said, sizeof said), LW_INPUT);
    CU_ASSERT(files_told(&t.error, ":2: ", bad[i].reason));
    if (!files_told(&t.error, ":2: ", bad[i].reason)) printf("%u: %s\n", i, t.error.text);
  }
  struct vectors_tally t;
  char said[4096];
  CU_ASSERT_EQUAL(run_text("hello\n", &t, said, sizeof said), LW_INPUT);
  CU_ASSERT(files_told(&t.error, ":1: ", "not a vector line"));
  CU_ASSERT_EQUAL(run_text("# nothing\n\n", &t, said, sizeof said), LW_INPUT);
  CU_ASSERT(files_told(&t.error, "file", "no vector line"));
  memset(&t, 0, sizeof t);
  CU_ASSERT_EQUAL(vectors_run("/nonexistent", stdout, &t), LW_INPUT);
  CU_ASSERT(files_told(&t.error, "/nonexistent", ""));
}

// Every feature that is said to be confirmed by vectors is shown by a line of the committed files,
// and all lines pass.
static void test_the_samples_pass_and_show_what_is_claimed(void) {
  static const char *const file[] = {"vectors/riscv-sample.txt.zst", "vectors/x86-sample.txt.zst",
                                     "vectors/x86-pae-sample.txt.zst", "vectors/x86-cet-pks-sample.txt.zst"};
  static struct vectors_tally t;
  for (unsigned i = 0; i < sizeof file / sizeof *file; i++)
    CU_ASSERT_EQUAL(vectors_run(files_data(file[i]), stdout, &t), LW_PASS);
  CU_ASSERT(t.passed == 20000 && t.failed == 0);
  CU_ASSERT_PTR_NULL(evidence_missing(&t.evidence));
  struct evidence none = {0};
  CU_ASSERT_PTR_NOT_NULL(evidence_missing(&none));
}

CU_TestInfo test_vectors_tests[] = {TEST(test_each_kind_of_line_passes),
                                    TEST(test_comments_and_empty_lines_are_no_lines),
                                    TEST(test_every_field_is_compared),
                                    TEST(test_a_difference_tells_field_values_and_walk),
                                    TEST(test_a_fault_leaves_a_choice_of_upper_a_bits_only),
                                    TEST(test_the_tagged_defect_is_not_accepted),
                                    TEST(test_bad_lines_are_refused_with_their_reason),
                                    TEST(test_the_samples_pass_and_show_what_is_claimed),
                                    CU_TEST_INFO_NULL};
