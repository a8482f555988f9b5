// What the files of the face share. Not installed.
#ifndef TB_FACE_JUDGE_H
#define TB_FACE_JUDGE_H

#include "csim/ram.h"
#include "golden/tlb.h"
#include "tb/engine/profile.h"
#include "tb/face/golden.h"

enum { JUDGE_IDS = 64, JUDGE_SINVALS = 64 };
// Done, and not counted before the next SFENCE.INVAL.IR.
struct judge_sinval {
  struct fence fence;
  gtlb_time done;
};
struct judge_flight {
  struct regime regime;
  struct request req;
  gtlb_time accepted;
};
struct lw_judge {
  struct gtlb *gtlb;
  struct ram *ram; // what was told by stores and updates; every other address reads as 0
  uint64_t events; // each call that tells something is one moment of the total order
  uint64_t in_flight;
  uint32_t options;
  enum arch arch;
  bool has_regime, full;
  struct regime regime;
  struct profile profile;
  unsigned sinvals;
  struct judge_sinval sinval[JUDGE_SINVALS];
  struct judge_flight flight[JUDGE_IDS];
  struct gtlb_finding finding; // of the last response
  struct judge_flight asked;
  struct answer answered;
  char *why;
  size_t why_size;
};

// The public shapes to golden's and back. false: a field is out of range.
bool face_regime(const struct lw_regime *in, struct regime *out);
bool face_request(const struct lw_request *in, struct request *out);
void face_answer_in(const struct lw_answer *in, struct answer *out);
void face_answer_out(const struct answer *in, struct lw_answer *out);
void face_walk_out(const struct walk_record *in, struct lw_walk *out);
// The memory of a judge, to look at: A and D are taken as set.
struct phys face_phys(struct lw_judge *judge);

#endif
