// The recorder: a sink that writes down what was done to a lane, clock by clock, as a .txn file.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "golden/format.h"
#include "tb/text/names.h"
#include "tb/text/outfile.h"
#include "tb/engine/output.h"
#include "tb/txn/txn.h"

struct txn_recorder {
  struct mmu_out saw; // of the last `saw` line
  bool saw_any;
  struct outfile out;
  FILE *file;     // out's
  uint64_t clock; // of the last `at` written
  bool clock_known, ended;
  uint64_t last; // clock of the newest event of any kind
  const struct ram_image *image;
  // A regime written on a clock takes effect after what is offered on it, and so stands after that
  // in the file.
  bool has_regime, load;
  struct regime regime;
};

static void write_behaviour(FILE *f, const struct stim_memory *m) {
  fprintf(f, "memory latency=%u..%u backpressure=%u rsp-backpressure=%u seed=0x%" PRIx64 "\n", m->port.latency_min,
          m->port.latency_max, m->port.backpressure, m->rsp_backpressure, m->port.seed);
}

static void write_region(FILE *f, const struct memport_region *g) {
  fprintf(f, " map=0x%" PRIx64 "..0x%" PRIx64 ":%s", g->base, g->end, !g->read ? "none" : g->write ? "rw" : "r");
}

static void write_map(FILE *f, const struct stim_map *m) {
  fprintf(f, "memory holes=%s%s", m->zero_holes ? "zero" : "error", m->regions ? "" : " map=off");
  for (unsigned i = 0; i < m->regions; i++)
    write_region(f, &m->region[i]);
  fputc('\n', f);
}

// A map is an event for each of its regions, on one line.
static void write_map_event(FILE *f, const struct event *ev) {
  if (ev->u.map.index == 0)
    fprintf(f, "memory holes=%s%s", ev->u.map.zero_holes ? "zero" : "error", ev->u.map.regions ? "" : " map=off");
  if (ev->u.map.regions) write_region(f, &ev->u.map.region);
  if (ev->u.map.index + 1 >= ev->u.map.regions) fputc('\n', f);
}

static void write_image(FILE *f, const struct ram_image *image) {
  for (size_t i = 0; image && i < image->pages; i++) {
    fprintf(f, "page 0x%" PRIx64 "\n", image->page_pa[i]);
    for (unsigned w = 0; w < 512; w++)
      if (image->page[i][w])
        fprintf(f, "pte 0x%" PRIx64 " 0x%" PRIx64 "\n", image->page_pa[i] + 8 * w, image->page[i][w]);
  }
}

static void write_comment(FILE *f, const char *comment) {
  fputs("# ", f);
  for (const char *c = comment; *c; c++) {
    fputc(*c, f);
    if (*c == '\n' && c[1]) fputs("# ", f);
  }
  fputc('\n', f);
}

struct txn_recorder *txn_record_open(const char *path, const struct txn_begin *begin, struct lw_error *e) {
  const struct mmu_config *config = &begin->config;
  struct txn_recorder *r = calloc(1, sizeof *r);
  if (!r) {
    lw_fail(e, LW_INPUT, "%s: out of memory", path);
    return NULL;
  }
  if (outfile_open(&r->out, path, e)) {
    free(r);
    return NULL;
  }
  r->file = r->out.file;
  r->image = begin->image;
  fputs("txn 1\n", r->file);
  if (begin->comment && *begin->comment) write_comment(r->file, begin->comment);
  fprintf(r->file, "config arch=%s%s tlb=%u pwc=%u miss=%u\nseed 0x%" PRIx64 "\n", names_arch(config->arch),
          config->xlen == 32 ? " xlen=32" : "", config->tlb_entries ? config->tlb_entries : MMU_TLB_ENTRIES,
          config->pwc_entries ? config->pwc_entries : MMU_PWC_ENTRIES,
          config->miss_depth ? config->miss_depth : MMU_MISS_DEPTH, begin->seed);
  write_behaviour(r->file, &begin->memory);
  if (begin->map.zero_holes || begin->map.regions) write_map(r->file, &begin->map);
  write_image(r->file, begin->image);
  return r;
}

static void write_regime(FILE *f, const struct regime *g, bool load) {
  const struct format *format = format_get(g->format);
  char flags[256];
  fprintf(f, "regime %s mode=%s", names_arch(format->arch), format->name);
  if (g->format == FORMAT_X86_PAE)
    fprintf(f, " root-pa=0x%" PRIx64 " load=%d", g->root_pa, load);
  else
    fprintf(f, " root=0x%" PRIx64, g->root_pa >> 12);
  fprintf(f, " asid=%u%s", g->asid, names_flags_print(format->arch, g->flags, flags, sizeof flags));
  if (format->arch == ARCH_X86)
    fprintf(f, " pkru=0x%" PRIx32 " pkrs=0x%" PRIx32 " pa-bits=%u", g->pkru, g->pkrs, g->pa_bits);
  fputc('\n', f);
}

static void write_request(FILE *f, uint8_t id, const struct request *q) {
  fprintf(f, "req %u %s %s 0x%" PRIx64 "\n", id, names_access(q->access), names_privilege(q), q->va);
}

static void write_fence(FILE *f, const struct fence *n, bool sinval) {
  fputs(sinval ? "sinval" : "fence", f);
  if (n->va_valid) fprintf(f, " va=0x%" PRIx64, n->va);
  if (n->asid_valid) fprintf(f, " asid=%u", n->asid);
  if (!sinval) fprintf(f, " globals=%d structures=%d", n->globals, n->structures);
  fputc('\n', f);
}

// A store may add a page that the image has not; the file says so, because a store that misses by
// mistake is refused.
static void write_store(const struct txn_recorder *r, uint64_t pa, uint64_t value, unsigned bytes) {
  bool known = r->image && ram_image_page(r->image, pa);
  fprintf(r->file, "store 0x%" PRIx64 " 0x%" PRIx64 "%s%s\n", pa, value, bytes == 4 ? " bytes=4" : "",
          known ? "" : " new");
}

static void write_event(const struct txn_recorder *r, const struct event *ev) {
  FILE *f = r->file;
  switch (ev->kind) {
  case EVENT_MEMORY:
    write_behaviour(f, &ev->u.memory);
    break;
  case EVENT_MAP:
    write_map_event(f, ev);
    break;
  case EVENT_ERROR:
    fprintf(f, "memory %s=0x%" PRIx64 "\n", ev->u.error.on ? "error" : "noerror", ev->u.error.addr);
    break;
  case EVENT_STORE:
    write_store(r, ev->u.store.pa, ev->u.store.value, ev->u.store.bytes);
    break;
  case EVENT_OFFER:
    write_request(f, ev->id, &ev->u.req);
    break;
  case EVENT_FENCE_OFFER:
    write_fence(f, &ev->u.fence, ev->id);
    break;
  case EVENT_INVAL_IR:
    fputs("sfence.inval.ir\n", f);
    break;
  case EVENT_END:
    fputs("end\n", f);
    break;
  default:
    break;
  }
}

static void flush_regime(struct txn_recorder *r) {
  if (r->has_regime) write_regime(r->file, &r->regime, r->load);
  r->has_regime = false;
}

static void write_clock(struct txn_recorder *r, uint64_t clock) {
  if (r->clock_known && r->clock == clock) return;
  flush_regime(r);
  fprintf(r->file, "at %" PRIu64 "\n", clock);
  r->clock = clock;
  r->clock_known = true;
}

static void record_event(void *ctx, const struct event *ev) {
  static const uint32_t written = 1u << EVENT_MEMORY | 1u << EVENT_MAP | 1u << EVENT_INVAL_IR | 1u << EVENT_ERROR |
                                  1u << EVENT_STORE | 1u << EVENT_REGIME | 1u << EVENT_OFFER | 1u << EVENT_FENCE_OFFER |
                                  1u << EVENT_END;
  struct txn_recorder *r = ctx;
  r->last = ev->clock;
  if (r->ended || !(written >> ev->kind & 1)) return;
  write_clock(r, ev->clock);
  if (ev->kind == EVENT_REGIME) {
    r->regime = ev->u.regime;
    r->load = ev->id;
    r->has_regime = true;
    return;
  }
  if (ev->kind == EVENT_END) flush_regime(r);
  write_event(r, ev);
  r->ended = ev->kind == EVENT_END;
}

// What stands in the file so far is in order; `line` (may be NULL) follows it.
void txn_record_line(struct txn_recorder *r, const char *line) {
  flush_regime(r);
  if (line) fprintf(r->file, "%s\n", line);
}

struct sink txn_record_sink(struct txn_recorder *r) {
  return (struct sink){.ctx = r, .event = record_event, .outside = true};
}

// The widest line has every output in it.
static void record_wires(void *ctx, uint64_t clock, const struct mmu_in *in, const struct mmu_out *out) {
  struct txn_recorder *r = ctx;
  (void)in;
  char line[1024];
  if (r->saw_any && !memcmp(out, &r->saw, sizeof *out)) return;
  r->saw = *out;
  r->saw_any = true;
  txn_print_saw(clock, out, line, sizeof line);
  txn_record_line(r, line);
}

struct sink txn_record_all_sink(struct txn_recorder *r) {
  struct sink sink = txn_record_sink(r);
  sink.wires = record_wires;
  return sink;
}

int txn_record_close(struct txn_recorder *r, bool keep, struct lw_error *e) {
  int code = 0;
  if (!r) return 0;
  if (!r->ended) { // the run broke off: the replay must live at least as long
    write_clock(r, r->last);
    flush_regime(r);
    fputs("end\n", r->file);
  }
  if (keep) code = outfile_commit(&r->out, e);
  outfile_abort(&r->out);
  free(r);
  return code;
}

// --- an output of a run --------------------------------------------------------------------------

static int output_open(const char *path, const struct output_run *run, void **state, struct sink *sink,
                       struct lw_error *e) {
  const struct engine_config *c = run->engine;
  const struct txn_begin begin = {.image = c->image,
                                  .config = c->options.config,
                                  .seed = c->options.seed,
                                  .memory = c->memory,
                                  .map = c->map,
                                  .comment = run->again};
  struct txn_recorder *r = txn_record_open(path, &begin, e);
  if (!r) return e->code;
  *state = r;
  *sink = run->options->saw ? txn_record_all_sink(r) : txn_record_sink(r);
  return LW_PASS;
}

static int output_close(void *state, const struct verdict *verdict, const struct run_stats *stats, struct lw_error *e) {
  (void)stats;
  return txn_record_close(state, verdict != NULL, e);
}

const struct output output_record = {.option = "record",
                                     .doc = "write what was done as a .txn file that replays alike",
                                     .single = true,
                                     .open = output_open,
                                     .close = output_close};
