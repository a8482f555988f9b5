#include "tb/engine/regime_fit.h"

#include <stddef.h>

enum { PORT_FLAGS = 0xffff, RV32_PA_BITS = 34, CR3_32_BITS = 32, PA_BITS = 56, MAXPHYADDR_LEAST = 32 };

static bool runs(const struct mmu_config *c, const struct format *f) {
  if (!f || f->arch != c->arch || f->mode == FORMAT_NO_MODE) return false;
  return c->arch == ARCH_X86 || f->levels == 0 || (f->levels == 2) == (c->xlen == 32);
}

// RV32 has 22 bits of page number (priv 12.1.11), CR3 outside long mode 32 bits (SDM3 4.3, 4.4).
unsigned regime_root_bits(const struct mmu_config *config, enum format_id format) {
  if (config->xlen == 32) return RV32_PA_BITS;
  return format == FORMAT_X86_PAE || format == FORMAT_X86_2L ? CR3_32_BITS : PA_BITS;
}

const char *regime_unfit(const struct mmu_config *config, const struct regime *g, bool load) {
  // CR4.PCIDE is no port: only what software may do depends on it.
  uint32_t flags = config->arch == ARCH_X86 ? g->flags & ~(uint32_t)X86_PCIDE : g->flags;
  if (!runs(config, format_get(g->format))) return "a mode this MMU does not run";
  if (g->root_pa & (g->format == FORMAT_X86_PAE ? 0x1f : 0xfff))
    return "a root that is not aligned to its table: 4 KiB, PAE 32 bytes";
  if (g->root_pa >> regime_root_bits(config, g->format)) return "a root wider than the mode's register";
  if (flags & ~(uint32_t)PORT_FLAGS) return "a flag that the port does not have";
  if (g->pa_bits < MAXPHYADDR_LEAST || g->pa_bits > PA_BITS) return "a physical width that is not 32 to 56";
  if (load && g->format != FORMAT_X86_PAE) return "a load of PDPTEs in another mode than PAE";
  return NULL;
}
