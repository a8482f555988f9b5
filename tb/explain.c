#include "tb/explain.h"

#include <inttypes.h>
#include <stdlib.h>

#include "golden/walk.h"
#include "tb/error.h"
#include "tb/event.h"

enum { OWN_PAGES = 8 }; // a walk updates at most one entry a level

static enum phys_status lane_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  if (ram_read(ctx, addr & ~7ull, value) != RAM_OK) return PHYS_ERROR;
  if (bytes == 4) *value = (uint32_t)(*value >> (addr & 4 ? 32 : 0));
  return PHYS_OK;
}

// All formats an image can have use 8-byte entries.
static enum phys_status lane_update(void *ctx, uint64_t addr, unsigned bytes, uint64_t expected, uint64_t desired,
                                    uint64_t *old, bool *ok) {
  if (bytes != 8 || ram_read(ctx, addr, old) != RAM_OK) return PHYS_ERROR;
  *ok = *old == expected;
  return *ok && ram_write(ctx, addr, desired) != RAM_OK ? PHYS_ERROR : PHYS_OK;
}

// Names by Linux and, on x86, by the manual. Level 0 last.
static const char *level_name(const struct format *format, unsigned level) {
  static const char *const riscv[] = {"pte", "pmd", "pud", "p4d", "pgd"};
  static const char *const x86[] = {"PTE", "PDE", "PDPTE", "PML4E", "PML5E"};
  if (level >= FORMAT_MAX_LEVELS) return "?";
  if (format->arch == ARCH_X86) return x86[level];
  return level + 1u == format->levels ? "pgd" : riscv[level];
}

static void print_indices(const struct format *format, uint64_t va, FILE *out) {
  unsigned offset_bits = format->va_bits - format->levels * format->index_bits;
  for (unsigned level = format->levels; level-- > 0;)
    fprintf(out, "%s[%u] ", level_name(format, level),
            (unsigned)(va >> (offset_bits + level * format->index_bits) & ((1u << format->index_bits) - 1)));
  fprintf(out, "offset 0x%" PRIx64 "\n", va & (((uint64_t)1 << offset_bits) - 1));
}

int explain_print(const struct image *image, const struct regime *regime, const struct request *req, FILE *out) {
  const struct format *format = format_get(regime->format);
  size_t bytes = ram_bytes(&image->ram, OWN_PAGES);
  void *storage = aligned_alloc(64, (bytes + 63) / 64 * 64);
  struct ram *ram = storage && format ? ram_init(storage, bytes, &image->ram, OWN_PAGES) : NULL;
  if (!ram) {
    free(storage);
    return LW_LIMIT;
  }
  struct phys phys = {ram, lane_read, lane_update};
  struct walk_record record = walk(regime, req, &phys, AD_EAGER);
  char text[256];
  request_print(req, text, sizeof text);
  fprintf(out, "%s\n", text);
  regime_print(regime, text, sizeof text);
  fprintf(out, "regime %s\n", text);
  print_indices(format, req->va, out);
  walk_print(regime, req, &record, "  ", out);
  answer_print(&record.answer, text, sizeof text);
  fprintf(out, "answer %s\n", text);
  free(storage);
  return 0;
}
