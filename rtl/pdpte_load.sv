// x86 PAE: the four PDPTE registers, and the unit that loads and checks them when CR3 is written
// (SDM3 4.4.1). States by README.md, "PAE load". Nothing else reads PDPTEs: what memory holds later
// does not matter until the next load.
module pdpte_load (
  input  logic        clk_i,
  input  logic        rst_ni,

  // A load begins; the owner keeps base (pa >> 5) and pa_bits until done_o.
  input  logic        start_i,
  input  logic [50:0] base_i,
  input  logic [5:0]  pa_bits_i,
  input  logic        drained_i,       // no request is in S1, the miss queue or the walker

  output logic [2:0]  state_o,
  output logic [1:0]  index_o,
  output logic        done_o,
  output logic [1:0]  fault_o,         // 0 none, 1 general protection, 2 bus error; 0 without done_o
  output logic        commit_o,        // done, and what was read is now in force

  // The registers; the outputs of a lookup are 0 without lookup_i.
  output logic [3:0]  present_o,
  input  logic        lookup_i,
  input  logic [1:0]  lookup_index_i,
  output logic        lookup_present_o,
  output logic [39:0] lookup_ppn_o,

  // PTE memory: reads of 8 bytes. Payload 0 without valid.
  output logic        mem_req_valid_o,
  input  logic        mem_req_ready_i,
  output logic [55:0] mem_req_addr_o,
  input  logic        mem_rsp_valid_i,
  input  logic [63:0] mem_rsp_data_i,
  input  logic        mem_rsp_error_i
);

  logic [2:0] state_q;
  logic [1:0] index_q;
  logic error_q;
  logic [3:0] loaded_present_q, loaded_bad_q, present_q;
  // Addresses in two banks of four: those in force, and those that a load fills. A load that
  // succeeds turns the banks round.
  logic [39:0] ppn_q[8];
  logic bank_q;

  assign state_o = state_q;
  assign index_o = index_q;
  assign present_o = present_q;

  // What is reserved in a present PDPTE: bits 2:1, 8:5 and 63:MAXPHYADDR.
  logic got, bad;
  logic [63:0] above;
  assign got = state_q == mmu_pkg::LdWait && mem_rsp_valid_i;
  always_comb begin
    above = 64'd0;
    bad = 1'b0;
    if (got) begin
      above = mem_rsp_data_i >> pa_bits_i;
      bad = mem_rsp_data_i[0] && (|mem_rsp_data_i[2:1] || |mem_rsp_data_i[8:5] || above != 64'd0);
    end
  end

  always_comb begin
    done_o = state_q == mmu_pkg::LdEnd;
    fault_o = 2'd0;
    if (done_o) fault_o = error_q ? 2'd2 : |loaded_bad_q ? 2'd1 : 2'd0;
    commit_o = done_o && fault_o == 2'd0;
  end

  always_comb begin
    mem_req_valid_o = state_q == mmu_pkg::LdReq;
    mem_req_addr_o = 56'd0;
    if (mem_req_valid_o) mem_req_addr_o = {base_i, index_q, 3'd0};
  end

  always_comb begin
    lookup_present_o = 1'b0;
    lookup_ppn_o = 40'd0;
    if (lookup_i) begin
      lookup_present_o = present_q[lookup_index_i];
      lookup_ppn_o = ppn_q[{bank_q, lookup_index_i}];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= mmu_pkg::LdIdle;
      present_q <= 4'd0;
      bank_q <= 1'b0;
    end else begin
      case (state_q)
        mmu_pkg::LdIdle:  if (start_i) state_q <= mmu_pkg::LdDrain;
        mmu_pkg::LdDrain: if (drained_i) state_q <= mmu_pkg::LdReq;
        mmu_pkg::LdReq:   if (mem_req_ready_i) state_q <= mmu_pkg::LdWait;
        mmu_pkg::LdWait:
          if (mem_rsp_valid_i) state_q <= mem_rsp_error_i || index_q == 2'd3 ? mmu_pkg::LdEnd : mmu_pkg::LdReq;
        default: state_q <= mmu_pkg::LdIdle;
      endcase
      if (commit_o) begin
        present_q <= loaded_present_q;
        bank_q <= !bank_q;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      index_q <= 2'd0;
      loaded_bad_q <= 4'd0;
    end
    if (got) begin
      error_q <= mem_rsp_error_i;
      loaded_present_q[index_q] <= mem_rsp_data_i[0];
      loaded_bad_q[index_q] <= bad;
      ppn_q[{!bank_q, index_q}] <= mem_rsp_data_i[51:12];
      if (!mem_rsp_error_i && index_q != 2'd3) index_q <= index_q + 2'd1;
    end
  end

endmodule
