// lockwalk list.
#include <stdlib.h>
#include <string.h>

#include "tb/dut/dut_find.h"
#include "tb/cmd/cli.h"
#include "tb/text/error.h"
#include "tb/input/evidence.h"
#include "tb/report/rules_print.h"

enum { OPT_EVIDENCE = 0x300, OPT_FORMATS, OPT_RULES };
static const struct argp_option list_argp_options[] = {
    {"evidence", OPT_EVIDENCE, 0, 0, "what confirms each feature of the golden model from outside", 0},
    {"formats", OPT_FORMATS, 0, 0, "only the formats that the MMU has, a name a line", 0},
    {"rules", OPT_RULES, 0, 0, "what the golden TLB goes by: what may be kept, what each fence takes, the bounds", 0},
    {0}};

// The input is the key of what is asked for; 0: the list of all.
static error_t parse_list(int key, char *arg, struct argp_state *state) {
  (void)arg;
  if (key != OPT_EVIDENCE && key != OPT_FORMATS && key != OPT_RULES) return ARGP_ERR_UNKNOWN;
  *(int *)state->input = key;
  return 0;
}

static int cmd_list(int argc, char **argv) {
  const struct argp argp = {
      .options = list_argp_options, .parser = parse_list, .doc = "Lists formats, DUTs and commands."};
  int only = 0;
  cli_parse(&argp, argc, argv, &only);
  if (only == OPT_EVIDENCE) {
    evidence_print(stdout, NULL);
    return LW_PASS;
  }
  if (only == OPT_RULES) {
    rules_print(stdout);
    return LW_PASS;
  }
  for (int id = 0; only == OPT_FORMATS && id < FORMAT_COUNT; id++)
    if (job_format_runs((enum format_id)id)) printf("%s\n", format_get((enum format_id)id)->name);
  if (only == OPT_FORMATS) return LW_PASS;
  printf("formats:\n");
  for (int id = 0; id < FORMAT_COUNT; id++) {
    const struct format *f = format_get((enum format_id)id);
    printf("  %-9s %u levels, %u-bit va, %u-bit pa%s\n", f->name, f->levels, f->va_bits, f->pa_bits,
           job_format_runs((enum format_id)id) ? "" : "  (golden only)");
  }
  printf("DUTs:\n");
  const char *const dut[] = {"rtl", "csim", "systemc", "bugs"};
  for (unsigned i = 0; i < sizeof dut / sizeof *dut; i++) {
    struct lw_error e = {0};
    printf("  %-9s %s\n", dut[i], dut_find(dut[i], cli_plugin_dir(), &e) ? "available" : e.text);
  }
  printf("commands:\n");
  for (const struct command *const *c = cli_commands; *c; c++)
    printf("  %-9s %s\n", (*c)->name, (*c)->summary);
  return LW_PASS;
}

const struct command command_list = {"list", "list formats, DUTs and commands", cmd_list};
