// Profiles as text: "profile 1", then lines of KEY=VALUE. No file is read here, so that libgolden
// has the same parser (tb/face/).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden/walk.h"
#include "tb/engine/profile.h"
#include "tb/text/words.h"

const struct profile profile_any = {.in_flight = 64, .walks = MEMPORT_IDS, .pa_bits = 56, .asid_bits = 16};

struct parser {
  const char *name;
  unsigned long line;
  struct profile *p;
  struct lw_error *e;
  uint32_t seen; // bit per key
};

static int bad(const struct parser *s, const char *what, const char *got) {
  return lw_fail(s->e, LW_INPUT, "%s:%lu: %s, not \"%.60s\"", s->name, s->line, what, got);
}

// --- kinds of values -----------------------------------------------------------------------------

// One of two words.
static int choice(const struct parser *s, const char *value, const char *no, const char *yes, bool *result) {
  char what[96];
  *result = strcmp(value, yes) == 0;
  if (*result || strcmp(value, no) == 0) return LW_PASS;
  snprintf(what, sizeof what, "one of %s, %s is wanted", no, yes);
  return bad(s, what, value);
}

static int number(const struct parser *s, const char *value, uint64_t least, uint64_t most, uint64_t *n) {
  char what[96];
  if (words_number(value, n) && *n >= least && *n <= most) return LW_PASS;
  snprintf(what, sizeof what, "a number from %llu to %llu is wanted", (unsigned long long)least,
           (unsigned long long)most);
  return bad(s, what, value);
}

static int small_number(const struct parser *s, const char *value, uint64_t least, uint8_t most, uint8_t *result) {
  uint64_t n;
  int code = number(s, value, least, most, &n);
  if (code == LW_PASS) *result = (uint8_t)n;
  return code;
}

struct name {
  const char *text;
  uint32_t bits;
};

// A list of names with commas, or "none".
static int names(const struct parser *s, char *value, const struct name *known, uint32_t *bits) {
  char *rest = NULL;
  *bits = 0;
  if (!strcmp(value, "none")) return LW_PASS;
  for (char *word = strtok_r(value, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
    const struct name *n = known;
    while (n->text && strcmp(n->text, word) != 0)
      n++;
    if (!n->text) return bad(s, "a list of names that this key knows is wanted", word);
    *bits |= n->bits;
  }
  return LW_PASS;
}

// --- keys ----------------------------------------------------------------------------------------

static int set_formats(struct parser *s, char *value) {
  char *rest = NULL;
  s->p->formats = 0;
  for (char *word = strtok_r(value, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
    enum format_id id = format_find(word);
    if (id == FORMAT_COUNT) return bad(s, "a list of formats (`lockwalk list`) is wanted", word);
    s->p->formats |= 1u << id;
  }
  return s->p->formats ? LW_PASS : bad(s, "a list of formats (`lockwalk list`) is wanted", value);
}

static int set_extensions(struct parser *s, char *value) {
  static const struct name known[] = {{"svnapot", RV_SVNAPOT},
                                      {"svpbmt", RV_SVPBMT | RV_PBMTE},
                                      {"svrsw60t59b", RV_SVRSW},
                                      {"svadu", RV_SVADU | RV_ADUE},
                                      {NULL, 0}};
  uint32_t have;
  int code = names(s, value, known, &have);
  s->p->missing = (RV_SVNAPOT | RV_SVPBMT | RV_PBMTE | RV_SVRSW | RV_SVADU | RV_ADUE) & ~have;
  s->p->present = (RV_SVNAPOT | RV_SVPBMT | RV_SVRSW | RV_SVADU) & have;
  return code;
}

static int set_ad(struct parser *s, char *value) {
  bool faults;
  int code = choice(s, value, "hardware", "fault", &faults);
  s->p->ad_faults = s->p->golden.no_update = faults;
  return code;
}

static int set_a(struct parser *s, char *value) {
  bool lazy;
  int code = choice(s, value, "eager", "lazy", &lazy);
  s->p->golden.order = lazy ? AD_LAZY : AD_EAGER;
  return code;
}

static int set_tlb(struct parser *s, char *value) {
  return choice(s, value, "any", "none", &s->p->golden.no_tlb);
}

static int set_page_walk_cache(struct parser *s, char *value) {
  bool none;
  int code = choice(s, value, "any", "none", &none);
  s->p->golden.whole_walk = s->p->golden.from_root = none;
  return code;
}

static int set_skip_levels(struct parser *s, char *value) {
  return choice(s, value, "yes", "no", &s->p->golden.from_root);
}

static int set_faults_cached(struct parser *s, char *value) {
  return choice(s, value, "yes", "no", &s->p->golden.fresh_faults);
}

static int set_speculation(struct parser *s, char *value) {
  return choice(s, value, "no", "yes", &s->p->golden.speculation);
}

static int set_duplicate_reads(struct parser *s, char *value) {
  return choice(s, value, "yes", "no", &s->p->no_duplicates);
}

static int set_walks_noncanonical(struct parser *s, char *value) {
  return choice(s, value, "no", "yes", &s->p->walks_noncanonical);
}

static int set_bus_errors(struct parser *s, char *value) {
  return choice(s, value, "yes", "no", &s->p->no_bus_errors);
}

static int set_request(struct parser *s, char *value) {
  return choice(s, value, "pulse", "held", &s->p->held);
}

static int set_in_flight(struct parser *s, char *value) {
  return small_number(s, value, 1, 64, &s->p->in_flight);
}

static int set_walks(struct parser *s, char *value) {
  return small_number(s, value, 1, MEMPORT_IDS, &s->p->walks);
}

static int set_pa_bits(struct parser *s, char *value) {
  return small_number(s, value, 24, 56, &s->p->pa_bits);
}

static int set_asid_bits(struct parser *s, char *value) {
  return small_number(s, value, 0, 16, &s->p->asid_bits);
}

static int set_outlives(struct parser *s, char *value) {
  uint64_t n;
  int code = number(s, value, 0, 100000, &n);
  if (code == LW_PASS) s->p->outlives = (uint32_t)n;
  return code;
}

static int set_latency(struct parser *s, char *value) {
  uint64_t n;
  int code = number(s, value, 0, 1000000, &n);
  if (code == LW_PASS) s->p->latency = (uint32_t)n;
  return code;
}

static int set_fault(struct parser *s, char *value) {
  uint8_t *unseen = &s->p->golden.unseen;
  *unseen &= (uint8_t) ~(GTLB_UNSEEN_CODE | GTLB_UNSEEN_KIND);
  if (!strcmp(value, "exact")) return LW_PASS;
  if (!strcmp(value, "kind"))
    *unseen |= GTLB_UNSEEN_CODE;
  else if (!strcmp(value, "one"))
    *unseen |= GTLB_UNSEEN_CODE | GTLB_UNSEEN_KIND;
  else
    return bad(s, "one of exact, kind, one is wanted", value);
  return LW_PASS;
}

static int set_answer(struct parser *s, char *value) {
  static const struct name known[] = {{"pa", 0},
                                      {"shift", GTLB_UNSEEN_SHIFT},
                                      {"perm", GTLB_UNSEEN_PERM},
                                      {"type", GTLB_UNSEEN_TYPE},
                                      {"global", GTLB_UNSEEN_GLOBAL},
                                      {NULL, 0}};
  uint32_t told, all = GTLB_UNSEEN_SHIFT | GTLB_UNSEEN_PERM | GTLB_UNSEEN_TYPE | GTLB_UNSEEN_GLOBAL;
  int code = names(s, value, known, &told);
  s->p->golden.unseen = (uint8_t)((s->p->golden.unseen & ~all) | (all & ~told));
  return code;
}

// BASE..END:rw
static int set_memory(struct parser *s, char *value) {
  static const char want[] = "BASE..END:rw, :r or :none, of which at most 8, is wanted";
  char text[96];
  snprintf(text, sizeof text, "%s", value);
  char *end = strstr(text, ".."), *allowed = strchr(text, ':');
  struct memport_region r = {0};
  if (!end || !allowed || allowed < end || s->p->regions == MEMPORT_REGIONS) return bad(s, want, value);
  *end = *allowed++ = 0;
  r.read = *allowed == 'r';
  r.write = !strcmp(allowed, "rw");
  if (!words_number(text, &r.base) || !words_number(end + 2, &r.end) || r.base >= r.end ||
      (!r.write && strcmp(allowed, "r") != 0 && strcmp(allowed, "none") != 0))
    return bad(s, want, value);
  s->p->region[s->p->regions++] = r;
  return LW_PASS;
}

static const struct key {
  const char *name;
  int (*set)(struct parser *s, char *value);
  bool many; // may stand on several lines
} keys[] = {{"formats", set_formats, false},
            {"extensions", set_extensions, false},
            {"ad", set_ad, false},
            {"a", set_a, false},
            {"tlb", set_tlb, false},
            {"page_walk_cache", set_page_walk_cache, false},
            {"skip_levels", set_skip_levels, false},
            {"faults_cached", set_faults_cached, false},
            {"speculation", set_speculation, false},
            {"duplicate_reads", set_duplicate_reads, false},
            {"walks_noncanonical", set_walks_noncanonical, false},
            {"bus_errors", set_bus_errors, false},
            {"request", set_request, false},
            {"in_flight", set_in_flight, false},
            {"walks", set_walks, false},
            {"pa_bits", set_pa_bits, false},
            {"asid_bits", set_asid_bits, false},
            {"walk_outlives_answer", set_outlives, false},
            {"latency", set_latency, false},
            {"fault", set_fault, false},
            {"answer", set_answer, false},
            {"memory", set_memory, true}};

// --- lines ---------------------------------------------------------------------------------------

static int take_word(struct parser *s, char *word) {
  char *value = strchr(word, '=');
  if (!value || !value[1]) return bad(s, "KEY=VALUE is wanted", word);
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
    const char *mine = words_value(word, keys[i].name);
    if (!mine) continue;
    if (s->seen >> i & 1 && !keys[i].many) return bad(s, "a key stands once", word);
    s->seen |= 1u << i;
    return keys[i].set(s, value + 1);
  }
  return bad(s, "a key of profiles is wanted (tb/dut/kit/README.md)", word);
}

static int take_line(struct parser *s, char *line, bool *begun) {
  char *word[WORDS_MAX];
  unsigned words = words_split(line, word);
  if (words == 0) return LW_PASS;
  if (!*begun) {
    *begun = true;
    if (words == 2 && !strcmp(word[0], "profile") && !strcmp(word[1], "1")) return LW_PASS;
    return bad(s, "the first line is \"profile 1\"", word[0]);
  }
  if (words > WORDS_MAX) return bad(s, "fewer words on a line are wanted", word[0]);
  for (unsigned i = 0; i < words; i++)
    if (take_word(s, word[i])) return s->e->code;
  return LW_PASS;
}

// What makes sense only together.
static int whole(const struct parser *s, bool begun) {
  const struct profile *p = s->p;
  if (!begun) return lw_fail(s->e, LW_INPUT, "%s: no line \"profile 1\"", s->name);
  if ((p->no_duplicates || p->held) && p->in_flight != 1)
    return lw_fail(s->e, LW_INPUT, "%s:%lu: %s needs in_flight=1", s->name, s->line,
                   p->held ? "request=held" : "duplicate_reads=no");
  return LW_PASS;
}

int profile_parse(const char *name, const char *text, struct profile *p, struct lw_error *e) {
  struct lw_error own;
  struct parser s = {.name = name, .p = p, .e = e ? e : &own};
  char *copy = strdup(text), *next = copy;
  bool begun = false;
  int code = copy ? LW_PASS : lw_fail(e, LW_INPUT, "%s: out of memory", name);
  *p = profile_any;
  while (code == LW_PASS && next) {
    char *line = next;
    next = strchr(line, '\n');
    if (next) *next++ = 0;
    if (next && !*next) next = NULL; // no line after the last newline
    s.line++;
    code = take_line(&s, line, &begun);
  }
  free(copy);
  return code == LW_PASS ? whole(&s, begun) : code;
}

void profile_regime(const struct profile *p, struct regime *regime) {
  regime->flags = (regime->flags & ~p->missing) | p->present;
  regime->asid &= (uint16_t)((1u << p->asid_bits) - 1);
}

bool profile_walks_as(const struct profile *p, const struct regime *regime, uint64_t va, uint64_t *as) {
  if (!p->walks_noncanonical || walk_canonical(regime, va)) return false;
  unsigned unused = 64u - format_get(regime->format)->va_bits;
  *as = (uint64_t)((int64_t)(va << unused) >> unused);
  return true;
}
