// A twin, its memory and its memory port, stepped a clock at a time.
#ifndef TESTS_CSIM_MMU_RIG_H
#define TESTS_CSIM_MMU_RIG_H

#include "csim/csim.h"
#include "csim/memport.h"
#include "csim/probe.h"

struct rig {
  struct csim *twin;
  struct ram *ram;
  struct memport port;
  uint64_t clock;             // of the next step
  struct mmu_in in;           // regime_valid, regime_load, req_valid and fence_valid hold for one step
  struct mmu_out out;         // of the clock that the last step ended
  struct mmu_probe probe;     // of the same clock
  struct memport_event event; // of the same clock
};
extern struct rig rig;

// Latency `latency`, always ready, answers taken at once, nothing in memory.
void rig_open(enum arch arch, uint32_t latency);
void rig_open_rv32(uint32_t latency);
void rig_store(uint64_t pa, uint64_t value); // adds the page
void rig_store4(uint64_t pa, uint32_t value);
void rig_regime(uint8_t mode, uint64_t root_ppn, uint16_t asid, uint16_t flags);
void rig_step(void);
void rig_idle(unsigned clocks);
// Offers the request until it is accepted; that clock.
uint64_t rig_request(uint8_t id, uint64_t va, enum access access, enum priv priv);
// Steps until an answer is valid (and taken, when rsp_ready); that clock. rig.out holds it.
uint64_t rig_answer(void);
// One whole translation from an idle twin; clocks from accept to answer.
uint64_t rig_translate(uint64_t va, enum access access, enum priv priv);
// Steps until a memory request is offered; that clock.
uint64_t rig_memory_request(void);
// A fence that takes everything, to its end.
void rig_flush(void);
unsigned rig_state(void); // ptw's, of the clock that the last step ended

#endif
