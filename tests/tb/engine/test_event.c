// What people read: requests, answers, regimes, fences, events and walks as text.
#include <stdlib.h>
#include <string.h>

#include "tb/engine/event.h"
#include "tests/tb/small_stim.h"
#include "tests/suite.h"

static void test_requests_and_answers_read_as_in_txn_files(void) {
  char text[128];
  request_print(&(struct request){.va = 0x3f2a1000, .access = ACCESS_LOAD, .priv = PRIV_USER}, text, sizeof text);
  CU_ASSERT_STRING_EQUAL(text, "user load 0x3f2a1000");
  request_print(&(struct request){.va = 0x10, .access = ACCESS_STORE, .priv = PRIV_SUPERVISOR, .implicit = true}, text,
                sizeof text);
  CU_ASSERT_STRING_EQUAL(text, "supervisor store 0x10 implicit");
  answer_print(&(struct answer){.pa = 0x123005000, .shift = 12, .perm = PERM_R | PERM_W | PERM_U}, text, sizeof text);
  CU_ASSERT_STRING_EQUAL(text, "ok pa=0x123005000 shift=12 perm=rw-u type=0");
  answer_print(&(struct answer){.kind = ANSWER_PAGE_FAULT, .code = 13}, text, sizeof text);
  CU_ASSERT_STRING_EQUAL(text, "fault=13");
  answer_print(&(struct answer){.kind = ANSWER_ACCESS_FAULT, .code = 5, .pa = 4}, text, sizeof text);
  CU_ASSERT_STRING_EQUAL(text, "access_fault=5 pa=0x4");
  answer_print(&(struct answer){.kind = ANSWER_GENERAL_PROTECTION}, text, sizeof text);
  CU_ASSERT_STRING_EQUAL(text, "general_protection");
}

static void test_regimes_and_fences(void) {
  char text[256];
  struct regime r = small_regime();
  regime_print(&r, text, sizeof text);
  CU_ASSERT_STRING_EQUAL(
      text, "riscv mode=sv39 root=0x80000 asid=5 sum=0 mxr=0 adue=1 pbmte=0 svnapot=0 svpbmt=0 svrsw=0 svadu=1");
  r = (struct regime){.format = FORMAT_X86_4L, .flags = X86_WP, .asid = 2, .pkru = 4, .pkrs = 8, .pa_bits = 46};
  regime_print(&r, text, sizeof text);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "pcid=2 wp=1 smep=0"));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "pkru=0x4 pkrs=0x8 maxphyaddr=46"));
  fence_print(&(struct fence){.va_valid = true, .va = 0x1000, .asid_valid = true, .asid = 3}, text, sizeof text);
  CU_ASSERT_STRING_EQUAL(text, "va=0x1000 asid=3 globals=0 structures=0");
}

static void test_text_is_cut_at_its_bound(void) {
  struct regime r = small_regime();
  struct event e = {.clock = 7, .kind = EVENT_REGIME, .u.regime = r};
  char text[400];
  for (size_t size = 1; size < sizeof text; size++) {
    memset(text, '#', sizeof text);
    event_print(&e, text, size);
    CU_ASSERT(memchr(text, 0, size) != NULL);
    CU_ASSERT_EQUAL(text[size], '#');
  }
}

static void test_every_kind_of_event_has_a_line(void) {
  char text[400], last[400] = "";
  for (int kind = 0; kind < EVENT_KINDS; kind++) {
    struct event e = {.clock = 7, .kind = (enum event_kind)kind};
    if (kind == EVENT_REGIME) e.u.regime = small_regime();
    event_print(&e, text, sizeof text);
    CU_ASSERT(strlen(text) > 10);
    CU_ASSERT_PTR_NULL(strchr(text, '\n'));
    if (kind != EVENT_CAS && kind != EVENT_READ) CU_ASSERT_STRING_NOT_EQUAL(text, last);
    strcpy(last, text);
  }
  struct event cas = {.kind = EVENT_CAS, .u.mem = {.op = MEM_CAS, .addr = 8, .expected = 1, .desired = 2, .data = 3}};
  event_print(&cas, text, sizeof text);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "update 0x8 0x1 -> 0x2: failed, memory holds 0x3"));
}

static void test_walk_shows_bits_reason_and_clause(void) {
  struct regime r = small_regime();
  struct request q = {.va = 0x3000, .access = ACCESS_STORE, .priv = PRIV_SUPERVISOR};
  struct walk_state w;
  CU_ASSERT_EQUAL(walk_begin(&w, &r, &q, AD_EAGER), WALK_READ);
  CU_ASSERT_EQUAL(walk_read_done(&w, small_image()->page[0][0], false), WALK_READ);
  CU_ASSERT_EQUAL(walk_read_done(&w, small_image()->page[1][0], false), WALK_READ);
  CU_ASSERT_EQUAL(walk_read_done(&w, small_image()->page[2][3], false), WALK_DONE); // no W
  char *text = NULL;
  size_t size;
  FILE *f = open_memstream(&text, &size);
  walk_print(&r, &q, &w.record, "> ", f);
  fclose(f);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "> level 2  PTE (pgd) [0]  0x000080000000"));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "table at 0x80002000"));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, " V R W=0 A"));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, reason_name(REASON_PERM_WRITE)));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, reason_clause(REASON_PERM_WRITE, ARCH_RISCV)));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "fault=15"));
  free(text);
}

CU_TestInfo test_event_tests[] = {TEST(test_requests_and_answers_read_as_in_txn_files),
                                  TEST(test_regimes_and_fences),
                                  TEST(test_text_is_cut_at_its_bound),
                                  TEST(test_every_kind_of_event_has_a_line),
                                  TEST(test_walk_shows_bits_reason_and_clause),
                                  CU_TEST_INFO_NULL};
