// Memory dumps as users have them: ELF cores, LiME, raw. Mapped, never read as a whole: pages are
// fetched one by one.
#ifndef TB_DUMP_H
#define TB_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "golden/format.h"
#include "tb/text/error.h"
#include "tb/input/registers.h"

enum { DUMP_PAGE_BYTES = 4096 };

// What a dump does not tell by itself. All zero: nothing is said.
struct dump_options {
  bool has_base;
  uint64_t base; // physical address of a raw dump's first byte
  unsigned cpu;  // whose registers, where a core holds several
  struct registers regs;
  // QEMU's TCG sets A (bit 5) in PAE's PDPTEs in memory. No CPU does: there it is reserved, and the
  // next load of CR3 would be refused (SDM3 4.4.1). True: it is taken out again.
  bool mend_pdptes;
};

struct dump; // opaque

enum dump_kind { DUMP_NONE, DUMP_ELF, DUMP_LIME, DUMP_RAW };
// What the first bytes say; DUMP_NONE: none of ours. A raw dump has no mark.
enum dump_kind dump_sniff(const unsigned char *start, size_t bytes);

// Raw when options->has_base, whatever it begins with; else ELF and LiME are known by their first
// bytes. NULL: `e` has one line (file, offset, reason; code LW_INPUT).
struct dump *dump_open(const char *path, const struct dump_options *options, struct lw_error *e);
void dump_close(struct dump *d);
// The page at `pa` (4 KiB aligned) as 512 little-endian words in the host's order. False: not every
// byte of it is in the dump.
bool dump_page(const struct dump *d, uint64_t pa, uint64_t page[512]);
// Bytes of physical memory the dump holds.
uint64_t dump_bytes(const struct dump *d);
// The registers that the core itself holds (none: all unknown).
const struct registers *dump_registers(const struct dump *d);

#endif
