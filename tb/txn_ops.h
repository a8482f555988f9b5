// A parsed .txn file, as parser and player share it. tb/README.md has the grammar.
#ifndef TB_TXN_OPS_H
#define TB_TXN_OPS_H

#include "tb/stim.h"
#include "tb/txn.h"

enum { TXN_IDS = 64 };
enum txn_verb {
  TXN_MEMORY,
  TXN_ERROR,
  TXN_REGIME,
  TXN_STORE,
  TXN_REQUEST,
  TXN_FENCE,
  TXN_AT,
  TXN_WAIT,
  TXN_DRAIN,
  TXN_ACCEPTED,
  TXN_ANSWERED,
  TXN_END
};
struct txn_op {
  uint8_t verb; // enum txn_verb
  uint8_t id;   // REQUEST, ACCEPTED, ANSWERED
  uint32_t line;
  uint32_t expect; // REQUEST: 1 + index of its expectation, 0 none
  union {
    struct stim_memory memory;
    struct {
      uint64_t addr;
      bool on;
    } error;
    struct regime regime;
    struct {
      uint64_t pa, value;
    } store;
    struct request req;
    struct fence fence;
    uint64_t clocks; // AT, WAIT
  } u;
};
// Fields that the line does not name are not compared.
struct txn_expect {
  uint32_t line;
  struct answer answer;
  bool has_pa, has_shift, has_perm, has_type, has_global;
};
struct txn {
  struct stim stim;
  char *path;
  struct mmu_config config;
  uint64_t seed;
  struct stim_memory memory;
  struct regime first_regime;
  struct ram_image image;
  uint64_t *page_pa;
  uint64_t (*page)[512];
  struct txn_op *op;
  struct txn_expect *expect;
  size_t ops, expects;
  // The player.
  size_t at;
  bool waiting;
  uint64_t wait_until;
  uint8_t offered_id;       // of the request offered last
  bool in_flight[TXN_IDS];  // offered and not answered
  size_t op_of_id[TXN_IDS]; // 1 + index of the request op
};

// The player as a stimulus over `t`.
void txn_play(struct txn *t);

#endif
