#include "csim/pwc.h"

void pwc_init(struct pwc *p, uint8_t entries) {
  p->entries = entries;
  pwc_reset(p);
}

void pwc_reset(struct pwc *p) {
  p->valid = 0;
  p->robin = 0;
}

static bool matches(const struct pwc_entry *e, uint8_t mode, uint16_t asid, uint64_t vpn) {
  return e->mode == mode && e->asid == asid && (e->vpn ^ vpn) >> e->reach == 0;
}

int pwc_lookup(const struct pwc *p, uint8_t mode, uint16_t asid, uint64_t vpn) {
  int best = PWC_MISS;
  for (unsigned left = p->valid; left != 0; left &= left - 1) {
    const int way = __builtin_ctz(left);
    if (!matches(&p->entry[way], mode, asid, vpn)) continue;
    if (best == PWC_MISS || p->entry[way].next < p->entry[best].next) best = way;
  }
  return best;
}

uint8_t pwc_fill(struct pwc *p, const struct pwc_entry *entry) {
  const unsigned free = (unsigned)__builtin_ctz(~(unsigned)p->valid);
  unsigned way = free;
  if (free >= p->entries) {
    way = p->robin;
    p->robin = (uint8_t)((p->robin + 1) % p->entries);
  }
  p->entry[way] = *entry;
  p->valid |= (uint16_t)(1u << way);
  return (uint8_t)way;
}

void pwc_fence(struct pwc *p, const struct fence *fence) {
  if (!fence->structures) return;
  for (unsigned left = p->valid; left != 0; left &= left - 1) {
    const int way = __builtin_ctz(left);
    if (!fence->asid_valid || p->entry[way].asid == fence->asid) p->valid &= (uint16_t) ~(1u << way);
  }
}
