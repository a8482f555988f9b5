#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csim/probe.h"
#include "tb/dut/dut.h"
#include "tests/suite.h"

static const char *const names[] = {"rtl", "systemc", "bugs"};
enum { NAMES = 3 };

static const struct dut_ops *load(const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/dut_%s.so", PLUGIN_DIR, name);
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  CU_ASSERT_PTR_NOT_NULL_FATAL(library);
  const struct dut_ops *(*entry)(void);
  *(void **)&entry = dlsym(library, "lockwalk_dut");
  CU_ASSERT_PTR_NOT_NULL_FATAL(entry);
  return entry();
}

static struct dut_options options_of(enum arch arch) {
  return (struct dut_options){.config = {arch, MMU_TLB_ENTRIES, MMU_PWC_ENTRIES, MMU_MISS_DEPTH}, .seed = 5};
}

static void *opened(const struct dut_ops *ops, const struct dut_options *options) {
  char error[256] = "";
  void *dut = ops->open(options, error, sizeof error);
  if (!dut) printf("\n%s\n", error);
  CU_ASSERT_PTR_NOT_NULL_FATAL(dut);
  ops->reset(dut);
  return dut;
}

static bool refused(const struct dut_ops *ops, const struct dut_options *options, const char *word) {
  char error[256] = "";
  void *dut = ops->open(options, error, sizeof error);
  if (dut) ops->close(dut);
  return !dut && strstr(error, word);
}

// One clock; false when the DUT is not fine.
static bool clock_of(const struct dut_ops *ops, void *dut, const struct mmu_in *in, struct mmu_out *out) {
  return ops->settle(dut, in, out) == DUT_FINE && ops->tick(dut) == DUT_FINE;
}

// A request over an address that is not canonical needs no memory: answered two clocks after it was
// accepted.
static const struct mmu_in regime_in = {
    .regime_valid = 1, .regime_mode = 4, .regime_asid = 3, .regime_pa_bits = 46, .regime_root_ppn = 0x80000};
static struct mmu_in bad_request(uint8_t id) {
  return (struct mmu_in){
      .req_valid = 1, .req_id = id, .req_access = ACCESS_STORE, .req_va = 1ull << 50, .rsp_ready = 1};
}

static void test_each_plugin_says_what_it_is(void) {
  for (int i = 0; i < NAMES; i++) {
    const struct dut_ops *ops = load(names[i]);
    CU_ASSERT_EQUAL(ops->abi, DUT_ABI);
    CU_ASSERT_STRING_EQUAL(ops->name, names[i]);
    CU_ASSERT_TRUE(ops->has_twin);
  }
}

static void test_a_request_is_answered_on_its_clock(void) {
  for (int i = 0; i < NAMES; i++)
    for (enum arch arch = ARCH_RISCV; arch <= ARCH_X86; arch++) {
      const struct dut_ops *ops = load(names[i]);
      const struct dut_options options = options_of(arch);
      void *dut = opened(ops, &options);
      struct mmu_out out;
      const struct mmu_in idle = {.rsp_ready = 1}, request = bad_request(9);
      CU_ASSERT_TRUE(clock_of(ops, dut, &regime_in, &out));
      CU_ASSERT_EQUAL(out.req_ready, 0); // no regime yet
      CU_ASSERT_TRUE(clock_of(ops, dut, &request, &out));
      CU_ASSERT_EQUAL(out.req_ready, 1);
      CU_ASSERT_TRUE(clock_of(ops, dut, &idle, &out));
      CU_ASSERT_EQUAL(out.rsp_valid, 0);
      struct mmu_probe probe;
      ops->probe(dut, &probe); // of the clock just ended: S1 holds request 9, word 2
      CU_ASSERT_EQUAL(probe_s1_valid(&probe), 1);
      CU_ASSERT_EQUAL(probe_s1_id(&probe), 9);
      CU_ASSERT_TRUE(clock_of(ops, dut, &idle, &out));
      CU_ASSERT_EQUAL(out.rsp_valid, 1);
      CU_ASSERT_EQUAL(out.rsp_id, 9);
      CU_ASSERT_EQUAL(out.rsp_kind, arch == ARCH_X86 ? ANSWER_GENERAL_PROTECTION : ANSWER_PAGE_FAULT);
      CU_ASSERT_EQUAL(out.rsp_code, arch == ARCH_X86 ? 0 : 15);
      CU_ASSERT_TRUE(clock_of(ops, dut, &idle, &out));
      CU_ASSERT_EQUAL(out.rsp_valid, 0);
      ops->close(dut);
    }
}

// RV32 is a model of its own: Bare there ends at 32 bits, on RV64 an address above 56 bits is
// refused.
static void test_xlen_selects_the_model(void) {
  for (int i = 0; i < NAMES; i++)
    for (uint8_t xlen = 32; xlen <= 64; xlen += 32) {
      const struct dut_ops *ops = load(names[i]);
      struct dut_options options = options_of(ARCH_RISCV);
      options.config.xlen = xlen;
      void *dut = opened(ops, &options);
      const struct mmu_in bare = {.regime_valid = 1}, idle = {.rsp_ready = 1};
      const struct mmu_in request = {
          .req_valid = 1, .req_id = 3, .req_access = ACCESS_STORE, .req_va = 0x0100000012345678};
      struct mmu_out out;
      CU_ASSERT_TRUE(clock_of(ops, dut, &bare, &out));
      CU_ASSERT_TRUE(clock_of(ops, dut, &request, &out));
      CU_ASSERT_TRUE(clock_of(ops, dut, &idle, &out));
      CU_ASSERT_TRUE(clock_of(ops, dut, &idle, &out));
      CU_ASSERT_EQUAL(out.rsp_valid, 1);
      CU_ASSERT_EQUAL(out.rsp_kind, xlen == 32 ? ANSWER_OK : ANSWER_ACCESS_FAULT);
      CU_ASSERT_EQUAL(out.rsp_code, xlen == 32 ? 0 : 7);
      CU_ASSERT_EQUAL(out.rsp_pa, xlen == 32 ? 0x12345678 : 0);
      ops->close(dut);
    }
}

// Four reads of 8 bytes at CR3, then done: with a reserved bit in a present PDPTE (the last one
// here) a fault, and still no regime.
static void test_a_pae_load_reads_four_words_and_checks_them(void) {
  for (int i = 0; i < NAMES; i++)
    for (unsigned bad = 0; bad < 2; bad++) {
      const struct dut_ops *ops = load(names[i]);
      const struct dut_options options = options_of(ARCH_X86);
      void *dut = opened(ops, &options);
      const struct mmu_in load_in = {.regime_valid = 1,
                                     .regime_mode = 3,
                                     .regime_load = 1,
                                     .regime_pa_bits = 40,
                                     .regime_root_ppn = 0x80000,
                                     .regime_root_low = 5};
      const struct mmu_in idle = {.mem_req_ready = 1};
      struct mmu_out out;
      CU_ASSERT_TRUE(clock_of(ops, dut, &load_in, &out));
      CU_ASSERT_EQUAL(out.regime_busy, 0);
      CU_ASSERT_TRUE(clock_of(ops, dut, &idle, &out)); // drain
      CU_ASSERT_EQUAL(out.regime_busy, 1);
      for (unsigned k = 0; k < 4; k++) {
        CU_ASSERT_TRUE(clock_of(ops, dut, &idle, &out));
        CU_ASSERT_EQUAL(out.mem_req_valid, 1);
        CU_ASSERT_EQUAL(out.mem_req_narrow, 0);
        CU_ASSERT_EQUAL(out.mem_req_addr, 0x800000a0 + 8 * k);
        const struct mmu_in answer = {.mem_rsp_valid = 1, .mem_rsp_data = k < 3 ? 0 : 0x5001 | bad << 6};
        CU_ASSERT_TRUE(clock_of(ops, dut, &answer, &out));
      }
      CU_ASSERT_TRUE(clock_of(ops, dut, &idle, &out));
      CU_ASSERT_EQUAL(out.regime_done, 1);
      CU_ASSERT_EQUAL(out.regime_fault, bad ? REGIME_GENERAL_PROTECTION : REGIME_FINE);
      CU_ASSERT_TRUE(clock_of(ops, dut, &idle, &out));
      CU_ASSERT_EQUAL(out.regime_busy, 0);
      CU_ASSERT_EQUAL(out.req_ready, !bad);
      struct mmu_probe probe;
      ops->probe(dut, &probe);
      CU_ASSERT_EQUAL(probe_pdpte_present(&probe), bad ? 0 : 8); // only the last is present
      ops->close(dut);
    }
}

static void test_settle_may_be_repeated_and_the_last_one_counts(void) {
  for (int i = 0; i < NAMES; i++) {
    const struct dut_ops *ops = load(names[i]);
    const struct dut_options options = options_of(ARCH_RISCV);
    void *dut = opened(ops, &options);
    struct mmu_out first, second;
    const struct mmu_in idle = {0};
    CU_ASSERT_EQUAL(ops->settle(dut, &regime_in, &first), DUT_FINE);
    CU_ASSERT_EQUAL(ops->settle(dut, &idle, &second), DUT_FINE);
    CU_ASSERT_EQUAL(first.req_ready, second.req_ready);
    CU_ASSERT_EQUAL(ops->tick(dut), DUT_FINE);
    CU_ASSERT_EQUAL(ops->settle(dut, &idle, &first), DUT_FINE);
    CU_ASSERT_EQUAL(first.req_ready, 0); // the regime was withdrawn before the edge
    CU_ASSERT_EQUAL(ops->settle(dut, &regime_in, &first), DUT_FINE);
    CU_ASSERT_EQUAL(ops->tick(dut), DUT_FINE);
    CU_ASSERT_EQUAL(ops->settle(dut, &idle, &first), DUT_FINE);
    CU_ASSERT_EQUAL(first.req_ready, 1);
    ops->close(dut);
  }
}

static void test_instances_live_beside_each_other_and_after_each_other(void) {
  for (int i = 0; i < NAMES; i++) {
    const struct dut_ops *ops = load(names[i]);
    const struct dut_options options = options_of(ARCH_RISCV);
    for (int again = 0; again < 2; again++) {
      void *a = opened(ops, &options), *b = opened(ops, &options);
      struct mmu_out out;
      const struct mmu_in idle = {0};
      CU_ASSERT_TRUE(clock_of(ops, a, &regime_in, &out)); // only a has a regime
      CU_ASSERT_TRUE(clock_of(ops, b, &idle, &out));
      CU_ASSERT_TRUE(clock_of(ops, a, &idle, &out));
      CU_ASSERT_EQUAL(out.req_ready, 1);
      CU_ASSERT_TRUE(clock_of(ops, b, &idle, &out));
      CU_ASSERT_EQUAL(out.req_ready, 0);
      ops->reset(a);
      CU_ASSERT_TRUE(clock_of(ops, a, &idle, &out));
      CU_ASSERT_EQUAL(out.req_ready, 0);
      ops->close(a);
      CU_ASSERT_TRUE(clock_of(ops, b, &idle, &out));
      ops->close(b);
    }
  }
}

static void test_options_that_cannot_be_met_are_refused(void) {
  for (int i = 0; i < NAMES; i++) {
    const struct dut_ops *ops = load(names[i]);
    struct dut_options options = options_of(ARCH_RISCV);
    options.config.tlb_entries = 16;
    CU_ASSERT_TRUE(refused(ops, &options, "32 TLB entries"));
    options = options_of(ARCH_X86);
    options.bug = strcmp(names[i], "bugs") ? 1 : 256;
    CU_ASSERT_TRUE(refused(ops, &options, "planted bugs"));
  }
}

static void test_a_violated_assertion_is_told_and_not_fatal(void) {
  for (int i = 0; i < NAMES; i++) {
#ifndef LOCKWALK_ASSERT
    if (strcmp(names[i], "bugs")) continue; // built without assertions
#endif
    const struct dut_ops *ops = load(names[i]);
    const struct dut_options options = options_of(ARCH_RISCV);
    void *dut = opened(ops, &options);
    struct mmu_out out;
    const struct mmu_in wrong = {.regime_valid = 1, .regime_mode = 1}; // no mode has one level
    CU_ASSERT_EQUAL(ops->settle(dut, &wrong, &out), DUT_FINE);
    CU_ASSERT_EQUAL(ops->tick(dut), DUT_ASSERTION);
    CU_ASSERT_PTR_NOT_NULL(strstr(ops->message(dut), "regime_mode_i"));
    CU_ASSERT_PTR_NOT_NULL(strstr(ops->message(dut), "mmu_assert.sv"));
    CU_ASSERT_EQUAL(ops->settle(dut, &wrong, &out), DUT_ASSERTION); // and stays
    ops->close(dut);
  }
}

// An FST begins with a header block: type 0, then its length as 8 bytes, 329.
static bool is_closed_fst(const char *path) {
  unsigned char head[9] = {0xff};
  FILE *file = fopen(path, "rb");
  if (!file) return false;
  const bool whole = fread(head, 1, sizeof head, file) == sizeof head;
  fclose(file);
  return whole && head[0] == 0 && head[7] == 329 >> 8 && head[8] == (329 & 255);
}

static void test_waves_open_close_and_open_again(void) {
  char folder[] = "/tmp/lockwalk-wave-XXXXXX", path[64];
  CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/a.fst", folder);
  for (int i = 0; i < NAMES; i++) {
    const struct dut_ops *ops = load(names[i]);
    const struct dut_options options = options_of(ARCH_RISCV);
    const struct wave_golden beside = {.event = "read 0x80402000"};
    void *dut = opened(ops, &options);
    struct mmu_out out;
    ops->beside(dut, &beside); // with no dump open it is ignored
    CU_ASSERT_FALSE(ops->wave(dut, "/nonexistent/folder/a.fst"));
    for (int again = 0; again < 2; again++) {
      CU_ASSERT_TRUE(ops->wave(dut, path));
      ops->beside(dut, &beside);
      for (int t = 0; t < 10; t++)
        CU_ASSERT_TRUE(clock_of(ops, dut, &regime_in, &out));
      CU_ASSERT_TRUE(ops->wave(dut, NULL));
      CU_ASSERT_TRUE(is_closed_fst(path));
      unlink(path);
    }
    ops->close(dut);
  }
  rmdir(folder);
}

CU_TestInfo test_plugin_tests[] = {
    TEST(test_each_plugin_says_what_it_is),
    TEST(test_a_request_is_answered_on_its_clock),
    TEST(test_xlen_selects_the_model),
    TEST(test_a_pae_load_reads_four_words_and_checks_them),
    TEST(test_settle_may_be_repeated_and_the_last_one_counts),
    TEST(test_instances_live_beside_each_other_and_after_each_other),
    TEST(test_options_that_cannot_be_met_are_refused),
    TEST(test_a_violated_assertion_is_told_and_not_fatal),
    TEST(test_waves_open_close_and_open_again),
    CU_TEST_INFO_NULL,
};
