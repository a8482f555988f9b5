// Included before every file of Verilator's run-time library: what it would do to the process, it
// does through us (tb/dut/instance.hpp), so that an assertion becomes a verdict and its text
// reaches the report.
#ifndef TB_VERILATED_HOOKS_H
#define TB_VERILATED_HOOKS_H

#define VL_USER_FINISH
#define VL_USER_STOP
#define VL_USER_FATAL
#define VL_PRINTF lockwalk_printf

extern "C" int lockwalk_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
