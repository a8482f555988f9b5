#include "tb/explain.h"

#include <inttypes.h>
#include <stdlib.h>

#include "golden/walk.h"
#include "tb/error.h"
#include "tb/event.h"

enum { OWN_PAGES = 8 }; // a walk updates at most one entry a level

static enum phys_status lane_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  uint32_t narrow = 0;
  enum ram_status status = bytes == 4 ? ram_read4(ctx, addr, &narrow) : ram_read(ctx, addr, value);
  if (bytes == 4) *value = narrow;
  return status == RAM_OK ? PHYS_OK : PHYS_ERROR;
}

static enum phys_status lane_update(void *ctx, uint64_t addr, unsigned bytes, uint64_t expected, uint64_t desired,
                                    uint64_t *old, bool *ok) {
  if (lane_read(ctx, addr, bytes, old) != PHYS_OK) return PHYS_ERROR;
  *ok = *old == expected;
  if (!*ok) return PHYS_OK;
  enum ram_status status = bytes == 4 ? ram_write4(ctx, addr, (uint32_t)desired) : ram_write(ctx, addr, desired);
  return status == RAM_OK ? PHYS_OK : PHYS_ERROR;
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
  enum { OFFSET_BITS = 12 };
  uint64_t inside = (UINT64_C(1) << format->va_bits) - 1; // PAE's top index is cut short by it
  for (unsigned level = format->levels; level-- > 0;)
    fprintf(out, "%s[%u] ", level_name(format, level),
            (unsigned)((va & inside) >> (OFFSET_BITS + level * format->index_bits) & ((1u << format->index_bits) - 1)));
  fprintf(out, "offset 0x%" PRIx64 "\n", va & ((UINT64_C(1) << OFFSET_BITS) - 1));
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
