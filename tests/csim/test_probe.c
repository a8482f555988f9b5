// The layout of the probe (csim/probe.def). What the words mean is tested by whole words of running
// twins (test_mmu.c, test_modes.c, test_pae_load.c) and of the RTL.
#include "csim/probe.h"
#include "tests/suite.h"

static void test_each_bit_of_the_words_is_in_one_field_or_always_0(void) {
  static const struct {
    unsigned word, low, bits;
  } part[] = {
#define PROBE_FIELD(word, low, bits, name) {word, low, bits},
#define PROBE_ZERO PROBE_FIELD
#include "csim/probe.def"
  };
  uint64_t seen[PROBE_WORDS] = {0};
  for (unsigned i = 0; i < sizeof part / sizeof *part; i++) {
    CU_ASSERT_FATAL(part[i].word < PROBE_WORDS && part[i].bits >= 1 && part[i].low + part[i].bits <= 64);
    const uint64_t mask = UINT64_MAX >> (64 - part[i].bits) << part[i].low;
    CU_ASSERT_EQUAL(seen[part[i].word] & mask, 0);
    seen[part[i].word] |= mask;
  }
  for (unsigned i = 0; i < PROBE_WORDS; i++)
    CU_ASSERT_EQUAL(seen[i], UINT64_MAX);
}

static void test_what_is_put_is_read_and_nothing_else_is(void){
#define PROBE_FIELD(word_, low, bits, name)                                                                            \
  {                                                                                                                    \
    const uint64_t most = UINT64_MAX >> (64 - (bits));                                                                 \
    struct mmu_probe state = {{0}};                                                                                    \
    state.word[PROBE_WORD_##name] = PROBE_PUT(name, most);                                                             \
    CU_ASSERT_EQUAL(probe_##name(&state), most);                                                                       \
    state.word[PROBE_WORD_##name] = ~PROBE_PUT(name, most);                                                            \
    CU_ASSERT_EQUAL(probe_##name(&state), 0);                                                                          \
  }
#include "csim/probe.def"
}

CU_TestInfo test_probe_tests[] = {
    TEST(test_each_bit_of_the_words_is_in_one_field_or_always_0),
    TEST(test_what_is_put_is_read_and_nothing_else_is),
    CU_TEST_INFO_NULL,
};
