#include "tb/input/registers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tb/text/json_text.h"
#include "tb/text/words.h"

static const struct {
  const char *name;
  enum arch arch;
} all[REG_COUNT] = {
    [REG_SATP] = {"satp", ARCH_RISCV}, [REG_PC] = {"pc", ARCH_RISCV}, [REG_MSTATUS] = {"mstatus", ARCH_RISCV},
    [REG_CR3] = {"cr3", ARCH_X86},     [REG_CR0] = {"cr0", ARCH_X86}, [REG_CR4] = {"cr4", ARCH_X86},
    [REG_EFER] = {"efer", ARCH_X86},   [REG_RIP] = {"rip", ARCH_X86}, [REG_CPL] = {"cpl", ARCH_X86}};

void registers_put(struct registers *r, enum reg reg, uint64_t value) {
  r->known |= 1u << reg;
  r->value[reg] = value;
}

static bool knows(const struct registers *r, enum reg reg) {
  return r->known >> reg & 1;
}

bool registers_set(struct registers *r, const char *assignment) {
  for (unsigned i = 0; i < REG_COUNT; i++) {
    const char *text = words_value(assignment, all[i].name);
    uint64_t value;
    if (!text) continue;
    if (!words_number(text, &value)) return false;
    registers_put(r, (enum reg)i, value);
    return true;
  }
  return false;
}

bool registers_set_mode(struct registers *r, const char *name) {
  const struct format *f = format_get(format_find(name));
  if (!f || f->levels < 2) return false;
  r->mode = f;
  return true;
}

bool registers_empty(const struct registers *r) {
  return !r->mode && !r->known && !r->has_root;
}

void registers_merge(struct registers *r, const struct registers *over) {
  if (over->mode) r->mode = over->mode;
  for (unsigned i = 0; i < REG_COUNT; i++)
    if (knows(over, (enum reg)i)) registers_put(r, (enum reg)i, over->value[i]);
  if (over->has_root) {
    r->has_root = true;
    r->root = over->root;
  }
}

bool registers_of_json(struct registers *r, const char *json, size_t bytes) {
  json_error_t error;
  json_t *root = json_loadb(json, bytes, 0, &error);
  if (!json_is_object(root)) {
    json_decref(root);
    return false;
  }
  for (unsigned i = 0; i < REG_COUNT; i++) {
    uint64_t value;
    if (json_text_get(root, all[i].name, &value)) registers_put(r, (enum reg)i, value);
  }
  const json_t *mode = json_object_get(root, "mode");
  if (json_is_string(mode)) registers_set_mode(r, json_string_value(mode));
  json_decref(root);
  return true;
}

// --- what follows from what is known -------------------------------------------------------------
static const struct format *riscv_format(const struct registers *r) {
  if (r->mode) return r->mode;
  uint64_t mode = knows(r, REG_SATP) ? r->value[REG_SATP] >> 60 : 0; // priv 12.1.11
  return mode >= 8 && mode <= 10 ? format_get((enum format_id)(FORMAT_SV39 + mode - 8)) : NULL;
}

static void complete_riscv(struct registers *r, const struct format *f) {
  bool rv32 = f->entry_bytes == 4;
  uint64_t satp = knows(r, REG_SATP) ? r->value[REG_SATP] : 0;
  uint64_t ppn_mask = rv32 ? (1u << 22) - 1 : (1ull << 44) - 1;
  if (r->has_root) satp = (satp & ~ppn_mask) | r->root >> 12;
  if (r->has_root || r->mode) satp = rv32 ? satp | 1u << 31 : (satp << 4 >> 4) | (f->levels + 5ull) << 60;
  registers_put(r, REG_SATP, satp);
  if (!knows(r, REG_MSTATUS)) registers_put(r, REG_MSTATUS, 0);
}

// SDM3 4.1.1. Without EFER nobody can tell PAE from 4-level paging.
static const struct format *x86_format(const struct registers *r) {
  if (r->mode) return r->mode;
  if (!knows(r, REG_CR4) || !knows(r, REG_EFER)) return NULL;
  uint64_t cr4 = r->value[REG_CR4];
  if (r->value[REG_EFER] >> 10 & 1) return format_get(cr4 >> 12 & 1 ? FORMAT_X86_5L : FORMAT_X86_4L);
  return format_get(cr4 >> 5 & 1 ? FORMAT_X86_PAE : FORMAT_X86_2L);
}

// Linux's: WP, NXE where there is one, PSE, PGE; no SMEP and SMAP.
static void complete_x86(struct registers *r, const struct format *f) {
  bool is_long = f->levels >= 4;
  uint64_t cr4 = f->levels == 2 ? 0x6d0 : f->levels == 5 ? 0x16f0 : 0x6f0;
  if (r->has_root) registers_put(r, REG_CR3, r->root);
  if (!knows(r, REG_CR0)) registers_put(r, REG_CR0, 0x80050033);
  if (!knows(r, REG_CR4)) registers_put(r, REG_CR4, cr4);
  if (!knows(r, REG_EFER)) registers_put(r, REG_EFER, is_long ? 0xd01 : f->levels == 3 ? 0x800 : 0);
}

static bool fail(char *text, size_t size, const char *reason) {
  snprintf(text, size, "%s", reason);
  return false;
}

static void append(char *text, size_t size, const char *fmt, const char *name, uint64_t value) {
  size_t used = strlen(text);
  if (used < size) snprintf(text + used, size - used, fmt, name, value);
}

static void append_registers(const struct registers *r, enum arch arch, char *text, size_t size) {
  for (unsigned i = 0; i < REG_COUNT; i++)
    if (all[i].arch == arch && knows(r, (enum reg)i))
      append(text, size, i == REG_CPL ? ", \"%s\": %" PRIu64 : ", \"%s\": \"0x%" PRIx64 "\"", all[i].name, r->value[i]);
}

bool registers_json(const struct registers *given, char *text, size_t size) {
  struct registers r = *given;
  if (registers_empty(&r)) return fail(text, size, "no registers in it: give --root and --mode, or --reg");
  bool riscv = r.mode ? r.mode->arch == ARCH_RISCV : knows(&r, REG_SATP) || knows(&r, REG_MSTATUS);
  const struct format *f = riscv ? riscv_format(&r) : x86_format(&r);
  if (!f)
    return fail(text, size,
                riscv ? "its satp is not that of Sv39, Sv48 or Sv57: give --mode"
                      : "the paging mode is not known: give --mode, or --reg cr4= and --reg efer=");
  if (!r.has_root && !knows(&r, riscv ? REG_SATP : REG_CR3))
    return fail(text, size, riscv ? "no root: give --root, or --reg satp=" : "no root: give --root, or --reg cr3=");
  if (riscv) {
    complete_riscv(&r, f);
    snprintf(text, size, "{\"arch\": \"%s\", \"mode\": \"%s\", \"levels\": %u",
             f->entry_bytes == 4 ? "riscv32" : "riscv64", f->name, f->levels);
  } else {
    complete_x86(&r, f);
    snprintf(text, size, "{\"arch\": \"%s\", \"levels\": %u", f->levels >= 4 ? "x86_64" : "i386", f->levels);
  }
  append_registers(&r, f->arch, text, size);
  append(text, size, "}", "", 0);
  return true;
}

void registers_print(const struct registers *r, char *text, size_t size) {
  *text = 0;
  if (r->mode) append(text, size, "--mode %s ", r->mode->name, 0);
  if (r->has_root) append(text, size, "--root%s 0x%" PRIx64 " ", "", r->root);
  for (unsigned i = 0; i < REG_COUNT; i++)
    if (knows(r, (enum reg)i)) append(text, size, "--reg %s=0x%" PRIx64 " ", all[i].name, r->value[i]);
}
