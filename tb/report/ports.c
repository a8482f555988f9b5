#include "tb/report/ports.h"

#include <stdlib.h>
#include <string.h>

#include "csim/port_table.h"
#include "tb/engine/output.h"
#include "tb/text/outfile.h"

struct ports {
  struct outfile out;
  unsigned arch, xlen;
  uint64_t clocks;
};

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
  for (unsigned i = 0; i < PORT_INPUTS; i++)
    fprintf(p->out.file, "%s ", port_input[i].name);
  for (unsigned i = 0; i < PORT_OUTPUTS; i++)
    fprintf(p->out.file, "%s ", port_output[i].name);
  fputc('\n', p->out.file);
  return p;
}

static void note(void *ctx, uint64_t clock, const struct mmu_in *in, const struct mmu_out *out) {
  struct ports *p = ctx;
  (void)clock;
  for (unsigned i = 0; i < PORT_INPUTS; i++)
    fprintf(p->out.file, "%llx ", (unsigned long long)port_table_get(in, &port_input[i]));
  for (unsigned i = 0; i < PORT_OUTPUTS; i++)
    fprintf(p->out.file, "%llx ", (unsigned long long)port_table_get(out, &port_output[i]));
  fputc('\n', p->out.file);
  p->clocks++;
}

struct sink ports_sink(struct ports *p) {
  return (struct sink){.ctx = p, .wires = note, .outside = true};
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

static int output_open(const char *path, const struct output_run *run, void **state, struct sink *sink,
                       struct lw_error *e) {
  struct ports *p = ports_open(path, &run->engine->options.config, e);
  if (!p) return e->code;
  *state = p;
  *sink = ports_sink(p);
  return LW_PASS;
}

static int output_close(void *state, const struct verdict *verdict, const struct run_stats *stats, struct lw_error *e) {
  (void)stats;
  return ports_close(state, verdict != NULL, e);
}

const struct output output_ports = {
    .option = "ports",
    .doc = "write every port on every clock as text, for scripts/icarus (tb/report/ports.h)",
    .of_run = true,
    .open = output_open,
    .close = output_close};
