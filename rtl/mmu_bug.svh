// Planted bugs. With LOCKWALK_BUGS every module that holds one has an input `bug_i`, the number of
// the bug that is switched on (0 none; tests/bugs/list.txt says what each number does). Without it
// the ports are absent and every MMU_BUG is the constant 0.
`ifndef MMU_BUG_SVH
`define MMU_BUG_SVH
`ifdef LOCKWALK_BUGS
`define MMU_BUG_PORT input logic [7:0] bug_i,
`define MMU_BUG_PIN .bug_i(bug_i),
`define MMU_BUG(n) (bug_i == (n))
`else
`define MMU_BUG_PORT
`define MMU_BUG_PIN
`define MMU_BUG(n) 1'b0
`endif
`endif
