// lockwalk vectors: the golden model against answers of others.
#include "tb/cmd/cli.h"
#include "tb/text/error.h"
#include "tb/input/vectors.h"

struct vectors_options {
  char **file;
  int files;
  bool evidence;
};
enum { OPT_EVIDENCE = 0x200 };
static const struct argp_option vectors_argp_options[] = {
    {"evidence", OPT_EVIDENCE, 0, 0, "also print how many lines show each feature, and what no line can show", 0}, {0}};

static error_t parse_vectors(int key, char *arg, struct argp_state *state) {
  struct vectors_options *o = state->input;
  (void)arg;
  switch (key) {
  case OPT_EVIDENCE:
    o->evidence = true;
    return 0;
  case ARGP_KEY_NO_ARGS:
    argp_error(state, "which files?");
    return 0;
  case ARGP_KEY_ARGS:
    o->file = state->argv + state->next;
    o->files = state->argc - state->next;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static int cmd_vectors(int argc, char **argv) {
  const struct argp argp = {
      .options = vectors_argp_options,
      .parser = parse_vectors,
      .args_doc = "FILE...",
      .doc =
          "Runs translation vectors (plain or .zst) through the golden model; every field of every line is compared."};
  struct vectors_options o = {0};
  cli_parse(&argp, argc, argv, &o);
  struct vectors_tally tally = {0};
  for (int i = 0; i < o.files; i++)
    if (vectors_run(o.file[i], stdout, &tally) == LW_INPUT) {
      fprintf(stderr, "lockwalk: %s\n", tally.error.text);
      return LW_INPUT;
    }
  if (o.evidence) evidence_print(stdout, &tally.evidence);
  vectors_summary(stdout, &tally);
  return tally.failed ? LW_MISMATCH : LW_PASS;
}

const struct command command_vectors = {"vectors", "check the golden model against translation vectors", cmd_vectors};
