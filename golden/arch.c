// The table of hooks, and the functions of walk.h that only pick the architecture.
#include "golden/arch.h"

#include <stddef.h>

static const struct arch_hooks hooks[] = {
    [ARCH_RISCV] = {.decode = decode_riscv, .allowed = allowed_riscv, .fault = fault_riscv},
    [ARCH_X86] =
        {.decode = decode_x86, .allowed = allowed_x86, .masked = masked_x86, .barred = barred_x86, .fault = fault_x86},
};

const struct arch_hooks *arch_get(enum arch arch) {
  return &hooks[arch];
}

static const struct arch_hooks *hooks_of(const struct regime *regime) {
  return arch_get(format_get(regime->format)->arch);
}

struct pte_meaning decode(const struct regime *regime, uint8_t level, uint64_t value) {
  return hooks_of(regime)->decode(regime, level, value);
}

enum reason allowed(const struct regime *regime, const struct request *req, uint8_t perm, uint8_t pkey,
                    bool *pkey_violation) {
  bool unused;
  return hooks_of(regime)->allowed(regime, req, perm, pkey, pkey_violation ? pkey_violation : &unused);
}

uint64_t walk_va(const struct regime *regime, const struct request *req) {
  bool masked = regime->flags & format_get(regime->format)->address_flags;
  return masked ? hooks_of(regime)->masked(regime, req) : req->va;
}

bool walk_barred(const struct regime *regime, const struct request *req) {
  bool asked = regime->flags & format_get(regime->format)->address_flags;
  return asked && hooks_of(regime)->barred(regime, req);
}

struct answer fault_answer(const struct regime *regime, const struct request *req, enum reason reason,
                           bool pkey_violation) {
  return hooks_of(regime)->fault(regime, req, reason, pkey_violation);
}
