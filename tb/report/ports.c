#include "tb/report/ports.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "tb/engine/compare.h"
#include "tb/text/outfile.h"

struct ports {
  struct outfile out;
  unsigned arch, xlen;
  uint64_t clocks;
};

#define INPUT(field)                                                                                                   \
  { #field "_i", offsetof(struct mmu_in, field), sizeof((struct mmu_in *)0)->field }
// The outputs' names are those of compare.c.
static const struct input {
  const char *name;
  uint16_t offset;
  uint8_t bytes;
} inputs[] = {INPUT(regime_valid),   INPUT(regime_mode),     INPUT(regime_root_ppn),  INPUT(regime_root_low),
              INPUT(regime_load),    INPUT(regime_asid),     INPUT(regime_flags),     INPUT(regime_pa_bits),
              INPUT(regime_pkru),    INPUT(regime_pkrs),     INPUT(req_valid),        INPUT(req_id),
              INPUT(req_va),         INPUT(req_access),      INPUT(req_priv),         INPUT(req_implicit),
              INPUT(rsp_ready),      INPUT(mem_req_ready),   INPUT(mem_rsp_valid),    INPUT(mem_rsp_id),
              INPUT(mem_rsp_data),   INPUT(mem_rsp_ok),      INPUT(mem_rsp_error),    INPUT(fence_valid),
              INPUT(fence_va_valid), INPUT(fence_va),        INPUT(fence_asid_valid), INPUT(fence_asid),
              INPUT(fence_globals),  INPUT(fence_structures)};
enum { INPUTS = sizeof inputs / sizeof *inputs };

static uint64_t input_value(const struct mmu_in *in, const struct input *i) {
  const uint8_t *at = (const uint8_t *)in + i->offset;
  uint64_t eight;
  uint32_t four;
  uint16_t two;
  switch (i->bytes) {
  case 1:
    return *at;
  case 2:
    memcpy(&two, at, sizeof two);
    return two;
  case 4:
    memcpy(&four, at, sizeof four);
    return four;
  default:
    memcpy(&eight, at, sizeof eight);
    return eight;
  }
}

static void head(struct ports *p) {
  fprintf(p->out.file, "lockwalk-ports 1 %u %u %20llu\n", p->arch, p->xlen, (unsigned long long)p->clocks);
}

struct ports *ports_open(const char *path, const struct mmu_config *config, struct lw_error *e) {
  struct ports *p = calloc(1, sizeof *p);
  if (!p) {
    lw_fail(e, LW_INPUT, "%s: out of memory", path);
    return NULL;
  }
  if (outfile_open(&p->out, path, e)) {
    free(p);
    return NULL;
  }
  p->arch = config->arch;
  p->xlen = config->arch == ARCH_RISCV && config->xlen == 32 ? 32 : 64;
  head(p);
  const struct mmu_out none = {0};
  const char *name;
  uint64_t value;
  for (unsigned i = 0; i < INPUTS; i++)
    fprintf(p->out.file, "%s ", inputs[i].name);
  for (unsigned i = 0; (name = compare_output(i, &none, &value)); i++)
    fprintf(p->out.file, "%s ", name);
  fputc('\n', p->out.file);
  return p;
}

static void note(void *ctx, uint64_t clock, const struct mmu_in *in, const struct mmu_out *out) {
  struct ports *p = ctx;
  uint64_t value;
  (void)clock;
  for (unsigned i = 0; i < INPUTS; i++)
    fprintf(p->out.file, "%llx ", (unsigned long long)input_value(in, &inputs[i]));
  for (unsigned i = 0; compare_output(i, out, &value); i++)
    fprintf(p->out.file, "%llx ", (unsigned long long)value);
  fputc('\n', p->out.file);
  p->clocks++;
}

static void ignore(void *ctx, const struct event *e) {
  (void)ctx;
  (void)e;
}

struct sink ports_sink(struct ports *p) {
  return (struct sink){.ctx = p, .event = ignore, .wires = note, .outside = true};
}

int ports_close(struct ports *p, bool keep, struct lw_error *e) {
  int code = 0;
  if (!p) return 0;
  if (keep) {
    rewind(p->out.file);
    head(p); // now with the number of clocks: a file that was cut off is seen
    code = outfile_commit(&p->out, e);
  } else {
    outfile_abort(&p->out);
  }
  free(p);
  return code;
}
