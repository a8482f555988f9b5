// lockwalk: the command line. Each sub-command is a file cmd_<name>.c.
#include <stdio.h>
#include <string.h>

#include "tb/cmd/cli.h"
#include "tb/text/error.h"
#include "tb/run/signals.h"

const struct command cli_commands[] = {
    {"run", "run RTL, cycle twin and golden model in lockstep over an image, a log, a random stream or a .txn file",
     cmd_run},
    {"cosim", "the main job: every kind of run once, in one table", cmd_cosim},
    {"soak", "random transactions over all formats and many seeds, in one table", cmd_soak},
    {"replay", "run a recorded .txn file again", cmd_replay},
    {"shrink", "reduce a failing .txn file to a small one that fails alike", cmd_shrink},
    {"wave", "open GTKWave on the waveform of a failure", cmd_wave},
    {"explain", "print one walk of an image, level by level, with the reason", cmd_explain},
    {"extract", "take the page tables out of a memory dump into a small .ptp image", cmd_extract},
    {"vectors", "check the golden model against translation vectors", cmd_vectors},
    {"cube", "every combination of permission bits, settings and accesses, each once, on the DUT", cmd_cube},
    {"new-dut", "write a folder that builds a plugin of your own walker", cmd_new_dut},
    {"bench", "measure what checking costs, and the golden walk", cmd_bench},
    {"list", "list formats, DUTs and commands", cmd_list},
    {"version", "print the version and those of what it is built with", cmd_version},
    {NULL, NULL, NULL}};

static void usage(FILE *out) {
  fprintf(out, "usage: lockwalk COMMAND [OPTION...]\n\nCommands:\n");
  for (const struct command *c = cli_commands; c->name; c++)
    fprintf(out, "  %-9s %s\n", c->name, c->summary);
  fprintf(out, "\n`lockwalk COMMAND --help` tells each command's options.\n"
               "Exit codes: 0 pass, 1 mismatch, 2 usage, 3 RTL assertion, 4 hang, 5 bad input or environment,\n"
               "6 the checker's own limit, 7 the DUT's model crashed, 77 skipped.\n");
}

int main(int argc, char **argv) {
  if (argc < 2) {
    usage(stderr);
    return LW_USAGE;
  }
  if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
    usage(stdout);
    return LW_PASS;
  }
  if (!strcmp(argv[1], "--version")) argv[1] = "version";
  signals_in_command();
  for (const struct command *c = cli_commands; c->name; c++)
    if (!strcmp(argv[1], c->name)) {
      char name[64];
      snprintf(name, sizeof name, "lockwalk %s", c->name);
      argv[1] = name;
      return c->run(argc - 1, argv + 1);
    }
  fprintf(stderr, "lockwalk: no command '%s'; `lockwalk --help` lists them\n", argv[1]);
  return LW_USAGE;
}
