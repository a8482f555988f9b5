// The ports as data (csim/port.def).
#include <string.h>

#include "csim/port_table.h"
#include "tests/suite.h"

static void test_outputs_are_found_by_the_names_of_their_ports(void) {
  for (unsigned i = 0; i < PORT_OUTPUTS; i++)
    CU_ASSERT_PTR_EQUAL(port_table_output(port_output[i].name), &port_output[i]);
  CU_ASSERT_STRING_EQUAL(port_output[0].name, "regime_busy_o");
  CU_ASSERT_PTR_NULL(port_table_output("regime_valid_i"));
}

// A valid says of itself that it is one, and stands in the group of what it speaks for.
static void test_every_port_has_a_valid_of_its_group(void) {
  for (unsigned i = 0; i < PORT_INPUTS; i++)
    CU_ASSERT_EQUAL(port_input[port_input[i].valid].group, port_input[i].group);
  for (unsigned i = 0; i < PORT_OUTPUTS; i++) {
    const struct port_signal *valid = &port_output[port_output[i].valid];
    CU_ASSERT_EQUAL(valid->group, port_output[i].group);
    CU_ASSERT_PTR_EQUAL(&port_output[valid->valid], valid);
  }
}

static void test_a_field_takes_what_it_has_room_for(void) {
  struct mmu_in in = {0};
  for (unsigned i = 0; i < PORT_INPUTS; i++) {
    const struct port_signal *s = &port_input[i];
    const uint64_t most = UINT64_MAX >> (64 - 8 * s->bytes);
    CU_ASSERT_TRUE(port_table_set(&in, s, most));
    CU_ASSERT_EQUAL(port_table_get(&in, s), most);
    if (most != UINT64_MAX) CU_ASSERT_FALSE(port_table_set(&in, s, most + 1));
    CU_ASSERT_EQUAL(port_table_get(&in, s), most);
    CU_ASSERT_TRUE(port_table_set(&in, s, 0));
  }
  const struct mmu_in none = {0};
  CU_ASSERT_EQUAL(memcmp(&in, &none, sizeof in), 0);
}

CU_TestInfo test_port_table_tests[] = {
    TEST(test_outputs_are_found_by_the_names_of_their_ports),
    TEST(test_every_port_has_a_valid_of_its_group),
    TEST(test_a_field_takes_what_it_has_room_for),
    CU_TEST_INFO_NULL,
};
