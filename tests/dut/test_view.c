// Views over a dump of the RTL: they name only what is in it, and say so when something is not.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tb/report/wave_file.h"
#include "tb/report/wave_view.h"
#include "tests/suite.h"

enum { CLOCKS = 30 };
static char folder[64], fst[128], view[128];

static const struct dut_ops *rtl(void) {
  char path[4096];
  snprintf(path, sizeof path, "%s/dut_rtl.so", PLUGIN_DIR);
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  CU_ASSERT_PTR_NOT_NULL_FATAL(library);
  const struct dut_ops *(*entry)(void);
  *(void **)&entry = dlsym(library, "lockwalk_dut");
  return entry();
}

static void make_dump(void) {
  const struct dut_ops *ops = rtl();
  const struct dut_options options = {.config = {ARCH_RISCV, MMU_TLB_ENTRIES, MMU_PWC_ENTRIES, MMU_MISS_DEPTH, 0},
                                      .seed = 5};
  struct wave_golden golden = {.ok = 0x7f, .event = "nothing"};
  const struct mmu_in in = {.rsp_ready = 1};
  struct mmu_out out;
  char error[256];
  strcpy(folder, "/tmp/lockwalk-view-XXXXXX");
  CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
  snprintf(fst, sizeof fst, "%s/fail.fst", folder);
  snprintf(view, sizeof view, "%s/fail.gtkw", folder);
  void *dut = ops->open(&options, error, sizeof error);
  CU_ASSERT_PTR_NOT_NULL_FATAL(dut);
  ops->reset(dut);
  CU_ASSERT_TRUE_FATAL(ops->wave(dut, fst));
  for (golden.clock = 0; golden.clock < CLOCKS; golden.clock++) {
    ops->settle(dut, &in, &out);
    ops->beside(dut, &golden);
    ops->tick(dut);
  }
  ops->wave(dut, NULL);
  ops->close(dut);
}

static void drop_dump(void) {
  unlink(fst);
  unlink(view);
  rmdir(folder);
}

static struct verdict failing(enum verdict_kind kind, const char *port) {
  struct verdict v = {.kind = kind, .clock = 12, .expected = "0x1", .got = "0x0"};
  snprintf(v.port, sizeof v.port, "%s", port);
  return v;
}

static void test_a_dump_is_read(void) {
  struct wave_file f;
  struct lw_error e;
  make_dump();
  CU_ASSERT_EQUAL_FATAL(wave_file_open(&f, fst, &e), LW_PASS);
  CU_ASSERT_EQUAL(f.first, 0);
  CU_ASSERT_EQUAL(f.last, 2 * CLOCKS);
  const struct wave_signal *s = wave_file_find(&f, "golden.twin.rsp_pa_o");
  CU_ASSERT_PTR_NOT_NULL_FATAL(s);
  CU_ASSERT_STRING_EQUAL(s->name, "golden.twin.rsp_pa_o[55:0]");
  CU_ASSERT_EQUAL(s->bits, 56);
  CU_ASSERT_FALSE(s->enumerated);
  CU_ASSERT_PTR_EQUAL(wave_file_find(&f, s->name), s);
  s = wave_file_find(&f, "dut.mmu.u_probe.u_state.ptw_state");
  CU_ASSERT_PTR_NOT_NULL_FATAL(s);
  CU_ASSERT_TRUE(s->enumerated);
  CU_ASSERT_PTR_NULL(wave_file_find(&f, "golden.twin.rsp_pa"));
  wave_file_close(&f);
  drop_dump();
}

static void test_a_view_names_only_what_is_in_the_dump(void) {
  static const struct {
    enum verdict_kind kind;
    const char *port, *pair;
  } some[] = {{VERDICT_WIRE, "rsp_pa_o", "golden.twin.rsp_pa_o[55:0]"},
              {VERDICT_WIRE, "rsp_kind_o", "dut.mmu.u_names.rsp_kind_o[2:0]"},
              {VERDICT_STATE, "probe.tlb_valid", "golden.state.tlb_valid[63:0]"},
              {VERDICT_STATE, "probe.ptw_state", "dut.mmu.u_probe.u_state.ptw_state[2:0]"},
              {VERDICT_ANSWER, "rsp_o", "golden.twin.rsp_kind_o[2:0]"},
              {VERDICT_PTE_UPDATE, "mem_req_desired_o", "dut.mmu.mem_req_desired_o[63:0]"},
              {VERDICT_MEMORY, "memory", "golden.clock[63:0]"},
              {VERDICT_ASSERTION, "rtl", "golden.clock[63:0]"},
              {VERDICT_HANG, "fence_done_o", "dut.mmu.fence_done_o"}};
  struct lw_error e;
  unsigned signals;
  make_dump();
  for (unsigned i = 0; i < sizeof some / sizeof *some; i++) {
    struct verdict v = failing(some[i].kind, some[i].port);
    CU_ASSERT_EQUAL_FATAL(wave_view_write(view, fst, &v, &e), LW_PASS);
    CU_ASSERT_EQUAL(wave_view_check(view, fst, &signals, &e), LW_PASS);
    CU_ASSERT_TRUE(signals > 100);
    char command[512];
    // Before the first group.
    snprintf(command, sizeof command, "sed '/^@c00200$/q' %s | grep -qF ' %s'", view, some[i].pair);
    CU_ASSERT_EQUAL(system(command), 0); // NOLINT(cert-env33-c): a fixed command over our own folder
  }
  drop_dump();
}

static void test_what_the_dump_lacks_is_an_error(void) {
  struct lw_error e;
  unsigned signals;
  make_dump();
  struct verdict v = failing(VERDICT_WIRE, "no_such_o");
  CU_ASSERT_EQUAL(wave_view_write(view, fst, &v, &e), LW_INPUT);
  CU_ASSERT_PTR_NOT_NULL(strstr(e.text, "no signal no_such_o"));
  CU_ASSERT_NOT_EQUAL(access(view, F_OK), 0); // nothing half-made is left
  v = failing(VERDICT_WIRE, "rsp_pa_o");
  v.clock = CLOCKS + 5;
  CU_ASSERT_EQUAL(wave_view_write(view, fst, &v, &e), LW_INPUT);
  CU_ASSERT_PTR_NOT_NULL(strstr(e.text, "does not hold the failing clock"));
  FILE *f = fopen(view, "w");
  fputs("[*] a view\n@28\ndut.mmu.clk_i\n+{alias} dut.mmu.rst_ni\ndut.mmu.clock_i\n", f);
  fclose(f);
  CU_ASSERT_EQUAL(wave_view_check(view, fst, &signals, &e), LW_INPUT);
  CU_ASSERT_PTR_NOT_NULL(strstr(e.text, "fail.gtkw:5: dut.mmu.clock_i is not in"));
  drop_dump();
}

static void test_what_is_no_dump_is_refused(void) {
  struct wave_file f;
  struct lw_error e;
  make_dump();
  CU_ASSERT_EQUAL(wave_file_open(&f, "/nonexistent.fst", &e), LW_INPUT);
  FILE *file = fopen(view, "w");
  fputs("no dump\n", file);
  fclose(file);
  CU_ASSERT_EQUAL(wave_file_open(&f, view, &e), LW_INPUT);
  CU_ASSERT_PTR_NOT_NULL(strstr(e.text, "not an FST dump"));
  CU_ASSERT_EQUAL(truncate(fst, 200), 0);
  CU_ASSERT_EQUAL(wave_file_open(&f, fst, &e), LW_INPUT);
  drop_dump();
}

CU_TestInfo test_view_tests[] = {
    TEST(test_a_dump_is_read),
    TEST(test_a_view_names_only_what_is_in_the_dump),
    TEST(test_what_the_dump_lacks_is_an_error),
    TEST(test_what_is_no_dump_is_refused),
    CU_TEST_INFO_NULL,
};
