#include "tb/input/image.h"
#include "tb/input/leaf_rule.h"
#include "tests/tb/files.h"
#include "tests/suite.h"

static void test_riscv_rows_are_read(void) {
  struct lw_error e = {0};
  struct expect *x = expect_open(files_text("# comment\n10000 17c7f4000 1000 r-xu-a- 1 1000 1000\n"
                                            "7fffb0900000 17c100000 10000 rw-u-adN 2 10000 10000\n\n"
                                            "ffff8f8000800000 c000000 200000 rw--gadM2 3 200000 0\n"),
                                 ARCH_RISCV, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(x);
  CU_ASSERT_EQUAL(x->rows, 3);
  CU_ASSERT_EQUAL(x->pages, 6);
  CU_ASSERT_EQUAL(x->row[0].flags, EXPECT_R | EXPECT_X | EXPECT_U | EXPECT_A);
  CU_ASSERT_EQUAL(x->row[1].flags, EXPECT_R | EXPECT_W | EXPECT_U | EXPECT_A | EXPECT_D | EXPECT_NAPOT);
  CU_ASSERT_EQUAL(x->row[2].flags, EXPECT_R | EXPECT_W | EXPECT_G | EXPECT_A | EXPECT_D | 2 << EXPECT_PBMT_SHIFT);
  CU_ASSERT_EQUAL(x->row[2].va, 0xffff8f8000800000);
  CU_ASSERT_EQUAL(x->row[2].pa_stride, 0);
  CU_ASSERT_EQUAL(x->row[2].line, 5);
  expect_close(x);
}

static void test_x86_rows_are_read(void) {
  struct lw_error e = {0};
  struct expect *x = expect_open(files_text("401000 330d000 1000 ----A--U- 1 1000 1000\n"
                                            "ffffffffff5fc000 fec00000 1000 XG-DACT-W 1 1000 1000\n"
                                            "ffff888000200000 200000 200000 -GPDA---W 24 200000 200000\n"),
                                 ARCH_X86, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(x);
  CU_ASSERT_EQUAL(x->row[0].flags, EXPECT_R | EXPECT_X | EXPECT_U | EXPECT_A);
  CU_ASSERT_EQUAL(x->row[1].flags, EXPECT_R | EXPECT_W | EXPECT_G | EXPECT_A | EXPECT_D | 3 << EXPECT_PBMT_SHIFT);
  CU_ASSERT_EQUAL(x->row[2].flags, EXPECT_R | EXPECT_W | EXPECT_X | EXPECT_G | EXPECT_A | EXPECT_D);
  expect_close(x);
}

static void test_strided_runs_may_interleave(void) {
  struct lw_error e = {0};
  struct expect *x =
      expect_open(files_text("10000 0 1000 r--u-ad 3 2000 0\n11000 0 1000 r--u-ad 3 2000 0\n"), ARCH_RISCV, &e);
  CU_ASSERT_PTR_NOT_NULL(x);
  expect_close(x);
}

static void test_bad_rows_are_refused_with_their_line(void) {
  static const struct {
    enum arch arch;
    const char *row, *reason;
  } bad[] = {{ARCH_RISCV, "10000 0 1000 r--u-ad 1 1000", "6 words where 7 belong"},
             {ARCH_RISCV, "10000 0 1000 r--u-ad 1 1000 1000 1", "8 words"},
             {ARCH_RISCV, "1000g 0 1000 r--u-ad 1 1000 1000", "va \"1000g\" is not a hexadecimal number"},
             {ARCH_RISCV, "10000 0 1000 r--u-ad 1f 1000 1000", "count \"1f\" is not a decimal number"},
             {ARCH_RISCV, "10000 0 1000 r--u-a 1 1000 1000", "flags"},
             {ARCH_RISCV, "10000 0 1000 r--u-adM3 1 1000 1000", "flags"},
             {ARCH_RISCV, "10000 0 1000 r--u-adX 1 1000 1000", "flags"},
             {ARCH_RISCV, "10000 0 2000 r--u-ad 1 2000 2000", "no page size"},
             {ARCH_RISCV, "10000 0 10000 r--u-ad 1 10000 10000", "no page size"},
             {ARCH_RISCV, "10008 0 1000 r--u-ad 1 1000 1000", "not aligned"},
             {ARCH_RISCV, "10000 0 1000 r--u-ad 0 1000 1000", "absurd number"},
             {ARCH_RISCV, "10000 0 1000 r--u-ad 4000000000 1000 1000", "absurd number"},
             {ARCH_RISCV, "10000 0 1000 r--u-ad 2 800 1000", "overlap"},
             {ARCH_RISCV, "10000 0 1000 r--u-ad 2 0 1000", "overlap"},
             {ARCH_RISCV, "10000 0 1000 r--u-ad 2 1000 8", "pa_stride"},
             {ARCH_RISCV, "fffffffffffff000 0 1000 r--u-ad 2 1000 1000", "leaves the address space"},
             {ARCH_RISCV, "10000 100000000000000 1000 r--u-ad 1 1000 1000", "56 bits"},
             {ARCH_RISCV, "1000 0 1000 r--u-ad 1 1000 1000", "is mapped by line 1 too"},
             {ARCH_X86, "401000 0 1000 r--u-ad 1 1000 1000", "flags"},
             {ARCH_X86, "400000 0 200000 ----A--U- 1 200000 200000", "flags"}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char text[256];
    struct lw_error e = {0};
    snprintf(text, sizeof text, "%s\n%s\n",
             bad[i].arch == ARCH_X86 ? "1000 0 1000 ----A--U- 1 0 0" : "1000 0 1000 r--u-ad 1 0 0", bad[i].row);
    CU_ASSERT_PTR_NULL(expect_open(files_text(text), bad[i].arch, &e));
    CU_ASSERT(files_told(&e, ":2: ", bad[i].reason));
  }
  struct lw_error e = {0};
  CU_ASSERT_PTR_NULL(expect_open(files_text("# nothing\n"), ARCH_RISCV, &e));
  CU_ASSERT(files_told(&e, "file", "no mapping"));
}

static void test_leaf_rules_follow_the_manuals(void) {
  static const struct {
    enum arch arch;
    uint32_t flags;
    uint16_t leaf;
    enum access access;
    enum priv priv;
    bool refused;
  } c[] = {{ARCH_RISCV, 0, EXPECT_R | EXPECT_U, ACCESS_LOAD, PRIV_SUPERVISOR, true},
           {ARCH_RISCV, RV_SUM, EXPECT_R | EXPECT_U, ACCESS_LOAD, PRIV_SUPERVISOR, false},
           {ARCH_RISCV, RV_SUM, EXPECT_X | EXPECT_U, ACCESS_FETCH, PRIV_SUPERVISOR, true},
           {ARCH_RISCV, 0, EXPECT_X | EXPECT_U, ACCESS_LOAD, PRIV_USER, true},
           {ARCH_RISCV, RV_MXR, EXPECT_X | EXPECT_U, ACCESS_LOAD, PRIV_USER, false},
           {ARCH_RISCV, RV_MXR, EXPECT_X | EXPECT_U, ACCESS_STORE, PRIV_USER, true},
           {ARCH_RISCV, 0, EXPECT_R, ACCESS_LOAD, PRIV_USER, true},
           {ARCH_X86, X86_WP, EXPECT_R, ACCESS_STORE, PRIV_SUPERVISOR, true},
           {ARCH_X86, 0, EXPECT_R, ACCESS_STORE, PRIV_SUPERVISOR, false},
           {ARCH_X86, 0, EXPECT_R | EXPECT_U, ACCESS_STORE, PRIV_USER, true},
           {ARCH_X86, X86_NXE, EXPECT_R | EXPECT_U, ACCESS_FETCH, PRIV_USER, true},
           {ARCH_X86, 0, EXPECT_R | EXPECT_U, ACCESS_FETCH, PRIV_USER, false},
           {ARCH_X86, X86_SMEP, EXPECT_R | EXPECT_X | EXPECT_U, ACCESS_FETCH, PRIV_SUPERVISOR, true},
           {ARCH_X86, X86_SMAP, EXPECT_R | EXPECT_U, ACCESS_LOAD, PRIV_SUPERVISOR, true},
           {ARCH_X86, X86_SMAP | X86_AC, EXPECT_R | EXPECT_U, ACCESS_LOAD, PRIV_SUPERVISOR, false}};
  for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
    struct regime regime = {.flags = c[i].flags};
    struct request req = {.access = c[i].access, .priv = c[i].priv};
    CU_ASSERT_EQUAL(leaf_rule_refuses(&regime, c[i].arch, c[i].leaf | EXPECT_A | EXPECT_D, &req), c[i].refused);
  }
}

static void test_a_clear_a_or_d_refuses_where_hardware_does_not_set_it(void) {
  const struct regime faults = {0}, updates = {.flags = RV_ADUE};
  const struct request load = {.access = ACCESS_LOAD, .priv = PRIV_USER},
                       store = {.access = ACCESS_STORE, .priv = PRIV_USER};
  const uint16_t clean = EXPECT_R | EXPECT_W | EXPECT_U | EXPECT_A, fresh = EXPECT_R | EXPECT_W | EXPECT_U;
  CU_ASSERT_TRUE(leaf_rule_refuses(&faults, ARCH_RISCV, fresh, &load));
  CU_ASSERT_FALSE(leaf_rule_refuses(&faults, ARCH_RISCV, clean, &load));
  CU_ASSERT_TRUE(leaf_rule_refuses(&faults, ARCH_RISCV, clean, &store));
  CU_ASSERT_FALSE(leaf_rule_refuses(&updates, ARCH_RISCV, fresh, &store));
}

static void test_bits_of_an_extension_that_is_not_there_refuse(void) {
  const struct regime none = {.flags = RV_ADUE}, both = {.flags = RV_ADUE | RV_SVNAPOT | RV_PBMTE};
  const struct request load = {.access = ACCESS_LOAD, .priv = PRIV_USER};
  const uint16_t group = EXPECT_R | EXPECT_U | EXPECT_A | EXPECT_NAPOT,
                 typed = EXPECT_R | EXPECT_U | EXPECT_A | 1u << EXPECT_PBMT_SHIFT;
  CU_ASSERT_TRUE(leaf_rule_refuses(&none, ARCH_RISCV, group, &load));
  CU_ASSERT_TRUE(leaf_rule_refuses(&none, ARCH_RISCV, typed, &load));
  CU_ASSERT_FALSE(leaf_rule_refuses(&both, ARCH_RISCV, group, &load));
  CU_ASSERT_FALSE(leaf_rule_refuses(&both, ARCH_RISCV, typed, &load));
}

CU_TestInfo test_expect_tests[] = {TEST(test_riscv_rows_are_read),
                                   TEST(test_x86_rows_are_read),
                                   TEST(test_strided_runs_may_interleave),
                                   TEST(test_bad_rows_are_refused_with_their_line),
                                   TEST(test_leaf_rules_follow_the_manuals),
                                   TEST(test_a_clear_a_or_d_refuses_where_hardware_does_not_set_it),
                                   TEST(test_bits_of_an_extension_that_is_not_there_refuse),
                                   CU_TEST_INFO_NULL};
