// The page-walk cache: pointers to lower tables, by address prefix, as rtl/pwc.sv.
#ifndef CSIM_PWC_H
#define CSIM_PWC_H

#include "golden/entry.h"

enum { PWC_MAX = 16, PWC_MISS = -1 };

struct pwc_entry {
  uint64_t vpn;   // of the address that filled it; the tag is what lies above the reach of the table it leads to
  uint64_t table; // physical address of that table
  uint16_t asid;
  uint8_t mode;
  uint8_t next;  // level of the table: 0..3
  uint8_t reach; // bits of a vpn that the table it leads to resolves
  uint8_t perm;  // merged from the root down to here
  bool global;
};
struct pwc {
  uint16_t valid;
  uint8_t entries;
  uint8_t robin; // next to be replaced when all are valid
  struct pwc_entry entry[PWC_MAX];
};

void pwc_init(struct pwc *p, uint8_t entries); // 1..PWC_MAX
void pwc_reset(struct pwc *p);
// The match that leads furthest down, or PWC_MISS.
int pwc_lookup(const struct pwc *p, uint8_t mode, uint16_t asid, uint64_t vpn);
uint8_t pwc_fill(struct pwc *p, const struct pwc_entry *entry); // the way written
void pwc_fence(struct pwc *p, const struct fence *fence);       // nothing unless fence->structures

#endif
