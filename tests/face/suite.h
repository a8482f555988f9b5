// What the suites of the face share: a small Sv39 table, as anybody would write it who has only the
// public header.
#ifndef TESTS_FACE_SUITE_H
#define TESTS_FACE_SUITE_H

#include <stdbool.h>

#include "tb/face/golden.h"
#include "tests/suite.h"

// Root, its entry 0's table, that one's entry 0's table; va 0x1000 is entry 1 of the last.
enum { ROOT = 0x10000, MIDDLE = 0x11000, LAST = 0x12000, PAGE_A = 0x90000, PAGE_B = 0xa0000 };
static const uint64_t PTE = LAST + 8, VA = 0x1000;
#define POINTER(table) ((uint64_t)(table) >> 12 << 10 | 0x01)
#define LEAF(page) ((uint64_t)(page) >> 12 << 10 | 0xdf) // V R W X U A D
#define LEAF_CLEAN(page) ((uint64_t)(page) >> 12 << 10 | 0x1f)

static inline struct lw_regime sv39(void) {
  return (struct lw_regime){.format = lw_format_find("sv39"), .flags = LW_RV_ADUE | LW_RV_SVADU, .root = ROOT};
}
static inline struct lw_request user_load(void) {
  return (struct lw_request){.va = VA, .access = LW_LOAD, .priv = LW_USER};
}
static inline struct lw_answer page(uint64_t pa) {
  return (struct lw_answer){.kind = LW_OK, .pa = pa, .shift = 12, .perm = 15};
}

#endif
