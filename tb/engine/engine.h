// The lockstep engine: stimulus -> lanes -> comparisons -> events -> verdict. Prints nothing, never
// exits.
#ifndef TB_ENGINE_H
#define TB_ENGINE_H

#include "golden/tlb.h"
#include "tb/dut/dut.h"
#include "tb/engine/event.h"
#include "tb/engine/profile.h"
#include "tb/engine/stats.h"
#include "tb/engine/stim.h"
#include "tb/text/error.h"

enum verdict_kind {
  VERDICT_PASS,
  VERDICT_WIRE,       // an output differs from the twin's: caught by "twin"
  VERDICT_STATE,      // internal state differs from the twin's (probe): "twin"
  VERDICT_ANSWER,     // no legal walk gives the answer: "golden"
  VERDICT_PTE_READ,   // a PTE read on no legal path: "golden"
  VERDICT_PTE_UPDATE, // a compare-and-swap nobody may make: "golden"
  VERDICT_MEMORY,     // memories differ at the end: "twin"
  VERDICT_LOAD,       // a PAE load that ends in another way than what it read demands: "golden"
  VERDICT_PROTOCOL,   // port rules: answer without request, id reused, response changed while waiting: "golden"
  VERDICT_EXPECT,     // contradicts an answer from outside: "expect"
  VERDICT_ASSERTION,  // "assertion"
  VERDICT_HANG,       // "watchdog"
  VERDICT_CRASH,
  VERDICT_LIMIT, // max-cycles or golden storage: the checker's own limit
  VERDICT_BAD_INPUT
};
// What is told of a kind (verdict.c has the table).
struct verdict_about {
  const char *word;       // in JSON: "wire", "pte_read"
  const char *class_word; // as tb/report/incident.h has it, where nothing else decides
  const char *headline;   // in words: "no legal walk gives this answer"
  const char *caught_by;  // "twin" "golden" "expect" "assertion" "watchdog" "crash" "limit" or "-"
  int exit_code;          // LW_*
  const char *clause[2];  // by enum arch: of the manual, or our own rule, that was broken; "" where there is none
};
const struct verdict_about *verdict_about(enum verdict_kind k);
const char *verdict_caught_by(enum verdict_kind k);
int verdict_exit_code(enum verdict_kind k);

// One side of the socket when a run failed: what the clock before showed of its inside, and the
// wires of this one.
struct verdict_side {
  bool has_probe, has_out;
  struct mmu_probe probe;
  struct mmu_out out;
};
enum { VERDICT_DUT, VERDICT_TWIN, VERDICT_SIDES };
struct verdict {
  enum verdict_kind kind;
  bool timing; // VERDICT_WIRE on valid/ready/done only: same function, other clock, as far as seen
  uint64_t clock;
  uint64_t transaction; // requests accepted so far
  char port[48];        // "rsp_pa_o", "probe.tlb_valid", "mem_req_addr_o"
  char expected[512], got[256];
  bool has_request;
  struct request req;
  struct regime regime;
  uint64_t accepted;                         // clock
  struct walk_record walk;                   // the golden walk
  struct gtlb_finding finding;               // VERDICT_ANSWER
  struct walk_record legal_walk[GTLB_SHOWN]; // a walk that gives finding.answer[i]
  struct verdict_side side[VERDICT_SIDES];
  char text[512]; // anything else worth a line; VERDICT_BAD_INPUT: the error
};

struct checkpoints; // tb/engine/checkpoint.h
enum { ENGINE_SINKS = 16 };
struct engine_config {
  const struct dut_ops *dut;
  struct dut_options options;
  struct regime reset_regime; // arch and format the run starts with (the stimulus still writes it)
  bool no_twin, no_golden;
  unsigned count_every;            // judge with count on every n-th answer; 0: never
  const struct ram_image *image;   // may be NULL
  size_t own_pages;                // pages the run may add or change
  struct stim_memory memory;       // until the stimulus changes it
  struct stim_map map;             // likewise
  size_t golden_pairs;             // see gtlb_bytes; 0: 65536
  const struct profile *profile;   // what the DUT keeps and may do; NULL: profile_any
  uint64_t max_cycles;             // 0: no limit
  uint32_t hang_clocks;            // no answer, no port activity for so long with work waiting: hang; default 20000
  unsigned tail;                   // clocks that the run goes on after a failure for a sink that follows it
  struct checkpoints *checkpoints; // open; taken where the DUT allows it. NULL: none
  const struct sink *sinks;
  unsigned sink_count;                                        // up to ENGINE_SINKS
  volatile bool *stop;                                        // set by a signal handler: end cleanly (may be NULL)
  void (*progress)(void *ctx, const struct run_stats *stats); // every 2^16 clocks, may be NULL
  void *progress_ctx;
};
// 0, or an exit code with a line in `e` when the run could not start. The verdict tells the rest.
int engine_run(const struct engine_config *config, struct stim *stim, struct verdict *verdict, struct run_stats *stats,
               struct lw_error *e);

#endif
