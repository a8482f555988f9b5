// What the flags of a leaf, as someone else printed them, say about an access: the manuals' rules
// on one entry, written apart from the golden model on purpose, because the answers they judge were
// judged by the golden model already.
#ifndef TB_LEAF_RULE_H
#define TB_LEAF_RULE_H

#include "golden/regime.h"

// `flags`: EXPECT_* of tb/input/image.h. Does the leaf alone refuse the access?
bool leaf_rule_refuses(const struct regime *regime, enum arch arch, uint16_t flags, const struct request *req);
// The code of the page fault on a present, well-formed leaf: RISC-V cause, x86 error code.
uint32_t leaf_rule_code(const struct regime *regime, enum arch arch, const struct request *req);

#endif
