// Invariant: before each read, every entry from the root down to `level`+1 was present, well-formed
// and a pointer; `table` is where the last one leads, `perm` the AND and `global` the OR of what
// they say. A leaf ends the loop, and so does any fault.
#include "golden/walk.h"

#include <stddef.h>

#include "golden/arch.h"

enum { PERM_ALL = PERM_R | PERM_W | PERM_X | PERM_U, PERM_START = PERM_ALL | PERM_SS };

// A walk in progress, for both faces: what was asked, where it is, what it leaves behind.
struct run {
  const struct format *format;
  const struct arch_hooks *arch;
  const struct regime *regime;
  const struct request *req;
  uint64_t va; // that is translated
  struct walk_state *at;
  struct walk_record *record;
};

static struct run run_of(const struct regime *regime, const struct request *req, struct walk_state *at,
                         struct walk_record *record) {
  const struct format *format = format_get(regime->format);
  if (!format) format = format_get(FORMAT_BARE); // has no levels either
  const struct arch_hooks *arch = arch_get(format->arch);
  uint64_t va = regime->flags & format->address_flags ? arch->masked(regime, req) : req->va;
  return (struct run){format, arch, regime, req, va, at, record};
}

static struct run run_of_state(struct walk_state *w) {
  return run_of(&w->regime, &w->req, w, &w->record);
}

static bool canonical(const struct format *format, uint64_t va) {
  unsigned above = 64 - format->va_bits;
  return !format->sign_extended || (uint64_t)((int64_t)(va << above) >> above) == va;
}

bool walk_canonical(const struct regime *regime, uint64_t va) {
  return canonical(format_get(regime->format), va);
}

// --- how a walk ends -----------------------------------------------------------------------------
static enum walk_action faulted(struct run *r, enum reason reason, bool pkey_violation) {
  r->record->reason = reason;
  r->record->level = r->at->level;
  r->record->answer = r->arch->fault(r->regime, r->req, reason, pkey_violation);
  return WALK_DONE;
}

static enum walk_action translated(struct run *r, const struct pte_meaning *leaf) {
  struct walk_record *record = r->record;
  record->reason = REASON_OK;
  record->level = r->at->level;
  record->pkey = leaf->pkey;
  record->dirty = leaf->dirty;
  record->leaf_base = leaf->base;
  record->answer = (struct answer){
      .kind = ANSWER_OK,
      .pa = leaf->base | (r->va & ((UINT64_C(1) << leaf->shift) - 1)),
      .shift = leaf->shift,
      .perm = r->at->perm & leaf->perm,
      .type = leaf->type,
      .global = r->at->global || leaf->global,
  };
  return WALK_DONE;
}

// --- what a walk asks for ------------------------------------------------------------------------
static enum walk_action ask_read(struct run *r) {
  struct walk_state *at = r->at;
  const struct format *f = r->format;
  at->addr = at->table + format_index(f, at->level, r->va) * f->entry_bytes;
  return r->record->steps == WALK_MAX_STEPS ? faulted(r, REASON_LIVELOCK, false) : WALK_READ;
}

static enum walk_action ask_cas(struct run *r, uint64_t value, uint64_t bits) {
  r->at->expected = value;
  r->at->desired = value | bits;
  return r->record->steps == WALK_MAX_STEPS ? faulted(r, REASON_LIVELOCK, false) : WALK_CAS;
}

static void note(struct run *r, enum step_event event, uint64_t value, uint64_t written) {
  r->record->step[r->record->steps++] = (struct walk_step){
      .addr = r->at->addr, .value = value, .written = written, .level = r->at->level, .event = event};
}

static void enter(struct run *r, struct walk_place place) {
  struct walk_state *at = r->at;
  at->level = place.level;
  at->table = place.table;
  at->perm = place.perm;
  at->global = place.global;
  at->first = r->record->steps;
}

// PAE: the top entry is in a register, checked when it was loaded (SDM3 4.4.1).
static enum walk_action go_from_register(struct run *r) {
  struct walk_state *at = r->at;
  uint64_t value = r->regime->pdpte[format_index(r->format, at->level, r->va) % 4];
  struct pte_meaning m = r->arch->decode(r->regime, at->level, value);
  if (!m.present) return faulted(r, REASON_NOT_PRESENT, false);
  at->level--;
  at->table = m.base;
  return ask_read(r);
}

static enum walk_action go(struct run *r) {
  return r->at->level < r->format->walked ? ask_read(r) : go_from_register(r);
}

static enum walk_action go_from_root(struct run *r) {
  enter(r, (struct walk_place){r->format->levels - 1, r->regime->root_pa, PERM_START, false});
  return go(r);
}

// Bare: pa is va and everything is granted (priv 12.1.11); what no physical address has cannot be
// accessed.
static enum walk_action untranslated(struct run *r) {
  r->at->level = 0;
  if ((unsigned)r->regime->format >= FORMAT_COUNT) return faulted(r, REASON_UNSUPPORTED, false);
  if (r->va >> r->format->pa_bits) return faulted(r, REASON_BEYOND_PA, false);
  r->at->perm = PERM_ALL;
  r->at->global = false;
  return translated(
      r, &(struct pte_meaning){.base = r->va & ~UINT64_C(0xfff), .shift = 12, .perm = PERM_ALL, .dirty = true});
}

// --- AD_LAZY: the access is granted; now every entry used gets its bits, top to leaf -------------
static enum walk_action lazy_next(struct run *r) {
  struct walk_state *at = r->at;
  for (; at->next <= at->leaf; at->next++) {
    const struct walk_step *used = &r->record->step[at->next];
    uint64_t bits = at->next == at->leaf ? at->leaf_bits : at->a_bit & ~used->value;
    at->level = used->level;
    at->addr = used->addr;
    if (bits) return ask_cas(r, used->value, bits);
  }
  const struct walk_step *used = &r->record->step[at->leaf];
  struct pte_meaning leaf = r->arch->decode(r->regime, used->level, used->value | at->leaf_bits);
  return translated(r, &leaf);
}

static enum walk_action lazy_begin(struct run *r, const struct pte_meaning *leaf, uint64_t leaf_bits) {
  struct walk_state *at = r->at;
  at->next = at->first;
  at->leaf = r->record->steps - 1;
  at->a_bit = leaf->a_bit;
  at->leaf_bits = leaf_bits;
  return lazy_next(r);
}

// --- one entry (priv 12.3.2 steps 3 to 10) -------------------------------------------------------
static enum walk_action judge_leaf(struct run *r, const struct pte_meaning *leaf, uint64_t value) {
  bool key;
  enum reason reason = r->arch->allowed(r->regime, r->req, r->at->perm & leaf->perm, leaf->pkey, &key);
  if (reason != REASON_OK) return faulted(r, reason, key);
  uint64_t bits = (leaf->a_bit | (r->req->access == ACCESS_STORE ? leaf->d_bit : 0)) & ~value;
  if (bits && (r->regime->flags & r->format->update_flags) != r->format->update_flags)
    return faulted(r, bits & leaf->a_bit ? REASON_A_CLEAR : REASON_D_CLEAR, false);
  if (r->at->order == AD_LAZY) return lazy_begin(r, leaf, bits);
  return bits ? ask_cas(r, value, bits) : translated(r, leaf);
}

static enum walk_action judge(struct run *r, uint64_t value) {
  struct walk_state *at = r->at;
  at->value = value;
  struct pte_meaning m = r->arch->decode(r->regime, at->level, value);
  if (!m.present) return faulted(r, REASON_NOT_PRESENT, false);
  if (m.malformed != REASON_OK) return faulted(r, m.malformed, false);
  if (m.leaf) return judge_leaf(r, &m, value);
  if (m.a_bit & ~value && at->order == AD_EAGER) return ask_cas(r, value, m.a_bit);
  at->level--;
  at->table = m.base;
  at->perm &= m.perm;
  at->global = at->global || m.global;
  at->descended = true;
  return ask_read(r);
}

// --- the steps both faces share ------------------------------------------------------------------
static void clear(struct run *r, enum ad_order order) {
  struct walk_record *record = r->record; // not the steps: only record->steps of them count
  record->steps = 0;
  record->pkey = 0;
  record->dirty = false;
  record->leaf_base = 0;
  r->at->descended = false;
  r->at->order = r->format->pointer_a ? order : AD_EAGER;
}

static enum reason address_reason(const struct run *r) {
  if (!canonical(r->format, r->va)) return REASON_NON_CANONICAL;
  bool asked = r->regime->flags & r->format->address_flags;
  return asked && r->arch->barred(r->regime, r->req) ? REASON_LASS : REASON_OK;
}

static enum walk_action begin(struct run *r, enum ad_order order) {
  clear(r, order);
  if (r->format->levels == 0) return untranslated(r);
  enum reason reason = address_reason(r);
  if (reason == REASON_OK) return go_from_root(r);
  r->at->level = r->format->levels - 1;
  return faulted(r, reason, false);
}

// What an entry of 4 bytes is read with above them is nobody's.
static uint64_t entry_part(const struct run *r, uint64_t value) {
  return r->format->entry_bytes == 4 ? (uint32_t)value : value;
}

static enum walk_action read_done(struct run *r, uint64_t value, enum step_event event) {
  static const enum reason ended[] = {[STEP_READ_ERROR] = REASON_READ_ERROR, [STEP_STOPPED] = REASON_STOPPED};
  r->at->descended = false;
  value = entry_part(r, value);
  note(r, event, event == STEP_READ ? value : 0, 0);
  return event == STEP_READ ? judge(r, value) : faulted(r, ended[event], false);
}

// After a lost compare-and-swap an eager walk judges what it found, at the same level (step 9 ->
// step 2). A lazy one has checked the whole path, so it checks the whole path again.
static enum walk_action cas_lost(struct run *r, uint64_t old) {
  return r->at->order == AD_EAGER ? judge(r, old) : go_from_root(r);
}

static enum walk_action cas_done(struct run *r, uint64_t old, enum step_event event) {
  struct walk_state *at = r->at;
  bool answered = event == STEP_CAS_OK || event == STEP_CAS_FAILED;
  at->descended = false;
  old = entry_part(r, old);
  note(r, event, answered ? old : at->expected, at->desired);
  if (!answered) return faulted(r, event == STEP_STOPPED ? REASON_STOPPED : REASON_UPDATE_ERROR, false);
  if (event == STEP_CAS_FAILED) return cas_lost(r, old);
  if (at->order == AD_EAGER) return judge(r, at->desired);
  at->next++;
  return lazy_next(r);
}

// --- to the end, over a memory handle ------------------------------------------------------------
static enum walk_action do_read(struct run *r, const struct phys *phys) {
  static const enum step_event event[] = {
      [PHYS_OK] = STEP_READ, [PHYS_ERROR] = STEP_READ_ERROR, [PHYS_STOP] = STEP_STOPPED};
  uint64_t value = 0;
  enum phys_status status = phys->read(phys->ctx, r->at->addr, r->format->entry_bytes, &value);
  return read_done(r, value, event[status]);
}

static enum walk_action do_cas(struct run *r, const struct phys *phys) {
  static const enum step_event event[] = {
      [PHYS_OK] = STEP_CAS_FAILED, [PHYS_ERROR] = STEP_CAS_ERROR, [PHYS_STOP] = STEP_STOPPED};
  const struct walk_state *at = r->at;
  if (!phys->update) return cas_done(r, at->expected, STEP_CAS_OK);
  struct phys_swap swap = {
      .addr = at->addr, .bytes = r->format->entry_bytes, .expected = at->expected, .desired = at->desired};
  enum phys_status status = phys->update(phys->ctx, &swap);
  return cas_done(r, swap.old, status == PHYS_OK && swap.ok ? STEP_CAS_OK : event[status]);
}

struct walk_record walk(const struct regime *regime, const struct request *req, const struct phys *phys,
                        enum ad_order order) {
  struct walk_record record;
  struct walk_state at; // its copies of regime, request and record stay unused
  struct run r = run_of(regime, req, &at, &record);
  enum walk_action action = begin(&r, order);
  while (action != WALK_DONE)
    action = action == WALK_READ ? do_read(&r, phys) : do_cas(&r, phys);
  return record;
}

// --- one action at a time ------------------------------------------------------------------------
enum walk_action walk_begin(struct walk_state *w, const struct regime *regime, const struct request *req,
                            enum ad_order order) {
  w->regime = *regime;
  w->req = *req;
  struct run r = run_of_state(w);
  return begin(&r, order);
}

enum walk_action walk_begin_at(struct walk_state *w, const struct regime *regime, const struct request *req,
                               enum ad_order order, struct walk_place place) {
  w->regime = *regime;
  w->req = *req;
  struct run r = run_of_state(w);
  clear(&r, order);
  enter(&r, place);
  return go(&r);
}

enum walk_action walk_read_done(struct walk_state *w, uint64_t value, bool error) {
  struct run r = run_of_state(w);
  return read_done(&r, value, error ? STEP_READ_ERROR : STEP_READ);
}

enum walk_action walk_cas_done(struct walk_state *w, uint64_t old, bool ok, bool error) {
  struct run r = run_of_state(w);
  return cas_done(&r, old, error ? STEP_CAS_ERROR : ok ? STEP_CAS_OK : STEP_CAS_FAILED);
}
