// The permission cubes: that no cell is missing or twice, that they reach every reason to refuse,
// and that a wrong DUT shows.
#include <stdlib.h>
#include <string.h>

#include "golden/walk.h"
#include "tb/dut/dut_find.h"
#include "tb/stim/cube.h"
#include "tests/tb/bad_dut.h"
#include "tests/suite.h"

#include "tb/engine/engine.h"

static struct cube cube_of(enum format_id format) {
  return format_get(format)->arch == ARCH_RISCV ? cube_riscv(format) : cube_x86(format);
}

static void test_the_cubes_have_all_their_cells(void) {
  enum { VALUES = 256, ACCESS_AND_PRIV = 6, SETTINGS = 8, PAIRS = 1024, USES = 16, ACCESSES = 8 };
  static const struct {
    enum format_id format;
    uint64_t cells;
  } due[] = {
      {FORMAT_SV32, 2 * 12288},
      {FORMAT_SV39, 3 * 12288},
      {FORMAT_SV48, 4 * 12288},
      {FORMAT_SV57, 5 * 12288},
      {FORMAT_X86_2L, 256 * 4 * USES * 2 * ACCESSES}, // NXE and PSE
      {FORMAT_X86_PAE, PAIRS * 2 * USES * 2 * ACCESSES},
      {FORMAT_X86_4L, 3 * PAIRS * 2 * USES * 7 * ACCESSES},
      {FORMAT_X86_5L, 4 * PAIRS * 2 * USES * 7 * ACCESSES},
  };
  CU_ASSERT_EQUAL(VALUES * ACCESS_AND_PRIV * SETTINGS, 12288);
  for (unsigned i = 0; i < sizeof due / sizeof *due; i++) {
    struct cube c = cube_of(due[i].format);
    CU_ASSERT_EQUAL(c.cells, due[i].cells);
    CU_ASSERT(c.cells % c.run == 0 && c.cells % c.again == 0);
  }
  CU_ASSERT(!cube_has(FORMAT_BARE) && !cube_has(FORMAT_X86_FLAT) && !cube_has(FORMAT_COUNT));
}

static uint64_t mix(uint64_t h, uint64_t value) {
  h = (h ^ value) * 0x9e3779b97f4a7c15u;
  return h ^ h >> 29;
}
static uint64_t digest(const struct cube_cell *c) {
  uint64_t h = mix(mix(mix(1, c->regime.flags), c->regime.pkru), c->regime.pkrs);
  h = mix(mix(mix(h, (uint64_t)c->req.access), (uint64_t)c->req.priv), c->req.implicit);
  for (unsigned i = 0; i < c->words; i++)
    h = mix(mix(h, c->word[i].addr), c->word[i].value);
  return h;
}
static int ascending(const void *a, const void *b) {
  const uint64_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static void test_no_cell_is_another(void) {
  static const enum format_id format[] = {FORMAT_SV32, FORMAT_SV57, FORMAT_X86_2L, FORMAT_X86_PAE};
  for (unsigned f = 0; f < sizeof format / sizeof *format; f++) {
    struct cube c = cube_of(format[f]);
    struct cube_cell cell;
    uint64_t *seen = malloc(c.cells * sizeof *seen), same = 0;
    for (uint64_t i = 0; i < c.cells; i++) {
      c.cell(&c, i, &cell);
      seen[i] = digest(&cell);
    }
    qsort(seen, c.cells, sizeof *seen, ascending);
    for (uint64_t i = 1; i < c.cells; i++)
      same += seen[i] == seen[i - 1];
    CU_ASSERT_EQUAL(same, 0);
    free(seen);
  }
}

static enum phys_status read_cell(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  const struct cube_cell *c = ctx;
  (void)bytes;
  *value = 0;
  for (unsigned i = 0; i < c->words; i++)
    if (c->word[i].addr == addr) *value = c->word[i].value;
  return PHYS_OK;
}

// Over every 7th cell: no factor of the cubes' sizes but one of the keys'.
static void test_every_reason_to_refuse_is_met(void) {
  static const enum reason riscv[] = {REASON_OK,        REASON_NOT_PRESENT,     REASON_RESERVED_BITS,
                                      REASON_PERM_READ, REASON_PERM_WRITE,      REASON_PERM_EXEC,
                                      REASON_USER_PAGE, REASON_SUPERVISOR_PAGE, REASON_A_CLEAR,
                                      REASON_D_CLEAR,   REASON_POINTER_AT_0};
  static const enum reason x86[] = {REASON_OK,        REASON_NOT_PRESENT, REASON_RESERVED_BITS,   REASON_PERM_WRITE,
                                    REASON_PERM_EXEC, REASON_USER_PAGE,   REASON_SUPERVISOR_PAGE, REASON_PKEY};
  static const enum format_id format[] = {FORMAT_SV39, FORMAT_X86_4L};
  for (unsigned f = 0; f < 2; f++) {
    struct cube c = cube_of(format[f]);
    struct cube_cell cell;
    struct phys phys = {.ctx = &cell, .read = read_cell};
    unsigned long met[REASON_COUNT] = {0};
    for (uint64_t i = 0; i < c.cells; i += f ? 101 : 1) {
      c.cell(&c, i, &cell);
      met[walk(&cell.regime, &cell.req, &phys, AD_EAGER).reason]++;
    }
    const enum reason *due = f ? x86 : riscv;
    for (unsigned i = 0; i < (f ? sizeof x86 : sizeof riscv) / sizeof *due; i++)
      CU_ASSERT(met[due[i]] != 0);
    CU_ASSERT(met[REASON_MISALIGNED] == 0 && met[REASON_NON_CANONICAL] == 0 && met[REASON_LIVELOCK] == 0);
  }
}

static struct cube_tally tally;
static struct verdict verdict;
static struct run_stats stats;

// Neither twin nor golden TLB: only the cell's own walk.
static int run_cube(const struct dut_ops *dut, enum format_id format, uint64_t max_cycles) {
  struct lw_error e = {0};
  struct stim *stim = cube_open(format, &tally, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(stim);
  struct sink sink = cube_sink(stim);
  struct engine_config c = {.dut = dut,
                            .options = {.config = {.arch = format_get(format)->arch,
                                                   .tlb_entries = 8,
                                                   .pwc_entries = 4,
                                                   .miss_depth = 4,
                                                   .xlen = format == FORMAT_SV32 ? 32 : 0},
                                        .seed = 1},
                            .reset_regime = cube_regime(format),
                            .no_twin = true,
                            .no_golden = true,
                            .own_pages = 64,
                            .memory = {.port = {.seed = 1, .latency_min = 1, .latency_max = 3, .backpressure = 1}},
                            .map = {.zero_holes = true},
                            .max_cycles = max_cycles,
                            .sinks = &sink,
                            .sink_count = 1};
  int code = engine_run(&c, stim, &verdict, &stats, &e);
  stim->close(stim->ctx);
  return code;
}

static void test_every_cell_of_the_cycle_model_is_equal(void) {
  static const enum format_id format[] = {FORMAT_SV32, FORMAT_SV39, FORMAT_X86_2L, FORMAT_X86_PAE};
  for (unsigned i = 0; i < sizeof format / sizeof *format; i++) {
    CU_ASSERT_EQUAL(run_cube(dut_csim(), format[i], 0), 0);
    CU_ASSERT_EQUAL(verdict.kind, VERDICT_PASS);
    CU_ASSERT(tally.cells == cube_of(format[i]).cells && tally.equal == tally.cells);
    CU_ASSERT(tally.again && tally.hits == tally.again);
  }
}

static void test_a_wrong_dut_shows_in_a_cell(void) {
  static const struct {
    enum bad bad;
    const char *what;
  } wrong[] = {{BAD_PA, "answer of the cell"}, {BAD_CODE, "answer of the cell"}, {BAD_CAS, "entries after the access"}};
  for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    CU_ASSERT_EQUAL(run_cube(bad_dut(wrong[i].bad), FORMAT_SV39, 0), 0);
    CU_ASSERT_EQUAL(verdict.kind, VERDICT_EXPECT);
    CU_ASSERT(strstr(verdict.text, "sv39 level 0, low byte 0x") && strstr(verdict.text, wrong[i].what));
  }
  CU_ASSERT_EQUAL(run_cube(bad_dut(BAD_CODE), FORMAT_X86_PAE, 0), 0);
  CU_ASSERT(verdict.kind == VERDICT_EXPECT && strstr(verdict.text, "x86-pae level 0"));
  // A fence that does nothing: the second cell is answered from the first one's entry.
  CU_ASSERT_EQUAL(run_cube(bad_dut(BAD_FENCE), FORMAT_SV39, 0), 0);
  CU_ASSERT_EQUAL(verdict.kind, VERDICT_EXPECT);
}

CU_TestInfo test_cube_tests[] = {
    TEST(test_the_cubes_have_all_their_cells), TEST(test_no_cell_is_another),
    TEST(test_every_reason_to_refuse_is_met),  TEST(test_every_cell_of_the_cycle_model_is_equal),
    TEST(test_a_wrong_dut_shows_in_a_cell),    CU_TEST_INFO_NULL};
