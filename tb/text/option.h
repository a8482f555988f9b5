// Numbers of the command line, read as strictly as those of files (words.h).
#ifndef TB_OPTION_H
#define TB_OPTION_H

#include <argp.h>
#include <stdint.h>

// The whole text is a number (decimal, or hex with 0x) within [min, max]; else a usage error
// through argp (exit code 2).
uint64_t option_number(struct argp_state *state, const char *option, const char *text, uint64_t min, uint64_t max);
// "N,N", each below 2^32.
void option_pair(struct argp_state *state, const char *option, const char *text, uint64_t *one, uint64_t *other);

#endif
