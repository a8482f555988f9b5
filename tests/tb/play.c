#include "tests/tb/play.h"

#include <stdlib.h>
#include <string.h>

enum { OWN_PAGES = 256, LATENCY = 5, LIMIT = 20000000 };

struct lane {
  struct ram *ram;
  struct stim_view view;
  struct regime regime;
  struct {
    bool busy;
    uint64_t due;
    struct request req;
    struct regime regime;
  } slot[64];
};

static enum phys_status lane_read(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  uint32_t narrow = 0;
  enum ram_status status = bytes == 4 ? ram_read4(ctx, addr, &narrow) : ram_read(ctx, addr, value);
  if (bytes == 4) *value = narrow;
  return status == RAM_OK ? PHYS_OK : PHYS_ERROR;
}

static enum phys_status lane_update(void *ctx, struct phys_swap *swap) {
  if (lane_read(ctx, swap->addr, swap->bytes, &swap->old) != PHYS_OK) return PHYS_ERROR;
  swap->ok = swap->old == swap->expected;
  if (!swap->ok) return PHYS_OK;
  enum ram_status status = swap->bytes == 4 ? ram_write4(ctx, swap->addr, (uint32_t)swap->desired)
                                            : ram_write(ctx, swap->addr, swap->desired);
  return status == RAM_OK ? PHYS_OK : PHYS_ERROR;
}

static void answer_due(struct play *p, struct lane *l, struct stim *stim) {
  struct phys phys = {l->ram, lane_read, lane_update};
  for (uint8_t id = 0; id < 64; id++) {
    if (!l->slot[id].busy || l->slot[id].due > l->view.clock) continue;
    struct answer answer = walk(&l->slot[id].regime, &l->slot[id].req, &phys, AD_EAGER).answer;
    struct stim_complaint c = {0};
    if (p->spoil) p->spoil(p, &l->slot[id].req, &answer);
    l->slot[id].busy = false;
    l->view.in_flight--;
    l->view.ids_free |= 1ull << id;
    l->view.answered++;
    if (stim->answered && !stim->answered(stim->ctx, l->view.clock, id, &l->slot[id].req, &answer, &c) &&
        p->complaints++ == 0)
      p->first = c;
  }
}

static void do_clock(struct play *p, struct lane *l, const struct stim_clock *now) {
  for (unsigned i = 0; i < now->stores; i++)
    ram_write(l->ram, now->store[i].pa, now->store[i].value);
  p->stores += now->stores;
  p->fences += now->fence;
  p->regimes += now->regime;
  if (now->request) {
    l->slot[now->id].busy = true;
    l->slot[now->id].due = l->view.clock + LATENCY;
    l->slot[now->id].req = now->req;
    l->slot[now->id].regime = l->regime;
    l->view.ids_free &= ~(1ull << now->id);
    l->view.accepted++;
    p->requests++;
    if (++l->view.in_flight > p->most_in_flight) p->most_in_flight = l->view.in_flight;
  }
  if (now->regime) l->regime = now->regime_new;
}

static int run(struct play *p, struct lane *l, struct stim *stim, struct lw_error *e) {
  for (l->view.clock = 0; l->view.clock < LIMIT; l->view.clock++) {
    struct stim_clock now = {0};
    int code = stim->clock(stim->ctx, &l->view, &now, e);
    if (code) return code;
    if (p->watch) p->watch(p, l->view.clock, &now);
    do_clock(p, l, &now);
    if (now.end) break;
    answer_due(p, l, stim);
  }
  p->clocks = l->view.clock;
  for (l->view.clock += LATENCY; l->view.in_flight;)
    answer_due(p, l, stim);
  struct stim_complaint c = {0};
  p->finished = !stim->finish || stim->finish(stim->ctx, &c);
  if (!p->finished && p->complaints == 0) p->first = c;
  return 0;
}

int play_run(struct play *p, const struct ram_image *image, struct stim *stim, struct lw_error *e) {
  size_t bytes = ram_bytes(image, OWN_PAGES);
  void *storage = aligned_alloc(64, (bytes + 63) / 64 * 64);
  struct lane *l = calloc(1, sizeof *l);
  l->ram = ram_init(storage, bytes, image, OWN_PAGES);
  l->view.ids_free = UINT64_MAX;
  l->view.ram = l->ram;
  int code = run(p, l, stim, e);
  free(l);
  free(storage);
  return code;
}
