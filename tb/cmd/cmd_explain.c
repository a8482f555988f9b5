// lockwalk explain: one walk, taken apart.
#include <stdlib.h>
#include <string.h>

#include "tb/cmd/cli.h"
#include "tb/text/names.h"
#include "tb/text/option.h"
#include "tb/text/outfile.h"
#include "tb/text/error.h"
#include "tb/engine/event.h"
#include "tb/report/explain_json.h"
#include "tb/run/explain_source.h"
#include "tb/input/source_options.h"

struct options {
  const char *image, *file, *html;
  struct dump_options dump;
  struct explain_asked asked;
  bool json;
};
enum { OPT_IMAGE = 0x200, OPT_VA, OPT_ACCESS, OPT_PRIV, OPT_SUM, OPT_MXR, OPT_AC, OPT_LINE, OPT_JSON, OPT_HTML };
static const struct argp_option explain_options[] = {
    {"image", OPT_IMAGE, "FILE", 0, "page tables: .ptp, .ptp.zst, or a memory dump; with --va", 0},
    {"va", OPT_VA, "ADDRESS", 0, "virtual address", 0},
    {"access", OPT_ACCESS, "load|store|fetch", 0, "default load", 0},
    {"priv", OPT_PRIV, "user|supervisor|implicit", 0, "default supervisor", 0},
    {"sum", OPT_SUM, "0|1", 0, "RISC-V mstatus.SUM instead of the file's", 0},
    {"mxr", OPT_MXR, "0|1", 0, "RISC-V mstatus.MXR instead of the file's", 0},
    {"ac", OPT_AC, "0|1", 0, "x86 EFLAGS.AC instead of the file's", 0},
    {"line", OPT_LINE, "N", 0,
     "of a .txn file: the request on that line (default: the last; with --va alone: at the end)", 0},
    {"json", OPT_JSON, NULL, 0, "as JSON", 0},
    {"html", OPT_HTML, "FILE", 0, "as one page that needs nothing else: the tables, the way through them, every bit",
     0},
    {0}};

static void known_word(struct argp_state *state, bool known, const char *option, const char *arg) {
  if (!known) argp_error(state, "--%s: '%s' is not one of its words", option, arg);
}

static void check(struct argp_state *state, const struct options *o) {
  if (!o->image == !o->file) argp_error(state, "give --image FILE, or one .txn file or record");
  if (o->image && !o->asked.has_va) argp_error(state, "--image wants --va");
  if (o->image && o->asked.line) argp_error(state, "--line is of a .txn file");
}

static error_t parse(int key, char *arg, struct argp_state *state) {
  struct options *o = state->input;
  struct explain_asked *a = &o->asked;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &o->dump;
    return 0;
  case OPT_IMAGE:
    o->image = arg;
    return 0;
  case OPT_VA:
    a->req.va = option_number(state, "va", arg, 0, UINT64_MAX);
    a->has_va = true;
    return 0;
  case OPT_ACCESS:
    known_word(state, names_access_find(arg, &a->req.access) && a->req.access <= ACCESS_FETCH, "access", arg);
    return 0;
  case OPT_PRIV:
    known_word(state, names_privilege_find(arg, &a->req), "priv", arg);
    return 0;
  case OPT_SUM:
    a->sum = (int)option_number(state, "sum", arg, 0, 1);
    return 0;
  case OPT_MXR:
    a->mxr = (int)option_number(state, "mxr", arg, 0, 1);
    return 0;
  case OPT_AC:
    a->ac = (int)option_number(state, "ac", arg, 0, 1);
    return 0;
  case OPT_LINE:
    a->line = option_number(state, "line", arg, 1, UINT32_MAX);
    return 0;
  case OPT_JSON:
    o->json = true;
    return 0;
  case OPT_HTML:
    o->html = arg;
    return 0;
  case ARGP_KEY_ARG:
    if (o->file) argp_error(state, "one file at a time");
    o->file = arg;
    return 0;
  case ARGP_KEY_END:
    check(state, o);
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static int find(const struct options *o, struct explain_source *s, struct lw_error *e) {
  if (o->image) return explain_image(o->image, &o->dump, &o->asked, s, e);
  if (!explain_is_record(o->file)) return explain_txn(o->file, &o->asked, s, e);
  if (o->asked.has_va || o->asked.line) return lw_fail(e, LW_USAGE, "%s: a record has its own request", o->file);
  return explain_record(o->file, s, e);
}

static int write_html(const struct explain_tree *t, const char *title, const char *path, struct lw_error *e) {
  struct outfile out;
  if (outfile_open(&out, path, e)) return LW_INPUT;
  explain_html(t, title, out.file);
  return outfile_commit(&out, e);
}

static void print_text(const struct explain_tree *t, const char *title) {
  char text[400];
  printf("%s\n", title);
  regime_print(&t->regime, text, sizeof text);
  printf("regime   %s\n", text);
  explain_text(t, "", EXPLAIN_ALL | explain_colour(stdout), stdout);
}

static void print_json(const struct explain_tree *t) {
  json_t *j = explain_json(t);
  json_dumpf(j, stdout, JSON_INDENT(2));
  putchar('\n');
  json_decref(j);
}

static int cmd_explain(int argc, char **argv) {
  const struct argp_child children[] = {{&source_argp, 0, "Memory dumps:", 1}, {0}};
  const struct argp argp = {.options = explain_options,
                            .parser = parse,
                            .args_doc = "[FILE.txn | RECORD.json]",
                            .children = children,
                            .doc = "Takes one walk apart, of an image, at a line of a .txn file, or of a mismatch "
                                   "record: indices, entries bit by bit, what was checked, what failed, and why."};
  struct options o = {.asked = {.req = {.priv = PRIV_SUPERVISOR}, .sum = -1, .mxr = -1, .ac = -1}};
  struct explain_source source;
  struct explain_tree tree;
  struct lw_error e = {0};
  cli_parse(&argp, argc, argv, &o);
  int code = find(&o, &source, &e);
  if (code == LW_PASS) {
    explain_build(&tree, &source.regime, &source.req, &source.walk);
    if (o.json)
      print_json(&tree);
    else
      print_text(&tree, source.title);
    if (o.html) code = write_html(&tree, source.title, o.html, &e);
  }
  if (code != LW_PASS) fprintf(stderr, "lockwalk: %s\n", e.text);
  return code;
}

const struct command command_explain = {"explain", "print one walk of an image, level by level, with the reason",
                                        cmd_explain};
