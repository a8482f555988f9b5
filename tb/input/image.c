#include "tb/input/image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden/pae.h"
#include "tb/text/bytefile.h"
#include "tb/input/extract.h"
#include "tb/input/image_regime.h"
#include "tb/input/image_view.h"

// "PTPAGES1", u32 pages, u32 JSON bytes, JSON, u64 address of each page, 4096 bytes of each page;
// little endian.
enum { HEADER_BYTES = 16, PAGE_BYTES = 4096, JSON_MAX = 64 * 1024, PAGES_MAX = EXTRACT_PAGES_MAX };

struct slot {
  uint64_t pa;
  uint32_t index; // in the file
};
struct loader {
  const char *path;
  struct bytefile *file;
  struct image *image;
  uint32_t pages, json_bytes;
  struct slot *slot; // ascending pa
  uint32_t *rank;    // place, in ascending order, of page i of the file
};

static uint32_t le32(const unsigned char *b) {
  return b[0] | b[1] << 8 | b[2] << 16 | (uint32_t)b[3] << 24;
}
static uint64_t le64(const unsigned char *b) {
  return le32(b) | (uint64_t)le32(b + 4) << 32;
}

static int out_of_memory(struct loader *l, struct lw_error *e) {
  return lw_fail(e, LW_INPUT, "%s: out of memory", l->path);
}

// Exactly `size` bytes, or the reason why the file has them not.
static int read_all(struct loader *l, void *data, size_t size, const char *what, struct lw_error *e) {
  size_t got;
  if (bytefile_read(l->file, data, size, &got, e)) return LW_INPUT;
  if (got == size) return 0;
  return bytefile_fail(l->file, bytefile_offset(l->file), e,
                       "the file ends in %s (the header promises %u pages, %llu bytes in all)", what, l->pages,
                       (unsigned long long)(HEADER_BYTES + l->json_bytes + (uint64_t)l->pages * (PAGE_BYTES + 8)));
}

static int read_header(struct loader *l, struct lw_error *e) {
  unsigned char header[HEADER_BYTES];
  size_t got;
  if (bytefile_read(l->file, header, sizeof header, &got, e)) return LW_INPUT;
  if (dump_sniff(header, got) != DUMP_NONE)
    return bytefile_fail(l->file, 0, e, "a compressed memory dump: decompress it first (zstd -d)");
  if (memcmp(header, "PTPAGES1", got < 8 ? got : 8) || got == 0)
    return bytefile_fail(l->file, 0, e,
                         "neither a page-table image (PTPAGES1) nor an ELF core nor LiME; a raw dump needs --base");
  if (got < sizeof header) return bytefile_fail(l->file, got, e, "the file ends in its header");
  l->pages = le32(header + 8);
  l->json_bytes = le32(header + 12);
  if (l->pages == 0 || l->pages > PAGES_MAX)
    return bytefile_fail(l->file, 8, e, "absurd number of pages: %u (1 to %d)", l->pages, PAGES_MAX);
  if (l->json_bytes == 0 || l->json_bytes > JSON_MAX)
    return bytefile_fail(l->file, 12, e, "absurd JSON length: %u (1 to %d)", l->json_bytes, JSON_MAX);
  return 0;
}

static int read_json(struct loader *l, struct lw_error *e) {
  char reason[256];
  struct image *image = l->image;
  image->json = calloc(1, l->json_bytes + 1u);
  image->json_bytes = l->json_bytes;
  if (!image->json) return out_of_memory(l, e);
  if (read_all(l, image->json, l->json_bytes, "the JSON header", e)) return LW_INPUT;
  if (!image_regime_parse(image->json, l->json_bytes, &image->regime, reason, sizeof reason))
    return bytefile_fail(l->file, HEADER_BYTES, e, "%s", reason);
  return 0;
}

static int slot_compare(const void *a, const void *b) {
  const struct slot *x = a, *y = b;
  if (x->pa != y->pa) return x->pa < y->pa ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

static int read_addresses(struct loader *l, uint64_t *pa, struct lw_error *e) {
  uint64_t start = bytefile_offset(l->file);
  l->slot = calloc(l->pages, sizeof *l->slot);
  l->rank = calloc(l->pages, sizeof *l->rank);
  if (!l->slot || !l->rank) return out_of_memory(l, e);
  for (uint32_t i = 0; i < l->pages; i++) {
    unsigned char b[8];
    if (read_all(l, b, sizeof b, "the page addresses", e)) return LW_INPUT;
    l->slot[i] = (struct slot){le64(b), i};
    if (l->slot[i].pa % PAGE_BYTES || l->slot[i].pa >> 56)
      return bytefile_fail(l->file, start + 8ull * i, e, "page address 0x%llx is not 4 KiB aligned within 56 bits",
                           (unsigned long long)l->slot[i].pa);
  }
  qsort(l->slot, l->pages, sizeof *l->slot, slot_compare);
  for (uint32_t i = 0; i < l->pages; i++) {
    if (i && l->slot[i].pa == l->slot[i - 1].pa)
      return bytefile_fail(l->file, start + 8ull * l->slot[i].index, e, "page address 0x%llx occurs twice",
                           (unsigned long long)l->slot[i].pa);
    l->rank[l->slot[i].index] = i;
    pa[i] = l->slot[i].pa;
  }
  return 0;
}

static int read_pages(struct loader *l, uint64_t (*page)[512], struct lw_error *e) {
  for (uint32_t i = 0; i < l->pages; i++) {
    unsigned char raw[PAGE_BYTES];
    if (read_all(l, raw, sizeof raw, "the pages", e)) return LW_INPUT;
    for (unsigned w = 0; w < 512; w++)
      page[l->rank[i]][w] = le64(raw + 8 * w);
  }
  return 0;
}

static int check_end(struct loader *l, struct lw_error *e) {
  unsigned char extra;
  size_t got;
  uint64_t end = bytefile_offset(l->file);
  if (bytefile_read(l->file, &extra, 1, &got, e)) return LW_INPUT;
  return got ? bytefile_fail(l->file, end, e, "bytes follow the last of %u pages", l->pages) : 0;
}

static int load(struct loader *l, struct lw_error *e) {
  if (read_header(l, e) || read_json(l, e)) return LW_INPUT;
  uint64_t *pa = calloc(l->pages, sizeof *pa); // NOLINT(clang-analyzer-optin.portability.UnixAPI): not 0
  uint64_t(*page)[512] = calloc(l->pages, sizeof *page);
  l->image->ram = (struct ram_image){l->pages, pa, (const uint64_t(*)[512])page};
  l->image->source_bytes = (uint64_t)l->pages * PAGE_BYTES;
  if (!pa || !page) return out_of_memory(l, e);
  if (read_addresses(l, pa, e) || read_pages(l, page, e)) return LW_INPUT;
  return check_end(l, e);
}

static int load_ptp(const char *path, struct image *image, struct lw_error *e) {
  struct loader l = {.path = path, .image = image, .file = bytefile_open(path, e)};
  if (!l.file) return LW_INPUT;
  int code = load(&l, e);
  bytefile_close(l.file);
  free(l.slot);
  free(l.rank);
  return code;
}

// --- registers from elsewhere --------------------------------------------------------------------
static int set_registers(struct image *image, const char *path, const struct registers *r, struct lw_error *e) {
  char json[1024], reason[256];
  if (!registers_json(r, json, sizeof json)) return lw_fail(e, LW_INPUT, "%s: %s", path, json);
  if (!image_regime_parse(json, strlen(json), &image->regime, reason, sizeof reason))
    return lw_fail(e, LW_INPUT, "%s: the registers make no regime: %s", path, reason);
  free(image->json);
  image->json = strdup(json);
  image->json_bytes = (uint32_t)strlen(json);
  return image->json ? 0 : lw_fail(e, LW_INPUT, "%s: out of memory", path);
}

static int override_registers(struct image *image, const char *path, const struct registers *over, struct lw_error *e) {
  struct registers r = {0};
  if (registers_empty(over)) return 0;
  registers_of_json(&r, image->json, image->json_bytes); // image_regime_parse took it
  registers_merge(&r, over);
  return set_registers(image, path, &r, e);
}

// --- of a dump, the tables -----------------------------------------------------------------------
struct dumped {
  const struct dump *dump;
  const struct regime *regime;
  bool mend_pdptes;
};

static bool page_of_dump(void *ctx, uint64_t pa, uint64_t page[512]) {
  const struct dumped *d = ctx;
  enum { PDPTES = 4 };
  const uint64_t accessed = 1u << 5;
  if (!dump_page(d->dump, pa, page)) return false;
  uint64_t root = d->regime->root_pa;
  for (unsigned i = 0; d->mend_pdptes && pa == (root & ~0xfffull) && i < PDPTES; i++)
    page[(root & 0xfff) / 8 + i] &= ~accessed;
  return true;
}

static bool page_of_image(void *ctx, uint64_t pa, uint64_t page[512]) {
  const uint64_t *there = ram_image_page(&((const struct image *)ctx)->ram, pa);
  if (there) memcpy(page, there, PAGE_BYTES);
  return there != NULL;
}

static int load_dump(const char *path, const struct dump_options *options, void (*progress)(void *ctx, size_t pages),
                     void *ctx, struct image *image, struct lw_error *e) {
  struct dump *d = dump_open(path, options, e);
  if (!d) return LW_INPUT;
  struct registers r = *dump_registers(d);
  registers_merge(&r, &options->regs);
  int code = set_registers(image, path, &r, e);
  bool pae = image->regime.format == FORMAT_X86_PAE;
  struct dumped dumped = {d, &image->regime, options->mend_pdptes && pae};
  struct extract_source source = {path, &dumped, page_of_dump, progress, ctx};
  if (code == 0) code = extract_tables(&image->regime, &source, &image->ram, &image->missing, e);
  image->source_bytes = dump_bytes(d);
  dump_close(d);
  return code;
}

int image_reduce(struct image *image, const char *name, struct lw_error *e) {
  struct ram_image less;
  struct extract_source source = {.name = name, .ctx = image, .page = page_of_image};
  size_t missing;
  if (extract_tables(&image->regime, &source, &less, &missing, e)) return LW_INPUT;
  image->missing = missing;
  extract_free(&image->ram);
  image->ram = less;
  return 0;
}

// --- opening -------------------------------------------------------------------------------------
// The first bytes of a file; 0 when it cannot be read, which its reader will complain about.
static size_t first_bytes(const char *path, unsigned char start[8]) {
  FILE *f = fopen(path, "rb");
  size_t n = f ? fread(start, 1, 8, f) : 0;
  if (f) fclose(f);
  return n;
}

static bool is_dump(const char *path, const struct dump_options *options) {
  unsigned char start[8];
  return options->has_base || dump_sniff(start, first_bytes(path, start)) != DUMP_NONE;
}

// The root is there; and PAE's registers are those that a load from it leaves.
static int check_root(struct image *image, const char *path, struct lw_error *e) {
  struct regime *r = &image->regime;
  const uint64_t *root = ram_image_page(&image->ram, r->root_pa);
  if (!root)
    return lw_fail(e, LW_INPUT, "%s: the root table 0x%llx is not among the pages", path,
                   (unsigned long long)r->root_pa);
  if (r->format != FORMAT_X86_PAE) return 0;
  memcpy(r->pdpte, root + (r->root_pa & 0xfff) / 8, sizeof r->pdpte);
  if (pae_load_allowed(r->pdpte, r->pa_bits)) return 0;
  return lw_fail(e, LW_INPUT,
                 "%s: the PDPTEs at 0x%llx have reserved bits set: no CR3 load takes them (if QEMU's TCG set A: "
                 "--mend-pdptes)",
                 path, (unsigned long long)r->root_pa);
}

struct image *image_open_as(const char *path, const struct dump_options *options,
                            void (*progress)(void *ctx, size_t pages), void *ctx, struct lw_error *e) {
  struct image *image = calloc(1, sizeof *image);
  if (!image) {
    lw_fail(e, LW_INPUT, "%s: out of memory", path);
    return NULL;
  }
  int code;
  if (is_dump(path, options)) {
    code = load_dump(path, options, progress, ctx, image, e);
  } else {
    code = load_ptp(path, image, e);
    if (code == 0) code = override_registers(image, path, &options->regs, e);
  }
  if (code == 0) code = check_root(image, path, e);
  if (code == 0) return image;
  image_close(image);
  return NULL;
}

struct image *image_open(const char *path, struct lw_error *e) {
  static const struct dump_options nothing;
  return image_open_as(path, &nothing, NULL, NULL, e);
}

void image_close(struct image *image) {
  if (!image) return;
  extract_free(&image->ram);
  free(image->json);
  free(image);
}
