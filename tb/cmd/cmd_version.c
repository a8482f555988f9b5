// lockwalk version.
#include <stdio.h>

#include "tb/cmd/cli.h"
#include "tb/report/versions.h"
#include "tb/text/error.h"

static int cmd_version(int argc, char **argv) {
  const struct argp argp = {.doc = "Prints versions."};
  cli_parse(&argp, argc, argv, NULL);
  printf("lockwalk %s (%s)\ncompiler %s\nverilator %s\nsystemc %s\n", versions.lockwalk, versions.git,
         versions.compiler, versions.verilator, versions.systemc);
  return LW_PASS;
}

const struct command command_version = {"version", "print the version and those of what it is built with", cmd_version};
