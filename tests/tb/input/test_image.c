#include <stdlib.h>
#include <string.h>

#include "tb/input/image.h"
#include "tb/text/rng.h"
#include "tests/tb/files.h"
#include "tests/tb/play.h"
#include "tests/suite.h"

static const char RISCV[] = "{\"arch\": \"riscv64\", \"mode\": \"sv39\", \"levels\": 3, \"satp\": "
                            "\"0x8000300000080000\", \"mstatus\": \"0xc0000\"}";
static const char X86[] = "{\"arch\": \"x86_64\", \"levels\": 5, \"cr3\": \"0x80000018\", \"cr0\": \"0x80050033\", "
                          "\"cr4\": \"0x751ef0\", \"efer\": \"0xd01\"}";

static void put(unsigned char *to, unsigned bytes, uint64_t v) {
  for (unsigned i = 0; i < bytes; i++)
    to[i] = (unsigned char)(v >> 8 * i);
}

// An image of two pages, the second address first.
static unsigned char *make(const char *json, uint32_t pages, uint64_t pa0, uint64_t pa1, size_t *size) {
  size_t j = strlen(json);
  *size = 16 + j + 2 * 4104;
  unsigned char *b = calloc(1, *size);
  memcpy(b, "PTPAGES1", 8);
  put(b + 8, 4, pages);
  put(b + 12, 4, j);
  memcpy(b + 16, json, j);
  put(b + 16 + j, 8, pa0);
  put(b + 24 + j, 8, pa1);
  put(b + 32 + j, 8, 0x1111);
  put(b + 32 + j + 4096, 8, 0x2222);
  return b;
}

static void must_refuse(const unsigned char *b, size_t size, const char *reason) {
  struct lw_error e = {0};
  const char *plain = files_write(b, size);
  CU_ASSERT_PTR_NULL(image_open(plain, &e));
  CU_ASSERT(files_told(&e, plain, reason));
  const char *packed = files_zstd(b, size);
  CU_ASSERT_PTR_NULL(image_open(packed, &e));
  CU_ASSERT(files_told(&e, packed, reason));
}

static void must_refuse_json(const char *json, const char *reason) {
  size_t size;
  unsigned char *b = make(json, 2, 0x80001000, 0x80000000, &size);
  must_refuse(b, size, reason);
  free(b);
}

static void test_pages_are_sorted_and_little_endian(void) {
  size_t size;
  struct lw_error e = {0};
  unsigned char *b = make(RISCV, 2, 0x80001000, 0x80000000, &size);
  for (int packed = 0; packed < 2; packed++) {
    struct image *i = image_open(packed ? files_zstd(b, size) : files_write(b, size), &e);
    CU_ASSERT_PTR_NOT_NULL_FATAL(i);
    CU_ASSERT_EQUAL(i->ram.pages, 2);
    CU_ASSERT_EQUAL(i->ram.page_pa[0], 0x80000000);
    CU_ASSERT_EQUAL(i->ram.page_pa[1], 0x80001000);
    CU_ASSERT_EQUAL(i->ram.page[0][0], 0x2222);
    CU_ASSERT_EQUAL(i->ram.page[1][0], 0x1111);
    CU_ASSERT_STRING_EQUAL(i->json, RISCV);
    image_close(i);
  }
  free(b);
}

static void test_regime_comes_from_the_registers(void) {
  size_t size;
  struct lw_error e = {0};
  unsigned char *b = make(RISCV, 2, 0x80001000, 0x80000000, &size);
  struct image *i = image_open(files_write(b, size), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(i);
  CU_ASSERT_EQUAL(i->regime.format, FORMAT_SV39);
  CU_ASSERT_EQUAL(i->regime.asid, 3);
  CU_ASSERT_EQUAL(i->regime.root_pa, 0x80000000);
  CU_ASSERT_EQUAL(i->regime.flags, RV_SUM | RV_MXR | RV_ADUE | RV_PBMTE | RV_SVNAPOT | RV_SVPBMT | RV_SVADU);
  image_close(i);
  free(b);
  b = make(X86, 2, 0x80001000, 0x80000000, &size);
  i = image_open(files_write(b, size), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(i);
  CU_ASSERT_EQUAL(i->regime.format, FORMAT_X86_5L);
  CU_ASSERT_EQUAL(i->regime.asid, 0);
  CU_ASSERT_EQUAL(i->regime.root_pa, 0x80000000);
  CU_ASSERT_EQUAL(i->regime.pa_bits, 40);
  CU_ASSERT_EQUAL(i->regime.flags, X86_WP | X86_NXE | X86_PSE | X86_PGE | X86_SMEP | X86_SMAP | X86_PKE);
  image_close(i);
  free(b);
}

static void test_bad_headers_are_refused(void) {
  size_t size;
  unsigned char *b = make(RISCV, 2, 0x80001000, 0x80000000, &size);
  must_refuse(b, 0, "neither a page-table image (PTPAGES1)");
  must_refuse(b, 5, "offset 5: the file ends in its header");
  must_refuse(b, 20, "the file ends in the JSON header");
  must_refuse(b, 16 + strlen(RISCV) + 9, "the file ends in the page addresses");
  must_refuse(b, size - 1, "the file ends in the pages");
  b[7] = '2';
  must_refuse(b, size, "offset 0: neither a page-table image");
  b[7] = '1';
  put(b + 32 + strlen(RISCV), 8, 0x5000); // taken for the third address
  put(b + 8, 4, 3);
  must_refuse(b, size, "the header promises 3 pages");
  put(b + 8, 4, 1);
  must_refuse(b, size, "bytes follow the last of 1 pages");
  put(b + 8, 4, 0xffffffff);
  must_refuse(b, size, "absurd number of pages: 4294967295");
  put(b + 8, 4, 0);
  must_refuse(b, size, "absurd number of pages: 0");
  put(b + 8, 4, 2);
  put(b + 12, 4, 0x7fffffff);
  must_refuse(b, size, "absurd JSON length");
  free(b);
}

static void test_bad_addresses_are_refused(void) {
  size_t size;
  static const struct {
    uint64_t pa0, pa1;
    const char *reason;
  } bad[] = {{0x80001008, 0x80000000, "not 4 KiB aligned"},
             {1ull << 60, 0x80000000, "within 56 bits"},
             {0x80000000, 0x80000000, "occurs twice"},
             {0x80001000, 0x80002000, "the root table 0x80000000 is not among the pages"}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    unsigned char *b = make(RISCV, 2, bad[i].pa0, bad[i].pa1, &size);
    must_refuse(b, size, bad[i].reason);
    free(b);
  }
}

static void test_bad_json_is_refused(void) {
  must_refuse_json("{", "JSON header");
  must_refuse_json("[1]", "\"arch\" is missing");
  must_refuse_json("{\"arch\": \"sparc\"}", "arch \"sparc\"");
  must_refuse_json("{\"arch\": 7}", "is not riscv64, riscv32, x86_64 or i386");
  must_refuse_json("{\"arch\": \"riscv64\"}", "\"mode\" is missing");
  must_refuse_json("{\"arch\": \"riscv64\", \"mode\": \"sv64\"}", "mode \"sv64\"");
  must_refuse_json("{\"arch\": \"riscv64\", \"mode\": \"sv39\"}", "\"levels\" is missing");
  must_refuse_json("{\"arch\": \"riscv64\", \"mode\": \"sv39\", \"levels\": 4}", "has not 4 levels");
  must_refuse_json("{\"arch\": \"riscv64\", \"mode\": \"sv39\", \"levels\": 9}", "\"levels\" is not one of");
  must_refuse_json("{\"arch\": \"riscv64\", \"mode\": \"sv39\", \"levels\": 3}", "\"satp\" is missing");
  must_refuse_json("{\"arch\": \"riscv64\", \"mode\": \"sv39\", \"levels\": 3, \"satp\": \"x\"}",
                   "\"satp\" is not a number");
  must_refuse_json("{\"arch\": \"riscv64\", \"mode\": \"sv39\", \"levels\": 3, \"satp\": \"0x9000300000080000\", "
                   "\"mstatus\": \"0\"}",
                   "satp.MODE 9 is not that of mode sv39");
  must_refuse_json("{\"arch\": \"x86_64\", \"levels\": 3}", "\"levels\" is not one of 4..5");
  must_refuse_json("{\"arch\": \"x86_64\", \"levels\": 4}", "\"cr0\" is missing");
  must_refuse_json("{\"arch\": \"x86_64\", \"levels\": 4, \"cr3\": \"0\", \"cr0\": \"0x80050033\", \"cr4\": "
                   "\"0x751ef0\", \"efer\": \"0xd01\"}",
                   "LA57 does not match 4 levels");
  must_refuse_json("{\"arch\": \"x86_64\", \"levels\": 4, \"cr3\": \"0\", \"cr0\": \"0x33\", \"cr4\": \"0x6f0\", "
                   "\"efer\": \"0xd01\"}",
                   "not those of 64-bit paging");
}

static void test_corrupt_compression_is_refused(void) {
  size_t size, packed_size;
  struct lw_error e = {0};
  unsigned char *b = make(RISCV, 2, 0x80001000, 0x80000000, &size);
  unsigned char *z = files_read(files_zstd(b, size), &packed_size);
  CU_ASSERT_PTR_NULL(image_open(files_write(z, packed_size - 1), &e)); // only the checksum is cut
  CU_ASSERT(files_told(&e, "offset", "truncated"));
  CU_ASSERT_PTR_NULL(image_open(files_write(z, 30), &e));
  CU_ASSERT(files_told(&e, "offset", "truncated"));
  z[packed_size - 1] ^= 1;
  CU_ASSERT_PTR_NULL(image_open(files_write(z, packed_size), &e));
  CU_ASSERT(files_told(&e, "offset", "corrupt"));
  CU_ASSERT_PTR_NULL(image_open("/nonexistent/x", &e));
  CU_ASSERT(files_told(&e, "/nonexistent/x", "No such file"));
  free(z);
  free(b);
}

// Any damage ends in success or in one line; the sanitizers watch the rest.
static void test_damaged_images_never_crash(void) {
  size_t size;
  unsigned char *b = files_read(files_data("riscv/sv39-userA.ptp.zst"), &size);
  unsigned char *copy = malloc(size);
  struct rng rng = {2026};
  unsigned refused = 0;
  for (unsigned i = 0; i < 500; i++) {
    size_t n = i % 5 ? size : rng_below(&rng, size);
    memcpy(copy, b, size);
    if (i % 5) copy[rng_below(&rng, size)] ^= (unsigned char)(1 + rng_below(&rng, 255));
    struct lw_error e = {0};
    struct image *image = image_open(files_write(copy, n), &e);
    CU_ASSERT(image || (e.code == LW_INPUT && e.text[0]));
    refused += !image;
    image_close(image);
  }
  CU_ASSERT(refused >= 100); // every truncation
  free(copy);
  free(b);
}

static void play_image(const char *name, struct play *p, struct image_tally *t, uint64_t *pages) {
  char file[128];
  struct lw_error e = {0};
  snprintf(file, sizeof file, "%s.ptp.zst", name);
  struct image *i = image_open(files_data(file), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(i);
  snprintf(file, sizeof file, "%s.exp.zst", name);
  struct expect *x = expect_open(files_data(file), strncmp(name, "x86", 3) ? ARCH_RISCV : ARCH_X86, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(x);
  *pages = x->pages;
  struct stim *s = stim_image_open(i, x, 7, t, &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(s);
  CU_ASSERT_EQUAL(play_run(p, &i->ram, s, &e), 0);
  s->close(s->ctx);
  expect_close(x);
  image_close(i);
}

static void test_every_mapping_is_asked_and_equals_qemu(void) {
  static const char *const names[] = {"riscv/sv39-userA", "riscv/sv48-userA",  "riscv/sv48mmu-kernA", "x86/d-userA",
                                      "x86/686-kernel",   "x86/686-pae-child", "x86/c-userA"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct play p = {0};
    struct image_tally t;
    uint64_t pages;
    play_image(names[i], &p, &t, &pages);
    CU_ASSERT_EQUAL(p.complaints, 0);
    CU_ASSERT(p.finished);
    CU_ASSERT_EQUAL(t.requests, 18 * pages);
    CU_ASSERT_EQUAL(t.pages, pages);
    CU_ASSERT_EQUAL(t.equal_ok + t.refused_by_leaf + t.refused_by_path, t.requests);
    CU_ASSERT(p.most_in_flight > 1 && p.most_in_flight <= 8);
    CU_ASSERT(p.clocks < t.requests + 100); // a request a clock
  }
}

static void spoil_pa(struct play *p, const struct request *req, struct answer *a) {
  (void)req;
  if (a->kind == ANSWER_OK && p->note[0]++ == 100) a->pa ^= 0x1000;
}
static void spoil_shift(struct play *p, const struct request *req, struct answer *a) {
  (void)req;
  if (a->kind == ANSWER_OK && p->note[0]++ == 100) a->shift ^= 1;
}
static void spoil_type(struct play *p, const struct request *req, struct answer *a) {
  (void)req;
  if (a->kind == ANSWER_OK && p->note[0]++ == 100) a->type ^= 1;
}
static void spoil_grant(struct play *p, const struct request *req, struct answer *a) {
  if (a->kind == ANSWER_OK && req->priv == PRIV_USER && req->access == ACCESS_LOAD)
    p->note[1] = a->pa, p->note[2] = a->perm, p->note[3] = a->shift;
  if (a->kind != ANSWER_PAGE_FAULT || req->priv != PRIV_SUPERVISOR || req->access != ACCESS_LOAD || !p->note[3] ||
      p->note[0]++)
    return;
  *a = (struct answer){.pa = p->note[1], .perm = (uint8_t)p->note[2], .shift = (uint8_t)p->note[3]};
}
static void spoil_refuse(struct play *p, const struct request *req, struct answer *a) {
  (void)req;
  if (a->kind == ANSWER_OK && p->note[0]++ == 100) *a = (struct answer){.kind = ANSWER_PAGE_FAULT, .code = 13};
}

static void test_every_wrong_answer_is_complained_about(void) {
  static void (*const spoil[])(struct play *, const struct request *,
                               struct answer *) = {spoil_pa, spoil_shift, spoil_type, spoil_grant, spoil_refuse};
  static const char *const what[] = {"pa against", "page size", "memory type", "refusal by the leaf",
                                     "against the .exp"};
  for (unsigned i = 0; i < 5; i++) {
    struct play p = {.spoil = spoil[i]};
    struct image_tally t;
    uint64_t pages;
    play_image("riscv/sv39-userA", &p, &t, &pages);
    CU_ASSERT_EQUAL(p.complaints, 1);
    CU_ASSERT(strstr(p.first.what, what[i]) != NULL);
    CU_ASSERT(strstr(p.first.where, ".exp.zst:") && strstr(p.first.where, " va 0x"));
    CU_ASSERT(!p.finished);
  }
}

// The leaf grants it, and so does every pointer: then a page fault is wrong, whatever its code.
static void spoil_refuse_x86(struct play *p, const struct request *req, struct answer *a) {
  bool store = req->access == ACCESS_STORE && req->priv == PRIV_SUPERVISOR;
  if (store && a->kind == ANSWER_OK && p->note[0]++ == 100) *a = (struct answer){.kind = ANSWER_PAGE_FAULT, .code = 3};
}

static void test_x86_refusals_need_a_pointer_that_refuses(void) {
  static const char *const names[] = {"x86/d-early", "x86/686-user", "x86/686-pae-kernel"};
  for (unsigned i = 0; i < 3; i++) {
    struct play p = {.spoil = spoil_refuse_x86};
    struct image_tally t;
    uint64_t pages;
    play_image(names[i], &p, &t, &pages);
    CU_ASSERT_EQUAL(p.complaints, 1);
    CU_ASSERT(strstr(p.first.what, "pa against") != NULL);
  }
}

CU_TestInfo test_image_tests[] = {TEST(test_pages_are_sorted_and_little_endian),
                                  TEST(test_regime_comes_from_the_registers),
                                  TEST(test_bad_headers_are_refused),
                                  TEST(test_bad_addresses_are_refused),
                                  TEST(test_bad_json_is_refused),
                                  TEST(test_corrupt_compression_is_refused),
                                  TEST(test_damaged_images_never_crash),
                                  TEST(test_every_mapping_is_asked_and_equals_qemu),
                                  TEST(test_every_wrong_answer_is_complained_about),
                                  TEST(test_x86_refusals_need_a_pointer_that_refuses),
                                  CU_TEST_INFO_NULL};
