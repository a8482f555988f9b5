#include "csim/memport.h"

#include <string.h>

#include "csim/wires.h"

// splitmix64's output function (Steele, Lea, Flood 2014) at position `number` of the sequence that
// `seed` starts.
static uint64_t hash(uint64_t seed, uint64_t number) {
  uint64_t z = seed + (number + 1) * 0x9e3779b97f4a7c15ull;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ z >> 27) * 0x94d049bb133111ebull;
  return z ^ z >> 31;
}

void memport_init(struct memport *m, struct ram *ram, const struct memport_config *config) {
  memset(m, 0, sizeof *m);
  m->ram = ram;
  m->config = *config;
}

void memport_configure(struct memport *m, const struct memport_config *config) {
  m->config = *config;
}

static bool listed(const struct memport *m, uint64_t addr, unsigned *at) {
  for (unsigned i = 0; i < m->errors; i++) {
    if (m->error_addr[i] != addr) continue;
    *at = i;
    return true;
  }
  return false;
}

bool memport_error(struct memport *m, uint64_t addr, bool on) {
  unsigned at;
  addr &= ~7ull;
  if (listed(m, addr, &at)) {
    if (!on) m->error_addr[at] = m->error_addr[--m->errors];
    return true;
  }
  if (!on) return true;
  if (m->errors == MEMPORT_ERRORS) return false;
  m->error_addr[m->errors++] = addr;
  return true;
}

void memport_regions(struct memport *m, const struct memport_region *region, unsigned n) {
  m->regions = n;
  for (unsigned i = 0; i < n; i++)
    m->region[i] = region[i];
}

// priv 3.7.1.3: the first region that matches any byte decides, and must match all of them.
static bool allowed(const struct memport *m, uint64_t addr, unsigned bytes, enum mem_op op) {
  for (const struct memport_region *r = m->region; r < m->region + m->regions; r++) {
    if (addr >= r->end || addr + bytes <= r->base) continue;
    return addr >= r->base && addr + bytes <= r->end && r->read && (op == MEM_READ || r->write);
  }
  return false;
}

bool memport_refuses(const struct memport *m, uint64_t addr, unsigned bytes, enum mem_op op) {
  unsigned at;
  return listed(m, addr & ~7ull, &at) || (m->regions != 0 && !allowed(m, addr, bytes, op));
}

bool memport_ready(const struct memport *m, uint64_t clock) {
  if (m->config.backpressure == 0) return true;
  return hash(~m->config.seed, clock) % (m->config.backpressure + 1ull) == 0;
}

static bool get(const struct memport *m, struct memport_event *event) {
  if (!event->narrow) return ram_read(m->ram, event->addr, &event->data) == RAM_OK;
  uint32_t half;
  if (ram_read4(m->ram, event->addr, &half) != RAM_OK) return false;
  event->data = half;
  return true;
}

// The access itself, on the clock of its answer: the only place where the port touches RAM.
static void perform(struct memport *m, struct memport_event *event) {
  event->error = memport_refuses(m, event->addr, event->narrow ? 4 : 8, event->op) || !get(m, event);
  if (event->error || event->op != MEM_CAS) return;
  const uint64_t mask = event->narrow ? 0xffffffff : UINT64_MAX;
  if (event->data != (event->expected & mask)) return;
  const enum ram_status status = event->narrow ? ram_write4(m->ram, event->addr, (uint32_t)event->desired)
                                               : ram_write(m->ram, event->addr, event->desired);
  if (status == RAM_FULL) m->ram_full = true;
  event->ok = status == RAM_OK;
}

void memport_drive(struct memport *m, uint64_t clock, struct mmu_in *in, struct memport_event *event) {
  in->mem_req_ready = memport_ready(m, clock);
  wires_clear(in, PORT_MEM_RSP);
  event->valid = false;
  for (unsigned id = 0; id < MEMPORT_IDS; id++) {
    if (!m->slot[id].busy || m->slot[id].due > clock) continue;
    *event = m->slot[id].asked;
    perform(m, event);
    m->slot[id].busy = false;
    in->mem_rsp_valid = 1;
    in->mem_rsp_id = event->id;
    in->mem_rsp_data = event->data;
    in->mem_rsp_ok = event->ok;
    in->mem_rsp_error = event->error;
    return;
  }
}

struct memport_event memport_asked(const struct mmu_out *out) {
  return (struct memport_event){.valid = true,
                                .id = out->mem_req_id % MEMPORT_IDS,
                                .narrow = out->mem_req_narrow,
                                .op = (enum mem_op)out->mem_req_op,
                                .addr = out->mem_req_addr & (out->mem_req_narrow ? ~3ull : ~7ull),
                                .expected = out->mem_req_expected,
                                .desired = out->mem_req_desired};
}

void memport_accept(struct memport *m, uint64_t clock, const struct mmu_out *out, bool ready) {
  if (!out->mem_req_valid || !ready) return;
  const struct memport_event asked = memport_asked(out);
  const uint32_t spread = m->config.latency_max - m->config.latency_min + 1;
  const uint64_t latency = m->config.latency_min + hash(m->config.seed, m->requests) % spread;
  m->requests++;
  m->slot[asked.id].busy = true;
  m->slot[asked.id].due = clock + latency;
  m->slot[asked.id].asked = asked;
}

bool memport_idle(const struct memport *m) {
  for (unsigned id = 0; id < MEMPORT_IDS; id++)
    if (m->slot[id].busy) return false;
  return true;
}
