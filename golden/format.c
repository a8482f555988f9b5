#include "golden/format.h"

#include <string.h>

#include "golden/regime.h"

// Leaf levels as a mask: levels 0 .. n-1.
#define LEVELS(n) ((1u << (n)) - 1)

enum { SVADU = RV_SVADU | RV_ADUE, LONG = X86_LAM_U48 | X86_LAM_U57 | X86_LAM_SUP | X86_LASS };

// clang-format off
const struct format format_table[FORMAT_COUNT] = {
#define ROW(id, name_, arch_, levels_, walked_, index, bytes, va, pa, sext, leaves, pointer_a_, keys_, update, address, mode_) \
  [id] = {.name = name_, .arch = arch_, .levels = levels_, .walked = walked_, .index_bits = index, .entry_bytes = bytes, \
          .va_bits = va, .pa_bits = pa, .sign_extended = sext, .leaf_levels = leaves, .pointer_a = pointer_a_, \
          .keys = keys_, .update_flags = update, .address_flags = address, .mode = mode_}
  //                   name        arch        levels walked index bytes va  pa  sext   leaves     ptr A  keys  A/D    addr  mode
  ROW(FORMAT_BARE,     "bare",     ARCH_RISCV, 0,     0,     0,    0,    56, 56, false, 0,         false, false, 0,     0,    0),
  ROW(FORMAT_SV32,     "sv32",     ARCH_RISCV, 2,     2,     10,   4,    32, 34, false, LEVELS(2), false, false, SVADU, 0,    2),
  ROW(FORMAT_SV39,     "sv39",     ARCH_RISCV, 3,     3,     9,    8,    39, 56, true,  LEVELS(3), false, false, SVADU, 0,    3),
  ROW(FORMAT_SV48,     "sv48",     ARCH_RISCV, 4,     4,     9,    8,    48, 56, true,  LEVELS(4), false, false, SVADU, 0,    4),
  ROW(FORMAT_SV57,     "sv57",     ARCH_RISCV, 5,     5,     9,    8,    57, 56, true,  LEVELS(5), false, false, SVADU, 0,    5),
  ROW(FORMAT_X86_FLAT, "x86-flat", ARCH_X86,   1,     1,     20,   4,    32, 32, false, LEVELS(1), true,  false, 0,     0,    FORMAT_NO_MODE),
  ROW(FORMAT_X86_2L,   "x86-2l",   ARCH_X86,   2,     2,     10,   4,    32, 40, false, LEVELS(2), true,  false, 0,     0,    2),
  ROW(FORMAT_X86_PAE,  "x86-pae",  ARCH_X86,   3,     2,     9,    8,    32, 52, false, LEVELS(2), true,  false, 0,     0,    3),
  ROW(FORMAT_X86_4L,   "x86-4l",   ARCH_X86,   4,     4,     9,    8,    48, 52, true,  LEVELS(3), true,  true,  0,     LONG, 4),
  ROW(FORMAT_X86_5L,   "x86-5l",   ARCH_X86,   5,     5,     9,    8,    57, 52, true,  LEVELS(3), true,  true,  0,     LONG, 5),
#undef ROW
};
// clang-format on

enum format_id format_find(const char *name) {
  enum format_id id = FORMAT_BARE;
  if (!name) return FORMAT_COUNT;
  while (id < FORMAT_COUNT && strcmp(format_table[id].name, name) != 0)
    id++;
  return id;
}

enum format_id format_of_mode(enum arch arch, uint8_t mode) {
  enum format_id id = FORMAT_BARE;
  while (id < FORMAT_COUNT && (format_table[id].arch != arch || format_table[id].mode != mode))
    id++;
  return id;
}
