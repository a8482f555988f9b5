// The rules one by one: each kind of thing that may be kept, and which fences end it.
#include "tests/golden/tlb_case.h"

#include <string.h>

static const struct gtlb_profile plain = {.order = AD_EAGER};

static void test_every_rule_says_what_and_cites_a_clause(void) {
  for (int arch = ARCH_RISCV; arch <= ARCH_X86; arch++) {
    for (int kept = 0; kept < KEPT_COUNT; kept++) {
      if (arch == ARCH_X86 && kept == KEPT_NEIGHBOUR) continue; // has no groups
      CU_ASSERT(strlen(gtlb_rules[arch][kept].what) > 0);
      CU_ASSERT(strlen(gtlb_rules[arch][kept].clause) > 0);
    }
    for (int i = 0; i < GTLB_FENCE_RULES; i++)
      CU_ASSERT(!gtlb_fence_rules[arch][i].id || strlen(gtlb_fence_rules[arch][i].clause) > 0);
    for (int i = 0; i < TRAIT_COUNT; i++)
      CU_ASSERT(!gtlb_traits[i].clause[arch] || strlen(gtlb_traits[i].clause[arch]) > 0);
  }
}

// --- the last entry of a walk --------------------------------------------------------------------
enum last { LAST_LEAF, LAST_UNACCESSED, LAST_ABSENT, LAST_MALFORMED, LAST_REFUSED, LAST_NEIGHBOUR, LAST_COUNT };
enum { VA = 0x5000, ENTRY = 0x3028, OTHER_VA = 0x100000 }; // ENTRY: of VA

static void read_pointers(bool global) {
  case_read(ROOT, rv_pointer(0x2000) | (global ? RV_G_BIT : 0));
  case_read(0x2000, rv_pointer(0x3000));
}

// Reads a path that ends so; the answer it gives.
static struct answer read_path(enum last last, bool global) {
  const uint64_t napot = UINT64_C(1) << 63 | (rv_leaf(0x20000) + (8 << 10));
  read_pointers(global);
  switch (last) {
  case LAST_LEAF:
    case_read(ENTRY, rv_leaf(0x9000));
    return ok_at(0x9000, 12, global);
  case LAST_NEIGHBOUR:
    case_read(0x3008, napot);
    return ok_at(0x25000, 16, global);
  case LAST_REFUSED:
    case_read_error(ENTRY);
    return (struct answer){.kind = ANSWER_ACCESS_FAULT, .code = 5};
  case LAST_UNACCESSED:
    case_read(ENTRY, rv_leaf(0x9000) & ~(uint64_t)RV_A_BIT);
    break;
  case LAST_ABSENT:
    case_read(ENTRY, 0);
    break;
  default:
    case_read(ENTRY, rv_leaf(0x9000) | UINT64_C(1) << 54);
  }
  return page_fault(13);
}

static void open_riscv(struct gtlb_profile profile) {
  case_open(FORMAT_SV39, profile);
  case_regime(ROOT, ASID, RV_SVNAPOT); // A=0 is a fault
  tc.req.va = VA;
}

// Does the walk stay legal, by old pointers or by such as were read again?
static bool kept_over(enum last last, bool global, struct fence f, bool pointers_again) {
  open_riscv(plain);
  struct answer a = read_path(last, global);
  CU_ASSERT(case_legal(a));
  case_fence(f);
  if (pointers_again) read_pointers(global);
  return case_legal(a);
}

// Of a non-global walk, of a global one.
struct kept_over {
  struct fence fence;
  bool local, global;
};
static const struct kept_over riscv_fences[] = {
    {{.globals = true}, false, false}, // SFENCE.VMA x0, x0
    {{.globals = true, .structures = true}, false, false},
    {{.asid_valid = true, .asid = ASID}, false, true},
    {{.asid_valid = true, .asid = ASID2, .structures = true}, true, true},
    {{.va_valid = true, .va = VA, .globals = true}, false, false},
    {{.va_valid = true, .va = OTHER_VA, .globals = true}, true, true},
    {{.va_valid = true, .va = VA, .asid_valid = true, .asid = ASID}, false, true},
    {{.va_valid = true, .va = VA, .asid_valid = true, .asid = ASID2}, true, true},
    // No instructions; the port has them.
    {{.structures = true}, false, true},
    {{0}, false, true},
    {{.asid_valid = true, .asid = ASID2, .globals = true}, true, false},
    {{.asid_valid = true, .asid = ASID2, .globals = true, .structures = true}, true, false},
    {{.va_valid = true, .va = VA}, false, true},
    {{.va_valid = true, .va = VA, .asid_valid = true, .asid = ASID2, .globals = true}, true, false},
    // A TLB entry outlives what takes pointers.
    {{.va_valid = true, .va = OTHER_VA, .structures = true}, true, true},
    {{.va_valid = true, .va = OTHER_VA, .asid_valid = true, .asid = ASID, .structures = true}, true, true},
};
enum { RISCV_FENCES = sizeof riscv_fences / sizeof riscv_fences[0] };

// W2 W3 W4 W5 W6 W7
static void test_what_a_riscv_walk_ends_with_is_kept_until_a_fence_covers_it(void) {
  for (enum last last = 0; last < LAST_COUNT; last++)
    for (unsigned i = 0; i < RISCV_FENCES; i++)
      for (unsigned again = 0; again < 2; again++) {
        const struct fence *f = &riscv_fences[i].fence;
        bool local = riscv_fences[i].local, global = riscv_fences[i].global;
        // What was refused goes with a fence of everything alone; but pointers lead there.
        bool full = !f->va_valid && !f->asid_valid && f->globals;
        if (last == LAST_REFUSED && (again || f->va_valid)) local = global = !full;
        CU_ASSERT_EQUAL(kept_over(last, false, *f, again), local);
        CU_ASSERT_EQUAL(kept_over(last, true, *f, again), global);
      }
}

// W20: sixteen 4 KiB entries are allowed (Svnapot), so a fence of one page takes what serves that
// page, wherever it was read.
static void test_a_fence_of_one_page_of_a_group_takes_what_serves_that_page(void) {
  for (unsigned neighbour = 0; neighbour < 2; neighbour++) {
    const uint64_t napot = UINT64_C(1) << 63 | (rv_leaf(0x20000) + (8 << 10));
    const uint64_t entry = neighbour ? 0x3008 : ENTRY;
    for (uint64_t page = 0; page < 16; page++) {
      open_riscv(plain);
      read_pointers(false);
      case_read(entry, napot);
      case_fence(fence_va(page << 12 | 0xfff));
      CU_ASSERT_EQUAL(case_legal(ok_at(0x25000, 16, false)), page != VA >> 12);
      tc.req.access = ACCESS_FETCH; // a fault by that leaf too
      CU_ASSERT_EQUAL(case_legal(page_fault(12)), page != VA >> 12);
    }
  }
}

// P2
static void test_under_fresh_faults_only_valid_entries_are_kept(void) {
  static const bool kept[LAST_COUNT] = {[LAST_LEAF] = true, [LAST_NEIGHBOUR] = true, [LAST_UNACCESSED] = true};
  for (enum last last = 0; last < LAST_COUNT; last++) {
    open_riscv((struct gtlb_profile){.fresh_faults = true});
    struct answer a = read_path(last, false);
    CU_ASSERT_EQUAL(case_legal(a), kept[last]);
  }
}

// --- pointers ------------------------------------------------------------------------------------
// W1, F3
static void test_riscv_pointers_are_kept_until_a_fence_of_all_levels(void) {
  for (unsigned i = 0; i < RISCV_FENCES; i++) {
    const struct fence *f = &riscv_fences[i].fence;
    bool takes_pointers = f->va_valid ? f->structures : !riscv_fences[i].local;
    open_riscv(plain);
    read_path(LAST_LEAF, false);
    case_fence(*f);
    case_read(ENTRY, rv_leaf(0xa000));
    CU_ASSERT_EQUAL(case_legal(ok_at(0xa000, 12, false)), !takes_pointers);
  }
}

enum { X_ENTRY = 0x4028 }; // of VA
static void read_x_pointers(void) {
  case_read(ROOT, x_pointer(0x2000));
  case_read(0x2000, x_pointer(0x3000));
  case_read(0x3000, x_pointer(0x4000));
}
static void open_x86(struct gtlb_profile profile) {
  case_open(FORMAT_X86_4L, profile);
  tc.req.va = VA;
}
static uint64_t x_page(uint64_t pa, bool global) {
  return x_leaf(pa) | (global ? X_G_BIT : 0);
}

static const struct kept_over x86_fences[] = {
    {{.globals = true, .structures = true}, false, false}, // INVPCID 2, a change of PGE
    {{.globals = true}, false, false},
    {{.structures = true}, false, true}, // INVPCID 3
    {{0}, false, true},
    {{.asid_valid = true, .asid = ASID, .structures = true}, false, true}, // MOV CR3, INVPCID 1
    {{.asid_valid = true, .asid = ASID}, false, true},
    {{.asid_valid = true, .asid = ASID2, .structures = true}, true, true},
    {{.asid_valid = true, .asid = ASID, .globals = true, .structures = true}, false, false}, // SMEP
    {{.asid_valid = true, .asid = ASID, .globals = true}, false, false},
    {{.asid_valid = true, .asid = ASID2, .globals = true, .structures = true}, true, true},
    {{.va_valid = true, .va = VA, .asid_valid = true, .asid = ASID, .structures = true}, false, true}, // INVPCID 0
    {{.va_valid = true, .va = VA, .asid_valid = true, .asid = ASID2, .structures = true}, true, true},
    {{.va_valid = true, .va = VA, .asid_valid = true, .asid = ASID2, .globals = true, .structures = true}, true, false},
    {{.va_valid = true, .va = OTHER_VA, .asid_valid = true, .asid = ASID, .globals = true, .structures = true},
     true,
     true}, // INVLPG of another page
    // No instructions; the port has them.
    {{.va_valid = true, .va = VA}, false, true},
    {{.va_valid = true, .va = VA, .globals = true}, false, false},
    {{.va_valid = true, .va = VA, .asid_valid = true, .asid = ASID}, false, true},
    {{.va_valid = true, .va = VA, .asid_valid = true, .asid = ASID, .globals = true}, false, false},
};
enum { X86_FENCES = sizeof x86_fences / sizeof x86_fences[0] };

// W2
static void test_an_x86_leaf_is_kept_until_a_fence_covers_it(void) {
  for (unsigned i = 0; i < X86_FENCES; i++)
    for (unsigned global = 0; global < 2; global++)
      for (unsigned again = 0; again < 2; again++) {
        const struct kept_over *k = &x86_fences[i];
        open_x86(plain);
        read_x_pointers();
        case_read(X_ENTRY, x_page(0x9000, global));
        case_fence(k->fence);
        if (again) read_x_pointers();
        CU_ASSERT_EQUAL(case_legal(x_ok_at(0x9000, 12, global)), global ? k->global : k->local);
      }
}

// W1, F3
static void test_x86_pointers_are_never_global(void) {
  for (unsigned i = 0; i < X86_FENCES; i++)
    for (unsigned global = 0; global < 2; global++) {
      const struct fence *f = &x86_fences[i].fence;
      bool own = !f->asid_valid || f->asid == ASID;
      open_x86(plain);
      read_x_pointers();
      case_read(X_ENTRY, x_page(0x9000, global));
      case_fence(*f);
      case_read(X_ENTRY, x_page(0xa000, global));
      CU_ASSERT_EQUAL(case_legal(x_ok_at(0xa000, 12, global)), !(own && (!f->va_valid || f->structures)));
    }
}

// F5 F7: a global page whose entry was formed between two flushes, by pointers that the first
// spared.
static void test_a_flush_of_every_entry_spares_the_pointers_of_entries_to_come(void) {
  const struct fence smep = {.asid_valid = true, .asid = ASID2, .globals = true, .structures = true};
  const struct fence all = {.globals = true, .structures = true};
  for (unsigned i = 0; i < 2; i++) {
    open_x86(plain);
    read_x_pointers();
    case_fence(i ? all : smep);
    case_read(X_ENTRY, x_page(0x9000, true));
    case_fence(fence_asid(ASID)); // MOV CR3
    CU_ASSERT_EQUAL(case_legal(x_ok_at(0x9000, 12, true)), i == 0);
  }
}

// B5, F4 F5
static void test_what_a_flush_of_everything_took_is_not_searched(void) {
  open_x86(plain);
  for (uint64_t i = 0; i <= GTLB_MAX_VALUES; i++)
    case_read(X_ENTRY, x_page(0x100000 + i * 0x1000, i & 1));
  case_fence(fence_all());
  read_x_pointers();
  case_read(X_ENTRY, x_page(0x9000, true));
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, true)));
  CU_ASSERT_EQUAL(tc.found.answers, 1);
  CU_ASSERT_EQUAL(tc.found.status, GTLB_OK);
}

// B2: one key per class, and of a fence by address one per size of leaves and class.
static void test_a_fence_takes_a_key_per_class_and_size(void) {
  static const struct {
    struct fence fence;
    unsigned keys;
  } x86[] = {
      {{.globals = true, .structures = true}, 2},
      {{.asid_valid = true, .asid = ASID2, .globals = true, .structures = true}, 2},
      {{.asid_valid = true, .asid = ASID, .structures = true}, 1},
      {{.va_valid = true, .va = VA, .asid_valid = true, .asid = ASID, .structures = true}, 5},
      {{.va_valid = true, .va = VA, .asid_valid = true, .asid = ASID, .globals = true, .structures = true}, 9},
  };
  for (unsigned i = 0; i < sizeof x86 / sizeof x86[0]; i++) {
    open_x86(plain);
    case_fence(x86[i].fence);
    CU_ASSERT_EQUAL(gtlb_statistics(tc.g).fence_keys, x86[i].keys);
  }
}

// --- roots and settings --------------------------------------------------------------------------
// W8
static void test_an_old_root_is_kept_until_a_fence_of_its_walks(void) {
  for (unsigned i = 0; i < RISCV_FENCES; i++)
    for (unsigned global = 0; global < 2; global++) {
      const struct kept_over *k = &riscv_fences[i];
      open_riscv(plain);
      read_path(LAST_LEAF, global);
      case_asid(ASID, ROOT2);
      case_fence(k->fence);
      read_pointers(global); // values are fresh, the root is not
      case_read(ENTRY, rv_leaf(0xa000));
      CU_ASSERT_EQUAL(case_legal(ok_at(0xa000, 12, global)), k->fence.va_valid || (global ? k->global : k->local));
    }
}

static void test_an_old_x86_root_is_kept_until_a_flush_of_its_pcid(void) {
  for (unsigned i = 0; i < X86_FENCES; i++)
    for (unsigned global = 0; global < 2; global++) {
      const struct fence *f = &x86_fences[i].fence;
      bool own = !f->asid_valid || f->asid == ASID;
      open_x86(plain);
      case_asid(ASID, ROOT2);
      case_fence(*f);
      read_x_pointers();
      case_read(X_ENTRY, x_page(0x9000, global));
      CU_ASSERT_EQUAL(case_legal(x_ok_at(0x9000, 12, global)), f->va_valid || !own);
    }
}

// W8 W9 P2
static void test_fresh_faults_keeps_old_roots_and_settings(void) {
  struct answer typed = ok_at(0x9000, 12, false);
  typed.type = 1;
  case_open(FORMAT_SV39, (struct gtlb_profile){.fresh_faults = true});
  case_regime(ROOT, ASID, tc.regime.flags | RV_PBMTE);
  rv_path(rv_leaf(0x9000) | UINT64_C(1) << 61);
  case_regime(ROOT2, ASID, tc.regime.flags);
  CU_ASSERT(case_legal(typed));
  case_regime(ROOT, ASID, tc.regime.flags & ~(uint32_t)RV_PBMTE);
  CU_ASSERT(case_legal(typed));
  open_x86((struct gtlb_profile){.fresh_faults = true});
  read_x_pointers();
  case_read(X_ENTRY, x_page(0x9000, true));
  case_asid(ASID, ROOT2);
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, true)));
  case_regime(ROOT, ASID, tc.regime.flags & ~(uint32_t)X86_PGE);
  CU_ASSERT(case_legal(x_ok_at(0x9000, 12, true)));
}

// W9, F6
static void test_what_a_setting_was_is_kept_until_a_fence_of_everything(void) {
  for (unsigned i = 0; i < RISCV_FENCES; i++) {
    const struct fence *f = &riscv_fences[i].fence;
    struct answer typed = ok_at(0x9000, 12, false);
    typed.type = 1;
    case_open(FORMAT_SV39, plain);
    case_regime(ROOT, ASID, tc.regime.flags | RV_PBMTE);
    case_regime(ROOT, ASID, tc.regime.flags & ~(uint32_t)RV_PBMTE);
    case_fence(*f);
    rv_path(rv_leaf(0x9000) | UINT64_C(1) << 61);
    CU_ASSERT_EQUAL(case_legal(typed), f->va_valid || f->asid_valid || !f->globals);
  }
}

static void test_what_an_x86_setting_was_is_kept_until_a_flush_of_everything(void) {
  for (unsigned i = 0; i < X86_FENCES; i++) {
    const struct fence *f = &x86_fences[i].fence;
    open_x86(plain);
    case_regime(ROOT, ASID, tc.regime.flags & ~(uint32_t)X86_PGE);
    case_fence(*f);
    read_x_pointers();
    case_read(X_ENTRY, x_page(0x9000, true));
    CU_ASSERT_EQUAL(case_legal(x_ok_at(0x9000, 12, true)), f->va_valid || f->asid_valid || !f->globals);
  }
}

CU_TestInfo test_tlb_rules_tests[] = {
    TEST(test_every_rule_says_what_and_cites_a_clause),
    TEST(test_what_a_riscv_walk_ends_with_is_kept_until_a_fence_covers_it),
    TEST(test_a_fence_of_one_page_of_a_group_takes_what_serves_that_page),
    TEST(test_under_fresh_faults_only_valid_entries_are_kept),
    TEST(test_riscv_pointers_are_kept_until_a_fence_of_all_levels),
    TEST(test_an_x86_leaf_is_kept_until_a_fence_covers_it),
    TEST(test_x86_pointers_are_never_global),
    TEST(test_a_flush_of_every_entry_spares_the_pointers_of_entries_to_come),
    TEST(test_what_a_flush_of_everything_took_is_not_searched),
    TEST(test_a_fence_takes_a_key_per_class_and_size),
    TEST(test_an_old_root_is_kept_until_a_fence_of_its_walks),
    TEST(test_an_old_x86_root_is_kept_until_a_flush_of_its_pcid),
    TEST(test_fresh_faults_keeps_old_roots_and_settings),
    TEST(test_what_a_setting_was_is_kept_until_a_fence_of_everything),
    TEST(test_what_an_x86_setting_was_is_kept_until_a_flush_of_everything),
    CU_TEST_INFO_NULL,
};
