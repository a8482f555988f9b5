// RISC-V page-table entries (priv 12.3.1, 12.4.1, 12.5.1, 12.6.1; Svnapot, Svpbmt, Svrsw60t59b) and
// the rights they give. A 4-byte Sv32 entry is 8 bytes with a zero upper half: the fields it lacks
// are then 0, the others are where they are in the wider formats.
#include "golden/arch.h"

#define BIT(n) (UINT64_C(1) << (n))
#define RV_V BIT(0)
#define RV_R BIT(1)
#define RV_W BIT(2)
#define RV_X BIT(3)
#define RV_U BIT(4)
#define RV_G BIT(5)
#define RV_A BIT(6)
#define RV_D BIT(7)
#define RV_RESERVED (UINT64_C(0x1f) << 54) // 58:54
#define RV_RSW_HIGH (UINT64_C(3) << 59)    // 60:59, software's with Svrsw60t59b, else reserved
#define RV_PBMT (UINT64_C(3) << 61)
#define RV_N BIT(63)
#define PPN(value) ((value) >> 10 & (BIT(44) - 1))

enum { PERM_ALL = PERM_R | PERM_W | PERM_X | PERM_U, NAPOT_PAGES = 16, NAPOT_CODE = 8 };

// What is reserved in pointers and leaves alike (step 3). W without R is neither: with X=0 it would
// look like a pointer.
static bool reserved(const struct regime *regime, uint64_t value) {
  uint64_t mask = RV_RESERVED | (regime->flags & RV_SVRSW ? 0 : RV_RSW_HIGH);
  return (value & mask) || (value & (RV_R | RV_W)) == RV_W;
}

static enum reason pointer_malformed(uint8_t level, uint64_t value) {
  if (value & (RV_A | RV_D | RV_U | RV_N | RV_PBMT)) return REASON_RESERVED_BITS;
  return level == 0 ? REASON_POINTER_AT_0 : REASON_OK; // step 4
}

static enum reason leaf_malformed(const struct regime *regime, uint64_t value, const struct pte_meaning *m) {
  uint32_t pbmt_flags = RV_SVPBMT | RV_PBMTE;
  uint8_t pbmt_max = (regime->flags & pbmt_flags) == pbmt_flags ? 2 : 0;
  if (m->type > pbmt_max) return REASON_RESERVED_BITS;
  if (value & RV_N) return m->group ? REASON_OK : REASON_NAPOT;
  return m->base & (BIT(m->shift) - 1) ? REASON_MISALIGNED : REASON_OK; // step 5
}

static void decode_leaf(const struct regime *regime, uint8_t level, uint64_t value, struct pte_meaning *m) {
  m->leaf = true;
  m->perm = (value & RV_R ? PERM_R : 0) | (value & RV_W ? PERM_W : 0) | (value & RV_X ? PERM_X : 0) |
            (value & RV_U ? PERM_U : 0);
  m->shift = 12 + level * format_get(regime->format)->index_bits;
  m->type = (value & RV_PBMT) >> 61;
  m->accessed = value & RV_A;
  m->dirty = value & RV_D;
  m->a_bit = RV_A;
  m->d_bit = RV_D;
  m->malformed = leaf_malformed(regime, value, m);
  if (value & RV_N && !m->malformed) { // the low PPN bits are the VA's: a 64 KiB page
    m->shift = 16;
    m->base &= ~(BIT(16) - 1);
  }
}

static struct pte_meaning decode_entry(const struct regime *regime, uint8_t level, uint64_t value) {
  struct pte_meaning m = {0};
  if (!(value & RV_V)) return m;
  m.present = true;
  m.global = value & RV_G;
  m.base = PPN(value) << 12;
  m.group = value & RV_N && regime->flags & RV_SVNAPOT && level == 0 && PPN(value) % NAPOT_PAGES == NAPOT_CODE;
  if (value & (RV_R | RV_W | RV_X))
    decode_leaf(regime, level, value, &m);
  else {
    m.perm = PERM_ALL;
    m.malformed = pointer_malformed(level, value);
  }
  if (reserved(regime, value)) m.malformed = REASON_RESERVED_BITS;
  return m;
}

static uint64_t reversed(uint64_t value, unsigned bytes) {
  uint64_t out = 0;
  for (unsigned i = 0; i < bytes; i++)
    out |= (value >> 8 * i & 0xff) << 8 * (bytes - 1 - i);
  return out;
}

// mstatus.SBE=1: entries are big-endian (priv 3.1.6.5). What is raw stays raw: A and D are where
// memory has them.
static struct pte_meaning decode_big_endian(const struct regime *regime, uint8_t level, uint64_t value) {
  unsigned bytes = format_get(regime->format)->entry_bytes;
  struct pte_meaning m = decode_entry(regime, level, reversed(value, bytes));
  m.a_bit = reversed(m.a_bit, bytes);
  m.d_bit = reversed(m.d_bit, bytes);
  return m;
}

struct pte_meaning decode_riscv(const struct regime *regime, uint8_t level, uint64_t value) {
  return regime->flags & RV_SBE ? decode_big_endian(regime, level, value) : decode_entry(regime, level, value);
}

// priv 12.3.2 steps 6 and 8.
enum reason allowed_riscv(const struct regime *regime, const struct request *req, uint8_t perm, uint8_t pkey,
                          bool *pkey_violation) {
  (void)pkey;
  *pkey_violation = false;
  if (req->priv == PRIV_USER) {
    if (!(perm & PERM_U)) return REASON_SUPERVISOR_PAGE;
  } else if (perm & PERM_U) {
    // SUM never lets the supervisor execute from user pages.
    if (req->access == ACCESS_FETCH || !(regime->flags & RV_SUM)) return REASON_USER_PAGE;
  }
  if (req->access == ACCESS_FETCH) return perm & PERM_X ? REASON_OK : REASON_PERM_EXEC;
  if (req->access == ACCESS_STORE) return perm & PERM_W ? REASON_OK : REASON_PERM_WRITE;
  uint8_t readable = PERM_R | (regime->flags & RV_MXR ? PERM_X : 0);
  return perm & readable ? REASON_OK : REASON_PERM_READ;
}
