// lockwalk explain, list, version.
#include <stdlib.h>
#include <string.h>

#include "tb/cli.h"
#include "tb/error.h"
#include "tb/evidence.h"
#include "tb/explain.h"
#include "tb/source_options.h"

struct explain_options {
  const char *image;
  struct dump_options dump;
  struct request req;
  bool has_va;
  int sum, mxr, ac;
};
enum { OPT_IMAGE = 0x200, OPT_VA, OPT_ACCESS, OPT_PRIV, OPT_SUM, OPT_MXR, OPT_AC };
static const struct argp_option explain_argp_options[] = {
    {"image", OPT_IMAGE, "FILE", 0, "page tables: .ptp, .ptp.zst, or a memory dump", 0},
    {"va", OPT_VA, "ADDRESS", 0, "virtual address", 0},
    {"access", OPT_ACCESS, "load|store|fetch", 0, "default load", 0},
    {"priv", OPT_PRIV, "user|supervisor|implicit", 0, "default supervisor", 0},
    {"sum", OPT_SUM, "0|1", 0, "RISC-V mstatus.SUM instead of the image's", 0},
    {"mxr", OPT_MXR, "0|1", 0, "RISC-V mstatus.MXR instead of the image's", 0},
    {"ac", OPT_AC, "0|1", 0, "x86 EFLAGS.AC (default 0)", 0},
    {0}};

static unsigned choice(struct argp_state *state, const char *option, const char *arg, const char *const *words) {
  for (unsigned i = 0; words[i]; i++)
    if (!strcmp(arg, words[i])) return i;
  argp_error(state, "--%s: '%s' is not one of its words", option, arg);
  return 0;
}

static error_t parse_explain(int key, char *arg, struct argp_state *state) {
  static const char *const access_words[] = {"load", "store", "fetch", NULL};
  static const char *const priv_words[] = {"user", "supervisor", "implicit", NULL};
  struct explain_options *o = state->input;
  unsigned n;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &o->dump;
    return 0;
  case OPT_IMAGE:
    o->image = arg;
    return 0;
  case OPT_VA:
    o->req.va = cli_number(state, "va", arg, 0, UINT64_MAX);
    o->has_va = true;
    return 0;
  case OPT_ACCESS:
    o->req.access = (enum access)choice(state, "access", arg, access_words);
    return 0;
  case OPT_PRIV:
    n = choice(state, "priv", arg, priv_words);
    o->req.priv = n ? PRIV_SUPERVISOR : PRIV_USER;
    o->req.implicit = n == 2;
    return 0;
  case OPT_SUM:
    o->sum = (int)cli_number(state, "sum", arg, 0, 1);
    return 0;
  case OPT_MXR:
    o->mxr = (int)cli_number(state, "mxr", arg, 0, 1);
    return 0;
  case OPT_AC:
    o->ac = (int)cli_number(state, "ac", arg, 0, 1);
    return 0;
  case ARGP_KEY_END:
    if (!o->image || !o->has_va) argp_error(state, "--image and --va are needed");
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static void set_flag(struct regime *r, uint32_t flag, int value) {
  if (value >= 0) r->flags = value ? r->flags | flag : r->flags & ~flag;
}

int cmd_explain(int argc, char **argv) {
  const struct argp_child children[] = {{&source_argp, 0, "Memory dumps:", 1}, {0}};
  const struct argp argp = {.options = explain_argp_options,
                            .parser = parse_explain,
                            .children = children,
                            .doc = "Prints one walk over an image, level by level, with the reason it ended."};
  struct explain_options o = {.req = {.priv = PRIV_SUPERVISOR}, .sum = -1, .mxr = -1, .ac = -1};
  struct lw_error e = {0};
  cli_parse(&argp, argc, argv, &o);
  struct image *image = image_open_as(o.image, &o.dump, NULL, NULL, &e);
  if (!image) {
    fprintf(stderr, "lockwalk: %s\n", e.text);
    return e.code;
  }
  struct regime regime = image->regime;
  if (format_get(regime.format)->arch == ARCH_RISCV) {
    set_flag(&regime, RV_SUM, o.sum);
    set_flag(&regime, RV_MXR, o.mxr);
  } else {
    set_flag(&regime, X86_AC, o.ac);
  }
  int code = explain_print(image, &regime, &o.req, stdout);
  image_close(image);
  return code;
}

enum { OPT_EVIDENCE = 0x300 };
static const struct argp_option list_argp_options[] = {
    {"evidence", OPT_EVIDENCE, 0, 0, "what confirms each feature of the golden model from outside", 0}, {0}};

static error_t parse_list(int key, char *arg, struct argp_state *state) {
  (void)arg;
  if (key != OPT_EVIDENCE) return ARGP_ERR_UNKNOWN;
  *(bool *)state->input = true;
  return 0;
}

int cmd_list(int argc, char **argv) {
  const struct argp argp = {
      .options = list_argp_options, .parser = parse_list, .doc = "Lists formats, DUTs and commands."};
  bool evidence = false;
  cli_parse(&argp, argc, argv, &evidence);
  if (evidence) {
    evidence_print(stdout, NULL);
    return LW_PASS;
  }
  printf("formats:\n");
  for (int id = 0; id < FORMAT_COUNT; id++) {
    const struct format *f = format_get((enum format_id)id);
    printf("  %-9s %u levels, %u-bit va, %u-bit pa%s\n", f->name, f->levels, f->va_bits, f->pa_bits,
           job_format_runs((enum format_id)id) ? ""
           : f->complete                       ? "  (golden only)"
                                               : "  (row only)");
  }
  printf("DUTs:\n");
  const char *const dut[] = {"rtl", "csim", "systemc", "bugs"};
  for (unsigned i = 0; i < sizeof dut / sizeof *dut; i++) {
    struct lw_error e = {0};
    printf("  %-9s %s\n", dut[i], dut_find(dut[i], cli_plugin_dir(), &e) ? "available" : e.text);
  }
  printf("commands:\n");
  for (const struct command *c = cli_commands; c->name; c++)
    printf("  %-9s %s\n", c->name, c->summary);
  return LW_PASS;
}

int cmd_version(int argc, char **argv) {
  const struct argp argp = {.doc = "Prints versions."};
  cli_parse(&argp, argc, argv, NULL);
  printf("lockwalk %s\ncompiler %s\n", LOCKWALK_VERSION, __VERSION__);
#ifdef LOCKWALK_VERILATOR
  printf("verilator %s\n", LOCKWALK_VERILATOR);
#endif
#ifdef LOCKWALK_SYSTEMC
  printf("systemc %s\n", LOCKWALK_SYSTEMC);
#endif
  return LW_PASS;
}
