// The engine with the cycle model as DUT, whole and with defects: which verdict, which exit code,
// caught by whom.
#include <string.h>

#include "tb/dut/dut_find.h"
#include "tb/engine/wave.h"
#include "tb/report/trail.h"
#include "tests/tb/bad_dut.h"
#include "tests/tb/small_stim.h"
#include "tests/suite.h"

struct outcome {
  int code;
  struct verdict verdict;
  struct run_stats stats;
  struct lw_error error;
};

static struct engine_config small_config(const struct dut_ops *dut) {
  return (struct engine_config){
      .dut = dut,
      .options = {.config = {.arch = ARCH_RISCV, .tlb_entries = 8, .pwc_entries = 4, .miss_depth = 4}, .seed = 1},
      .reset_regime = small_regime(),
      .count_every = 1,
      .image = small_image(),
      .own_pages = 8,
      .memory = {.port = {.seed = 3, .latency_min = 1, .latency_max = 6, .backpressure = 1}, .rsp_backpressure = 1},
      .golden_pairs = 4096,
      .max_cycles = 1000000,
      .hang_clocks = 3000};
}

static struct outcome play(const struct engine_config *c, struct small_stim s) {
  struct outcome o = {0};
  struct stim stim = small_stim(&s);
  o.code = engine_run(c, &stim, &o.verdict, &o.stats, &o.error);
  return o;
}

static struct outcome play_bad(enum bad bad, bool twin) {
  struct engine_config c = small_config(bad_dut(bad));
  c.no_twin = !twin;
  return play(&c, (struct small_stim){.rng = {7}, .left = 3000, .edit_every = 20});
}

static void must_be(const struct outcome *o, enum verdict_kind kind, int exit_code, const char *by) {
  CU_ASSERT_EQUAL(o->code, 0);
  CU_ASSERT_EQUAL(o->verdict.kind, kind);
  CU_ASSERT_EQUAL(verdict_exit_code(o->verdict.kind), exit_code);
  CU_ASSERT_STRING_EQUAL(verdict_caught_by(o->verdict.kind), by);
}

static void test_a_second_walk_at_a_time_needs_a_profile_that_has_it(void) {
  static const char *const text[] = {"profile 1\nwalks=1\n", "profile 1\nwalks=2\n"};
  for (int i = 0; i < 2; i++) {
    struct profile profile;
    struct lw_error e = {0};
    CU_ASSERT_EQUAL_FATAL(profile_parse("p", text[i], &profile, &e), LW_PASS);
    struct engine_config c = small_config(bad_dut(BAD_TWO_WALKS));
    c.no_twin = true;
    c.profile = &profile;
    c.memory.port = (struct memport_config){.seed = 3, .latency_min = 4, .latency_max = 6};
    struct outcome o = play(&c, (struct small_stim){.rng = {7}, .left = 3000, .edit_every = 20});
    must_be(&o, i ? VERDICT_PASS : VERDICT_PROTOCOL, i == 0, i ? "-" : "golden");
    CU_ASSERT_EQUAL(strstr(o.verdict.expected, "walks=1") != NULL, i == 0);
  }
}

static void test_clean_run_passes_and_counts(void) {
  struct engine_config c = small_config(dut_csim());
  struct outcome o = play(&c, (struct small_stim){.rng = {7}, .left = 5000, .edit_every = 20});
  must_be(&o, VERDICT_PASS, 0, "-");
  const struct run_stats *s = &o.stats;
  CU_ASSERT_EQUAL(s->requests, 5000);
  CU_ASSERT_EQUAL(s->answers, 5000);
  CU_ASSERT_EQUAL(s->ok + s->faults, 5000);
  CU_ASSERT(s->ok > 3000 && s->faults > 100);
  CU_ASSERT(s->reads > 1000 && s->cas > 50);
  CU_ASSERT_EQUAL(s->stores, s->fences);
  CU_ASSERT(s->fences > 200 && s->stores_unfenced > 20 && s->stores_unfenced < s->stores);
  CU_ASSERT(s->fences_in_walk > 0);
  CU_ASSERT_EQUAL(s->wires_compared, s->clocks);
  CU_ASSERT_EQUAL(s->probes_compared, s->clocks);
  CU_ASSERT_EQUAL(s->outside_checked, 2500);
  CU_ASSERT_EQUAL(s->regimes, 1);
  uint64_t sets = 0;
  for (int i = 0; i < STATS_SET_SIZES; i++)
    sets += s->set_size[i];
  CU_ASSERT_EQUAL(sets, 5000);
  CU_ASSERT_EQUAL(s->set_size[0], 0);
}

static void test_same_seed_gives_same_digest_with_and_without_checks(void) {
  struct small_stim s = {.rng = {9}, .left = 2000, .edit_every = 30};
  struct engine_config c = small_config(dut_csim());
  struct outcome first = play(&c, s);
  c.no_twin = c.no_golden = true;
  struct outcome second = play(&c, s);
  s.rng.state = 10;
  struct outcome other = play(&c, s);
  CU_ASSERT_EQUAL(second.verdict.kind, VERDICT_PASS);
  CU_ASSERT_EQUAL(second.stats.wires_compared, 0);
  CU_ASSERT_EQUAL(first.stats.digest, second.stats.digest);
  CU_ASSERT_EQUAL(first.stats.clocks, second.stats.clocks);
  CU_ASSERT_NOT_EQUAL(first.stats.digest, other.stats.digest);
}

static void test_wrong_pa_is_caught_by_twin_and_by_golden(void) {
  struct outcome o = play_bad(BAD_PA, true);
  must_be(&o, VERDICT_WIRE, 1, "twin");
  CU_ASSERT_STRING_EQUAL(o.verdict.port, "rsp_pa_o");
  CU_ASSERT_FALSE(o.verdict.timing);
  CU_ASSERT(o.verdict.has_request);
  CU_ASSERT_PTR_NOT_NULL(strstr(o.verdict.text, "not legal either"));
  o = play_bad(BAD_PA, false);
  must_be(&o, VERDICT_ANSWER, 1, "golden");
  CU_ASSERT(o.verdict.has_request && o.verdict.walk.steps > 0);
  CU_ASSERT_FALSE(o.verdict.finding.forgotten);
  CU_ASSERT_PTR_NOT_NULL(strstr(o.verdict.expected, "ok pa=0x"));
}

static void test_wrong_fault_code_is_caught(void) {
  struct outcome o = play_bad(BAD_CODE, true);
  must_be(&o, VERDICT_WIRE, 1, "twin");
  CU_ASSERT_STRING_EQUAL(o.verdict.port, "rsp_code_o");
  o = play_bad(BAD_CODE, false);
  must_be(&o, VERDICT_ANSWER, 1, "golden");
}

static void test_lost_answer_is_no_mere_timing(void) {
  struct outcome o = play_bad(BAD_DROP, true);
  must_be(&o, VERDICT_WIRE, 1, "twin");
  CU_ASSERT_STRING_EQUAL(o.verdict.port, "rsp_valid_o");
  CU_ASSERT_FALSE(o.verdict.timing);
  o = play_bad(BAD_DROP, false);
  must_be(&o, VERDICT_HANG, 4, "watchdog");
  CU_ASSERT(o.verdict.has_request);
}

static void test_answer_given_twice_breaks_the_port_rules(void) {
  struct outcome o = play_bad(BAD_TWICE, true);
  must_be(&o, VERDICT_WIRE, 1, "twin");
  o = play_bad(BAD_TWICE, false);
  must_be(&o, VERDICT_PROTOCOL, 1, "golden");
  CU_ASSERT_STRING_EQUAL(o.verdict.port, "rsp_id_o");
}

static void test_answer_a_clock_late_is_timing(void) {
  struct outcome o = play_bad(BAD_LATE, true);
  must_be(&o, VERDICT_WIRE, 1, "twin");
  CU_ASSERT_STRING_EQUAL(o.verdict.port, "rsp_valid_o");
  CU_ASSERT_TRUE(o.verdict.timing);
  o = play_bad(BAD_LATE, false);
  must_be(&o, VERDICT_PASS, 0, "-");
}

static void test_read_nobody_asked_for_is_caught(void) {
  struct outcome o = play_bad(BAD_READ, true);
  must_be(&o, VERDICT_WIRE, 1, "twin");
  o = play_bad(BAD_READ, false);
  must_be(&o, VERDICT_PTE_READ, 1, "golden");
  CU_ASSERT_STRING_EQUAL(o.verdict.got, "read of 0x90000008");
}

static void test_update_with_another_bit_is_caught(void) {
  struct outcome o = play_bad(BAD_CAS, true);
  must_be(&o, VERDICT_WIRE, 1, "twin");
  CU_ASSERT_STRING_EQUAL(o.verdict.port, "mem_req_desired_o");
  o = play_bad(BAD_CAS, false);
  must_be(&o, VERDICT_PTE_UPDATE, 1, "golden");
}

// The read check alone sees that a pointer is used which a fence took: no answer is wrong, for the
// tables do not move.
static void test_ignored_fence_is_caught_at_the_next_walk(void) {
  struct outcome o = play_bad(BAD_FENCE, true);
  CU_ASSERT_EQUAL(verdict_exit_code(o.verdict.kind), 1);
  CU_ASSERT_STRING_EQUAL(verdict_caught_by(o.verdict.kind), "twin");
  o = play_bad(BAD_FENCE, false);
  must_be(&o, VERDICT_PTE_READ, 1, "golden");
}

static void test_entry_kept_over_a_fence_is_caught_as_stale(void) {
  struct outcome o = play_bad(BAD_FENCE_TLB, true);
  must_be(&o, VERDICT_STATE, 1, "twin");
  CU_ASSERT_STRING_EQUAL(o.verdict.port, "probe.tlb_cleared");
  o = play_bad(BAD_FENCE_TLB, false);
  must_be(&o, VERDICT_ANSWER, 1, "golden");
  CU_ASSERT_TRUE(o.verdict.finding.forgotten);
  CU_ASSERT_PTR_NOT_NULL(strstr(o.verdict.text, "stale"));
}

static void test_answer_must_hold_until_taken(void) {
  struct outcome o = play_bad(BAD_CHANGES, true);
  must_be(&o, VERDICT_WIRE, 1, "twin");
  o = play_bad(BAD_CHANGES, false);
  must_be(&o, VERDICT_PROTOCOL, 1, "golden");
  CU_ASSERT_STRING_EQUAL(o.verdict.port, "rsp_valid_o");
}

static void test_assertion_and_crash_are_verdicts(void) {
  for (int twin = 0; twin < 2; twin++) {
    struct outcome o = play_bad(BAD_ASSERTION, twin);
    must_be(&o, VERDICT_ASSERTION, 3, "assertion");
    CU_ASSERT_PTR_NOT_NULL(strstr(o.verdict.text, "bad.sv:7"));
    o = play_bad(BAD_CRASH, twin);
    must_be(&o, VERDICT_CRASH, 7, "crash");
    CU_ASSERT_EQUAL(o.verdict.clock, 100);
  }
}

static void test_hang_names_who_waits(void) {
  struct outcome o = play_bad(BAD_HANG, false);
  must_be(&o, VERDICT_HANG, 4, "watchdog");
  CU_ASSERT_PTR_NOT_NULL(strstr(o.verdict.text, "accepted at clock"));
  o = play_bad(BAD_HANG, true);
  must_be(&o, VERDICT_WIRE, 1, "twin");
  CU_ASSERT_FALSE(o.verdict.timing);
}

static void test_outside_answers_fail_the_run(void) {
  struct engine_config c = small_config(dut_csim());
  struct outcome o = play(&c, (struct small_stim){.rng = {7}, .left = 100, .wrong_at = 17});
  must_be(&o, VERDICT_EXPECT, 1, "expect");
  CU_ASSERT_STRING_EQUAL(o.verdict.expected, "0x1");
  CU_ASSERT_PTR_NOT_NULL(strstr(o.verdict.text, "small:1"));
  o = play(&c, (struct small_stim){.rng = {7}, .left = 100, .fail_finish = true});
  must_be(&o, VERDICT_EXPECT, 1, "expect");
  CU_ASSERT_EQUAL(o.stats.answers, 100);
}

static void test_limits_never_pass(void) {
  struct engine_config c = small_config(dut_csim());
  struct small_stim s = {.rng = {7}, .left = 3000, .edit_every = 5};
  c.max_cycles = 500;
  struct outcome o = play(&c, s);
  must_be(&o, VERDICT_LIMIT, 6, "limit");
  CU_ASSERT_EQUAL(o.stats.clocks, 500);
  c = small_config(dut_csim());
  c.golden_pairs = 8;
  o = play(&c, (struct small_stim){.rng = {7}, .left = 3000}); // no fences: nothing may be forgotten
  must_be(&o, VERDICT_LIMIT, 6, "limit");
  CU_ASSERT_STRING_EQUAL(o.verdict.port, "golden");
  volatile bool stop = true;
  c = small_config(dut_csim());
  c.stop = &stop;
  o = play(&c, s);
  must_be(&o, VERDICT_LIMIT, 6, "limit");
  c = small_config(dut_csim());
  c.own_pages = 0;
  o = play(&c, s);
  must_be(&o, VERDICT_LIMIT, 6, "limit");
  // The same for an update by the DUT, which fails again and again: no hang, but the run's own
  // limit.
  o = play(&c, (struct small_stim){.rng = {7}, .left = 2});
  must_be(&o, VERDICT_LIMIT, 6, "limit");
  CU_ASSERT_STRING_EQUAL(o.verdict.port, "memory");
}

static void test_stimulus_must_keep_its_rules(void) {
  struct engine_config c = small_config(dut_csim());
  struct outcome o = play(&c, (struct small_stim){.rng = {7}, .left = 10, .bad_id = true});
  must_be(&o, VERDICT_BAD_INPUT, 5, "-");
  CU_ASSERT_PTR_NOT_NULL(strstr(o.verdict.text, "not free"));
}

static void test_run_that_cannot_start_says_why(void) {
  struct engine_config c = small_config(dut_csim());
  c.options.bug = 1;
  struct outcome o = play(&c, (struct small_stim){.left = 1});
  CU_ASSERT_EQUAL(o.code, LW_INPUT);
  CU_ASSERT_STRING_EQUAL(o.error.text, "csim: the cycle model has no planted bugs");
  c = small_config(dut_csim());
  c.reset_regime.format = FORMAT_X86_4L;
  o = play(&c, (struct small_stim){.left = 1});
  CU_ASSERT_EQUAL(o.code, LW_INPUT);
}

static void test_a_dut_without_a_waveform_is_not_asked_for_one(void) {
  struct lw_error e = {0};
  CU_ASSERT_EQUAL(wave_check("never.fst", dut_csim(), &e), LW_USAGE);
  CU_ASSERT_STRING_EQUAL(e.text, "csim has no waveform");
}

static void test_events_come_in_order_and_complete(void) {
  struct trail trail = {0};
  struct sink sink = trail_sink(&trail);
  struct engine_config c = small_config(dut_csim());
  c.sinks = &sink;
  c.sink_count = 1;
  struct outcome o = play(&c, (struct small_stim){.rng = {7}, .left = 500, .edit_every = 20});
  const struct run_stats *s = &o.stats;
  // A request, its answer, a sample and its request on the port, a store, a fence and its end, the
  // regime, the end.
  CU_ASSERT_EQUAL(trail.count, 2 * s->requests + 2 * (s->reads + s->cas) + s->stores + 2 * s->fences + s->regimes + 1);
  CU_ASSERT_PTR_NULL(trail_get(&trail, TRAIL_EVENTS));
  for (unsigned i = 1; i < TRAIL_EVENTS; i++)
    CU_ASSERT(trail_get(&trail, i - 1)->clock <= trail_get(&trail, i)->clock);
  trail_close(&trail);
}

static void test_dut_find_says_what_is_wrong(void) {
  struct lw_error e = {0};
  CU_ASSERT_PTR_EQUAL(dut_find("csim", "/nowhere", &e), dut_csim());
  CU_ASSERT_PTR_NULL(dut_find("nothing", "/nowhere", &e));
  CU_ASSERT_EQUAL(e.code, LW_USAGE);
  CU_ASSERT_PTR_NULL(dut_find("/nowhere/x.so", "", &e));
  CU_ASSERT_EQUAL(e.code, LW_INPUT);
  CU_ASSERT_PTR_NULL(dut_find("", "/nowhere", &e));
}

CU_TestInfo test_engine_tests[] = {TEST(test_a_second_walk_at_a_time_needs_a_profile_that_has_it),
                                   TEST(test_clean_run_passes_and_counts),
                                   TEST(test_same_seed_gives_same_digest_with_and_without_checks),
                                   TEST(test_wrong_pa_is_caught_by_twin_and_by_golden),
                                   TEST(test_wrong_fault_code_is_caught),
                                   TEST(test_lost_answer_is_no_mere_timing),
                                   TEST(test_answer_given_twice_breaks_the_port_rules),
                                   TEST(test_answer_a_clock_late_is_timing),
                                   TEST(test_read_nobody_asked_for_is_caught),
                                   TEST(test_update_with_another_bit_is_caught),
                                   TEST(test_ignored_fence_is_caught_at_the_next_walk),
                                   TEST(test_entry_kept_over_a_fence_is_caught_as_stale),
                                   TEST(test_answer_must_hold_until_taken),
                                   TEST(test_assertion_and_crash_are_verdicts),
                                   TEST(test_hang_names_who_waits),
                                   TEST(test_outside_answers_fail_the_run),
                                   TEST(test_limits_never_pass),
                                   TEST(test_stimulus_must_keep_its_rules),
                                   TEST(test_run_that_cannot_start_says_why),
                                   TEST(test_a_dut_without_a_waveform_is_not_asked_for_one),
                                   TEST(test_events_come_in_order_and_complete),
                                   TEST(test_dut_find_says_what_is_wrong),
                                   CU_TEST_INFO_NULL};
