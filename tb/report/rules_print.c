#include "tb/report/rules_print.h"

#include "golden/rules.h"

static const char *const arch_name[] = {[ARCH_RISCV] = "RISC-V", [ARCH_X86] = "x86"};

static const char *yes(bool b) {
  return b ? "yes" : "";
}

static bool kept(const struct gtlb_rule *r) {
  return r->by != BY_NONE || r->page || r->pointers || r->accept;
}

// W
static void print_kept(FILE *f, enum arch arch) {
  static const char *const by[] = {
      [BY_NONE] = "", [BY_CLASS] = "of such walks", [BY_FLUSH] = "of non-global walks", [BY_FULL] = "of everything"};
  fprintf(f,
          "| | on %s from one request to the next | may be kept | until a fence without address | or by address |"
          " or of pointers | or, `fresh_faults`, the next request | clause |\n|---|---|---|---|---|---|---|---|\n",
          arch_name[arch]);
  for (unsigned i = 0; i < KEPT_COUNT; i++) {
    const struct gtlb_rule *r = &gtlb_rules[arch][i];
    if (!r->id) continue;
    fprintf(f, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", r->id, r->what, kept(r) ? "allowed" : "forbidden",
            by[r->by], yes(r->page), yes(r->pointers), yes(r->accept), r->clause);
  }
}

static void print_settings(FILE *f) {
  fprintf(f, "\nSettings:");
  for (unsigned arch = 0; arch < 2; arch++)
    for (unsigned i = 0; i < GTLB_SETTINGS; i++)
      fprintf(f, "%s %s%s",
              i      ? ","
              : arch ? "; on x86"
                     : " on RISC-V",
              gtlb_settings[arch][i].name, arch && i + 1 == GTLB_SETTINGS ? ".\n\n" : "");
}

// F
static void print_fences(FILE *f, enum arch arch) {
  static const char *const takes[CUT_COUNT] = {[CUT_PAGE_LOCAL] =
                                                   "TLB entries of non-global walks that map the address",
                                               [CUT_PAGE_GLOBAL] = "TLB entries of global walks that map the address",
                                               [CUT_ENTRIES_OWN] = "every TLB entry of global walks from its roots",
                                               [CUT_POINTERS] = "pointers",
                                               [CUT_WALKS_LOCAL] = "all of non-global walks",
                                               [CUT_WALKS_GLOBAL] = "all of global walks",
                                               [CUT_FULL] = "everything, what settings were included"};
  fprintf(f, "| | a fence on %s | must take | clause |\n|---|---|---|---|\n", arch_name[arch]);
  for (unsigned i = 0; i < GTLB_FENCE_RULES; i++) {
    const struct gtlb_fence_rule *r = &gtlb_fence_rules[arch][i];
    if (!r->id) continue;
    fprintf(f, "| %s | %s address%s%s%s%s | %s | %s |\n", r->id, r->page ? "by" : "without",
            r->needs & NEEDS_ASID ? ", of one ASID" : "", r->needs & NEEDS_ALL_ASIDS ? ", of all ASIDs" : "",
            r->needs & NEEDS_GLOBALS ? ", of globals" : "", r->needs & NEEDS_STRUCTURES ? ", of structures" : "",
            takes[r->cut], r->clause);
  }
}

static void print_traits(FILE *f) {
  fprintf(f, "| | | RISC-V | clause | x86 | clause |\n|---|---|---|---|---|---|\n");
  for (unsigned i = 0; i < TRAIT_COUNT; i++) {
    const struct gtlb_trait_rule *r = &gtlb_traits[i];
    fprintf(f, "| %s | %s |", r->id, r->what);
    for (unsigned arch = 0; arch < 2; arch++)
      fprintf(f, " %s | %s |",
              !r->clause[arch] ? ""
              : r->holds[arch] ? "yes"
                               : "no",
              r->clause[arch] ? r->clause[arch] : "");
    fprintf(f, "\n");
  }
}

static void print_bounds(FILE *f) {
  fprintf(f, "| | bound of | | there |\n|---|---|---|---|\n");
  for (unsigned i = 0; i < BOUND_COUNT; i++)
    fprintf(f, "| %s | %s | %u | %s |\n", gtlb_bounds[i].id, gtlb_bounds[i].what, gtlb_bounds[i].limit,
            gtlb_bounds[i].then);
}

void rules_print(FILE *f) {
  print_kept(f, ARCH_RISCV);
  fprintf(f, "\n");
  print_kept(f, ARCH_X86);
  print_settings(f);
  print_fences(f, ARCH_RISCV);
  fprintf(f, "\n");
  print_fences(f, ARCH_X86);
  fprintf(f, "\n");
  print_traits(f);
  fprintf(f, "\n");
  print_bounds(f);
}
