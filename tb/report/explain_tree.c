// From a walk record to a tree: one row an entry, in the order in which they were read. What was
// checked follows from where the walk ended and why: all before has passed, nothing after was
// looked at.
#include <inttypes.h>
#include <string.h>

#include "tb/report/explain_fields.h"
#include "tb/text/names.h"

// --- names ---------------------------------------------------------------------------------------
static const char *entry_name(const struct format *f, uint8_t level) {
  static const char *const x86[] = {"PTE", "PDE", "PDPTE", "PML4E", "PML5E"};
  return f->arch == ARCH_X86 && level < FORMAT_MAX_LEVELS ? x86[level] : "PTE";
}

// Linux folds the levels that an architecture lacks from above: the root is always pgd.
static const char *linux_name(const struct format *f, uint8_t level) {
  static const char *const name[] = {"pte", "pmd", "pud", "p4d"};
  return level + 1u == f->levels || level > 3 ? "pgd" : name[level];
}

// --- checks --------------------------------------------------------------------------------------
enum stage { STAGE_READ, STAGE_PRESENT, STAGE_FORM, STAGE_SHAPE, STAGE_RIGHTS, STAGE_UPDATE, STAGE_REFUSED, STAGES };

static enum stage stage_of(enum reason r) {
  switch (r) {
  case REASON_READ_ERROR:
  case REASON_STOPPED:
    return STAGE_READ;
  case REASON_NOT_PRESENT:
    return STAGE_PRESENT;
  case REASON_RESERVED_BITS:
    return STAGE_FORM;
  case REASON_POINTER_AT_0:
  case REASON_MISALIGNED:
  case REASON_NAPOT:
    return STAGE_SHAPE;
  case REASON_PERM_READ:
  case REASON_PERM_WRITE:
  case REASON_PERM_EXEC:
  case REASON_USER_PAGE:
  case REASON_SUPERVISOR_PAGE:
  case REASON_PKEY:
  case REASON_SHADOW_STACK:
    return STAGE_RIGHTS;
  case REASON_A_CLEAR:
  case REASON_D_CLEAR:
    return STAGE_UPDATE;
  case REASON_UPDATE_ERROR:
    return STAGE_REFUSED;
  default:
    return STAGES; // nothing failed in an entry
  }
}

struct checking {
  struct explain_tree *t;
  struct explain_row *row;
  enum stage ends; // the stage at which the walk ended in this row; STAGES: it passed
};

static struct explain_check *add(const struct checking *c, enum stage stage, const char *what, enum reason clause_of) {
  if (c->row->checks == EXPLAIN_CHECKS) c->row->checks--;
  struct explain_check *k = &c->row->check[c->row->checks++];
  bool failed = stage == c->ends;
  *k = (struct explain_check){.what = what,
                              .clause = reason_clause(failed ? c->t->reason : clause_of, c->t->format->arch),
                              .state = failed            ? EXPLAIN_FAILED
                                       : stage > c->ends ? EXPLAIN_NOT_REACHED
                                                         : EXPLAIN_PASSED};
  if (failed) snprintf(k->found, sizeof k->found, "%s", c->t->why);
  return k;
}

// "4 KiB", "2 MiB", "1 GiB", "512 GiB"
static void size_text(uint8_t shift, char *text, size_t size) {
  static const char *const unit[] = {"", " KiB", " MiB", " GiB", " TiB"};
  snprintf(text, size, "%u%s", 1u << shift % 10, unit[shift / 10]);
}

static void check_shape(const struct checking *c) {
  const struct pte_meaning *m = &c->row->meaning;
  char bytes[16];
  size_text(m->shift, bytes, sizeof bytes);
  struct explain_check *k;
  if (m->leaf && c->t->format->arch == ARCH_RISCV)
    k = add(c, STAGE_SHAPE, m->shift == 16 ? "a NAPOT leaf" : "an aligned leaf",
            m->shift == 16 ? REASON_NAPOT : REASON_MISALIGNED);
  else
    k = add(c, STAGE_SHAPE, m->leaf ? "a leaf" : "a pointer", REASON_POINTER_AT_0);
  if (c->t->format->arch == ARCH_X86) k->clause = reason_clause(REASON_OK, ARCH_X86);
  if (k->state == EXPLAIN_FAILED) return;
  if (m->leaf)
    snprintf(k->found, sizeof k->found, "page of %s at 0x%" PRIx64, bytes, m->base);
  else
    snprintf(k->found, sizeof k->found, "next table at 0x%" PRIx64, m->base);
}

static void rights_text(const struct explain_tree *t, uint8_t perm, uint8_t pkey, char *text, size_t size) {
  uint32_t f = t->regime.flags;
  char rights[NAMES_RIGHTS];
  int n = snprintf(text, size, "%s over the whole way", names_rights(perm, rights));
  if (t->format->arch == ARCH_RISCV)
    snprintf(text + n, size - (size_t)n, ", SUM=%d MXR=%d", !!(f & RV_SUM), !!(f & RV_MXR));
  else
    snprintf(text + n, size - (size_t)n, ", WP=%d SMEP=%d SMAP=%d AC=%d NXE=%d key %u", !!(f & X86_WP),
             !!(f & X86_SMEP), !!(f & X86_SMAP), !!(f & X86_AC), !!(f & X86_NXE), pkey);
}

static void check_rights(const struct checking *c) {
  uint8_t perm = PERM_R | PERM_W | PERM_X | PERM_U;
  char text[100];
  for (unsigned i = 0; i < c->t->rows; i++)
    if (c->t->row[i].level > c->row->level || &c->t->row[i] == c->row) perm &= c->t->row[i].meaning.perm;
  struct explain_check *k = add(c, STAGE_RIGHTS, "the access is granted", REASON_USER_PAGE);
  rights_text(c->t, perm, c->row->meaning.pkey, text, sizeof text);
  if (k->state == EXPLAIN_FAILED)
    snprintf(k->found, sizeof k->found, "%s (%s)", c->t->why, text);
  else
    snprintf(k->found, sizeof k->found, "%s", text);
}

static void check_update(const struct checking *c) {
  const struct explain_row *row = c->row;
  const struct pte_meaning *m = &row->meaning;
  uint64_t want = m->a_bit | (m->leaf && c->t->req.access == ACCESS_STORE ? m->d_bit : 0);
  if (!want) return;
  struct explain_check *k = add(c, STAGE_UPDATE, want == m->a_bit ? "A is set" : "A and D are set", REASON_A_CLEAR);
  if (c->t->format->arch == ARCH_X86) k->clause = "SDM3 4.8";
  if (k->state == EXPLAIN_PASSED)
    snprintf(k->found, sizeof k->found, row->updated ? "written by the hardware: 0x%" PRIx64 : "already", row->written);
  if (row->updated || c->ends == STAGE_REFUSED) {
    k = add(c, STAGE_REFUSED, "memory takes the update", REASON_UPDATE_ERROR);
    if (c->t->format->arch == ARCH_X86 && k->state != EXPLAIN_FAILED) k->clause = "SDM3 8.1.2.1";
  }
}

static void check_row(struct explain_tree *t, struct explain_row *row, enum stage ends) {
  const struct checking c = {t, row, ends};
  bool x86 = t->format->arch == ARCH_X86;
  struct explain_check *k = NULL;
  if (row->in_register)
    k = add(&c, STAGE_READ, "loaded by MOV CR3", REASON_OK);
  else
    k = add(&c, STAGE_READ, "memory gives the entry", REASON_READ_ERROR);
  if (x86 && k->state != EXPLAIN_FAILED) k->clause = row->in_register ? "SDM3 4.4.1" : "SDM3 4.5";
  add(&c, STAGE_PRESENT, x86 ? "P=1" : "V=1", REASON_NOT_PRESENT);
  if (!row->refused && !row->meaning.present) return;
  add(&c, STAGE_FORM, "no reserved bit or encoding", REASON_RESERVED_BITS);
  if (row->refused) return;
  if (row->meaning.malformed != REASON_RESERVED_BITS) check_shape(&c);
  if (row->meaning.leaf && row->meaning.malformed == REASON_OK) check_rights(&c);
  if (row->meaning.malformed == REASON_OK && !row->in_register) check_update(&c);
}

static void check_entry(struct explain_tree *t) {
  const struct format *f = t->format;
  bool beyond = t->reason == REASON_BEYOND_PA, failed = beyond || t->reason == REASON_NON_CANONICAL;
  t->entry =
      (struct explain_check){.what = f->levels ? "the address is canonical" : "the address is a physical one",
                             .clause = reason_clause(f->levels ? REASON_NON_CANONICAL : REASON_BEYOND_PA, f->arch),
                             .state = failed ? EXPLAIN_FAILED : EXPLAIN_PASSED};
  if (failed)
    snprintf(t->entry.found, sizeof t->entry.found, "%s", t->why);
  else if (f->sign_extended)
    snprintf(t->entry.found, sizeof t->entry.found, "bits 63:%u are equal", f->va_bits - 1u);
  if (t->va != t->req.va) snprintf(t->entry.found, sizeof t->entry.found, "after LAM: 0x%" PRIx64, t->va);
}

// --- rows ----------------------------------------------------------------------------------------
static struct explain_row *new_row(struct explain_tree *t, uint8_t level, uint64_t addr, uint64_t value) {
  const struct format *f = t->format;
  if (t->rows == EXPLAIN_ROWS) t->rows--;
  struct explain_row *row = &t->row[t->rows++];
  memset(row, 0, sizeof *row);
  row->level = level;
  row->name = entry_name(f, level);
  row->linux_name = linux_name(f, level);
  row->index_low = (uint8_t)(12 + level * f->index_bits);
  row->index_bits = f->index_bits;
  row->index = (unsigned)format_index(f, level, t->va);
  row->addr = addr;
  row->value = value;
  return row;
}

static void decode_row(const struct explain_tree *t, struct explain_row *row) {
  row->meaning = decode(&t->regime, row->level, row->value);
  explain_fields(&t->regime, row);
}

void explain_entry(struct explain_row *row, const struct regime *regime, uint8_t level, uint64_t value) {
  const struct format *f = format_get(regime->format);
  memset(row, 0, sizeof *row);
  row->level = level;
  row->name = entry_name(f, level);
  row->linux_name = linux_name(f, level);
  row->value = value;
  row->in_register = level >= f->walked;
  row->meaning = decode(regime, level, value);
  explain_fields(regime, row);
}

// PAE: the top entry was loaded into a register (SDM3 4.4.1). The two index bits are 31:30.
static void register_row(struct explain_tree *t) {
  uint8_t level = t->format->levels - 1;
  unsigned index = (unsigned)(t->va >> 30 & 3);
  struct explain_row *row = new_row(t, level, t->regime.root_pa + 8 * index, t->regime.pdpte[index]);
  row->index = index;
  row->index_bits = 2;
  row->table = t->regime.root_pa;
  row->in_register = true;
  decode_row(t, row);
}

static struct explain_row *row_at(struct explain_tree *t, uint64_t addr) {
  for (unsigned i = t->rows; i-- > 0;)
    if (t->row[i].addr == addr && !t->row[i].in_register) return &t->row[i];
  return NULL;
}

static void step_row(struct explain_tree *t, const struct walk_step *s) {
  struct explain_row *row = row_at(t, s->addr);
  if (s->event == STEP_CAS_OK || s->event == STEP_CAS_ERROR) {
    if (!row) return;
    row->updated = s->event == STEP_CAS_OK;
    row->written = s->written;
    return;
  }
  // Read, or found by a compare-and-swap that failed: judged anew.
  row = new_row(t, s->level, s->addr, s->value);
  row->table = s->addr - row->index * (uint64_t)t->format->entry_bytes;
  row->refused = s->event == STEP_READ_ERROR || s->event == STEP_STOPPED;
  if (!row->refused) decode_row(t, row);
}

void explain_build(struct explain_tree *t, const struct regime *regime, const struct request *req,
                   const struct walk_record *walk) {
  memset(t, 0, sizeof *t);
  t->regime = *regime;
  t->req = *req;
  t->format = format_get(regime->format);
  t->va = walk_va(regime, req);
  t->reason = walk->reason;
  t->why = reason_name(walk->reason);
  t->clause = reason_clause(walk->reason, t->format->arch);
  t->answer = walk->answer;
  check_entry(t);
  if (t->format->walked < t->format->levels && t->entry.state == EXPLAIN_PASSED) register_row(t);
  for (unsigned i = 0; i < walk->steps && i < WALK_MAX_STEPS; i++)
    step_row(t, &walk->step[i]);
  enum stage ends = stage_of(t->reason);
  unsigned last = t->rows ? t->rows - 1 : 0;
  // An update that was refused may be of any entry on the way: of the one at which the walk ended.
  while (ends == STAGE_REFUSED && last && t->row[last].level != walk->level)
    last--;
  for (unsigned i = 0; i < t->rows; i++)
    check_row(t, &t->row[i], i == last ? ends : STAGES);
  explain_blame(t);
}
