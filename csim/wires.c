#include "csim/wires.h"

void wires_put_regime(struct mmu_in *in, const struct regime *regime, bool load) {
  in->regime_valid = 1;
  in->regime_mode = format_get(regime->format)->mode;
  in->regime_load = load;
  in->regime_root_ppn = regime->root_pa >> 12;
  in->regime_root_low = regime->format == FORMAT_X86_PAE ? regime->root_pa >> 5 & 0x7f : 0;
  in->regime_asid = regime->asid;
  in->regime_flags = (uint16_t)regime->flags;
  in->regime_pa_bits = regime->pa_bits;
  in->regime_pkru = regime->pkru;
  in->regime_pkrs = regime->pkrs;
}

bool wires_regime(const struct mmu_in *in, enum arch arch, struct regime *regime) {
  const enum format_id format = format_of_mode(arch, in->regime_mode);
  if (format == FORMAT_COUNT) return false;
  regime->format = format;
  regime->root_pa = in->regime_root_ppn << 12;
  if (format == FORMAT_X86_PAE) regime->root_pa |= (uint64_t)in->regime_root_low << 5;
  regime->asid = in->regime_asid;
  regime->flags = in->regime_flags;
  regime->pa_bits = arch == ARCH_X86 ? in->regime_pa_bits : 56;
  regime->pkru = in->regime_pkru;
  regime->pkrs = in->regime_pkrs;
  return true;
}
