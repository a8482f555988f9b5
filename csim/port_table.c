#include "csim/port_table.h"

#include <stddef.h>
#include <string.h>

// Values are copied as they lie.
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the host is little-endian");
// A field is the smallest that holds its signal.
#define PORT_IN(group, signal, bits, type, valid)                                                                      \
  _Static_assert(sizeof(type) == ((bits) <= 8 ? 1 : (bits) <= 16 ? 2 : (bits) <= 32 ? 4 : 8), #signal);
#define PORT_OUT PORT_IN
#include "csim/port.def"

enum input {
#define PORT_IN(group, signal, bits, type, valid) IN_##signal,
#include "csim/port.def"
};
enum output {
#define PORT_OUT(group, signal, bits, type, valid) OUT_##signal,
#include "csim/port.def"
};

const struct port_signal port_input[PORT_INPUTS] = {
#define PORT_IN(group, signal, bits, type, valid)                                                                      \
  {#signal "_i", offsetof(struct mmu_in, signal), sizeof(type), PORT_##group, IN_##valid},
#include "csim/port.def"
};
const struct port_signal port_output[PORT_OUTPUTS] = {
#define PORT_OUT(group, signal, bits, type, valid)                                                                     \
  {#signal "_o", offsetof(struct mmu_out, signal), sizeof(type), PORT_##group, OUT_##valid},
#include "csim/port.def"
};

const struct port_signal *port_table_output(const char *name) {
  for (unsigned i = 0; i < PORT_OUTPUTS; i++)
    if (strcmp(port_output[i].name, name) == 0) return &port_output[i];
  return NULL;
}

uint64_t port_table_get(const void *side, const struct port_signal *signal) {
  const uint8_t *at = (const uint8_t *)side + signal->offset;
  uint64_t eight;
  uint32_t four;
  uint16_t two;
  switch (signal->bytes) {
  case 1:
    return *at;
  case 2:
    memcpy(&two, at, sizeof two);
    return two;
  case 4:
    memcpy(&four, at, sizeof four);
    return four;
  default:
    memcpy(&eight, at, sizeof eight);
    return eight;
  }
}

bool port_table_set(void *side, const struct port_signal *signal, uint64_t value) {
  uint8_t *at = (uint8_t *)side + signal->offset;
  if (signal->bytes < 8 && value >> 8 * signal->bytes != 0) return false;
  memcpy(at, &value, signal->bytes);
  return true;
}
