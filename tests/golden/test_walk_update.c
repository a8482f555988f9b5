// Walks that set A and D: what is written, in which order, and what a lost compare-and-swap leads
// to.
#include "tests/golden/memory.h"
#include "tests/suite.h"

enum { RV_POINTER = 1, V = 1, R = 2, W = 4, A = 64, D = 128, X86_POINTER = 7, XA = 32, XD = 64 };
static const struct request load = {.access = ACCESS_LOAD, .priv = PRIV_SUPERVISOR},
                            store = {.access = ACCESS_STORE, .priv = PRIV_SUPERVISOR};

static struct walk_record riscv(uint32_t flags, struct memory *m, struct request req) {
  struct regime regime = {.format = FORMAT_SV39, .flags = flags, .root_pa = 0x1000};
  struct phys phys = memory_phys(m);
  return walk(&regime, &req, &phys, AD_LAZY); // the order is x86's: no difference here
}

static struct walk_record x86(struct memory *m, struct request req, enum ad_order order) {
  struct regime regime = {.format = FORMAT_X86_4L, .flags = X86_WP, .root_pa = 0x1000, .pa_bits = 46};
  struct phys phys = memory_phys(m);
  return walk(&regime, &req, &phys, order);
}

static struct memory riscv_chain(uint64_t leaf) {
  return memory_chain(FORMAT_SV39, RV_POINTER, 0, leaf);
}
static struct memory x86_chain(uint64_t leaf) {
  return memory_chain(FORMAT_X86_4L, X86_POINTER, 0, leaf);
}

static void test_hardware_updates_only_with_svadu_and_adue(void) {
  static const uint32_t refused[] = {0, RV_SVADU, RV_ADUE};
  for (unsigned i = 0; i < 3; i++) {
    struct memory m = riscv_chain(V | R);
    CU_ASSERT_EQUAL(riscv(refused[i], &m, load).reason, REASON_A_CLEAR);
    CU_ASSERT_EQUAL(m.updates, 0);
    m = riscv_chain(V | R | W | A);
    CU_ASSERT_EQUAL(riscv(refused[i], &m, store).reason, REASON_D_CLEAR);
    CU_ASSERT_EQUAL(riscv(refused[i], &m, load).reason, REASON_OK);
  }
}

static void test_load_sets_a_and_store_sets_both_in_one_write(void) {
  struct memory m = riscv_chain(V | R | W);
  struct walk_record r = riscv(RV_SVADU | RV_ADUE, &m, load);
  CU_ASSERT_EQUAL(r.reason, REASON_OK);
  CU_ASSERT_FALSE(r.dirty);
  CU_ASSERT_EQUAL(memory_at(&m, 0x3000), V | R | W | A);
  CU_ASSERT_EQUAL(r.step[3].event, STEP_CAS_OK);
  CU_ASSERT_EQUAL(r.step[3].written, V | R | W | A);
  m = riscv_chain(V | R | W);
  r = riscv(RV_SVADU | RV_ADUE, &m, store);
  CU_ASSERT_TRUE(r.dirty);
  CU_ASSERT_EQUAL(memory_at(&m, 0x3000), V | R | W | A | D);
  CU_ASSERT_EQUAL(m.updates, 1);
}

static void test_memory_without_update_is_looked_at_only(void) {
  struct memory m = x86_chain(X86_POINTER);
  struct phys look = memory_phys(&m);
  look.update = NULL;
  struct regime regime = {.format = FORMAT_X86_4L, .flags = X86_WP, .root_pa = 0x1000, .pa_bits = 46};
  for (enum ad_order order = AD_EAGER; order <= AD_LAZY; order++) {
    struct walk_record r = walk(&regime, &store, &look, order);
    CU_ASSERT_EQUAL(r.reason, REASON_OK);
    CU_ASSERT_TRUE(r.dirty);
    CU_ASSERT_EQUAL(r.steps, 8);
    CU_ASSERT_EQUAL(r.step[7].event, STEP_CAS_OK);
    CU_ASSERT_EQUAL(r.step[7].written, X86_POINTER | XA | XD);
    CU_ASSERT_EQUAL(memory_at(&m, 0x4000), X86_POINTER);
  }
}

static void test_access_that_faults_writes_nothing(void) {
  struct memory m = riscv_chain(V | R);
  CU_ASSERT_EQUAL(riscv(RV_SVADU | RV_ADUE, &m, store).reason, REASON_PERM_WRITE);
  CU_ASSERT_EQUAL(m.updates, 0);
}

static void test_lost_update_goes_on_from_the_value_found_at_the_same_level(void) {
  struct memory m = riscv_chain(V | R | W);
  m.races = 1;
  m.race_addr = 0x3000;
  m.race_value = V | R | W | UINT64_C(0x77) << 10;
  struct walk_record r = riscv(RV_SVADU | RV_ADUE, &m, store);
  CU_ASSERT_EQUAL(r.reason, REASON_OK);
  CU_ASSERT_EQUAL(r.answer.pa, 0x77000);
  CU_ASSERT_EQUAL(r.step[3].event, STEP_CAS_FAILED);
  CU_ASSERT_EQUAL(r.step[3].value, m.race_value);
  CU_ASSERT_EQUAL(r.step[4].event, STEP_CAS_OK);
  CU_ASSERT_EQUAL(memory_at(&m, 0x3000), m.race_value | A | D);
  CU_ASSERT_EQUAL(m.reads, 3);
}

static void test_lost_update_is_judged_anew(void) {
  struct memory m = riscv_chain(V | R | W);
  m.races = 1;
  m.race_addr = 0x3000;
  m.race_value = V | R;
  CU_ASSERT_EQUAL(riscv(RV_SVADU | RV_ADUE, &m, store).reason, REASON_PERM_WRITE);
  CU_ASSERT_EQUAL(memory_at(&m, 0x3000), V | R);
}

static void test_refused_update_is_an_access_fault_of_the_access(void) {
  struct memory m = riscv_chain(V | R);
  m.refuse_update = 0x3000;
  struct walk_record r = riscv(RV_SVADU | RV_ADUE, &m, load);
  CU_ASSERT_EQUAL(r.reason, REASON_UPDATE_ERROR);
  CU_ASSERT_EQUAL(r.answer.code, 5);
  CU_ASSERT_EQUAL(r.step[3].event, STEP_CAS_ERROR);
  CU_ASSERT_EQUAL(r.step[3].value, V | R);
  m.stop_update = 0x3000;
  m.refuse_update = 0;
  CU_ASSERT_EQUAL(riscv(RV_SVADU | RV_ADUE, &m, load).reason, REASON_STOPPED);
}

static void test_update_that_never_succeeds_ends_as_livelock(void) {
  struct memory m = riscv_chain(V | R);
  m.endless = 0x100; // a bit that software owns
  struct walk_record r = riscv(RV_SVADU | RV_ADUE, &m, load);
  CU_ASSERT_EQUAL(r.reason, REASON_LIVELOCK);
  CU_ASSERT_EQUAL(r.steps, WALK_MAX_STEPS);
  m = x86_chain(X86_POINTER);
  m.endless = 0x200;
  r = x86(&m, load, AD_LAZY); // restarts from the root: four reads and a lost update each
  CU_ASSERT_EQUAL(r.reason, REASON_LIVELOCK);
  CU_ASSERT_EQUAL(r.steps, WALK_MAX_STEPS);
}

// One restart is five steps, so the limit of 24 is met at an update above; with the entry below the
// root it is met at a read.
static void test_livelock_is_met_at_a_read_as_well(void) {
  struct memory m = memory_chain(FORMAT_X86_4L, X86_POINTER | XA, 2, X86_POINTER | 0x80);
  m.endless = 0x200;
  struct walk_record r = x86(&m, load, AD_LAZY);
  CU_ASSERT_EQUAL(r.reason, REASON_LIVELOCK);
  CU_ASSERT_EQUAL(r.steps, WALK_MAX_STEPS);
  CU_ASSERT_EQUAL(r.level, 3);
}

static void test_x86_sets_a_at_every_level_and_d_at_the_leaf(void) {
  for (int order = AD_EAGER; order <= AD_LAZY; order++) {
    struct memory m = x86_chain(X86_POINTER);
    struct walk_record r = x86(&m, store, order);
    CU_ASSERT_EQUAL(r.reason, REASON_OK);
    CU_ASSERT_TRUE(r.dirty);
    CU_ASSERT_EQUAL(r.level, 0);
    CU_ASSERT_EQUAL(m.updates, 4);
    CU_ASSERT_EQUAL(memory_at(&m, 0x1000), (uint64_t)(0x2000 | X86_POINTER | XA));
    CU_ASSERT_EQUAL(memory_at(&m, 0x3000), (uint64_t)(0x4000 | X86_POINTER | XA));
    CU_ASSERT_EQUAL(memory_at(&m, 0x4000), (uint64_t)(X86_POINTER | XA | XD));
  }
}

static void test_lazy_order_is_all_reads_then_updates_from_the_top(void) {
  struct memory m = x86_chain(X86_POINTER | XA);
  struct walk_record r = x86(&m, load, AD_LAZY);
  CU_ASSERT_EQUAL(r.steps, 7);
  for (unsigned i = 0; i < 4; i++)
    CU_ASSERT_EQUAL(r.step[i].event, STEP_READ);
  for (unsigned i = 4; i < 7; i++) {
    CU_ASSERT_EQUAL(r.step[i].event, STEP_CAS_OK);
    CU_ASSERT_EQUAL(r.step[i].level, 7 - i);
    CU_ASSERT_EQUAL(r.step[i].addr, r.step[i - 4].addr);
  }
}

static void test_walk_that_faults_lower_down_leaves_a_only_when_eager(void) {
  struct memory m = memory_chain(FORMAT_X86_4L, X86_POINTER, 1, 0);
  CU_ASSERT_EQUAL(x86(&m, load, AD_LAZY).reason, REASON_NOT_PRESENT);
  CU_ASSERT_EQUAL(m.updates, 0);
  CU_ASSERT_EQUAL(x86(&m, load, AD_EAGER).reason, REASON_NOT_PRESENT);
  CU_ASSERT_EQUAL(memory_at(&m, 0x1000), (uint64_t)(0x2000 | X86_POINTER | XA));
  CU_ASSERT_EQUAL(memory_at(&m, 0x2000), (uint64_t)(0x3000 | X86_POINTER | XA));
}

static void test_leaf_of_a_refused_access_is_never_written(void) {
  struct memory m = x86_chain(X86_POINTER & ~2);
  CU_ASSERT_EQUAL(x86(&m, store, AD_EAGER).reason, REASON_PERM_WRITE);
  CU_ASSERT_EQUAL(memory_at(&m, 0x4000), (uint64_t)(X86_POINTER & ~2));
  CU_ASSERT_EQUAL(m.updates, 3);
}

static void test_entry_used_at_two_levels_gets_both_updates(void) {
  for (int order = AD_EAGER; order <= AD_LAZY; order++) {
    struct memory m = {0};
    memory_put(&m, 0x1000, 0x1000 | X86_POINTER); // every level is this entry
    struct walk_record r = x86(&m, store, order);
    CU_ASSERT_EQUAL(r.reason, REASON_OK);
    CU_ASSERT_EQUAL(r.answer.pa, 0x1000);
    CU_ASSERT_EQUAL(memory_at(&m, 0x1000), (uint64_t)(0x1000 | X86_POINTER | XA | XD));
  }
}

static void test_lost_lazy_update_walks_again_from_the_root(void) {
  struct memory m = x86_chain(X86_POINTER);
  m.races = 1;
  m.race_addr = 0x4000;
  m.race_value = 0x9000 | X86_POINTER;
  struct walk_record r = x86(&m, load, AD_LAZY);
  CU_ASSERT_EQUAL(r.reason, REASON_OK);
  CU_ASSERT_EQUAL(r.answer.pa, 0x9000);
  CU_ASSERT_EQUAL(m.reads, 8);
  CU_ASSERT_EQUAL(m.updates, 5); // three above, the lost one, and the leaf
  CU_ASSERT_EQUAL(r.step[7].event, STEP_CAS_FAILED);
  CU_ASSERT_EQUAL(r.step[8].addr, 0x1000);
}

static void test_stepwise_walk_tells_lost_and_refused_updates_apart(void) {
  struct regime regime = {.format = FORMAT_SV39, .flags = RV_SVADU | RV_ADUE, .root_pa = 0x1000};
  struct walk_state w;
  walk_begin_at(&w, &regime, &load, AD_EAGER, (struct walk_place){0, 0x3000, 15, false});
  CU_ASSERT_EQUAL(walk_read_done(&w, V | R, false), WALK_CAS);
  CU_ASSERT_EQUAL(w.addr, 0x3000);
  CU_ASSERT_EQUAL(w.expected, V | R);
  CU_ASSERT_EQUAL(w.desired, V | R | A);
  CU_ASSERT_EQUAL(walk_cas_done(&w, V | R | W, false, false), WALK_CAS);
  CU_ASSERT_EQUAL(w.expected, V | R | W);
  CU_ASSERT_EQUAL(walk_cas_done(&w, V | R | W, true, false), WALK_DONE);
  CU_ASSERT_EQUAL(w.record.reason, REASON_OK);
  walk_begin_at(&w, &regime, &load, AD_EAGER, (struct walk_place){0, 0x3000, 15, false});
  walk_read_done(&w, V | R, false);
  CU_ASSERT_EQUAL(walk_cas_done(&w, 0, false, true), WALK_DONE);
  CU_ASSERT_EQUAL(w.record.reason, REASON_UPDATE_ERROR);
  CU_ASSERT_EQUAL(w.record.step[1].event, STEP_CAS_ERROR);
}

CU_TestInfo test_walk_update_tests[] = {
    TEST(test_hardware_updates_only_with_svadu_and_adue),
    TEST(test_load_sets_a_and_store_sets_both_in_one_write),
    TEST(test_memory_without_update_is_looked_at_only),
    TEST(test_access_that_faults_writes_nothing),
    TEST(test_lost_update_goes_on_from_the_value_found_at_the_same_level),
    TEST(test_lost_update_is_judged_anew),
    TEST(test_refused_update_is_an_access_fault_of_the_access),
    TEST(test_update_that_never_succeeds_ends_as_livelock),
    TEST(test_livelock_is_met_at_a_read_as_well),
    TEST(test_x86_sets_a_at_every_level_and_d_at_the_leaf),
    TEST(test_lazy_order_is_all_reads_then_updates_from_the_top),
    TEST(test_walk_that_faults_lower_down_leaves_a_only_when_eager),
    TEST(test_leaf_of_a_refused_access_is_never_written),
    TEST(test_entry_used_at_two_levels_gets_both_updates),
    TEST(test_lost_lazy_update_walks_again_from_the_root),
    TEST(test_stepwise_walk_tells_lost_and_refused_updates_apart),
    CU_TEST_INFO_NULL,
};
