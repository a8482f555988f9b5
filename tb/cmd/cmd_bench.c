// lockwalk bench: what checking costs a clock, and what a golden walk costs against a bare pointer
// chase. Segments of the modes alternate and the median is printed, because machines change speed;
// nothing here is asserted by a test.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "golden/walk.h"
#include "tb/dut/dut_find.h"
#include "tb/cmd/cli.h"
#include "tb/text/error.h"
#include "tb/text/rng.h"

enum { ROUNDS = 7, TAPE_MAX = 1 << 20 };

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}
static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
static double median(double *v, unsigned n) {
  qsort(v, n, sizeof *v, by_value);
  return v[n / 2];
}

// --- the bare DUT: the inputs of a whole run, played again with nobody looking -------------------
static struct mmu_in *tape; // one per clock of the recorded run
static size_t tape_clocks;
static const struct dut_ops *tape_dut;

static enum dut_health tape_settle(void *dut, const struct mmu_in *in, struct mmu_out *out) {
  if (tape_clocks < TAPE_MAX) tape[tape_clocks++] = *in;
  return tape_dut->settle(dut, in, out);
}

static double bare_segment(const struct dut_ops *ops, void *dut) {
  struct mmu_out out;
  ops->reset(dut);
  double start = now_ns();
  for (size_t i = 0; i < tape_clocks; i++) {
    ops->settle(dut, &tape[i], &out);
    ops->tick(dut);
  }
  return (now_ns() - start) / (double)tape_clocks;
}

struct bench_run {
  struct run_options options;
  const struct dut_ops *dut;
  struct image *image;
  struct expect *expect;
};

// One run of the image in lockstep; ns a clock, or negative when it did not pass.
static double lockstep_segment(const struct bench_run *b, const struct dut_ops *ops, bool no_twin, bool no_golden,
                               struct lw_error *e) {
  struct image_tally tally = {0};
  struct stim *stim = stim_image_open(b->image, b->expect, 1, &tally, e);
  struct verdict verdict;
  struct run_stats stats;
  if (!stim) return -1;
  struct engine_config c = {.dut = ops,
                            .options = {.config = {.arch = ARCH_RISCV,
                                                   .tlb_entries = MMU_TLB_ENTRIES,
                                                   .pwc_entries = MMU_PWC_ENTRIES,
                                                   .miss_depth = MMU_MISS_DEPTH},
                                        .seed = 1},
                            .reset_regime = b->image->regime,
                            .no_twin = no_twin,
                            .no_golden = no_golden,
                            .image = &b->image->ram,
                            .own_pages = 4096,
                            .memory = {.port = {.seed = 1, .latency_min = 2, .latency_max = 9, .backpressure = 1}},
                            .golden_pairs = 1 << 16,
                            .hang_clocks = 20000};
  int code = engine_run(&c, stim, &verdict, &stats, e);
  stim->close(stim->ctx);
  if (code == LW_PASS && verdict.kind != VERDICT_PASS)
    lw_fail(e, verdict_exit_code(verdict.kind), "the run did not pass: %s", verdict.text);
  return code == LW_PASS && verdict.kind == VERDICT_PASS ? stats.seconds * 1e9 / (double)stats.clocks : -1;
}

static int bench_lockstep(const struct bench_run *b, struct lw_error *e) {
  static const struct {
    const char *name;
    bool no_twin, no_golden;
  } mode[] = {{"engine, nothing compared", true, true},
              {"lockstep, twin only", false, true},
              {"lockstep, golden only", true, false},
              {"lockstep, twin and golden", false, false}};
  enum { MODES = sizeof mode / sizeof *mode };
  double ns[MODES + 1][ROUNDS], bare = 0;
  struct dut_ops taped = *b->dut;
  tape = malloc(TAPE_MAX * sizeof *tape);
  if (!tape) return lw_fail(e, LW_INPUT, "no memory for %d clocks of inputs", TAPE_MAX);
  tape_dut = b->dut;
  taped.settle = tape_settle;
  if (lockstep_segment(b, &taped, true, true, e) < 0) return e->code;
  struct dut_options options = {.config = {.arch = ARCH_RISCV,
                                           .tlb_entries = MMU_TLB_ENTRIES,
                                           .pwc_entries = MMU_PWC_ENTRIES,
                                           .miss_depth = MMU_MISS_DEPTH},
                                .seed = 1};
  void *dut = b->dut->open(&options, e->text, sizeof e->text);
  if (!dut) return e->code = LW_INPUT;
  for (unsigned r = 0; r < ROUNDS; r++) {
    ns[MODES][r] = bare_segment(b->dut, dut);
    for (unsigned m = 0; m < MODES; m++)
      if ((ns[m][r] = lockstep_segment(b, b->dut, mode[m].no_twin, mode[m].no_golden, e)) < 0) return e->code;
  }
  b->dut->close(dut);
  free(tape);
  bare = median(ns[MODES], ROUNDS);
  printf("%zu clocks of an Sv48 Linux image, DUT %s, median of %d rounds\n%-28s %8s %7s\n", tape_clocks, b->dut->name,
         ROUNDS, "mode", "ns/clock", "x bare");
  printf("%-28s %8.1f %7.2f\n", "bare DUT, inputs replayed", bare, 1.0);
  for (unsigned m = 0; m < MODES; m++) {
    double v = median(ns[m], ROUNDS);
    printf("%-28s %8.1f %7.2f\n", mode[m].name, v, v / bare);
  }
  return LW_PASS;
}

// The same run on the RTL behind SystemC, against the RTL alone: what its kernel and signals cost.
static int bench_systemc(const struct bench_run *b, struct lw_error *e) {
  const struct dut_ops *dut[2] = {dut_find("rtl", cli_plugin_dir(), e), NULL};
  double ns[2][ROUNDS];
  if (!dut[0] || !(dut[1] = dut_find("systemc", cli_plugin_dir(), e))) return e->code;
  for (unsigned r = 0; r < ROUNDS; r++)
    for (unsigned d = 0; d < 2; d++)
      if ((ns[d][r] = lockstep_segment(b, dut[d], false, false, e)) < 0) return e->code;
  double rtl = median(ns[0], ROUNDS), systemc = median(ns[1], ROUNDS);
  printf("\nthe same run, lockstep, twin and golden\n%-28s %8s %7s\n", "DUT", "ns/clock", "x rtl");
  printf("%-28s %8.1f %7.2f\n%-28s %8.1f %7.2f\n", "rtl", rtl, 1.0, "systemc", systemc, systemc / rtl);
  return LW_PASS;
}

// --- golden walks --------------------------------------------------------------------------------
enum { BENCH_PAGES_BITS = 18, BENCH_WALKS = 1 << 20 }; // 1 GiB of 4 KiB pages
static uint64_t *table;                                // table pages one after the other from physical 0
static size_t table_words;

static enum phys_status flat_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  (void)ctx;
  (void)bytes;
  if (addr / 8 >= table_words) return PHYS_ERROR;
  *value = table[addr / 8];
  return PHYS_OK;
}

// Sv48: page 0 root, page 1, page 2, then 512 leaf tables mapping 1 GiB.
static bool build_table(void) {
  table_words = (3 + 512) * 512;
  table = calloc(table_words, 8);
  if (!table) return false;
  table[0] = 1u << 10 | 1;
  table[512] = 2u << 10 | 1;
  for (uint64_t i = 0; i < 512; i++) {
    table[2 * 512 + i] = (3 + i) << 10 | 1;
    for (uint64_t k = 0; k < 512; k++)
      table[(3 + i) * 512 + k] = (0x100000 + i * 512 + k) << 10 | 0xdf;
  }
  return true;
}

static uint64_t chase(uint64_t va) {
  uint64_t p = 0;
  for (int level = 3; level >= 0; level--)
    p = table[(p >> 10) * 512 + ((va >> (12 + 9 * level)) & 511)];
  return p;
}
static uint64_t golden_walk(uint64_t va) {
  static const struct regime regime = {
      .format = FORMAT_SV48, .flags = RV_ADUE | RV_SVADU | RV_SVNAPOT | RV_SVPBMT, .pa_bits = 56};
  static const struct phys flat = {.read = flat_read};
  struct request req = {.va = va, .access = ACCESS_LOAD, .priv = PRIV_USER};
  return walk(&regime, &req, &flat, AD_EAGER).answer.pa;
}

static double walk_segment(uint64_t (*f)(uint64_t), bool dependent, uint64_t *sum) {
  struct rng rng = {1};
  uint64_t last = 0;
  double start = now_ns();
  for (unsigned i = 0; i < BENCH_WALKS; i++) {
    uint64_t va = (rng_next(&rng) ^ (dependent ? last & 0x1000 : 0)) & ((1u << (BENCH_PAGES_BITS + 12)) - 1);
    last = f(va);
    *sum += last;
  }
  return (now_ns() - start) / BENCH_WALKS;
}

static int bench_walks(void) {
  double ns[4][ROUNDS];
  uint64_t sum = 0;
  if (!build_table()) return LW_INPUT;
  for (unsigned r = 0; r < ROUNDS; r++)
    for (unsigned k = 0; k < 4; k++)
      ns[k][r] = walk_segment(k & 1 ? golden_walk : chase, k >= 2, &sum);
  printf("\ngolden walks over 1 GiB of 4 KiB Sv48 pages, %d a round (checksum %llx)\n%-28s %8s %12s %7s\n", BENCH_WALKS,
         (unsigned long long)sum, "", "ns", "per second", "x chase");
  for (unsigned k = 0; k < 4; k++) {
    double v = median(ns[k], ROUNDS), base = k & 1 ? median(ns[k - 1], ROUNDS) : v;
    static const char *const name[] = {"bare 4-load chase", "golden walk", "bare chase, dependent",
                                       "golden walk, dependent"};
    printf("%-28s %8.1f %12.0f %7.2f\n", name[k], v, 1e9 / v, v / base);
  }
  free(table);
  return LW_PASS;
}

static int cmd_bench(int argc, char **argv) {
  const struct argp_child children[] = {{&run_common_argp, 0, "Common:", 1}, {0}};
  struct bench_run b = {0};
  const struct argp argp = {.parser = cli_parse_to_child,
                            .children = children,
                            .doc =
                                "Measures bare RTL against lockstep, and golden walks against a bare pointer chase."};
  struct lw_error e = {0};
  run_options_init(&b.options);
  cli_parse(&argp, argc, argv, &b.options);
  char path[2][4200];
  snprintf(path[0], sizeof path[0], "%s/../tests/data/riscv/sv48-userA.ptp.zst", cli_program_dir());
  snprintf(path[1], sizeof path[1], "%s/../tests/data/riscv/sv48-userA.exp.zst", cli_program_dir());
  b.dut = dut_find(b.options.job.dut, cli_plugin_dir(), &e);
  b.image = b.dut ? image_open(path[0], &e) : NULL;
  b.expect = b.image ? expect_open(path[1], ARCH_RISCV, &e) : NULL;
  int code = b.expect ? bench_lockstep(&b, &e) : e.code;
  if (code == LW_PASS && b.dut && strcmp(b.dut->name, "csim") != 0) code = bench_systemc(&b, &e);
  if (code == LW_PASS)
    code = bench_walks();
  else
    fprintf(stderr, "lockwalk: %s\n", e.text);
  expect_close(b.expect);
  image_close(b.image);
  return code;
}

const struct command command_bench = {"bench", "measure what checking costs, and the golden walk", cmd_bench};
