// Every port of the DUT on every clock, as text that $fscanf reads: what `lockwalk run --ports
// FILE` writes and scripts/icarus replays on the RTL in a four-state simulator.
//
// Line 1: "lockwalk-ports 1 ARCH XLEN CLOCKS", decimal (CLOCKS right-aligned in 20 columns). Line
// 2: the names of the ports. Then a line a clock, from the first after reset on: a value a port, in
// hexadecimal, in the order of line 2, inputs first. Before it lie two clocks of reset with all
// inputs 0.
#ifndef TB_PORTS_H
#define TB_PORTS_H

#include "tb/text/error.h"
#include "tb/engine/event.h"

struct ports;
// NULL and a line in `e` when the file cannot be written.
struct ports *ports_open(const char *path, const struct mmu_config *config, struct lw_error *e);
struct sink ports_sink(struct ports *p);
// 0, or LW_INPUT with a line in `e`; without `keep` nothing is left of the file. `p` may be NULL.
int ports_close(struct ports *p, bool keep, struct lw_error *e);

#endif
