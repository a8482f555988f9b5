// Every output and every probe field: a difference is seen, named, and told apart into timing and
// function.
#include <string.h>

#include "csim/port_table.h"
#include "tb/engine/compare.h"
#include "tests/suite.h"

static void test_equal_outputs_are_equal_whatever_the_padding(void) {
  struct mmu_out a, b;
  struct difference d;
  memset(&a, 0xff, sizeof a);
  memset(&b, 0x00, sizeof b);
  // Field by field, so that the bytes between fields stay different.
#define PORT_OUT(group, signal, bits, type, valid) a.signal = b.signal = 1;
#include "csim/port.def"
  CU_ASSERT_NOT_EQUAL(memcmp(&a, &b, sizeof a), 0);
  CU_ASSERT_TRUE(compare_outputs(&a, &b, &d));
}

static void differs(const struct mmu_out *twin, const struct mmu_out *dut, const char *name, uint64_t expected,
                    uint64_t got, bool timing) {
  struct difference d;
  CU_ASSERT_FALSE(compare_outputs(twin, dut, &d));
  CU_ASSERT_STRING_EQUAL(d.name, name);
  CU_ASSERT_EQUAL(d.expected, expected);
  CU_ASSERT_EQUAL(d.got, got);
  CU_ASSERT_EQUAL(d.timing, timing);
}

static void test_each_output_is_named(void) {
  const struct mmu_out twin = {0};
#define ONE(field, timing)                                                                                             \
  do {                                                                                                                 \
    struct mmu_out dut = {0};                                                                                          \
    dut.field = 1;                                                                                                     \
    differs(&twin, &dut, #field "_o", 0, 1, timing);                                                                   \
  } while (0)
  ONE(regime_busy, true);
  ONE(regime_done, true);
  ONE(regime_fault, false);
  ONE(mem_req_narrow, false);
  ONE(req_ready, true);
  ONE(rsp_valid, true);
  ONE(rsp_id, false);
  ONE(rsp_kind, false);
  ONE(rsp_code, false);
  ONE(rsp_shift, false);
  ONE(rsp_perm, false);
  ONE(rsp_type, false);
  ONE(rsp_global, false);
  ONE(rsp_pa, false);
  ONE(mem_req_valid, true);
  ONE(mem_req_id, false);
  ONE(mem_req_op, false);
  ONE(mem_req_addr, false);
  ONE(mem_req_expected, false);
  ONE(mem_req_desired, false);
  ONE(fence_ready, true);
  ONE(fence_done, true);
#undef ONE
}

static void test_payload_beside_a_missing_valid_is_timing(void) {
  struct mmu_out twin = {.rsp_valid = 1, .rsp_id = 5, .rsp_pa = 0x1000, .mem_req_addr = 8, .mem_req_valid = 1};
  struct mmu_out dut = {.mem_req_addr = 8, .mem_req_valid = 1};
  differs(&twin, &dut, "rsp_valid_o", 1, 0, true);
  // Function in another group comes first.
  dut.mem_req_addr = 16;
  differs(&twin, &dut, "mem_req_addr_o", 8, 16, false);
}

static void test_a_held_group_may_change_in_none_of_its_outputs(void) {
  static const enum port_group group[] = {PORT_REGIME, PORT_REQ, PORT_RSP, PORT_MEM_REQ, PORT_FENCE};
  for (unsigned i = 0; i < PORT_OUTPUTS; i++) {
    const struct mmu_out held = {0};
    struct mmu_out now = {0};
    CU_ASSERT_TRUE(port_table_set(&now, &port_output[i], 1));
    CU_ASSERT_EQUAL(compare_groups(&held, &now), 1u << port_output[i].group);
    for (unsigned g = 0; g < sizeof group / sizeof *group; g++)
      CU_ASSERT_EQUAL(compare_same(group[g], &held, &now), group[g] != port_output[i].group);
  }
}

static void test_every_probe_bit_is_seen_and_named(void) {
  static const char *const first[PROBE_WORDS] = {"probe.tlb_valid",    "probe.tlb_plru",       "probe.pwc_valid",
                                                 "probe.ptw_pte",      "probe.ptw_table_ppn",  "probe.tlb_fill_enable",
                                                 "probe.tlb_fill_vpn", "probe.tlb_fill_ppn",   "probe.pwc_fill_enable",
                                                 "probe.pwc_fill_tag", "probe.pwc_fill_table", "probe.tlb_cleared"};
  for (int word = 0; word < PROBE_WORDS; word++)
    for (int bit = 0; bit < 64; bit++) {
      struct mmu_probe twin = {{0}}, dut = {{0}};
      struct difference d;
      CU_ASSERT_TRUE(compare_probe(&twin, &dut, &d));
      dut.word[word] = 1ull << bit;
      CU_ASSERT_FALSE(compare_probe(&twin, &dut, &d));
      CU_ASSERT_EQUAL(d.expected, 0);
      CU_ASSERT_FALSE(d.timing);
      if (bit == 0) CU_ASSERT_STRING_EQUAL(d.name, first[word]);
    }
}

static void test_probe_fields_follow_the_table(void) {
  static const struct {
    int word, bit;
    uint64_t value;
    const char *name;
  } row[] = {{2, 20, 5, "probe.ptw_state"},          {2, 41, 63, "probe.s1_id"},
             {2, 47, 9, "probe.ptw_request_id"},     {4, 44, 15, "probe.ptw_perm"},
             {5, 13, 0xffff, "probe.tlb_fill_asid"}, {5, 44, 1, "probe.tlb_fill_dirty"},
             {8, 30, 1, "probe.pwc_fill_global"},    {2, 39, 1, "probe.fence_executing"}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    struct mmu_probe twin = {{0}}, dut = {{0}};
    struct difference d;
    twin.word[row[i].word] = row[i].value << row[i].bit;
    CU_ASSERT_FALSE(compare_probe(&twin, &dut, &d));
    CU_ASSERT_STRING_EQUAL(d.name, row[i].name);
    CU_ASSERT_EQUAL(d.expected, row[i].value);
  }
}

CU_TestInfo test_compare_tests[] = {TEST(test_equal_outputs_are_equal_whatever_the_padding),
                                    TEST(test_each_output_is_named),
                                    TEST(test_payload_beside_a_missing_valid_is_timing),
                                    TEST(test_a_held_group_may_change_in_none_of_its_outputs),
                                    TEST(test_every_probe_bit_is_seen_and_named),
                                    TEST(test_probe_fields_follow_the_table),
                                    CU_TEST_INFO_NULL};
