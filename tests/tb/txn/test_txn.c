#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csim/port_table.h"
#include "tb/engine/event.h"
#include "tb/text/rng.h"
#include "tb/text/words.h"
#include "tb/txn/txn.h"
#include "tests/tb/files.h"
#include "tests/tb/play.h"
#include "tests/suite.h"

#define REGIME "regime riscv mode=sv39 root=0x80000 asid=3\n"

static const char SMALL[] =
    "txn 1\nconfig arch=riscv tlb=16 pwc=4 miss=2\nseed 0x2a\nmemory latency=4..20 backpressure=3 rsp-backpressure=2\n"
    "page 0x80001000\npte 0x80000008 0x20000401\npte 0x80001008 0x180000df # 2 MiB at 0x60000000\n"
    "expect 1 ok pa=0x60000123 shift=21 perm=rwxu\n" REGIME
    "req 1 load user 0x40200123\ndrain\nreq 1 load user 0x40200123\n"
    "expect 1 fault=13 page\nend\n";

static void test_header_and_memory_are_read(void) {
  struct lw_error e = {0};
  struct txn *t = txn_open(files_text(SMALL), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(t);
  struct mmu_config c = txn_config(t);
  CU_ASSERT(c.arch == ARCH_RISCV && c.tlb_entries == 16 && c.pwc_entries == 4 && c.miss_depth == 2);
  CU_ASSERT_EQUAL(txn_seed(t), 42);
  const struct stim_memory *m = txn_memory(t);
  CU_ASSERT(m->port.latency_min == 4 && m->port.latency_max == 20 && m->port.backpressure == 3 &&
            m->rsp_backpressure == 2 && m->port.seed == 42);
  const struct ram_image *i = txn_image(t);
  CU_ASSERT(i->pages == 2 && i->page_pa[0] == 0x80000000 && i->page_pa[1] == 0x80001000 && i->page[0][1] == 0x20000401);
  const struct regime *r = txn_first_regime(t);
  CU_ASSERT(r->format == FORMAT_SV39 && r->root_pa == 0x80000000 && r->asid == 3);
  txn_close(t);
}

static void test_expectations_bind_to_their_request(void) {
  struct lw_error e = {0};
  struct play p = {0};
  struct txn *t = txn_open(files_text(SMALL), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(t);
  CU_ASSERT_EQUAL(play_run(&p, txn_image(t), txn_stim(t), &e), 0);
  CU_ASSERT_EQUAL(p.requests, 2);
  CU_ASSERT_EQUAL(p.complaints, 1); // the second, whose fault does not come
  CU_ASSERT(strstr(p.first.where, ":13 va 0x40200123") && !strcmp(p.first.expected, "page fault"));
  txn_close(t);
}

static void test_bad_lines_are_refused(void) {
  static const struct {
    const char *line, *reason; // stands as line 4
  } bad[] = {{"jump 1", "unknown keyword \"jump\""},
             {"req 64 load user 0", "out of range"},
             {"req 1 load user", "req wants"},
             {"req 1 read user 0", "not load, store or fetch"},
             {"req 1 load root 0", "not user, supervisor"},
             {"req 1 load implicit 0", "x86's"},
             {"req 1 load user 0xg", "not a number"},
             {"req 1 load user 0 after 2", "no request above has id 2"},
             {"req 1 load user 0 at 5", "+CLOCKS"},
             {"req 1 load user 0 when 2", "not after, at or answered"},
             {"store 0x90000000 1", "no such page"},
             {"store 0x80000004 1", "not 8-byte aligned"},
             {"store 0x80000000", "store wants"},
             {"store 0x80000000 1 old", "store wants"},
             {"page 0x80002000", "before the first line that acts"},
             {"pte 0x80002000 1", "before the first line"},
             {"config tlb=16", "before the first line"},
             {"seed 4", "before the first line"},
             {"memory", "at least one"},
             {"memory latency=0", "latency is not"},
             {"memory latency=9..4", "latency is not"},
             {"memory latency=5000", "out of range"},
             {"memory colour=3", "does not know"},
             {"memory error=0x80000001", "8-byte aligned"},
             {"regime x86 wp=1", "contradicts"},
             {"regime riscv wp=1", "does not know \"wp=1\""},
             {"regime riscv mode=sv99", "none that this MMU has"},
             {"regime riscv mode=sv32", "does not run"},
             {"regime riscv root=0x100000000000", "out of range"},
             {"regime riscv asid=65536", "out of range"},
             {"regime riscv sum=2", "out of range"},
             {"fence colour=1", "does not know"},
             {"fence asid=x", "not a number"},
             {"invlpg 0", "x86 regime"},
             {"wait", "wait wants"},
             {"wait 99999999999", "out of range"},
             {"drain 3", "stands alone"},
             {"at -1", "not a number"},
             {"expect 1 maybe", "neither ok nor"},
             {"expect 1 ok pa=z", "not a number"},
             {"expect 1 ok colour=1", "does not know"},
             {"expect 1 ok perm=q", "not made of"},
             {"expect 1 fault=99", "out of range"},
             {"expect 1 fault=13 odd", "page, access, gp, bus"},
             {"expect 9 ok", "no request has id 9"},
             {"regime", "wants riscv or x86"},
             {"expect 1", "expect wants"}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char text[256];
    struct lw_error e = {0};
    snprintf(text, sizeof text, "txn 1\npage 0x80000000\n" REGIME "%s\nend\n", bad[i].line);
    CU_ASSERT_PTR_NULL(txn_open(files_text(text), &e));
    CU_ASSERT(files_told(&e, ":4: ", bad[i].reason));
  }
}

static void test_bad_files_are_refused(void) {
  static const struct {
    const char *text, *reason;
  } bad[] = {{"", "first line is not"},
             {"txn 2\nend\n", ":1: not a transaction file"},
             {"txn 1\n" REGIME, "ends without \"end\""},
             {"txn 1\nend\n", "no regime line"},
             {"txn 1\nend\ndrain\n", ":3: only expect and saw lines"},
             {"txn 1\nreq 1 load user 0\n", ":2: a request before"},
             {"txn 1\nregime riscv mode=sv39\n", ":2: the first regime wants"},
             {"txn 1\npage 0x1000\npage 0x1000\n", ":3: page 0x1000 stands here already"},
             {"txn 1\npage 0x1008\n", "not 4 KiB aligned"},
             {"txn 1\nconfig tlb=24\n", "power of two"},
             {"txn 1\nconfig pwc=0\n", "pwc is not"},
             {"txn 1\nconfig miss=9\n", "out of range"},
             {"txn 1\nconfig arch=mips\n", "arch \"mips\""},
             {"txn 1\nseed 0\n", "seed is 0"},
             {"txn 1\n" REGIME "at 100\nwait 5\nat 104\nend\n",
              ":5: clock 104 is in the past (the lines above reach clock 105)"},
             {"txn 1\n" REGIME "req 1 load user 0\nexpect 1 ok\nexpect 1 ok\nend\n",
              ":5: the request of line 3 has an expectation already"},
             {"txn 1\nexpect 1 ok\nexpect 1 ok\n", ":3: id 1 has an expectation already"}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct lw_error e = {0};
    CU_ASSERT_PTR_NULL(txn_open(files_text(bad[i].text), &e));
    CU_ASSERT(files_told(&e, "file", bad[i].reason));
  }
  struct lw_error e = {0};
  char many[8192];
  size_t n = (size_t)snprintf(many, sizeof many, "txn 1\n" REGIME);
  for (unsigned i = 0; i <= MEMPORT_ERRORS; i++)
    n += (size_t)snprintf(many + n, sizeof many - n, "memory error=0x%x\n", 0x1000 + 8 * i);
  CU_ASSERT_PTR_NULL(txn_open(files_text(many), &e));
  CU_ASSERT(files_told(&e, ":67: ", "more than 64 addresses"));
}

static void watch_fences(struct play *p, uint64_t clock, const struct stim_clock *now) {
  (void)clock;
  if (now->fence && p->note[0] < 6) {
    const struct fence *f = &now->fence_new;
    p->note[1 + p->note[0]++] =
        f->va_valid | f->asid_valid << 1 | f->globals << 2 | f->structures << 3 | (uint64_t)f->asid << 4;
  }
}

static void test_fences_default_to_their_instruction(void) {
  struct lw_error e = {0};
  struct play p = {.watch = watch_fences};
  struct txn *t = txn_open(files_text("txn 1\nregime x86 mode=x86-4l root=1 asid=5\nfence\nfence va=1\nfence "
                                      "asid=3\nfence va=1 asid=3\ninvlpg 0x1000\n"
                                      "fence asid=3 globals=1 structures=0\nend\n"),
                           &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(t);
  CU_ASSERT_EQUAL(play_run(&p, txn_image(t), txn_stim(t), &e), 0);
  static const uint64_t want[] = {4 | 8, 1 | 4, 2 | 8 | 3 << 4, 1 | 2 | 3 << 4, 1 | 2 | 4 | 8 | 5 << 4, 2 | 4 | 3 << 4};
  CU_ASSERT_EQUAL(p.fences, 6);
  for (unsigned i = 0; i < 6; i++)
    CU_ASSERT_EQUAL(p.note[1 + i], want[i]);
  txn_close(t);
}

static void watch_order(struct play *p, uint64_t clock, const struct stim_clock *now) {
  if (now->regime) p->note[p->note[6]++ ? 1 : 0] = clock;
  if (now->request && now->id == 1) p->note[2] = clock;
  if (now->stores) p->note[3] = clock;
  if (now->fence) p->note[4] = clock;
  if (now->end) p->note[5] = clock;
}

static void test_lines_take_effect_in_their_order(void) {
  struct lw_error e = {0};
  struct play p = {.watch = watch_order};
  struct txn *t =
      txn_open(files_text("txn 1\npage 0x80000000\n" REGIME
                          "at 10\nreq 1 load user 0\nregime riscv sum=1\nstore 0x80000000 0\nfence\nwait 7\nend\n"),
               &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(t);
  CU_ASSERT_EQUAL(play_run(&p, txn_image(t), txn_stim(t), &e), 0);
  CU_ASSERT(p.note[0] == 0 && p.note[2] == 10 && p.note[1] == 10); // accepted at 10: still the old regime
  CU_ASSERT(p.note[3] == 11 && p.note[4] == 11 && p.note[5] == 18);
  txn_close(t);
}

// Plays a file, writes down what it did as an engine would, and plays that: the same on every
// clock.
struct shadow {
  struct txn_recorder *recorder;
  uint64_t digest;
};
static struct shadow *shadow;

static void mix(uint64_t v) {
  struct rng r = {shadow->digest ^ v};
  shadow->digest = rng_next(&r);
}

static void tell(struct event ev) {
  if (!shadow->recorder) return;
  struct sink s = txn_record_sink(shadow->recorder);
  s.event(s.ctx, &ev);
}

static void watch_shadow(struct play *p, uint64_t clock, const struct stim_clock *now) {
  (void)p;
  if (now->memory)
    mix(clock), mix(now->memory_new.port.latency_max),
        tell((struct event){.clock = clock, .kind = EVENT_MEMORY, .u.memory = now->memory_new});
  for (unsigned i = 0; i < now->errors; i++) {
    mix(clock), mix(now->error[i].addr), mix(now->error[i].on);
    tell((struct event){.clock = clock, .kind = EVENT_ERROR, .u.error = {now->error[i].addr, now->error[i].on}});
  }
  for (unsigned i = 0; i < now->stores; i++) {
    mix(clock), mix(now->store[i].pa), mix(now->store[i].value);
    tell((struct event){.clock = clock, .kind = EVENT_STORE, .u.store = {now->store[i].pa, now->store[i].value}});
  }
  const struct regime *g = &now->regime_new;
  if (now->regime)
    mix(clock), mix(g->root_pa), mix(g->flags), mix(g->asid), mix(g->pkru), mix(g->pa_bits),
        tell((struct event){.clock = clock, .kind = EVENT_REGIME, .u.regime = *g});
  if (now->request)
    mix(clock), mix(now->id), mix(now->req.va), mix(now->req.access + 4 * now->req.priv + 8 * now->req.implicit),
        tell((struct event){.clock = clock, .kind = EVENT_OFFER, .id = now->id, .u.req = now->req});
  const struct fence *f = &now->fence_new;
  if (now->fence)
    mix(clock), mix(f->va), mix(f->asid), mix(f->globals + 2 * f->structures),
        tell((struct event){.clock = clock, .kind = EVENT_FENCE_OFFER, .u.fence = *f});
  if (now->end) mix(clock), tell((struct event){.clock = clock, .kind = EVENT_END});
}

static uint64_t play_shadow(const char *path, const char *record) {
  struct lw_error e = {0};
  struct play p = {.watch = watch_shadow};
  struct shadow s = {0};
  struct txn *t = txn_open(path, &e);
  if (!t) fprintf(stderr, "%s\n", e.text);
  CU_ASSERT_PTR_NOT_NULL_FATAL(t);
  const struct txn_begin begin = {txn_image(t), txn_config(t), txn_seed(t), *txn_memory(t), *txn_map(t), "two\nlines"};
  if (record) s.recorder = txn_record_open(record, &begin, &e);
  shadow = &s;
  CU_ASSERT_EQUAL(play_run(&p, txn_image(t), txn_stim(t), &e), 0);
  CU_ASSERT_EQUAL(txn_record_close(s.recorder, true, &e), 0);
  txn_close(t);
  return s.digest;
}

static void test_a_recording_replays_clock_by_clock(void) {
  static const char *const names[] = {"riscv_ad_race", "riscv_read_error", "riscv_regime_in_flight",
                                      "riscv_global",  "x86_invlpg",       "x86_bus_error"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char path[128];
    const char *record = files_text("");
    snprintf(path, sizeof path, "tests/txn/%s.txn", names[i]);
    uint64_t first = play_shadow(path, record);
    CU_ASSERT_EQUAL(play_shadow(record, NULL), first);
  }
}

static void test_a_broken_off_recording_ends_at_its_last_event(void) {
  struct lw_error e = {0};
  size_t size;
  const char *path = files_text("old");
  const struct txn_begin begin = {.config = {ARCH_RISCV, 32, 8, 4, 0}, .seed = 5, .memory = {.port = {9, 2, 3, 0}}};
  struct txn_recorder *r = txn_record_open(path, &begin, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(r);
  struct sink s = txn_record_sink(r);
  s.event(s.ctx, &(struct event){.clock = 7, .kind = EVENT_FENCE_OFFER});
  s.event(s.ctx, &(struct event){.clock = 7, .kind = EVENT_STORE, .u.store = {0x5008, 6}});
  s.event(s.ctx, &(struct event){.clock = 93, .kind = EVENT_READ});
  CU_ASSERT_EQUAL(txn_record_close(r, true, &e), 0);
  char *text = (char *)files_read(path, &size);
  text[size] = 0;
  CU_ASSERT_STRING_EQUAL(text, "txn 1\nconfig arch=riscv tlb=32 pwc=8 miss=4\nseed 0x5\nmemory latency=2..3 "
                               "backpressure=0 rsp-backpressure=0 seed=0x9\n"
                               "at 7\nfence globals=0 structures=0\nstore 0x5008 0x6 new\nat 93\nend\n");
  free(text);
}

static void test_an_unwanted_recording_leaves_nothing(void) {
  struct lw_error e = {0};
  char path[128], beside[192];
  snprintf(path, sizeof path, "%s.gone", files_text(""));
  const struct txn_begin begin = {.config = {ARCH_X86, 32, 8, 4, 0}, .seed = 5, .memory = {.port = {9, 2, 3, 0}}};
  struct txn_recorder *r = txn_record_open(path, &begin, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(r);
  snprintf(beside, sizeof beside, "%s.%ld.part", path, (long)getpid());
  CU_ASSERT_EQUAL(access(beside, F_OK), 0);
  CU_ASSERT_EQUAL(txn_record_close(r, false, &e), 0);
  CU_ASSERT(access(path, F_OK) != 0 && access(beside, F_OK) != 0);
  CU_ASSERT_PTR_NULL(txn_record_open("/nonexistent/dir/x.txn", &begin, &e));
  CU_ASSERT(files_told(&e, "/nonexistent/dir/x.txn", "No such file"));
}

static void test_damaged_files_never_crash(void) {
  size_t size;
  unsigned char *b = files_read("tests/txn/x86_invlpg.txn", &size);
  unsigned char *copy = malloc(size);
  struct rng rng = {99};
  for (unsigned i = 0; i < 500; i++) {
    size_t n = i % 5 ? size : rng_below(&rng, size);
    memcpy(copy, b, size);
    if (i % 5)
      copy[rng_below(&rng, size)] =
          i % 2 ? (unsigned char)" 0x=#\n9"[rng_below(&rng, 7)] : (unsigned char)rng_below(&rng, 256);
    struct lw_error e = {0};
    struct play p = {0};
    struct txn *t = txn_open(files_write(copy, n), &e);
    CU_ASSERT(t || (e.code == LW_INPUT && e.text[0]));
    if (t && i % 8 == 1) CU_ASSERT_EQUAL(play_run(&p, txn_image(t), txn_stim(t), &e), 0);
    txn_close(t);
  }
  free(copy);
  free(b);
}

// A killed run's file: whole lines count, a torn one does not, and nobody takes it for a whole
// file.
static void test_a_file_that_was_cut_off(void) {
  static const char whole[] = "txn 1\npage 0x80000000\n" REGIME "req 1 load user 0x1000\nreq 2 load user 0x20";
  struct lw_error e = {0};
  struct play p = {0};
  CU_ASSERT_PTR_NULL(txn_open(files_text(whole), &e));
  CU_ASSERT_PTR_NOT_NULL(strstr(e.text, "ends without \"end\""));
  struct txn *t = txn_open_partial(files_text(whole), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(t);
  CU_ASSERT_EQUAL(play_run(&p, txn_image(t), txn_stim(t), &e), 0);
  CU_ASSERT_EQUAL(p.requests, 1);
  txn_close(t);
  CU_ASSERT_PTR_NULL(txn_open_partial(files_text("txn 1\npage 0x800"), &e)); // nothing to run yet
  CU_ASSERT_PTR_NULL(txn_open_partial(files_text(""), &e));
  CU_ASSERT_PTR_NULL(txn_open_partial(files_text("txn 1\n" REGIME "rq 1\nreq"), &e)); // a bad line stays one
}

static const char *saw_refused(const char *lines) {
  static struct lw_error e;
  static char text[400];
  snprintf(text, sizeof text, "txn 1\npage 0x80000000\n" REGIME "%send\n", lines);
  struct txn *t = txn_open(files_text(text), &e);
  if (!t) return e.text;
  txn_close(t);
  return "";
}

static void test_saw_lines(void) {
  CU_ASSERT_STRING_EQUAL(saw_refused("saw 3 rsp_pa_o=0x1234 rsp_valid_o=1\nsaw 5\n"), "");
  CU_ASSERT_PTR_NOT_NULL(strstr(saw_refused("saw\n"), "wants a clock"));
  CU_ASSERT_PTR_NOT_NULL(strstr(saw_refused("saw 3 rsp_pa_o\n"), "is not OUTPUT=VALUE"));
  CU_ASSERT_PTR_NOT_NULL(strstr(saw_refused("saw 3 nothing_o=1\n"), "no output \"nothing_o\""));
  CU_ASSERT_PTR_NOT_NULL(strstr(saw_refused("saw 3 rsp_valid_o=256\n"), "that could be 0x100"));
  CU_ASSERT_PTR_NOT_NULL(strstr(saw_refused("saw 3\nsaw 3\n"), "3 follows 3"));
  // What is written is read as it was.
  struct mmu_out out = {0}, again = {0};
  char line[400], *value;
  uint64_t number;
  out.rsp_valid = 1;
  out.rsp_pa = 0xffffffffffffff;
  out.mem_req_addr = 0x80001008;
  txn_print_saw(77, &out, line, sizeof line);
  CU_ASSERT(!strncmp(line, "saw 77 ", 7));
  for (char *word = strtok(line + 7, " "); word; word = strtok(NULL, " ")) {
    CU_ASSERT_PTR_NOT_NULL_FATAL(value = strchr(word, '='));
    *value = 0;
    const struct port_signal *output = port_table_output(word);
    CU_ASSERT_PTR_NOT_NULL_FATAL(output);
    CU_ASSERT(words_number(value + 1, &number) && port_table_set(&again, output, number));
  }
  CU_ASSERT_EQUAL(memcmp(&out, &again, sizeof out), 0);
}

CU_TestInfo test_txn_tests[] = {TEST(test_saw_lines),
                                TEST(test_a_file_that_was_cut_off),
                                TEST(test_header_and_memory_are_read),
                                TEST(test_expectations_bind_to_their_request),
                                TEST(test_bad_lines_are_refused),
                                TEST(test_bad_files_are_refused),
                                TEST(test_fences_default_to_their_instruction),
                                TEST(test_lines_take_effect_in_their_order),
                                TEST(test_a_recording_replays_clock_by_clock),
                                TEST(test_a_broken_off_recording_ends_at_its_last_event),
                                TEST(test_an_unwanted_recording_leaves_nothing),
                                TEST(test_damaged_files_never_crash),
                                CU_TEST_INFO_NULL};
