// Recordings of all ports: what a line holds, and that a file is there whole or not at all.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tb/report/ports.h"
#include "tests/tb/files.h"
#include "tests/suite.h"

static const struct mmu_config rv64 = {.arch = ARCH_RISCV}, rv32 = {.arch = ARCH_RISCV, .xlen = 32},
                               x86 = {.arch = ARCH_X86};

// What the file holds after one clock, as text.
static char *recorded(const char *path, const struct mmu_config *config, const struct mmu_in *in,
                      const struct mmu_out *out) {
  struct lw_error e = {0};
  size_t size;
  struct ports *p = ports_open(path, config, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(p);
  struct sink sink = ports_sink(p);
  sink.wires(sink.ctx, 0, in, out);
  CU_ASSERT_EQUAL(ports_close(p, true, &e), 0);
  char *text = (char *)files_read(path, &size);
  text = realloc(text, size + 1);
  text[size] = 0;
  return text;
}

static void test_a_line_holds_each_port_in_the_order_of_the_names(void) {
  const char *path = files_text("old");
  const struct mmu_in in = {.regime_asid = 0xfedc,
                            .regime_pkru = 0x89abcdef,
                            .regime_root_ppn = 0xfffffffffff,
                            .req_valid = 1,
                            .req_va = 0xffffffff80001000,
                            .fence_structures = 1};
  const struct mmu_out out = {.req_ready = 1, .rsp_pa = 0xfffffffffff123, .fence_done = 1};
  char *text = recorded(path, &rv64, &in, &out);
  char *names = strchr(text, '\n') + 1, *values = strchr(names, '\n') + 1;
  CU_ASSERT(!strncmp(text, "lockwalk-ports 1 0 64                    1\n", 43));
  unsigned columns = 0, set = 0;
  char *n, *v, *name = strtok_r(names, " \n", &n), *value = strtok_r(values, " \n", &v);
  for (; columns < 52 && name && value; columns++) {
    static const char *const wanted[][2] = {
        {"regime_asid_i", "fedc"}, {"regime_pkru_i", "89abcdef"},    {"regime_root_ppn_i", "fffffffffff"},
        {"req_valid_i", "1"},      {"req_va_i", "ffffffff80001000"}, {"fence_structures_i", "1"},
        {"req_ready_o", "1"},      {"rsp_pa_o", "fffffffffff123"},   {"fence_done_o", "1"}};
    const char *want = "0";
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
      if (!strcmp(wanted[i][0], name)) want = wanted[i][1];
    CU_ASSERT_STRING_EQUAL(value, want);
    set += strcmp(value, "0") != 0;
    name = strtok_r(NULL, " \n", &n);
    if (columns < 51) value = strtok_r(NULL, " \n", &v);
  }
  CU_ASSERT_EQUAL(columns, 52);
  CU_ASSERT_EQUAL(set, 9);
  free(text);
}

static void test_the_first_line_says_which_build(void) {
  const struct mmu_in in = {0};
  const struct mmu_out out = {0};
  char *text = recorded(files_text(""), &rv32, &in, &out);
  CU_ASSERT(!strncmp(text, "lockwalk-ports 1 0 32 ", 22));
  free(text);
  text = recorded(files_text(""), &x86, &in, &out);
  CU_ASSERT(!strncmp(text, "lockwalk-ports 1 1 64 ", 22));
  free(text);
}

static void test_a_recording_that_is_given_up_leaves_what_was_there(void) {
  struct lw_error e = {0};
  size_t size;
  const char *path = files_text("old");
  struct ports *p = ports_open(path, &rv64, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(p);
  CU_ASSERT_EQUAL(ports_close(p, false, &e), 0);
  unsigned char *text = files_read(path, &size);
  CU_ASSERT(size == 3 && !memcmp(text, "old", 3));
  free(text);
  CU_ASSERT_EQUAL(ports_close(NULL, true, &e), 0);
  CU_ASSERT_PTR_NULL(ports_open("/nonexistent/ports", &rv64, &e));
  CU_ASSERT(files_told(&e, "/nonexistent/ports", "cannot write"));
}

CU_TestInfo test_ports_tests[] = {TEST(test_a_line_holds_each_port_in_the_order_of_the_names),
                                  TEST(test_the_first_line_says_which_build),
                                  TEST(test_a_recording_that_is_given_up_leaves_what_was_there), CU_TEST_INFO_NULL};
