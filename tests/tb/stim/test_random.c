// The random stimulus: repeatable, within the rules of tb/engine/stim.h, and full of what it
// promises: every class of entry, hazards.
#include <stdlib.h>
#include <string.h>

#include "golden/walk.h"
#include "tb/dut/dut_find.h"
#include "tb/engine/engine.h"
#include "tb/stim/random.h"
#include "tests/suite.h"

static const enum format_id formats[] = {FORMAT_SV32,   FORMAT_SV39,    FORMAT_SV48,   FORMAT_SV57,
                                         FORMAT_X86_2L, FORMAT_X86_PAE, FORMAT_X86_4L, FORMAT_X86_5L};
enum { FORMATS = sizeof formats / sizeof formats[0] };

// What entries and requests a run has shown. Bit by bit from the manuals' layout, not by the
// generator's names.
struct seen {
  unsigned reason[REASON_COUNT], leaf_level[5], shift[64], type[8], access[3], priv[2];
  unsigned w_without_r, bad_pointer_bits, pbmt_pointer, pbmt_three, n_pointer, global_pointer; // RISC-V
  unsigned ps_high, xd, key, narrowed_user, narrowed_write, above_width;                       // x86
  unsigned self_map, to_missing, implicit, non_canonical, wide_asid;
};

// A sink: a digest of every event, the rules of the stimulus, and `seen`.
struct watch {
  const struct random_run *run;
  enum format_id format;
  struct regime regime, loaded; // loaded: if the load under way ends well
  uint64_t digest, waiting, in_flight, offered;
  unsigned reused, doubled, careless_rebuilds, forms[16], regimes[2];
  bool must_fence;
  struct seen seen;
};

static bool has_page(const struct ram_image *image, uint64_t pa) {
  for (size_t i = 0; i < image->pages; i++)
    if (image->page_pa[i] == (pa & ~4095ull)) return true;
  return false;
}

static void see_riscv(struct seen *s, uint64_t v, bool pointer) {
  s->w_without_r += (v & 7) == 5 && !(v & 2);
  s->bad_pointer_bits += pointer && (v & 0xd0);
  s->pbmt_pointer += pointer && (v >> 61 & 3);
  s->n_pointer += pointer && v >> 63;
  s->global_pointer += pointer && (v & 0x20);
  s->pbmt_three += !pointer && (v >> 61 & 3) == 3;
}

static void see_x86(struct seen *s, const struct regime *regime, uint64_t v, uint8_t level) {
  s->ps_high += level >= 3 && (v & 0x80);
  s->xd += v >> 63;
  s->key += (v >> 59 & 15) != 0;
  s->narrowed_user += level > 0 && !(v & 4);
  s->narrowed_write += level > 0 && !(v & 2);
  s->above_width += (v & 0xfffffffffffff) >> regime->pa_bits != 0;
}

static void see_entry(struct watch *w, uint8_t level, uint64_t addr, uint64_t v) {
  struct seen *s = &w->seen;
  struct pte_meaning m = decode(&w->regime, level, v);
  s->reason[m.present ? m.malformed : REASON_NOT_PRESENT]++;
  if (!m.present) return;
  if (format_get(w->format)->arch == ARCH_RISCV)
    see_riscv(s, v, !(v & 0xe));
  else
    see_x86(s, &w->regime, v, level);
  if (m.malformed != REASON_OK) return;
  if (!m.leaf) {
    s->self_map += m.base == (addr & ~4095ull);
    s->to_missing += !has_page(random_image(w->run), m.base);
    return;
  }
  s->leaf_level[level]++;
  s->shift[m.shift]++;
  s->type[m.type]++;
}

// All entries of the tables as they start. The level of a table is found by going down from the
// root.
static void see_table(struct watch *w, uint64_t table, uint8_t level) {
  const struct ram_image *image = random_image(w->run);
  for (size_t i = 0; i < image->pages; i++) {
    if (image->page_pa[i] != table) continue;
    for (unsigned n = 0; n < 512; n++) {
      uint64_t v = image->page[i][n];
      if (!v) continue;
      see_entry(w, level, table + n * 8, v);
      struct pte_meaning m = decode(&w->regime, level, v);
      if (m.present && m.malformed == REASON_OK && !m.leaf && level > 0 && (n & 1)) see_table(w, m.base, level - 1);
    }
  }
}

static void see_request(struct watch *w, const struct request *q) {
  w->seen.access[q->access]++;
  w->seen.priv[q->priv]++;
  w->seen.implicit += q->implicit;
  w->seen.non_canonical += !walk_canonical(&w->regime, q->va);
}

// Features that may be stale nowhere: they change only with nothing in flight, and a full fence
// follows before a request.
static uint32_t features(const struct regime *g) {
  bool riscv = format_get(g->format)->arch == ARCH_RISCV;
  uint32_t flags = riscv ? RV_SVNAPOT | RV_SVPBMT | RV_SVRSW | RV_SVADU : X86_NO1G;
  return (g->flags & flags) | (uint32_t)g->pa_bits << 8;
}

static void watch_regime(struct watch *w, const struct regime *now) {
  if (features(now) != features(&w->regime)) {
    w->careless_rebuilds += w->in_flight != 0 || w->waiting != 0;
    w->must_fence = true;
    w->regimes[1]++;
  }
  w->regimes[0]++;
  w->seen.wide_asid += now->asid > 3;
  w->regime = *now;
}

static void watch_event(void *ctx, const struct event *e) {
  struct watch *w = ctx;
  char text[256];
  event_print(e, text, sizeof text);
  for (const char *p = text; *p; p++)
    w->digest = (w->digest ^ (uint8_t)*p) * 0x100000001b3u;
  uint64_t id = 1ull << (e->id & 63);
  switch (e->kind) {
  case EVENT_OFFER:
    w->reused += ((w->waiting | w->in_flight) & id) != 0;
    w->doubled += w->waiting != 0;
    w->careless_rebuilds += w->must_fence;
    w->waiting |= id;
    w->offered++;
    see_request(w, &e->u.req);
    break;
  case EVENT_REQUEST:
    w->waiting &= ~id;
    w->in_flight |= id;
    break;
  case EVENT_RESPONSE:
    w->in_flight &= ~id;
    break;
  case EVENT_REGIME:
    if (e->id)
      w->loaded = e->u.regime;
    else
      watch_regime(w, &e->u.regime);
    break;
  case EVENT_LOADED:
    if (e->id == REGIME_FINE) watch_regime(w, &w->loaded);
    break;
  case EVENT_FENCE:
    w->forms[e->u.fence.va_valid | e->u.fence.asid_valid << 1 | e->u.fence.globals << 2 | e->u.fence.structures << 3]++;
    break;
  case EVENT_FENCE_DONE:
    if (!e->u.fence.va_valid && !e->u.fence.asid_valid && e->u.fence.globals) w->must_fence = false;
    break;
  default:
    break;
  }
}

struct outcome {
  int code;
  struct verdict verdict;
  struct run_stats stats;
  struct random_tally tally;
  struct watch watch;
};

static void play(struct outcome *o, enum format_id format, uint64_t seed, uint64_t transactions) {
  struct random_config config = {.format = format, .seed = seed, .transactions = transactions};
  struct lw_error e = {0};
  memset(o, 0, sizeof *o);
  struct random_run *r = random_open(&config, &o->tally, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(r);
  o->watch = (struct watch){.run = r, .format = format, .regime = *random_regime(r)};
  const struct format *first = format_get(o->watch.regime.format);
  if (first->levels && first->entry_bytes == 8 && format != FORMAT_X86_PAE)
    see_table(&o->watch, o->watch.regime.root_pa, first->levels - 1);
  struct sink sink = {.ctx = &o->watch, .event = watch_event};
  struct engine_config c = {.dut = dut_csim(),
                            .options = {.config = {format_get(format)->arch, MMU_TLB_ENTRIES, MMU_PWC_ENTRIES,
                                                   MMU_MISS_DEPTH, random_xlen(r)},
                                        .seed = 1},
                            .reset_regime = *random_regime(r),
                            .no_twin = true,
                            .count_every = 3,
                            .image = random_image(r),
                            .own_pages = random_image(r)->pages,
                            .memory = *random_memory(r),
                            .map = *random_map(r),
                            .max_cycles = 200 * transactions + 10000,
                            .sinks = &sink,
                            .sink_count = 1};
  o->code = engine_run(&c, random_stim(r), &o->verdict, &o->stats, &e);
  random_close(r);
}

static void test_same_seed_gives_the_same_run(void) {
  static struct outcome a, b;
  for (unsigned i = 0; i < FORMATS; i++) {
    play(&a, formats[i], 42, 2000);
    play(&b, formats[i], 42, 2000);
    CU_ASSERT_EQUAL(a.watch.digest, b.watch.digest);
    CU_ASSERT_EQUAL(memcmp(&a.tally, &b.tally, sizeof a.tally), 0);
  }
}

static void test_another_seed_or_format_gives_another_run(void) {
  static struct outcome a, b, c;
  play(&a, FORMAT_SV39, 42, 500);
  play(&b, FORMAT_SV39, 43, 500);
  play(&c, FORMAT_SV48, 42, 500);
  CU_ASSERT_NOT_EQUAL(a.watch.digest, b.watch.digest);
  CU_ASSERT_NOT_EQUAL(a.watch.regime.root_pa, c.watch.regime.root_pa);
}

static void test_a_run_makes_exactly_the_requests_asked_for(void) {
  static const uint64_t counts[] = {0, 1, 2, 777};
  static struct outcome o;
  for (unsigned i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    play(&o, FORMAT_SV48, 5, counts[i]);
    CU_ASSERT_EQUAL(o.verdict.kind, VERDICT_PASS);
    CU_ASSERT_EQUAL(o.watch.offered, counts[i]);
    CU_ASSERT_EQUAL(o.stats.answers, counts[i]);
  }
}

// A long run of formats[i], played once for the tests that look at it.
enum { LONG = 40000 };
static const struct outcome *long_run(unsigned i) {
  static struct outcome o[FORMATS];
  static bool played[FORMATS];
  if (!played[i]) play(&o[i], formats[i], 9, LONG);
  played[i] = true;
  return &o[i];
}

static void test_the_rules_of_a_stimulus_are_kept(void) {
  for (unsigned i = 0; i < FORMATS; i++) {
    const struct outcome *o = long_run(i);
    CU_ASSERT_EQUAL(o->code, 0);
    CU_ASSERT_EQUAL(o->verdict.kind, VERDICT_PASS);
    CU_ASSERT_EQUAL(o->watch.reused, 0);
    CU_ASSERT_EQUAL(o->watch.doubled, 0);
    CU_ASSERT_EQUAL(o->watch.careless_rebuilds, 0);
    CU_ASSERT(o->watch.regimes[0] > 1000);
  }
}

static void see_all(struct seen *all, enum arch arch) {
  static struct outcome o;
  memset(all, 0, sizeof *all);
  for (uint64_t seed = 1; seed <= 24; seed++) {
    play(&o, arch == ARCH_RISCV ? FORMAT_SV57 : FORMAT_X86_5L, seed, 300);
    const unsigned *from = (const unsigned *)&o.watch.seen;
    for (unsigned i = 0; i < sizeof *all / sizeof(unsigned); i++)
      ((unsigned *)all)[i] += from[i];
  }
}

static void test_every_class_of_riscv_entry_occurs(void) {
  static struct seen s;
  see_all(&s, ARCH_RISCV);
  CU_ASSERT(s.reason[REASON_OK] > s.reason[REASON_NOT_PRESENT] && s.reason[REASON_NOT_PRESENT] > 0);
  CU_ASSERT(s.reason[REASON_RESERVED_BITS] > 0);
  CU_ASSERT(s.reason[REASON_POINTER_AT_0] > 0);
  CU_ASSERT(s.reason[REASON_MISALIGNED] > 0);
  CU_ASSERT(s.reason[REASON_NAPOT] > 0);
  CU_ASSERT(s.w_without_r > 0 && s.bad_pointer_bits > 0 && s.pbmt_pointer > 0 && s.pbmt_three > 0 && s.n_pointer > 0);
  CU_ASSERT(s.global_pointer > 0 && s.self_map > 0 && s.to_missing > 0);
  for (unsigned level = 0; level < 5; level++)
    CU_ASSERT(s.leaf_level[level] > 0);
  CU_ASSERT(s.shift[12] && s.shift[16] && s.shift[21] && s.shift[30] && s.shift[39] && s.shift[48]);
  CU_ASSERT(s.type[0] && s.type[1] && s.type[2]);
  CU_ASSERT(s.access[0] && s.access[1] && s.access[2] && s.priv[0] && s.priv[1] && !s.implicit);
  CU_ASSERT(s.non_canonical > 0 && s.wide_asid > 0);
}

static void test_every_class_of_x86_entry_occurs(void) {
  static struct seen s;
  see_all(&s, ARCH_X86);
  CU_ASSERT(s.reason[REASON_OK] > s.reason[REASON_NOT_PRESENT] && s.reason[REASON_NOT_PRESENT] > 0);
  CU_ASSERT(s.reason[REASON_RESERVED_BITS] > 0);
  CU_ASSERT(s.ps_high && s.xd && s.key && s.narrowed_user && s.narrowed_write && s.above_width);
  CU_ASSERT(s.self_map > 0 && s.to_missing > 0);
  CU_ASSERT(s.shift[12] && s.shift[21] && s.shift[30]);
  for (unsigned type = 0; type < 8; type++)
    CU_ASSERT(s.type[type] > 0);
  CU_ASSERT(s.access[0] && s.access[1] && s.access[2] && s.priv[0] && s.priv[1] && s.implicit);
  CU_ASSERT(s.non_canonical > 0 && s.wide_asid > 0);
}

static void test_every_form_of_fence_occurs(void) {
  enum { VA = 1, ASID = 2, GLOBALS = 4, STRUCTURES = 8 };
  static struct outcome o;
  play(&o, FORMAT_SV39, 3, 4000);
  const unsigned *f = o.watch.forms;
  CU_ASSERT(f[GLOBALS | STRUCTURES] && f[VA | GLOBALS] && f[ASID | STRUCTURES] && f[VA | ASID]);
  play(&o, FORMAT_X86_4L, 3, 4000);
  CU_ASSERT(f[GLOBALS | STRUCTURES] && f[STRUCTURES] && f[ASID | STRUCTURES]);
  CU_ASSERT(f[VA | ASID | STRUCTURES] && f[VA | ASID | GLOBALS | STRUCTURES]);
}

// The contract: of each 10,000,000 at least 100,000 stores without a fence, 10,000 of the other
// hazards.
static void test_hazards_are_frequent_and_answers_sharp(void) {
  enum { N = LONG };
  for (unsigned i = 0; i < FORMATS; i++) {
    const struct outcome *o = long_run(i);
    const struct run_stats *s = &o->stats;
    CU_ASSERT_EQUAL(o->verdict.kind, VERDICT_PASS);
    CU_ASSERT(s->stores_unfenced > N / 20);
    CU_ASSERT(s->fences > N / 16 && s->fences < N / 4);
    CU_ASSERT(s->fences_in_walk > N / 1000 * 3);
    CU_ASSERT(s->cas_failed > N / 500);
    CU_ASSERT(s->stale_only > N / 1000 * 3);
    CU_ASSERT(o->tally.alias_answers > N / 1000 * 3);
    CU_ASSERT(o->tally.global_answers > N / 1000 * 3);
    CU_ASSERT_EQUAL(o->tally.global_answers, s->globals);
    CU_ASSERT_EQUAL(o->tally.napot_answers, s->napot);
    CU_ASSERT(o->tally.races_aimed && o->tally.root_changes && o->tally.error_injections);
    bool spaces = formats[i] != FORMAT_X86_2L && formats[i] != FORMAT_X86_PAE; // the others have PCIDs or ASIDs
    CU_ASSERT_EQUAL(o->tally.asid_changes != 0, spaces);
    uint64_t sharp = s->set_size[1], judged = 0;
    for (unsigned n = 0; n < STATS_SET_SIZES; n++)
      judged += s->set_size[n];
    CU_ASSERT(judged >= N / 3 - 1 && sharp * 4 > judged * 3);
  }
}

// What only one family has, over some seeds: half of the runs are of one mode only.
static void test_every_family_shows_its_own_hazards(void) {
  static struct outcome o;
  enum { N = 10000, SEEDS = 4, FIRST = 5 };
  static const enum format_id family[] = {FORMAT_BARE,   FORMAT_SV32,    FORMAT_SV48,
                                          FORMAT_X86_2L, FORMAT_X86_PAE, FORMAT_X86_4L};
  for (unsigned i = 0; i < sizeof family / sizeof *family; i++) {
    struct random_tally sum = {0};
    uint64_t loads = 0, faults = 0, good = 0;
    for (uint64_t seed = FIRST; seed < FIRST + SEEDS; seed++) {
      play(&o, family[i], seed, N);
      CU_ASSERT_EQUAL(o.verdict.kind, VERDICT_PASS);
      loads += o.stats.loads, faults += o.stats.load_faults, good += o.stats.ok;
      random_tally_add(&sum, &o.tally);
    }
    bool riscv = format_get(family[i])->arch == ARCH_RISCV, pae = family[i] == FORMAT_X86_PAE;
    CU_ASSERT(good > SEEDS * N * 2 / 5 && sum.map_changes > 0);
    CU_ASSERT_EQUAL(sum.sinvals > 100, riscv);
    CU_ASSERT(pae || (sum.mode_changes > 0) == (family[i] != FORMAT_X86_2L));
    CU_ASSERT_EQUAL(sum.control_flushes > 10 && sum.key_changes > 100, !riscv);
    CU_ASSERT_EQUAL(pae, loads > 200 && faults > 10 && faults * 2 < loads && sum.pdpte_edits > 50);
  }
}

static void test_a_format_the_mmu_does_not_run_is_refused(void) {
  static const enum format_id wrong[] = {FORMAT_X86_FLAT, FORMAT_COUNT};
  for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    struct random_config config = {.format = wrong[i], .seed = 1, .transactions = 1};
    struct random_tally tally;
    struct lw_error e = {0};
    CU_ASSERT_PTR_NULL(random_open(&config, &tally, &e));
    CU_ASSERT_EQUAL(e.code, LW_USAGE);
  }
}

CU_TestInfo test_random_tests[] = {TEST(test_same_seed_gives_the_same_run),
                                   TEST(test_another_seed_or_format_gives_another_run),
                                   TEST(test_a_run_makes_exactly_the_requests_asked_for),
                                   TEST(test_the_rules_of_a_stimulus_are_kept),
                                   TEST(test_every_class_of_riscv_entry_occurs),
                                   TEST(test_every_class_of_x86_entry_occurs),
                                   TEST(test_every_form_of_fence_occurs),
                                   TEST(test_hazards_are_frequent_and_answers_sharp),
                                   TEST(test_every_family_shows_its_own_hazards),
                                   TEST(test_a_format_the_mmu_does_not_run_is_refused),
                                   CU_TEST_INFO_NULL};
