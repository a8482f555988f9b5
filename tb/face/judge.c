// The set of legal answers, told event by event.
#include "tb/face/judge.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tb/engine/event.h"

static void *storage(size_t bytes) {
  return aligned_alloc(64, (bytes + 63) & ~(size_t)63);
}

static gtlb_time moment(struct lw_judge *j, enum gtlb_phase phase) {
  return gtlb_when(++j->events, phase);
}

static int32_t status(struct lw_judge *j, enum gtlb_status s) {
  j->full = j->full || s == GTLB_FULL;
  return s == GTLB_OK ? 1 : LW_FULL;
}

// What the options say beside the profile, and the ASID bits that the unit lacks.
static struct gtlb_profile golden_profile(const struct profile *p, uint32_t options) {
  struct gtlb_profile g = p->golden;
  g.whole_walk = g.whole_walk || options & LW_WHOLE_WALK;
  g.fresh_faults = g.fresh_faults || options & LW_FRESH_FAULTS;
  if (options & LW_LAZY_A) g.order = AD_LAZY;
  g.asid_ignored = (uint16_t) ~((1u << p->asid_bits) - 1);
  return g;
}

static struct lw_judge *opened(int32_t arch, uint32_t options, const struct profile *profile, uint32_t pairs,
                               uint32_t pages) {
  struct lw_judge *j = calloc(1, sizeof *j);
  if (!j) return NULL;
  j->arch = arch == LW_X86 ? ARCH_X86 : ARCH_RISCV;
  j->options = options;
  j->profile = *profile;
  const struct gtlb_profile golden = golden_profile(profile, options);
  size_t bytes = (gtlb_bytes(pairs) + 63) & ~(size_t)63, ram_size = ram_bytes(NULL, pages);
  void *known_values = storage(bytes), *memory = storage(ram_size);
  if (known_values) j->gtlb = gtlb_init(known_values, bytes, j->arch, &golden);
  if (memory) j->ram = ram_init(memory, ram_size, NULL, pages);
  if (!j->gtlb || !j->ram) {
    free(known_values);
    free(memory);
    free(j);
    return NULL;
  }
  ram_zero_holes(j->ram, true);
  return j;
}

struct lw_judge *lw_judge_open(int32_t arch, uint32_t options, const char *profile, uint32_t pairs, uint32_t pages,
                               char *why, size_t why_size) {
  const uint32_t known = LW_HIDDEN_PORT | LW_WHOLE_WALK | LW_FRESH_FAULTS | LW_LAZY_A;
  struct lw_error e = {0};
  struct profile p = profile_any;
  struct lw_judge *j = NULL;
  if ((arch != LW_RISCV && arch != LW_X86) || options & ~known || !pairs || !pages)
    lw_fail(&e, LW_INPUT, "a bad argument");
  else if (!profile || profile_parse("profile", profile, &p, &e) == LW_PASS) {
    j = opened(arch, options, &p, pairs, pages);
    if (!j) lw_fail(&e, LW_INPUT, "no memory");
  }
  if (why && why_size) snprintf(why, why_size, "%s", e.text);
  return j;
}

struct lw_judge *lw_judge_new(int32_t arch, uint32_t options, uint32_t pairs, uint32_t pages) {
  return lw_judge_open(arch, options, NULL, pairs, pages, NULL, 0);
}

void lw_judge_free(struct lw_judge *judge) {
  if (!judge) return;
  free(judge->gtlb); // the handles are the starts of their storage
  free(judge->ram);
  free(judge->why);
  free(judge);
}

// --- memory --------------------------------------------------------------------------------------
static bool placed(uint64_t addr, uint32_t bytes) {
  return (bytes == 4 || bytes == 8) && addr % bytes == 0 && addr >> 56 == 0;
}

static uint64_t memory_get(const struct lw_judge *j, uint64_t addr, unsigned bytes) {
  uint64_t wide = 0;
  uint32_t narrow = 0;
  if (bytes == 8)
    (void)ram_read(j->ram, addr, &wide);
  else
    (void)ram_read4(j->ram, addr, &narrow);
  return bytes == 8 ? wide : narrow;
}

static int32_t memory_put(struct lw_judge *j, uint64_t addr, unsigned bytes, uint64_t value) {
  enum ram_status s = bytes == 8 ? ram_write(j->ram, addr, value) : ram_write4(j->ram, addr, (uint32_t)value);
  j->full = j->full || s != RAM_OK;
  return s == RAM_OK ? 1 : LW_FULL;
}

static enum phys_status phys_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  *value = memory_get(ctx, addr, bytes);
  return PHYS_OK;
}

struct phys face_phys(struct lw_judge *judge) {
  return (struct phys){.ctx = judge, .read = phys_read};
}

// Entries of either width that the word may have been read as.
static int32_t held(struct lw_judge *j, uint64_t addr) {
  uint64_t word = addr & ~UINT64_C(7);
  gtlb_time when = moment(j, PHASE_STORE);
  int32_t told = status(j, gtlb_read(j->gtlb, when, word, 8, memory_get(j, word, 8), false));
  for (unsigned i = 0; i < 8 && told == 1; i += 4)
    told = status(j, gtlb_read(j->gtlb, when, word + i, 4, memory_get(j, word + i, 4), false));
  return told;
}

// --- events --------------------------------------------------------------------------------------
int32_t lw_judge_store(struct lw_judge *judge, uint64_t addr, uint32_t bytes, uint64_t value) {
  if (!judge || !placed(addr, bytes)) return LW_BAD_ARGUMENT;
  if (judge->full) return LW_FULL;
  int32_t told = 1;
  // A unit whose port is not seen may have read what was there until now, and what is there from
  // now on.
  if (judge->options & LW_HIDDEN_PORT) told = held(judge, addr);
  if (told == 1) told = memory_put(judge, addr, bytes, value);
  return told == 1 && judge->options & LW_HIDDEN_PORT ? held(judge, addr) : told;
}

int32_t lw_judge_regime(struct lw_judge *judge, const struct lw_regime *regime) {
  struct regime g;
  if (!judge || !face_regime(regime, &g) || format_get(g.format)->arch != judge->arch) return LW_BAD_ARGUMENT;
  const struct profile *p = &judge->profile;
  if (p->formats && !(p->formats >> g.format & 1)) return LW_BAD_ARGUMENT;
  profile_regime(p, &g);
  judge->regime = g;
  judge->has_regime = true;
  return status(judge, gtlb_regime(judge->gtlb, moment(judge, PHASE_REGIME), &g));
}

int32_t lw_judge_read(struct lw_judge *judge, uint64_t addr, uint32_t bytes, uint64_t value, int32_t error) {
  if (!judge || !placed(addr, bytes) || judge->options & LW_HIDDEN_PORT) return LW_BAD_ARGUMENT;
  return status(judge, gtlb_read(judge->gtlb, moment(judge, PHASE_SAMPLE), addr, bytes, value, error));
}

int32_t lw_judge_update(struct lw_judge *judge, uint64_t addr, uint32_t bytes, uint64_t old, uint64_t desired,
                        int32_t ok, int32_t error) {
  if (!judge || !placed(addr, bytes) || judge->options & LW_HIDDEN_PORT || (ok && error)) return LW_BAD_ARGUMENT;
  struct phys_swap swap = {.addr = addr, .bytes = bytes, .desired = desired, .old = old, .ok = ok};
  int32_t told = status(judge, gtlb_cas(judge->gtlb, moment(judge, PHASE_SAMPLE), &swap, error));
  return told == 1 && ok ? memory_put(judge, addr, bytes, desired) : told;
}

int32_t lw_judge_fence(struct lw_judge *judge, int32_t va_valid, uint64_t va, int32_t asid_valid, uint32_t asid,
                       int32_t globals, int32_t structures) {
  if (!judge || asid > UINT16_MAX) return LW_BAD_ARGUMENT;
  const struct fence f = {.va_valid = va_valid,
                          .va = va,
                          .asid_valid = asid_valid,
                          .asid = (uint16_t)asid,
                          .globals = globals,
                          .structures = structures};
  return status(judge, gtlb_fence_done(judge->gtlb, moment(judge, PHASE_FENCE_DONE), &f));
}

int32_t lw_judge_sinval(struct lw_judge *judge, int32_t va_valid, uint64_t va, int32_t asid_valid, uint32_t asid) {
  if (!judge || judge->arch != ARCH_RISCV || asid > UINT16_MAX) return LW_BAD_ARGUMENT;
  if (judge->sinvals == JUDGE_SINVALS) return LW_FULL;
  const struct fence f = {.va_valid = va_valid,
                          .va = va,
                          .asid_valid = asid_valid,
                          .asid = (uint16_t)asid,
                          .globals = !asid_valid,
                          .structures = !va_valid};
  judge->sinval[judge->sinvals++] = (struct judge_sinval){f, moment(judge, PHASE_FENCE_DONE)};
  return 1;
}

int32_t lw_judge_inval_ir(struct lw_judge *judge) {
  int32_t told = 1;
  if (!judge || judge->arch != ARCH_RISCV) return LW_BAD_ARGUMENT;
  for (unsigned i = 0; i < judge->sinvals && told == 1; i++)
    told = status(judge, gtlb_fence_done(judge->gtlb, judge->sinval[i].done, &judge->sinval[i].fence));
  judge->sinvals = 0;
  return told;
}

static gtlb_time oldest(const struct lw_judge *j) {
  gtlb_time first = gtlb_when(j->events + 1, PHASE_STORE);
  for (uint64_t left = j->in_flight; left; left &= left - 1) {
    gtlb_time accepted = j->flight[__builtin_ctzll(left)].accepted;
    if (accepted < first) first = accepted;
  }
  return first;
}

int32_t lw_judge_request(struct lw_judge *judge, uint32_t id, const struct lw_request *request) {
  struct request q;
  if (!judge || id >= JUDGE_IDS || !face_request(request, &q) || !judge->has_regime || judge->in_flight >> id & 1)
    return LW_BAD_ARGUMENT;
  judge->flight[id] =
      (struct judge_flight){.regime = judge->regime, .req = q, .accepted = moment(judge, PHASE_REQUEST)};
  judge->in_flight |= 1ull << id;
  return judge->full ? LW_FULL : 1;
}

// --- questions -----------------------------------------------------------------------------------
static struct gtlb_query query(struct lw_judge *j, const struct judge_flight *f, const struct phys *memory) {
  return (struct gtlb_query){.regime = &f->regime,
                             .req = &f->req,
                             .accepted = f->accepted,
                             .now = moment(j, PHASE_RESPONSE),
                             .hidden = j->options & LW_HIDDEN_PORT ? memory : NULL};
}

int32_t lw_judge_response(struct lw_judge *judge, uint32_t id, const struct lw_answer *answer) {
  if (!judge || !answer || id >= JUDGE_IDS || !(judge->in_flight >> id & 1)) return LW_BAD_ARGUMENT;
  struct judge_flight *f = &judge->asked;
  *f = judge->flight[id];
  const struct phys memory = face_phys(judge);
  const struct gtlb_query q = query(judge, f, &memory);
  struct gtlb_finding *finding = &judge->finding;
  face_answer_in(answer, &judge->answered);
  gtlb_judge(judge->gtlb, &q, &judge->answered, &memory, true, finding);
  // A match stands, whatever could not be counted.
  if (!finding->legal && finding->status != GTLB_OK) return LW_FULL;
  if (finding->legal && judge->arch == ARCH_X86 && judge->answered.kind == ANSWER_PAGE_FAULT) {
    int32_t told = status(judge, gtlb_page_fault_taken(judge->gtlb, q.now, &f->regime, &f->req));
    if (told != 1) return told;
  }
  judge->in_flight &= ~(1ull << id);
  gtlb_horizon(judge->gtlb, oldest(judge));
  return finding->legal;
}

static unsigned entry_bytes(const struct judge_flight *f) {
  return format_get(f->regime.format)->entry_bytes;
}

// A PTE access that is asked about.
struct access_asked {
  uint64_t addr;
  bool update;
  uint64_t expected, desired; // of an update
};

static bool explained_by(struct lw_judge *j, const struct judge_flight *f, const struct access_asked *a) {
  const struct phys memory = face_phys(j);
  const struct gtlb_query q = query(j, f, &memory);
  if (a->update) return gtlb_explains_cas(j->gtlb, &q, a->addr, entry_bytes(f), a->expected, a->desired);
  return gtlb_explains_read(j->gtlb, &q, a->addr, entry_bytes(f));
}

// By this request, by the walk for its address as it would be with the upper bits right.
static bool flight_explains(struct lw_judge *j, const struct judge_flight *f, const struct access_asked *a) {
  struct judge_flight beyond = *f;
  if (explained_by(j, f, a)) return true;
  if (a->update || !profile_walks_as(&j->profile, &f->regime, f->req.va, &beyond.req.va)) return false;
  return explained_by(j, &beyond, a);
}

static int32_t explained(struct lw_judge *j, const struct access_asked *a) {
  for (uint64_t left = j->in_flight; left; left &= left - 1)
    if (flight_explains(j, &j->flight[__builtin_ctzll(left)], a)) return 1;
  // A walk for no request, under the regime in force.
  if (j->profile.golden.speculation && j->has_regime) {
    const struct judge_flight none = {
        .regime = j->regime, .req.priv = PRIV_SUPERVISOR, .accepted = moment(j, PHASE_REQUEST)};
    if (explained_by(j, &none, a)) return 1;
  }
  return j->full ? LW_FULL : 0;
}

int32_t lw_judge_explains_read(struct lw_judge *judge, uint64_t addr) {
  const struct access_asked a = {.addr = addr};
  return judge ? explained(judge, &a) : LW_BAD_ARGUMENT;
}

int32_t lw_judge_explains_update(struct lw_judge *judge, uint64_t addr, uint64_t expected, uint64_t desired) {
  const struct access_asked a = {.addr = addr, .update = true, .expected = expected, .desired = desired};
  return judge ? explained(judge, &a) : LW_BAD_ARGUMENT;
}

int32_t lw_judge_walk(struct lw_judge *judge, const struct lw_request *request, struct lw_walk *out) {
  struct request q;
  if (!judge || !out || !face_request(request, &q) || !judge->has_regime) return LW_BAD_ARGUMENT;
  const struct phys memory = face_phys(judge);
  struct walk_record r = walk(&judge->regime, &q, &memory, AD_EAGER);
  face_walk_out(&r, out);
  return 1;
}

uint32_t lw_judge_answers(const struct lw_judge *judge) {
  return judge ? judge->finding.answers : 0;
}

int32_t lw_judge_answer(const struct lw_judge *judge, uint32_t index, struct lw_answer *out) {
  if (!judge || !out) return LW_BAD_ARGUMENT;
  if (index >= judge->finding.shown) return 0;
  face_answer_out(&judge->finding.answer[index], out);
  return 1;
}

const char *lw_judge_why(struct lw_judge *judge) {
  if (!judge || judge->finding.legal) return "";
  free(judge->why);
  judge->why = NULL;
  FILE *out = open_memstream(&judge->why, &judge->why_size);
  if (!out) return "out of memory";
  const struct judge_flight *f = &judge->asked;
  const struct gtlb_finding *finding = &judge->finding;
  char text[160];
  request_print(&f->req, text, sizeof text);
  fprintf(out, "request: %s\n", text);
  answer_print(&judge->answered, text, sizeof text);
  fprintf(out, "got:     %s\n", text);
  for (unsigned i = 0; i < finding->shown; i++) {
    answer_print(&finding->answer[i], text, sizeof text);
    fprintf(out, "legal:   %s\n", text);
  }
  if (!finding->shown) fputs("legal:   nothing yet: no walk over what the unit has read gives an answer\n", out);
  if (finding->forgotten) {
    fputs("stale: only values that a fence took away before the request was accepted give it:\n", out);
    walk_print(&f->regime, &f->req, &finding->forgotten_walk, "  ", out);
  } else if (finding->walk.steps) {
    walk_print(&f->regime, &f->req, &finding->walk, "  ", out);
  }
  return fclose(out) ? "out of memory" : judge->why;
}
