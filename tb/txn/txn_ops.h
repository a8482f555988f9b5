// A parsed .txn file, as parser and player share it. tb/txn/README.md has the grammar.
#ifndef TB_TXN_OPS_H
#define TB_TXN_OPS_H

#include "tb/engine/page_list.h"
#include "tb/engine/stim.h"
#include "tb/txn/txn.h"

enum { TXN_IDS = 64 };
enum txn_verb {
  TXN_MEMORY,
  TXN_ERROR,
  TXN_MAP,
  TXN_REGIME,
  TXN_STORE,
  TXN_REQUEST,
  TXN_FENCE,
  TXN_SINVAL,
  TXN_INVAL_IR,
  TXN_LAST_ACT = TXN_INVAL_IR, // those up to here do something; the others are about when
  TXN_AT,
  TXN_WAIT,
  TXN_DRAIN,
  TXN_ACCEPTED,
  TXN_ANSWERED,
  TXN_LOADED, // no PAE load is under way
  TXN_END
};
struct txn_op {
  uint8_t verb; // enum txn_verb
  uint8_t id;   // REQUEST, ACCEPTED, ANSWERED
  uint32_t line;
  bool load;       // REGIME: a PAE load
  uint32_t expect; // REQUEST, REGIME: 1 + index of its expectation, 0 none
  union {
    struct stim_memory memory;
    struct {
      uint64_t addr;
      bool on;
    } error;
    struct regime regime;
    size_t map; // index
    struct {
      uint64_t pa, value;
      uint8_t bytes;
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
  uint8_t load_fault; // of a PAE load instead: enum regime_fault
  bool has_pa, has_shift, has_perm, has_type, has_global;
};
struct txn_saw {
  uint64_t clock;
  struct mmu_out out; // from that clock on
};
struct txn {
  struct stim stim;
  struct txn_saw *saw; // what a DUT did, if it was recorded
  size_t saws;
  char *path;
  struct mmu_config config;
  uint64_t seed;
  struct stim_memory memory;
  struct stim_map first_map;
  struct regime first_regime;
  struct page_list pages;
  struct ram_image image; // of them
  struct txn_op *op;
  struct txn_expect *expect;
  struct stim_map *map;
  size_t ops, expects, maps;
  // The player.
  size_t at;
  bool waiting;
  uint64_t wait_until;
  uint8_t offered_id;       // of the request offered last
  bool in_flight[TXN_IDS];  // offered and not answered
  size_t op_of_id[TXN_IDS]; // 1 + index of the request op
  size_t op_of_load;        // 1 + index of the regime op whose load is under way
};

// The player as a stimulus over `t`.
void txn_play(struct txn *t);

#endif
