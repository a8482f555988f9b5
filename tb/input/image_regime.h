// The regime a page-table image was captured in, from its JSON header.
#ifndef TB_IMAGE_REGIME_H
#define TB_IMAGE_REGIME_H

#include <stddef.h>

#include "golden/regime.h"

// False: `reason` says what is missing or wrong.
bool image_regime_parse(const char *json, size_t size, struct regime *regime, char *reason, size_t reason_size);

#endif
