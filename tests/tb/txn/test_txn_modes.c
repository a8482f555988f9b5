// Transactions as text: what the modes of both architectures brought - registers, loads, fences by
// name, maps of memory.
#include <string.h>

#include "tb/dut/dut_find.h"
#include "tb/txn/txn.h"
#include "tb/engine/engine.h"
#include "tests/tb/files.h"
#include "tests/tb/play.h"
#include "tests/suite.h"

struct bad_line {
  const char *line, *reason; // stands as line 4
};

static void refuse(const char *regime, const struct bad_line *bad, size_t n) {
  for (size_t i = 0; i < n; i++) {
    char text[400];
    struct lw_error e = {0};
    snprintf(text, sizeof text, "txn 1\npage 0x80000000\n%s\n%s\nend\n", regime, bad[i].line);
    CU_ASSERT_PTR_NULL(txn_open(files_text(text), &e));
    CU_ASSERT(files_told(&e, ":4: ", bad[i].reason));
  }
}

static void test_bad_lines_of_riscv_are_refused(void) {
  static const struct bad_line bad[] = {
      {"store 0x80000004 0x100000000 bytes=4", "needs more than 4 bytes"},
      {"store 0x80000002 1 bytes=4", "not 4-byte aligned"},
      {"store 0x80000000 1 bytes=2", "store wants"},
      {"memory map=5", "is not BASE..END"},
      {"memory map=5..4:rw", "is empty"},
      {"memory map=4..4:rw", "is empty"},
      {"memory map=0..1:w", "is not rw, r or none"},
      {"memory map=0..1:rw map=off", "stands beside no other"},
      {"memory map=0..1:r map=1..2:r map=2..3:r map=3..4:r map=4..5:r map=5..6:r map=6..7:r map=7..8:r map=8..9:r",
       "more than 8 regions"},
      {"memory holes=one", "is not zero or error"},
      {"regime riscv load=1", "does not know"},
      {"regime riscv pkrs=1", "does not know"},
      {"regime riscv root-pa=0x80000800", "not aligned to its table"},
      {"regime riscv mode=x86-pae", "none that this MMU has"},
      {"cr3 root=1", "wants an x86 regime"},
      {"controls wp=1", "wants an x86 regime"},
      {"invpcid 2", "wants an x86 regime"},
      {"sfence.vma 5", "does not know"},
      {"sfence.w.inval 1", "stands alone"},
      {"sfence.inval.ir 1", "stands alone"},
      {"sinval va=x", "not a number"},
      {"expect load fine", "ok, gp or bus"},
      {"expect load ok", "no regime line loads"},
  };
  refuse("regime riscv mode=sv39 root=0x80000 asid=3", bad, sizeof bad / sizeof *bad);
}

static void test_bad_lines_of_rv32_are_refused(void) {
  static const struct bad_line bad[] = {
      {"regime riscv mode=sv39", "does not run"},
      {"regime riscv root=0x400000", "wider than"},
      {"req 1 load user 0x100000000", "out of range"},
      {"fence va=0x100000000", "out of range"},
  };
  refuse("regime riscv mode=sv32 root=0x80000", bad, sizeof bad / sizeof *bad);
}

static void test_bad_lines_of_x86_are_refused(void) {
  static const struct bad_line bad[] = {
      {"regime x86 root=0x100000", "wider than"},
      {"regime x86 root-pa=0x80000010", "not aligned to its table"},
      {"regime x86 mode=x86-4l root=1 load=1", "another mode than PAE"},
      {"regime x86 mode=x86-flat", "none that this MMU has"},
      {"regime x86 pa-bits=53", "out of range"},
      {"cr3", "cr3 wants"},
      {"cr3 wp=1", "cr3 does not know"},
      {"cr3 root=1 keep", "bit 63"},
      {"controls", "controls wants"},
      {"controls mxr=1", "does not know"},
      {"invpcid", "wants a type"},
      {"invpcid 4", "out of range"},
      {"invpcid 0 pcid=1", "invpcid wants"},
      {"invpcid 1", "invpcid wants"},
      {"invpcid 2 pcid=1", "invpcid wants"},
      {"invpcid 3 colour=1", "does not know"},
      {"sinval", "wants a riscv regime"},
      {"sfence.vma", "wants a riscv regime"},
  };
  refuse("regime x86 mode=x86-pae root-pa=0x80000020", bad, sizeof bad / sizeof *bad);
  static const struct bad_line wide[] = {{"invpcid 0 pcid=1 va=0x800000000000", "is #GP"}};
  refuse("regime x86 mode=x86-4l root=0x80000", wide, 1);
}

// Each fence in one word: va, asid, globals, structures, ASID.
static void watch_fences(struct play *p, uint64_t clock, const struct stim_clock *now) {
  const struct fence *f = &now->fence_new;
  (void)clock;
  if (now->inval_ir) p->note[++p->note[0]] = 99;
  if (!now->fence) return;
  p->note[++p->note[0]] = (uint64_t)f->va_valid | (uint64_t)f->asid_valid << 1 | (uint64_t)f->globals << 2 |
                          (uint64_t)f->structures << 3 | (uint64_t)now->sinval << 4 | (uint64_t)f->asid << 8;
}

static void see(const char *text, const uint64_t *want, unsigned n) {
  struct lw_error e = {0};
  struct play p = {.watch = watch_fences};
  struct txn *t = txn_open(files_text(text), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(t);
  CU_ASSERT_EQUAL(play_run(&p, txn_image(t), txn_stim(t), &e), 0);
  CU_ASSERT_EQUAL(p.note[0], n);
  for (unsigned i = 0; i < n; i++)
    CU_ASSERT_EQUAL(p.note[1 + i], want[i]);
  txn_close(t);
}

static void test_instructions_are_their_fences(void) {
  static const uint64_t riscv[] = {4 | 8, 1 | 4, 2 | 8 | 3 << 8, 1 | 2 | 3 << 8, 16 | 1 | 2 | 3 << 8, 99};
  see("txn 1\nregime riscv mode=sv39 root=1\nsfence.vma\nsfence.vma va=1\nsfence.vma asid=3\nsfence.vma va=1 asid=3\n"
      "sfence.w.inval\nsinval va=1 asid=3\nsfence.inval.ir\nend\n",
      riscv, 6);
  static const uint64_t x86[] = {1 | 2 | 8 | 3 << 8, 2 | 8 | 3 << 8, 4 | 8, 8, 2 | 8 | 7 << 8, 4 | 8,
                                 2 | 4 | 8 | 9 << 8};
  // INVLPG of an address that is not canonical, MOV CR3 with bit 63 and a change of WP forget
  // nothing.
  see("txn 1\nregime x86 mode=x86-4l root=1 asid=5 smep=0\ninvpcid 0 pcid=3 va=1\ninvpcid 1 pcid=3\ninvpcid 2\n"
      "invpcid 3\ninvlpg 0x800000000000\ncr3 root=2 asid=7\ncr3 root=2 asid=9 keep\ncontrols wp=0\ncontrols pge=0\n"
      "controls smep=1\nend\n",
      x86, 7);
}

static void test_setup_of_every_mode_is_read(void) {
  struct lw_error e = {0};
  struct txn *t =
      txn_open(files_text("txn 1\nconfig xlen=32\nmemory holes=zero map=0x1000..0x2000:r map=0..0x10000:rw\n"
                          "pte 0x1004 0x89abcdef bytes=4\npte 0x1000 1 bytes=4\n"
                          "regime riscv mode=bare\nend\n"),
               &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(t);
  const struct stim_map *m = txn_map(t);
  CU_ASSERT(m->zero_holes && m->regions == 2 && m->region[0].read && !m->region[0].write && m->region[1].write);
  CU_ASSERT(m->region[0].base == 0x1000 && m->region[0].end == 0x2000);
  CU_ASSERT_EQUAL(txn_image(t)->page[0][0], 0x89abcdef00000001);
  CU_ASSERT_EQUAL(txn_config(t).xlen, 32);
  CU_ASSERT_EQUAL(txn_first_regime(t)->format, FORMAT_BARE);
  txn_close(t);
}

// The engine with the cycle model: how loads end is compared with what the file expects of them.
static struct verdict run(const char *expected, const char *pdpte, const char *cr3) {
  char text[600];
  struct lw_error e = {0};
  struct verdict v = {0};
  struct run_stats stats;
  snprintf(text, sizeof text,
           "txn 1\npte 0x1020 %s\npte 0x2000 0x5027\npte 0x5008 0x812345067\nexpect load %s\n"
           "regime x86 mode=x86-pae root-pa=%s pcide=0\nreq 1 load user 0x1123 at +100\ndrain\nend\n",
           pdpte, expected, cr3);
  struct txn *t = txn_open(files_text(text), &e);
  CU_ASSERT_PTR_NOT_NULL_FATAL(t);
  struct engine_config c = {.dut = dut_csim(),
                            .options = {.config = txn_config(t), .seed = 1},
                            .reset_regime = *txn_first_regime(t),
                            .image = txn_image(t),
                            .own_pages = 8,
                            .memory = *txn_memory(t),
                            .map = *txn_map(t),
                            .max_cycles = 5000};
  CU_ASSERT_EQUAL(engine_run(&c, txn_stim(t), &v, &stats, &e), 0);
  CU_ASSERT_EQUAL(stats.outside_checked, 1);
  txn_close(t);
  return v;
}

static void test_the_end_of_a_load_is_expected(void) {
  CU_ASSERT_EQUAL(run("ok", "0x2001", "0x1020").kind, VERDICT_PASS);
  struct verdict v = run("gp", "0x2001", "0x1020");
  CU_ASSERT(v.kind == VERDICT_EXPECT && !strcmp(v.expected, "general protection") && !strcmp(v.got, "ok"));
  // After a fault no regime is in force here at all, so that the request waits until the run's
  // limit.
  v = run("gp", "0x2003", "0x1020");
  CU_ASSERT(v.kind == VERDICT_LIMIT);
  v = run("bus", "0x2001", "0x7000");
  CU_ASSERT(v.kind == VERDICT_LIMIT);
  v = run("ok", "0x2001", "0x7000");
  CU_ASSERT(v.kind == VERDICT_EXPECT && !strcmp(v.got, "bus error"));
}

CU_TestInfo test_txn_modes_tests[] = {
    TEST(test_bad_lines_of_riscv_are_refused),
    TEST(test_bad_lines_of_rv32_are_refused),
    TEST(test_bad_lines_of_x86_are_refused),
    TEST(test_instructions_are_their_fences),
    TEST(test_setup_of_every_mode_is_read),
    TEST(test_the_end_of_a_load_is_expected),
    CU_TEST_INFO_NULL,
};
