// A program that is linked with this file changes the cell that LOCKWALK_CELL names by its number,
// before its main begins.
#include "tests/cells/cells.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "golden/rules.h"

static const char *const arch_name[] = {[ARCH_RISCV] = "riscv", [ARCH_X86] = "x86"};

// What is looked for, and how many changes there were before it.
struct walk {
  unsigned wanted, seen;
  struct cell *out;
  char row[32];
};

static void change(struct walk *w, const char *field, const void *at, size_t bytes, uint32_t instead) {
  uint32_t now = 0;
  memcpy(&now, at, bytes);
  if (now == instead || ++w->seen != w->wanted) return;
  *w->out = (struct cell){.at = at, .bytes = bytes, .instead = instead};
  snprintf(w->out->name, sizeof w->out->name, "%s %s: %u -> %u", w->row, field, now, instead);
}

static void change_flag(struct walk *w, const char *field, const bool *at) {
  change(w, field, at, sizeof *at, !*at);
}

static void kept_cells(struct walk *w) {
  for (unsigned arch = 0; arch < 2; arch++)
    for (unsigned i = 0; i < KEPT_COUNT; i++) {
      const struct gtlb_rule *r = &gtlb_rules[arch][i];
      if (!r->id) continue;
      snprintf(w->row, sizeof w->row, "%s %s", arch_name[arch], r->id);
      for (uint32_t by = BY_NONE; by <= BY_FULL; by++)
        change(w, "by", &r->by, sizeof r->by, by);
      change_flag(w, "page", &r->page);
      change_flag(w, "pointers", &r->pointers);
      change_flag(w, "accept", &r->accept);
    }
}

static void fence_cells(struct walk *w) {
  for (unsigned arch = 0; arch < 2; arch++)
    for (unsigned i = 0; i < GTLB_FENCE_RULES; i++) {
      const struct gtlb_fence_rule *r = &gtlb_fence_rules[arch][i];
      if (!r->id) continue;
      snprintf(w->row, sizeof w->row, "%s %s", arch_name[arch], r->id);
      change_flag(w, "page", &r->page);
      for (uint32_t bit = NEEDS_ASID; bit <= NEEDS_STRUCTURES; bit <<= 1)
        change(w, "needs", &r->needs, sizeof r->needs, r->needs ^ bit);
      for (uint32_t cut = 0; cut < CUT_COUNT; cut++)
        change(w, "cut", &r->cut, sizeof r->cut, cut);
    }
}

static void trait_cells(struct walk *w) {
  for (unsigned arch = 0; arch < 2; arch++)
    for (unsigned i = 0; i < TRAIT_COUNT; i++) {
      if (!gtlb_traits[i].clause[arch]) continue;
      snprintf(w->row, sizeof w->row, "%s %s", arch_name[arch], gtlb_traits[i].id);
      change_flag(w, "holds", &gtlb_traits[i].holds[arch]);
    }
}

static void setting_cells(struct walk *w) {
  for (unsigned arch = 0; arch < 2; arch++)
    for (unsigned i = 0; i < GTLB_SETTINGS; i++) {
      const struct gtlb_setting *s = &gtlb_settings[arch][i];
      snprintf(w->row, sizeof w->row, "%s %s", arch_name[arch], s->name);
      change(w, "flag", &s->flag, sizeof s->flag, 0);
      change(w, "instead", &s->instead, sizeof s->instead, s->instead == s->flag ? 0 : s->flag);
    }
}

bool cell_get(unsigned n, struct cell *out) {
  struct walk w = {.wanted = n, .out = out};
  kept_cells(&w);
  fence_cells(&w);
  trait_cells(&w);
  setting_cells(&w);
  return n >= 1 && w.seen >= n;
}

__attribute__((constructor)) static void change_one(void) {
  const char *number = getenv("LOCKWALK_CELL");
  struct cell cell;
  if (!number) return;
  if (!cell_get((unsigned)strtoul(number, NULL, 10), &cell)) {
    fprintf(stderr, "LOCKWALK_CELL: no cell %s\n", number);
    _exit(2);
  }
  // The tables are constant: their pages are read only.
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (uintptr_t)cell.at & ~(page - 1);
  const uintptr_t end = ((uintptr_t)cell.at + cell.bytes + page - 1) & ~(page - 1);
  if (mprotect((void *)start, end - start, PROT_READ | PROT_WRITE) != 0) {
    perror("LOCKWALK_CELL");
    _exit(5);
  }
  memcpy((void *)(uintptr_t)cell.at, &cell.instead, cell.bytes);
}
