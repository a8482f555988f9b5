// lockwalk: the command line. Each sub-command is a file cmd_<name>.c.
#include <stdio.h>
#include <string.h>

#include "tb/cmd/cli.h"
#include "tb/text/error.h"
#include "tb/run/signals.h"

// In the order of the help. A new command is a file with its row, and its name here.
#define COMMANDS(ROW)                                                                                                  \
  ROW(command_run)                                                                                                     \
  ROW(command_cosim)                                                                                                   \
  ROW(command_soak)                                                                                                    \
  ROW(command_replay)                                                                                                  \
  ROW(command_shrink)                                                                                                  \
  ROW(command_wave)                                                                                                    \
  ROW(command_explain)                                                                                                 \
  ROW(command_extract)                                                                                                 \
  ROW(command_vectors)                                                                                                 \
  ROW(command_cube)                                                                                                    \
  ROW(command_new_dut)                                                                                                 \
  ROW(command_bench)                                                                                                   \
  ROW(command_list)                                                                                                    \
  ROW(command_version)
#define DECLARE(row) extern const struct command row;
COMMANDS(DECLARE)
#define POINTER(row) &row,
const struct command *const cli_commands[] = {COMMANDS(POINTER) NULL};

static void usage(FILE *out) {
  fprintf(out, "usage: lockwalk COMMAND [OPTION...]\n\nCommands:\n");
  for (const struct command *const *c = cli_commands; *c; c++)
    fprintf(out, "  %-9s %s\n", (*c)->name, (*c)->summary);
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
  for (const struct command *const *c = cli_commands; *c; c++)
    if (!strcmp(argv[1], (*c)->name)) {
      char name[64];
      snprintf(name, sizeof name, "lockwalk %s", (*c)->name);
      argv[1] = name;
      return (*c)->run(argc - 1, argv + 1);
    }
  fprintf(stderr, "lockwalk: no command '%s'; `lockwalk --help` lists them\n", argv[1]);
  return LW_USAGE;
}
