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

static const struct probe_field {
  uint8_t word, low, bits;
  const char *name;
} fields[] = {
#define PROBE_FIELD(word, low, bits, name) {word, low, bits, #name},
#define PROBE_ZERO(word, low, bits, name) {word, low, bits, name},
#include "csim/probe.def"
};
enum { FIELDS = sizeof fields / sizeof *fields };

static uint64_t field_value(const struct mmu_probe *p, const struct probe_field *f) {
  return p->word[f->word] >> f->low & (f->bits == 64 ? ~0ull : (1ull << f->bits) - 1);
}

const char *compare_field(unsigned i, const struct mmu_probe *p, uint64_t *value) {
  if (i >= FIELDS) return NULL;
  *value = field_value(p, &fields[i]);
  return fields[i].name;
}

bool compare_probe(const struct mmu_probe *twin, const struct mmu_probe *dut, struct difference *d) {
  if (memcmp(twin, dut, sizeof *twin) == 0) return true;
  for (unsigned i = 0; i < FIELDS; i++) {
    uint64_t expected = field_value(twin, &fields[i]), got = field_value(dut, &fields[i]);
    if (expected == got) continue;
    char name[sizeof d->name];
    snprintf(name, sizeof name, "probe.%s", fields[i].name);
    return note(d, name, expected, got, false);
  }
  return true;
}
