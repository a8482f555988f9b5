#define _GNU_SOURCE // memrchr
#include "tb/report/wave_view.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tb/text/outfile.h"
#include "tb/text/textfile.h"
#include "tb/report/wave_file.h"

// GTKWave's trace flags (analyzer.h), of the kinds used here.
enum { TEXT_BITS = 8 * WAVE_TEXT };
#define FLAG_BINARY "@28"
#define FLAG_HEX "@22"
#define FLAG_DECIMAL "@24"
#define FLAG_TEXT "@820"
#define FLAG_ENUM "@100000028"
#define FLAG_COMMENT "@200"
enum color { COLOR_NORMAL = 0, COLOR_RED = 1, COLOR_YELLOW = 3 };
enum {
  CLOCK_NS = 2,
  SHOWN_CLOCKS = 34,
  CLOCKS_BEFORE = 23,
  WAVE_PIXELS = 930,
  ZOOM_PIXELS = 200 /* of one unit at zoom 0 */
};

struct view {
  FILE *out;
  const struct wave_file *file;
  const struct verdict *verdict;
  char dut[256]; // scope of the DUT's ports, with its dot
  bool golden;   // the dump has a scope `golden`
  const char *missing;
};

static bool begins(const char *text, const char *with) {
  return !strncmp(text, with, strlen(with));
}
static bool has(const char *text, const char *part) {
  return strstr(text, part) != NULL;
}

// The name within its scope, or NULL when the signal lies elsewhere or deeper.
static const char *leaf_in(const struct wave_signal *s, const char *scope) {
  if (!begins(s->name, scope)) return NULL;
  const char *leaf = s->name + strlen(scope);
  return memchr(leaf, '.', s->stem - strlen(scope)) ? NULL : leaf;
}

static const char *flag_of(const struct wave_signal *s) {
  const char *dot = strrchr(s->name, '.'), *leaf = dot ? dot + 1 : s->name;
  if (s->enumerated) return FLAG_ENUM;
  if (s->bits == 1) return FLAG_BINARY;
  if (s->bits == TEXT_BITS) return FLAG_TEXT;
  bool decimal = has(leaf, "_id") || has(leaf, "shift") || has(leaf, "level") || has(leaf, "count") ||
                 has(leaf, "way") || begins(leaf, "clock") || begins(leaf, "transaction") || has(leaf, "code") ||
                 has(leaf, "pa_bits");
  return decimal ? FLAG_DECIMAL : FLAG_HEX;
}

static void put(struct view *v, const struct wave_signal *s, enum color color) {
  fprintf(v->out, "%s\n", flag_of(s));
  if (color) fprintf(v->out, "[color] %d\n", (int)color);
  // Two signals of one name: the alias tells whose each is.
  const char *dot = memrchr(s->name, '.', s->stem), *leaf = dot ? dot + 1 : s->name;
  int length = (int)(s->name + s->stem - leaf);
  if (begins(s->name, "golden.ok."))
    fprintf(v->out, "+{golden ok.%.*s} %s\n", length, leaf, s->name);
  else if (begins(s->name, "golden.") && strcmp(flag_of(s), FLAG_TEXT) != 0)
    fprintf(v->out, "+{golden %.*s} %s\n", length, leaf, s->name);
  else
    fprintf(v->out, "+{%.*s} %s\n", length, leaf, s->name);
}

static const struct wave_signal *__attribute__((format(printf, 2, 3))) find(struct view *v, const char *format, ...) {
  char name[512];
  va_list args;
  va_start(args, format);
  vsnprintf(name, sizeof name, format, args);
  va_end(args);
  return wave_file_find(v->file, name);
}

// A signal that the view does not do without.
static void need(struct view *v, const char *name) {
  const struct wave_signal *s = wave_file_find(v->file, name);
  if (s)
    put(v, s, COLOR_NORMAL);
  else if (!v->missing)
    v->missing = name;
}

// The DUT's port, with names for its values where the dump has them.
static const struct wave_signal *dut_port(struct view *v, const char *leaf, size_t length) {
  const struct wave_signal *named = find(v, "%su_names.%.*s", v->dut, (int)length, leaf);
  return named ? named : find(v, "%s%.*s", v->dut, (int)length, leaf);
}

static size_t leaf_length(const struct wave_signal *s, const char *scope) {
  return s->stem - strlen(scope);
}

// --- groups --------------------------------------------------------------------------------------

static void group_begin(struct view *v, const char *title, bool open) {
  fprintf(v->out, "%s\n-%s\n", open ? "@800200" : "@c00200", title);
}
static void group_end(struct view *v, const char *title, bool open) {
  fprintf(v->out, "%s\n-%s\n", open ? "@1000200" : "@1401200", title);
}

// The ports whose names begin with `prefix`: outputs as pairs, the DUT's above the twin's in
// yellow.
static void port_group(struct view *v, const char *title, const char *prefix) {
  bool open = begins(v->verdict->port, prefix);
  group_begin(v, title, open);
  for (size_t i = 0; i < v->file->signals; i++) {
    const struct wave_signal *s = &v->file->signal[i];
    const char *leaf = leaf_in(s, v->dut);
    if (!leaf || !begins(leaf, prefix)) continue;
    size_t length = leaf_length(s, v->dut);
    if (length < 2 || (strncmp(leaf + length - 2, "_i", 2) && strncmp(leaf + length - 2, "_o", 2))) continue;
    put(v, dut_port(v, leaf, length), COLOR_NORMAL);
    const struct wave_signal *twin = find(v, "golden.twin.%.*s", (int)length, leaf);
    if (twin) put(v, twin, COLOR_YELLOW);
  }
  group_end(v, title, open);
}

// Internal state, DUT above twin: the fields of the probe that begin with one of the prefixes
// (ended by NULL).
static void state_group(struct view *v, const char *title, const char *const *prefix) {
  const char *field = begins(v->verdict->port, "probe.") ? v->verdict->port + 6 : "";
  bool open = false;
  for (unsigned i = 0; prefix[i]; i++)
    open = open || begins(field, prefix[i]);
  group_begin(v, title, open);
  for (size_t n = 0; n < v->file->signals; n++) {
    const struct wave_signal *twin = &v->file->signal[n];
    const char *leaf = leaf_in(twin, "golden.state.");
    bool wanted = false;
    for (unsigned i = 0; leaf && prefix[i]; i++)
      wanted = wanted || begins(leaf, prefix[i]);
    if (!wanted) continue;
    const struct wave_signal *dut =
        find(v, "%su_probe.u_state.%.*s", v->dut, (int)leaf_length(twin, "golden.state."), leaf);
    if (dut) put(v, dut, COLOR_NORMAL);
    put(v, twin, COLOR_YELLOW);
  }
  group_end(v, title, open);
}

// All signals that lie directly in a scope.
static void scope_group(struct view *v, const char *title, const char *scope, bool open) {
  group_begin(v, title, open);
  for (size_t i = 0; i < v->file->signals; i++)
    if (leaf_in(&v->file->signal[i], scope)) put(v, &v->file->signal[i], COLOR_NORMAL);
  group_end(v, title, open);
}

// --- the top -------------------------------------------------------------------------------------

static void comment(struct view *v, const char *text) {
  fprintf(v->out, FLAG_COMMENT "\n-");
  for (unsigned i = 0; text[i] && i < 40; i++) // a line that begins with - is a comment to its end
    fputc(text[i] == '\n' ? ' ' : text[i], v->out);
  fputc('\n', v->out);
}

static bool is_signal(const char *port) {
  size_t length = strlen(port);
  return begins(port, "probe.") ||
         (length > 2 && (!strcmp(port + length - 2, "_o") || !strcmp(port + length - 2, "_i")));
}

// The pair that differs: the DUT's in red, the twin's or the golden model's below it in yellow.
static void put_pair(struct view *v) {
  const char *port = v->verdict->port;
  const struct wave_signal *dut, *golden;
  if (begins(port, "probe.")) {
    dut = find(v, "%su_probe.u_state.%s", v->dut, port + 6);
    golden = find(v, "golden.state.%s", port + 6);
  } else {
    if (!strcmp(port, "rsp_o")) port = "rsp_kind_o"; // the whole answer
    dut = dut_port(v, port, strlen(port));
    golden = find(v, "golden.twin.%s", port);
  }
  if (!dut) v->missing = v->verdict->port;
  if (!golden && v->golden) v->missing = v->verdict->port;
  if (dut) put(v, dut, COLOR_RED);
  if (golden) put(v, golden, COLOR_YELLOW);
}

static void put_top(struct view *v) {
  const struct verdict *d = v->verdict;
  char line[400];
  snprintf(line, sizeof line, "clock %" PRIu64 ": %s", d->clock, d->port[0] ? d->port : verdict_caught_by(d->kind));
  comment(v, line);
  snprintf(line, sizeof line, "expected %.300s", d->expected);
  if (d->expected[0]) comment(v, line);
  snprintf(line, sizeof line, "got %.300s", d->got);
  if (d->got[0]) comment(v, line);
  if (!d->expected[0] && d->text[0]) comment(v, d->text);
  if (is_signal(d->port)) put_pair(v);
  if (!v->golden) return;
  static const char *const always[] = {"golden.failed",       "golden.ok.all",        "golden.clock",
                                       "golden.happens",      "golden.walk.request",  "golden.walk.state",
                                       "golden.walk.level",   "golden.walk.pte_addr", "golden.walk.pte",
                                       "golden.walk.decoded", "golden.answer",        "golden.expected"};
  for (unsigned i = 0; i < sizeof always / sizeof *always; i++)
    need(v, always[i]);
}

static void put_groups(struct view *v) {
  static const char *const walk[] = {"ptw_", NULL}, *const tlb[] = {"tlb_", NULL}, *const pwc[] = {"pwc_", NULL},
                           *const rest[] = {"s1_", "mq_", "rsp_", "cur_", "fence_", "drop_", "load_", "pdpte_", NULL};
  if (v->golden) scope_group(v, "Compared: 1 is equal, or legal", "golden.ok.", false);
  port_group(v, "Response: DUT, golden in yellow", "rsp_");
  port_group(v, "Request", "req_");
  port_group(v, "PTE port", "mem_");
  port_group(v, "Fence", "fence_");
  port_group(v, "Regime", "regime_");
  if (!v->golden) return;
  bool x86 = v->verdict->has_request && format_get(v->verdict->regime.format)->arch == ARCH_X86;
  state_group(v, "Walker: DUT, golden in yellow", walk);
  scope_group(v, "Entry in hand, golden", x86 ? "golden.state.x86." : "golden.state.riscv.", false);
  state_group(v, "TLB", tlb);
  state_group(v, "Page-walk cache", pwc);
  state_group(v, "First stage, queues, loads", rest);
  scope_group(v, "Golden model's answer", "golden.taken.", v->verdict->kind == VERDICT_ANSWER);
}

static void put_head(struct view *v, const char *fst) {
  const char *slash = strrchr(fst, '/');
  uint64_t at = v->verdict->clock * CLOCK_NS, before = CLOCKS_BEFORE * CLOCK_NS;
  uint64_t start = at > v->file->first + before ? at - before : v->file->first;
  double zoom = log2((double)WAVE_PIXELS / (SHOWN_CLOCKS * CLOCK_NS) / ZOOM_PIXELS);
  fprintf(v->out,
          "[*] Lockwalk: clock n is [2n, 2n+2) ns; the marker stands at the failing clock.\n"
          "[dumpfile] \"%s\"\n[timestart] %" PRIu64 "\n[size] 1440 900\n[pos] -1 -1\n*%f %" PRIu64 " %" PRIu64,
          slash ? slash + 1 : fst, start, zoom, at, at);
  for (int i = 1; i < 26; i++)
    fputs(" -1", v->out);
  fputs("\n[markername] Afailing clock\n[sst_width] 40\n[signals_width] 470\n[sst_expanded] 0\n", v->out);
}

// The scope of the DUT's ports: ours, else the outermost that has an answer port.
static bool find_dut(struct view *v) {
  static const char *const port[] = {"rsp_valid_o", "req_valid_i", "clk_i"};
  if (wave_file_find(v->file, "dut.mmu.rsp_valid_o")) {
    snprintf(v->dut, sizeof v->dut, "dut.mmu.");
    return true;
  }
  for (unsigned p = 0; p < sizeof port / sizeof *port; p++)
    for (size_t i = 0; i < v->file->signals; i++) {
      const struct wave_signal *s = &v->file->signal[i];
      size_t length = strlen(port[p]);
      if (s->stem <= length + 1 || s->stem - length >= sizeof v->dut || begins(s->name, "golden.")) continue;
      if (s->name[s->stem - length - 1] != '.' || strncmp(s->name + s->stem - length, port[p], length)) continue;
      snprintf(v->dut, sizeof v->dut, "%.*s", (int)(s->stem - length), s->name);
      return true;
    }
  return false;
}

static int view_fail(struct lw_error *e, const char *path, const char *what, const char *name) {
  return lw_fail(e, LW_INPUT, "%s: no view: the dump %s%s%s", path, what, name ? " " : "", name ? name : "");
}

static int write_view(struct view *v, const char *path, const char *fst, struct lw_error *e) {
  uint64_t at = v->verdict->clock * CLOCK_NS;
  if (at < v->file->first || at > v->file->last) return view_fail(e, path, "does not hold the failing clock", NULL);
  if (!find_dut(v)) return view_fail(e, path, "has no signal", "rsp_valid_o");
  put_head(v, fst);
  put_top(v);
  put_groups(v);
  return v->missing ? view_fail(e, path, "has no signal", v->missing) : LW_PASS;
}

int wave_view_write(const char *path, const char *fst, const struct verdict *verdict, struct lw_error *e) {
  struct wave_file file;
  struct outfile out = {NULL};
  int code = wave_file_open(&file, fst, e);
  if (code != LW_PASS) return code;
  code = outfile_open(&out, path, e);
  if (code == LW_PASS) {
    struct view v = {.out = out.file, .file = &file, .verdict = verdict};
    v.golden = wave_file_find(&file, "golden.clock") != NULL;
    code = write_view(&v, path, fst, e);
    if (code == LW_PASS) code = outfile_commit(&out, e);
    outfile_abort(&out);
  }
  wave_file_close(&file);
  return code;
}

// Signals are the lines that are no section [..], flag @.., position *.., comment -.., filter ^..
// or bundle #...
static bool names_signal(const char *line) {
  return *line && !strchr("[@*-^#", *line);
}

int wave_view_check(const char *path, const char *fst, unsigned *signals, struct lw_error *e) {
  struct wave_file file;
  char *line;
  int more, code = wave_file_open(&file, fst, e);
  *signals = 0;
  if (code != LW_PASS) return code;
  struct textfile *t = textfile_open(path, e);
  while (t && (more = textfile_line(t, &line, e)) > 0) {
    if (!names_signal(line)) continue;
    ++*signals;
    char *name = *line == '+' && strchr(line, '}') ? strchr(line, '}') + 2 : line; // +{alias} name
    if (!wave_file_find(&file, name)) {
      lw_fail(e, LW_INPUT, "%s:%lu: %s is not in %s", path, textfile_number(t), name, fst);
      more = -1;
      break;
    }
  }
  code = t && more == 0 ? LW_PASS : LW_INPUT;
  if (code == LW_PASS && !*signals) code = lw_fail(e, LW_INPUT, "%s: names no signal", path);
  textfile_close(t);
  wave_file_close(&file);
  return code;
}
