// What the wires of the port carry: golden's structs put on them, and read from them. Putting sets
// the valid of their group.
#ifndef CSIM_WIRES_H
#define CSIM_WIRES_H

#include "csim/port.h"

#ifdef __cplusplus
extern "C" {
#endif

// Sets all inputs of the group to 0.
static inline void wires_clear(struct mmu_in *in, enum port_group which) {
#define PORT_IN(group, signal, bits, type, valid)                                                                      \
  if (which == PORT_##group) in->signal = 0;
#include "csim/port.def"
}

// The regime goes on the wires as the mode's registers hold it; `load`: PAE's PDPTEs are to be
// loaded. It must be one that an MMU can be told (tb/engine/regime_fit.h).
void wires_put_regime(struct mmu_in *in, const struct regime *regime, bool load);
// The PDPTE registers of `regime` stay. False, and nothing is changed: no such mode.
bool wires_regime(const struct mmu_in *in, enum arch arch, struct regime *regime);

static inline void wires_put_request(struct mmu_in *in, uint8_t id, const struct request *req) {
  in->req_valid = 1;
  in->req_id = id;
  in->req_va = req->va;
  in->req_access = (uint8_t)req->access;
  in->req_priv = (uint8_t)req->priv;
  in->req_implicit = req->implicit;
}
static inline struct request wires_request(const struct mmu_in *in) {
  struct request req;
  req.va = in->req_va;
  req.access = (enum access)in->req_access;
  req.priv = (enum priv)in->req_priv;
  req.implicit = in->req_implicit;
  return req;
}

static inline void wires_put_answer(struct mmu_out *out, uint8_t id, const struct answer *answer) {
  out->rsp_valid = 1;
  out->rsp_id = id;
  out->rsp_kind = (uint8_t)answer->kind;
  out->rsp_code = (uint8_t)answer->code;
  out->rsp_pa = answer->pa;
  out->rsp_shift = answer->shift;
  out->rsp_perm = answer->perm;
  out->rsp_type = answer->type;
  out->rsp_global = answer->global;
}
static inline struct answer wires_answer(const struct mmu_out *out) {
  struct answer answer;
  answer.kind = (enum answer_kind)out->rsp_kind;
  answer.code = out->rsp_code;
  answer.pa = out->rsp_pa;
  answer.shift = out->rsp_shift;
  answer.perm = out->rsp_perm;
  answer.type = out->rsp_type;
  answer.global = out->rsp_global;
  return answer;
}

static inline void wires_put_fence(struct mmu_in *in, const struct fence *fence) {
  in->fence_valid = 1;
  in->fence_va_valid = fence->va_valid;
  in->fence_va = fence->va;
  in->fence_asid_valid = fence->asid_valid;
  in->fence_asid = fence->asid;
  in->fence_globals = fence->globals;
  in->fence_structures = fence->structures;
}
static inline struct fence wires_fence(const struct mmu_in *in) {
  struct fence fence;
  fence.va_valid = in->fence_va_valid;
  fence.va = in->fence_va;
  fence.asid_valid = in->fence_asid_valid;
  fence.asid = in->fence_asid;
  fence.globals = in->fence_globals;
  fence.structures = in->fence_structures;
  return fence;
}

#ifdef __cplusplus
}
#endif
#endif
