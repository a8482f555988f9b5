// What follows from a profile: which runs fit, and the stimulus made to fit.
#include "tb/engine/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tb/text/textfile.h"

int profile_read(const char *path, struct profile *p, struct lw_error *e) {
  struct lw_error own;
  struct textfile *t = textfile_open(path, e ? e : &own);
  char *line, *text = NULL;
  size_t size = 0;
  int got = -1;
  if (!t) return LW_INPUT;
  FILE *all = open_memstream(&text, &size);
  while (all && (got = textfile_line(t, &line, e ? e : &own)) > 0)
    fprintf(all, "%s\n", line);
  textfile_close(t);
  bool whole = all && fclose(all) == 0;
  int code = LW_INPUT;
  if (!whole)
    lw_fail(e, LW_INPUT, "%s: out of memory", path);
  else if (got == 0)
    code = profile_parse(path, text, p, e);
  free(text);
  return code;
}

int profile_of(const char *path, const char *plugin, const char *text, struct profile *p, struct lw_error *e) {
  if (path) return profile_read(path, p, e);
  if (text) return profile_parse(plugin, text, p, e);
  *p = profile_any;
  return LW_PASS;
}

const char *profile_unfit(const struct profile *p, enum format_id format) {
  if (p->formats && !(p->formats >> format & 1)) return "the DUT's profile does not have this format";
  if (p->ad_faults && format_get(format)->arch == ARCH_X86) return "ad=fault is for RISC-V";
  return NULL;
}

void profile_print_absent(const struct profile *p, char *text, size_t size) {
  static const struct {
    uint8_t bit;
    const char *name;
  } field[] = {{GTLB_UNSEEN_SHIFT, "page size"},  {GTLB_UNSEEN_PERM, "rights"},
               {GTLB_UNSEEN_TYPE, "memory type"}, {GTLB_UNSEEN_GLOBAL, "global"},
               {GTLB_UNSEEN_CODE, "fault codes"}, {GTLB_UNSEEN_KIND, "kinds of faults"}};
  size_t used = 0;
  text[0] = 0;
  for (size_t i = 0; i < sizeof field / sizeof field[0] && used < size; i++)
    if (p->golden.unseen & field[i].bit)
      used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "not compared: ", field[i].name);
}

// --- the stimulus made to fit --------------------------------------------------------------------

static void fit_memory(const struct profile *p, struct stim_clock *out) {
  if (!p->no_bus_errors) return;
  out->errors = 0;
  out->map = false;
}

static int fit_clock(void *ctx, const struct stim_view *view, struct stim_clock *out, struct lw_error *e) {
  struct profile_stim *fit = ctx;
  const struct profile *p = fit->profile;
  fit->view = *view;
  // A stimulus that sees a request waiting offers none.
  if (view->in_flight >= p->in_flight) fit->view.request_waiting = true;
  int code = fit->inner->clock(fit->inner->ctx, &fit->view, out, e);
  if (code != LW_PASS) return code;
  fit_memory(p, out);
  if (out->regime) profile_regime(p, &out->regime_new);
  if (out->fence) out->fence_new.asid &= (uint16_t)((1u << p->asid_bits) - 1);
  return code;
}

static bool fit_answered(void *ctx, uint64_t clock, uint8_t id, const struct request *req, const struct answer *answer,
                         struct stim_complaint *c) {
  const struct profile_stim *fit = ctx;
  c->unseen = fit->profile->golden.unseen;
  return fit->inner->answered(fit->inner->ctx, clock, id, req, answer, c);
}

static bool fit_loaded(void *ctx, uint64_t clock, uint8_t fault, struct stim_complaint *c) {
  const struct profile_stim *fit = ctx;
  return fit->inner->loaded(fit->inner->ctx, clock, fault, c);
}

static bool fit_finish(void *ctx, struct stim_complaint *c) {
  const struct profile_stim *fit = ctx;
  return fit->inner->finish(fit->inner->ctx, c);
}

struct stim *profile_fit(struct profile_stim *fit, const struct profile *profile, struct stim *inner) {
  *fit = (struct profile_stim){.profile = profile, .inner = inner};
  fit->stim = (struct stim){.ctx = fit, .name = inner->name, .clock = fit_clock};
  if (inner->answered) fit->stim.answered = fit_answered;
  if (inner->loaded) fit->stim.loaded = fit_loaded;
  if (inner->finish) fit->stim.finish = fit_finish;
  return &fit->stim;
}
