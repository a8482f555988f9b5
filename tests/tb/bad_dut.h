// The cycle model with a defect put in front of its ports: what the engine must catch.
#ifndef TESTS_TB_BAD_DUT_H
#define TESTS_TB_BAD_DUT_H

#include "tb/dut/dut.h"

enum bad {
  BAD_NOT,
  BAD_PA,        // one answer's pa
  BAD_CODE,      // the code of page faults
  BAD_DROP,      // one answer is lost
  BAD_TWICE,     // one answer is given twice
  BAD_LATE,      // one answer comes a clock late
  BAD_READ,      // a PTE read nobody asked for
  BAD_TWO_WALKS, // a second walker reads what the first is waiting for
  BAD_CAS,       // an update sets another bit too
  BAD_FENCE,     // fences are accepted and done, and do nothing
  BAD_FENCE_TLB, // fences clear the page-walk cache and no TLB entry
  BAD_CHANGES,   // an answer changes while it waits
  BAD_ASSERTION,
  BAD_CRASH,
  BAD_HANG,
};
const struct dut_ops *bad_dut(enum bad bad);

#endif
