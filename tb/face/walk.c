// The public shapes, and walks over the caller's memory.
#include <string.h>

#include "golden/walk.h"
#include "tb/face/judge.h"

// The flags have golden's numbers (golden/flags.def; 0 is one that the library does not have).
#define SAME(name, library) _Static_assert((library) == 0 || (library) == (name), #library " is not " #name);
#define RISCV_FLAG(name, bit, word, library) SAME(name, library)
#define X86_FLAG(name, bit, word, library) SAME(name, library)
#include "golden/flags.def"

uint32_t lw_golden_abi(void) {
  return LW_GOLDEN_ABI;
}
const char *lw_golden_version(void) {
  return LOCKWALK_VERSION;
}

int lw_format_find(const char *name) {
  enum format_id id = format_find(name);
  return id == FORMAT_COUNT ? -1 : (int)id;
}
const char *lw_format_name(int format) {
  const struct format *f = format < 0 ? NULL : format_get((enum format_id)format);
  return f ? f->name : NULL;
}
int lw_format_arch(int format) {
  const struct format *f = format < 0 ? NULL : format_get((enum format_id)format);
  return f ? (int)f->arch : -1;
}

const char *lw_reason_name(uint32_t reason) {
  return reason_name((enum reason)reason);
}
const char *lw_reason_clause(uint32_t reason, int arch) {
  return reason_clause((enum reason)reason, arch == LW_X86 ? ARCH_X86 : ARCH_RISCV);
}

bool face_regime(const struct lw_regime *in, struct regime *out) {
  const struct format *f = in && in->format >= 0 ? format_get((enum format_id)in->format) : NULL;
  if (!f) return false;
  uint64_t alignment = in->format == FORMAT_X86_PAE ? 0x1f : 0xfff;
  if (in->root & alignment || in->root >> 56) return false;
  if (f->arch == ARCH_X86 && (in->pa_bits < 32 || in->pa_bits > 52)) return false;
  *out = (struct regime){.format = (enum format_id)in->format,
                         .flags = in->flags,
                         .root_pa = in->root,
                         .pkru = in->pkru,
                         .pkrs = in->pkrs,
                         .asid = in->asid,
                         .pa_bits = f->arch == ARCH_X86 ? in->pa_bits : 56};
  memcpy(out->pdpte, in->pdpte, sizeof out->pdpte);
  return true;
}

bool face_request(const struct lw_request *in, struct request *out) {
  if (!in || in->access > LW_SS_STORE || in->priv > LW_SUPERVISOR || in->implicit > 1) return false;
  *out = (struct request){
      .va = in->va, .access = (enum access)in->access, .priv = (enum priv)in->priv, .implicit = in->implicit};
  return true;
}

void face_answer_in(const struct lw_answer *in, struct answer *out) {
  *out = (struct answer){.kind = (enum answer_kind)in->kind,
                         .code = in->code,
                         .pa = in->pa,
                         .shift = in->shift,
                         .perm = in->perm,
                         .type = in->type,
                         .global = in->global};
}

void face_answer_out(const struct answer *in, struct lw_answer *out) {
  *out = (struct lw_answer){.pa = in->pa,
                            .code = in->code,
                            .kind = (uint8_t)in->kind,
                            .shift = in->shift,
                            .perm = in->perm,
                            .type = in->type,
                            .global = in->global};
}

void face_walk_out(const struct walk_record *in, struct lw_walk *out) {
  memset(out, 0, sizeof *out);
  face_answer_out(&in->answer, &out->answer);
  out->reason = in->reason;
  out->steps = in->steps;
  for (unsigned i = 0; i < in->steps; i++)
    out->step[i] = (struct lw_step){.addr = in->step[i].addr,
                                    .value = in->step[i].value,
                                    .written = in->step[i].written,
                                    .level = in->step[i].level,
                                    .event = in->step[i].event};
}

static enum phys_status caller_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  const struct lw_memory *m = ctx;
  return m->read(m->ctx, addr, bytes, value) ? PHYS_ERROR : PHYS_OK;
}

static enum phys_status caller_update(void *ctx, struct phys_swap *swap) {
  const struct lw_memory *m = ctx;
  swap->old = swap->expected;
  if (m->update(m->ctx, swap->addr, swap->bytes, swap->expected, swap->desired, &swap->old)) return PHYS_ERROR;
  swap->ok = swap->old == swap->expected;
  return PHYS_OK;
}

int32_t lw_walk(const struct lw_regime *regime, const struct lw_request *request, const struct lw_memory *memory,
                int32_t lazy, struct lw_walk *out) {
  struct regime g;
  struct request q;
  if (!face_regime(regime, &g) || !face_request(request, &q) || !memory || !memory->read || !out)
    return LW_BAD_ARGUMENT;
  struct lw_memory copy = *memory;
  const struct phys phys = {.ctx = &copy, .read = caller_read, .update = copy.update ? caller_update : NULL};
  struct walk_record r = walk(&g, &q, &phys, lazy ? AD_LAZY : AD_EAGER);
  face_walk_out(&r, out);
  return 1;
}
