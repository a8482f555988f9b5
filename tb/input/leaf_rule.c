#include "tb/input/leaf_rule.h"

#include "tb/input/image.h"

// priv 12.3.2 steps 6 to 9. With ADUE hardware updates A and D; without, a clear one is a fault.
static bool riscv_refuses(const struct regime *regime, uint16_t flags, const struct request *req) {
  if (!(regime->flags & RV_ADUE) && (!(flags & EXPECT_A) || (req->access == ACCESS_STORE && !(flags & EXPECT_D))))
    return true;
  // Without the extension its bits are reserved (priv 12.4.1).
  if (flags & EXPECT_NAPOT && !(regime->flags & RV_SVNAPOT)) return true;
  if (flags >> EXPECT_PBMT_SHIFT && !(regime->flags & RV_PBMTE)) return true;
  if (req->priv == PRIV_USER && !(flags & EXPECT_U)) return true;
  if (req->priv == PRIV_SUPERVISOR && flags & EXPECT_U)
    if (req->access == ACCESS_FETCH || !(regime->flags & RV_SUM)) return true;
  if (req->access == ACCESS_FETCH) return !(flags & EXPECT_X);
  if (req->access == ACCESS_STORE) return !(flags & EXPECT_W);
  return !(flags & EXPECT_R) && !(regime->flags & RV_MXR && flags & EXPECT_X);
}

// SDM3 4.6.1. Protection keys are not judged: PKRU is permissive in an image.
static bool x86_refuses(const struct regime *regime, uint16_t flags, const struct request *req) {
  bool user = req->priv == PRIV_USER;
  if (user && !(flags & EXPECT_U)) return true;
  if (req->access == ACCESS_FETCH) {
    if (regime->flags & X86_NXE && !(flags & EXPECT_X)) return true;
    return !user && flags & EXPECT_U && regime->flags & X86_SMEP;
  }
  if (!user && flags & EXPECT_U && regime->flags & X86_SMAP && (req->implicit || !(regime->flags & X86_AC)))
    return true;
  if (req->access == ACCESS_STORE) return !(flags & EXPECT_W) && (user || regime->flags & X86_WP);
  return false;
}

bool leaf_rule_refuses(const struct regime *regime, enum arch arch, uint16_t flags, const struct request *req) {
  return arch == ARCH_RISCV ? riscv_refuses(regime, flags, req) : x86_refuses(regime, flags, req);
}

uint32_t leaf_rule_code(const struct regime *regime, enum arch arch, const struct request *req) {
  static const uint8_t cause[] = {13, 15, 12}; // load, store, fetch
  if (arch == ARCH_RISCV) return cause[req->access];
  uint32_t code = 1; // P
  if (req->access == ACCESS_STORE) code |= 2;
  if (req->priv == PRIV_USER) code |= 4;
  if (req->access == ACCESS_FETCH && regime->flags & (X86_SMEP | X86_NXE)) code |= 16;
  return code;
}
