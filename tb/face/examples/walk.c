// The golden walk over a table in an array, from C:  cc walk.c $(pkg-config --cflags --libs lockwalk-golden)
#include <lockwalk/golden.h>
#include <stdio.h>

static uint64_t table[3][512]; // at 0x80000000, 0x80001000, 0x80002000

static int32_t read_word(void *ctx, uint64_t addr, uint32_t bytes, uint64_t *value) {
  (void)ctx;
  uint64_t offset = addr - 0x80000000u;
  if (bytes != 8 || offset >= sizeof table) return 1; // no memory there
  *value = table[offset / 4096][offset / 8 % 512];
  return 0;
}

int main(void) {
  if (lw_golden_abi() != LW_GOLDEN_ABI) return 1;
  table[0][0] = 0x80001000 >> 12 << 10 | 0x01; // V: a pointer
  table[1][0] = 0x80002000 >> 12 << 10 | 0x01;
  table[2][1] = 0x90000000 >> 12 << 10 | 0xd3; // V R U A D
  const struct lw_regime regime = {.format = lw_format_find("sv39"), .root = 0x80000000u};
  const struct lw_memory memory = {.read = read_word};
  for (uint8_t access = LW_LOAD; access <= LW_FETCH; access++) {
    const struct lw_request request = {.va = 0x1234, .access = access, .priv = LW_USER};
    struct lw_walk w;
    if (lw_walk(&regime, &request, &memory, 0, &w) != 1) return 1;
    printf("access %u: kind %u code %u pa 0x%llx  %s (%s)\n", access, w.answer.kind, w.answer.code,
           (unsigned long long)w.answer.pa, lw_reason_name(w.reason), lw_reason_clause(w.reason, LW_RISCV));
  }
  return 0;
}
