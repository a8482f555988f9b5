#include "tb/engine/tally.h"

#include "tb/engine/run.h"

void tally_store(struct run *r, uint64_t pa, unsigned bytes) {
  struct tally *t = &r->tally;
  r->stats->stores++;
  t->unfenced += known_number(&t->known, pa) || (bytes == 8 && known_number(&t->known, pa + 4));
}

struct finding tally_sample(struct run *r) {
  const struct memport_event *m = &r->lane[LANE_DUT].sampled;
  struct run_stats *s = r->stats;
  s->port_errors += m->error;
  if (m->op == MEM_CAS) {
    s->cas++;
    s->cas_failed += !m->ok && !m->error;
    return finding_none();
  }
  s->reads++;
  if (m->error || known_add(&r->tally.known, m->addr)) return finding_none();
  return finding_limit(r, "checker", "out of memory for the addresses the DUT has read");
}

void tally_fence(struct run *r) {
  r->tally.unfenced = 0;
}

void tally_response(struct run *r) {
  const struct answer *a = &r->response.answer;
  const struct regime *regime = &r->flights.flight[r->response.id].regime;
  struct run_stats *s = r->stats;
  s->answers++;
  s->stores_unfenced += r->tally.unfenced;
  r->tally.unfenced = 0;
  if (a->kind != ANSWER_OK) {
    s->faults++;
    return;
  }
  s->bare += regime->format == FORMAT_BARE;
  bool napot = a->shift == 16 && format_get(regime->format)->arch == ARCH_RISCV;
  s->ok++;
  s->globals += a->global;
  s->napot += napot;
  s->superpages += a->shift > 12 && !napot;
}
