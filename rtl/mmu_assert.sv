// What always holds at the MMU's ports and between its parts. Attached by mmu_bind.sv; nothing here
// drives anything.
`include "mmu_records.svh"
module mmu_assert #(
  parameter logic [31:0] Arch = 0,
  parameter logic [31:0] Xlen = 64,
  parameter logic [31:0] MissDepth = 4
) (
  input logic        clk_i,
  input logic        rst_ni,

  input logic        regime_valid_i,
  input logic [2:0]  regime_mode_i,
  input logic        regime_load_i,
  input logic [5:0]  regime_pa_bits_i,
  input logic        regime_busy_i,
  input logic        regime_done_i,
  input logic [1:0]  regime_fault_i,
  input logic [2:0]  ld_state_i,
  input logic [1:0]  ld_index_i,
  input logic        ld_req_valid_i,
  input logic [62:0] cur_space_i,

  input logic        req_valid_i,
  input logic        req_ready_i,
  input logic [5:0]  req_id_i,
  input logic [1:0]  req_access_i,

  input logic        rsp_valid_i,
  input logic        rsp_ready_i,
  input logic [5:0]  rsp_id_i,
  input logic [2:0]  rsp_kind_i,
  input logic [5:0]  rsp_code_i,
  input logic [55:0] rsp_pa_i,
  input logic [13:0] rsp_page_i,

  input logic        mem_req_valid_i,
  input logic        mem_req_ready_i,
  input logic [1:0]  mem_req_id_i,
  input logic        mem_req_op_i,
  input logic        mem_req_narrow_i,
  input logic [55:0] mem_req_addr_i,
  input logic [63:0] mem_req_expected_i,
  input logic [63:0] mem_req_desired_i,
  input logic        mem_rsp_valid_i,
  input logic [1:0]  mem_rsp_id_i,

  input logic        fence_exec_i,
  input logic        fence_done_i,
  input logic        inval_i,

  input logic        cur_valid_i,
  input logic        s1_valid_i,
  input logic        s1_free_i,
  input logic        push_s1_i,
  input logic        push_ptw_i,
  input logic        push_mq_i,
  input logic        replay_i,
  input logic        start_walk_i,
  input logic [1:0]  rsp_count_i,
  input logic [3:0]  mq_count_i,
  input logic [2:0]  ptw_state_i,
  input logic        ptw_nofill_i,
  input logic [63:0] walk_tag_i,
  input logic        tlb_fill_i,
  input logic        pwc_fill_i
);

  localparam logic [63:0] BitsAd = Arch == mmu_pkg::ArchX86 ? 64'h60 : 64'hc0;
  localparam logic [63:0] BitA = Arch == mmu_pkg::ArchX86 ? 64'h20 : 64'h40;

  `MMU_SPACE cur;
  `MMU_TAG walk;
  assign cur = cur_space_i;
  assign walk = walk_tag_i;

  logic accept, respond, mem_accept, mem_taken_q;
  logic [63:0] in_flight_q;
  assign accept = req_valid_i && req_ready_i;
  assign respond = rsp_valid_i && rsp_ready_i;
  assign mem_accept = mem_req_valid_i && mem_req_ready_i;

  // Which request ids wait for an answer, and whether the walker waits for memory.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      in_flight_q <= 64'd0;
      mem_taken_q <= 1'b0;
    end else begin
      if (respond) in_flight_q[rsp_id_i] <= 1'b0;
      if (accept) in_flight_q[req_id_i] <= 1'b1;
      if (mem_accept) mem_taken_q <= 1'b1;
      else if (mem_rsp_valid_i) mem_taken_q <= 1'b0;
    end
  end

  default clocking @(posedge clk_i);
  endclocking

  // The environment's side of the contract
  a_regime_mode: assert property (disable iff (!rst_ni)
      regime_valid_i
      |-> Arch == mmu_pkg::ArchX86 ? regime_mode_i >= 3'd2 && regime_mode_i <= 3'd5
        : Xlen == 32 ? regime_mode_i == mmu_pkg::ModeBare || regime_mode_i == mmu_pkg::ModeTwo
        : regime_mode_i == mmu_pkg::ModeBare || (regime_mode_i >= 3'd3 && regime_mode_i <= 3'd5))
    else $error("regime_mode_i is no mode of this architecture");
  a_regime_pa_bits: assert property (disable iff (!rst_ni)
      regime_valid_i && Arch == mmu_pkg::ArchX86
      |-> regime_pa_bits_i >= 6'd32 && regime_pa_bits_i <= 6'd52)
    else $error("regime_pa_bits_i is no MAXPHYADDR");
  a_regime_not_busy: assert property (disable iff (!rst_ni) regime_valid_i |-> !regime_busy_i)
    else $error("a regime is written during a load");
  a_req_access: assert property (disable iff (!rst_ni) req_valid_i |-> req_access_i != 2'd3)
    else $error("req_access_i is no access");
  a_req_id_free: assert property (disable iff (!rst_ni)
      accept |-> !in_flight_q[req_id_i] || (respond && rsp_id_i == req_id_i))
    else $error("req_id_i is in flight already");
  a_mem_rsp_asked: assert property (disable iff (!rst_ni)
      mem_rsp_valid_i |-> mem_taken_q && mem_rsp_id_i == 2'd0)
    else $error("memory answers what nobody asked");

  // Responses
  a_rsp_held: assert property (disable iff (!rst_ni)
      rst_ni && rsp_valid_i && !rsp_ready_i
      |=> rsp_valid_i && rsp_id_i == $past(rsp_id_i) && rsp_kind_i == $past(rsp_kind_i)
        && rsp_code_i == $past(rsp_code_i) && rsp_pa_i == $past(rsp_pa_i) && rsp_page_i == $past(rsp_page_i))
    else $error("a response changed before it was taken");
  a_rsp_asked: assert property (disable iff (!rst_ni) rsp_valid_i |-> in_flight_q[rsp_id_i])
    else $error("a response without a request in flight");
  a_rsp_fault_bare: assert property (disable iff (!rst_ni)
      rsp_kind_i != mmu_pkg::KindOk |-> rsp_pa_i == 56'd0 && rsp_page_i == 14'd0)
    else $error("a fault carries a translation");
  a_rsp_ok_code: assert property (disable iff (!rst_ni) rsp_kind_i == mmu_pkg::KindOk |-> rsp_code_i == 6'd0)
    else $error("an ok answer has a fault code");
  a_rsp_idle_zero: assert property (disable iff (!rst_ni)
      !rsp_valid_i
      |-> rsp_id_i == 6'd0 && rsp_kind_i == 3'd0 && rsp_code_i == 6'd0 && rsp_pa_i == 56'd0 && rsp_page_i == 14'd0)
    else $error("a response payload without its valid");
  a_rsp_fifo: assert property (disable iff (!rst_ni)
      rsp_count_i != 2'd3 && (!(push_s1_i || push_ptw_i) || rsp_count_i != 2'd2))
    else $error("the response FIFO overflows");
  a_one_push: assert property (disable iff (!rst_ni) !(push_s1_i && push_ptw_i))
    else $error("two answers in one clock");

  // Requests, miss queue, walker
  a_ready_regime: assert property (disable iff (!rst_ni) req_ready_i |-> cur_valid_i)
    else $error("ready before the first regime");
  a_s1_kept: assert property (disable iff (!rst_ni) rst_ni && s1_valid_i && !s1_free_i |=> s1_valid_i)
    else $error("S1 lost its request");
  a_mq_room: assert property (disable iff (!rst_ni)
      {28'd0, mq_count_i} <= MissDepth && (!push_mq_i || {28'd0, mq_count_i} < MissDepth))
    else $error("the miss queue overflows");
  a_mq_pop: assert property (disable iff (!rst_ni) replay_i |-> mq_count_i != 4'd0)
    else $error("a replay from an empty queue");
  a_replay_free: assert property (disable iff (!rst_ni)
      replay_i |-> ptw_state_i == mmu_pkg::StIdle && !start_walk_i)
    else $error("a replay while the walker is taken");
  a_walk_idle: assert property (disable iff (!rst_ni) start_walk_i |-> ptw_state_i == mmu_pkg::StIdle)
    else $error("a walk started over another");
  a_walk_starts: assert property (disable iff (!rst_ni) rst_ni && start_walk_i |=> ptw_state_i == mmu_pkg::StPwc)
    else $error("a walk did not start");
  a_nofill: assert property (disable iff (!rst_ni) ptw_nofill_i || inval_i |-> !tlb_fill_i && !pwc_fill_i)
    else $error("a fill from before a fence");
  a_done_answers: assert property (disable iff (!rst_ni)
      rst_ni && ptw_state_i == mmu_pkg::StDone && !push_ptw_i |=> ptw_state_i == mmu_pkg::StDone)
    else $error("the walker lost its answer");

  // The load unit
  a_ld_load: assert property (disable iff (!rst_ni)
      ld_state_i == mmu_pkg::LdIdle && !(regime_valid_i && regime_load_i) |=> ld_state_i == mmu_pkg::LdIdle)
    else $error("a load that nobody asked for");
  a_ld_busy: assert property (disable iff (!rst_ni)
      regime_busy_i == (ld_state_i != mmu_pkg::LdIdle) && !(regime_busy_i && req_ready_i))
    else $error("a request is taken during a load");
  a_ld_alone: assert property (disable iff (!rst_ni)
      ld_state_i > mmu_pkg::LdDrain |-> ptw_state_i == mmu_pkg::StIdle && !s1_valid_i && mq_count_i == 4'd0)
    else $error("a load beside a request");
  a_ld_done: assert property (disable iff (!rst_ni)
      regime_done_i == (ld_state_i == mmu_pkg::LdEnd) && (regime_done_i || regime_fault_i == 2'd0)
        && regime_fault_i != 2'd3)
    else $error("regime_done_o or regime_fault_o outside a load's end");
  a_ld_ends: assert property (disable iff (!rst_ni)
      rst_ni && regime_done_i |=> !regime_busy_i && cur_valid_i || $past(regime_fault_i) != 2'd0)
    else $error("a load without a fault left no regime");
  a_ld_takes: assert property (disable iff (!rst_ni)
      rst_ni && regime_done_i && regime_fault_i == 2'd0 |=> cur.mode == mmu_pkg::ModePae)
    else $error("a load without a fault left another mode in force");
  a_ld_keeps: assert property (disable iff (!rst_ni)
      rst_ni && regime_done_i && regime_fault_i != 2'd0
      |=> cur.mode == $past(cur.mode) && cur_valid_i == $past(cur_valid_i))
    else $error("a load with a fault changed the regime");
  a_ld_four: assert property (disable iff (!rst_ni)
      regime_done_i && regime_fault_i != 2'd2 |-> ld_index_i == 2'd3)
    else $error("a load ended before its fourth word");
  a_mem_sole: assert property (disable iff (!rst_ni) ld_req_valid_i |-> !mem_req_op_i && !mem_req_narrow_i)
    else $error("a load's request is a read of 8 bytes");

  // PTE memory
  a_mem_held: assert property (disable iff (!rst_ni)
      rst_ni && mem_req_valid_i && !mem_req_ready_i
      |=> mem_req_valid_i && mem_req_op_i == $past(mem_req_op_i) && mem_req_narrow_i == $past(mem_req_narrow_i)
        && mem_req_addr_i == $past(mem_req_addr_i) && mem_req_expected_i == $past(mem_req_expected_i)
        && mem_req_desired_i == $past(mem_req_desired_i))
    else $error("a memory request changed before it was taken");
  a_mem_one: assert property (disable iff (!rst_ni) mem_req_valid_i |-> !mem_taken_q && mem_req_id_i == 2'd0)
    else $error("a second memory request of one walker");
  a_mem_aligned: assert property (disable iff (!rst_ni)
      mem_req_addr_i[1:0] == 2'd0 && (mem_req_narrow_i || !mem_req_addr_i[2]))
    else $error("an entry's address is not aligned");
  a_mem_read_bare: assert property (disable iff (!rst_ni)
      !(mem_req_valid_i && mem_req_op_i) |-> mem_req_expected_i == 64'd0 && mem_req_desired_i == 64'd0)
    else $error("a read carries values");
  a_mem_narrow: assert property (disable iff (!rst_ni)
      mem_req_narrow_i |-> mem_req_expected_i[63:32] == 32'd0 && mem_req_desired_i[63:32] == 32'd0)
    else $error("a narrow request carries more than 4 bytes");
  a_mem_width: assert property (disable iff (!rst_ni)
      mem_req_valid_i && !ld_req_valid_i |-> mem_req_narrow_i == (walk.mode == mmu_pkg::ModeTwo))
    else $error("an entry is read or updated with the wrong width");
  a_mem_idle_zero: assert property (disable iff (!rst_ni)
      !mem_req_valid_i |-> !mem_req_op_i && !mem_req_narrow_i && mem_req_addr_i == 56'd0)
    else $error("a memory request payload without its valid");
  a_mem_cas_ad: assert property (disable iff (!rst_ni)
      mem_req_op_i
      |-> (mem_req_desired_i & ~BitsAd) == (mem_req_expected_i & ~BitsAd) && (mem_req_desired_i & BitA) != 64'd0
        && (mem_req_expected_i & ~mem_req_desired_i) == 64'd0 && mem_req_desired_i != mem_req_expected_i)
    else $error("an update of something else than A and D");

  // Fence
  a_fence_done: assert property (disable iff (!rst_ni) rst_ni |=> fence_done_i == $past(fence_exec_i))
    else $error("fence_done_o is not one clock after the fence");

  logic unused_records;
  assign unused_records = ^{cur, walk};

endmodule
