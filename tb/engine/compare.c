#include "tb/engine/compare.h"

#include <stdio.h>
#include <string.h>

#include "csim/port_table.h"

static bool note(struct difference *d, const char *name, uint64_t expected, uint64_t got, bool timing) {
  snprintf(d->name, sizeof d->name, "%s", name);
  d->expected = expected;
  d->got = got;
  d->timing = timing;
  return false;
}

static bool same_signal(unsigned i, const struct mmu_out *twin, const struct mmu_out *dut) {
  return port_table_get(twin, &port_output[i]) == port_table_get(dut, &port_output[i]);
}

// Where a valid, ready or done differs, what it speaks for differs of itself.
bool compare_outputs(const struct mmu_out *twin, const struct mmu_out *dut, struct difference *d) {
  // Padding may differ while every field is equal: then only the way to `true` is longer.
  if (memcmp(twin, dut, sizeof *twin) == 0) return true;
  bool skewed[PORT_OUTPUTS] = {false};
  for (unsigned i = 0; i < PORT_OUTPUTS; i++)
    skewed[i] = port_output[i].valid == i && !same_signal(i, twin, dut);
  for (int control = 0; control < 2; control++)
    for (unsigned i = 0; i < PORT_OUTPUTS; i++) {
      const struct port_signal *s = &port_output[i];
      if ((s->valid == i) != control || (!control && skewed[s->valid]) || same_signal(i, twin, dut)) continue;
      return note(d, s->name, port_table_get(twin, s), port_table_get(dut, s), control);
    }
  return true;
}

unsigned compare_groups(const struct mmu_out *twin, const struct mmu_out *dut) {
  unsigned groups = 0;
  for (unsigned i = 0; i < PORT_OUTPUTS; i++)
    if (!same_signal(i, twin, dut)) groups |= 1u << port_output[i].group;
  return groups;
}

bool compare_same(enum port_group which, const struct mmu_out *a, const struct mmu_out *b) {
#define PORT_OUT(group, signal, bits, type, valid)                                                                     \
  if (which == PORT_##group && a->signal != b->signal) return false;
#include "csim/port.def"
  return true;
}

// rtl/README.md, "Probe".
struct probe_field {
  uint8_t word, low, bits;
  const char *name;
};
static const struct probe_field fields[] = {
    {0, 0, 64, "tlb_valid"},       {1, 0, 64, "tlb_plru"},           {2, 0, 16, "pwc_valid"},
    {2, 16, 4, "pwc_robin"},       {2, 20, 3, "ptw_state"},          {2, 23, 1, "ptw_nofill"},
    {2, 24, 3, "ptw_level"},       {2, 27, 1, "s1_valid"},           {2, 28, 1, "s1_replay"},
    {2, 29, 1, "s1_old"},          {2, 30, 1, "load_busy"},          {2, 31, 1, "word2[31]"},
    {2, 32, 4, "mq_count"},        {2, 36, 2, "rsp_count"},          {2, 38, 1, "cur_valid"},
    {2, 39, 1, "fence_executing"}, {2, 40, 1, "drop_executing"},     {2, 41, 6, "s1_id"},
    {2, 47, 6, "ptw_request_id"},  {2, 53, 11, "word2[63:53]"},      {3, 0, 64, "ptw_pte"},
    {4, 0, 44, "ptw_table_ppn"},   {4, 44, 4, "ptw_perm"},           {4, 48, 1, "ptw_global"},
    {4, 49, 15, "word4[63:49]"},   {5, 0, 1, "tlb_fill_enable"},     {5, 1, 6, "tlb_fill_way"},
    {5, 7, 6, "tlb_fill_shift"},   {5, 13, 16, "tlb_fill_asid"},     {5, 29, 3, "tlb_fill_levels"},
    {5, 32, 4, "tlb_fill_perm"},   {5, 36, 3, "tlb_fill_type"},      {5, 39, 4, "tlb_fill_pkey"},
    {5, 43, 1, "tlb_fill_global"}, {5, 44, 1, "tlb_fill_dirty"},     {5, 45, 19, "word5[63:45]"},
    {6, 0, 64, "tlb_fill_vpn"},    {7, 0, 64, "tlb_fill_ppn"},       {8, 0, 1, "pwc_fill_enable"},
    {8, 1, 4, "pwc_fill_way"},     {8, 5, 2, "pwc_fill_next_level"}, {8, 7, 16, "pwc_fill_asid"},
    {8, 23, 3, "pwc_fill_levels"}, {8, 26, 4, "pwc_fill_perm"},      {8, 30, 1, "pwc_fill_global"},
    {8, 31, 3, "load_state"},      {8, 34, 2, "load_index"},         {8, 36, 28, "word8[63:36]"},
    {9, 0, 64, "pwc_fill_tag"},    {10, 0, 60, "pwc_fill_table"},    {10, 60, 4, "pdpte_present"},
    {11, 0, 64, "tlb_cleared"},
};

static uint64_t field_value(const struct mmu_probe *p, const struct probe_field *f) {
  return p->word[f->word] >> f->low & (f->bits == 64 ? ~0ull : (1ull << f->bits) - 1);
}

const char *compare_field(unsigned i, const struct mmu_probe *p, uint64_t *value) {
  if (i >= sizeof fields / sizeof *fields) return NULL;
  *value = field_value(p, &fields[i]);
  return fields[i].name;
}

unsigned compare_find(const char *name) {
  unsigned i = 0;
  while (i + 1 < sizeof fields / sizeof *fields && strcmp(fields[i].name, name) != 0)
    i++;
  return i;
}

bool compare_probe(const struct mmu_probe *twin, const struct mmu_probe *dut, struct difference *d) {
  if (memcmp(twin, dut, sizeof *twin) == 0) return true;
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    uint64_t expected = field_value(twin, &fields[i]), got = field_value(dut, &fields[i]);
    if (expected == got) continue;
    char name[sizeof d->name];
    snprintf(name, sizeof name, "probe.%s", fields[i].name);
    return note(d, name, expected, got, false);
  }
  return true;
}
