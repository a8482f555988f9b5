#include "tb/input/extract.h"

#include <stdlib.h>
#include <string.h>

#include "tb/input/image.h"
#include "tb/input/registers.h"
#include "tests/tb/files.h"
#include "tests/suite.h"

// Four pages from 0 on; a source that has only the first `pages`.
struct memory {
  uint64_t page[8][512];
  uint64_t pages;
  unsigned reads;
};
static struct memory memory;

static bool page_of(void *ctx, uint64_t pa, uint64_t page[512]) {
  struct memory *m = ctx;
  if (pa >> 12 >= m->pages) return false;
  memcpy(page, m->page[pa >> 12], 4096);
  m->reads++;
  return true;
}

static int take(enum format_id format, uint64_t root, struct ram_image *out, size_t *missing, struct lw_error *e) {
  struct regime regime = {.format = format, .root_pa = root, .pa_bits = 40, .flags = X86_PSE | X86_NXE};
  struct extract_source source = {.name = "memory", .ctx = &memory, .page = page_of};
  memory.reads = 0;
  return extract_tables(&regime, &source, out, missing, e);
}

static void test_self_mapped_tables_end(void) {
  struct ram_image out;
  struct lw_error e = {0};
  size_t missing;
  memset(&memory, 0, sizeof memory);
  memory.pages = 8;
  for (unsigned i = 0; i < 512; i++) // every table points to every table, and to itself
    for (unsigned t = 1; t < 4; t++)
      memory.page[t][i] = (1 + i % 3) << 12 | 0x27;
  CU_ASSERT_EQUAL_FATAL(take(FORMAT_X86_5L, 0x1000, &out, &missing, &e), 0);
  CU_ASSERT_EQUAL(out.pages, 3);
  CU_ASSERT_EQUAL(memory.reads, 3); // each page once
  CU_ASSERT_EQUAL(missing, 0);
  CU_ASSERT_EQUAL(out.page_pa[0], 0x1000);
  CU_ASSERT_EQUAL(out.page_pa[2], 0x3000);
  CU_ASSERT_EQUAL(memcmp(out.page[1], memory.page[2], 4096), 0);
  extract_free(&out);
}

static void test_leaves_and_bad_entries_lead_nowhere(void) {
  struct ram_image out;
  struct lw_error e = {0};
  size_t missing;
  memset(&memory, 0, sizeof memory);
  memory.pages = 8;
  memory.page[1][0] = 0x2027;
  memory.page[1][1] = 0x3026;              // not present
  memory.page[1][2] = 0x4027 | 1ull << 45; // beyond MAXPHYADDR
  memory.page[1][3] = 0x5027 | 0x80;       // PS where it is reserved
  memory.page[2][0] = 0x400000e7;          // a 1 GiB leaf
  memory.page[2][1] = 0x9027;              // a table that is not there
  CU_ASSERT_EQUAL_FATAL(take(FORMAT_X86_4L, 0x1000, &out, &missing, &e), 0);
  CU_ASSERT_EQUAL(out.pages, 2);
  CU_ASSERT_EQUAL(missing, 1);
  extract_free(&out);
}

static void test_narrow_tables_and_short_roots(void) {
  struct ram_image out;
  struct lw_error e = {0};
  size_t missing;
  memset(&memory, 0, sizeof memory);
  memory.pages = 8;
  memory.page[1][0] = 0x2027ull << 32 | 0x000000e7; // two entries a word: a 4 MiB leaf, a pointer
  memory.page[2][0] = 0x3027;                       // a leaf
  CU_ASSERT_EQUAL_FATAL(take(FORMAT_X86_2L, 0x1000, &out, &missing, &e), 0);
  CU_ASSERT_EQUAL(out.pages, 2);
  extract_free(&out);
  // PAE: four entries at 0x1020, and nothing else of that page.
  memory.page[1][3] = 0x7001;
  memory.page[1][4] = 0x2001;
  memory.page[1][7] = 0x4001;
  memory.page[1][8] = 0x6001;
  CU_ASSERT_EQUAL_FATAL(take(FORMAT_X86_PAE, 0x1020, &out, &missing, &e), 0);
  CU_ASSERT_EQUAL(out.pages, 4); // 1, 2, 3 (from 2) and 4
  CU_ASSERT_EQUAL(out.page_pa[3], 0x4000);
  extract_free(&out);
}

static void test_no_root_is_refused(void) {
  struct ram_image out;
  struct lw_error e = {0};
  size_t missing;
  memory.pages = 2;
  CU_ASSERT_EQUAL(take(FORMAT_X86_4L, 0x5000, &out, &missing, &e), LW_INPUT);
  CU_ASSERT(files_told(&e, "memory", "the root table 0x5000 is not in it"));
  CU_ASSERT_PTR_NULL(out.page);
}

// --- registers -----------------------------------------------------------------------------------
static void json_is(const char *const *set, const char *mode, uint64_t root, const char *want) {
  struct registers r = {.has_root = root != 0, .root = root};
  char text[512];
  for (; *set; set++)
    CU_ASSERT(registers_set(&r, *set));
  if (mode) CU_ASSERT(registers_set_mode(&r, mode));
  registers_json(&r, text, sizeof text);
  CU_ASSERT_STRING_EQUAL(text, want);
}

static void test_headers_follow_from_registers(void) {
  json_is((const char *const[]){NULL}, "sv39", 0x80201000,
          "{\"arch\": \"riscv64\", \"mode\": \"sv39\", \"levels\": 3, \"satp\": \"0x8000000000080201\", \"mstatus\": "
          "\"0x0\"}");
  json_is((const char *const[]){"satp=0x9000300000140327", "mstatus=0xa0", NULL}, NULL, 0,
          "{\"arch\": \"riscv64\", \"mode\": \"sv48\", \"levels\": 4, \"satp\": \"0x9000300000140327\", \"mstatus\": "
          "\"0xa0\"}");
  json_is((const char *const[]){NULL}, "sv32", 0x80201000,
          "{\"arch\": \"riscv32\", \"mode\": \"sv32\", \"levels\": 2, \"satp\": \"0x80080201\", \"mstatus\": \"0x0\"}");
  json_is((const char *const[]){NULL}, "x86-pae", 0x1020,
          "{\"arch\": \"i386\", \"levels\": 3, \"cr3\": \"0x1020\", \"cr0\": \"0x80050033\", \"cr4\": \"0x6f0\", "
          "\"efer\": \"0x800\"}");
  json_is((const char *const[]){"cr3=0x1000", "cr4=0x1020", "efer=0x500", "cr0=0x80000001", "cpl=3", NULL}, NULL, 0,
          "{\"arch\": \"x86_64\", \"levels\": 5, \"cr3\": \"0x1000\", \"cr0\": \"0x80000001\", \"cr4\": \"0x1020\", "
          "\"efer\": \"0x500\", \"cpl\": 3}");
  json_is((const char *const[]){"cr3=0x1000", "cr4=0x10", "efer=0", NULL}, NULL, 0x5000,
          "{\"arch\": \"i386\", \"levels\": 2, \"cr3\": \"0x5000\", \"cr0\": \"0x80050033\", \"cr4\": \"0x10\", "
          "\"efer\": \"0x0\"}");
}

static void test_too_little_is_said_to_be_so(void) {
  json_is((const char *const[]){NULL}, NULL, 0, "no registers in it: give --root and --mode, or --reg");
  json_is((const char *const[]){NULL}, NULL, 0x1000,
          "the paging mode is not known: give --mode, or --reg cr4= and --reg efer=");
  json_is((const char *const[]){"satp=0x1000000000000000", NULL}, NULL, 0,
          "its satp is not that of Sv39, Sv48 or Sv57: give --mode");
  json_is((const char *const[]){NULL}, "sv39", 0, "no root: give --root, or --reg satp=");
  json_is((const char *const[]){NULL}, "x86-4l", 0, "no root: give --root, or --reg cr3=");
  struct registers r = {0};
  CU_ASSERT(!registers_set(&r, "cr9=1") && !registers_set(&r, "cr3") && !registers_set(&r, "cr3=zz"));
  CU_ASSERT(!registers_set_mode(&r, "bare") && !registers_set_mode(&r, "x86-flat") && !registers_set_mode(&r, ""));
}

// --- images --------------------------------------------------------------------------------------
static void test_another_root_may_be_given(void) {
  struct lw_error e = {0};
  struct dump_options o = {0};
  struct image *i = image_open(files_data("riscv/sv48-userA.ptp.zst"), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(i);
  o.regs.has_root = true;
  o.regs.root = i->ram.page_pa[1];
  struct image *other = image_open_as(files_data("riscv/sv48-userA.ptp.zst"), &o, NULL, NULL, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(other);
  CU_ASSERT_EQUAL(other->regime.root_pa, i->ram.page_pa[1]);
  CU_ASSERT_EQUAL(other->regime.asid, i->regime.asid);
  image_close(other);
  o.regs.root = 0x1000;
  CU_ASSERT_PTR_NULL(image_open_as(files_data("riscv/sv48-userA.ptp.zst"), &o, NULL, NULL, &e));
  CU_ASSERT(files_told(&e, "sv48-userA", "the root table 0x1000 is not among the pages"));
  image_close(i);
}

static void test_pae_registers_are_those_of_a_load(void) {
  struct lw_error e = {0};
  struct image *i = image_open(files_data("x86/686-pae-user.ptp.zst"), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(i);
  CU_ASSERT_EQUAL(i->regime.format, FORMAT_X86_PAE);
  for (size_t p = 0; p < i->ram.pages; p++)
    if (i->ram.page_pa[p] == (i->regime.root_pa & ~0xfffull))
      CU_ASSERT_EQUAL(memcmp(i->regime.pdpte, &i->ram.page[p][(i->regime.root_pa & 0xfff) / 8], 32), 0);
  CU_ASSERT(i->regime.pdpte[3] & 1);
  image_close(i);
}

CU_TestInfo test_extract_tests[] = {TEST(test_self_mapped_tables_end),
                                    TEST(test_leaves_and_bad_entries_lead_nowhere),
                                    TEST(test_narrow_tables_and_short_roots),
                                    TEST(test_no_root_is_refused),
                                    TEST(test_headers_follow_from_registers),
                                    TEST(test_too_little_is_said_to_be_so),
                                    TEST(test_another_root_may_be_given),
                                    TEST(test_pae_registers_are_those_of_a_load),
                                    CU_TEST_INFO_NULL};
