// The mismatch record: of every kind of failure, against its schema; and where values are said to
// come from.
#include <stdlib.h>
#include <string.h>

#include "tb/run/explain_source.h"
#include "tb/report/incident.h"
#include "tests/schema/schema.h"
#include "tests/tb/bad_dut.h"
#include "tests/tb/files.h"
#include "tests/tb/small_stim.h"
#include "tests/suite.h"

static struct verdict verdict;
static struct trail trail;

static void play_bad(enum bad bad, bool no_twin) {
  struct small_stim s = {.rng = {7}, .left = 3000, .edit_every = 20};
  struct stim stim = small_stim(&s);
  struct run_stats stats;
  trail_close(&trail);
  trail = (struct trail){0};
  struct sink sink = trail_sink(&trail);
  struct engine_config c = {.dut = bad_dut(bad),
                            .options = {.config = {.tlb_entries = 8, .pwc_entries = 4, .miss_depth = 4}, .seed = 1},
                            .reset_regime = small_regime(),
                            .no_twin = no_twin,
                            .count_every = 1,
                            .image = small_image(),
                            .own_pages = 8,
                            .memory = {.port = {.seed = 3, .latency_min = 1, .latency_max = 6}, .rsp_backpressure = 2},
                            .sinks = &sink,
                            .sink_count = 1};
  CU_ASSERT_EQUAL(engine_run(&c, &stim, &verdict, &stats, NULL), 0);
}

static json_t *written(const char **path) {
  const struct incident r = {.verdict = &verdict,
                             .trail = &trail,
                             .run = "small",
                             .format = "sv39",
                             .dut = "bad",
                             .seed = 1,
                             .again = "lockwalk run --again"};
  struct lw_error e = {0};
  *path = files_text("");
  CU_ASSERT_EQUAL_FATAL(incident_write(*path, &r, &e), 0);
  json_t *j = json_load_file(*path, JSON_REJECT_DUPLICATES, NULL);
  CU_ASSERT_PTR_NOT_NULL_FATAL(j);
  return j;
}

static json_t *load_schema(void) {
  json_error_t error;
  json_t *schema = json_load_file("tb/report/record.schema.json", JSON_REJECT_DUPLICATES, &error);
  CU_ASSERT_PTR_NOT_NULL_FATAL(schema);
  return schema;
}

static const char *text_at(const json_t *j, const char *key) {
  const char *text = json_string_value(json_object_get(j, key));
  return text ? text : "";
}

static void test_every_failure_has_a_record_of_its_class(void) {
  static const struct {
    enum bad bad;
    bool no_twin;
    const char *class;
  } of[] = {{BAD_PA, false, "function"},    {BAD_PA, true, "function"},         {BAD_CODE, true, "function"},
            {BAD_LATE, false, "timing"},    {BAD_READ, true, "pte_read"},       {BAD_CAS, true, "pte_update"},
            {BAD_FENCE_TLB, true, "fence"}, {BAD_CHANGES, true, "protocol"},    {BAD_TWICE, true, "protocol"},
            {BAD_HANG, true, "hang"},       {BAD_ASSERTION, true, "assertion"}, {BAD_CRASH, true, "crash"}};
  json_t *schema = load_schema();
  for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
    char why[400];
    const char *path;
    play_bad(of[i].bad, of[i].no_twin);
    json_t *j = written(&path);
    CU_ASSERT_STRING_EQUAL(text_at(j, "class"), of[i].class);
    bool fits = schema_check(schema, j, why, sizeof why);
    if (!fits) printf("%s: %s\n", of[i].class, why);
    CU_ASSERT(fits);
    CU_ASSERT(*text_at(j, "clause") || !strcmp(of[i].class, "crash"));
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(j, "clock")), (json_int_t)verdict.clock);
    json_decref(j);
  }
  json_decref(schema);
}

// Each thing taken away, added or of another type is noticed: the check of the schema is one.
static void test_a_spoilt_record_does_not_fit(void) {
  json_t *schema = load_schema();
  const char *path, *key;
  char why[400];
  play_bad(BAD_FENCE_TLB, true);
  json_t *j = written(&path), *value;
  json_object_foreach(j, key, value) {
    json_t *copy = json_deep_copy(j);
    json_object_set_new(copy, key, json_real(0.5));
    CU_ASSERT(!schema_check(schema, copy, why, sizeof why) && strstr(why, key));
    json_decref(copy);
  }
  json_object_set_new(j, "more", json_integer(1));
  CU_ASSERT(!schema_check(schema, j, why, sizeof why));
  json_object_del(j, "more");
  CU_ASSERT(schema_check(schema, j, why, sizeof why));
  json_object_set_new(schema, "maxProperties", json_integer(300));
  CU_ASSERT(!schema_check(schema, j, why, sizeof why) && strstr(why, "not known"));
  json_object_del(schema, "maxProperties");
  json_object_del(j, "again");
  CU_ASSERT(!schema_check(schema, j, why, sizeof why) && strstr(why, "again"));
  json_decref(j);
  json_decref(schema);
}

static void test_a_stale_answer_names_the_fence_that_took_it(void) {
  const char *path;
  play_bad(BAD_FENCE_TLB, true);
  json_t *j = written(&path), *stale = json_object_get(j, "stale");
  json_t *fences = json_object_get(stale, "fences"), *values = json_object_get(stale, "values");
  bool takes = false;
  size_t i;
  json_t *f, *v;
  CU_ASSERT(json_array_size(values) == 3 && json_array_size(fences) > 0);
  json_array_foreach(fences, i, f) takes |= json_is_true(json_object_get(f, "takes_the_entry"));
  CU_ASSERT(takes);
  json_array_foreach(values, i, v) {
    json_int_t last = json_integer_value(json_object_get(v, "last_read"));
    CU_ASSERT(last > 0 && last < (json_int_t)verdict.accepted);
  }
  json_decref(j);
}

static void test_the_walk_of_a_record_is_explained_again(void) {
  const char *path;
  struct explain_source s;
  struct lw_error e = {0};
  play_bad(BAD_PA, true);
  json_decref(written(&path));
  CU_ASSERT_EQUAL_FATAL(explain_record(path, &s, &e), 0);
  CU_ASSERT(s.req.va == verdict.req.va && s.regime.root_pa == verdict.regime.root_pa);
  CU_ASSERT(s.walk.reason == verdict.walk.reason && s.walk.answer.pa == verdict.walk.answer.pa);
  play_bad(BAD_ASSERTION, true);
  json_t *j = written(&path);
  if (!verdict.has_request) CU_ASSERT_EQUAL(explain_record(path, &s, &e), LW_INPUT);
  json_decref(j);
}

static void emit(struct trail *t, uint64_t clock, enum event_kind kind, uint64_t addr, uint64_t value) {
  struct sink sink = trail_sink(t);
  struct event e = {.clock = clock, .kind = kind};
  if (kind == EVENT_STORE) {
    e.u.store.pa = addr;
    e.u.store.value = value;
    e.u.store.bytes = 8;
  } else {
    e.u.mem = (struct memport_event){.addr = addr, .data = value, .desired = value, .ok = true};
  }
  sink.event(sink.ctx, &e);
}

static void test_origins(void) {
  struct trail t = {0};
  emit(&t, 10, EVENT_READ, 0x1000, 1);
  emit(&t, 20, EVENT_STORE, 0x1000, 2);
  emit(&t, 30, EVENT_READ, 0x1000, 2);
  emit(&t, 40, EVENT_CAS, 0x1000, 3);
  emit(&t, 50, EVENT_READ, 0x1000, 3);
  emit(&t, 60, EVENT_READ, 0x1000, 3);
  struct trail_origin o = trail_origin_of(&t, 0x1000, 1, 100);
  CU_ASSERT(o.by == ORIGIN_START && o.read && o.first_read == 10 && o.last_read == 10);
  o = trail_origin_of(&t, 0x1000, 2, 100);
  CU_ASSERT(o.by == ORIGIN_STORE && o.written == 20 && o.last_read == 30);
  o = trail_origin_of(&t, 0x1000, 3, 55);
  CU_ASSERT(o.by == ORIGIN_UPDATE && o.written == 40 && o.first_read == 40 && o.last_read == 50);
  CU_ASSERT(!trail_origin_of(&t, 0x1008, 3, 100).read);
  for (unsigned i = 0; i < TRAIL_NOTES; i++)
    emit(&t, 100 + i, EVENT_READ, 0x2000, 5);
  o = trail_origin_of(&t, 0x1000, 2, 1000000);
  CU_ASSERT(o.by == ORIGIN_BEFORE && o.written == 100 && !o.read);
  trail_close(&t);
}

static void test_every_kind_has_its_words(void) {
  for (enum verdict_kind k = VERDICT_PASS; k <= VERDICT_BAD_INPUT; k++) {
    const struct verdict_about *a = verdict_about(k);
    CU_ASSERT_FATAL(a->word && a->class_word && a->headline && a->caught_by && a->clause[0] && a->clause[1]);
    CU_ASSERT_EQUAL(a->exit_code == LW_PASS, k == VERDICT_PASS);
    for (enum verdict_kind other = VERDICT_PASS; other < k; other++)
      CU_ASSERT_STRING_NOT_EQUAL(a->word, verdict_about(other)->word);
  }
}

CU_TestInfo test_incident_tests[] = {TEST(test_every_kind_has_its_words),
                                     TEST(test_every_failure_has_a_record_of_its_class),
                                     TEST(test_a_spoilt_record_does_not_fit),
                                     TEST(test_a_stale_answer_names_the_fence_that_took_it),
                                     TEST(test_the_walk_of_a_record_is_explained_again),
                                     TEST(test_origins),
                                     CU_TEST_INFO_NULL};
