#include <stdlib.h>
#include <string.h>

#include "csim/memport.h"
#include "tests/suite.h"

static struct ram *ram;
static struct memport port;

static void setup(uint32_t latency_min, uint32_t latency_max, uint32_t backpressure) {
  static _Alignas(64) char storage[1 << 14];
  const struct memport_config config = {5, latency_min, latency_max, backpressure};
  ram = ram_init(storage, sizeof storage, NULL, 1);
  ram_add_page(ram, 0x1000);
  ram_write(ram, 0x1008, 0xabc);
  memport_init(&port, ram, &config);
}

static void ask(uint64_t clock, uint8_t id, enum mem_op op, uint64_t addr, uint64_t expected, uint64_t desired) {
  const struct mmu_out out = {.mem_req_valid = 1,
                              .mem_req_id = id,
                              .mem_req_op = op,
                              .mem_req_addr = addr,
                              .mem_req_expected = expected,
                              .mem_req_desired = desired};
  memport_accept(&port, clock, &out, true);
}

// The clock, from `clock` on, on which the next answer is launched.
static uint64_t answered(uint64_t clock, struct mmu_in *in, struct memport_event *event) {
  for (uint64_t end = clock + 5000; clock < end; clock++) {
    memport_drive(&port, clock, in, event);
    if (event->valid) break;
    CU_ASSERT_EQUAL(in->mem_rsp_valid, 0);
    CU_ASSERT_EQUAL(in->mem_rsp_data, 0);
  }
  CU_ASSERT_EQUAL(event->valid, in->mem_rsp_valid);
  return clock;
}

static void test_a_read_is_answered_after_its_latency(void) {
  setup(3, 3, 0);
  struct mmu_in in;
  struct memport_event event;
  ask(10, 2, MEM_READ, 0x1008, 0, 0);
  CU_ASSERT_FALSE(memport_idle(&port));
  CU_ASSERT_EQUAL(answered(11, &in, &event), 13);
  CU_ASSERT_EQUAL(in.mem_rsp_id, 2);
  CU_ASSERT_EQUAL(in.mem_rsp_data, 0xabc);
  CU_ASSERT_EQUAL(in.mem_rsp_error + in.mem_rsp_ok, 0);
  CU_ASSERT_EQUAL(event.addr, 0x1008);
  CU_ASSERT_TRUE(memport_idle(&port));
}

static void test_a_read_samples_on_the_clock_of_its_answer(void) {
  setup(3, 3, 0);
  struct mmu_in in;
  struct memport_event event;
  ask(0, 0, MEM_READ, 0x1008, 0, 0);
  memport_drive(&port, 2, &in, &event);
  CU_ASSERT_FALSE(event.valid);
  ram_write(ram, 0x1008, 0xdef);
  CU_ASSERT_EQUAL(answered(3, &in, &event), 3);
  CU_ASSERT_EQUAL(in.mem_rsp_data, 0xdef);
}

static void test_a_swap_writes_only_over_the_expected_value(void) {
  setup(1, 1, 0);
  struct mmu_in in;
  struct memport_event event;
  uint64_t value;
  ask(0, 0, MEM_CAS, 0x1008, 0xabd, 1);
  CU_ASSERT_EQUAL(answered(1, &in, &event), 1);
  CU_ASSERT_EQUAL(in.mem_rsp_ok, 0);
  CU_ASSERT_EQUAL(in.mem_rsp_data, 0xabc);
  ask(1, 0, MEM_CAS, 0x1008, 0xabc, 0xabf);
  CU_ASSERT_EQUAL(answered(2, &in, &event), 2);
  CU_ASSERT_EQUAL(in.mem_rsp_ok, 1);
  CU_ASSERT_EQUAL(in.mem_rsp_data, 0xabc);
  CU_ASSERT_EQUAL(event.desired, 0xabf);
  CU_ASSERT_EQUAL(ram_read(ram, 0x1008, &value), RAM_OK);
  CU_ASSERT_EQUAL(value, 0xabf);
}

static void test_listed_and_missing_addresses_answer_error(void) {
  setup(1, 1, 0);
  struct mmu_in in;
  struct memport_event event;
  CU_ASSERT_TRUE(memport_error(&port, 0x1008, true));
  for (uint64_t addr = 0x1008; addr <= 0x2008; addr += 0x1000) { // listed; missing
    ask(0, 0, MEM_CAS, addr, 0xabc, 1);
    answered(1, &in, &event);
    CU_ASSERT_EQUAL(in.mem_rsp_error, 1);
    CU_ASSERT_EQUAL(in.mem_rsp_data, 0);
    CU_ASSERT_EQUAL(in.mem_rsp_ok, 0);
  }
  CU_ASSERT_TRUE(memport_error(&port, 0x1008, false));
  ask(0, 0, MEM_READ, 0x1008, 0, 0);
  answered(1, &in, &event);
  CU_ASSERT_EQUAL(in.mem_rsp_error, 0);
  CU_ASSERT_EQUAL(in.mem_rsp_data, 0xabc);
}

static void test_the_error_table_has_an_end(void) {
  setup(1, 1, 0);
  for (uint64_t i = 0; i < MEMPORT_ERRORS; i++)
    CU_ASSERT_TRUE(memport_error(&port, i * 8, true));
  CU_ASSERT_FALSE(memport_error(&port, 0x9000, true));
  CU_ASSERT_TRUE(memport_error(&port, 0, true)); // is in it
  CU_ASSERT_TRUE(memport_error(&port, 8, false));
  CU_ASSERT_TRUE(memport_error(&port, 0x9000, true));
}

static void test_one_answer_a_clock_the_lowest_id_first(void) {
  setup(2, 2, 0);
  struct mmu_in in;
  struct memport_event event;
  ask(0, 3, MEM_READ, 0x1008, 0, 0);
  ask(0, 1, MEM_READ, 0x1000, 0, 0);
  CU_ASSERT_EQUAL(answered(1, &in, &event), 2);
  CU_ASSERT_EQUAL(in.mem_rsp_id, 1);
  CU_ASSERT_EQUAL(answered(3, &in, &event), 3);
  CU_ASSERT_EQUAL(in.mem_rsp_id, 3);
}

static void test_latency_is_a_function_of_seed_and_number(void) {
  bool seen[8] = {false};
  uint64_t first[200];
  for (unsigned pass = 0; pass < 2; pass++) {
    setup(2, 7, 0);
    for (unsigned i = 0; i < 200; i++) {
      struct mmu_in in;
      struct memport_event event;
      ask(1000 * i * (pass + 1), 0, MEM_READ, 0x1008, 0, 0); // at other clocks
      const uint64_t latency = answered(1000 * i * (pass + 1), &in, &event) - 1000 * i * (pass + 1);
      CU_ASSERT_TRUE_FATAL(latency >= 2 && latency <= 7);
      seen[latency] = true;
      if (pass == 0) first[i] = latency;
      CU_ASSERT_EQUAL(first[i], latency);
    }
  }
  for (unsigned latency = 2; latency <= 7; latency++)
    CU_ASSERT_TRUE(seen[latency]);
}

static void test_backpressure_is_ready_on_one_clock_in_n_plus_1(void) {
  setup(1, 1, 3);
  unsigned ready = 0;
  for (uint64_t clock = 0; clock < 4000; clock++) {
    struct mmu_in in;
    struct memport_event event;
    memport_drive(&port, clock, &in, &event);
    CU_ASSERT_EQUAL(in.mem_req_ready, memport_ready(&port, clock));
    ready += in.mem_req_ready;
  }
  CU_ASSERT_TRUE(ready > 900 && ready < 1100);
  const struct mmu_out out = {.mem_req_valid = 1, .mem_req_addr = 0x1000};
  memport_accept(&port, 0, &out, false);
  CU_ASSERT_TRUE(memport_idle(&port)); // not ready: not taken
  CU_ASSERT_EQUAL(port.requests, 0);
}

static void test_no_room_for_a_copy_is_told(void) {
  static uint64_t page[1][512] = {{1}};
  static const uint64_t pa[] = {0x1000};
  const struct ram_image image = {1, pa, (const uint64_t(*)[512])page};
  static _Alignas(64) char storage[4096];
  setup(1, 1, 0);
  port.ram = ram_init(storage, sizeof storage, &image, 0);
  struct mmu_in in;
  struct memport_event event;
  ask(0, 0, MEM_CAS, 0x1000, 1, 2);
  answered(1, &in, &event);
  CU_ASSERT_TRUE(port.ram_full);
  CU_ASSERT_EQUAL(in.mem_rsp_ok, 0);
}

static void test_a_narrow_access_touches_four_bytes(void) {
  setup(1, 1, 0);
  struct mmu_in in;
  struct memport_event event;
  uint64_t word;
  ram_write(ram, 0x1008, 0x1111222233334444);
  struct mmu_out out = {.mem_req_valid = 1, .mem_req_narrow = 1, .mem_req_addr = 0x100c};
  memport_accept(&port, 0, &out, true);
  CU_ASSERT_EQUAL(answered(1, &in, &event), 1);
  CU_ASSERT_EQUAL(in.mem_rsp_data, 0x11112222);
  CU_ASSERT_TRUE(event.narrow);
  CU_ASSERT_EQUAL(event.addr, 0x100c);
  out.mem_req_op = MEM_CAS;
  out.mem_req_expected = 0x11112223; // not what is there
  out.mem_req_desired = 0x7777777755556666;
  memport_accept(&port, 1, &out, true);
  answered(2, &in, &event);
  CU_ASSERT_EQUAL(in.mem_rsp_ok, 0);
  CU_ASSERT_EQUAL(in.mem_rsp_data, 0x11112222);
  out.mem_req_expected = 0xeeeeeeee11112222; // what lies above counts for nothing
  memport_accept(&port, 2, &out, true);
  answered(3, &in, &event);
  CU_ASSERT_EQUAL(in.mem_rsp_ok, 1);
  CU_ASSERT_EQUAL(in.mem_rsp_data, 0x11112222);
  ram_read(ram, 0x1008, &word);
  CU_ASSERT_EQUAL(word, 0x5555666633334444);
  CU_ASSERT_TRUE(memport_error(&port, 0x1008, true)); // listed in words of 8 bytes: both halves
  memport_accept(&port, 3, &out, true);
  answered(4, &in, &event);
  CU_ASSERT_EQUAL(in.mem_rsp_error, 1);
  CU_ASSERT_EQUAL(in.mem_rsp_data, 0);
  ask(4, 0, MEM_READ, 0x1000, 0, 0); // a wide one again
  answered(5, &in, &event);
  CU_ASSERT_FALSE(event.narrow);
}

static void test_the_first_region_touched_decides(void) {
  static const struct memport_region region[] = {
      {0x1100, 0x1104, false, false}, // a hole of half a word
      {0x1000, 0x1200, true, false},
      {0x1180, 0x1400, true, true}, // behind the one before as far as that goes
      {0x1400, 0x1500, false, true},
  };
  static const struct {
    uint64_t addr;
    unsigned bytes;
    bool read, swap;
  } expected[] = {
      {0x0ff8, 8, false, false}, {0x1000, 8, true, false},  {0x1100, 8, false, false}, {0x1100, 4, false, false},
      {0x1104, 4, true, false},  {0x1180, 8, true, false},  {0x11f8, 8, true, false},  {0x1200, 8, true, true},
      {0x13f8, 8, true, true},   {0x1400, 8, false, false}, {0x1500, 8, false, false}, {0x14f8, 4, false, false},
  };
  setup(1, 1, 0);
  CU_ASSERT_FALSE(memport_refuses(&port, 0x1500, 8, MEM_CAS));
  memport_regions(&port, region, 4);
  for (unsigned i = 0; i < sizeof expected / sizeof *expected; i++) {
    CU_ASSERT_EQUAL(memport_refuses(&port, expected[i].addr, expected[i].bytes, MEM_READ), !expected[i].read);
    CU_ASSERT_EQUAL(memport_refuses(&port, expected[i].addr, expected[i].bytes, MEM_CAS), !expected[i].swap);
  }
  memport_regions(&port, NULL, 0);
  CU_ASSERT_FALSE(memport_refuses(&port, 0x1500, 8, MEM_CAS));
}

static void test_an_access_over_a_regions_edge_is_refused(void) {
  static const struct memport_region region[] = {{0x1004, 0x100c, true, true}, {0x1000, 0x2000, true, true}};
  setup(1, 1, 0);
  memport_regions(&port, region, 2);
  CU_ASSERT_TRUE(memport_refuses(&port, 0x1000, 8, MEM_READ));
  CU_ASSERT_TRUE(memport_refuses(&port, 0x1008, 8, MEM_READ));
  CU_ASSERT_FALSE(memport_refuses(&port, 0x1000, 4, MEM_READ));
  CU_ASSERT_FALSE(memport_refuses(&port, 0x1004, 4, MEM_READ));
  CU_ASSERT_FALSE(memport_refuses(&port, 0x1008, 4, MEM_CAS));
  CU_ASSERT_FALSE(memport_refuses(&port, 0x1010, 8, MEM_CAS));
}

static void test_a_swap_where_only_reads_are_allowed_errs_and_writes_nothing(void) {
  static const struct memport_region region[] = {{0x1000, 0x2000, true, false}};
  setup(1, 1, 0);
  memport_regions(&port, region, 1);
  struct mmu_in in;
  struct memport_event event;
  uint64_t value;
  ask(0, 0, MEM_READ, 0x1008, 0, 0);
  answered(1, &in, &event);
  CU_ASSERT_EQUAL(in.mem_rsp_error, 0);
  CU_ASSERT_EQUAL(in.mem_rsp_data, 0xabc);
  ask(1, 0, MEM_CAS, 0x1008, 0xabc, 1);
  answered(2, &in, &event);
  CU_ASSERT_EQUAL(in.mem_rsp_error, 1);
  CU_ASSERT_EQUAL(in.mem_rsp_ok, 0);
  CU_ASSERT_EQUAL(in.mem_rsp_data, 0);
  ram_read(ram, 0x1008, &value);
  CU_ASSERT_EQUAL(value, 0xabc);
}

static void test_a_copy_of_the_port_goes_on_from_there(void) {
  setup(2, 9, 0);
  struct mmu_in in;
  struct memport_event event;
  ask(0, 0, MEM_READ, 0x1008, 0, 0);
  ask(1, 1, MEM_READ, 0x1000, 0, 0);
  const struct memport copy = port;
  uint64_t clock[2];
  for (unsigned i = 0; i < 2; i++) {
    clock[i] = answered(2, &in, &event);
    ask(clock[i] + 20, 2, MEM_READ, 0x1008, 0, 0);
    clock[i] = clock[i] << 32 | answered(clock[i] + 21, &in, &event);
    port = copy;
  }
  CU_ASSERT_EQUAL(clock[0], clock[1]);
}

CU_TestInfo test_memport_tests[] = {
    TEST(test_a_read_is_answered_after_its_latency),
    TEST(test_a_read_samples_on_the_clock_of_its_answer),
    TEST(test_a_swap_writes_only_over_the_expected_value),
    TEST(test_listed_and_missing_addresses_answer_error),
    TEST(test_the_error_table_has_an_end),
    TEST(test_one_answer_a_clock_the_lowest_id_first),
    TEST(test_latency_is_a_function_of_seed_and_number),
    TEST(test_backpressure_is_ready_on_one_clock_in_n_plus_1),
    TEST(test_no_room_for_a_copy_is_told),
    TEST(test_a_narrow_access_touches_four_bytes),
    TEST(test_the_first_region_touched_decides),
    TEST(test_an_access_over_a_regions_edge_is_refused),
    TEST(test_a_swap_where_only_reads_are_allowed_errs_and_writes_nothing),
    TEST(test_a_copy_of_the_port_goes_on_from_there),
    CU_TEST_INFO_NULL,
};
