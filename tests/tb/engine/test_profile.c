// Profiles: the grammar with its errors, and what follows from one.
#include <stdio.h>
#include <string.h>

#include "tb/engine/profile.h"
#include "tests/suite.h"

static bool refused(const char *text, const char *reason) {
  struct profile p;
  struct lw_error e = {0};
  int code = profile_parse("p", text, &p, &e);
  if (!strstr(e.text, reason)) printf("\n%s\n", e.text);
  return code == LW_INPUT && strstr(e.text, reason);
}

static struct profile parsed(const char *text) {
  struct profile p;
  struct lw_error e = {0};
  if (profile_parse("p", text, &p, &e)) printf("\n%s\n", e.text);
  CU_ASSERT_EQUAL(e.code, LW_PASS);
  return p;
}

static void test_a_profile_without_keys_allows_everything(void) {
  struct profile p = parsed("# of nothing\nprofile 1\n\n");
  CU_ASSERT_EQUAL(memcmp(&p, &profile_any, sizeof p), 0);
}

static void test_a_bad_line_is_named_with_its_reason(void) {
  CU_ASSERT(refused("", "no line \"profile 1\""));
  CU_ASSERT(refused("ad=fault\n", "p:1: the first line is"));
  CU_ASSERT(refused("profile 2\n", "p:1: the first line is"));
  CU_ASSERT(refused("profile 1\nad=faults\n", "p:2: one of hardware, fault is wanted, not \"faults\""));
  CU_ASSERT(refused("profile 1\n\nsize=3\n", "p:3: a key of profiles"));
  CU_ASSERT(refused("profile 1\nad=\n", "p:2: KEY=VALUE"));
  CU_ASSERT(refused("profile 1\nad=fault\nad=fault\n", "p:3: a key stands once"));
  CU_ASSERT(refused("profile 1\nformats=sv39,sv40\n", "not \"sv40\""));
  CU_ASSERT(refused("profile 1\nextensions=svfoo\n", "not \"svfoo\""));
  CU_ASSERT(refused("profile 1\nin_flight=0\n", "a number from 1 to 64"));
  CU_ASSERT(refused("profile 1\nlatency=-3\n", "a number from 0"));
  CU_ASSERT(refused("profile 1\nfault=some\n", "one of exact, kind, one"));
  CU_ASSERT(refused("profile 1\nmemory=0x1000:rw\n", "BASE..END:rw"));
  CU_ASSERT(refused("profile 1\nmemory=0x1000..0x1000:rw\n", "BASE..END:rw"));
  CU_ASSERT(refused("profile 1\nmemory=0x1000..0x2000:w\n", "BASE..END:rw"));
  CU_ASSERT(refused("profile 1\nduplicate_reads=no\n", "needs in_flight=1"));
  CU_ASSERT(refused("profile 1\nrequest=held\n", "needs in_flight=1"));
}

static void test_what_is_told_and_kept_is_golden_s_to_judge(void) {
  struct profile p = parsed("profile 1\nad=fault tlb=none fault=one\nanswer=pa,global page_walk_cache=none a=lazy\n");
  CU_ASSERT(p.ad_faults && p.golden.no_update && p.golden.no_tlb && p.golden.whole_walk && p.golden.from_root);
  CU_ASSERT_EQUAL(p.golden.order, AD_LAZY);
  CU_ASSERT_EQUAL(p.golden.unseen,
                  GTLB_UNSEEN_CODE | GTLB_UNSEEN_KIND | GTLB_UNSEEN_SHIFT | GTLB_UNSEEN_PERM | GTLB_UNSEEN_TYPE);
  char text[160];
  profile_print_absent(&p, text, sizeof text);
  CU_ASSERT_STRING_EQUAL(text, "not compared: page size, rights, memory type, fault codes, kinds of faults");
}

static void test_formats_extensions_and_asids_fit_the_regime(void) {
  struct profile p = parsed("profile 1\nformats=bare,sv39\nextensions=svpbmt\nasid_bits=4\nmemory=0..0x1000:r\n"
                            "memory=0x1000..0x2000:none\n");
  struct regime r = {.format = FORMAT_SV39, .asid = 0x123, .flags = 0xff};
  profile_regime(&p, &r);
  CU_ASSERT_EQUAL(r.asid, 3);
  CU_ASSERT_EQUAL(r.flags, RV_SUM | RV_MXR | RV_SVPBMT | RV_PBMTE);
  r.flags = RV_SVNAPOT;
  profile_regime(&p, &r);
  CU_ASSERT_EQUAL(r.flags, RV_SVPBMT);
  CU_ASSERT_PTR_NULL(profile_unfit(&p, FORMAT_SV39));
  CU_ASSERT_PTR_NOT_NULL(profile_unfit(&p, FORMAT_SV48));
  CU_ASSERT_EQUAL(p.regions, 2);
  CU_ASSERT_EQUAL(p.region[1].base, 0x1000);
  CU_ASSERT_FALSE(p.region[1].read || p.region[0].write);
}

static unsigned offers;
static int greedy(void *ctx, const struct stim_view *view, struct stim_clock *out, struct lw_error *e) {
  (void)ctx, (void)e;
  out->request = !view->request_waiting;
  out->errors = 1;
  offers += out->request;
  return LW_PASS;
}

static void test_the_stimulus_offers_no_more_than_the_dut_takes(void) {
  struct profile p = parsed("profile 1\nin_flight=2\nbus_errors=no\n");
  struct profile_stim fit;
  struct stim inner = {.name = "greedy", .clock = greedy};
  struct stim *s = profile_fit(&fit, &p, &inner);
  struct stim_view view = {.in_flight = 1};
  struct stim_clock out = {0};
  struct lw_error e;
  offers = 0;
  CU_ASSERT_EQUAL(s->clock(s->ctx, &view, &out, &e), LW_PASS);
  CU_ASSERT(out.request && out.errors == 0 && offers == 1);
  view.in_flight = 2;
  s->clock(s->ctx, &view, &out, &e);
  CU_ASSERT(!out.request && offers == 1);
  CU_ASSERT_PTR_NULL(s->answered);
}

CU_TestInfo test_profile_tests[] = {
    TEST(test_a_profile_without_keys_allows_everything),       TEST(test_a_bad_line_is_named_with_its_reason),
    TEST(test_what_is_told_and_kept_is_golden_s_to_judge),     TEST(test_formats_extensions_and_asids_fit_the_regime),
    TEST(test_the_stimulus_offers_no_more_than_the_dut_takes), CU_TEST_INFO_NULL};
