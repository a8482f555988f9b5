// The ports as data (csim/port.def): for whoever goes through all of them.
#ifndef CSIM_PORT_TABLE_H
#define CSIM_PORT_TABLE_H

#include "csim/port.h"

struct port_signal {
  const char *name; // of the port: "rsp_pa_o"
  uint16_t offset;  // of the field in struct mmu_in or mmu_out
  uint8_t bytes;
  uint8_t group; // enum port_group
  uint8_t valid; // index in the same table of the signal that says whether this one means something; perhaps its own
};

// clang-format off
enum {
  PORT_INPUTS = 0
#define PORT_IN(group, signal, bits, type, valid) + 1
#include "csim/port.def"
  , PORT_OUTPUTS = 0
#define PORT_OUT(group, signal, bits, type, valid) + 1
#include "csim/port.def"
};
// clang-format on
extern const struct port_signal port_input[PORT_INPUTS], port_output[PORT_OUTPUTS];

// The output of that name; NULL: there is none.
const struct port_signal *port_table_output(const char *name);
// `side`: the struct mmu_in or mmu_out.
uint64_t port_table_get(const void *side, const struct port_signal *signal);
// False, and nothing is set: the field has no room for the value.
bool port_table_set(void *side, const struct port_signal *signal, uint64_t value);

#endif
