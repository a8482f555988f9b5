// Each invariant of csim/mmu_invariants.c, broken by hand in a twin that is whole: the program
// ends. What breaks one breaks no other.
#include "csim/mmu.h"
#include "tests/aborts.h"
#include "tests/csim/sv39.h"
#include "tests/suite.h"

// M1 to M6: what moves
static void two_answers(struct csim *m) {
  m->s1.valid = m->s1.push = m->push_ptw = true;
}
static void a_third_answer(struct csim *m) {
  m->rsp_count = MMU_RSP_DEPTH + 1;
}
static void an_answer_without_room(struct csim *m) {
  m->push_ptw = true;
  m->rsp_count = MMU_RSP_DEPTH;
}
static void ready_without_a_regime(struct csim *m) {
  m->s1.ready = true;
  m->cur.valid = false;
}
static void ready_during_a_load(struct csim *m) {
  m->s1.ready = true;
  m->load.state = LOAD_DRAIN;
}
static void two_ways_out(struct csim *m) {
  m->s1.valid = m->s1.push = m->s1.start = true;
}
static void no_way_out(struct csim *m) {
  m->s1.valid = true;
}
static void more_than_the_queue_holds(struct csim *m) {
  m->s1.count = m->s1.depth + 1;
}
static void a_push_into_a_full_queue(struct csim *m) {
  m->s1.valid = m->s1.push_mq = true;
  m->s1.count = m->s1.depth;
}
static void a_replay_of_nothing(struct csim *m) {
  m->s1.replay = true;
}
static void a_replay_over_a_walk(struct csim *m) {
  m->s1.replay = true;
  m->s1.count = 1;
  m->walker.ptw.state = PTW_PWC;
}
static void a_walk_over_another(struct csim *m) {
  m->s1.valid = m->s1.start = true;
  m->walker.ptw.state = PTW_PWC;
}

// W1 to W3: the walk
static void nofill_of_no_walk(struct csim *m) {
  m->walker.ptw.nofill = true;
}
static void read_at(struct csim *m, uint64_t addr) {
  m->walker.ptw.state = PTW_REQ;
  m->walker.ptw.walk.addr = addr;
}
static void half_an_entry(struct csim *m) {
  read_at(m, 0x1004);
}
static void narrow_in_a_wide_mode(struct csim *m) {
  read_at(m, 0x1008);
  m->walker.ptw.narrow = true;
}
static void swap(struct csim *m, uint64_t expected, uint64_t desired) {
  read_at(m, 0x1008);
  m->walker.ptw.state = PTW_CAS_REQ;
  m->walker.ptw.walk.expected = expected;
  m->walker.ptw.walk.desired = desired;
}
static void a_narrow_update_of_eight_bytes(struct csim *m) {
  swap(m, 1ull << 40, 1ull << 40 | A);
  m->walker.ptw.narrow = true;
  m->walker.ptw.req.mode = 2;
}
static void an_update_of_nothing(struct csim *m) {
  swap(m, A, A);
}
static void an_update_of_a_right(struct csim *m) {
  swap(m, V, V | W | A);
}
static void an_update_that_takes_d_back(struct csim *m) {
  swap(m, A << 1, A);
}
static void an_update_without_a(struct csim *m) {
  swap(m, V, V | A << 1);
}

// L1 and L2: the load unit
static void loading(struct csim *m, uint8_t state) {
  m->s1.ready = false;
  m->load.state = state;
}
static void a_load_beside_a_request(struct csim *m) {
  loading(m, LOAD_REQ);
  m->s1.count = 1;
}
static void a_load_of_two_words(struct csim *m) {
  loading(m, LOAD_END);
  m->load.index = 1;
}

// T1 to T4: the arrays
static void an_entry_found_though_invalid(struct csim *m) {
  m->tlb.valid = 0;
}
static void an_entry_under_another_key(struct csim *m) {
  m->tlb.key[0] ^= 1;
}
static void an_entry_beyond_the_array(struct csim *m) {
  m->tlb.valid |= 1ull << m->tlb.entries;
}
static void a_fill_that_left_nothing(struct csim *m) {
  m->before.tlb_way = 5;
}
static void two_entries_of_one_page(struct csim *m) {
  m->tlb.key[1] = m->tlb.key[0];
  m->tlb.mask[1] = m->tlb.mask[0];
  m->tlb.entry[1] = m->tlb.entry[0];
  m->tlb.valid |= 2;
  m->before.tlb_way = 1;
}
static void a_fill_beside_a_fence(struct csim *m) {
  m->before.tlb_way = 0;
  m->before.fence = true;
}
static void a_pointer_kept_beside_a_drop(struct csim *m) {
  m->walker.before.pwc_way = 0;
  m->before.drop = true;
}
static void a_tree_with_a_node_too_many(struct csim *m) {
  m->tlb.plru.bits |= 1ull << (m->tlb.entries - 1);
}
static void a_pointer_beyond_the_cache(struct csim *m) {
  m->walker.pwc.valid |= (uint16_t)(1 << m->walker.pwc.entries);
}
static void a_victim_beyond_the_cache(struct csim *m) {
  m->walker.pwc.robin = m->walker.pwc.entries;
}

static void (*const breaks[])(struct csim *) = {
    two_answers,
    a_third_answer,
    an_answer_without_room,
    ready_without_a_regime,
    ready_during_a_load,
    two_ways_out,
    no_way_out,
    more_than_the_queue_holds,
    a_push_into_a_full_queue,
    a_replay_of_nothing,
    a_replay_over_a_walk,
    a_walk_over_another,
    nofill_of_no_walk,
    half_an_entry,
    narrow_in_a_wide_mode,
    a_narrow_update_of_eight_bytes,
    an_update_of_nothing,
    an_update_of_a_right,
    an_update_that_takes_d_back,
    an_update_without_a,
    a_load_beside_a_request,
    a_load_of_two_words,
    an_entry_found_though_invalid,
    an_entry_under_another_key,
    an_entry_beyond_the_array,
    a_fill_that_left_nothing,
    two_entries_of_one_page,
    a_fill_beside_a_fence,
    a_pointer_kept_beside_a_drop,
    a_tree_with_a_node_too_many,
    a_pointer_beyond_the_cache,
    a_victim_beyond_the_cache,
};

static void break_one(void *with) {
  (*(void (*const *)(struct csim *))with)(rig.twin);
  csim_is_whole(rig.twin);
}

static void test_each_broken_invariant_of_the_twin_is_noticed(void) {
  sv39_open(1, V | R | W | U | A, 0);
  rig_translate(0x5008, ACCESS_LOAD, PRIV_USER);
  rig_idle(3);
  CU_ASSERT_TRUE(csim_is_whole(rig.twin));
  for (unsigned i = 0; i < sizeof breaks / sizeof *breaks; i++)
    CU_ASSERT_TRUE(aborts(break_one, (void *)&breaks[i]));
}

static void one_clock(void *with) {
  (void)with;
  rig_step();
}

static void test_a_twin_that_breaks_ends_at_its_next_clock(void) {
  sv39_open(1, V | R | W | U | A, 0);
  rig_translate(0x5008, ACCESS_LOAD, PRIV_USER);
  CU_ASSERT_FALSE(aborts(one_clock, NULL));
  rig.twin->tlb.plru.bits = UINT64_MAX;
  CU_ASSERT_TRUE(aborts(one_clock, NULL));
}

CU_TestInfo test_mmu_invariants_tests[] = {
    TEST(test_each_broken_invariant_of_the_twin_is_noticed),
    TEST(test_a_twin_that_breaks_ends_at_its_next_clock),
    CU_TEST_INFO_NULL,
};
