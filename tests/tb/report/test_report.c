// The story of a failure, the table, and the JSON file.
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tb/report/json.h"
#include "tests/tb/bad_dut.h"
#include "tests/tb/small_stim.h"
#include "tests/suite.h"

static struct run_stats stats;
static struct verdict verdict;
static struct trail trail;

static void play_bad(enum bad bad) {
  struct small_stim s = {.rng = {7}, .left = 3000, .edit_every = 20};
  struct stim stim = small_stim(&s);
  trail_close(&trail);
  trail = (struct trail){0};
  struct sink sink = trail_sink(&trail);
  struct engine_config c = {.dut = bad_dut(bad),
                            .options = {.config = {.tlb_entries = 8, .pwc_entries = 4, .miss_depth = 4}, .seed = 1},
                            .reset_regime = small_regime(),
                            .no_twin = true,
                            .count_every = 1,
                            .image = small_image(),
                            .own_pages = 8,
                            .memory = {.port = {.seed = 3, .latency_min = 1, .latency_max = 6}},
                            .sinks = &sink,
                            .sink_count = 1};
  CU_ASSERT_EQUAL(engine_run(&c, &stim, &verdict, &stats, NULL), 0);
}

static char *failure_text(void) {
  char *text = NULL;
  size_t size;
  FILE *f = open_memstream(&text, &size);
  report_failure(f, &verdict, ARCH_RISCV, &trail, "lockwalk run --again");
  fclose(f);
  return text;
}

static void test_story_has_all_that_the_reader_needs(void) {
  play_bad(BAD_FENCE_TLB);
  char *text = failure_text();
  static const char *const part[] = {"no legal walk gives this answer",
                                     "clock ",
                                     "caught by golden",
                                     "port ",
                                     "expected ",
                                     "got ",
                                     "request ",
                                     "mode=sv39",
                                     "golden walk",
                                     "level 2",
                                     "stale: this walk",
                                     "before the fence",
                                     "last events",
                                     "fence done",
                                     "lockwalk run --again"};
  for (size_t i = 0; i < sizeof part / sizeof *part; i++)
    CU_ASSERT_PTR_NOT_NULL(strstr(text, part[i]));
  CU_ASSERT_PTR_NULL(strchr(text, 033));
  free(text);
}

static void test_story_lists_the_legal_answers(void) {
  play_bad(BAD_PA);
  char *text = failure_text();
  char line[128];
  CU_ASSERT_FATAL(verdict.finding.shown > 0);
  answer_print(&verdict.finding.answer[0], line, sizeof line);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "legal answers (1)"));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, line));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "rsp_pa_o"));
  CU_ASSERT_PTR_NULL(strstr(text, "stale: this walk"));
  free(text);
}

static char *table_text(const struct report_row *row, size_t rows) {
  char *text = NULL;
  size_t size;
  FILE *f = open_memstream(&text, &size);
  report_table(f, row, rows);
  fclose(f);
  return text;
}

static void test_table_ends_with_the_verdict(void) {
  struct verdict pass = {.kind = VERDICT_PASS}, wire = {.kind = VERDICT_WIRE};
  struct run_stats s = {.answers = 1234567, .clocks = 2000, .seconds = 1, .set_size = {0, 4, 6}};
  struct report_row row[2] = {{.name = "one", .format = "sv48", .verdict = &pass, .stats = &s},
                              {.name = "two", .format = "sv39", .verdict = &wire, .stats = &s, .exit_code = 1}};
  char *text = table_text(row, 1);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "1234567"));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nPASS\n"));
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "1: 40.0 % 2: 60.0 %  (weak"));
  free(text);
  text = table_text(row, 2);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nFAIL\n"));
  CU_ASSERT_PTR_NULL(strstr(text, "PASS"));
  free(text);
  // A run that did not pass never counts as one, whatever its verdict says; nor do no runs at all.
  row[0].exit_code = 6;
  text = table_text(row, 1);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nFAIL\n"));
  free(text);
  text = table_text(row, 0);
  CU_ASSERT_PTR_NOT_NULL(strstr(text, "FAIL"));
  free(text);
}

static void test_json_tells_the_same(void) {
  play_bad(BAD_FENCE_TLB);
  char path[] = "lockwalk-json-XXXXXX";
  int fd = mkstemp(path);
  CU_ASSERT_FATAL(fd >= 0);
  close(fd);
  struct lw_error e = {0};
  struct report_row row = {
      .name = "run", .format = "sv39", .dut = "bad", .verdict = &verdict, .stats = &stats, .exit_code = 1};
  CU_ASSERT_EQUAL(json_write(path, &row, 1, &e), 0);
  json_t *root = json_load_file(path, 0, NULL);
  CU_ASSERT_PTR_NOT_NULL_FATAL(root);
  CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(root, "result")), "fail");
  json_t *run = json_array_get(json_object_get(root, "runs"), 0), *v = json_object_get(run, "verdict");
  CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(v, "kind")), "answer");
  CU_ASSERT_TRUE(json_is_true(json_object_get(v, "forgotten")));
  CU_ASSERT_EQUAL((uint64_t)json_integer_value(json_object_get(json_object_get(run, "stats"), "answers")),
                  stats.answers);
  json_decref(root);
  unlink(path);
  CU_ASSERT_EQUAL(json_write("/nowhere/at/all.json", &row, 1, &e), LW_INPUT);
  CU_ASSERT_PTR_NOT_NULL(strstr(e.text, "/nowhere/at/all.json"));
}

CU_TestInfo test_report_tests[] = {TEST(test_story_has_all_that_the_reader_needs),
                                   TEST(test_story_lists_the_legal_answers), TEST(test_table_ends_with_the_verdict),
                                   TEST(test_json_tells_the_same), CU_TEST_INFO_NULL};
