// The memory of an image as the walk's handle, never changed: an update is granted and forgotten,
// so that every walk sees the tables as they were captured.
#ifndef TB_IMAGE_VIEW_H
#define TB_IMAGE_VIEW_H

#include "golden/walk.h"
#include "tb/input/image.h"

struct phys image_view(const struct image *image);
// The words of the page at `pa` (4 KiB aligned), or NULL.
const uint64_t *image_view_page(const struct image *image, uint64_t pa);

#endif
