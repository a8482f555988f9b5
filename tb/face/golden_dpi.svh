// Lockwalk's golden model for any SystemVerilog test bench, through DPI-C. Link the simulator with
// liblockwalk_golden.so (`pkg-config --libs lockwalk-golden`), and include this file inside a
// package or module of the bench.
//
// Tell it what happens, in the order in which it happens; ask it of every response.
// <lockwalk/golden.h> has the full meaning of each call; here are the same ones with scalars. A
// return value of 1 is yes or done, 0 no, below 0 an error: -1 a bad argument (an id in flight
// twice, an address not aligned, a scheme the judge is not for), -2 the judge's storage is full, -3
// no memory.
`ifndef LOCKWALK_GOLDEN_DPI_SVH
`define LOCKWALK_GOLDEN_DPI_SVH

localparam int unsigned LW_LOAD = 0, LW_STORE = 1, LW_FETCH = 2;
localparam int unsigned LW_USER = 0, LW_SUPERVISOR = 1;
localparam int unsigned LW_OK = 0, LW_PAGE_FAULT = 1, LW_ACCESS_FAULT = 2, LW_GENERAL_PROTECTION = 3, LW_BUS_ERROR = 4;

// format: "sv39", "x86-4l" ... tells the architecture. hidden_port: 1 when the bench does not see
// the unit's PTE reads.
import "DPI-C" function chandle lw_dpi_new(input string format, input int hidden_port, input int lazy_a,
                                           input int unsigned pairs, input int unsigned pages);
// The same for a unit with a profile (golden.h, lw_judge_open): lines of KEY=VALUE with newlines
// between, "profile 1" first; "": none. null: lw_dpi_open_why() says why.
import "DPI-C" function chandle lw_dpi_open(input string format, input int hidden_port, input string profile,
                                            input int unsigned pairs, input int unsigned pages);
import "DPI-C" function string lw_dpi_open_why();
import "DPI-C" function void lw_dpi_free(input chandle judge);

// Events
import "DPI-C" function int lw_dpi_regime(input chandle judge, input string format, input longint unsigned root,
                                          input int unsigned asid, input int unsigned flags,
                                          input int unsigned pa_bits, input int unsigned pkru, input int unsigned pkrs,
                                          input longint unsigned pdpte0, input longint unsigned pdpte1,
                                          input longint unsigned pdpte2, input longint unsigned pdpte3);
import "DPI-C" function int lw_dpi_store(input chandle judge, input longint unsigned addr, input int unsigned bytes,
                                         input longint unsigned value);
import "DPI-C" function int lw_dpi_read(input chandle judge, input longint unsigned addr, input int unsigned bytes,
                                        input longint unsigned value, input int error);
import "DPI-C" function int lw_dpi_update(input chandle judge, input longint unsigned addr, input int unsigned bytes,
                                          input longint unsigned old, input longint unsigned desired, input int ok,
                                          input int error);
import "DPI-C" function int lw_dpi_fence(input chandle judge, input int va_valid, input longint unsigned va,
                                         input int asid_valid, input int unsigned asid, input int globals,
                                         input int structures);
// Svinval: SINVAL.VMA counts from the next SFENCE.INVAL.IR on.
import "DPI-C" function int lw_dpi_sinval(input chandle judge, input int va_valid, input longint unsigned va,
                                          input int asid_valid, input int unsigned asid);
import "DPI-C" function int lw_dpi_inval_ir(input chandle judge);
import "DPI-C" function int lw_dpi_request(input chandle judge, input int unsigned id, input longint unsigned va,
                                           input int unsigned access, input int unsigned priv,
                                           input int unsigned implicit_access);

// Questions
import "DPI-C" function int lw_dpi_response(input chandle judge, input int unsigned id, input int unsigned kind,
                                            input int unsigned code, input longint unsigned pa,
                                            input int unsigned shift, input int unsigned perm,
                                            input int unsigned memory_type, input int unsigned is_global);
import "DPI-C" function int lw_dpi_explains_read(input chandle judge, input longint unsigned addr);
import "DPI-C" function int lw_dpi_explains_update(input chandle judge, input longint unsigned addr,
                                                   input longint unsigned expected, input longint unsigned desired);
import "DPI-C" function int lw_dpi_walk(input chandle judge, input longint unsigned va, input int unsigned access,
                                        input int unsigned priv, input int unsigned implicit_access,
                                        output int unsigned kind, output int unsigned code,
                                        output longint unsigned pa, output int unsigned shift,
                                        output int unsigned perm, output int unsigned memory_type,
                                        output int unsigned is_global);
import "DPI-C" function string lw_dpi_why(input chandle judge);

`endif
