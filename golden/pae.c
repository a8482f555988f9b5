// PAE's PDPTE registers: what a load checks. What a PDPTE means is the decoder's.
#include "golden/pae.h"

#include "golden/walk.h"

bool pae_load_allowed(const uint64_t pdpte[4], uint8_t pa_bits) {
  const struct regime regime = {.format = FORMAT_X86_PAE, .pa_bits = pa_bits};
  const uint8_t top = format_get(FORMAT_X86_PAE)->levels - 1;
  for (unsigned i = 0; i < 4; i++)
    if (decode(&regime, top, pdpte[i]).malformed != REASON_OK) return false;
  return true;
}

bool pae_reloads(const struct regime *before, const struct regime *after) {
  if (after->format != FORMAT_X86_PAE) return false;
  return before->format != after->format || (before->flags ^ after->flags) & (X86_PGE | X86_PSE | X86_SMEP);
}
