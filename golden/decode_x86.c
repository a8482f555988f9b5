// x86 page-table entries of 4-level paging and LA57 (SDM3 4.5) and the rights they give (SDM3 4.6).
#include "golden/arch.h"

#define BIT(n) (UINT64_C(1) << (n))
#define X86_P BIT(0)
#define X86_RW BIT(1)
#define X86_US BIT(2)
#define X86_A BIT(5)
#define X86_D BIT(6)
#define X86_PS BIT(7)
#define X86_G BIT(8)
#define X86_XD BIT(63)
#define X86_ADDRESS (BIT(52) - BIT(12))

enum { PAT_BIT_SMALL = 7, PAT_BIT_LARGE = 12, PKEY_AD = 1, PKEY_WD = 2 };

// Reserved at every level: address bits from MAXPHYADDR up, and XD while EFER.NXE=0.
static uint64_t reserved_always(const struct regime *regime) {
  uint64_t beyond = X86_ADDRESS & ~(BIT(regime->pa_bits & 63) - 1);
  return beyond | (regime->flags & X86_NXE ? 0 : X86_XD);
}

static void decode_leaf(const struct regime *regime, uint8_t level, uint64_t value, struct pte_meaning *m) {
  unsigned pat_bit = level ? PAT_BIT_LARGE : PAT_BIT_SMALL;
  m->leaf = true;
  m->shift = 12 + level * format_get(regime->format)->index_bits;
  m->base = value & X86_ADDRESS & ~(BIT(m->shift) - 1);
  m->global = value & X86_G && regime->flags & X86_PGE;
  m->type = (value >> pat_bit & 1) << 2 | (value >> 3 & 3); // PAT PCD PWT
  m->pkey = value >> 59 & 15;
  m->d_bit = X86_D;
  m->dirty = value & X86_D;
  // Address bits inside a large page are reserved, but for bit 12, which is its PAT.
  uint64_t inside = (BIT(m->shift) - 1) & ~(BIT(PAT_BIT_LARGE + 1) - 1);
  if (value & inside) m->malformed = REASON_RESERVED_BITS;
}

struct pte_meaning decode_x86(const struct regime *regime, uint8_t level, uint64_t value) {
  struct pte_meaning m = {0};
  if (!(value & X86_P)) return m; // no other bit is looked at
  m.present = true;
  m.perm = PERM_R | (value & X86_RW ? PERM_W : 0) | (value & X86_XD ? 0 : PERM_X) | (value & X86_US ? PERM_U : 0);
  m.base = value & X86_ADDRESS;
  m.a_bit = X86_A;
  m.accessed = value & X86_A;
  bool large_legal = format_get(regime->format)->leaf_levels >> level & 1;
  if (level == 0 || (value & X86_PS && large_legal))
    decode_leaf(regime, level, value, &m);
  else if (value & X86_PS) // PML4E, PML5E
    m.malformed = REASON_RESERVED_BITS;
  if (value & reserved_always(regime)) m.malformed = REASON_RESERVED_BITS;
  return m;
}

// SDM3 4.6.2. Data accesses to user pages only, whoever makes them.
static bool key_refuses(const struct regime *regime, const struct request *req, uint8_t perm, uint8_t pkey) {
  if (!(regime->flags & X86_PKE) || !(perm & PERM_U) || req->access == ACCESS_FETCH) return false;
  uint32_t rights = regime->pkru >> 2 * (pkey & 15);
  if (rights & PKEY_AD) return true;
  return rights & PKEY_WD && req->access == ACCESS_STORE && (req->priv == PRIV_USER || regime->flags & X86_WP);
}

// XD bars fetches only while EFER.NXE is 1 (SDM3 4.6.1): an entry cached under NXE=1 is judged by the NXE of the
// access.
static bool fetch_barred(const struct regime *regime, uint8_t perm) {
  return !(perm & PERM_X) && regime->flags & X86_NXE;
}

static enum reason supervisor_allowed(const struct regime *regime, const struct request *req, uint8_t perm) {
  uint32_t flags = regime->flags;
  if (req->access == ACCESS_FETCH) {
    if (perm & PERM_U && flags & X86_SMEP) return REASON_USER_PAGE;
    return fetch_barred(regime, perm) ? REASON_PERM_EXEC : REASON_OK;
  }
  // EFLAGS.AC opens user pages to explicit accesses only.
  if (perm & PERM_U && flags & X86_SMAP && (req->implicit || !(flags & X86_AC))) return REASON_USER_PAGE;
  if (req->access == ACCESS_STORE && !(perm & PERM_W) && flags & X86_WP) return REASON_PERM_WRITE;
  return REASON_OK;
}

static enum reason user_allowed(const struct regime *regime, const struct request *req, uint8_t perm) {
  if (!(perm & PERM_U)) return REASON_SUPERVISOR_PAGE;
  if (req->access == ACCESS_FETCH) return fetch_barred(regime, perm) ? REASON_PERM_EXEC : REASON_OK;
  return req->access == ACCESS_STORE && !(perm & PERM_W) ? REASON_PERM_WRITE : REASON_OK;
}

enum reason allowed_x86(const struct regime *regime, const struct request *req, uint8_t perm, uint8_t pkey,
                        bool *pkey_violation) {
  *pkey_violation = key_refuses(regime, req, perm, pkey);
  enum reason reason = req->priv == PRIV_USER ? user_allowed(regime, req, perm) : supervisor_allowed(regime, req, perm);
  return reason == REASON_OK && *pkey_violation ? REASON_PKEY : reason;
}
