// One walk over an image, level by level, with the reason it ended and the clause that says so.
#ifndef TB_EXPLAIN_H
#define TB_EXPLAIN_H

#include <stdio.h>

#include "tb/image.h"

// The image is not changed. 0, or an exit code when the walk could not be made (then nothing is printed).
int explain_print(const struct image *image, const struct regime *regime, const struct request *req, FILE *out);

#endif
