// What an architecture gives to the walk: its hooks. The walk itself asks nothing about the
// architecture.
#ifndef GOLDEN_ARCH_H
#define GOLDEN_ARCH_H

#include "golden/walk.h"

struct arch_hooks {
  struct pte_meaning (*decode)(const struct regime *regime, uint8_t level, uint64_t value);
  enum reason (*allowed)(const struct regime *regime, const struct request *req, uint8_t perm, uint8_t pkey,
                         bool *pkey_violation);                               // pkey_violation is not NULL
  uint64_t (*masked)(const struct regime *regime, const struct request *req); // the address without what LAM masks
  bool (*barred)(const struct regime *regime, const struct request *req);     // LASS refuses the address
  struct answer (*fault)(const struct regime *regime, const struct request *req, enum reason reason,
                         bool pkey_violation);
};
const struct arch_hooks *arch_get(enum arch arch);

// decode_riscv.c
struct pte_meaning decode_riscv(const struct regime *regime, uint8_t level, uint64_t value);
enum reason allowed_riscv(const struct regime *regime, const struct request *req, uint8_t perm, uint8_t pkey,
                          bool *pkey_violation);
// decode_x86.c
struct pte_meaning decode_x86(const struct regime *regime, uint8_t level, uint64_t value);
enum reason allowed_x86(const struct regime *regime, const struct request *req, uint8_t perm, uint8_t pkey,
                        bool *pkey_violation);
uint64_t masked_x86(const struct regime *regime, const struct request *req);
bool barred_x86(const struct regime *regime, const struct request *req);
// fault.c
struct answer fault_riscv(const struct regime *regime, const struct request *req, enum reason reason,
                          bool pkey_violation);
struct answer fault_x86(const struct regime *regime, const struct request *req, enum reason reason,
                        bool pkey_violation);

#endif
