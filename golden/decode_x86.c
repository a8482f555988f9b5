// x86 page-table entries of 32-bit paging (SDM3 4.3), PAE (4.4), 4-level paging and LA57 (4.5), and
// the rights they give (4.6). The single table that multi-level paging replaced, x86-flat, has the
// entries of a 32-bit page table.
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
#define PAE_IGNORES_NONE (BIT(63) - BIT(52)) // bits 62:52: ignored in 4-level paging and LA57, reserved in PAE
#define PDPTE_RESERVED (UINT64_C(0x1e6) | PAE_IGNORES_NONE | X86_XD) // 2:1, 8:5; XD whatever NXE is (SDM3 4.4.1)
#define PSE36_ADDRESS (BIT(21) - BIT(13)) // bits 20:13 of a 4 MiB page's PDE are bits 39:32 of the page

enum { PAT_BIT_SMALL = 7, PAT_BIT_LARGE = 12, PKEY_AD = 1, PKEY_WD = 2, PSE36_SHIFT = 19 };

static bool wide(const struct format *f) {
  return f->entry_bytes == 8;
}

static uint64_t beyond_pa(const struct regime *regime) {
  return ~(BIT(regime->pa_bits & 63) - 1);
}

// Reserved at every level: address bits from MAXPHYADDR up, and XD while EFER.NXE=0. 4-byte entries
// have neither.
static uint64_t reserved_always(const struct regime *regime) {
  uint64_t pae = regime->format == FORMAT_X86_PAE ? PAE_IGNORES_NONE : 0;
  return (beyond_pa(regime) & X86_ADDRESS) | pae | (regime->flags & (X86_NXE | X86_NXE_WAS) ? 0 : X86_XD);
}

// Of a 4 MiB page: bit 21, and what names address bits beyond min(40, MAXPHYADDR) (SDM3 4.3,
// PSE-36).
static uint64_t reserved_pse(const struct regime *regime) {
  return BIT(21) | (beyond_pa(regime) >> PSE36_SHIFT & PSE36_ADDRESS);
}

// R/W=0 and D=1 make a shadow-stack page, if R/W=1 in all entries above: those grant PERM_SS with
// PERM_W.
static uint8_t leaf_perm(uint64_t value, uint8_t perm) {
  return (perm & ~PERM_SS) | ((value & (X86_RW | X86_D)) == X86_D ? PERM_SS : 0);
}

static void decode_leaf(const struct regime *regime, const struct format *f, uint8_t level, uint64_t value,
                        struct pte_meaning *m) {
  unsigned pat_bit = level ? PAT_BIT_LARGE : PAT_BIT_SMALL;
  m->leaf = true;
  if (regime->flags & X86_CET) m->perm = leaf_perm(value, m->perm);
  m->shift = 12 + level * f->index_bits;
  m->base = value & X86_ADDRESS & ~(BIT(m->shift) - 1);
  m->global = value & X86_G && regime->flags & X86_PGE;
  m->type = (value >> pat_bit & 1) << 2 | (value >> 3 & 3); // PAT PCD PWT
  m->pkey = f->keys ? value >> 59 & 15 : 0;
  m->d_bit = X86_D;
  m->dirty = value & X86_D;
  // Address bits inside a large page are reserved, but for bit 12, which is its PAT.
  uint64_t inside = (BIT(m->shift) - 1) & ~(BIT(PAT_BIT_LARGE + 1) - 1);
  if (level && !wide(f)) { // of 4 MiB: there they are the upper part of the address
    m->base |= (value & PSE36_ADDRESS) << PSE36_SHIFT;
    inside = reserved_pse(regime);
  }
  if (value & inside) m->malformed = REASON_RESERVED_BITS;
}

// A PDPTE register (SDM3 4.4.1): a pointer that grants everything and has no A.
static struct pte_meaning decode_pdpte(const struct regime *regime, uint64_t value) {
  uint64_t reserved = PDPTE_RESERVED | (beyond_pa(regime) & X86_ADDRESS);
  return (struct pte_meaning){.present = true,
                              .malformed = value & reserved ? REASON_RESERVED_BITS : REASON_OK,
                              .perm = PERM_R | PERM_W | PERM_X | PERM_U | PERM_SS,
                              .base = value & X86_ADDRESS};
}

// CR4.PSE matters in 32-bit paging only: without it PS is ignored there. 1 GiB pages are an option
// of the processor.
static bool large_legal(const struct regime *regime, const struct format *f, uint8_t level) {
  if (!(f->leaf_levels >> level & 1)) return false;
  if (!wide(f)) return regime->flags & X86_PSE;
  return level < 2 || !(regime->flags & X86_NO1G);
}

struct pte_meaning decode_x86(const struct regime *regime, uint8_t level, uint64_t value) {
  const struct format *f = format_get(regime->format);
  struct pte_meaning m = {0};
  if (!(value & X86_P)) return m; // no other bit is looked at
  if (level >= f->walked) return decode_pdpte(regime, value);
  m.present = true;
  m.perm = PERM_R | (value & X86_RW ? PERM_W : 0) | (value & X86_XD ? 0 : PERM_X) | (value & X86_US ? PERM_U : 0);
  if (regime->flags & X86_CET && value & X86_RW) m.perm |= PERM_SS;
  m.base = value & X86_ADDRESS;
  m.a_bit = X86_A;
  m.accessed = value & X86_A;
  if (level == 0 || (value & X86_PS && large_legal(regime, f, level)))
    decode_leaf(regime, f, level, value, &m);
  else if (value & X86_PS && wide(f)) // PML4E, PML5E, PDPTE without 1 GiB pages
    m.malformed = REASON_RESERVED_BITS;
  if (wide(f) && value & reserved_always(regime)) m.malformed = REASON_RESERVED_BITS;
  return m;
}

static bool writes(const struct request *req) {
  return req->access == ACCESS_STORE || req->access == ACCESS_SS_STORE;
}

// SDM3 4.6.2. Data accesses only, whoever makes them: PKRU judges user pages, PKRS supervisor
// pages. WD counts with CR0.WP=1, and for users on user pages.
static bool key_refuses(const struct regime *regime, const struct request *req, uint8_t perm, uint8_t pkey) {
  bool user_page = perm & PERM_U;
  if (!(regime->flags & (user_page ? X86_PKE : X86_PKS)) || req->access == ACCESS_FETCH) return false;
  if (!format_get(regime->format)->keys) return false;
  uint32_t rights = (user_page ? regime->pkru : regime->pkrs) >> 2 * (pkey & 15);
  if (rights & PKEY_AD) return true;
  bool bound = regime->flags & X86_WP || (user_page && req->priv == PRIV_USER);
  return rights & PKEY_WD && writes(req) && bound;
}

// XD bars fetches only while EFER.NXE is 1 (SDM3 4.6.1): an entry cached under NXE=1 is judged by
// the NXE of the access.
static bool fetch_barred(const struct regime *regime, uint8_t perm) {
  return !(perm & PERM_X) && regime->flags & X86_NXE;
}

// SDM3 4.6.1: the access and the page must both be user or both supervisor, whatever AC and WP are.
static enum reason shadow_stack_allowed(const struct request *req, uint8_t perm) {
  if (req->priv == PRIV_USER && !(perm & PERM_U)) return REASON_SUPERVISOR_PAGE;
  if (req->priv != PRIV_USER && perm & PERM_U) return REASON_USER_PAGE;
  return perm & PERM_SS ? REASON_OK : REASON_SHADOW_STACK;
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
  enum reason reason = req->access >= ACCESS_SS_LOAD ? shadow_stack_allowed(req, perm)
                       : req->priv == PRIV_USER      ? user_allowed(regime, req, perm)
                                                     : supervisor_allowed(regime, req, perm);
  return reason == REASON_OK && *pkey_violation ? REASON_PKEY : reason;
}

// Linear-address-space separation (SDM3): users have bit 63 clear, the supervisor has it set. Its
// data accesses below are barred with SMAP only, and AC opens them to explicit ones, as it opens
// user pages.
bool barred_x86(const struct regime *regime, const struct request *req) {
  uint32_t flags = regime->flags;
  bool upper = req->va >> 63;
  if (!(flags & X86_LASS)) return false;
  if (req->priv == PRIV_USER) return upper;
  if (req->access == ACCESS_FETCH) return !upper;
  return !upper && flags & X86_SMAP && (req->implicit || !(flags & X86_AC));
}

// Linear-address masking (SDM3): of data addresses, bit 63 telling whose pointer it is. Bits 62:48
// or 62:57 become copies of the bit below them; bit 63 stays, so that the address must be canonical
// but for what was masked.
uint64_t masked_x86(const struct regime *regime, const struct request *req) {
  uint32_t flags = regime->flags;
  unsigned width = 0;
  if (req->access == ACCESS_FETCH) return req->va;
  if (req->va >> 63)
    width = !(flags & X86_LAM_SUP) ? 0 : regime->format == FORMAT_X86_5L ? 57 : 48;
  else
    width = flags & X86_LAM_U57 ? 57 : flags & X86_LAM_U48 ? 48 : 0;
  if (!width) return req->va;
  uint64_t masked = BIT(63) - BIT(width), sign = req->va >> (width - 1) & 1 ? masked : 0;
  return (req->va & ~masked) | sign;
}
