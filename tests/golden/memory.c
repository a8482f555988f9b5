#include "tests/golden/memory.h"

static int slot(const struct memory *m, uint64_t addr) {
  for (unsigned i = 0; i < m->count; i++)
    if (m->entry[i].addr == addr) return (int)i;
  return -1;
}

void memory_put(struct memory *m, uint64_t addr, uint64_t value) {
  int at = slot(m, addr);
  if (at < 0) at = (int)m->count++;
  m->entry[at].addr = addr;
  m->entry[at].value = value;
}

uint64_t memory_at(const struct memory *m, uint64_t addr) {
  int at = slot(m, addr);
  return at < 0 ? 0 : m->entry[at].value;
}

static enum phys_status status_of(uint64_t addr, uint64_t refuse, uint64_t stop) {
  if (addr == refuse) return PHYS_ERROR;
  return addr == stop ? PHYS_STOP : PHYS_OK;
}

static enum phys_status read_entry(void *ctx, uint64_t addr, unsigned bytes, uint64_t *value) {
  struct memory *m = ctx;
  m->reads++;
  m->bytes = bytes;
  *value = memory_at(m, addr);
  return status_of(addr, m->refuse_read, m->stop_read);
}

static enum phys_status update_entry(void *ctx, struct phys_swap *swap) {
  struct memory *m = ctx;
  const uint64_t addr = swap->addr;
  m->updates++;
  m->bytes = swap->bytes;
  if (m->races && addr == m->race_addr) {
    m->races--;
    memory_put(m, addr, m->race_value);
  }
  if (m->endless) memory_put(m, addr, memory_at(m, addr) ^ m->endless);
  swap->old = memory_at(m, addr);
  enum phys_status status = status_of(addr, m->refuse_update, m->stop_update);
  swap->ok = status == PHYS_OK && swap->old == swap->expected;
  if (swap->ok) memory_put(m, addr, swap->desired);
  return status;
}

struct phys memory_phys(struct memory *m) {
  return (struct phys){m, read_entry, update_entry};
}

uint64_t memory_chain_addr(enum format_id format, uint8_t level) {
  return 0x1000 * (uint64_t)(format_get(format)->levels - level);
}

struct memory memory_chain(enum format_id format, uint64_t pointer, uint8_t level, uint64_t leaf) {
  struct memory m = {0};
  const struct format *f = format_get(format);
  for (int at = f->levels - 1; at > level; at--) {
    uint64_t next = memory_chain_addr(format, (uint8_t)(at - 1));
    memory_put(&m, memory_chain_addr(format, (uint8_t)at), pointer | (f->arch == ARCH_RISCV ? next >> 2 : next));
  }
  memory_put(&m, memory_chain_addr(format, level), leaf);
  return m;
}
