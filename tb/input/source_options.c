#include "tb/input/source_options.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tb/text/option.h"

enum { OPT_BASE = 0x400, OPT_ROOT, OPT_MODE, OPT_REG, OPT_CPU, OPT_MEND };

static const struct argp_option options[] = {
    {"base", OPT_BASE, "ADDRESS", 0, "physical address of the first byte of a raw dump (RISC-V RAM: 0x80000000)", 2},
    {"root", OPT_ROOT, "ADDRESS", 0, "physical address of the root table, instead of the file's", 2},
    {"mode", OPT_MODE, "NAME", 0, "sv32 sv39 sv48 sv57 x86-2l x86-pae x86-4l x86-5l", 2},
    {"reg", OPT_REG, "NAME=VALUE", 0, "a register instead of the file's: satp mstatus pc, cr0 cr3 cr4 efer rip cpl", 2},
    {"cpu", OPT_CPU, "N", 0, "whose registers, where a core holds several (default 0)", 2},
    {"mend-pdptes", OPT_MEND, NULL, 0, "PAE: clear the A bits that QEMU's TCG, alone, sets in a dump's PDPTEs", 2},
    {0}};

static error_t parse(int key, char *arg, struct argp_state *state) {
  struct dump_options *o = state->input;
  switch (key) {
  case OPT_BASE:
    o->base = option_number(state, "base", arg, 0, (1ull << 56) - 1);
    o->has_base = true;
    return 0;
  case OPT_ROOT:
    o->regs.root = option_number(state, "root", arg, 0, (1ull << 56) - 1);
    o->regs.has_root = true;
    return 0;
  case OPT_MODE:
    if (!registers_set_mode(&o->regs, arg)) argp_error(state, "--mode: no mode '%s'", arg);
    return 0;
  case OPT_REG:
    if (!registers_set(&o->regs, arg)) argp_error(state, "--reg: '%s' is not REGISTER=NUMBER", arg);
    return 0;
  case OPT_CPU:
    o->cpu = (unsigned)option_number(state, "cpu", arg, 0, 65535);
    return 0;
  case OPT_MEND:
    o->mend_pdptes = true;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

const struct argp source_argp = {.options = options, .parser = parse};

void source_options_print(const struct dump_options *o, char *text, size_t size) {
  size_t used = 0;
  *text = 0;
  if (o->has_base) used += (size_t)snprintf(text, size, "--base 0x%" PRIx64 " ", o->base);
  if (o->cpu && used < size) used += (size_t)snprintf(text + used, size - used, "--cpu %u ", o->cpu);
  if (o->mend_pdptes && used < size) used += (size_t)snprintf(text + used, size - used, "--mend-pdptes ");
  if (used < size) registers_print(&o->regs, text + used, size - used);
}

void source_options_write(const struct dump_options *o, FILE *out) {
  char text[512];
  source_options_print(o, text, sizeof text);
  if (*text) fprintf(out, " %.*s", (int)strlen(text) - 1, text);
}
