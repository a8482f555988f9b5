// What the DUT's profile promises beyond what the architecture asks (profile.h): how long an answer
// may take, and that no entry is read twice.
#include <inttypes.h>

#include "golden/walk.h"
#include "tb/engine/run.h"

// --- latency=N -----------------------------------------------------------------------------------

static bool latency_wanted(const struct run *r) {
  return r->profile->latency != 0;
}

static struct finding late(struct run *r, uint64_t worked) {
  struct finding f = finding_of(r, VERDICT_PROTOCOL, "rsp_valid_o");
  finding_about(f, r->response.id, NULL);
  finding_expect(f, "an answer after at most %" PRIu32 " clocks of its own", r->profile->latency);
  finding_got(f, "%" PRIu64, worked);
  return f;
}

static struct finding latency_response(struct run *r, void *self) {
  uint64_t worked = r->worked - r->flights.flight[r->response.id].worked;
  (void)self;
  return worked <= r->profile->latency ? finding_none() : late(r, worked);
}

const struct checker check_latency = {
    .name = "latency", .wanted = latency_wanted, .at = {[AT_RESPONSE] = latency_response}};

// --- duplicate_reads=no --------------------------------------------------------------------------

enum { ONCE_READS = 64 };
struct once { // what the request in flight has read
  unsigned reads;
  struct {
    uint64_t addr, value;
  } read[ONCE_READS];
};

static bool once_wanted(const struct run *r) {
  return r->profile->no_duplicates;
}

static struct finding once_request(struct run *r, void *self) {
  (void)r;
  ((struct once *)self)->reads = 0;
  return finding_none();
}

static struct finding once_sample(struct run *r, void *self) {
  const struct memport_event *m = &r->lane[LANE_DUT].sampled;
  struct once *o = self;
  if (m->op == MEM_CAS) {
    if (!m->ok) o->reads = 0; // from here on the walk begins anew
  } else if (o->reads < ONCE_READS) {
    o->read[o->reads].addr = m->addr;
    o->read[o->reads++].value = m->error ? 0 : m->data;
  }
  return finding_none();
}

// A table may lead to itself: then one walk reads an entry once more, at a lower level.
static bool leads_to(const struct regime *regime, uint64_t value, uint64_t addr) {
  const struct format *f = format_get(regime->format);
  uint64_t bytes = (uint64_t)f->entry_bytes << f->index_bits;
  for (uint8_t level = 1; level < f->walked; level++) {
    struct pte_meaning m = decode(regime, level, value);
    if (m.present && m.malformed == REASON_OK && !m.leaf && addr - m.base < bytes) return true;
  }
  return false;
}

// There is one request at a time (profile_parse.c), and the reads are its own.
static bool is_duplicate(const struct once *o, const struct regime *regime, uint64_t addr) {
  for (unsigned i = o->reads; i-- > 0;) {
    if (leads_to(regime, o->read[i].value, addr)) return false;
    if (o->read[i].addr == addr) return true;
  }
  return false;
}

static struct finding once_offer(struct run *r, void *self) {
  const struct mmu_out *out = &r->lane[LANE_DUT].out;
  uint8_t id = 0;
  if (out->mem_req_op != MEM_READ || pdpte_load_busy(&r->pdpte_load, r->clock) ||
      !is_duplicate(self, &r->regime, out->mem_req_addr))
    return finding_none();
  struct finding f = finding_of(r, VERDICT_PTE_READ, "mem_req_addr_o");
  if (flight_oldest(&r->flights, &id) != UINT64_MAX) finding_about(f, id, NULL);
  finding_expect(f, "each entry read once: the profile says duplicate_reads=no");
  finding_got(f, "0x%" PRIx64 " read again", out->mem_req_addr);
  return f;
}

const struct checker check_once = {
    .name = "once",
    .wanted = once_wanted,
    .bytes = sizeof(struct once),
    .at = {[AT_REQUEST] = once_request, [AT_SAMPLE] = once_sample, [AT_OFFER] = once_offer}};
