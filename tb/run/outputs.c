#include "tb/run/outputs.h"

#include <string.h>

#include "tb/text/option.h"

#define DECLARE(NAME, row) extern const struct output row;
OUTPUTS(DECLARE)
#define POINTER(NAME, row) &row,
static const struct output *const list[] = {OUTPUTS(POINTER)};

// --- options -------------------------------------------------------------------------------------

enum { OPT_SAW = 0x600, OPT_WAVE_WINDOW, OPT_OUTPUT /* and on, by OUTPUT_* */, EXTRA = 2, GROUP = 1 };
static struct argp_option options[EXTRA + OUTPUT_COUNT + 1] = {
    {"saw", OPT_SAW, NULL, 0,
     "with --record: what the DUT shows, too; `replay --no-dut` can then judge it without the DUT", GROUP},
    {"wave-window", OPT_WAVE_WINDOW, "FROM,TO", 0, "of these clocks only (default: all)", GROUP}};
static struct argp_option run_options[OUTPUT_COUNT + 1];

void outputs_prepare(void) {
  unsigned n = EXTRA, of_run = 0;
  for (int i = 0; i < OUTPUT_COUNT; i++) {
    const struct output *o = list[i];
    struct argp_option *to = o->of_run ? &run_options[of_run++] : &options[n++];
    *to = (struct argp_option){o->option, OPT_OUTPUT + i, "FILE", 0, o->doc, o->of_run ? 0 : GROUP};
  }
}

static error_t parse(int key, char *arg, struct argp_state *state) {
  struct outputs *o = state->input;
  struct output_options *more = &o->options;
  if (key >= OPT_OUTPUT && key < OPT_OUTPUT + OUTPUT_COUNT)
    o->path[key - OPT_OUTPUT] = arg;
  else if (key == OPT_SAW)
    more->saw = true;
  else if (key == OPT_WAVE_WINDOW) {
    option_pair(state, "wave-window", arg, &more->wave_from, &more->wave_to);
    if (more->wave_to < more->wave_from) argp_error(state, "--wave-window: it ends before it begins");
  } else
    return ARGP_ERR_UNKNOWN;
  return 0;
}
const struct argp outputs_argp = {.options = options, .parser = parse};
const struct argp outputs_run_argp = {.options = run_options, .parser = parse};

bool outputs_single(const struct outputs *o) {
  for (int i = 0; i < OUTPUT_COUNT; i++)
    if (list[i]->single && o->path[i]) return true;
  return false;
}

// --- around a run --------------------------------------------------------------------------------

int outputs_open(struct outputs_open *o, const struct outputs *wanted, const struct output_run *run, struct sink *sinks,
                 unsigned *sink_count, struct lw_error *e) {
  for (int i = 0; i < OUTPUT_COUNT; i++) {
    if (!wanted->path[i] || !list[i]->open) continue;
    int code = list[i]->open(wanted->path[i], run, &o->state[i], &sinks[*sink_count], e);
    if (code != LW_PASS) return code;
    o->open[i] = true;
    sinks[*sink_count].outside = true;
    ++*sink_count;
  }
  return LW_PASS;
}

int outputs_close(struct outputs_open *o, const struct verdict *verdict, const struct run_stats *stats,
                  struct lw_error *e) {
  int first = LW_PASS;
  for (int i = OUTPUT_COUNT; i-- > 0;) {
    if (!o->open[i]) continue;
    int code = list[i]->close(o->state[i], first == LW_PASS ? verdict : NULL, stats, e);
    if (first == LW_PASS) first = code;
  }
  return first;
}

void outputs_failed(const struct outputs *wanted, const struct incident *incident, FILE *out) {
  struct lw_error e;
  for (int i = 0; i < OUTPUT_COUNT; i++)
    if (wanted->path[i] && list[i]->failed && list[i]->failed(wanted->path[i], incident, &e))
      fprintf(out, "  note      %s\n", e.text);
}

int outputs_table(const struct outputs *wanted, const struct report_row *row, size_t rows, struct lw_error *e) {
  for (int i = 0; i < OUTPUT_COUNT; i++) {
    int code = wanted->path[i] && list[i]->table ? list[i]->table(wanted->path[i], row, rows, e) : LW_PASS;
    if (code != LW_PASS) return code;
  }
  return LW_PASS;
}
