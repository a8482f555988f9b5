// The DUT socket under the name that adapters written for earlier versions include.
#include "tb/dut/dut.h"
