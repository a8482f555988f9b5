// The options by which a command takes memory dumps beside .ptp images.
#ifndef TB_SOURCE_OPTIONS_H
#define TB_SOURCE_OPTIONS_H

#include <argp.h>
#include <stdio.h>

#include "tb/input/dump.h"

// --base --root --mode --reg --cpu: a child parser for struct dump_options *.
extern const struct argp source_argp;
// They again as text, each with a space after it.
void source_options_print(const struct dump_options *o, char *text, size_t size);
// And each with a space before it.
void source_options_write(const struct dump_options *o, FILE *out);

#endif
