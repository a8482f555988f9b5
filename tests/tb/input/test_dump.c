#include <libelf.h>
#include <gelf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tb/input/dump.h"
#include "tb/input/dump_write.h"
#include "tb/input/image.h"
#include "tb/text/rng.h"
#include "tests/tb/files.h"
#include "tests/suite.h"

static const struct dump_options nothing;

static void put(unsigned char *to, unsigned bytes, uint64_t v) {
  for (unsigned i = 0; i < bytes; i++)
    to[i] = (unsigned char)(v >> 8 * i);
}

// --- LiME and raw --------------------------------------------------------------------------------
// A range whose bytes are all `fill`.
static size_t lime_range(unsigned char *to, uint64_t first, uint64_t last, unsigned char fill) {
  memset(to, 0, 32);
  put(to, 4, 0x4c694d45);
  put(to + 4, 4, 1);
  put(to + 8, 8, first);
  put(to + 16, 8, last);
  memset(to + 32, fill, last - first + 1);
  return 32 + (size_t)(last - first + 1);
}

static void test_lime_ranges_end_with_their_last_byte(void) {
  static unsigned char b[20000];
  struct lw_error e = {0};
  uint64_t page[512];
  // The second range comes first in the file; the page at 0x3000 lies in both, that at 0x4000 in
  // one by half.
  size_t n = lime_range(b, 0x3800, 0x47ff, 0x22);
  n += lime_range(b + n, 0x1000, 0x37ff, 0x11);
  struct dump *d = dump_open(files_write(b, n), &nothing, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(d);
  CU_ASSERT_EQUAL(dump_bytes(d), 0x3800);
  CU_ASSERT(dump_page(d, 0x1000, page) && page[0] == 0x1111111111111111 && page[511] == page[0]);
  CU_ASSERT(dump_page(d, 0x3000, page) && page[255] == 0x1111111111111111 && page[256] == 0x2222222222222222);
  CU_ASSERT(!dump_page(d, 0x4000, page));
  CU_ASSERT(!dump_page(d, 0, page));
  CU_ASSERT(!dump_page(d, 0xfffffffffff000, page));
  CU_ASSERT(registers_empty(dump_registers(d)));
  dump_close(d);
}

static void test_raw_begins_at_its_base(void) {
  static unsigned char b[8192];
  struct lw_error e = {0};
  uint64_t page[512];
  struct dump_options o = {.has_base = true, .base = 0x80000000};
  put(b + 4096 + 8, 8, 0x0123456789abcdef);
  struct dump *d = dump_open(files_write(b, sizeof b), &o, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(d);
  CU_ASSERT(dump_page(d, 0x80001000, page) && page[1] == 0x0123456789abcdef && page[0] == 0);
  CU_ASSERT(!dump_page(d, 0x80002000, page));
  CU_ASSERT(!dump_page(d, 0x7ffff000, page));
  dump_close(d);
  memcpy(b, "\177ELF", 4); // RAM may begin with anything
  d = dump_open(files_write(b, sizeof b), &o, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(d);
  CU_ASSERT(dump_page(d, 0x80000000, page) && page[0] == 0x464c457f);
  dump_close(d);
}

// --- ELF, written by libelf ----------------------------------------------------------------------
struct piece {
  uint64_t pa, memory;
  uint32_t offset, bytes;
};

// A core whose data area is `data`; the note, if any, lies at its start.
struct core {
  int class, machine, type;
  const struct piece *piece;
  size_t pieces;
  const unsigned char *data;
  size_t bytes, note_bytes;
};
static const char *make_elf(const struct core *c) {
  const char *path = files_text("");
  elf_version(EV_CURRENT);
  int fd = open(path, O_RDWR);
  Elf *elf = elf_begin(fd, ELF_C_WRITE, NULL);
  GElf_Ehdr h;
  if (!elf || !gelf_newehdr(elf, c->class)) abort();
  if (c->pieces + 1 >= PN_XNUM && !elf_newscn(elf)) abort(); // section 0 is to hold the count
  if (!gelf_newphdr(elf, c->pieces + 1) || !gelf_getehdr(elf, &h)) abort();
  h.e_ident[EI_DATA] = ELFDATA2LSB;
  h.e_machine = (GElf_Half)c->machine;
  h.e_type = (GElf_Half)c->type;
  gelf_update_ehdr(elf, &h);
  uint64_t start = 8192 + (c->pieces + 1) * sizeof(Elf64_Phdr);
  for (size_t i = 0; i <= c->pieces; i++) {
    GElf_Phdr p = {.p_type = PT_NOTE, .p_offset = start, .p_filesz = c->note_bytes};
    if (i)
      p = (GElf_Phdr){.p_type = PT_LOAD,
                      .p_paddr = c->piece[i - 1].pa,
                      .p_offset = start + c->piece[i - 1].offset,
                      .p_filesz = c->piece[i - 1].bytes,
                      .p_memsz = c->piece[i - 1].memory};
    if (!gelf_update_phdr(elf, (int)i, &p)) abort();
  }
  if (elf_update(elf, ELF_C_WRITE) < 0) abort();
  elf_end(elf);
  if (pwrite(fd, c->data, c->bytes, (off_t)start) != (ssize_t)c->bytes || close(fd)) abort();
  return path;
}

static size_t qemu_note(unsigned char *to, uint64_t cr0, uint64_t cr3, uint64_t cr4) {
  enum { DESC = 20 };
  memset(to, 0, DESC + 440);
  put(to, 4, 5);
  put(to + 4, 4, 440);
  memcpy(to + 12, "QEMU", 5);
  put(to + DESC, 4, 1);
  put(to + DESC + 4, 4, 440);
  put(to + DESC + 152, 4, 0x23);
  put(to + DESC + 392, 8, cr0);
  put(to + DESC + 416, 8, cr3);
  put(to + DESC + 424, 8, cr4);
  return DESC + 440;
}

static void test_elf_holds_registers_of_each_cpu(void) {
  static unsigned char data[8192];
  struct lw_error e = {0};
  size_t n = qemu_note(data, 0x80050033, 0x1000, 0x6f0);
  n += qemu_note(data + n, 0x80050033, 0x2000, 0x6f0);
  struct piece piece = {0x1000, 0x1000, 4096, 4096};
  const struct {
    int class, machine;
    uint64_t efer;
  } kind[] = {{ELFCLASS64, EM_X86_64, 0xd01}, {ELFCLASS64, EM_386, 0x800}, {ELFCLASS32, EM_386, 0x800}};
  for (unsigned k = 0; k < 3; k++)
    for (unsigned cpu = 0; cpu < 2; cpu++) {
      struct dump_options o = {.cpu = cpu};
      struct dump *d = dump_open(
          make_elf(&(struct core){kind[k].class, kind[k].machine, ET_CORE, &piece, 1, data, sizeof data, n}), &o, &e);
      CU_ASSERT_PTR_NOT_NULL_FATAL(d);
      const struct registers *r = dump_registers(d);
      CU_ASSERT_EQUAL(r->value[REG_CR3], cpu ? 0x2000 : 0x1000);
      CU_ASSERT_EQUAL(r->value[REG_CR4], 0x6f0);
      CU_ASSERT_EQUAL(r->value[REG_CPL], 3);
      CU_ASSERT_EQUAL(r->value[REG_EFER], kind[k].efer);
      dump_close(d);
    }
}

static void test_elf_overlaps_and_missing_bytes(void) {
  static unsigned char data[5 * 4096];
  struct lw_error e = {0};
  uint64_t page[512];
  for (unsigned i = 0; i < sizeof data; i++)
    data[i] = (unsigned char)(i / 4096);
  // Zeros beyond p_filesz, but not where another segment has bytes; no physical address; the same
  // page twice.
  struct piece piece[] = {{0x1000, 0x4000, 4096, 4096},
                          {0x3000, 0x1000, 2 * 4096, 4096},
                          {UINT64_MAX, 4096, 3 * 4096, 4096},
                          {0x3800, 0x1000, 4 * 4096, 4096}};
  struct dump *d =
      dump_open(make_elf(&(struct core){ELFCLASS64, EM_RISCV, ET_CORE, piece, 4, data, sizeof data, 0}), &nothing, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(d);
  CU_ASSERT_EQUAL(dump_bytes(d), 0x4000);
  CU_ASSERT(dump_page(d, 0x1000, page) && page[0] == 0x0101010101010101);
  CU_ASSERT(dump_page(d, 0x2000, page) && page[0] == 0 && page[511] == 0);
  CU_ASSERT(dump_page(d, 0x3000, page) && page[0] == 0x0202020202020202 && page[511] == page[0]);
  CU_ASSERT(dump_page(d, 0x4000, page) && page[0] == 0x0404040404040404 && page[511] == 0);
  CU_ASSERT(!dump_page(d, 0x5000, page));
  dump_close(d);
}

enum { MANY = 70000 };

static void look_everywhere(const struct dump *d) {
  uint64_t page[512];
  CU_ASSERT_EQUAL(dump_bytes(d), MANY * 4096ull);
  unsigned wrong = 0;
  for (uint64_t i = 0; i < MANY; i++)
    wrong += !dump_page(d, i * 0x2000, page) || page[0] != (i & 3) || dump_page(d, i * 0x2000 + 0x1000, page);
  CU_ASSERT_EQUAL(wrong, 0);
}

// e_phnum holds 65,534 at most.
static void test_more_than_65535_segments_by_libelf(void) {
  static unsigned char data[5 * 4096];
  struct lw_error e = {0};
  struct piece *piece = calloc(MANY, sizeof *piece);
  for (unsigned i = 0; i < MANY; i++)
    piece[i] = (struct piece){i * 0x2000ull, 4096, 4096 * (1 + (i & 3)), 4096};
  for (unsigned i = 0; i < 4; i++)
    put(data + 4096 * (1 + i), 8, i);
  struct dump *d = dump_open(
      make_elf(&(struct core){ELFCLASS64, EM_X86_64, ET_CORE, piece, MANY, data, sizeof data, 0}), &nothing, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(d);
  look_everywhere(d);
  dump_close(d);
  free(piece);
}

static void test_more_than_65535_segments_of_our_own(void) {
  static uint64_t word[4][512];
  struct lw_error e = {0};
  struct dump_run *run = calloc(MANY, sizeof *run);
  for (unsigned i = 0; i < MANY; i++)
    run[i] = (struct dump_run){i * 0x2000ull, 4096, word[i & 3]};
  for (unsigned i = 0; i < 4; i++)
    word[i][0] = i;
  char json[] = "{\"cr3\": \"0x1000\", \"cr0\": \"0x80000001\", \"cr4\": \"0x20\", \"efer\": \"0xd01\"}";
  struct image image = {.regime = {.format = FORMAT_X86_4L}, .json = json, .json_bytes = sizeof json - 1};
  const char *path = files_text("");
  CU_ASSERT_EQUAL(dump_write_elf(path, run, MANY, &image, &e), 0);
  struct dump *d = dump_open(path, &nothing, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(d);
  CU_ASSERT_EQUAL(dump_registers(d)->value[REG_CR3], 0x1000);
  CU_ASSERT_EQUAL(dump_registers(d)->value[REG_CR4], 0x20);
  look_everywhere(d);
  dump_close(d);
  free(run);
}

// --- what is refused -----------------------------------------------------------------------------
static void must_refuse(const char *path, const struct dump_options *o, const char *reason) {
  struct lw_error e = {0};
  CU_ASSERT_PTR_NULL(dump_open(path, o, &e));
  CU_ASSERT(files_told(&e, path, reason));
}

static void test_bad_lime_is_refused(void) {
  static unsigned char b[8192 + 64];
  size_t n = lime_range(b, 0x1000, 0x1fff, 1);
  must_refuse(files_write(b, n - 1), &nothing, "the file ends in the LiME range 0x1000 to 0x1fff");
  must_refuse(files_write(b, n + 16), &nothing, "the file ends in a LiME header");
  must_refuse(files_write(b, n + 32), &nothing, "no LiME header where the next range should begin");
  put(b + 4, 4, 2);
  must_refuse(files_write(b, n), &nothing, "LiME version 2");
  put(b + 4, 4, 1);
  put(b + 16, 8, 0xfff);
  must_refuse(files_write(b, n), &nothing, "absurd LiME range");
  put(b + 16, 8, UINT64_MAX);
  must_refuse(files_write(b, n), &nothing, "absurd LiME range");
}

static void test_bad_raw_is_refused(void) {
  struct dump_options o = {.has_base = true, .base = (1ull << 56) - 4096};
  static const unsigned char b[8192];
  must_refuse(files_write(b, sizeof b), &nothing, "a raw dump needs --base");
  must_refuse(files_write(b, sizeof b), &o, "leaves 56 bits");
  must_refuse(files_write(b, 0), &o, "the file is empty");
  must_refuse("/nonexistent/dump", &o, "No such file");
  must_refuse("/dev/null", &o, "not a regular file");
}

static void test_bad_elf_is_refused(void) {
  static unsigned char data[8192];
  size_t size, note = qemu_note(data, 1, 2, 3);
  struct piece good = {0x1000, 0x1000, 4096, 4096}, far = {1ull << 56, 4096, 4096, 4096}, at0 = {0, 4096, 0, 4096};
  const int c = ELFCLASS64, m = EM_X86_64;
  must_refuse(make_elf(&(struct core){c, EM_PPC, ET_CORE, &good, 1, data, sizeof data, 0}), &nothing,
              "not x86 or RISC-V");
  must_refuse(make_elf(&(struct core){c, m, ET_EXEC, &good, 1, data, sizeof data, 0}), &nothing, "no core (type 2)");
  must_refuse(make_elf(&(struct core){c, m, ET_CORE, &far, 1, data, sizeof data, 0}), &nothing,
              "segment 1 at 0x100000000000000 leaves");
  must_refuse(make_elf(&(struct core){c, m, ET_CORE, &good, 1, data, 5000, 0}), &nothing, "the file ends in segment 1");
  must_refuse(make_elf(&(struct core){c, m, ET_CORE, &good, 0, data, sizeof data, 0}), &nothing, "no memory in it");
  must_refuse(make_elf(&(struct core){c, m, ET_CORE, &good, 1, data, sizeof data, 1u << 27}), &nothing, "absurd notes");
  struct dump_options second = {.cpu = 1};
  must_refuse(make_elf(&(struct core){c, m, ET_CORE, &good, 1, data, sizeof data, note}), &second,
              "no CPU 1: the core holds 1");
  unsigned char *b = files_read(make_elf(&(struct core){c, m, ET_CORE, &at0, 1, data, sizeof data, 0}), &size);
  put(b + 64 + 56 + 16, 8, 0x400000); // p_vaddr: then no p_paddr means a process
  must_refuse(files_write(b, size), &nothing, "the core of a process");
  b[5] = ELFDATA2MSB;
  must_refuse(files_write(b, size), &nothing, "core"); // whatever libelf makes of it, one line
  must_refuse(files_write(b, 40), &nothing, "ELF");
  free(b);
}

// Any damage ends in success or in one line; the sanitizers watch the rest.
// Headers, and the 900 bytes from `hot` on, are hit more often than memory.
static unsigned damage(const unsigned char *b, size_t size, size_t hot, unsigned times, uint64_t seed) {
  unsigned char *copy = malloc(size);
  struct rng rng = {seed};
  unsigned refused = 0;
  uint64_t page[512];
  for (unsigned i = 0; i < times; i++) {
    size_t n = i % 5 ? size : 1 + rng_below(&rng, size - 1);
    memcpy(copy, b, size);
    for (unsigned k = rng_below(&rng, 3); i % 5 && k < 3; k++) {
      size_t at = k == 0 ? rng_below(&rng, size) : k == 1 ? rng_below(&rng, 240) : hot + rng_below(&rng, 900);
      copy[at] ^= (unsigned char)(1 + rng_below(&rng, 255));
    }
    struct lw_error e = {0};
    struct dump *d = dump_open(files_write(copy, n), &nothing, &e);
    CU_ASSERT(d || (e.code == LW_INPUT && e.text[0] && !strchr(e.text, '\n')));
    refused += !d;
    for (uint64_t pa = 0; d && pa < 0x8000; pa += 0x1000)
      dump_page(d, pa, page);
    dump_close(d);
    struct image *image = image_open(files_write(copy, n), &e);
    CU_ASSERT(image || (e.code == LW_INPUT && e.text[0]));
    image_close(image);
  }
  free(copy);
  return refused;
}

static void test_damaged_dumps_never_crash(void) {
  static unsigned char data[5 * 4096];
  size_t size, n = qemu_note(data, 0x80050033, 0x2000, 0x6f0);
  put(data + 2 * 4096, 8, 0x3023); // a table that points to the next, and to itself
  put(data + 2 * 4096 + 8, 8, 0x2023);
  put(data + 3 * 4096, 8, 0x4023);
  struct piece piece[] = {{0x2000, 0x1000, 2 * 4096, 4096}, {0x3000, 0x2000, 3 * 4096, 8192}};
  const char *elf = make_elf(&(struct core){ELFCLASS64, EM_X86_64, ET_CORE, piece, 2, data, sizeof data, n});
  struct lw_error e = {0};
  struct image *image = image_open(elf, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(image); // before it is damaged it is good
  CU_ASSERT_EQUAL(image->ram.pages, 3);
  image_close(image);
  unsigned char *b = files_read(elf, &size);
  CU_ASSERT(damage(b, size, size - sizeof data, 1500, 2026) >= 300); // every truncation
  free(b);
  static unsigned char lime[4 * 4096];
  n = lime_range(lime, 0x1000, 0x1fff, 1);
  n += lime_range(lime + n, 0x3000, 0x3fff, 2);
  CU_ASSERT(damage(lime, n, 4096, 1500, 2027) >= 300);
}

CU_TestInfo test_dump_tests[] = {TEST(test_lime_ranges_end_with_their_last_byte),
                                 TEST(test_raw_begins_at_its_base),
                                 TEST(test_elf_holds_registers_of_each_cpu),
                                 TEST(test_elf_overlaps_and_missing_bytes),
                                 TEST(test_more_than_65535_segments_by_libelf),
                                 TEST(test_more_than_65535_segments_of_our_own),
                                 TEST(test_bad_lime_is_refused),
                                 TEST(test_bad_raw_is_refused),
                                 TEST(test_bad_elf_is_refused),
                                 TEST(test_damaged_dumps_never_crash),
                                 CU_TEST_INFO_NULL};
