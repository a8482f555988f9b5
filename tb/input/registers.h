// The registers that say how memory is translated, from a core, a command line or an image's JSON
// header, and that header written from them.
#ifndef TB_REGISTERS_H
#define TB_REGISTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "golden/format.h"

// In the order in which a header names them.
enum reg { REG_SATP, REG_PC, REG_MSTATUS, REG_CR3, REG_CR0, REG_CR4, REG_EFER, REG_RIP, REG_CPL, REG_COUNT };

struct registers {
  const struct format *mode; // NULL: follows from the registers
  uint32_t known;            // bit i: value[i] holds enum reg i
  uint64_t value[REG_COUNT];
  bool has_root; // the root table's address instead of satp or cr3
  uint64_t root;
};

// "cr3=0x1000". False: no such register, or no number.
bool registers_set(struct registers *r, const char *assignment);
// "sv39", "x86-pae", ... False: no mode of that name has tables.
bool registers_set_mode(struct registers *r, const char *name);
void registers_put(struct registers *r, enum reg reg, uint64_t value);
// True when nothing is known.
bool registers_empty(const struct registers *r);
// What `over` knows replaces what `r` knows.
void registers_merge(struct registers *r, const struct registers *over);
// The registers of a header. False: it is no JSON object.
bool registers_of_json(struct registers *r, const char *json, size_t bytes);
// The JSON header. What follows from the mode but was not told is filled in (x86: cr0, cr4, efer as
// Linux has them; RISC-V: satp from root, mstatus 0). False: `text` holds the reason instead.
bool registers_json(const struct registers *r, char *text, size_t size);
// The same as options of the command line, to read a dump back: "--mode sv39 --reg satp=0x... ".
void registers_print(const struct registers *r, char *text, size_t size);

#endif
