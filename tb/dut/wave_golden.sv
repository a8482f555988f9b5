// The scope `golden` of a waveform, beside the DUT's: nothing but names (and those of
// wave_names.sv). Verilated into a model of its own that exists only while a dump is open
// (verilated_golden.cpp drives it), so an untraced run pays nothing for it and any DUT that is
// Verilated may have it. States and kinds are enumerations, which FST carries by name; text is
// ASCII. One bit a group of signals: the DUT's equal the twin's. `state` speaks of the clock
// before; `answer` is the golden model's: what the DUT has answered on this clock is legal.
module golden_ok (
  input logic all, regime, req, rsp, mem, fence, state, answer
);
endmodule

// The outputs as the cycle twin gives them, under the names of the DUT's ports.
module golden_twin (
  input logic compared,
  input logic regime_busy_o, regime_done_o,
  input wave_names::load_fault_e regime_fault_o,
  input logic req_ready_o,
  input logic rsp_valid_o,
  input logic [5:0] rsp_id_o,
  input wave_names::kind_e rsp_kind_o,
  input logic [5:0] rsp_code_o,
  input logic [55:0] rsp_pa_o,
  input logic [5:0] rsp_shift_o,
  input logic [3:0] rsp_perm_o,
  input logic [2:0] rsp_type_o,
  input logic rsp_global_o,
  input logic mem_req_valid_o,
  input logic [1:0] mem_req_id_o,
  input wave_names::op_e mem_req_op_o,
  input logic mem_req_narrow_o,
  input logic [55:0] mem_req_addr_o,
  input logic [63:0] mem_req_expected_o, mem_req_desired_o,
  input logic fence_ready_o, fence_done_o
);
endmodule

// What the golden model holds of the answer taken on this clock: how many answers are legal, and
// the first of them.
module golden_answer (
  input logic judged, legal,
  input logic [7:0] answers,
  input wave_names::kind_e kind,
  input logic [5:0] code,
  input logic [55:0] pa,
  input logic [5:0] shift,
  input logic [3:0] perm,
  input logic [2:0] typ,
  input logic glob
);
endmodule

// The walk in progress: the twin's. Its state and the entry in hand, bit by bit, are in the scope
// `state`.
module golden_walk (
  input wave_names::ptw_e state,
  input logic [2:0] level,
  input logic [63:0] va,
  input wave_names::access_e access,
  input logic [55:0] pte_addr,
  input logic [63:0] pte,
  input logic [767:0] request, decoded
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
  input logic [63:0] word0_i, word1_i, word2_i, word3_i, word4_i, word5_i, word6_i, word7_i, word8_i, word9_i,
      word10_i, word11_i
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
    .all(&ok_i), .regime(ok_i[0]), .req(ok_i[1]), .rsp(ok_i[2]), .mem(ok_i[3]), .fence(ok_i[4]), .state(ok_i[5]),
    .answer(ok_i[6])
  );
  golden_twin twin (
    .compared(compared_i), .regime_busy_o(regime_busy_i), .regime_done_o(regime_done_i),
    .regime_fault_o(wave_names::load_fault_e'(regime_fault_i)),
    .req_ready_o(req_ready_i), .rsp_valid_o(rsp_valid_i), .rsp_id_o(rsp_id_i),
    .rsp_kind_o(wave_names::kind_e'(rsp_kind_i)),
    .rsp_code_o(rsp_code_i), .rsp_pa_o(rsp_pa_i), .rsp_shift_o(rsp_shift_i), .rsp_perm_o(rsp_perm_i),
    .rsp_type_o(rsp_type_i),
    .rsp_global_o(rsp_global_i), .mem_req_valid_o(mem_req_valid_i), .mem_req_id_o(mem_req_id_i),
    .mem_req_op_o(wave_names::op_e'(mem_req_op_i)), .mem_req_narrow_o(mem_req_narrow_i),
    .mem_req_addr_o(mem_req_addr_i),
    .mem_req_expected_o(mem_req_expected_i), .mem_req_desired_o(mem_req_desired_i), .fence_ready_o(fence_ready_i),
    .fence_done_o(fence_done_i)
  );
  golden_answer taken (
    .judged(judged_i), .legal(legal_i), .answers(answers_i), .kind(wave_names::kind_e'(kind_i)), .code(code_i),
    .pa(pa_i), .shift(shift_i), .perm(perm_i),
    .typ(type_i), .glob(glob_i)
  );
  golden_walk walk (
    .state(wave_names::ptw_e'(word2_i[22:20])), .level(word2_i[26:24]), .va(walk_va_i),
    .access(wave_names::access_e'(walk_access_i)),
    .pte_addr(walk_addr_i), .pte(walk_pte_i), .request(walking_i), .decoded(decoded_i)
  );
  wave_state state (
    .x86_i, .w0_i(word0_i), .w1_i(word1_i), .w2_i(word2_i), .w3_i(word3_i), .w4_i(word4_i), .w5_i(word5_i),
    .w6_i(word6_i), .w7_i(word7_i), .w8_i(word8_i), .w9_i(word9_i), .w10_i(word10_i), .w11_i(word11_i)
  );
endmodule
