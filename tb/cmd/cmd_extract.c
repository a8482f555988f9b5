// lockwalk extract: any image or memory dump to a small .ptp, or a .ptp to a dump of another kind.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tb/cmd/cli.h"
#include "tb/input/dump_write.h"
#include "tb/input/image.h"
#include "tb/input/source_options.h"

enum kind { KIND_PTP, KIND_ELF, KIND_LIME, KIND_RAW };
static const char *const kind_names[] = {"ptp", "elf", "lime", "raw", NULL};

struct extract_options {
  struct dump_options dump;
  const char *in, *out;
  enum kind kind;
  bool quiet;
};

enum { OPT_AS = 0x200, OPT_QUIET };
static const struct argp_option extract_argp_options[] = {
    {"as", OPT_AS, "ptp|elf|lime|raw", 0, "what OUT shall be (default ptp; compressed when it ends in .zst)", 0},
    {"quiet", OPT_QUIET, NULL, 0, "no progress and no summary", 0},
    {0}};

static error_t parse_extract(int key, char *arg, struct argp_state *state) {
  struct extract_options *o = state->input;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &o->dump;
    return 0;
  case OPT_AS:
    for (unsigned i = 0; kind_names[i]; i++)
      if (!strcmp(arg, kind_names[i])) {
        o->kind = (enum kind)i;
        return 0;
      }
    argp_error(state, "--as: '%s' is none of ptp elf lime raw", arg);
    return 0;
  case OPT_QUIET:
    o->quiet = true;
    return 0;
  case ARGP_KEY_ARG:
    if (state->arg_num > 1) argp_error(state, "IN and OUT, no more");
    *(state->arg_num ? &o->out : &o->in) = arg;
    return 0;
  case ARGP_KEY_END:
    if (!o->out) argp_error(state, "IN and OUT are needed");
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static void show_progress(void *ctx, size_t pages) {
  (void)ctx;
  if (pages % 256 == 0) fprintf(stderr, "\rlockwalk: %zu table pages", pages);
}

// What has to be said to read a dump of that kind again.
static void print_options(enum kind kind, const struct image *image, const struct dump_run *run) {
  struct dump_options o = {.has_base = kind == KIND_RAW, .base = run[0].pa};
  char text[1024];
  registers_of_json(&o.regs, image->json, image->json_bytes);
  o.regs.mode = NULL; // follows from the registers, but for Sv32
  if (image->regime.format == FORMAT_SV32) o.regs.mode = format_get(FORMAT_SV32);
  if (kind == KIND_ELF) o.regs = (struct registers){0};
  source_options_print(&o, text, sizeof text);
  if (*text) printf("to read it: %s\n", text);
}

static int write_dump(const struct extract_options *o, const struct image *image, struct lw_error *e) {
  size_t runs;
  struct dump_run *run = dump_runs(&image->ram, &runs);
  if (!run) return lw_fail(e, LW_INPUT, "%s: out of memory", o->out);
  int code = o->kind == KIND_ELF    ? dump_write_elf(o->out, run, runs, image, e)
             : o->kind == KIND_LIME ? dump_write_lime(o->out, run, runs, e)
                                    : dump_write_raw(o->out, run, runs, e);
  if (code == 0 && !o->quiet) print_options(o->kind, image, run);
  free(run);
  return code;
}

static void print_summary(const struct extract_options *o, const struct image *image) {
  struct stat st;
  const struct regime *r = &image->regime;
  printf("%s: %zu table pages of %" PRIu64 " bytes of memory; %s, root 0x%" PRIx64 "\n", o->in, image->ram.pages,
         image->source_bytes, format_get(r->format)->name, r->root_pa);
  if (image->missing)
    printf("%zu tables that entries point to are not in it: walks that need them end in an access "
           "fault or bus error\n",
           image->missing);
  if (stat(o->out, &st) == 0) printf("%s: %lld bytes\n", o->out, (long long)st.st_size);
}

static int cmd_extract(int argc, char **argv) {
  const struct argp_child children[] = {{&source_argp, 0, "Memory dumps:", 1}, {0}};
  const struct argp argp = {
      .options = extract_argp_options,
      .parser = parse_extract,
      .args_doc = "IN OUT",
      .children = children,
      .doc = "Takes the page tables out of a memory dump (ELF core, LiME, raw with --base) or image: all table pages "
             "that the root leads to, and nothing else. With --as, writes them as a dump of another kind."};
  struct extract_options o = {.kind = KIND_PTP};
  struct lw_error e = {0};
  cli_parse(&argp, argc, argv, &o);
  bool progress = !o.quiet && isatty(STDERR_FILENO);
  struct image *image = image_open_as(o.in, &o.dump, progress ? show_progress : NULL, NULL, &e);
  if (progress) fprintf(stderr, "\r\033[K");
  if (!image) {
    fprintf(stderr, "lockwalk: %s\n", e.text);
    return e.code;
  }
  int code = image_reduce(image, o.in, &e);
  if (code == LW_PASS) code = o.kind == KIND_PTP ? image_write(image, o.out, &e) : write_dump(&o, image, &e);
  if (code == LW_PASS && !o.quiet) print_summary(&o, image);
  if (code != LW_PASS) fprintf(stderr, "lockwalk: %s\n", e.text);
  image_close(image);
  return code;
}

const struct command command_extract = {"extract", "take the page tables out of a memory dump into a small .ptp image",
                                        cmd_extract};
