// The scope `golden` of a waveform, beside the DUT's: nothing but names. Verilated into a model of its own that exists
// only while a dump is open (verilated_golden.cpp drives it), so an untraced run pays nothing for it and any DUT that is
// Verilated may have it. States and kinds are enumerations, which FST carries by name; text is ASCII.
package golden_pkg;
  typedef enum logic [2:0] {Ok, PageFault, AccessFault, GeneralProtection, BusError} kind_e;
  typedef enum logic [1:0] {Load, Store, Fetch} access_e;
  typedef enum logic {Read, Cas} op_e;
  typedef enum logic [2:0] {Idle, Pwc, Req, Wait, Decode, CasReq, CasWait, Done} ptw_e;
  typedef enum logic [2:0] {LdIdle, LdDrain, LdReq, LdWait, LdEnd} load_e;
endpackage

// One bit a group of signals: the DUT's equal the twin's. `state` speaks of the clock before; `answer` is the golden
// model's: what the DUT has answered on this clock is legal.
module golden_ok (
  input logic all, regime, req, rsp, mem, fence, state, answer
);
endmodule

// The outputs as the cycle twin gives them, under the names of the DUT's ports.
module golden_twin (
  input logic compared,
  input logic regime_busy_o, regime_done_o,
  input logic [1:0] regime_fault_o,
  input logic req_ready_o,
  input logic rsp_valid_o,
  input logic [5:0] rsp_id_o,
  input golden_pkg::kind_e rsp_kind_o,
  input logic [5:0] rsp_code_o,
  input logic [55:0] rsp_pa_o,
  input logic [5:0] rsp_shift_o,
  input logic [3:0] rsp_perm_o,
  input logic [2:0] rsp_type_o,
  input logic rsp_global_o,
  input logic mem_req_valid_o,
  input logic [1:0] mem_req_id_o,
  input golden_pkg::op_e mem_req_op_o,
  input logic mem_req_narrow_o,
  input logic [55:0] mem_req_addr_o,
  input logic [63:0] mem_req_expected_o, mem_req_desired_o,
  input logic fence_ready_o, fence_done_o
);
endmodule

// What the golden model holds of the answer taken on this clock: how many answers are legal, and the first of them.
module golden_answer (
  input logic judged, legal,
  input logic [7:0] answers,
  input golden_pkg::kind_e kind,
  input logic [5:0] code,
  input logic [55:0] pa,
  input logic [5:0] shift,
  input logic [3:0] perm,
  input logic [2:0] typ,
  input logic glob
);
endmodule

// The entry in the walker's hand, as either architecture names its bits (priv 12.4; SDM3 tables 4-15 to 4-20).
module golden_pte_riscv (input logic [63:0] pte);
  logic v, r, w, x, u, g, a, d, n;
  logic [1:0] rsw, pbmt;
  logic [43:0] ppn;
  logic [6:0] reserved;
  assign {d, a, g, u, x, w, r, v} = pte[7:0];
  assign rsw = pte[9:8];
  assign ppn = pte[53:10];
  assign reserved = pte[60:54];
  assign pbmt = pte[62:61];
  assign n = pte[63];
endmodule

module golden_pte_x86 (input logic [63:0] pte);
  logic p, rw, us, pwt, pcd, a, d, ps_pat, g, xd;
  logic [2:0] avl;
  logic [39:0] frame;
  logic [6:0] bits_58_52;
  logic [3:0] pkey;
  assign {g, ps_pat, d, a, pcd, pwt, us, rw, p} = pte[8:0];
  assign avl = pte[11:9];
  assign frame = pte[51:12];
  assign bits_58_52 = pte[58:52];
  assign pkey = pte[62:59];
  assign xd = pte[63];
endmodule

// The walk in progress: the twin's.
module golden_walk (
  input golden_pkg::ptw_e state,
  input logic [5:0] id,
  input logic [63:0] va,
  input golden_pkg::access_e access,
  input logic [2:0] level,
  input logic [55:0] table_addr,
  input logic [55:0] pte_addr,
  input logic [63:0] pte,
  input logic [3:0] perm,
  input logic glob, nofill,
  input logic x86,
  input logic [767:0] request, decoded
);
  golden_pte_riscv riscv (.pte(x86 ? 64'd0 : pte));
  golden_pte_x86 x86_64 (.pte(x86 ? pte : 64'd0));
endmodule

// The twin's TLB, page-walk cache, first stage and queues, and its load of PDPTE registers: rtl/README.md, "Probe".
module golden_tlb (
  input logic [63:0] valid, plru, cleared,
  input logic fill,
  input logic [5:0] fill_way, fill_shift,
  input logic [15:0] fill_asid,
  input logic [2:0] fill_levels,
  input logic [3:0] fill_perm,
  input logic [2:0] fill_type,
  input logic [3:0] fill_pkey,
  input logic fill_global, fill_dirty,
  input logic [44:0] fill_vpn,
  input logic [43:0] fill_ppn
);
endmodule

module golden_pwc (
  input logic [15:0] valid,
  input logic [3:0] robin,
  input logic fill,
  input logic [3:0] fill_way,
  input logic [1:0] fill_next_level,
  input logic [15:0] fill_asid,
  input logic [2:0] fill_levels,
  input logic [3:0] fill_perm,
  input logic fill_global,
  input logic [44:0] fill_tag,
  input logic [43:0] fill_table
);
endmodule

module golden_stage (
  input logic s1_valid, s1_replay, s1_old,
  input logic [5:0] s1_id,
  input logic [3:0] mq_count,
  input logic [1:0] rsp_count,
  input logic cur_valid, fence_executing, drop_executing,
  input golden_pkg::load_e load_state,
  input logic [1:0] load_index,
  input logic [3:0] pdpte_present
);
endmodule

// The ports are the model's only way in; what they carry is shown under the names inside.
module golden (
  // verilator tracing_off
  input logic [63:0] clock_i, transaction_i, in_flight_i,
  input logic failed_i, compared_i, x86_i,
  input logic [6:0] ok_i,
  input logic [767:0] event_i, request_i, walking_i, decoded_i, answer_i, want_i, mismatch_i,
  input logic regime_busy_i, regime_done_i,
  input logic [1:0] regime_fault_i,
  input logic req_ready_i, rsp_valid_i, rsp_global_i,
  input logic [5:0] rsp_id_i, rsp_code_i, rsp_shift_i,
  input logic [2:0] rsp_kind_i, rsp_type_i,
  input logic [55:0] rsp_pa_i,
  input logic [3:0] rsp_perm_i,
  input logic mem_req_valid_i, mem_req_op_i, mem_req_narrow_i,
  input logic [1:0] mem_req_id_i,
  input logic [55:0] mem_req_addr_i,
  input logic [63:0] mem_req_expected_i, mem_req_desired_i,
  input logic fence_ready_i, fence_done_i,
  input logic judged_i, legal_i, glob_i,
  input logic [7:0] answers_i,
  input logic [2:0] kind_i, type_i,
  input logic [5:0] code_i, shift_i,
  input logic [55:0] pa_i, walk_addr_i,
  input logic [3:0] perm_i,
  input logic [63:0] walk_va_i, walk_pte_i,
  input logic [1:0] walk_access_i,
  input logic [63:0] word0_i, word1_i, word2_i, word4_i, word5_i, word6_i, word7_i, word8_i, word9_i, word10_i, word11_i
  // verilator tracing_on
);
  logic [63:0] clock, transaction, in_flight;
  logic failed;
  logic [767:0] happens, request, answer, expected, mismatch;
  assign clock = clock_i;
  assign transaction = transaction_i;
  assign in_flight = in_flight_i;
  assign failed = failed_i;
  assign happens = event_i;
  assign request = request_i;
  assign answer = answer_i;
  assign expected = want_i;
  assign mismatch = mismatch_i;

  golden_ok ok (
    .all(&ok_i), .regime(ok_i[0]), .req(ok_i[1]), .rsp(ok_i[2]), .mem(ok_i[3]), .fence(ok_i[4]), .state(ok_i[5]), .answer(ok_i[6])
  );
  golden_twin twin (
    .compared(compared_i), .regime_busy_o(regime_busy_i), .regime_done_o(regime_done_i), .regime_fault_o(regime_fault_i),
    .req_ready_o(req_ready_i), .rsp_valid_o(rsp_valid_i), .rsp_id_o(rsp_id_i), .rsp_kind_o(golden_pkg::kind_e'(rsp_kind_i)),
    .rsp_code_o(rsp_code_i), .rsp_pa_o(rsp_pa_i), .rsp_shift_o(rsp_shift_i), .rsp_perm_o(rsp_perm_i), .rsp_type_o(rsp_type_i),
    .rsp_global_o(rsp_global_i), .mem_req_valid_o(mem_req_valid_i), .mem_req_id_o(mem_req_id_i),
    .mem_req_op_o(golden_pkg::op_e'(mem_req_op_i)), .mem_req_narrow_o(mem_req_narrow_i), .mem_req_addr_o(mem_req_addr_i),
    .mem_req_expected_o(mem_req_expected_i), .mem_req_desired_o(mem_req_desired_i), .fence_ready_o(fence_ready_i), .fence_done_o(fence_done_i)
  );
  golden_answer taken (
    .judged(judged_i), .legal(legal_i), .answers(answers_i), .kind(golden_pkg::kind_e'(kind_i)), .code(code_i), .pa(pa_i), .shift(shift_i), .perm(perm_i),
    .typ(type_i), .glob(glob_i)
  );
  golden_walk walk (
    .state(golden_pkg::ptw_e'(word2_i[22:20])), .id(word2_i[52:47]), .va(walk_va_i), .access(golden_pkg::access_e'(walk_access_i)),
    .level(word2_i[26:24]), .table_addr({word4_i[43:0], 12'd0}), .pte_addr(walk_addr_i), .pte(walk_pte_i), .perm(word4_i[47:44]),
    .glob(word4_i[48]), .nofill(word2_i[23]), .x86(x86_i), .request(walking_i), .decoded(decoded_i)
  );
  golden_tlb tlb (
    .valid(word0_i), .plru(word1_i), .cleared(word11_i), .fill(word5_i[0]), .fill_way(word5_i[6:1]), .fill_shift(word5_i[12:7]),
    .fill_asid(word5_i[28:13]), .fill_levels(word5_i[31:29]), .fill_perm(word5_i[35:32]), .fill_type(word5_i[38:36]),
    .fill_pkey(word5_i[42:39]), .fill_global(word5_i[43]), .fill_dirty(word5_i[44]), .fill_vpn(word6_i[44:0]), .fill_ppn(word7_i[43:0])
  );
  golden_pwc pwc (
    .valid(word2_i[15:0]), .robin(word2_i[19:16]), .fill(word8_i[0]), .fill_way(word8_i[4:1]), .fill_next_level(word8_i[6:5]),
    .fill_asid(word8_i[22:7]), .fill_levels(word8_i[25:23]), .fill_perm(word8_i[29:26]), .fill_global(word8_i[30]),
    .fill_tag(word9_i[44:0]), .fill_table(word10_i[43:0])
  );
  golden_stage stage (
    .s1_valid(word2_i[27]), .s1_replay(word2_i[28]), .s1_old(word2_i[29]), .s1_id(word2_i[46:41]), .mq_count(word2_i[35:32]),
    .rsp_count(word2_i[37:36]), .cur_valid(word2_i[38]), .fence_executing(word2_i[39]), .drop_executing(word2_i[40]),
    .load_state(golden_pkg::load_e'(word8_i[33:31])), .load_index(word8_i[35:34]), .pdpte_present(word10_i[63:60])
  );
endmodule
