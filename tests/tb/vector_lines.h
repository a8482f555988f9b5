// Lines of vector files for the tests, one of each shape, with answers from tests/data/vectors or,
// for PAE without a load, the same answer by the manual.
#ifndef TESTS_TB_VECTOR_LINES_H
#define TESTS_TB_VECTOR_LINES_H

#define RISCV_STORE                                                                                                    \
  "48 S 1 1 1 1 b S 9b77 ffffb1ffd6df71f4 ea53e8e 4 ea53e8eb18:8780db5501 21e036d5ff8:cdcd250a21 "                     \
  "337349425b0:403bb46a01 100eed1afb8:444a8ac00f"
#define RISCV_LINE                                                                                                     \
  RISCV_STORE " | -1 4 ea53e8eb18 21e036d5ff8 337349425b0 100eed1afb8 | 1112a2b01f4 1 100eed1afb8:444a8ac0cf "         \
              "# OK.4K+AD L0"
#define X86_BEFORE                                                                                                     \
  "5938e6220:34c0000854a47303 854a47b48:27f0000496778605 496778860:2a4000015fba1045 15fba1630:7f90000cd56a2047 "       \
  "cd56a2030:65600007a1d8d247"
#define X86_AFTER                                                                                                      \
  "5938e6220:34c0000854a47323 854a47b48:27f0000496778625 496778860:2a4000015fba1065 15fba1630:7f90000cd56a2067 "       \
  "cd56a2030:65600007a1d8d267"
#define X86_LINE                                                                                                       \
  "66 5 101011101 0 36 1c402088 5938e6ad4 44b4c318c06191 | " X86_BEFORE " | 0 0 7a1d8d191 1000 0 0 0 0 0 | " X86_AFTER \
  " | " X86_AFTER " | 100 100 -"
#define PAE_BEFORE                                                                                                     \
  "61f0c460:1a12029af009 61f0c468:1effb3865500 61f0c470:1a3e1719411 61f0c478:800024cdf8dbca08 1a3e17196a0:43664800f81"
#define PAE_LINE                                                                                                       \
  "0 3 11001110000011 2 46 0 2bd51211 0 61f0c478 9a9603a0 0 | " PAE_BEFORE                                             \
  " | - | - | 0 0 0 436649603a0 200000 0 0 0 0 1 0 | 1a3e17196a0:43664800fa1 | 1a3e17196a0:43664800fa1 | 0/0 0/0 -"
// The same with the registers given, and memory that says something else where they were loaded
// from.
#define PAE_HELD                                                                                                       \
  "0 3 11001110000010 2 46 0 2bd51211 0 61f0c478 9a9603a0 0 | 61f0c470:0 1a3e17196a0:43664800f81 | 0 0 1a3e1719411 0 " \
  "| - | 0 0 0 436649603a0 200000 0 0 0 0 1 0 | 1a3e17196a0:43664800fa1 | 1a3e17196a0:43664800fa1 | 0/0 0/0 -"
#define PAE_REFUSED                                                                                                    \
  "119 3 01011000100011 1 36 0 0 0 f2311a28 5b1e9f69 0 | f2311a20:60e0f1811 f2311a28:683a0a201 "                       \
  "f2311a30:2000000ad64eca19 f2311a38:61a1f6619 | - | - | 3 0 0 0 0 0 -1 -1 -1 -1 -1 | | | 3/0 1/2 -"
#define SHADOW_LINE                                                                                                    \
  "6 5 10001101011010 3 46 0 0 55100084 2355d7885925 ffde21cd8fb5004d 0 | 2355d7885ef0:76902a625c9d6e07 "              \
  "2a625c9d6218:81022240fca7c3f 22240fca79b0:60c01d2a800019a7 | - | - | 1 45 0 0 0 0 -1 -1 -1 -1 -1 | | "              \
  "2355d7885ef0:76902a625c9d6e27 | 1/45 - -"

// The line with the first `from`, which must be there, replaced. Valid until the next call.
const char *vector_edit(const char *line, const char *from, const char *to);

#endif
