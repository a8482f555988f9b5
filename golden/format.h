// The format table: one row per translation scheme, and what differs between schemes as data.
#ifndef GOLDEN_FORMAT_H
#define GOLDEN_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

enum arch { ARCH_RISCV = 0, ARCH_X86 = 1 };

enum format_id {
  FORMAT_BARE,     // RISC-V satp.MODE=0: va is pa
  FORMAT_SV32,     // priv 12.3
  FORMAT_SV39,     // priv 12.4
  FORMAT_SV48,     // priv 12.5
  FORMAT_SV57,     // priv 12.6
  FORMAT_X86_FLAT, // the single-level table that multi-level paging replaced
  FORMAT_X86_2L,   // 32-bit paging, SDM3 4.3
  FORMAT_X86_PAE,  // SDM3 4.4
  FORMAT_X86_4L,   // 4-level, SDM3 4.5
  FORMAT_X86_5L,   // LA57, SDM3 4.5
  FORMAT_COUNT
};

enum { FORMAT_MAX_LEVELS = 5, FORMAT_NO_MODE = 255 };

// Level 0 is the 4 KiB level; the root table is level `levels - 1`.
struct format {
  const char *name; // "sv48", "x86-4l": as typed on the command line
  enum arch arch;
  uint8_t levels;         // tables on the way to a 4 KiB page
  uint8_t walked;         // of which a walk reads so many in memory; above are registers (PAE's four PDPTEs)
  uint8_t index_bits;     // VA bits each level consumes
  uint8_t entry_bytes;    // 4 or 8
  uint8_t va_bits;        // width of a translated address
  uint8_t pa_bits;        // widest physical address an entry can express
  bool sign_extended;     // bits above va_bits-1 must equal bit va_bits-1
  uint8_t leaf_levels;    // bit i set: a leaf at level i is legal (x86: further limits in decode)
  bool pointer_a;         // entries above the leaf have an accessed bit
  bool keys;              // leaves have a protection key
  uint32_t update_flags;  // hardware sets A and D when all these regime flags are set; else a clear bit is a fault
  uint32_t address_flags; // any of these regime flags: addresses are masked or refused before the walk (x86 LAM, LASS)
  uint8_t mode;           // its number on the port regime_mode_i; FORMAT_NO_MODE: no RTL has it
};

extern const struct format format_table[FORMAT_COUNT];
// id out of range gives NULL. (Here, because every decode asks.)
static inline const struct format *format_get(enum format_id id) {
  return (unsigned)id < FORMAT_COUNT ? &format_table[id] : (const struct format *)0;
}
// NULL name or unknown name gives FORMAT_COUNT.
enum format_id format_find(const char *name);
// Where the entry of `va` is in a table of `level`.
static inline uint64_t format_index(const struct format *f, unsigned level, uint64_t va) {
  return va >> (12 + level * f->index_bits) & ((UINT64_C(1) << f->index_bits) - 1);
}
// The format that a mode number means on that architecture; FORMAT_COUNT when it means none.
enum format_id format_of_mode(enum arch arch, uint8_t mode);

#endif
