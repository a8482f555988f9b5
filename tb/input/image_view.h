// The memory of an image as the walk's handle, never changed: an update is granted and forgotten,
// so that every walk sees the tables as they were captured.
#ifndef TB_IMAGE_VIEW_H
#define TB_IMAGE_VIEW_H

#include "golden/walk.h"
#include "tb/input/image.h"

struct phys image_view(const struct image *image);

#endif
