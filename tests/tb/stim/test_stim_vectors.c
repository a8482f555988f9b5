// Vector lines through a DUT: the cycle model, so that nothing has to be verilated for it.
#include <stdlib.h>
#include <string.h>

#include "tb/run/job.h"
#include "tests/tb/files.h"
#include "tests/suite.h"
#include "tests/tb/vector_lines.h"

static struct job_result result;

static int run_machine(const char *text, enum vectors_machine machine, bool outside_only) {
  struct job job = {.stim = {.kind = STIM_VECTORS, .of.vectors = {.path = files_text(text), .machine = machine}},
                    .name = "vectors",
                    .dut = "csim",
                    .seed = 5,
                    .no_golden = outside_only,
                    .no_twin = outside_only};
  FILE *out = tmpfile();
  job_run(&job, &result, out, NULL, NULL);
  fclose(out);
  return result.exit_code;
}

static void test_each_kind_of_line_runs(void) {
  CU_ASSERT_EQUAL(run_machine(RISCV_LINE "\n" RISCV_LINE "\n", VECTORS_RV64, false), 0);
  CU_ASSERT(result.tally.vectors.equal == 2 && result.stats.outside_checked == 2 && result.stats.answers == 4);
  const char *x86 =
      X86_LINE "\n" PAE_REFUSED "\n" PAE_HELD "\n" PAE_LINE "\n" SHADOW_LINE "\n" PAE_REFUSED "\n" X86_LINE;
  CU_ASSERT_EQUAL(run_machine(x86, VECTORS_X86, false), 0);
  CU_ASSERT(result.tally.vectors.lines == 7 && result.tally.vectors.equal == 6);
  CU_ASSERT_EQUAL(result.tally.vectors.skipped[VECTORS_SHADOW_STACK], 1);
  CU_ASSERT(result.stats.answers == 8 && result.stats.loads == 4 && result.stats.load_faults == 2);
  CU_ASSERT_EQUAL(result.stats.outside_checked, 6);
}

// A 4-byte format on the build for RV32, which reads nothing but its own lines.
static void test_lines_go_to_the_build_that_has_their_format(void) {
  const char *rv32 =
      "32 S 0 0 0 0 0 L 1 c0401123 1 2 1c04:801 2004:200000ef | -1 2 1c04 2004 | 80000123 1 - # OK.4K L0\n" RISCV_LINE
      "\n";
  CU_ASSERT_EQUAL(run_machine(rv32, VECTORS_RV32, false), 0);
  CU_ASSERT(result.tally.vectors.lines == 1 && result.tally.vectors.equal == 1);
  uint64_t lines[VECTORS_MACHINES];
  struct lw_error e = {0};
  CU_ASSERT_EQUAL(vectors_scan(files_text(rv32), 0, lines, &e), LW_PASS);
  CU_ASSERT(lines[VECTORS_RV32] == 1 && lines[VECTORS_RV64] == 1 && lines[VECTORS_X86] == 0);
  CU_ASSERT_EQUAL(vectors_scan(files_text(rv32), 2, lines, &e), LW_PASS);
  CU_ASSERT(lines[VECTORS_RV32] == 0 && lines[VECTORS_RV64] == 1);
  CU_ASSERT_EQUAL(vectors_scan(files_text("48 X\n"), 0, lines, &e), LW_INPUT);
  CU_ASSERT_EQUAL(vectors_scan("/nonexistent", 0, lines, &e), LW_INPUT);
}

// A wrong answer in the file is seen without the twin and without golden, and named by file and
// line.
static void test_the_files_answer_is_compared_by_itself(void) {
  static const struct {
    const char *line, *from, *to, *field;
    enum vectors_machine machine;
  } wrong[] = {
      {RISCV_LINE, "| -1 4 ea53e8eb18", "| -1 4 ea53e8eb10", "address read", VECTORS_RV64},
      {RISCV_LINE, "| 1112a2b01f4", "| 1112a2b01f5", "pa", VECTORS_RV64},
      {RISCV_LINE, "100eed1afb8:444a8ac0cf", "-", "entry written", VECTORS_RV64},
      {RISCV_LINE, "100eed1afb8:444a8ac0cf", "100eed1afb8:444a8ac04f", "entry written", VECTORS_RV64},
      {X86_LINE, "1000 0 0 0 0 0", "1000 1 0 0 0 0", "writable", VECTORS_X86},
      {X86_LINE, "cd56a2030:65600007a1d8d267", "", "entry written", VECTORS_X86},
      {PAE_LINE, "| 0 0 0 436649603a0 200000 0 0 0 0 1 0", "| 3 0 0 0 0 0 -1 -1 -1 -1 -1", "load of the PDPTEs",
       VECTORS_X86},
      {PAE_REFUSED, "| 3 0", "| 1 0", "load of the PDPTEs", VECTORS_X86},
      {PAE_HELD, "| 0 0 1a3e1719411 0 |", "| 0 0 1a3e1719410 0 |", "kind", VECTORS_X86},
  };
  for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    char text[4096];
    snprintf(text, sizeof text, "%s\n%s\n", wrong[i].line, vector_edit(wrong[i].line, wrong[i].from, wrong[i].to));
    CU_ASSERT_EQUAL(run_machine(text, wrong[i].machine, true), LW_MISMATCH);
    CU_ASSERT_EQUAL(result.verdict.kind, VERDICT_EXPECT);
    CU_ASSERT(strstr(result.verdict.text, ":2 ") && strstr(result.verdict.text, wrong[i].field));
    CU_ASSERT_EQUAL(result.tally.vectors.equal, 1);
  }
}

// More pages than the run has room for, in turn.
static void test_a_line_leaves_no_memory_behind(void) {
  enum { LINES = 6000 };
  char *text = malloc(LINES * 120), *to = text;
  for (unsigned i = 0; i < LINES; i++)
    to += sprintf(to, "39 S 0 0 0 0 0 L 0 0 %x 1 %x000:0 | 13 1 %x000 | 0 0 - # PF.V=0 L2\n", i + 1, i + 1, i + 1);
  CU_ASSERT_EQUAL(run_machine(text, VECTORS_RV64, false), 0);
  CU_ASSERT_EQUAL(result.tally.vectors.equal, LINES);
  free(text);
  // The second line's root entry is the first line's, which must be gone.
  CU_ASSERT_EQUAL(run_machine("39 S 0 0 0 0 0 L 0 0 1 1 1000:cf | -1 1 1000 | 0 0 - # OK L2\n"
                              "39 S 0 0 0 0 0 L 0 0 1 0 | 13 1 1000 | 0 0 - # PF.V=0 L2\n",
                              VECTORS_RV64, false),
                  0);
}

static void test_lines_that_the_rtl_cannot_run_are_counted(void) {
  char text[4096];
  snprintf(text, sizeof text, "%s\n%s\n", X86_LINE,
           vector_edit(PAE_HELD, "| 0 0 1a3e1719411 0 |", "| 7 0 1a3e1719411 0 |"));
  CU_ASSERT_EQUAL(run_machine(text, VECTORS_X86, false), 0);
  CU_ASSERT(result.tally.vectors.skipped[VECTORS_UNLOADABLE] == 1 && result.tally.vectors.equal == 1);
  CU_ASSERT_EQUAL(run_machine(SHADOW_LINE, VECTORS_X86, false), LW_MISMATCH); // nothing at all was run
  CU_ASSERT_EQUAL(result.verdict.kind, VERDICT_EXPECT);
  CU_ASSERT_EQUAL(run_machine("# nothing\n48 X\n", VECTORS_RV64, false), LW_INPUT);
  CU_ASSERT_PTR_NOT_NULL(strstr(result.verdict.text, ":2: "));
}

CU_TestInfo test_stim_vectors_tests[] = {TEST(test_each_kind_of_line_runs),
                                         TEST(test_lines_go_to_the_build_that_has_their_format),
                                         TEST(test_the_files_answer_is_compared_by_itself),
                                         TEST(test_a_line_leaves_no_memory_behind),
                                         TEST(test_lines_that_the_rtl_cannot_run_are_counted),
                                         CU_TEST_INFO_NULL};
