// A load waits for the walks under way and then reads the four entries at CR3 in order. Whoever
// looks at the port alone cannot always tell the two apart: an entry's address may also be a
// table's that a request in flight walks. So entries read in a row count as the load's for as long
// as the row goes on, and each that may be a walk's is told to golden too.
#include "tb/engine/load.h"

#include <inttypes.h>
#include <string.h>

#include "golden/pae.h"
#include "tb/engine/run.h"
#include "tb/text/names.h"

enum { PDPTES = 4 };

void load_begin(struct run *r, const struct regime *regime) {
  r->load = (struct load){.active = true, .begun = r->clock, .regime = *regime};
  for (unsigned id = 0; id < MEMPORT_IDS; id++)
    r->load.walks[id] = true; // what is outstanding was asked for before
}

static bool broken(struct run *r, const char *port, const char *expected, uint64_t got) {
  struct verdict *v = failure_start(r, VERDICT_PROTOCOL, port);
  snprintf(v->expected, sizeof v->expected, "%s", expected);
  snprintf(v->got, sizeof v->got, "0x%" PRIx64, got);
  failure_end(r);
  return false;
}

bool load_obeys(struct run *r, const struct mmu_out *out) {
  bool busy = load_busy(&r->load, r->clock);
  if (out->regime_busy != busy) return broken(r, "regime_busy_o", busy ? "1 during a load" : "0", out->regime_busy);
  if (!busy && out->regime_done) return broken(r, "regime_done_o", "a load that is under way", 1);
  if (out->regime_fault > (out->regime_done ? REGIME_BUS_ERROR : REGIME_FINE))
    return broken(r, "regime_fault_o", out->regime_done ? "0, 1 or 2" : "0 while regime_done_o is 0",
                  out->regime_fault);
  if (busy && out->req_ready) return broken(r, "req_ready_o", "0 during a load", 1);
  return true;
}

// Begins a new row, or none: what was read before belongs to walks, and those must be there.
static bool forget_row(struct run *r, const struct mmu_out *out) {
  struct load *l = &r->load;
  if (l->owed)
    return broken(r, "mem_req_addr_o",
                  l->error ? "no access between a refused PDPTE and regime_done_o"
                           : "the four PDPTEs, each once, in order",
                  out->mem_req_addr);
  l->offered = l->sampled = 0;
  l->error = false; // of a walk's read
  return true;
}

bool load_offer(struct run *r, const struct mmu_out *out) {
  struct load *l = &r->load;
  if (!load_busy(l, r->clock)) return check_offer(&r->check, r->clock, out);
  bool walks = !r->check.gtlb || check_explained(&r->check, r->clock, out);
  uint64_t first = l->regime.root_pa;
  bool wide_read = out->mem_req_op == MEM_READ && !out->mem_req_narrow;
  bool next = wide_read && l->offered < PDPTES && !l->error && out->mem_req_addr == first + 8 * l->offered;
  bool again = wide_read && !next && out->mem_req_addr == first;
  l->own[out->mem_req_id] = 0;
  l->walks[out->mem_req_id] = walks;
  if (!next && !forget_row(r, out)) return false;
  if (!next && !again) return walks || check_offer(&r->check, r->clock, out);
  l->own[out->mem_req_id] = (uint8_t)++l->offered;
  l->owed += !walks;
  return true;
}

bool load_sample(struct run *r, const struct memport_event *m) {
  struct load *l = &r->load;
  if (!l->active) return true;
  unsigned own = l->own[m->id];
  if (own) {
    l->pdpte[own - 1] = m->data;
    l->sampled = own;
    l->error = m->error;
    l->own[m->id] = 0;
  }
  return l->walks[m->id];
}

static void say_fault(uint8_t fault, char *text, size_t size) {
  snprintf(text, size, "%u (%s)", fault, fault == REGIME_FINE ? "loaded" : names_load_end(fault)->phrase);
}

static bool wrong_fault(struct run *r, uint8_t wanted, uint8_t got) {
  const struct load *l = &r->load;
  struct verdict *v = failure_start(r, VERDICT_LOAD, "regime_fault_o");
  say_fault(wanted, v->expected, sizeof v->expected);
  say_fault(got, v->got, sizeof v->got);
  snprintf(v->text, sizeof v->text,
           "CR3 0x%" PRIx64 ", MAXPHYADDR %u, PDPTEs 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64,
           l->regime.root_pa, l->regime.pa_bits, l->pdpte[0], l->pdpte[1], l->pdpte[2], l->pdpte[3]);
  failure_end(r);
  return false;
}

static bool ask_outside(struct run *r, uint8_t fault) {
  struct stim_complaint c = {.nothing_known = false};
  if (!r->stim->loaded) return true;
  bool fine = r->stim->loaded(r->stim->ctx, r->clock, fault, &c);
  r->stats->outside_checked += !c.nothing_known;
  if (fine) return true;
  struct verdict *v = failure_start(r, VERDICT_EXPECT, "regime_fault_o");
  snprintf(v->expected, sizeof v->expected, "%s", c.expected);
  snprintf(v->got, sizeof v->got, "%s", c.got);
  snprintf(v->text, sizeof v->text, "%s: %s", c.where, c.what);
  failure_end(r);
  return false;
}

bool load_end(struct run *r, const struct mmu_out *out) {
  struct load *l = &r->load;
  if (!out->regime_done) return true;
  if (l->sampled != l->offered || (!l->error && l->sampled != PDPTES))
    return broken(r, "regime_done_o", "all four PDPTEs read before the load ends", l->sampled);
  if (!ask_outside(r, out->regime_fault)) return false;
  uint8_t wanted = l->error                                        ? REGIME_BUS_ERROR
                   : pae_load_allowed(l->pdpte, l->regime.pa_bits) ? REGIME_FINE
                                                                   : REGIME_GENERAL_PROTECTION;
  if (r->check.gtlb && out->regime_fault != wanted) return wrong_fault(r, wanted, out->regime_fault);
  l->active = false;
  r->moved = r->clock;
  r->view.loads++;
  r->view.load_fault = out->regime_fault;
  r->stats->loads++;
  r->stats->load_faults += out->regime_fault != REGIME_FINE;
  r->stats->digest = (r->stats->digest ^ (0x10ad0000u | out->regime_fault)) * 0x9e3779b97f4a7c15u;
  if (run_listens(r)) {
    struct event e = {.clock = r->clock, .kind = EVENT_LOADED, .id = out->regime_fault};
    memcpy(e.u.pdpte, l->pdpte, sizeof e.u.pdpte);
    run_emit(r, &e);
  }
  if (out->regime_fault != REGIME_FINE) return true;
  memcpy(r->pdpte, l->pdpte, sizeof r->pdpte);
  run_set_regime(r, &l->regime);
  return true;
}
