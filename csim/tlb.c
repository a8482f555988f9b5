#include "csim/tlb.h"

void tlb_init(struct tlb *t, uint8_t entries) {
  t->entries = entries;
  plru_init(&t->plru, entries);
  tlb_reset(t);
}

void tlb_reset(struct tlb *t) {
  t->valid = 0;
  t->plru.bits = 0;
  for (unsigned way = 0; way < TLB_MAX; way++) {
    t->key[way] = TLB_INVALID;
    t->mask[way] = TLB_INVALID;
  }
  for (unsigned i = 0; i < TLB_HINTS; i++)
    t->hint[i] = 0;
}

static void clear(struct tlb *t, unsigned way) {
  t->valid &= ~(1ull << way);
  t->key[way] |= TLB_INVALID;
}

int tlb_lookup(struct tlb *t, uint8_t mode, uint16_t asid, uint64_t vpn) {
  const uint64_t wanted = tlb_key(mode, asid, vpn);
  uint8_t *hint = &t->hint[(vpn ^ vpn >> 9) % TLB_HINTS];
  if (((wanted ^ t->key[*hint]) & t->mask[*hint]) == 0) return *hint;
  for (unsigned way = 0; way < t->entries; way++) {
    if (((wanted ^ t->key[way]) & t->mask[way]) != 0) continue;
    *hint = (uint8_t)way;
    return (int)way;
  }
  return TLB_MISS;
}

// The lowest-numbered invalid entry, else the pseudo-LRU's choice.
static uint8_t victim(const struct tlb *t) {
  const uint64_t free = ~t->valid;
  const unsigned way = free == 0 ? TLB_MAX : (unsigned)__builtin_ctzll(free);
  return way < t->entries ? (uint8_t)way : plru_victim(&t->plru);
}

uint8_t tlb_fill(struct tlb *t, uint8_t mode, const struct tlb_entry *entry) {
  const uint64_t vpn_bits = (1ull << 45) - (1ull << (entry->shift - 12));
  const uint64_t asid_bits = entry->global ? 0 : 0xffffull << 47;
  const uint64_t key = tlb_key(mode, entry->asid, entry->vpn);
  const uint64_t mask = TLB_INVALID | asid_bits | 3ull << 45 | vpn_bits;
  const uint8_t way = victim(t); // chosen before the overlapping entries are cleared
  for (unsigned other = 0; other < t->entries; other++)
    if (((key ^ t->key[other]) & mask & t->mask[other]) == 0) clear(t, other);
  t->key[way] = key;
  t->mask[way] = mask;
  t->entry[way] = *entry;
  t->valid |= 1ull << way;
  tlb_touch(t, way);
  return way;
}

uint64_t tlb_fence(struct tlb *t, const struct fence *fence) {
  uint64_t cleared = 0;
  for (uint64_t left = t->valid; left != 0; left &= left - 1) {
    const unsigned way = (unsigned)__builtin_ctzll(left);
    if (!entry_fenced(&t->entry[way], fence)) continue;
    clear(t, way);
    cleared |= 1ull << way;
  }
  return cleared;
}
