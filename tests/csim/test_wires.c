// What is put on the wires of the port is read from them, and a group's wires are its own.
#include <string.h>

#include "csim/port_table.h"
#include "csim/wires.h"
#include "tests/suite.h"

static void test_a_request_arrives_as_it_was_put(void) {
  const struct request req = {0xfedcba9876543210, ACCESS_FETCH, PRIV_SUPERVISOR, true};
  struct mmu_in in = {0};
  wires_put_request(&in, 63, &req);
  const struct request got = wires_request(&in);
  CU_ASSERT(in.req_valid == 1 && in.req_id == 63);
  CU_ASSERT(got.va == req.va && got.access == req.access && got.priv == req.priv && got.implicit);
}

static void test_a_fence_arrives_as_it_was_put(void) {
  for (unsigned bits = 0; bits < 16; bits++) {
    const struct fence fence = {.va_valid = bits & 1,
                                .va = 0x123456789a000,
                                .asid_valid = bits & 2,
                                .asid = 0xfedc,
                                .globals = bits & 4,
                                .structures = bits & 8};
    struct mmu_in in = {0};
    wires_put_fence(&in, &fence);
    const struct fence got = wires_fence(&in);
    CU_ASSERT_EQUAL(in.fence_valid, 1);
    CU_ASSERT(got.va_valid == fence.va_valid && got.va == fence.va);
    CU_ASSERT(got.asid_valid == fence.asid_valid && got.asid == fence.asid);
    CU_ASSERT(got.globals == fence.globals && got.structures == fence.structures);
  }
}

static void test_an_answer_arrives_as_it_was_put(void) {
  const struct answer answer = {ANSWER_BUS_ERROR, 63, 0xfedcba98765432, 39, 15, 7, true};
  struct mmu_out out = {0};
  wires_put_answer(&out, 62, &answer);
  const struct answer got = wires_answer(&out);
  CU_ASSERT(out.rsp_valid == 1 && out.rsp_id == 62);
  CU_ASSERT(got.kind == answer.kind && got.code == answer.code && got.pa == answer.pa && got.shift == answer.shift);
  CU_ASSERT(got.perm == answer.perm && got.type == answer.type && got.global);
}

static void test_a_regime_arrives_as_it_was_put(void) {
  unsigned told = 0;
  for (enum format_id format = FORMAT_BARE; format < FORMAT_COUNT; format++) {
    const struct format *f = format_get(format);
    if (f->mode == FORMAT_NO_MODE) continue;
    const bool pae = format == FORMAT_X86_PAE;
    const struct regime regime = {.format = format,
                                  .flags = 0xa5c3,
                                  .root_pa = pae ? 0xfffff7e0 : 0xfedcba98765000,
                                  .pkru = 0x89abcdef,
                                  .pkrs = 0x76543210,
                                  .asid = 0xfedc,
                                  .pa_bits = f->arch == ARCH_X86 ? 46 : 56};
    struct regime got = {.pdpte = {1, 2, 3, 4}};
    struct mmu_in in = {0};
    wires_put_regime(&in, &regime, pae);
    CU_ASSERT(in.regime_valid == 1 && in.regime_load == pae);
    CU_ASSERT_TRUE(wires_regime(&in, f->arch, &got));
    CU_ASSERT(got.format == format && got.flags == regime.flags && got.root_pa == regime.root_pa);
    CU_ASSERT(got.pkru == regime.pkru && got.pkrs == regime.pkrs);
    CU_ASSERT(got.asid == regime.asid && got.pa_bits == regime.pa_bits);
    CU_ASSERT(got.pdpte[0] == 1 && got.pdpte[3] == 4);
    told++;
  }
  CU_ASSERT_EQUAL(told, 9);
}

static void test_a_mode_that_is_none_changes_no_regime(void) {
  const struct mmu_in in = {.regime_valid = 1, .regime_mode = 7, .regime_asid = 3};
  struct regime regime, before;
  memset(&regime, 0x5a, sizeof regime);
  before = regime;
  CU_ASSERT_FALSE(wires_regime(&in, ARCH_X86, &regime));
  CU_ASSERT_EQUAL(memcmp(&regime, &before, sizeof regime), 0);
}

// Each input is in one group, and clearing that group is all that clears it.
static void test_clearing_a_group_leaves_the_others(void) {
  for (unsigned i = 0; i < PORT_INPUTS; i++)
    for (enum port_group group = PORT_REGIME; group <= PORT_MEM_RSP; group++) {
      struct mmu_in in = {0};
      CU_ASSERT_TRUE(port_table_set(&in, &port_input[i], 1));
      wires_clear(&in, group);
      CU_ASSERT_EQUAL(port_table_get(&in, &port_input[i]), port_input[i].group != group);
    }
}

CU_TestInfo test_wires_tests[] = {
    TEST(test_a_request_arrives_as_it_was_put),
    TEST(test_a_fence_arrives_as_it_was_put),
    TEST(test_an_answer_arrives_as_it_was_put),
    TEST(test_a_regime_arrives_as_it_was_put),
    TEST(test_a_mode_that_is_none_changes_no_regime),
    TEST(test_clearing_a_group_leaves_the_others),
    CU_TEST_INFO_NULL,
};
