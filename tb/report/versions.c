#include "tb/report/versions.h"

#include <lockwalk_git_state.h>

const struct versions versions = {
    .lockwalk = LOCKWALK_VERSION,
    .git = LOCKWALK_GIT_STATE,
    .compiler = __VERSION__,
    .verilator = LOCKWALK_VERILATOR,
    .systemc = LOCKWALK_SYSTEMC,
};
