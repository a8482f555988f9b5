// From the reason a walk ended to what the architecture reports: RISC-V causes (priv table 12.x,
// mcause/scause), x86 #PF error codes (SDM3 4.7), and the words a report uses.
#include "golden/arch.h"

struct reason_text {
  const char *name, *riscv, *x86;
};
#define NEVER "does not occur"
#define BOTH(text) text, text
static const struct reason_text texts[REASON_COUNT] = {
    [REASON_OK] = {"translated", "priv 12.3.2 step 10", "SDM3 4.5"},
    [REASON_NON_CANONICAL] = {"address is not canonical", "priv 12.4.1", "SDM1 3.3.7.1"},
    [REASON_LASS] = {"address of the other mode", NEVER, "SDM3 LASS"},
    [REASON_BEYOND_PA] = {"address beyond the physical width", "priv 12.1.11, 3.6", NEVER},
    [REASON_READ_ERROR] = {"read of the entry was refused", "priv 12.3.2 step 2", "bus error, not a paging fault"},
    [REASON_UPDATE_ERROR] = {"write of A/D was refused", "priv 12.3.2 step 9", "bus error, not a paging fault"},
    [REASON_NOT_PRESENT] = {"entry not present", "priv 12.3.2 step 3", "SDM3 4.7"},
    [REASON_RESERVED_BITS] = {"reserved bits or encoding", "priv 12.3.2 step 3", "SDM3 4.7"},
    [REASON_POINTER_AT_0] = {"pointer at the last level", "priv 12.3.2 step 4", NEVER},
    [REASON_MISALIGNED] = {"misaligned superpage", "priv 12.3.2 step 5", NEVER},
    [REASON_NAPOT] = {"malformed NAPOT entry", "Svnapot", NEVER},
    [REASON_PERM_READ] = {"not readable", "priv 12.3.2 step 8", NEVER},
    [REASON_PERM_WRITE] = {"not writable", "priv 12.3.2 step 8", "SDM3 4.6.1"},
    [REASON_PERM_EXEC] = {"not executable", "priv 12.3.2 step 8", "SDM3 4.6.1"},
    [REASON_USER_PAGE] = {"supervisor access to a user page", "priv 12.3.2 step 6", "SDM3 4.6.1"},
    [REASON_SUPERVISOR_PAGE] = {"user access to a supervisor page", "priv 12.3.2 step 6", "SDM3 4.6.1"},
    [REASON_PKEY] = {"protection key", NEVER, "SDM3 4.6.2"},
    [REASON_SHADOW_STACK] = {"not a shadow-stack page", NEVER, "SDM3 4.6.1"},
    [REASON_A_CLEAR] = {"A is clear, software sets it", "priv 12.3.2 step 9 (Svade)", NEVER},
    [REASON_D_CLEAR] = {"D is clear, software sets it", "priv 12.3.2 step 9 (Svade)", NEVER},
    [REASON_STOPPED] = {"the memory view has no value", BOTH("model")},
    [REASON_LIVELOCK] = {"compare-and-swap never succeeded", BOTH("model")},
    [REASON_UNSUPPORTED] = {"format not supported", BOTH("model")},
};

const char *reason_name(enum reason r) {
  return (unsigned)r < REASON_COUNT ? texts[r].name : "unknown reason";
}

const char *reason_clause(enum reason r, enum arch arch) {
  if ((unsigned)r >= REASON_COUNT) return "unknown reason";
  return arch == ARCH_RISCV ? texts[r].riscv : texts[r].x86;
}

// What kind of answer a reason is. The reasons of the model itself have none; they get a bus error,
// so that no reader takes them for a translation.
static enum answer_kind kind_of(enum reason reason, enum answer_kind non_canonical, enum answer_kind refused) {
  switch (reason) {
  case REASON_OK:
    return ANSWER_OK;
  case REASON_NON_CANONICAL:
  case REASON_LASS:
    return non_canonical;
  case REASON_BEYOND_PA:
  case REASON_READ_ERROR:
  case REASON_UPDATE_ERROR:
    return refused;
  case REASON_STOPPED:
  case REASON_LIVELOCK:
  case REASON_UNSUPPORTED:
    return ANSWER_BUS_ERROR;
  default:
    return ANSWER_PAGE_FAULT;
  }
}

// The fault is of the original access type, also when it is the walk's own access that fails.
struct answer fault_riscv(const struct regime *regime, const struct request *req, enum reason reason,
                          bool pkey_violation) {
  static const uint8_t page_cause[ACCESS_SS_STORE + 1] = {[ACCESS_LOAD] = 13, [ACCESS_STORE] = 15, [ACCESS_FETCH] = 12};
  static const uint8_t access_cause[ACCESS_SS_STORE + 1] = {[ACCESS_LOAD] = 5, [ACCESS_STORE] = 7, [ACCESS_FETCH] = 1};
  (void)regime;
  (void)pkey_violation;
  struct answer a = {.kind = kind_of(reason, ANSWER_PAGE_FAULT, ANSWER_ACCESS_FAULT)};
  if (a.kind == ANSWER_PAGE_FAULT) a.code = page_cause[req->access];
  if (a.kind == ANSWER_ACCESS_FAULT) a.code = access_cause[req->access];
  return a;
}

// CR4.PAE=1 is what entries of 8 bytes mean: only then has EFER.NXE any effect.
static bool fetches_show(const struct regime *regime) {
  return regime->flags & X86_SMEP || (regime->flags & X86_NXE && format_get(regime->format)->entry_bytes == 8);
}

// W/R, U/S, I/D and SS describe the access, so they are there whatever the reason is.
struct answer fault_x86(const struct regime *regime, const struct request *req, enum reason reason,
                        bool pkey_violation) {
  enum { PF_P = 1, PF_W = 2, PF_U = 4, PF_RSVD = 8, PF_FETCH = 16, PF_PK = 32, PF_SS = 64 };
  struct answer a = {.kind = kind_of(reason, ANSWER_GENERAL_PROTECTION, ANSWER_BUS_ERROR)};
  if (a.kind != ANSWER_PAGE_FAULT) return a;
  static const uint8_t of_access[] = {
      [ACCESS_STORE] = PF_W, [ACCESS_FETCH] = PF_FETCH, [ACCESS_SS_LOAD] = PF_SS, [ACCESS_SS_STORE] = PF_SS | PF_W};
  a.code = (reason == REASON_NOT_PRESENT ? 0 : PF_P) | (reason == REASON_RESERVED_BITS ? PF_RSVD : 0) |
           of_access[req->access] | (req->priv == PRIV_USER ? PF_U : 0) | (pkey_violation ? PF_PK : 0);
  if (!fetches_show(regime)) a.code &= ~(uint32_t)PF_FETCH;
  return a;
}
