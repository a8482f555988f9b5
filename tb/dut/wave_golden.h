// What stands beside the DUT in a waveform, in the scope `golden`, on one clock: the cycle twin,
// what the golden model says, and where the run is. The engine fills it in while a dump is open; an
// adapter that can shows it (tb/dut/wave_golden.sv holds the names).
#ifndef TB_WAVE_GOLDEN_H
#define TB_WAVE_GOLDEN_H

#include "csim/port.h"

// One bit a group of signals: 1 while the DUT's equal the twin's, or are not compared.
enum wave_ok {
  WAVE_OK_REGIME,
  WAVE_OK_REQ,
  WAVE_OK_RSP,
  WAVE_OK_MEM,
  WAVE_OK_FENCE,
  WAVE_OK_STATE,  // internal state, of the clock before: it is read at the edge
  WAVE_OK_ANSWER, // golden model: the answer taken on this clock is legal
  WAVE_OK_GROUPS
};
enum { WAVE_TEXT = 96 };

struct wave_golden {
  uint64_t clock, transaction;  // transaction: requests accepted before this clock
  uint64_t in_flight;           // bit i: request i is accepted and not answered
  uint8_t x86;                  // how entries are decoded
  uint8_t compared;             // the twin stands for the DUT on this clock
  uint8_t failed;               // 1 from the clock of the mismatch on
  uint8_t ok;                   // bit per enum wave_ok
  struct mmu_out twin;          // its outputs
  struct mmu_probe state;       // its internal state (csim/probe.def)
  uint64_t walk_addr, walk_pte; // the entry that the walk in progress has asked for; the value it has in hand
  uint64_t walk_va;
  uint8_t walk_access;
  uint8_t judged;  // an answer is taken on this clock ...
  uint8_t legal;   // ... and is legal ...
  uint8_t answers; // ... as one of so many; the first:
  struct answer expected;
  // Text, shown as such by a viewer; each at most WAVE_TEXT bytes, no ending zero needed.
  char event[WAVE_TEXT];    // what happens on this clock
  char request[WAVE_TEXT];  // at the port
  char walking[WAVE_TEXT];  // the request of the walk in progress
  char pte[WAVE_TEXT];      // walk_pte, bit by bit, and what it means
  char answer[WAVE_TEXT];   // the DUT's at the port
  char want[WAVE_TEXT];     // the twin's, or golden's where there is no twin
  char mismatch[WAVE_TEXT]; // what the run fails with
};

#endif
