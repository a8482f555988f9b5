// The bits of an entry by name: priv 12.3.1, 12.4.1 and its extensions; SDM3 tables 4-4 to 4-6, 4-8
// to 4-11, 4-14 to 4-20. And which of them is to blame for a fault.
#include <string.h>

#include "tb/report/explain_fields.h"

static void add(struct explain_row *row, uint64_t raw, const char *name, unsigned low, unsigned bits) {
  if (row->fields == EXPLAIN_FIELDS || bits < 1 || bits > 64) return;
  uint64_t mask = bits == 64 ? ~UINT64_C(0) : (UINT64_C(1) << bits) - 1;
  row->field[row->fields++] =
      (struct explain_field){.name = name, .low = (uint8_t)low, .bits = (uint8_t)bits, .value = raw >> low & mask};
}

static void add_flags(struct explain_row *row, uint64_t raw, const char *const *name, unsigned n) {
  for (unsigned i = 0; i < n; i++)
    add(row, raw, name[i], i, 1);
}

static void riscv_fields(const struct regime *g, struct explain_row *row, uint64_t raw) {
  static const char *const low[] = {"V", "R", "W", "X", "U", "G", "A", "D"};
  add_flags(row, raw, low, 8);
  add(row, raw, "RSW", 8, 2);
  if (format_get(g->format)->entry_bytes == 4) {
    add(row, raw, "PPN", 10, 22);
    return;
  }
  bool software = g->flags & RV_SVRSW;
  add(row, raw, "PPN", 10, 44);
  add(row, raw, "reserved", 54, software ? 5 : 7);
  if (software) add(row, raw, "RSW60", 59, 2);
  add(row, raw, "PBMT", 61, 2);
  add(row, raw, "N", 63, 1);
}

static void pdpte_fields(const struct regime *g, struct explain_row *row, uint64_t raw) {
  add(row, raw, "P", 0, 1);
  add(row, raw, "reserved", 1, 2);
  add(row, raw, "PWT", 3, 1);
  add(row, raw, "PCD", 4, 1);
  add(row, raw, "reserved", 5, 4);
  add(row, raw, "ignored", 9, 3);
  add(row, raw, "address", 12, g->pa_bits - 12u);
  add(row, raw, "reserved", g->pa_bits, 64u - g->pa_bits);
}

static void x86_upper(const struct regime *g, struct explain_row *row, uint64_t raw, bool leaf) {
  const struct format *f = format_get(g->format);
  if (g->pa_bits < 52) add(row, raw, "reserved", g->pa_bits, 52u - g->pa_bits);
  if (g->format == FORMAT_X86_PAE) {
    add(row, raw, "reserved", 52, 11);
  } else if (leaf && f->keys) {
    add(row, raw, "ignored", 52, 7);
    add(row, raw, "PKEY", 59, 4);
  } else {
    add(row, raw, "ignored", 52, 11);
  }
  add(row, raw, "XD", 63, 1);
}

// Where a large page's address begins; below it PAT, and reserved bits.
static void x86_large(const struct regime *g, struct explain_row *row, uint64_t raw, unsigned shift, bool narrow) {
  add(row, raw, "PAT", 12, 1);
  if (narrow) { // PSE-36: bits 20:13 are bits 39:32 of the page
    add(row, raw, "address39:32", 13, 8);
    add(row, raw, "reserved", 21, 1);
  } else {
    add(row, raw, "reserved", 13, shift - 13);
  }
  add(row, raw, "address", shift, (narrow ? 32u : g->pa_bits) - shift);
}

static void x86_fields(const struct regime *g, struct explain_row *row, uint64_t raw) {
  static const char *const low[] = {"P", "R/W", "U/S", "PWT", "PCD", "A"};
  const struct format *f = format_get(g->format);
  bool narrow = f->entry_bytes == 4, leaf = row->meaning.leaf || (!row->meaning.present && row->level == 0);
  if (row->in_register) {
    pdpte_fields(g, row, raw);
    return;
  }
  add_flags(row, raw, low, 6);
  add(row, raw, leaf ? "D" : "ignored", 6, 1);
  add(row, raw, row->level == 0 ? "PAT" : "PS", 7, 1);
  add(row, raw, leaf ? "G" : "ignored", 8, 1);
  add(row, raw, "ignored", 9, 3);
  if (leaf && row->level)
    x86_large(g, row, raw, row->meaning.shift, narrow);
  else
    add(row, raw, "address", 12, (narrow ? 32u : g->pa_bits) - 12);
  if (!narrow) x86_upper(g, row, raw, leaf);
}

static uint64_t reversed(uint64_t value, unsigned bytes) {
  uint64_t out = 0;
  for (unsigned i = 0; i < bytes; i++)
    out |= (value >> 8 * i & 0xff) << 8 * (bytes - 1 - i);
  return out;
}

void explain_fields(const struct regime *g, struct explain_row *row) {
  const struct format *f = format_get(g->format);
  row->fields = 0;
  if (f->arch == ARCH_X86)
    x86_fields(g, row, row->value);
  else // big-endian entries (mstatus.SBE) are named in the order of their bits
    riscv_fields(g, row, g->flags & RV_SBE ? reversed(row->value, f->entry_bytes) : row->value);
}

// --- to blame ------------------------------------------------------------------------------------
static uint64_t with(const struct regime *g, uint64_t value, const struct explain_field *f, uint64_t bits) {
  uint64_t mask = (f->bits == 64 ? ~UINT64_C(0) : (UINT64_C(1) << f->bits) - 1) << f->low;
  bool reverse = g->flags & RV_SBE && format_get(g->format)->arch == ARCH_RISCV;
  unsigned bytes = format_get(g->format)->entry_bytes;
  if (reverse) value = reversed(value, bytes);
  value = (value & ~mask) | (bits << f->low & mask);
  return reverse ? reversed(value, bytes) : value;
}

static bool well_formed(const struct regime *g, const struct explain_row *row, uint64_t value) {
  struct pte_meaning m = decode(g, row->level, value);
  return m.present && m.malformed == REASON_OK;
}

static bool single_fields(const struct regime *g, struct explain_row *row) {
  bool any = false;
  for (unsigned i = 0; i < row->fields; i++) {
    struct explain_field *f = &row->field[i];
    f->bad = f->value && well_formed(g, row, with(g, row->value, f, 0));
    any |= f->bad;
  }
  for (unsigned i = 0; i < row->fields && !any; i++) { // R, W and X are all 0 where a leaf is wanted
    struct explain_field *f = &row->field[i];
    f->bad = f->bits == 1 && !f->value && well_formed(g, row, with(g, row->value, f, 1));
  }
  for (unsigned i = 0; i < row->fields; i++)
    any |= row->field[i].bad;
  return any;
}

// Is the bit one of those that say what kind of entry it is?
static bool of_kind(const struct explain_row *row, const struct explain_field *f) {
  static const char *const name[] = {"V", "P", "R", "X", "PS"};
  if (!strcmp(f->name, "PS") && !row->meaning.leaf) return false;
  for (unsigned i = 0; i < sizeof name / sizeof *name; i++)
    if (!strcmp(f->name, name[i])) return true;
  return false;
}

// The fields without which the entry would be well formed; when several are wrong at once, those
// that a plain entry of the same kind may not have.
static void blame_malformed(const struct regime *g, struct explain_row *row) {
  uint64_t plain = row->value;
  if (single_fields(g, row)) return;
  for (unsigned i = 0; i < row->fields; i++)
    if (!of_kind(row, &row->field[i])) plain = with(g, plain, &row->field[i], 0);
  for (unsigned i = 0; i < row->fields; i++) {
    struct explain_field *f = &row->field[i];
    f->bad = f->value && !of_kind(row, f) && !well_formed(g, row, with(g, plain, f, f->value));
  }
}

static void blame_named(struct explain_row *row, const char *name, int value) {
  for (unsigned i = 0; i < row->fields; i++)
    if (!strcmp(row->field[i].name, name) && (value < 0 || row->field[i].value == (uint64_t)value))
      row->field[i].bad = true;
}

// A right that x86 ANDs over the way may be missing in any entry.
static void blame_right(struct explain_tree *t, const char *name, int value) {
  for (unsigned i = 0; i < t->rows; i++)
    if (!t->row[i].in_register) blame_named(&t->row[i], name, value);
}

void explain_blame(struct explain_tree *t) {
  if (!t->rows) return;
  struct explain_row *last = &t->row[t->rows - 1];
  bool x86 = t->format->arch == ARCH_X86;
  switch (t->reason) {
  case REASON_NOT_PRESENT:
    blame_named(last, x86 ? "P" : "V", 0);
    break;
  case REASON_RESERVED_BITS:
  case REASON_POINTER_AT_0:
  case REASON_MISALIGNED:
  case REASON_NAPOT:
    blame_malformed(&t->regime, last);
    break;
  case REASON_PERM_READ:
    blame_named(last, "R", 0);
    break;
  case REASON_PERM_WRITE:
    x86 ? blame_right(t, "R/W", 0) : blame_named(last, "W", 0);
    break;
  case REASON_PERM_EXEC:
    x86 ? blame_right(t, "XD", 1) : blame_named(last, "X", 0);
    break;
  case REASON_USER_PAGE:
    blame_named(last, x86 ? "U/S" : "U", 1);
    break;
  case REASON_SUPERVISOR_PAGE:
    x86 ? blame_right(t, "U/S", 0) : blame_named(last, "U", 0);
    break;
  case REASON_PKEY:
    blame_named(last, "PKEY", -1);
    break;
  case REASON_SHADOW_STACK:
    blame_named(last, "R/W", 1);
    blame_named(last, "D", 0);
    break;
  case REASON_A_CLEAR:
    blame_named(last, "A", 0);
    break;
  case REASON_D_CLEAR:
    blame_named(last, "D", 0);
    break;
  default:
    break;
  }
}
