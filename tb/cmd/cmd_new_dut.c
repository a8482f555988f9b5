// lockwalk new-dut: a folder from which a plugin is built: the kit's first example under a new
// name, to be replaced part by part.
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tb/cmd/cli.h"
#include "tb/text/outfile.h"

// tb/dut/kit/embed.cmake makes these of the files in tb/dut/, in the order of `made`.
extern const char file_0[], file_1[], file_2[], file_3[], file_4[], file_5[];

enum { NAME_MAX_LENGTH = 32 };
struct new_dut {
  const char *name;
  const char *dir;
};

static const struct {
  const char *text;
  const char *path; // NAME stands for the DUT's name
} made[] = {{file_0, "CMakeLists.txt"}, {file_1, "NAME.sv"},     {file_2, "first.txn"},
            {file_3, "NAME_walker.sv"}, {file_4, "adapter.cpp"}, {file_5, "NAME.profile"}};

static bool good_name(const char *name) {
  size_t n = strlen(name);
  for (size_t i = 0; i < n; i++)
    if (!islower((unsigned char)name[i]) && !(i && isdigit((unsigned char)name[i])) && !(i && name[i] == '_'))
      return false;
  return n > 0 && n <= NAME_MAX_LENGTH;
}

// `text` with each `from` replaced; the caller frees it. NULL: out of memory.
static char *replaced(const char *text, const char *from, const char *to) {
  size_t count = 0, length = strlen(from);
  for (const char *at = text; (at = strstr(at, from)); at += length)
    count++;
  char *result = malloc(strlen(text) + count * strlen(to) + 1), *end = result;
  if (!result) return NULL;
  for (const char *at; (at = strstr(text, from)); text = at + length) {
    memcpy(end, text, (size_t)(at - text));
    end += at - text;
    end = stpcpy(end, to);
  }
  memcpy(end, text, strlen(text) + 1);
  return result;
}

// The example's names become the DUT's: in the adapter the model's class and the plugin, in the
// walker its module.
static char *filled(const char *text, const char *name, bool walker) {
  char module[NAME_MAX_LENGTH + 8];
  snprintf(module, sizeof module, "%s%s", name, walker ? "_walker" : "");
  const char *const step[][2] = {{"@NAME@", name}, {"@HINT@", cli_program_dir()}, {"walker_axi", module}};
  char *now = strdup(text);
  for (unsigned i = 0; i < 3 && now; i++) {
    char *next = replaced(now, step[i][0], step[i][1]);
    free(now);
    now = next;
  }
  return now;
}

static int write_file(const struct new_dut *n, unsigned i, struct lw_error *e) {
  char path[4096];
  char *relative = replaced(made[i].path, "NAME", n->name);
  char *text = filled(made[i].text, n->name, strstr(made[i].path, "_walker") != NULL);
  int code = relative && text ? LW_PASS : lw_fail(e, LW_INPUT, "out of memory");
  if (code == LW_PASS && (size_t)snprintf(path, sizeof path, "%s/%s", n->dir, relative) >= sizeof path)
    code = lw_fail(e, LW_INPUT, "%s: the path is too long", n->dir);
  FILE *file = code == LW_PASS ? fopen(path, "wx") : NULL;
  if (code == LW_PASS && (!file || fputs(text, file) == EOF))
    code = lw_fail(e, LW_INPUT, "%s: cannot write: %s", path, strerror(errno));
  if (file && fclose(file) && code == LW_PASS)
    code = lw_fail(e, LW_INPUT, "%s: cannot write: %s", path, strerror(errno));
  free(relative);
  free(text);
  return code;
}

static error_t parse_new_dut(int key, char *arg, struct argp_state *state) {
  struct new_dut *n = state->input;
  switch (key) {
  case 'd':
    n->dir = arg;
    return 0;
  case ARGP_KEY_ARG:
    if (n->name) argp_error(state, "one NAME only");
    if (!good_name(arg))
      argp_error(state, "NAME is a lower-case letter, then letters, digits and _, %d at most", NAME_MAX_LENGTH);
    n->name = arg;
    return 0;
  case ARGP_KEY_NO_ARGS:
    argp_error(state, "NAME is missing");
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static int cmd_new_dut(int argc, char **argv) {
  static const struct argp_option options[] = {
      {"dir", 'd', "DIR", 0, "where to (default: NAME); a folder that is not there yet", 0}, {0}};
  const struct argp argp = {.options = options,
                            .parser = parse_new_dut,
                            .args_doc = "NAME",
                            .doc =
                                "Writes a folder that builds a DUT plugin: a small walker, a wrapper and an adapter to "
                                "be replaced by yours (tb/dut/kit/README.md)."};
  struct new_dut n = {0};
  struct lw_error e = {0};
  cli_parse(&argp, argc, argv, &n);
  if (!n.dir) n.dir = n.name;
  if (mkdir(n.dir, 0777)) {
    fprintf(stderr, "lockwalk new-dut: %s: %s\n", n.dir, strerror(errno));
    return LW_INPUT;
  }
  for (unsigned i = 0; i < sizeof made / sizeof made[0]; i++)
    if (write_file(&n, i, &e)) {
      fprintf(stderr, "lockwalk new-dut: %s\n", e.text);
      return e.code;
    }
  printf("%s: a walker, its wrapper, adapter, profile and first test. Next:\n"
         "  cmake -S %s -B %s/build && cmake --build %s/build && ctest --test-dir %s/build\n",
         n.dir, n.dir, n.dir, n.dir, n.dir);
  return LW_PASS;
}

const struct command command_new_dut = {"new-dut", "write a folder that builds a plugin of your own walker",
                                        cmd_new_dut};
