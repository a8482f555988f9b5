// The same library for SystemVerilog, through DPI-C (golden_dpi.svh): scalars only, no svdpi.h
// needed.
#include <stdio.h>
#include <string.h>

#include "tb/face/golden.h"

LW_API void *lw_dpi_new(const char *format, int hidden_port, int lazy_a, unsigned pairs, unsigned pages);
LW_API void *lw_dpi_open(const char *format, int hidden_port, const char *profile, unsigned pairs, unsigned pages);
LW_API const char *lw_dpi_open_why(void);
LW_API int lw_dpi_sinval(void *judge, int va_valid, uint64_t va, int asid_valid, unsigned asid);
LW_API int lw_dpi_inval_ir(void *judge);
LW_API void lw_dpi_free(void *judge);
LW_API int lw_dpi_regime(void *judge, const char *format, uint64_t root, unsigned asid, unsigned flags,
                         unsigned pa_bits, unsigned pkru, unsigned pkrs, uint64_t pdpte0, uint64_t pdpte1,
                         uint64_t pdpte2, uint64_t pdpte3);
LW_API int lw_dpi_request(void *judge, unsigned id, uint64_t va, unsigned access, unsigned priv, unsigned implicit);
LW_API int lw_dpi_response(void *judge, unsigned id, unsigned kind, unsigned code, uint64_t pa, unsigned shift,
                           unsigned perm, unsigned type, unsigned global);
LW_API int lw_dpi_walk(void *judge, uint64_t va, unsigned access, unsigned priv, unsigned implicit, unsigned *kind,
                       unsigned *code, uint64_t *pa, unsigned *shift, unsigned *perm, unsigned *type, unsigned *global);
LW_API int lw_dpi_store(void *judge, uint64_t addr, unsigned bytes, uint64_t value);
LW_API int lw_dpi_read(void *judge, uint64_t addr, unsigned bytes, uint64_t value, int error);
LW_API int lw_dpi_update(void *judge, uint64_t addr, unsigned bytes, uint64_t old, uint64_t desired, int ok, int error);
LW_API int lw_dpi_fence(void *judge, int va_valid, uint64_t va, int asid_valid, unsigned asid, int globals,
                        int structures);
LW_API int lw_dpi_explains_read(void *judge, uint64_t addr);
LW_API int lw_dpi_explains_update(void *judge, uint64_t addr, uint64_t expected, uint64_t desired);
LW_API const char *lw_dpi_why(void *judge);

void *lw_dpi_new(const char *format, int hidden_port, int lazy_a, unsigned pairs, unsigned pages) {
  uint32_t options = (hidden_port ? LW_HIDDEN_PORT : 0) | (lazy_a ? LW_LAZY_A : 0);
  int number = lw_format_find(format);
  return number < 0 ? NULL : lw_judge_new(lw_format_arch(number), options, pairs, pages);
}

// A simulator calls from one thread, and a string that DPI-C returns has to outlive the call.
static _Thread_local char open_why[512];

void *lw_dpi_open(const char *format, int hidden_port, const char *profile, unsigned pairs, unsigned pages) {
  int number = lw_format_find(format);
  uint32_t options = hidden_port ? LW_HIDDEN_PORT : 0;
  if (number >= 0)
    return lw_judge_open(lw_format_arch(number), options, profile && *profile ? profile : NULL, pairs, pages, open_why,
                         sizeof open_why);
  snprintf(open_why, sizeof open_why, "no translation scheme '%.60s'", format);
  return NULL;
}

const char *lw_dpi_open_why(void) {
  return open_why;
}

int lw_dpi_sinval(void *judge, int va_valid, uint64_t va, int asid_valid, unsigned asid) {
  return lw_judge_sinval(judge, va_valid, va, asid_valid, asid);
}

int lw_dpi_inval_ir(void *judge) {
  return lw_judge_inval_ir(judge);
}

void lw_dpi_free(void *judge) {
  lw_judge_free(judge);
}

int lw_dpi_regime(void *judge, const char *format, uint64_t root, unsigned asid, unsigned flags, unsigned pa_bits,
                  unsigned pkru, unsigned pkrs, uint64_t pdpte0, uint64_t pdpte1, uint64_t pdpte2, uint64_t pdpte3) {
  if (asid > UINT16_MAX || pa_bits > UINT8_MAX) return LW_BAD_ARGUMENT;
  const struct lw_regime regime = {.format = lw_format_find(format),
                                   .flags = flags,
                                   .root = root,
                                   .pdpte = {pdpte0, pdpte1, pdpte2, pdpte3},
                                   .pkru = pkru,
                                   .pkrs = pkrs,
                                   .asid = (uint16_t)asid,
                                   .pa_bits = (uint8_t)pa_bits};
  return lw_judge_regime(judge, &regime);
}

// false: a field that the narrow public shape would cut.
static int request_of(uint64_t va, unsigned access, unsigned priv, unsigned implicit, struct lw_request *out) {
  if (access > UINT8_MAX || priv > UINT8_MAX || implicit > UINT8_MAX) return 0;
  *out = (struct lw_request){.va = va, .access = (uint8_t)access, .priv = (uint8_t)priv, .implicit = (uint8_t)implicit};
  return 1;
}

int lw_dpi_request(void *judge, unsigned id, uint64_t va, unsigned access, unsigned priv, unsigned implicit) {
  struct lw_request request;
  return request_of(va, access, priv, implicit, &request) ? lw_judge_request(judge, id, &request) : LW_BAD_ARGUMENT;
}

int lw_dpi_response(void *judge, unsigned id, unsigned kind, unsigned code, uint64_t pa, unsigned shift, unsigned perm,
                    unsigned type, unsigned global) {
  if ((kind | shift | perm | type | global) > UINT8_MAX) return LW_BAD_ARGUMENT;
  const struct lw_answer answer = {.pa = pa,
                                   .code = code,
                                   .kind = (uint8_t)kind,
                                   .shift = (uint8_t)shift,
                                   .perm = (uint8_t)perm,
                                   .type = (uint8_t)type,
                                   .global = (uint8_t)global};
  return lw_judge_response(judge, id, &answer);
}

int lw_dpi_walk(void *judge, uint64_t va, unsigned access, unsigned priv, unsigned implicit, unsigned *kind,
                unsigned *code, uint64_t *pa, unsigned *shift, unsigned *perm, unsigned *type, unsigned *global) {
  struct lw_request request;
  struct lw_walk w;
  memset(&w, 0, sizeof w);
  int done = request_of(va, access, priv, implicit, &request) ? lw_judge_walk(judge, &request, &w) : LW_BAD_ARGUMENT;
  *kind = w.answer.kind;
  *code = w.answer.code;
  *pa = w.answer.pa;
  *shift = w.answer.shift;
  *perm = w.answer.perm;
  *type = w.answer.type;
  *global = w.answer.global;
  return done;
}

int lw_dpi_store(void *judge, uint64_t addr, unsigned bytes, uint64_t value) {
  return lw_judge_store(judge, addr, bytes, value);
}
int lw_dpi_read(void *judge, uint64_t addr, unsigned bytes, uint64_t value, int error) {
  return lw_judge_read(judge, addr, bytes, value, error);
}
int lw_dpi_update(void *judge, uint64_t addr, unsigned bytes, uint64_t old, uint64_t desired, int ok, int error) {
  return lw_judge_update(judge, addr, bytes, old, desired, ok, error);
}
int lw_dpi_fence(void *judge, int va_valid, uint64_t va, int asid_valid, unsigned asid, int globals, int structures) {
  return lw_judge_fence(judge, va_valid, va, asid_valid, asid, globals, structures);
}
int lw_dpi_explains_read(void *judge, uint64_t addr) {
  return lw_judge_explains_read(judge, addr);
}
int lw_dpi_explains_update(void *judge, uint64_t addr, uint64_t expected, uint64_t desired) {
  return lw_judge_explains_update(judge, addr, expected, desired);
}
const char *lw_dpi_why(void *judge) {
  return lw_judge_why(judge);
}
