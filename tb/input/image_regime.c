#include "tb/input/image_regime.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tb/text/json_text.h"

struct header {
  json_t *root;
  char *reason;
  size_t reason_size;
};

static bool fail(struct header *h, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static bool fail(struct header *h, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  vsnprintf(h->reason, h->reason_size, fmt, args);
  va_end(args);
  return false;
}

// Registers are strings ("0x9000..."), because JSON numbers do not hold 64 bits.
static bool get_register(struct header *h, const char *key, uint64_t *value) {
  const json_t *v = json_object_get(h->root, key);
  if (!v) return fail(h, "JSON header: key \"%s\" is missing", key);
  return json_text_number(v, value) || fail(h, "JSON header: \"%s\" is not a number", key);
}

static bool get_levels(struct header *h, int least, int most, int *levels) {
  const json_t *v = json_object_get(h->root, "levels");
  if (!v) return fail(h, "JSON header: key \"levels\" is missing");
  json_int_t n = json_is_integer(v) ? json_integer_value(v) : -1;
  if (n < least || n > most) return fail(h, "JSON header: \"levels\" is not one of %d..%d", least, most);
  *levels = (int)n;
  return true;
}

static bool riscv_mode(struct header *h, bool rv32, enum format_id *format, int *levels) {
  const json_t *v = json_object_get(h->root, "mode");
  if (!v) return fail(h, "JSON header: key \"mode\" is missing");
  const char *name = json_is_string(v) ? json_string_value(v) : "";
  *format = format_find(name);
  if (rv32 ? *format != FORMAT_SV32 : *format != FORMAT_SV39 && *format != FORMAT_SV48 && *format != FORMAT_SV57)
    return fail(h, "JSON header: mode \"%.16s\" is not %s", name, rv32 ? "sv32" : "sv39, sv48 or sv57");
  if (!get_levels(h, 2, 5, levels)) return false;
  return *levels == format_get(*format)->levels || fail(h, "JSON header: mode %s has not %d levels", name, *levels);
}

// satp (priv 12.1.11): MODE 1 is Sv32, 8 Sv39, 9 Sv48, 10 Sv57.
static bool take_satp(struct header *h, bool rv32, int levels, uint64_t satp, struct regime *r) {
  uint64_t mode = rv32 ? satp >> 31 : satp >> 60, want = rv32 ? 1 : (uint64_t)levels + 5;
  if (mode != want)
    return fail(h, "JSON header: satp.MODE %llu is not that of mode %s", (unsigned long long)mode,
                format_get(r->format)->name);
  r->root_pa = (satp & ((1ull << (rv32 ? 22 : 44)) - 1)) << 12;
  r->asid = (uint16_t)(rv32 ? satp >> 22 & 0x1ff : satp >> 44);
  return true;
}

static bool parse_riscv(struct header *h, bool rv32, struct regime *r) {
  int levels = 0;
  uint64_t satp = 0, mstatus = 0;
  if (!riscv_mode(h, rv32, &r->format, &levels) || !get_register(h, "satp", &satp) ||
      !get_register(h, "mstatus", &mstatus) || !take_satp(h, rv32, levels, satp, r))
    return false;
  // What the capture does not tell: the kernels ran with hardware A/D updates and with these
  // extensions.
  r->flags = RV_ADUE | RV_SVADU;
  if (!rv32) r->flags |= RV_PBMTE | RV_SVNAPOT | RV_SVPBMT;
  if (mstatus >> 18 & 1) r->flags |= RV_SUM;
  if (mstatus >> 19 & 1) r->flags |= RV_MXR;
  r->pa_bits = 56;
  return true;
}

struct x86_registers {
  uint64_t cr0, cr3, cr4, efer;
};

static uint32_t x86_flags(uint64_t cr0, uint64_t cr4, uint64_t efer) {
  static const struct {
    uint8_t bit;
    uint32_t flag;
  } cr4_bits[] = {{4, X86_PSE}, {7, X86_PGE}, {20, X86_SMEP}, {21, X86_SMAP}, {22, X86_PKE}};
  uint32_t flags = 0;
  if (cr0 >> 16 & 1) flags |= X86_WP;
  if (efer >> 11 & 1) flags |= X86_NXE;
  for (size_t i = 0; i < sizeof cr4_bits / sizeof *cr4_bits; i++)
    if (cr4 >> cr4_bits[i].bit & 1) flags |= cr4_bits[i].flag;
  return flags;
}

static bool get_x86(struct header *h, int least, int most, int *levels, struct x86_registers *x) {
  if (!get_levels(h, least, most, levels) || !get_register(h, "cr0", &x->cr0) || !get_register(h, "cr3", &x->cr3) ||
      !get_register(h, "cr4", &x->cr4))
    return false;
  x->efer = 0; // a CPU without NX has none
  return (most < 4 && !json_object_get(h->root, "efer")) || get_register(h, "efer", &x->efer);
}

static bool parse_x86_64(struct header *h, struct regime *r) {
  int levels = 0;
  struct x86_registers x = {0};
  if (!get_x86(h, 4, 5, &levels, &x)) return false;
  // CR0.PG, CR4.PAE and EFER.LMA together are 4- or 5-level paging (SDM3 4.1.1).
  if (!(x.cr0 >> 31 & 1) || !(x.cr4 >> 5 & 1) || !(x.efer >> 10 & 1))
    return fail(h, "JSON header: cr0, cr4 and efer are not those of 64-bit paging");
  if ((x.cr4 >> 12 & 1) != (levels == 5)) return fail(h, "JSON header: cr4.LA57 does not match %d levels", levels);
  r->format = levels == 5 ? FORMAT_X86_5L : FORMAT_X86_4L;
  r->root_pa = x.cr3 & 0x000ffffffffff000u;
  r->asid = x.cr4 >> 17 & 1 ? x.cr3 & 0xfff : 0; // CR4.PCIDE
  r->flags = x86_flags(x.cr0, x.cr4, x.efer);
  return true;
}

static bool parse_i386(struct header *h, struct regime *r) {
  int levels = 0;
  struct x86_registers x = {0};
  if (!get_x86(h, 2, 3, &levels, &x)) return false;
  if (!(x.cr0 >> 31 & 1) || x.efer >> 10 & 1)
    return fail(h, "JSON header: cr0 and efer are not those of 32-bit paging");
  if ((x.cr4 >> 5 & 1) != (levels == 3)) return fail(h, "JSON header: cr4.PAE does not match %d levels", levels);
  r->format = levels == 3 ? FORMAT_X86_PAE : FORMAT_X86_2L;
  r->root_pa = x.cr3 & (levels == 3 ? 0xffffffe0u : 0xfffff000u);  // SDM3 4.3, 4.4.1
  if (levels == 2) x.efer = 0;                                     // 32-bit paging has no NX
  r->flags = x86_flags(x.cr0, x.cr4, x.efer) & ~(uint32_t)X86_PKE; // and neither has protection keys
  return true;
}

bool image_regime_parse(const char *json, size_t size, struct regime *regime, char *reason, size_t reason_size) {
  json_error_t error;
  struct header h = {json_loadb(json, size, JSON_REJECT_DUPLICATES, &error), reason, reason_size};
  if (!h.root) return fail(&h, "JSON header: %.100s at byte %d", error.text, error.position);
  memset(regime, 0, sizeof *regime);
  const json_t *v = json_object_get(h.root, "arch");
  const char *arch = json_is_string(v) ? json_string_value(v) : "?";
  bool ok;
  regime->pa_bits = 40; // x86's, PKRU permissive: not captured
  if (!v)
    ok = fail(&h, "JSON header: key \"arch\" is missing");
  else if (strcmp(arch, "riscv64") == 0 || strcmp(arch, "riscv32") == 0)
    ok = parse_riscv(&h, strcmp(arch, "riscv32") == 0, regime);
  else if (strcmp(arch, "x86_64") == 0)
    ok = parse_x86_64(&h, regime);
  else if (strcmp(arch, "i386") == 0)
    ok = parse_i386(&h, regime);
  else
    ok = fail(&h, "JSON header: arch \"%.16s\" is not riscv64, riscv32, x86_64 or i386", arch);
  json_decref(h.root);
  return ok;
}
